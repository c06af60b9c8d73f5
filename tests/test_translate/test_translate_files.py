"""The command translate with several files, folders, documents and packed texts."""

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from document_samples import SAMPLES, Made, shouted

from translate.cli import COMMANDS
from translate.document import TranslatedText
from translate.errors import InputError, OutputError, SejajarError

Run = Callable[..., Result]


class Loud(Made):
    """A translator without a model, as the command uses one."""

    origin = "mt:loud@1"

    def translate_text(self, article: str) -> TranslatedText:
        return TranslatedText(english=article.strip().upper(), pairs=(), left_out=())


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.setattr("translate.translate_cli.load_translator", lambda: Loud(shouted))
    monkeypatch.chdir(tmp_path)
    group = click.Group("sejajar", commands=list(COMMANDS))

    def invoke(*arguments: object, stdin: bytes | None = None) -> Result:
        result = CliRunner().invoke(group, ["translate", *map(str, arguments)], input=stdin)
        if result.exception is not None and not isinstance(result.exception, SejajarError | SystemExit):
            raise result.exception
        return result

    return invoke


def put(path: str, text: str) -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def mistake(result: Result, kind: type[SejajarError]) -> str:
    assert isinstance(result.exception, kind), (result.exception, result.output)
    return str(result.exception)


def test_a_folder_and_files_go_to_a_folder(run: Run) -> None:
    put("in/a.txt", "Ibu pergi.")
    put("in/sub/b.md", "# Ibu *pergi*")
    put("in/.hidden/c.md", "# Ibu")
    put("in/photo.png", "x")
    put("d.html", "<p>Ibu pergi.</p>")
    shutil.copy(SAMPLES / "rich.docx", "in/e.docx")
    result = run("in", "d.html", "--out", "out")
    made = sorted(str(path.relative_to("out")) for path in Path("out").rglob("*") if path.is_file())
    assert made == ["a.txt", "d.html", "e.docx", "sub/b.md"]
    assert Path("out/sub/b.md").read_text() == "# IBU *PERGI*"
    assert Path("out/d.html").read_text() == "<p>IBU PERGI.</p>"
    assert Path("out/a.txt").read_text() == "IBU PERGI.\n"
    assert "1 files that are neither texts nor documents" in result.stderr
    assert "tracked changes" in result.stderr


def test_the_folder_of_the_output_is_not_translated_again(run: Run) -> None:
    put("a.md", "# Ibu pergi")
    for _ in range(2):
        run(".", "--out", "out")
    assert [str(path) for path in Path("out").rglob("*")] == ["out/a.md"]


def test_one_document_goes_to_stdout_or_a_file(run: Run) -> None:
    put("a.md", "# Ibu pergi\n")
    assert run("a.md").stdout == "# IBU PERGI\n"
    run("a.md", "--out", "b.md")
    assert Path("b.md").read_text() == "# IBU PERGI\n"
    Path("out").mkdir()
    run("a.md", "--out", "out")
    assert Path("out/a.md").read_text() == "# IBU PERGI\n"
    packed = run(SAMPLES / "rich.docx")
    assert packed.stdout_bytes.startswith(b"PK")


def test_pairs_of_a_document(run: Run) -> None:
    put("a.md", "# Ibu *pergi*. Bapak tiba.\n")
    line = '{"id": "Ibu pergi.", "en": "IBU PERGI.", "score": -0.5, "flags": [], "origin": "mt:loud@1"}'
    assert run("a.md", "--pairs").stdout.splitlines()[0] == line
    put("b.md", "Bapak tiba.")
    run("a.md", "b.md", "--pairs", "--out", "out")
    assert sorted(path.name for path in Path("out").iterdir()) == ["a.md.jsonl", "b.md.jsonl"]


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.tsv", "a.parquet", "a.jsonl.gz", "a.json"])
def test_records_are_sent_to_build(run: Run, name: str) -> None:
    put(name, "{}")
    assert f"sejajar build {name}" in mistake(run(name), InputError)


def test_lines_of_any_file(run: Run) -> None:
    put("a.tsv", "Ibu\n\nBapak\n")
    assert run("a.tsv", "--lines").stdout == "IBU\n\nBAPAK\n"
    assert run("-", "--lines", stdin=b"Ibu\n").stdout == "IBU\n"
    put("b.txt", "Bapak\n")
    run("a.tsv", "b.txt", "--lines", "--out", "out")
    assert Path("out/b.txt").read_text() == "BAPAK\n"


def test_packed_texts(run: Run) -> None:
    Path("a.txt.gz").write_bytes(gzip.compress(b"Ibu pergi.\n"))
    assert run("a.txt.gz").stdout == "IBU PERGI.\n"
    assert run("a.txt.gz", "--lines").stdout == "IBU PERGI.\n"
    run("a.txt.gz", "--out", "out/")
    assert gzip.decompress(Path("out/a.txt.gz").read_bytes()) == b"IBU PERGI.\n"
    for content in (b"not packed", gzip.compress(b"Ibu" * 99)[:-9]):
        Path("a.txt.gz").write_bytes(content)
        for options in ([], ["--lines"]):
            assert mistake(run("a.txt.gz", *options), InputError).startswith("a.txt.gz: cannot be read (")


def test_a_packed_bomb_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("translate.console.MOST_UNPACKED", 1000)
    Path("a.txt.gz").write_bytes(gzip.compress(b" " * 1001))
    assert "refused" in mistake(run("a.txt.gz"), InputError)


@pytest.mark.parametrize("options", [[], ["--lines"], ["--pairs"]])
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_an_input_is_never_overwritten(run: Run, name: str, options: list[str]) -> None:
    put(name, "Ibu pergi.")
    Path("link").symlink_to(name)
    Path("hard").hardlink_to(name)
    for out in (name, f"./{name}", "link", "hard", "."):
        if out == "." and options == ["--pairs"]:
            assert run(name, "--out", out, *options).exit_code in (0, 1)
        else:
            assert "is the input" in mistake(run(name, "--out", out, *options), OutputError)
    assert Path(name).read_text() == "Ibu pergi."
    put("other.txt", "Bapak")
    if not options:
        assert "is the input" in mistake(run(name, "other.txt", "--out", "."), OutputError)


def test_one_bad_file_does_not_stop_the_rest(run: Run) -> None:
    put("a.docx", "no archive")
    put("b.md", "# Ibu")
    result = run("a.docx", "missing.txt", "b.md", "--out", "out")
    assert mistake(result, InputError) == "2 of 3 files were not translated, for the reasons above"
    assert "a.docx: not a document of its kind" in result.stderr
    assert "missing.txt: cannot be read" in result.stderr
    assert [path.name for path in Path("out").iterdir()] == ["b.md"]


def test_places_that_do_not_fit_are_said(run: Run) -> None:
    put("x/a.md", "Ibu")
    put("y/a.md", "Bapak")
    assert "name it with --out" in mistake(run("x/a.md", "y/a.md"), OutputError)
    assert "would both be written" in mistake(run("x/a.md", "y/a.md", "--out", "out"), OutputError)
    put("file", "")
    assert "is a file" in mistake(run("x/a.md", "y/a.md", "--out", "file"), OutputError)
    Path("empty").mkdir()
    assert "no text and no document" in mistake(run("empty", "--out", "out"), InputError)
