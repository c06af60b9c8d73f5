"""Names, devices and texts that no newsroom has: one clear line, no traceback, and no time lost."""

import datetime
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from corpus.cli import cli
from corpus.filtering import PlainPair
from corpus.filters import FILTERS, load_filter
from corpus.output_folder import check_apart, look_at
from corpus.reading.articles import ReadOptions, read_articles
from corpus.reading.documents import html_record
from corpus.reading.sources import find_sources
from corpus.records import Article
from translate.errors import InputError, OutputError

SEJAJAR = [sys.executable, "-c", "from corpus.cli import main; main()"]


@pytest.mark.parametrize("name", ["a" * 300, "a" * 300 + ".txt", "folder/" + "a" * 300, "a" * 5000, "no\0thing.txt"])
def test_a_source_whose_name_no_file_can_have(name: str) -> None:
    with pytest.raises(InputError) as caught:
        find_sources([name])
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("name", ["a" * 300, os.fsdecode(b"o\xff"), "-"])
def test_an_output_folder_whose_name_cannot_be(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OutputError, match="`out`"):
        look_at(Path(name))


def test_an_empty_name_is_not_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("Warga menanam padi.", encoding="utf-8")
    result = CliRunner().invoke(cli, ["build", "a.txt", "--out", ""])
    assert result.exit_code == 2
    assert "the name is empty" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_link_that_leads_nowhere_says_so(tmp_path: Path) -> None:
    link = tmp_path / "artikel.txt"
    link.symlink_to("hilang.txt")
    with pytest.raises(InputError, match=r"is a link to 'hilang\.txt', which does not exist"):
        find_sources([str(link)])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")
@pytest.mark.parametrize("command", [["filters"], ["--help"], ["models", "list"], ["segment", "artikel.txt"]])
def test_a_full_device_behind_stdout(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "artikel.txt").write_text("Warga menanam padi.", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*SEJAJAR, *command],
            cwd=tmp_path,
            env=environment,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (2, "sejajar: stdout: No space left on device\n")


@pytest.mark.parametrize(
    ("source", "out", "apart"),
    [
        ("io/*", "io/korpus", False),
        ("io/*", "io/korpus/baru", False),
        ("io/*.txt", "io/korpus", True),
        ("io/*", "lain/korpus", True),
        ("i?", "io/korpus", False),
        ("io/**/*.txt", "io/a.txt", False),
    ],
)
def test_a_glob_that_would_find_the_corpus_at_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, out: str, apart: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "io").mkdir()
    if apart:
        check_apart([source], Path(out))
    else:
        with pytest.raises(OutputError, match="lies inside the SOURCE"):
            check_apart([source], Path(out))


@pytest.mark.parametrize("depth", [100, 255, 400, 20_000])
def test_deep_pages_keep_their_text(depth: int) -> None:
    story = "<p>Warga menanam padi sejak pagi. Mereka berharap harga gabah naik.</p>" * 4
    page = f"<html><body><h1>Panen raya</h1>{'<div>' * depth}{story}{'</div>' * depth}</body></html>"
    assert str(html_record(page)["text"]).count("berharap harga gabah naik") == 4


def test_a_date_reads_the_same_from_a_file_and_from_a_dataset(tmp_path: Path) -> None:
    rows = [
        {"text": "Warga menanam padi.", "date": "2023-05-03"},
        {"text": "Harga gabah naik.", "date": "2023-05-04"},
    ]
    folder = tmp_path / "berita"
    folder.mkdir()
    (folder / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    dates = [
        [one.date for one in read_articles([source], ReadOptions()) if isinstance(one, Article)]
        for source in (str(folder / "a.jsonl"), f"hf:{folder}")
    ]
    assert dates[0] == dates[1] == ["2023-05-03", "2023-05-04"]
    assert datetime.date.fromisoformat(str(dates[0][0]))


@pytest.mark.parametrize(
    "unit", ["a", ".", " ", '"', "1.", "a. ", "x-", "(", "A. ", "http://a", "1,", "; ", "<", "&", "sl/"]
)
def test_every_filter_takes_long_texts(unit: str) -> None:
    """With a filter of quadratic time this test would not end: 200,000 characters are 10,000 times 2,000 squared."""
    text = unit * (200_000 // len(unit))
    pair = PlainPair(id=text, en=text)
    for name in FILTERS:
        assert len(load_filter(name).score([pair])) == 1


def test_every_filter_is_listed_with_its_limit() -> None:
    result = CliRunner().invoke(cli, ["filters", "--json"])
    records = [json.loads(line) for line in result.output.splitlines()]
    assert [record["name"] for record in records] == list(FILTERS)
    for record in records:
        assert record["threshold"] == load_filter(record["name"]).limit.threshold
        assert record["unit"]
        assert record["meaning"].endswith(".")
    shown = CliRunner().invoke(cli, ["filters"]).output
    assert all(f"\n{name}  " in f"\n{shown}" for name in FILTERS)
