import re
from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.control_pieces import SLOTS
from translate.training.augmentation import (
    AUGMENTATIONS,
    attributed,
    augmented,
    in_lower_case,
    in_title_case,
    with_day_and_month,
    with_other_figures,
    with_other_names,
    with_slots,
    without_stop,
)

FEW = ("Harga beras naik.", "The price of rice rose.")


def test_attributed_speech_has_its_speaker_on_both_sides() -> None:
    for seed in range(50):
        left, right = attributed(FEW, Random(seed)) or ("", "")
        assert left.startswith('"Harga beras naik," ')
        assert right.startswith('"The price of rice rose," ')
        names = left.rstrip(".").split()[4:]
        assert all(name in right for name in names)
        assert bool(names) != ("he said" in right or "she said" in right)


@pytest.mark.parametrize("pair", [('Ia berkata, "Ya."', 'He said, "Yes."'), ("Apa?", "What?"), ("Wah...", "Wow...")])
def test_what_cannot_be_attributed_is_left(pair: tuple[str, str]) -> None:
    assert attributed(pair, Random(1)) is None


def test_figures_change_alike_in_both_notations() -> None:
    pair = ("Ekspor naik 46,9 persen menjadi Rp1.500 per 24 kg.", "Exports rose 46.9 percent to Rp 1,500 per 24 kg.")
    left, right = with_other_figures(pair, Random(5)) or ("", "")
    figures = [word for word in left.split() if word[0].isdigit()]
    assert len(figures) == 2
    assert "46,9" not in left and "24" not in figures
    assert all(figure.replace(",", ".") in right for figure in figures)


@pytest.mark.parametrize(
    "pair",
    [
        ("Pukul 19.30 WIB", "At 7:30 p.m."),
        ("Pesawat Su-35 itu", "The Su-35 plane"),
        ("10 dari 10 orang", "10 of 10 people"),
        ("Ada 3 orang", "There are 3 people"),
        ("Tahun 1998/1999", "In 1998/1999"),
    ],
)
def test_figures_that_are_no_certain_match_are_left(pair: tuple[str, str]) -> None:
    assert with_other_figures(pair, Random(1)) is None


def test_dates_stand_behind_their_weekday() -> None:
    pair = "Ia tiba pada Senin malam.", "He arrived on Monday night."
    left, right = with_day_and_month(pair, Random(2)) or ("", "")
    date = left.split("Senin ")[1].split(" malam")[0]
    assert date[0] == "(" and date[-1] == ")" and "/" in date
    assert right == f"He arrived on Monday {date} night."
    assert with_day_and_month(("Senin (3/5) ia tiba.", "He arrived on Monday (3/5)."), Random(1)) is None
    assert with_day_and_month(("Minggu lalu ia tiba.", "He arrived last week."), Random(1)) is None


def test_a_name_is_the_same_new_one_on_both_sides() -> None:
    pair = "Kemarin malam Rina Wulandari tiba di Bandung.", "Rina Wulandari arrived in Bandung last night."
    found = set()
    for seed in range(50):
        left, right = with_other_names(pair, Random(seed)) or ("", "")
        name = left.removeprefix("Kemarin malam ").removesuffix(" tiba di Bandung.")
        assert (left, right) == (f"Kemarin malam {name} tiba di Bandung.", f"{name} arrived in Bandung last night.")
        assert all(word[0].isupper() and word.isalpha() for word in name.split(" "))
        found.add(name)
    assert "Rina Wulandari" not in found
    assert len(found) > 40
    assert {len(name.split()) for name in found} == {1, 2, 3}


def test_one_of_two_names_is_replaced() -> None:
    pair = "Surat itu dari Budi Hartono untuk Rina Wulandari.", "The letter is from Budi Hartono to Rina Wulandari."
    kept = Counter(
        tuple(name in left and name in right for name in ("Budi Hartono", "Rina Wulandari"))
        for left, right in (with_other_names(pair, Random(seed)) or ("", "") for seed in range(30))
    )
    assert set(kept) == {(True, False), (False, True)}


def test_a_name_within_a_longer_word_is_left() -> None:
    pair = "Kata Mc-nya: McDonald Toro menemui Donald Toro.", "McDonald Toro met Donald Toro."
    left, right = with_other_names(pair, Random(1)) or ("", "")
    assert left.startswith("Kata Mc-nya: McDonald Toro menemui ")
    assert right.startswith("McDonald Toro met ")
    assert "Donald Toro." not in left + right


