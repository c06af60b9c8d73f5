import io
import json
import os
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from translate.console import (
    given_options,
    json_line,
    option_names,
    output,
    quiet_option,
    read_text,
    stored_option,
    tell,
    text_lines,
    with_options,
)
from translate.errors import InputError, OutputError


class Stdin:
    def __init__(self, content: bytes) -> None:
        self.buffer = io.BytesIO(content)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"Selamat pagi\r\n", "Selamat pagi\r\n"),
        ("\ufeffhalo".encode(), "halo"),
        ("\ufeffhalo".encode("utf-16-le"), "halo"),
        ("\ufeffhalo".encode("utf-16-be"), "halo"),
        (b"", ""),
    ],
)
def test_read_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, text: str) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    assert read_text(str(tmp_path / "a.txt")) == text
    monkeypatch.setattr(sys, "stdin", Stdin(content))
    assert read_text("-") == text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"caf\xe9", "not UTF-8 \\(byte 3\\); convert it"),
        (b"PK\x03\x04\x00\x00", "binary, not text"),
        (b"\xff\xfea", "not UTF-8"),
    ],
)
def test_text_that_cannot_be_read(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        read_text(str(path))
    assert str(caught.value).startswith(f"{path}: ")


def test_paths_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read \\(No such file"):
        read_text(str(tmp_path / "nothing"))
    with pytest.raises(InputError, match="a folder; give one file"):
        read_text(str(tmp_path))
    with pytest.raises(InputError, match="cannot be read"):
        list(text_lines(str(tmp_path / "nothing")))


def test_text_lines_part_at_line_feeds_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = "\ufeffsatu\r\n\ndua\u2028dua\x85\rdua\ntiga".encode()
    (tmp_path / "a.txt").write_bytes(content)
    expected = ["satu", "", "dua\u2028dua\x85\rdua", "tiga"]
    assert list(text_lines(str(tmp_path / "a.txt"))) == expected
    monkeypatch.setattr(sys, "stdin", Stdin(content))
    assert list(text_lines("-")) == expected


def test_text_lines_name_the_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"satu\nd\xffua\n")
    with pytest.raises(InputError, match=r"a\.txt:2: not UTF-8 \(byte 1 of the line\)"):
        list(text_lines(str(tmp_path / "a.txt")))


def test_output_appears_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    with output(str(path)) as write:
        write("satu\r\n")
        assert not path.exists()
        write("dua\n")
    assert path.read_bytes() == b"satu\r\ndua\n"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [KeyboardInterrupt, InputError("bad line")])
def test_an_interrupted_output_leaves_what_was_there(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "out.txt"
    path.write_text("before")
    with pytest.raises((KeyboardInterrupt, InputError)), output(str(path)) as write:
        write("half")
        raise error
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_output_is_on_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[bool] = []
    path = tmp_path / "out.txt"
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(path.exists()))
    with output(str(path)) as write:
        write("satu")
    assert synced == [False, True]


def test_output_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"), output(str(tmp_path / "no" / "out.txt")):
        pass


def test_json_line() -> None:
    assert json_line({"a": "é “x”\n"}) == '{"a": "é “x”\\n"}'
    line = json_line({"a": "x\ud83d y \udc00"})
    line.encode("utf-8")
    assert json.loads(line) == {"a": "x\ud83d y \udc00"}
    assert json.loads(json_line({"a": "\\ud83d"})) == {"a": "\\ud83d"}


@click.command()
@stored_option("--beam", int, "Beam.")
@stored_option("--allow", bool, "Flag.")
@stored_option("--kind", ("small", "large"), "Choice.")
@quiet_option
def command() -> None:
    tell("a message")
    click.echo(json.dumps(given_options()))


@pytest.mark.parametrize(
    ("arguments", "kept"),
    [
        ([], {}),
        (["--beam", "0"], {"beam": 0}),
        (["--allow", "--kind", "large"], {"allow": True, "kind": "large"}),
        (["--quiet"], {"quiet": True}),
    ],
)
def test_only_given_options_are_kept(arguments: list[str], kept: dict[str, object]) -> None:
    result = CliRunner().invoke(command, arguments)
    assert json.loads(result.stdout) == kept
    assert result.stderr == ("" if "--quiet" in arguments else "a message\n")


def test_a_choice_that_is_none() -> None:
    result = CliRunner().invoke(command, ["--kind", "huge"])
    assert result.exit_code == 2
    assert "'huge' is not one of" in result.stderr


@pytest.mark.parametrize("name", ["", ".", "folder"])
def test_output_refuses_a_folder_before_anything_is_written(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match="is a folder"), output(name):
        pytest.fail("the output was opened")


def test_output_below_a_file_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be written"), output(str(tmp_path / "a.txt" / "b.txt")):
        pytest.fail("the output was opened")


def test_output_leaves_a_device_a_device() -> None:
    with output(os.devnull) as write:
        write("apa saja")
    assert not Path(os.devnull).is_file()


def test_output_follows_a_link(tmp_path: Path) -> None:
    (tmp_path / "target.txt").write_text("lama", encoding="utf-8")
    (tmp_path / "link.txt").symlink_to(tmp_path / "target.txt")
    with output(str(tmp_path / "link.txt")) as write:
        write("baru")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "target.txt").read_text(encoding="utf-8") == "baru"


def test_settings_in_a_message_become_options_of_the_program() -> None:
    @click.group()
    def program() -> None: ...

    @program.command()
    @click.option("--text-column")
    @click.option("-f", "--fresh/--resume")
    @click.option("--json", "as_json", is_flag=True)
    def build(text_column: str, *, fresh: bool, as_json: bool) -> None: ...

    names = option_names(program)
    assert names == {"text_column": "--text-column", "fresh": "--fresh", "as_json": "--json"}
    said = "name the column with `text_column`, or set `fresh`; `other` is no setting, nor is fresh"
    told = "name the column with --text-column, or set --fresh; `other` is no setting, nor is fresh"
    assert with_options(said, names) == told


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-16-le"])
def test_lines_of_utf16(tmp_path: Path, encoding: str) -> None:
    """Spreadsheets write UTF-16 with a byte order mark, in either order."""
    file = tmp_path / "kalimat.txt"
    mark = "" if encoding == "utf-16" else "\ufeff"
    file.write_bytes((mark + "Ia pulang.\r\n\r\nHarga naik.\n").encode(encoding))
    assert list(text_lines(str(file))) == ["Ia pulang.", "", "Harga naik."]
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(InputError, match="not UTF-16"):
        list(text_lines(str(file)))
