import os
import subprocess
import sys
from pathlib import Path

import pytest

from translate.errors import OutputError
from translate.writing import output_errors, put_in_place, remove, save_bytes, save_text, written_into, written_whole

KILLED = """
import os, sys
from pathlib import Path
from translate.writing import written_whole
with written_whole(Path(sys.argv[1])) as unfinished:
    unfinished.write_text("setengah")
    os._exit(9)
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_replaced_when_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "kalimat.txt"
    path.write_text("lama")
    with written_whole(path) as unfinished:
        unfinished.write_text("baru")
        assert path.read_text() == "lama"
        assert unfinished.parent == path.parent
    assert path.read_text() == "baru"
    assert names(tmp_path) == ["kalimat.txt"]


@pytest.mark.parametrize("error", [ValueError("salah"), KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_an_error_leaves_the_old_file_and_nothing_else(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "kalimat.txt"
    path.write_text("lama")
    with pytest.raises(type(error)), written_whole(path) as unfinished:
        unfinished.write_text("setengah")
        raise error
    assert path.read_text() == "lama"
    assert names(tmp_path) == ["kalimat.txt"]


def test_a_killed_process_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "kalimat.txt"
    path.write_text("lama")
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert done.returncode == 9
    assert path.read_text() == "lama"
    assert len(names(tmp_path)) == 2
    save_text("baru", path)
    assert path.read_text() == "baru"
    assert names(tmp_path) == ["kalimat.txt"]


@pytest.mark.parametrize("shared", [False, True])
def test_the_temporary_name_is_hidden_and_ends_like_the_name(tmp_path: Path, shared: bool) -> None:
    with written_whole(tmp_path / "korpus.tsv.gz", shared=shared) as unfinished:
        unfinished.touch()
        assert unfinished.suffixes[-2:] == [".tsv", ".gz"]
        assert unfinished.name.startswith(".")
        assert (str(os.getpid()) in unfinished.name) is shared


def test_of_two_processes_each_writes_a_file_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with written_whole(tmp_path / "korpus.tsv", shared=True) as first:
        first.write_text("satu")
        monkeypatch.setattr(os, "getpid", lambda: -1)
        with written_whole(tmp_path / "korpus.tsv", shared=True) as second:
            second.write_text("dua")
            assert first.read_text() == "satu"
        assert (tmp_path / "korpus.tsv").read_text() == "dua"
    assert (tmp_path / "korpus.tsv").read_text() == "satu"


@pytest.mark.parametrize("fails", [False, True])
def test_a_folder_appears_whole_or_not_at_all(tmp_path: Path, fails: bool) -> None:
    def write() -> None:
        with written_whole(tmp_path / "model") as unfinished:
            (unfinished / "dalam").mkdir(parents=True)
            (unfinished / "dalam" / "bobot.bin").write_bytes(b"\0")
            if fails:
                raise ValueError("salah")

    if fails:
        with pytest.raises(ValueError, match="salah"):
            write()
        assert names(tmp_path) == []
    else:
        write()
        assert names(tmp_path) == ["model"]
        assert (tmp_path / "model" / "dalam" / "bobot.bin").read_bytes() == b"\0"


def test_a_folder_with_files_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "lama").touch()
    with pytest.raises(OSError, match="not empty"), written_whole(tmp_path / "model") as unfinished:
        unfinished.mkdir()
    assert names(tmp_path) == ["model"]
    assert names(tmp_path / "model") == ["lama"]


@pytest.mark.parametrize("fails", [False, True])
def test_files_come_into_a_folder_whole_and_leave_the_others(tmp_path: Path, fails: bool) -> None:
    (tmp_path / "log").write_text("lama")
    (tmp_path / "bobot").write_text("lama")

    def write() -> None:
        with written_into(tmp_path) as unfinished:
            (unfinished / "bobot").write_text("baru")
            (unfinished / "kartu").write_text("baru")
            assert (tmp_path / "bobot").read_text() == "lama"
            if fails:
                raise ValueError("salah")

    if fails:
        with pytest.raises(ValueError, match="salah"):
            write()
    else:
        write()
    assert names(tmp_path) == (["bobot", "log"] if fails else ["bobot", "kartu", "log"])
    assert (tmp_path / "bobot").read_text() == ("lama" if fails else "baru")
    assert (tmp_path / "log").read_text() == "lama"


def test_everything_is_synced_before_it_is_renamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda handle: steps.append(Path(f"/proc/self/fd/{handle}").readlink().name))
    rename = Path.replace
    monkeypatch.setattr(Path, "replace", lambda self, to: (steps.append("rename"), rename(self, to))[1])
    made = tmp_path / "baru"
    made.mkdir()
    (made / "satu").touch()
    put_in_place(made, tmp_path / "jadi")
    assert steps == ["satu", "baru", "rename", tmp_path.name]


def test_texts_are_utf_8_with_line_feeds(tmp_path: Path) -> None:
    save_text("Jum’at\n", tmp_path / "teks")
    save_bytes(b"\xff", tmp_path / "biner")
    assert (tmp_path / "teks").read_bytes() == "Jum’at\n".encode()
    assert (tmp_path / "biner").read_bytes() == b"\xff"


def test_remove_takes_files_links_and_folders_and_no_link_is_followed(tmp_path: Path) -> None:
    target = tmp_path / "sasaran"
    target.mkdir()
    (target / "isi").touch()
    link = tmp_path / "taut"
    link.symlink_to(target)
    remove(link)
    assert names(target) == ["isi"]
    remove(target)
    remove(target)
    assert names(tmp_path) == []


def test_trouble_with_the_disk_is_told_in_one_line(tmp_path: Path) -> None:
    missing = tmp_path / "tiada" / "berkas"
    told = "berkas' cannot be written: No such file or directory; choose another `out`"
    with pytest.raises(OutputError, match=told), output_errors(tmp_path, "choose another `out`"):
        missing.write_text("")
    told = f"'{tmp_path}' cannot be written: baris satu dua; nothing is lost"
    with pytest.raises(OutputError, match=told), output_errors(tmp_path, "nothing is lost"):
        raise OSError("baris satu\ndua")
