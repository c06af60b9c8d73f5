"""The rule of segmentation that gave a span its role and its end, from the build to every way out."""

import json

import datasets
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from corpus_fakes import ARTICLES, FakeTranslator, write_articles

from corpus import BuildPlan, append_to_corpus, build_corpus, pairing
from corpus.canonical import file_sha256
from corpus.cli import cli
from corpus.exporting import export_corpus
from corpus.finished_corpus import open_corpus
from corpus.inspection import as_record, explain, text_lines
from translate.errors import OutputError
from translate.segmentation import segment

COPIED = "Tiket masuk dijual di gerbang utara."
TWICE = {"id": "b1", "text": "Museum itu buka setiap hari, kecuali hari Jumat. Baca juga: Banjir di Jakarta"}
TRANSLATOR = {COPIED: (COPIED, ())}


@pytest.fixture
def built(tmp_path, monkeypatch):
    """Build a corpus in which each span is given a rule that says where it ends."""

    def with_rules(text, lexicon):
        from dataclasses import replace

        return [replace(span, rule=f"{span.role.value}_to_{span.end}") for span in segment(text, lexicon)]

    monkeypatch.setattr(pairing, "segment", with_rules)
    write_articles(tmp_path / "in", [*ARTICLES, TWICE])
    build_corpus([tmp_path / "in"], tmp_path / "out", BuildPlan(), translator=FakeTranslator(says=TRANSLATOR))
    return tmp_path / "out"


def make_old(folder):
    """Turn a corpus into one of the version before: without the rules of spans, and of the earlier format."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for subset, column in (("pairs", "rule"), ("rejected", "span_rule")):
        path = folder / "data" / subset / "train-00000-of-00001.parquet"
        pq.write_table(pq.read_table(path).drop_columns([column]), path)
        facts = manifest["files"][f"data/{subset}/{path.name}"]
        facts.update(bytes=path.stat().st_size, sha256=file_sha256(path))
    manifest["recipe"]["rows"]["format"] = 2
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def test_every_pair_and_every_rejected_span_has_its_rule(built):
    corpus = open_corpus(built)
    pairs, rejected = list(corpus.rows("pairs")), list(corpus.rows("rejected"))
    assert {row["stage"] for row in rejected} == {"segmentation", "filters", "duplicates"}
    for row in pairs:
        assert row["rule"] == f"{row['role']}_to_{row['end']}"
    for row in rejected:
        assert row["span_rule"] == f"{row['role']}_to_{row['end']}"
    assert {row["rule"] for row in rejected} == {"role", "copy", "exact"}


def test_explain_names_the_rule_of_every_sentence(built):
    corpus = open_corpus(built)
    for article in (*ARTICLES, TWICE):
        found = explain(corpus, article["id"])
        lines = list(text_lines(found, corpus))[-len(found.sentences) :]
        for sentence, line in zip(found.sentences, lines, strict=True):
            assert sentence.span_rule == f"{sentence.role}_to_{sentence.end}"
            assert f" {sentence.span_rule} " in line
            told = f"characters {sentence.start} to {sentence.end} of the article, by the rule {sentence.span_rule}"
            assert any(told in line for line in text_lines(sentence, corpus))
        assert as_record(found)["sentences"][0]["span_rule"] == found.sentences[0].span_rule
    assert (explain(corpus, "a1:0").stage, explain(corpus, "a1:0").rule) == (None, None)


@pytest.mark.parametrize("name", ["jsonl", "tmx", "arrow"])
def test_exports_with_columns_have_the_rule(built, tmp_path, name):
    export_corpus(built, name, tmp_path / "export")
    first = next(open_corpus(built).rows("pairs"))["rule"]
    if name == "arrow":
        assert datasets.load_from_disk(str(tmp_path / "export"))["train"][0]["rule"] == first
    elif name == "jsonl":
        assert json.loads((tmp_path / "export").read_text(encoding="utf-8").splitlines()[0])["rule"] == first
    else:
        assert f'<prop type="x-rule">{first}</prop>' in (tmp_path / "export").read_text(encoding="utf-8")


def test_a_corpus_without_rules_is_opened_explained_and_exported(built, tmp_path):
    corpus = open_corpus(make_old(built))
    pair, rejected = explain(corpus, "a1:0"), explain(corpus, COPIED)
    assert (pair.span_rule, pair.rule, rejected.span_rule, rejected.rule) == (None, None, None, "copy")
    assert "by the rule" not in "\n".join(text_lines(pair, corpus))
    assert "  headline    pair " in "\n".join(text_lines(explain(corpus, "a1"), corpus))
    for name in ("jsonl", "tmx", "arrow", "tsv", "moses"):
        assert export_corpus(built, name, tmp_path / name).pairs == corpus.counts.pairs
    (row, *_) = datasets.load_from_disk(str(tmp_path / "arrow"))["train"].to_list()
    assert row["rule"] is None
    assert datasets.load_from_disk(str(tmp_path / "arrow"))["train"].num_rows == corpus.counts.pairs


def test_nothing_is_added_to_a_corpus_with_other_columns(built, tmp_path):
    make_old(built)
    with pytest.raises(OutputError, match="built by an earlier version of this program, whose files have other colum"):
        append_to_corpus([tmp_path / "in"], built, BuildPlan(), translator=FakeTranslator(says=TRANSLATOR))


def test_a_damaged_manifest_stops_a_build_unless_it_is_made_anew(built, tmp_path):
    (built / "manifest.json").write_text('{"generator": "sejajar"}', encoding="utf-8")
    for build in (build_corpus, append_to_corpus):
        with pytest.raises(
            OutputError, match=r"manifest.json' is damaged: 'recipe' is missing, expected a table; build .* `fresh`"
        ):
            build([tmp_path / "in"], built, BuildPlan(), translator=FakeTranslator())
    report = build_corpus([tmp_path / "in"], built, BuildPlan(), translator=FakeTranslator(), fresh=True)
    assert report.counts.pairs == open_corpus(built).counts.pairs


@pytest.mark.parametrize("size", [0, 40])
def test_a_truncated_manifest_stops_a_build_unless_it_is_made_anew(built, tmp_path, size):
    manifest = built / "manifest.json"
    manifest.write_bytes(manifest.read_bytes()[:size])
    with pytest.raises(OutputError, match=r"manifest.json' is damaged: it is not JSON"):
        build_corpus([tmp_path / "in"], built, BuildPlan(), translator=FakeTranslator())
    build_corpus([tmp_path / "in"], built, BuildPlan(), translator=FakeTranslator(), fresh=True)
    assert open_corpus(built).manifest.counts.articles


def test_a_manifest_that_may_be_of_another_program_is_not_replaced(tmp_path):
    write_articles(tmp_path / "in", ARTICLES)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "index.html").touch()
    (tmp_path / "out" / "manifest.json").write_text("not JSON", encoding="utf-8")
    with pytest.raises(OutputError, match=r"holds other files \(index.html, manifest.json\)"):
        build_corpus([tmp_path / "in"], tmp_path / "out", BuildPlan(), translator=FakeTranslator(), fresh=True)


def test_commands_name_options_where_the_library_names_settings(built, tmp_path, monkeypatch, capsys):
    from corpus.cli import main

    (tmp_path / "kolom.csv").write_text("teks\nAir surut.\n", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["sejajar", "build", str(tmp_path / "kolom.csv"), "--out", str(tmp_path / "baru")])
    with pytest.raises(SystemExit):
        main()
    assert "name the text column with --text-column" in capsys.readouterr().err
    assert CliRunner().invoke(cli, ["explain", str(built), "a1:0"]).output.count("by the rule") == 1
