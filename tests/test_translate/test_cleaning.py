import dataclasses
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translate.checks import CHECKS, failed_checks
from translate.errors import SettingError
from translate.overlap import letters_only
from translate.settings import read_toml
from translate.training.cleaning import PairCleaner
from translate.training.pipeline import CHECK_FAILURES
from translate.training.plan import Cleaning, Schedule, TrainingPlan

GOOD = ("Harga beras naik 5,2 persen.", "The price of rice rose by 5.2 percent.")
SAME = ("harga beras naik: 5,2 persen", "The price of rice rose by 5.2 percent")
OTHER_ENGLISH = ("Harga beras naik 5,2 persen.", "Rice has become 5.2 percent dearer.")
WRONG_NUMBER = ("Ada 15 korban.", "There are 51 victims.")


def test_nothing_is_left_out_unless_asked_for() -> None:
    pairs = [GOOD, GOOD, WRONG_NUMBER, ("", "")]
    assert PairCleaner(Cleaning(), CHECK_FAILURES).cleaned(pairs) == (pairs, {})


def test_duplicates_are_told_by_letters_and_figures_of_both_sides() -> None:
    cleaner = PairCleaner(Cleaning(duplicates=True), CHECK_FAILURES)
    assert cleaner.cleaned([GOOD, SAME, OTHER_ENGLISH]) == ([GOOD, OTHER_ENGLISH], {"duplicates": 1})


def test_a_later_source_gives_up_what_an_earlier_one_has() -> None:
    cleaner = PairCleaner(Cleaning(duplicates=True), CHECK_FAILURES)
    cleaner.cleaned([GOOD])
    assert cleaner.cleaned([SAME, WRONG_NUMBER]) == ([WRONG_NUMBER], {"duplicates": 1})


def test_near_duplicates_differ_in_figures_alone() -> None:
    cleaner = PairCleaner(Cleaning(duplicates=True, near_duplicates=True), CHECK_FAILURES)
    version = ("Harga beras naik 7,1 persen.", "The price of rice rose by 7.1 percent.")
    figures = [("2014", "2014"), ("2021", "2021")]
    kept, dropped = cleaner.cleaned([GOOD, SAME, version, OTHER_ENGLISH, *figures])
    assert kept == [GOOD, OTHER_ENGLISH, *figures]
    assert dropped == {"duplicates": 1, "near_duplicates": 1}


def test_checks_leave_out_what_fails_them_and_count_it_by_name() -> None:
    cleaner = PairCleaner(Cleaning(checks=("numbers", "empty"), duplicates=True), CHECK_FAILURES)
    pairs = [GOOD, WRONG_NUMBER, WRONG_NUMBER, ("Hujan.", "...")]
    assert cleaner.cleaned(pairs) == ([GOOD], {"numbers": 2, "empty": 1})


def test_a_check_that_does_not_exist() -> None:
    with pytest.raises(SettingError, match=r"'cleaning\.checks' names 'number'; did you mean 'numbers'"):
        PairCleaner(Cleaning(checks=("number",)), CHECK_FAILURES)


texts = st.text("ab1 .", max_size=8)


@settings(deadline=None)
@given(pairs=st.lists(st.tuples(texts, texts), max_size=20))
def test_every_pair_is_kept_or_counted(pairs: list[tuple[str, str]]) -> None:
    kept, dropped = PairCleaner(Cleaning(duplicates=True, checks=tuple(CHECKS)), CHECK_FAILURES).cleaned(pairs)
    assert len(kept) + sum(dropped.values()) == len(pairs)
    keys = [tuple(map(letters_only, pair)) for pair in kept]
    assert len(set(keys)) == len(keys)
    assert not any(failed_checks(*pair) for pair in kept)
    assert PairCleaner(Cleaning(duplicates=True, checks=tuple(CHECKS)), CHECK_FAILURES).cleaned(kept) == (kept, {})
    # Each pair that no check speaks against is there, or one with its letters is.
    assert {tuple(map(letters_only, pair)) for pair in pairs if not failed_checks(*pair)} == set(keys)


def test_the_plan_says_it_and_its_fingerprint_too(tmp_path: Path) -> None:
    text = "[sources]\nown = 1.0\n[schedule]\nsteps = 1\n"
    (tmp_path / "without.toml").write_text(text)
    (tmp_path / "with.toml").write_text(f'{text}[cleaning]\nduplicates = true\nchecks = ["numbers"]\n')
    without, cleaning = (read_toml(TrainingPlan, tmp_path / f"{name}.toml") for name in ("without", "with"))
    assert cleaning.cleaning == Cleaning(duplicates=True, checks=("numbers",))
    assert "numbers" in cleaning.fingerprint()
    assert without.fingerprint() == TrainingPlan(sources={"own": 1.0}, schedule=Schedule(steps=1)).fingerprint()
    assert dataclasses.replace(cleaning, cleaning=Cleaning()).fingerprint() == without.fingerprint()
