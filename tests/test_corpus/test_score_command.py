"""sejajar score: values and decisions for pairs from elsewhere."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from corpus.cli import cli
from corpus.filters import FILTERS
from translate.errors import InputError, SejajarError, SettingError

PAIRS = [
    ("Harganya Rp1,5 juta.", "It costs Rp1.5 billion."),
    ("Ketiganya kemudian mengadakan pertemuan.", "The three then held a meeting."),
]


def score(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["score", *arguments], input=stdin)


def records(result: Result) -> list[dict]:
    assert result.exception is None, result.exception
    return [json.loads(line) for line in result.stdout.splitlines()]


def tabbed() -> str:
    return "".join(f"{one}\t{other}\n" for one, other in PAIRS)


def test_one_line_a_pair_in_order_with_every_rule() -> None:
    result = score("-", stdin=tabbed())
    bad, good = records(result)
    assert [bad["kept"], good["kept"]] == [False, True]
    assert list(bad["rules"]) == list(FILTERS)
    assert {name for name, rule in bad["rules"].items() if not rule["kept"]} == {"number_conflicts"}
    assert bad["rules"]["number_conflicts"] == {
        "value": 1.0,
        "threshold": 0.0,
        "direction": "at_most",
        "kept": False,
        "found": ["1,5 juta: 1.5 billion"],
    }
    assert good["rules"]["model_score"]["value"] is None
    assert "2 pairs: 1 kept, 1 not (number_conflicts 1)" in result.stderr


def test_a_file_of_json_lines_may_bring_the_model_s_score(tmp_path: Path) -> None:
    file = tmp_path / "pairs.jsonl"
    rows = [{"id": one, "en": other, "score": -7.5} for one, other in PAIRS[1:]]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (record,) = records(score(str(file)))
    assert record["rules"]["model_score"] == {
        "value": -7.5,
        "threshold": record["rules"]["model_score"]["threshold"],
        "direction": "at_least",
        "kept": False,
    }
    assert records(score("-", "--jsonl", stdin=file.read_text(encoding="utf-8"))) == [record]


def test_thresholds_can_be_given() -> None:
    bad, good = records(score("-", "--threshold", "number_conflicts=1", "--quiet", stdin=tabbed()))
    assert [bad["kept"], good["kept"]] == [True, True]
    strict = records(score("-", "--threshold", "length_ratio=1", stdin=tabbed()))
    assert [one["rules"]["length_ratio"]["kept"] for one in strict] == [False, False]


def test_many_pairs_are_all_there() -> None:
    assert len(records(score("-", "--quiet", stdin=tabbed() * 1100))) == 2200


def test_empty_lines_and_a_heading_are_no_pairs() -> None:
    plain = records(score("-", stdin=tabbed()))
    for heading in ("id\ten", "ID\tEN", "\ufeffid\ten", "Indonesian\tEnglish", "source_text\ttarget_text", "src\ttgt"):
        result = score("-", stdin=f"{heading}\n\n{tabbed()}\n")
        assert records(result) == plain
        assert "stdin:1: " in result.stderr
        assert "names of columns, and no pair" in result.stderr
    for pair in ("Indonesia\tIndonesia", "Teks\tText", "Sumber\tSources say", "id\tde"):
        assert len(records(score("-", stdin=f"{pair}\n{tabbed()}"))) == 3
    assert len(records(score("-", stdin=tabbed() + "id\ten\n"))) == 3


@pytest.mark.parametrize("options", [[], ["--jsonl"]])
@pytest.mark.parametrize("text", ["", "\n", "\n \n"])
def test_a_file_without_a_pair_is_a_mistake(options: list[str], text: str, tmp_path: Path) -> None:
    result = score("-", "--out", str(tmp_path / "scores"), *options, stdin=text)
    assert isinstance(result.exception, InputError)
    assert str(result.exception) == "stdin: no pair in it"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "stdin", "error", "message"),
    [
        (["-", "--threshold", "names"], "", SettingError, "expected NAME=NUMBER"),
        (["-", "--threshold", "nams=1"], "", SettingError, "did you mean 'names'"),
        (["/nowhere/pairs.tsv"], "", InputError, "/nowhere/pairs.tsv: cannot be read"),
    ],
)
def test_mistakes_say_where_and_what(arguments: list[str], stdin: str, error: type[SejajarError], message: str) -> None:
    result = score(*arguments, stdin=stdin)
    assert isinstance(result.exception, error)
    assert message in str(result.exception)


@pytest.mark.parametrize(
    ("options", "line", "reason"),
    [
        ([], "satu saja", "1 column, expected id<TAB>en"),
        ([], "a\tb\tc", "3 columns"),
        (["--jsonl"], '{"id": 1}', "not a JSON object"),
        (["--jsonl"], "[1]", "not a JSON object"),
        (["--jsonl"], "{", "not a JSON object"),
        (["--jsonl"], "[" * 100_000, "not a JSON object"),
        (["--jsonl"], '{"id": "a", "en": 2}', '"id" and "en" have to be strings'),
        (["--jsonl"], '{"translation": {"id": "a"}}', "not a JSON object"),
        (["--jsonl"], '{"id": "a", "en": "b", "score": "x"}', '"score" is not'),
        (["--jsonl"], '{"id": "a", "en": "b", "score": -Infinity}', '"score" is not'),
    ],
)
def test_a_bad_line_is_told_and_the_rest_is_scored(options: list[str], line: str, reason: str) -> None:
    good = '{"id": "Ia pulang.", "en": "He went home."}' if options else "Ia pulang.\tHe went home."
    result = score("-", "--no-model", *options, stdin=f"{good}\n{line}\n{good}\n")
    assert result.exception is None
    assert len(records(result)) == 2
    assert "sejajar: stdin:2: " in result.stderr
    assert reason in result.stderr
    assert "lines that could not be read: 1" in result.stderr
    alone = score("-", "--no-model", *options, stdin=f"{line}\n")
    assert isinstance(alone.exception, InputError)
    assert "stdin:1: " in alone.stderr


def test_the_lines_of_our_own_exports_are_read() -> None:
    line = json.dumps({"translation": {"id": "Ia pulang.", "en": "He went home."}, "score": -0.2, "quality": 0.9})
    plain = json.dumps({"id": "Ia pulang.", "en": "He went home.", "score": -0.2, "quality": 0.9})
    first, second = records(score("-", "--jsonl", "--no-model", stdin=f"{line}\n{plain}\n"))
    assert first == second


def test_english_that_says_something_else_has_no_adequacy() -> None:
    wrong = "Ketiganya kemudian mengadakan pertemuan.\tFresh fish was sold at the old market.\n"
    right, other = records(score("-", stdin=tabbed().splitlines(keepends=True)[1] + wrong))
    assert right["kept"]
    adequacy = other["rules"]["adequacy"]
    assert not adequacy["kept"]
    assert adequacy["value"] < adequacy["threshold"] < right["rules"]["adequacy"]["value"]


def test_without_a_model_adequacy_is_left_out() -> None:
    (first, _) = records(score("-", "--no-model", stdin=tabbed()))
    assert list(first["rules"]) == [name for name in FILTERS if name != "adequacy"]
    refused = score("-", "--no-model", "--threshold", "adequacy=-3", stdin=tabbed())
    assert isinstance(refused.exception, SettingError)


def test_the_user_s_threshold_of_adequacy_stands() -> None:
    (first, _) = records(score("-", "--threshold", "adequacy=-0.01", stdin=tabbed()))
    assert first["rules"]["adequacy"]["threshold"] == -0.01
    assert not first["rules"]["adequacy"]["kept"]


def test_a_model_without_a_measured_limit_decides_nothing(tiny_model: Path) -> None:
    result = score("-", "--model", str(tiny_model), stdin=tabbed())
    for record in records(result):
        assert record["rules"]["adequacy"]["threshold"] is None
        assert record["rules"]["adequacy"]["kept"]
        assert record["rules"]["adequacy"]["value"] < 0
    assert "sejajar models calibrate" in result.stderr
