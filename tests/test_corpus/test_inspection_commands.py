"""export, explain, stats and push as a user runs them."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from finished_fakes import add_scores, make_corpus

from corpus.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_corpus(tmp_path_factory.mktemp("corpus"))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["sejajar", *map(str, arguments)])
        try:
            main()
            code = 0
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 1
        captured = capfdbinary.readouterr()
        return code, captured.out.decode(), captured.err.decode()

    return call


def test_export_says_what_it_wrote_and_refuses_to_overwrite(run: Run, folder: Path, tmp_path: Path) -> None:
    code, out, err = run("export", folder, "--format", "moses", "--out", tmp_path / "beras")
    assert (code, out) == (0, "")
    assert err == f"12 pairs in {tmp_path}/beras.id and {tmp_path}/beras.en\n"
    code, _, err = run("export", folder, "--format", "moses", "--out", tmp_path / "beras")
    assert code == 2
    assert err.count("\n") == 1
    assert "--force" in err
    assert run("export", folder, "--format", "moses", "--out", tmp_path / "beras", "--force", "--quiet")[::2] == (0, "")


def test_export_to_stdout_is_the_file(run: Run, folder: Path, tmp_path: Path) -> None:
    run("export", folder, "--format", "tsv", "--out", tmp_path / "beras.tsv")
    code, out, err = run("export", folder, "--format", "tsv", "--out", "-")
    assert (code, out) == (0, (tmp_path / "beras.tsv").read_text(encoding="utf-8"))
    assert err == "12 pairs in stdout\n"
    code, out, err = run("export", folder, "--format", "arrow", "--out", "-")
    assert (code, out) == (2, "")
    assert "more than one file" in err


def test_export_says_what_a_format_could_not_hold(run: Run, tmp_path: Path) -> None:
    from corpus_fakes import FakeTranslator, write_articles

    from corpus.build import build_corpus

    sentence = "Pasar itu buka setiap hari Senin."
    write_articles(tmp_path / "in", [{"id": "a", "text": sentence}])
    says = {sentence: ("That market opens\nevery\x02 Monday.", ())}
    build_corpus([tmp_path / "in"], tmp_path / "corpus", translator=FakeTranslator(says=says))
    _, _, err = run("export", tmp_path / "corpus", "--format", "tsv", "--out", tmp_path / "a.tsv")
    assert "changed: 1 × line break or tab within a sentence, now a space" in err
    _, _, err = run("export", tmp_path / "corpus", "--format", "tmx", "--out", tmp_path / "a.tmx")
    assert "changed: 1 × character that XML cannot hold, now U+FFFD" in err


@pytest.mark.parametrize(("key", "kind"), [("a1", "article"), ("a1:3", "sentence"), ("harga", "candidates")])
def test_explain_has_text_and_json(run: Run, folder: Path, key: str, kind: str) -> None:
    code, out, err = run("explain", folder, key)
    assert (code, err) == (0, "")
    assert "Warga berharap harga segera turun." in out
    code, out, _ = run("explain", folder, key, "--json")
    assert code == 0
    assert json.loads(out)["kind"] == kind


def test_explain_tells_every_stage(run: Run, folder: Path) -> None:
    _, out, _ = run("explain", folder, "a5:1")
    stages = [line[:12].strip() for line in out.splitlines() if line[:12].strip() and not line.startswith(" ")]
    assert stages[1:] == ["read", "segmented", "translated", "checked", "dropped", "stored"]
    assert "copy: 1, limit 0.7, failed\n" in out
    assert "subset rejected" in out


def test_an_unknown_key_exits_with_2_and_the_nearest(run: Run, folder: Path) -> None:
    code, out, err = run("explain", folder, "a1x")
    assert (code, out) == (2, "")
    assert err.startswith("sejajar: nothing in")
    assert "nearest: " in err


def test_stats_has_text_json_and_a_page(run: Run, folder: Path, tmp_path: Path) -> None:
    code, out, _ = run("stats", folder)
    assert code == 0
    assert "sentences   15 = 12 pairs + 1 not the article + 2 dropped + 0 of test sets + 0 duplicates" in out
    code, out, _ = run("stats", folder, "--json")
    assert json.loads(out)["counts"]["pairs"] == 12
    code, out, err = run("stats", folder, "--html", tmp_path / "report.html")
    assert (code, out) == (0, "")
    assert "report.html" in err
    assert (tmp_path / "report.html").read_text(encoding="utf-8").lstrip().startswith("<!doctype html>")


def test_what_if_says_how_many_more_or_fewer(run: Run, tmp_path: Path) -> None:
    folder = make_corpus(tmp_path)
    add_scores(folder, {}, {})
    code, _, err = run("stats", folder, "--what-if", "length_ratio=2.5")
    assert code == 2
    assert err.count("\n") == 1
    assert "stores no scores" in err
    scores = {("a1", 1): {"length_ratio": 1.8}, ("a1", 2): {"length_ratio": 1.9}, ("a5", 1): {"length_ratio": 2.2}}
    add_scores(folder, scores, {"length_ratio": {"threshold": 2.0, "direction": "at_most"}})
    code, out, _ = run("stats", folder, "--what-if", "length_ratio=2.5")
    assert code == 0
    assert "kept        12 → 13, 1 more" in out
    assert "a5:1  length_ratio 2.2" in out
    assert "Tiket masuk dijual" in out
    code, out, _ = run("stats", folder, "--what-if", "length_ratio=1.5", "--examples", 1, "--json")
    record = json.loads(out)
    assert (record["newly_dropped"], len(record["would_drop"]), record["kept_now"]) == (2, 1, 10)


def test_a_dry_run_of_a_push_lists_files_and_uses_no_network(run: Run, folder: Path) -> None:
    code, out, err = run("push", folder, "petani/beras", "--dry-run")
    assert (code, err) == (0, "")
    assert "README.md" in out
    assert "nothing was sent" in out.splitlines()[-1]


@pytest.mark.parametrize(
    "command", [("export", "--format", "tsv", "--out", "x"), ("explain", "a"), ("stats",), ("push", "a/b")]
)
def test_a_folder_that_is_no_corpus_gets_one_clear_line(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    name, *rest = command
    code, out, err = run(name, tmp_path, *rest)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "no finished corpus" in err
