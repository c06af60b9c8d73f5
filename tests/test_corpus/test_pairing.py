import dataclasses
from pathlib import Path

import pytest
from corpus_fakes import FakeTranslator
from hypothesis import given
from hypothesis import strategies as st

from corpus.counts import CountError, Counts, add_counts
from corpus.filtering import failed_filters, filter_limits
from corpus.pairing import PairingOptions, pair_id, process_shard
from corpus.records import Article, UnreadableRecord
from translate.decoding import DecodingOptions
from translate.document import reassemble
from translate.lexicon import Lexicon
from translate.segmentation import segment
from translate.sentences import Role, Sentence

OPTIONS = PairingOptions(roles=frozenset({Role.HEADLINE, Role.BODY}), decoding=DecodingOptions())
SEED = next((Path(__file__).parents[2] / "seeds").glob("*.txt")).read_text(encoding="utf-8")
TWO = "Air sungai mulai surut. Warga kembali ke rumah."


def article(text, article_id="a", **metadata):
    return Article(article_id=article_id, text=text, **metadata)


def test_the_seed_article_gives_15_pairs_and_4_rejections_that_cut_its_text():
    rows = process_shard([article(SEED)], FakeTranslator(), OPTIONS)
    assert [len(rows.pairs), len(rows.rejections)] == [15, 4]
    assert {row.rule for row in rows.rejections} == {"role"}
    for row in (*rows.pairs, *rows.rejections):
        assert row.id == SEED[row.start : row.end]
    assert sorted(row.position for row in (*rows.pairs, *rows.rejections)) == list(range(19))
    assert rows.articles[0].n_sentences == 19
    assert rows.articles[0].n_pairs == 15


def test_a_pair_carries_translation_provenance_and_metadata():
    given = article(TWO, date="2023-05-03", url="https://kabar.example/1", source="Kabar", title="Surut")
    first, second = process_shard([given], FakeTranslator(revision="7"), OPTIONS).pairs
    assert dataclasses.asdict(first) == {
        "pair_id": pair_id("a", 0, 23, "Air sungai mulai surut."),
        "article_id": "a",
        "position": 0,
        "start": 0,
        "end": 23,
        "role": Role.BODY,
        "id": "Air sungai mulai surut.",
        "en": "the AIR people SUNGAI who MULAI were SURUT.",
        "origin": "mt:fake@7",
        "score": -0.25,
        "quality": 0.75,
        "flags": (),
        "rule": first.rule,
        "source": "Kabar",
        "date": "2023-05-03",
        "url": "https://kabar.example/1",
    }
    assert (second.position, second.id) == (1, "Warga kembali ke rumah.")


def test_one_call_translates_every_distinct_sentence_of_the_shard_once():
    translator = FakeTranslator()
    rows = process_shard([article(TWO, "a"), article("Petani senang. " + TWO, "b")], translator, OPTIONS)
    assert translator.calls == [["Air sungai mulai surut.", "Warga kembali ke rumah.", "Petani senang."]]
    assert [(pair.article_id, pair.id.split()[0]) for pair in rows.pairs] == [
        ("a", "Air"),
        ("a", "Warga"),
        ("b", "Petani"),
        ("b", "Air"),
        ("b", "Warga"),
    ]


def test_nothing_to_translate_means_no_call():
    translator = FakeTranslator()
    unreadable = UnreadableRecord(article_id="x.jsonl:3", place="x.jsonl:3", reason="no text", rule="no_text")
    rows = process_shard([unreadable], translator, OPTIONS)
    assert translator.calls == []
    (row,) = rows.rejections
    assert (row.article_id, row.stage, row.rule, row.position) == ("x.jsonl:3", "reading", "no_text", None)
    assert (rows.counts.records, rows.counts.unreadable, rows.counts.articles) == (1, 1, 0)


