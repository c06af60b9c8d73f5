"""What a filter speaks against is translated another way, rung by rung; only what then passes everything is kept."""

import dataclasses

import pytest
from corpus_fakes import english_of
from hypothesis import given
from hypothesis import strategies as st

from corpus.filtering import filter_limits
from corpus.pairing import PairingOptions, process_shard
from corpus.records import Article
from corpus.recovery import LADDER, RECOVERABLE, RECOVERED
from translate.decoding import DecodingOptions
from translate.sentences import Role, Translation

OPTIONS = PairingOptions(roles=frozenset({Role.BODY}), decoding=DecodingOptions())
SEARCHES = {name: rung.change(OPTIONS.decoding) for name, rung in LADDER.items()}
LOOP = "the water the water the water the water"
WRONG = "On 4 May the water in the town had receded."
STAYS = "Air di kota itu surut pada 3 Mei."
GOOD = "On 3 May the water in the town receded."
SENTENCES = [
    STAYS,
    "Warga desa kembali ke rumah masing-masing.",
    "Pedagang sayur membuka kiosnya lebih pagi.",
    "Anak-anak berangkat sekolah dengan perahu.",
]


class OtherWays:
    """Says of a sentence ``says[sentence]["first"]``, and in another search what the name of its rung says."""

    origin = "mt:fake@1"

    def __init__(self, says):
        self.says = says
        self.calls = []

    def translate(self, sentences, options):
        way = next((name for name, search in SEARCHES.items() if search == options), "first")
        self.calls.append((way, list(sentences)))
        found = []
        for sentence in sentences:
            ways = self.says.get(sentence, {})
            text = ways.get(way, ways.get("first", english_of(sentence)))
            found.append(
                Translation(source=sentence, text=text, score=-0.5, flags=("numbers",) if text == GOOD else ())
            )
        return found


def rows_of(says, *texts, options=OPTIONS):
    translator = OtherWays(says)
    articles = [Article(article_id=f"a{number}", text=text) for number, text in enumerate(texts)]
    return process_shard(articles, translator, options), translator


@pytest.mark.parametrize("name", LADDER)
def test_the_first_rung_that_helps_is_kept_and_named(name):
    says = {STAYS: {"first": WRONG, name: GOOD}}
    rows, translator = rows_of(says, f"{STAYS} {SENTENCES[1]}")
    assert [(pair.en, pair.flags) for pair in rows.pairs] == [
        (GOOD, ("numbers", RECOVERED + name)),
        (english_of(SENTENCES[1]), ()),
    ]
    assert rows.counts.dropped == 0
    assert rows.counts.flags[RECOVERED + name] == 1
    tried = list(LADDER)[: list(LADDER).index(name) + 1]
    assert translator.calls == [("first", [STAYS, SENTENCES[1]]), *((rung, [STAYS]) for rung in tried)]
    # What is stored beside a kept pair is what the filters say of the text that was kept.
    assert rows.scores[0].kept
    assert rows.scores[0].values["number_conflicts"] == 0


def test_what_no_rung_mends_is_dropped_with_its_first_translation():
    rows, translator = rows_of({STAYS: {"first": WRONG, "clauses_24": LOOP}}, STAYS)
    (row,) = rows.rejections
    assert (row.stage, row.rule, row.en, row.value) == ("filters", "number_conflicts", WRONG, 1.0)
    assert [way for way, _ in translator.calls] == ["first", *LADDER]


def test_a_rung_is_tried_for_what_it_mends_and_for_nothing_else():
    rows, translator = rows_of({STAYS: {"first": LOOP, "other_beam": GOOD}}, STAYS)
    assert [row.rule for row in rows.rejections] == ["repetition"]
    assert [way for way, _ in translator.calls] == ["first", "clauses_40", "clauses_24"]


def test_faults_of_the_source_are_not_tried_again():
    javanese = "Regane beras ing pasar iku mundhak wiwit minggu wingi, ora ana sing ngerti sebabe."
    rows, translator = rows_of({javanese: {"first": LOOP}}, javanese)
    assert {row.rule for row in rows.rejections} == {"repetition"}
    assert [way for way, _ in translator.calls] == ["first"]


def test_without_recovery_nothing_is_tried():
    says = {STAYS: {"first": LOOP, "clauses_40": GOOD}}
    rows, translator = rows_of(says, STAYS, options=dataclasses.replace(OPTIONS, recovery=False))
    assert [row.en for row in rows.rejections] == [LOOP]
    assert len(translator.calls) == 1


def test_a_search_that_is_the_plans_own_is_not_repeated():
    greedy = dataclasses.replace(OPTIONS, decoding=DecodingOptions(beam_size=1, max_source_pieces=30))
    _, translator = rows_of({STAYS: {"first": WRONG}}, STAYS, options=greedy)
    assert len(translator.calls) == 3  # clauses of 40 pieces are no other search where 30 are the most


TEXTS = st.sampled_from([LOOP, "", GOOD, "air di kota itu surut", "Yes.", WRONG])
SAYS = st.dictionaries(
    st.sampled_from(SENTENCES), st.dictionaries(st.sampled_from(["first", *LADDER]), TEXTS), max_size=4
)


@given(SAYS, st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6))
def test_recovery_only_adds_pairs_that_pass_and_no_sentence_depends_on_another(says, sentences):
    together, _ = rows_of(says, *sentences)
    plain, _ = rows_of(says, *sentences, options=dataclasses.replace(OPTIONS, recovery=False))
    assert {pair.pair_id for pair in plain.pairs} <= {pair.pair_id for pair in together.pairs}
    assert set(together.rejections) <= set(plain.rejections)
    rules = filter_limits()
    for scores in together.scores:
        assert scores.kept is all(rules[name].passes(value) for name, value in scores.values.items())
    for number, sentence in enumerate(sentences):
        alone, _ = rows_of(says, sentence)
        mine = [pair for pair in together.pairs if pair.article_id == f"a{number}"]
        assert [(pair.en, pair.flags) for pair in mine] == [(pair.en, pair.flags) for pair in alone.pairs]
    together.counts.check()


def test_every_rung_is_for_findings_that_filters_have():
    assert set(filter_limits()) >= RECOVERABLE
    assert all(rung.filters <= RECOVERABLE for rung in LADDER.values())
