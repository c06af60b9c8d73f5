"""explain(): every sentence of every article can be asked for, by every kind of key."""

import dataclasses
import json
from pathlib import Path

import pytest
from corpus_fakes import ARTICLES
from finished_fakes import COPIED, HOSTILE, add_scores, make_corpus

from corpus.filters import FILTERS
from corpus.finished_corpus import open_corpus
from corpus.inspection.ledger import ArticleTrace, SentenceTrace, explain
from corpus.inspection.report_text import text_lines
from translate.checks import copied_share
from translate.errors import InputError

ALL = [*ARTICLES, HOSTILE]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory):
    return open_corpus(make_corpus(tmp_path_factory.mktemp("corpus")))


@pytest.mark.parametrize("article", ALL, ids=[article["id"] for article in ALL])
def test_every_sentence_of_an_article_is_explained_alike_under_each_of_its_keys(article, corpus) -> None:
    found = explain(corpus, article["id"])
    assert isinstance(found, ArticleTrace)
    assert found.facts["characters"] == len(article["text"])
    assert found.facts["source"] == article.get("source")
    assert [sentence.position for sentence in found.sentences] == list(range(found.facts["n_sentences"]))
    assert sum(sentence.stage is None for sentence in found.sentences) == found.facts["n_pairs"]
    for sentence in found.sentences:
        assert sentence.raw == article["text"][sentence.start : sentence.end]
        assert explain(corpus, f"{article['id']}:{sentence.position}") == sentence
        assert explain(corpus, sentence.pair_id) == sentence
        assert explain(corpus, f'"{sentence.id}"') == sentence


def test_a_kept_pair_says_where_it_is_kept(corpus) -> None:
    import pyarrow.parquet as pq

    sentence = explain(corpus, "a1:3")
    assert (sentence.stage, sentence.rule, sentence.flags) == (None, None, ("numbers",))
    assert (sentence.en, sentence.origin, sentence.score) == ("Residents hope 2 prices fall.", "mt:fake@1", -0.25)
    row = pq.read_table(corpus.folder / sentence.place.file).slice(sentence.place.row, 1).to_pylist()[0]
    assert row["pair_id"] == sentence.pair_id
    assert row["translation"] == {"id": sentence.id, "en": sentence.en}
    assert f"/{sentence.place.split}-" in sentence.place.file


def test_a_place_is_the_row_of_the_file_in_whatever_row_group(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    folder = make_corpus(tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for name, facts in manifest["files"].items():
        pq.write_table(pq.read_table(folder / name), folder / name, row_group_size=2)
        facts["bytes"] = (folder / name).stat().st_size
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    for article in ALL:
        for sentence in explain(open_corpus(folder), article["id"]).sentences:
            row = pq.read_table(folder / sentence.place.file).slice(sentence.place.row, 1).to_pylist()[0]
            assert (row["article_id"], row["position"]) == (article["id"], sentence.position)


def test_a_dropped_translation_says_which_rule_with_value_and_limit(corpus) -> None:
    sentence = explain(corpus, COPIED)
    assert (sentence.stage, sentence.rule) == ("filters", "copy")
    (rule,) = [rule for rule in sentence.rules if rule.name == "copy"]
    assert not rule.passed
    assert rule.value == copied_share(COPIED, COPIED)
    assert rule.threshold == corpus.filters["copy"].threshold
    assert [rule.name for rule in sentence.rules] == [name for name in FILTERS if name != "adequacy"]
    assert {rule.name for rule in sentence.rules if not rule.passed} == {"copy", "language_en"}


def test_a_sentence_of_another_role_says_that(corpus) -> None:
    sentence = explain(corpus, "Baca juga: Banjir")
    assert (sentence.role, sentence.stage, sentence.rule, sentence.en) == ("related", "segmentation", "role", None)
    assert sentence.rules == ()
    text = "\n".join(text_lines(sentence, corpus))
    assert "sentences of the role related become no pairs; those of headline, body do" in text
    assert "translated  no" in text


def test_a_record_that_could_not_be_read_is_known(corpus) -> None:
    found = explain(corpus, "berita.jsonl:7")
    assert isinstance(found, ArticleTrace)
    (dropped,) = found.dropped_by
    assert (dropped.stage, dropped.rule) == ("reading", "invalid_json")
    assert dropped.reason is not None
    assert dropped.reason.startswith("invalid JSON at character")
    assert found.sentences == ()
    lines = list(text_lines(found, corpus))
    assert lines[1:3] == ["dropped     by invalid_json, in the stage reading", f"because     {dropped.reason}"]


def test_an_article_says_what_became_of_all_its_sentences(corpus) -> None:
    (line,) = [line for line in text_lines(explain(corpus, "a5"), corpus) if line.startswith("became")]
    assert line == "became      1 pair, 1 dropped: filters/copy"


def test_a_fragment_in_several_sentences_lists_them_with_their_keys(corpus) -> None:
    found = explain(corpus, "HARGA")
    assert isinstance(found, tuple)
    # Both languages are looked through, and case makes no difference.
    assert {one.key for one in found} >= {"a1:0", "a1:1", "a1:3"}
    for one in found:
        assert "harga" in f"{one.id} {one.en}".lower()
        assert explain(corpus, one.key).id == one.id
    lines = list(text_lines(found, corpus))
    assert len(lines) == 1 + len(found)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("a11", r"nearest: 'a1'"),
        ("berita.jsonl:8", r"nearest: 'berita.jsonl:7'"),
        ("a1:99", "no sentence 99; it has positions 0 to 3"),
        ("berita.jsonl:7:0", "'berita.jsonl:7' has no sentence 0; it was dropped as a whole by reading/invalid_json"),
        ("0123456789abcdef", "nothing in"),
        ("xyzzy plugh", "articles are called like"),
        ("  ", "the key is empty"),
        ('"', "nothing in"),
    ],
)
def test_an_unknown_key_is_an_error_that_helps(key: str, said: str, corpus) -> None:
    with pytest.raises(InputError, match=said):
        explain(corpus, key)


def test_what_every_filter_said_is_read_from_the_stored_scores(tmp_path: Path) -> None:
    folder = make_corpus(tmp_path)
    add_scores(
        folder,
        {("a1", 1): {"length_ratio": 1.25}},
        {
            "length_ratio": {"threshold": 1.5, "direction": "at_most"},
            "language": {"threshold": 0.5, "direction": "at_least"},
        },
    )
    rules = {rule.name: rule for rule in explain(open_corpus(folder), "a1:1").rules}
    assert dataclasses.astuple(rules["length_ratio"]) == ("length_ratio", 1.25, 1.5, True)
    assert dataclasses.astuple(rules["language"]) == ("language", None, 0.5, True)


def test_no_character_of_an_article_commands_the_terminal(corpus) -> None:
    found = explain(corpus, HOSTILE["id"])
    lines = [*text_lines(found, corpus)]
    for sentence in found.sentences:
        assert isinstance(sentence, SentenceTrace)
        lines += text_lines(sentence, corpus)
    assert any("\\x1b[31mMerah" in line for line in lines)
    assert all(character.isprintable() for line in lines for character in line)
