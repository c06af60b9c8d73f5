"""Every filter keeps the promises of ``corpus.filters.base``, and its docstring says what it does."""

import inspect
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.filtering import PlainPair, failed_filters, filter_limits, score_pairs, score_rows
from corpus.filters import FILTERS, load_filter
from corpus.filters.base import ExplainingFilter, Filter
from translate.errors import SettingError
from translate.limits import at_least

_EXAMPLE = re.compile(r'^ *(Good|Bad)(?: at (-?[\d.]+))?: "(.*)" \| "(.*)"$', re.MULTILINE)
ODD = [
    ("", ""),
    ("", "Yes."),
    (" ", "\n"),
    ("...", "!!!"),
    ("3", "3"),
    ("a" * 3000, "b " * 3000),
    ("\ud800 rusak", "broken \udfff"),
    ("مرحبا بالعالم العربي الكبير جدا", "你好世界"),
    ("12/5/2024 pukul 25.99", "1e999 ½½ 9:99 p.m."),
    ("</s><pad>>>id<<", "&nbsp;{{}}"),
]
PAIRS = [PlainPair(id=one, en=other) for one, other in ODD] + [
    PlainPair(id="Ketiganya kemudian mengadakan pertemuan.", en="The three then held a meeting.", score=-0.3),
    PlainPair(id="Hujan deras mengguyur Bogor sejak Senin malam.", en="Heavy rain has hit Bogor.", score=-9.0),
]


@pytest.fixture(params=FILTERS)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def one(name: str) -> Filter:
    return load_filter(name)


def examples(found: Filter) -> list[tuple[str, PlainPair]]:
    rows = _EXAMPLE.findall(inspect.getdoc(found) or "")
    said = {"Adequacy": "adequacy", "Quality": "quality"}.get(type(found).__name__, "score")
    return [
        (
            kind,
            PlainPair(id=left.replace('\\"', '"'), en=right.replace('\\"', '"'), **({said: float(at)} if at else {})),
        )
        for kind, at, left, right in rows
    ]


def test_it_proposes_a_limit(one: Filter) -> None:
    assert math.isfinite(one.limit.threshold)
    assert one.limit.direction in {"at_least", "at_most"}


def test_it_gives_one_number_a_pair(one: Filter) -> None:
    values = one.score(PAIRS)
    assert len(values) == len(PAIRS)
    assert all(isinstance(value, float) and not math.isinf(value) for value in values)
    assert one.score([]) == []


def test_a_pair_has_the_same_value_in_every_batch(one: Filter) -> None:
    together = one.score(PAIRS)
    alone = [one.score([pair])[0] for pair in PAIRS]
    backwards = one.score(PAIRS[::-1])[::-1]
    for values in (alone, backwards):
        assert [value for value in values if not math.isnan(value)] == [v for v in together if not math.isnan(v)]
        assert list(map(math.isnan, values)) == list(map(math.isnan, together))


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_text_is_too_odd(one: str, other: str) -> None:
    for values in score_pairs([PlainPair(id=one, en=other, score=-0.5)]).values():
        assert len(values) == 1
        assert not math.isinf(values[0])


def test_the_examples_of_its_docstring_are_true(one: Filter) -> None:
    shown = examples(one)
    if (inspect.getdoc(one) or "").count("(with 130 names behind it)"):
        names = " ".join(f"Sari{number}," for number in range(130))
        shown.append(("Bad", PlainPair(id=f"Pemenangnya: {names}", en=f"The winners were: {names}")))
    # Quality drops nothing unless it is asked to.
    limit = at_least(0.5) if type(one).__name__ == "Quality" else one.limit
    for kind, pair in shown:
        assert limit.passes(one.score([pair])[0]) == (kind == "Good"), pair
    assert {kind for kind, _ in shown} == {"Good", "Bad"}


def test_good_examples_pass_every_filter(one: Filter) -> None:
    good = [pair for kind, pair in examples(one) if kind == "Good"]
    assert [failed_filters(values, filter_limits()) for values in score_rows(score_pairs(good))] == [()] * len(good)


def test_what_it_explains_is_what_it_counts(one: Filter) -> None:
    if isinstance(one, ExplainingFilter):
        for pair in [*PAIRS, *(pair for _, pair in examples(one))]:
            parts, value = len(one.explain(pair)), one.score([pair])[0]
            # A lost half of the amounts weighs more than the values that it is made of.
            assert parts == value or 0 < parts < value


def test_honest_pairs_are_kept(sentence_pairs: list[tuple[str, str]]) -> None:
    pairs = [PlainPair(id=left, en=right) for left, right in sentence_pairs]
    failed = {
        (pair.id, *rules)
        for pair, values in zip(pairs, score_rows(score_pairs(pairs)), strict=True)
        if (rules := failed_filters(values, filter_limits()))
    }
    assert failed == set()


def test_an_unknown_filter_is_named_with_the_nearest() -> None:
    with pytest.raises(SettingError, match="no filter 'length_ration'; did you mean 'length_ratio'"):
        load_filter("length_ration")