@pytest.mark.parametrize(
    ("text", "rule", "value"),
    [
        ("", "shortest_side", 0.0),
        ("  \n", "shortest_side", 0.0),
        ("...", "shortest_side", 0.0),
        ("air sungai mulai surut", "copy", 1.0),
        ("the river the river the river the river", "repetition", 0.75),
        ("The water receded on 3 and 4 and 5 May.", "number_omissions", 3.0),
    ],
)
def test_worthless_translations_go_to_the_ledger_with_value_and_threshold(text, rule, value):
    translator = FakeTranslator(says={"Air sungai mulai surut.": (text, ())})
    rows = process_shard([article(TWO)], translator, OPTIONS)
    assert [pair.id for pair in rows.pairs] == ["Warga kembali ke rumah."]
    (row,) = rows.rejections
    assert (row.stage, row.rule, row.en, row.position) == ("filters", rule, text, 0)
    assert (row.value, row.threshold) == (value, filter_limits()[rule].threshold)
    assert rows.articles[0].english == "the WARGA people KEMBALI who KE were RUMAH."
    assert rows.counts.rules == {f"filters/{rule}": 1}
    first = rows.scores[0]
    assert (first.article_id, first.position, first.values[rule]) == ("a", 0, value)
    assert [scores.kept for scores in rows.scores] == [False, True]


def test_lighter_findings_stay_on_the_pair_as_flags():
    translator = FakeTranslator(says={"Air sungai mulai surut.": ("The river.", ("numbers", "length_ratio"))})
    rows = process_shard([article(TWO)], translator, OPTIONS)
    assert rows.pairs[0].flags == ("numbers", "length_ratio")
    assert rows.counts.flags == {"numbers": 1, "length_ratio": 1}
    assert rows.rejections == ()


def test_a_sentence_with_escapes_undone_is_flagged_and_its_span_still_cuts_the_raw_text():
    raw = "Toko &amp;ldquo;Maju&amp;rdquo; tutup hari ini. Warga kembali ke rumah."
    first, second = process_shard([article(raw)], FakeTranslator(), OPTIONS).pairs
    assert "&" not in first.id
    assert first.id != raw[first.start : first.end]
    assert raw[first.start : first.end].startswith("Toko &amp;ldquo;Maju")
    assert (first.flags, second.flags) == (("repaired",), ())


def test_words_that_look_run_together_are_flagged_on_the_pair():
    translator = FakeTranslator(says={"Isi PutusanHakim dibacakan.": ("The ruling.", ("length_ratio",))})
    first, second = process_shard([article("Isi PutusanHakim dibacakan. Warga pulang.")], translator, OPTIONS).pairs
    assert (first.flags, second.flags) == (("run_together", "length_ratio"), ())


def test_roles_decide_what_becomes_a_pair():
    text = "Hujan turun sejak pagi.\nBaca juga: Banjir di Jakarta mulai surut\nWarga kembali ke rumah."
    everything = PairingOptions(roles=frozenset(Role), decoding=DecodingOptions())
    assert len(process_shard([article(text)], FakeTranslator(), everything).pairs) == 3
    rows = process_shard([article(text)], FakeTranslator(), OPTIONS)
    assert [row.role for row in rows.rejections] == [Role.RELATED]
    assert rows.counts.role_spans == {"body": 2, "related": 1}


def test_a_translator_that_loses_a_sentence_is_not_believed():
    translator = FakeTranslator()
    translator.translate = lambda sentences, options: []
    with pytest.raises(ValueError, match="shorter"):
        process_shard([article(TWO)], translator, OPTIONS)


NONSENSE = st.sampled_from(["", "...", "air sungai mulai surut", "9 8 7 6", "the the the the the", "<b>Yes</b>", "Ya"])
EXTREMES = {name: 1e9 if rule.direction == "at_most" else -1e9 for name, rule in filter_limits().items()}


@given(NONSENSE, st.sampled_from([filter_limits(EXTREMES), {}]))
def test_thresholds_at_their_extremes_and_no_filters_keep_everything(text, rules):
    translator = FakeTranslator(says={"Air sungai mulai surut.": (text, ())})
    rows = process_shard([article(TWO)], translator, dataclasses.replace(OPTIONS, limits=rules))
    assert [pair.en for pair in rows.pairs] == [text, "the WARGA people KEMBALI who KE were RUMAH."]
    assert [(scores.kept, list(scores.values)) for scores in rows.scores] == [(True, list(rules))] * 2


