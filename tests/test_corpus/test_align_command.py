"""``sejajar align``: every kind of input and output, and what the user does wrong."""

import json
from pathlib import Path

import datasets
import pytest
from alignment_texts import ENGLISH, EXPECTED, INDONESIAN, OTHER
from click.testing import CliRunner, Result

from corpus.cli import cli, main


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(cli, ["align", *map(str, arguments)], catch_exceptions=True)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def story(tmp_path: Path) -> tuple[Path, Path]:
    folder = tmp_path / "both"
    folder.mkdir()
    paths = folder / "port.id.txt", folder / "port.en.txt"
    for path, text in zip(paths, (INDONESIAN, ENGLISH), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def records(result: Result) -> list[dict]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def begins(pairs: list[dict]) -> list[tuple[bool, bool]]:
    return [
        (pair["id"].startswith(left), pair["en"].startswith(right))
        for pair, (left, right) in zip(pairs, EXPECTED, strict=True)
    ]


def test_two_files_become_links_with_spans(story: tuple[Path, Path]) -> None:
    (record,) = records(run(*story))
    assert record["id"] == "port.id.txt"
    texts = {"id": INDONESIAN, "en": ENGLISH}
    first = next(link for link in record["links"] if link["id"] and link["en"])
    spans = {code: record["spans"][code][first[code][0]] for code in texts}
    assert texts["id"][slice(*spans["id"])].startswith(EXPECTED[0][0])
    assert texts["en"][slice(*spans["en"])].startswith(EXPECTED[0][1])
    assert all(0 <= link["score"] <= 1 for link in record["links"])
    assert [] in [link["en"] for link in record["links"]]


def test_pairs_are_texts(story: tuple[Path, Path]) -> None:
    pairs = records(run(*story, "--pairs"))
    assert begins(pairs) == [(True, True)] * len(EXPECTED)


def test_show_has_both_sides(story: tuple[Path, Path]) -> None:
    shown = run(*story, "--show").stdout
    assert "Nelayan setempat" in shown
    assert "Local fishermen" in shown
    assert "[related]" in shown
    assert shown.endswith("\n")


def write_inputs(folder: Path) -> dict[str, list[object]]:
    """Return the arguments that give the story in each form of input."""
    record = {"id": "port", "id_text": INDONESIAN, "en_text": ENGLISH}
    (folder / "pairs.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    table = [{"name": "port", "indo": INDONESIAN, "inggris": ENGLISH}]
    dataset = datasets.Dataset.from_list(table)
    dataset.to_csv(folder / "pairs.csv")
    dataset.to_parquet(folder / "pairs.parquet")
    columns = ["--id-column", "indo", "--en-column", "inggris"]
    return {
        "jsonl": [folder / "pairs.jsonl"],
        "folder": [folder / "both"],
        "csv": [folder / "pairs.csv", *columns],
        "parquet": [folder / "pairs.parquet", *columns],
    }


@pytest.mark.parametrize("form", ["jsonl", "folder", "csv", "parquet"])
def test_every_form_of_input_gives_the_same_pairs(form: str, story: tuple[Path, Path], tmp_path: Path) -> None:
    given = write_inputs(tmp_path)[form]
    assert begins(records(run(*given, "--pairs"))) == [(True, True)] * len(EXPECTED)


def test_sentences_that_were_given_keep_their_numbers(tmp_path: Path) -> None:
    left = ["Ia tiba kemarin.", "", "Hujan turun di Bogor."]
    right = ["He arrived yesterday.", "It rained in Bogor."]
    (tmp_path / "a").write_text("\n".join(left) + "\n", encoding="utf-8")
    (tmp_path / "b").write_text("\n".join(right) + "\n", encoding="utf-8")
    lists = {"id": 7, "id_sentences": left, "en_sentences": right}
    (tmp_path / "lists.jsonl").write_text(json.dumps(lists) + "\n", encoding="utf-8")
    (files,) = records(run(tmp_path / "a", tmp_path / "b", "--presegmented"))
    (from_lists,) = records(run(tmp_path / "lists.jsonl"))
    for record in (files, from_lists):
        assert [(link["id"], link["en"]) for link in record["links"]] == [([0], [0]), ([2], [1])]
        assert "spans" not in record
    assert from_lists["id"] == "7"


def test_records_come_from_stdin() -> None:
    record = {"id": "port", "id_text": INDONESIAN, "en_text": ENGLISH}
    result = CliRunner().invoke(cli, ["align", "-", "--pairs"], input=json.dumps(record) + "\n")
    assert begins(records(result)) == [(True, True)] * len(EXPECTED)


def test_a_translation_memory_is_read(tmp_path: Path) -> None:
    units = "".join(
        f'<tu><tuv xml:lang="id-ID"><seg>{left}</seg></tuv><tuv xml:lang="en"><seg>{right}</seg></tuv></tu>'
        for left, right in (("Ia tiba <ph/>kemarin.", "He arrived yesterday."), ("Hujan turun.", "It rained."))
    )
    path = tmp_path / "memory.tmx"
    path.write_text(f'<tmx version="1.4"><header/><body>{units}</body></tmx>', encoding="utf-8")
    (record,) = records(run(path))
    assert [(link["id"], link["en"]) for link in record["links"]] == [([0], [0]), ([1], [1])]


def test_a_translation_memory_reads_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("rahasia", encoding="utf-8")
    path = tmp_path / "memory.tmx"
    path.write_text(
        f'<!DOCTYPE tmx [<!ENTITY x SYSTEM "file://{tmp_path}/secret.txt">]><tmx version="1.4"><header/><body><tu>'
        '<tuv xml:lang="id"><seg>Ia tiba. &x;</seg></tuv><tuv xml:lang="en"><seg>He came. &x;</seg></tuv></tu>'
        "</body></tmx>",
        encoding="utf-8",
    )
    result = run(path, "--pairs")
    assert "rahasia" not in result.output


def test_unrelated_texts_are_refused_and_the_reason_is_on_stderr(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(INDONESIAN, encoding="utf-8")
    (tmp_path / "b.txt").write_text(OTHER, encoding="utf-8")
    result = run(tmp_path / "a.txt", tmp_path / "b.txt")
    assert records(result)[0]["links"] == []
    assert "a.txt: refused: the texts seem unrelated" in result.stderr
    assert result.exit_code == 0


def test_articles_are_matched_first(tmp_path: Path) -> None:
    sides = {"id": {"a": INDONESIAN, "b": "Harga cabai naik.\n\nPetani senang."}, "en": {"y": OTHER, "z": ENGLISH}}
    for code, articles in sides.items():
        (tmp_path / code).mkdir()
        for name, text in articles.items():
            (tmp_path / code / f"{name}.txt").write_text(text, encoding="utf-8")
    result = run("--match", tmp_path / "id", tmp_path / "en", "--pairs")
    assert begins(records(result)) == [(True, True)] * len(EXPECTED)
    assert "without a match: 1 Indonesian and 1 English" in result.stderr


def test_a_dataset_has_spans_on_both_sides(story: tuple[Path, Path], tmp_path: Path) -> None:
    write_inputs(tmp_path)
    lines = [
        (tmp_path / "pairs.jsonl").read_text(encoding="utf-8"),
        json.dumps({"id": "wrong", "id_text": INDONESIAN, "en_text": OTHER}) + "\n",
        "{broken\n",
    ]
    (tmp_path / "pairs.jsonl").write_text("".join(lines), encoding="utf-8")
    result = run(tmp_path / "pairs.jsonl", "--out", tmp_path / "corpus")
    assert result.exit_code == 0
    assert "pairs.jsonl:3" in result.stderr
    pairs = datasets.load_dataset(str(tmp_path / "corpus"), split="train")
    assert len(pairs) == len(EXPECTED)
    for row in pairs:
        assert row["origin"] == "human"
        assert (row["article_id"], row["en_article_id"], row["score"]) == ("port", "port", None)
        assert " ".join(INDONESIAN[row["start"] : row["end"]].split()) == row["translation"]["id"]
        assert " ".join(ENGLISH[row["en_start"] : row["en_end"]].split()) == row["translation"]["en"]
        assert 0.3 <= row["confidence"] <= 1
    rejected = datasets.load_dataset(str(tmp_path / "corpus"), "rejected", split="train")
    rules = {(row["stage"], row["rule"]) for row in rejected}
    assert rules == {
        ("alignment", "no_counterpart"),
        ("alignment", "unrelated"),
        ("segmentation", "role"),
        ("reading", "invalid_record"),
    }
    (article,) = datasets.load_dataset(str(tmp_path / "corpus"), "articles", split="train")
    assert (article["text"], article["english"]) == (INDONESIAN, ENGLISH)


def test_other_commands_read_the_dataset(story: tuple[Path, Path], tmp_path: Path) -> None:
    from translate.pair_files import read_training_pairs

    run(story[0].parent, "--out", tmp_path / "corpus")
    exported = CliRunner().invoke(cli, ["export", str(tmp_path / "corpus"), "--format", "tsv", "--out", "-"])
    assert len(exported.stdout.splitlines()) == len(EXPECTED)
    assert len(read_training_pairs(str(tmp_path / "corpus"))) == len(EXPECTED)
    page = tmp_path / "report.html"
    for arguments in (["stats", tmp_path / "corpus"], ["stats", tmp_path / "corpus", "--html", page]):
        assert CliRunner().invoke(cli, [str(one) for one in arguments]).exit_code == 0
    explained = CliRunner().invoke(cli, ["explain", str(tmp_path / "corpus"), "gubernur"])
    assert "no_counterpart" in explained.stdout


def test_a_dataset_that_is_there_stays(story: tuple[Path, Path], tmp_path: Path) -> None:
    run(story[0].parent, "--out", tmp_path / "corpus")
    before = {path: path.read_bytes() for path in (tmp_path / "corpus").rglob("*.*") if path.is_file()}
    assert fails(story[0].parent, "--out", tmp_path / "corpus").endswith("holds a corpus; choose another --out")
    assert {path: path.read_bytes() for path in before} == before


def fails(*arguments: object) -> str:
    """Return the line that the command ends with, which has to be the user's mistake."""
    import contextlib
    import io
    import sys

    stderr, before = io.StringIO(), sys.argv
    sys.argv = ["sejajar", "align", *map(str, arguments)]
    try:
        with (
            contextlib.redirect_stderr(stderr),
            contextlib.redirect_stdout(io.StringIO()),
            pytest.raises(SystemExit) as end,
        ):
            main()
    finally:
        sys.argv = before
    assert end.value.code == 2
    assert "Traceback" not in stderr.getvalue()
    return stderr.getvalue().strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"a.xyz": "x"}, "alone holds no two versions"),
        ({"a.jsonl": ""}, "is empty"),
        ({"a.jsonl": '{"id_text": "Satu."}\n'}, "no pair of texts could be read"),
        ({"a.csv": "a,b\nx,y\n"}, "no column 'id_text' (columns: a, b); name the text column with --id-column"),
        ({"a.csv": "id_text,b\nx,y\n"}, "name the text column with --en-column"),
        ({"a.tmx": "<tmx>"}, "cannot be read as TMX"),
        ({"a.tmx": "<tmx><body/></tmx>"}, "has no unit with text"),
        ({}, "does not exist"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(content: dict[str, str], said: str, tmp_path: Path) -> None:
    for name, text in content.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert said in fails(tmp_path / next(iter(content), "missing.jsonl"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--min-confidence", "2"], "--min-confidence is 2, expected a number from 0 to 1"),
        (["--pairs", "--show"], "exclude each other"),
        (["third.txt"], "give ID_FILE and EN_FILE"),
    ],
)
def test_options_that_do_not_fit_are_named(arguments: list[str], said: str, story: tuple[Path, Path]) -> None:
    assert said in fails(*story, *arguments)


@pytest.mark.parametrize("damage", [b"", b"\x00\x01\x02\xff" * 50, "naïf".encode("latin-1")])
def test_bad_files_are_named(damage: bytes, story: tuple[Path, Path]) -> None:
    story[1].write_bytes(damage)
    assert "port.en.txt" in fails(*story)


def test_a_version_without_the_other_is_reported_and_the_rest_goes_on(story: tuple[Path, Path]) -> None:
    (story[0].parent / "alone.id.txt").write_text("Satu.", encoding="utf-8")
    result = run(story[0].parent)
    assert "there is no alone.en.txt" in result.stderr
    assert [record["id"] for record in records(result)] == ["port"]
