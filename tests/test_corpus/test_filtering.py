"""One decision for all, made from stored values and thresholds."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.filtering import (
    PlainPair,
    all_pass,
    explain_value,
    failed_filters,
    filter_limits,
    score_pairs,
    score_rows,
)
from corpus.filters import FILTERS
from translate.errors import SettingError
from translate.limits import Limit

SOURCE = "Sebanyak 250 warga Desa Sukamaju mengungsi ke balai desa sejak Senin (3/5) pukul 19.30 WIB."
ENGLISH = "As many as 250 residents of Sukamaju fled to the village hall on Monday (5/3) at 7:30 p.m."
BROKEN = {
    "shortest_side": (SOURCE, "..."),
    "longest_side": ("beras, " * 130, "rice, " * 130),
    "longest_word": (SOURCE, ENGLISH.replace("Sukamaju", "https://desa.example/sukamaju/2024/balai-desa/berita")),
    "length_ratio": (SOURCE, "They fled."),
    "truncation": (SOURCE, "As many as 250 residents of Sukamaju"),
    "sentence_counts": (SOURCE, f"{ENGLISH} The rain had not stopped since Saturday. Two bridges were closed."),
    "language_id": (ENGLISH, ENGLISH),
    "language_en": (SOURCE, SOURCE),
    "letters": (SOURCE, "250 *** 5/3 --- 7:30 +++ ### 250 ||| 19 === fled"),
    "markup": (SOURCE, f"<p>{ENGLISH}</p>"),
    "copy": (SOURCE, SOURCE),
    "repetition": (SOURCE, "As many as 250 residents fled to the hall to the hall to the hall to the hall."),
    "number_conflicts": (SOURCE, ENGLISH.replace("250", "25")),
    "number_omissions": (SOURCE, "Many residents of Sukamaju fled to the village hall."),
    "names": (
        "Menurut Budi Santoso, kereta Argo Bromo dari Stasiun Gambir ke Pasar Turi terlambat.",
        "It was Agus Hartono who opened the Ampera Bridge in Palembang with Mawardi Yahya.",
    ),
    "quotation_marks": (SOURCE, f'"{ENGLISH}" "Yes." "No."'),
}


def rules_failed_by(source: str, english: str, **said: float) -> tuple[str, ...]:
    (values,) = score_rows(score_pairs([PlainPair(id=source, en=english, **said)]))
    return failed_filters(values, filter_limits())


def test_a_good_pair_fails_no_rule() -> None:
    assert rules_failed_by(SOURCE, ENGLISH) == ()


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_with_a_pair_is_named(name: str) -> None:
    assert name in rules_failed_by(*BROKEN[name])


def test_an_unsure_model_is_named_and_a_human_is_not_asked() -> None:
    assert rules_failed_by(SOURCE, ENGLISH, score=-4.0) == ("model_score",)
    assert rules_failed_by(SOURCE, ENGLISH, score=-0.4) == ()


def test_pairs_bring_along_what_models_said_of_them() -> None:
    assert rules_failed_by(SOURCE, ENGLISH, adequacy=-6.0) == ("adequacy",)
    assert rules_failed_by(SOURCE, ENGLISH, adequacy=-1.5) == ()
    assert rules_failed_by(SOURCE, ENGLISH, quality=0.0) == ()
    assert not filter_limits({"quality": 0.5})["quality"].passes(0.4)
    assert {*BROKEN, "adequacy", "model_score", "quality"} == set(FILTERS)


def test_a_glued_text_and_a_copy_are_seen_by_more_than_one_filter() -> None:
    assert {"language_en", "copy"} <= set(rules_failed_by(SOURCE, SOURCE))


def test_thresholds_of_a_plan_take_the_place_of_the_proposed_ones() -> None:
    rules = filter_limits({"length_ratio": 1.5})
    assert rules["length_ratio"] == Limit(threshold=1.5, direction="at_most")
    assert {**rules, "length_ratio": None} == {**filter_limits(), "length_ratio": None}
    assert list(rules) == list(FILTERS)


def test_wrong_names_and_thresholds_are_all_named() -> None:
    with pytest.raises(SettingError, match=r"no filter 'langth_ratio'; did you mean 'length_ratio'\?.*'copy' is not a"):
        filter_limits({"langth_ratio": 2.0, "copy": math.nan})


def test_nothing_to_say_is_none_and_passes_everywhere() -> None:
    (values,) = score_rows(score_pairs([PlainPair(id="Ya.", en="Yes.")]))
    assert values["language_id"] is None
    assert values["model_score"] is None
    strict = {"language_id": 1e9, "model_score": 1e9}
    assert failed_filters(values, filter_limits(strict)) == ()


def test_values_stored_and_read_again_decide_alike() -> None:
    import pyarrow as pa

    pairs = [PlainPair(id=one, en=other) for one, other in BROKEN.values()]
    columns = score_pairs(pairs)
    rows = score_rows(columns)
    table = pa.table({name: pa.array(values, pa.float64(), from_pandas=True) for name, values in columns.items()})
    for thresholds in ({}, {"length_ratio": 1.1, "names": 5.0}):
        rules = filter_limits(thresholds)
        assert [failed_filters(row, rules) for row in table.to_pylist()] == [failed_filters(row, rules) for row in rows]


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(allow_nan=False, allow_infinity=False))
def test_a_looser_threshold_never_drops_what_a_stricter_one_keeps(value: float, threshold: float) -> None:
    at_least = Limit(threshold=threshold, direction="at_least")
    at_most = Limit(threshold=threshold, direction="at_most")
    assert at_least.passes(threshold)
    assert at_most.passes(threshold)
    assert at_least.passes(value) or at_most.passes(value)
    assert at_least.passes(None)
    assert at_most.passes(math.nan)
    if at_least.passes(value):
        assert Limit(threshold=threshold - 1, direction="at_least").passes(value)


def test_a_filter_names_the_values_that_differ() -> None:
    pair = PlainPair(id="Harganya Rp1,5 juta pada 2020.", en="It costs Rp1.5 billion.")
    assert explain_value("number_conflicts", pair) == ("1,5 juta: 1.5 billion",)
    assert explain_value("number_omissions", pair) == ("2020: nothing",)
    assert explain_value("length_ratio", pair) == ()


def test_columns_of_values_are_decided_on_as_single_values_are() -> None:
    pairs = [PlainPair(id=one, en=other) for one, other in (*BROKEN.values(), (SOURCE, ENGLISH))]
    columns = score_pairs(pairs)
    limits = filter_limits({"length_ratio": 1.2})
    kept = [not failed_filters(row, limits) for row in score_rows(columns)]
    assert set(kept) == {True, False}
    arrays = {name: np.array(values) for name, values in columns.items()}
    assert all_pass(arrays, limits, len(pairs)).tolist() == kept


def test_a_filter_without_a_column_lets_every_row_pass() -> None:
    limits = filter_limits()
    assert all_pass({}, limits, 3).tolist() == [True, True, True]
    assert all_pass({"copy": np.array([0.0, 1.0])}, limits, 2).tolist() == [True, False]