@given(NONSENSE, st.sampled_from(sorted(EXTREMES)), st.floats(-2, 5))
def test_a_pair_is_dropped_by_the_first_rule_that_its_stored_values_fail(text, name, threshold):
    rules = filter_limits({name: threshold})
    translator = FakeTranslator(says={"Air sungai mulai surut.": (text, ())})
    rows = process_shard([article(TWO)], translator, dataclasses.replace(OPTIONS, limits=rules))
    for scores in rows.scores:
        failed = failed_filters(scores.values, rules)
        assert scores.kept is not bool(failed)
        dropped = [row for row in rows.rejections if row.position == scores.position]
        assert [(row.rule, row.value, row.threshold) for row in dropped] == [
            (rule, scores.values[rule], rules[rule].threshold) for rule in failed[:1]
        ]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("date 2023-05 Hujan turun sejak pagi.", "2023-05"),
        ("date: 2023-05-03\nHujan turun sejak pagi.", "2023-05-03"),
        ("Rabu, 3 Mei 2023 19:30 WIB\nHujan turun sejak pagi.", "2023-05-03"),
        ("Jumat, 11 Agustus 2023\nHujan turun sejak pagi.", "2023-08-11"),
        # Two ways to read it, no such month, and a date in the text itself.
        ("date: 3/5/2023\nHujan turun sejak pagi.", None),
        ("date 2023-13 Hujan turun sejak pagi.", None),
        ("Hujan turun sejak Rabu, 3 Mei 2023.", None),
    ],
)
def test_a_date_that_the_source_did_not_give_is_read_from_the_crawlers_line(text, date):
    rows = process_shard([article(text)], FakeTranslator(), OPTIONS)
    assert rows.articles[0].article.date == date
    assert {pair.date for pair in rows.pairs} == {date}
    told = process_shard([article(text, date="2020")], FakeTranslator(), OPTIONS)
    assert told.articles[0].article.date == "2020"


def test_a_users_lists_decide_where_sentences_end():
    text = "Acara itu dibuka Kol. Suryo Wibowo pagi ini. Ini sumbangan dari Yay. Melati untuk warga."
    plain = process_shard([article(text)], FakeTranslator(), OPTIONS)
    lists = Lexicon({"abbreviations": ("yay",)})
    taught = process_shard([article(text)], FakeTranslator(), dataclasses.replace(OPTIONS, lexicon=lists))
    assert [plain.counts.spans, taught.counts.spans] == [3, 2]


def test_pair_ids_are_stable_and_distinct():
    assert pair_id("a", 0, 23, "Air sungai mulai surut.") == "1ff18a26ab391f85"
    ids = {pair_id(*key) for key in [("a", 1, 2, "x"), ("a", 1, 3, "x"), ("a", 0, 2, "x"), ("b", 1, 2, "x")]}
    ids.add(pair_id("a", 1, 2, "y"))
    assert len(ids) == 5


def spans_of(raw, words):
    found = []
    for word in words:
        start = raw.index(word, found[-1].end if found else 0)
        found.append(Sentence(text=word, start=start, end=start + len(word), role=Role.BODY))
    return found


@pytest.mark.parametrize(
    ("raw", "english"),
    [
        ("Satu.Dua.", "1 2"),
        ("Satu.  Dua.", "1 2"),
        ("\n\nSatu.\nDua.\n", "1\n2"),
        ("Satu.\n \n\nDua.", "1\n\n\n2"),
        ("Satu.\r\n\r\nDua.", "1\n\n2"),
        ("Satu.\rDua.", "1\n2"),
    ],
)
def test_gaps_become_as_many_line_breaks_or_one_space(raw, english):
    assert reassemble(raw, spans_of(raw, ["Satu.", "Dua."]), {0: "1", 1: "2"}) == english


def test_what_is_left_out_leaves_no_hole():
    raw = "Satu.\n\nFoto.\n\nDua. Iklan.\nTiga."
    spans = spans_of(raw, ["Satu.", "Foto.", "Dua.", "Iklan.", "Tiga."])
    assert reassemble(raw, spans, {0: "1", 2: "2", 4: "3"}) == "1\n\n2\n3"
    assert reassemble(raw, spans, {}) == ""


@given(st.lists(st.tuples(st.sampled_from(["", " ", "\n", "\n\n", " \n "]), st.booleans()), min_size=1, max_size=8))
def test_english_holds_every_pair_once_and_in_order(parts):
    raw = "".join(f"{gap}K{number}." for number, (gap, _) in enumerate(parts))
    spans = spans_of(raw, [f"K{number}." for number in range(len(parts))])
    english = {number: f"E{number}" for number, (_, kept) in enumerate(parts) if kept}
    text = reassemble(raw, spans, english)
    assert text.split() == list(english.values())
    assert text == text.strip()
    assert text.count("\n") <= raw.count("\n")