@pytest.mark.parametrize(
    "pair",
    [
        ("Tadi Rina Wulandari menelepon Rina Wulandari.", "Rina Wulandari called herself."),
        ("Tadi Rina Wulandari menelepon.", "Rina Wulandari called, said Rina Wulandari."),
        ("Tadi Rina Wulandari menelepon.", "She called."),
        ("Ia menelepon.", "Rina Wulandari called."),
        ("Menurut Rina itu benar.", "According to Rina that is true."),
        ("Warga Jawa Barat mengungsi.", "Residents of West Java fled."),
        FEW,
    ],
    ids=["twice left", "twice right", "left alone", "right alone", "one word", "another name", "no name"],
)
def test_names_that_are_no_certain_match_are_left(pair: tuple[str, str]) -> None:
    assert with_other_names(pair, Random(1)) is None


def test_casing_and_stops() -> None:
    assert in_title_case(FEW, Random(1)) == ("Harga Beras Naik.", "The Price Of Rice Rose.")
    assert in_lower_case(FEW, Random(1)) == ("harga beras naik.", FEW[1])
    assert without_stop(FEW, Random(1)) == ("Harga beras naik", "The price of rice rose")
    assert without_stop(("Apa?", "What?"), Random(1)) is None


def test_the_share_is_kept() -> None:
    pairs = [
        (f"Kalimat nomor {number} ini biasa saja.", f"Sentence number {number} is plain.") for number in range(4000)
    ]
    result = augmented(pairs, 0.3, Random(1))
    untouched = Counter(result) & Counter(pairs)
    assert 0.68 < untouched.total() / len(pairs) < 0.80
    assert 0.01 < 1 - len(result) / len(pairs) < 0.05


@given(
    st.lists(st.tuples(st.text(min_size=1), st.text(min_size=1)), max_size=20),
    st.integers(0, 2**32),
    st.sampled_from(sorted(AUGMENTATIONS)),
)
def test_any_text_survives(pairs: list[tuple[str, str]], seed: int, way: str) -> None:
    assert augmented(pairs, 0.0, Random(seed)) == pairs
    result = augmented(pairs, 1.0, Random(seed), [way])
    assert len(result) <= len(pairs)
    assert result == augmented(pairs, 1.0, Random(seed), [way])


NAMED = (
    "Sore itu AKBP Nurul Hadi mendata 24 korban di Kaliwates.",
    "That afternoon AKBP Nurul Hadi listed 24 victims in Kaliwates.",
)


def test_slots_stand_for_the_same_spans_on_both_sides() -> None:
    seen = Counter[str]()
    for seed in range(200):
        left, right = with_slots(NAMED, Random(seed)) or ("", "")
        there = [slot for slot in SLOTS if slot in left]
        assert 1 <= len(there) <= 3
        assert all(left.count(slot) == right.count(slot) == 1 for slot in there)
        spans = {slot: re.escape(slot) for slot in there}
        for slot in there:
            pattern = re.escape(left).replace(spans[slot], "(.+)", 1)
            for other in there:
                pattern = pattern.replace(spans[other], ".+")
            span = re.fullmatch(pattern, NAMED[0])
            assert span is not None
            assert span[1] in NAMED[1]
            seen[span[1]] += 1
    assert set(seen) == {"AKBP Nurul Hadi", "24", "Kaliwates"}


@pytest.mark.parametrize(
    "pair",
    [
        ("Harga beras naik.", "The price of rice rose."),
        ("Isi ⟦1⟧ milik Ani.", "The ⟦1⟧ of Ani."),
        ("Ani dan Ani pergi.", "Ani and Ani left."),
    ],
)
def test_what_has_no_span_alike_on_both_sides_gets_no_slot(pair: tuple[str, str]) -> None:
    assert with_slots(pair, Random(3)) is None


def test_some_made_up_names_have_diacritics_alike_on_both_sides() -> None:
    pair = ("Jalan itu rusak, kata Rina Wulandari.", "The road is damaged, said Rina Wulandari.")
    accented = 0
    for seed in range(300):
        left, right = with_other_names(pair, Random(seed)) or ("", "")
        name = left.removeprefix("Jalan itu rusak, kata ").removesuffix(".")
        assert right == f"The road is damaged, said {name}."
        accented += not name.isascii()
    assert 30 < accented < 150