@given(
    st.lists(
        st.sampled_from([TWO, "Petani senang.", "Sumber: Anadolu", "date 2023-05", "\n", " ", "Ya!", '"']), max_size=9
    )
)
def test_every_span_ends_up_in_pairs_or_ledger(parts):
    text = "".join(parts)
    rows = process_shard([article(text)], FakeTranslator(says={"Ya!": ("", ())}), OPTIONS)
    accounted = sorted((row.start, row.end) for row in (*rows.pairs, *rows.rejections))
    assert accounted == [(span.start, span.end) for span in segment(text)]
    rows.counts.check()


def test_counts_add_up_field_by_field():
    left = Counts(records=2, articles=1, unreadable=1, rules={"reading/no_text": 1})
    right = Counts(records=1, articles=1, spans=3, pairs=2, other_roles=1, role_spans={"body": 3}, rules={"a/b": 1})
    total = add_counts([left, right])
    assert (total.records, total.articles, total.rejected) == (3, 2, 2)
    assert total.rules == {"reading/no_text": 1, "a/b": 1}
    assert Counts.from_dict(total.as_dict()) == total
    total.check()


@pytest.mark.parametrize("change", [{"records": 4}, {"pairs": 1}, {"rules": {}}, {"role_spans": {"body": 4}}])
def test_counts_that_do_not_add_up_are_a_bug_not_a_mistake_of_the_user(change):
    good = Counts(records=1, articles=1, spans=3, pairs=2, other_roles=1, role_spans={"body": 3}, rules={"a/b": 1})
    with pytest.raises(CountError, match="do not add up") as caught:
        dataclasses.replace(good, **change).check()
    assert isinstance(caught.value, AssertionError)


PRIVATE = "Air sungai mulai surut. Hubungi Sari di 0812-3456-7890. Warga kembali ke rumah."


def test_a_pair_with_personal_data_is_flagged():
    rows = process_shard([article(PRIVATE)], FakeTranslator(), dataclasses.replace(OPTIONS, limits={}))
    assert ["personal" in pair.flags for pair in rows.pairs] == [False, True, False]
    assert rows.rejections == ()


def test_personal_data_can_be_left_out_and_stands_in_the_ledger():
    options = dataclasses.replace(OPTIONS, limits={}, drop_personal=True)
    rows = process_shard([article(PRIVATE)], FakeTranslator(), options)
    assert [pair.position for pair in rows.pairs] == [0, 2]
    [row] = rows.rejections
    assert (row.stage, row.rule, row.value, row.threshold) == ("filters", "personal", 1.0, 0.0)
    assert (row.position, row.id) == (1, "Hubungi Sari di 0812-3456-7890.")
    assert [scores.kept for scores in rows.scores] == [True, False, True]
    assert "0812" not in rows.articles[0].english
    assert rows.counts.rules == {"filters/personal": 1}


def test_the_title_is_translated_whether_or_not_it_stands_in_the_text():
    translator = FakeTranslator()
    options = dataclasses.replace(OPTIONS, limits={})
    titled = [article(TWO, "a", title="Banjir  mulai surut"), article(TWO, "b", title=" "), article(TWO, "c")]
    rows = process_shard(titled, translator, options)
    expected = translator.translate(["Banjir mulai surut"])[0].text
    assert [one.english_title for one in rows.articles] == [expected, None, None]
    assert rows.counts.spans == 6


def test_a_title_whose_translation_fails_a_filter_has_no_english():
    limits = {"longest_side": dataclasses.replace(filter_limits()["longest_side"], threshold=5.0)}
    options = dataclasses.replace(OPTIONS, limits=limits, recovery=False)
    rows = process_shard([article("Ya.", title="Air sungai itu sudah lama surut")], FakeTranslator(), options)
    assert rows.articles[0].english_title is None


def test_a_title_with_personal_data_has_no_english_if_that_is_left_out():
    options = dataclasses.replace(OPTIONS, limits={}, drop_personal=True)
    rows = process_shard([article("Ya.", title="Tulis ke sari@contoh.co.id")], FakeTranslator(), options)
    assert rows.articles[0].english_title is None
