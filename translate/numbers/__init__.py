"""Numbers, dates and times of Indonesian and English texts, read as values and compared."""

from dataclasses import replace
from functools import lru_cache

from translate.numbers.agreement import NumberAgreement, agreement
from translate.numbers.durations import lost_parts, with_stated_totals
from translate.numbers.notation import plain_english, plain_indonesian
from translate.numbers.quantities import quantities
from translate.numbers.restoring import swapped_scores, with_values_of_source
from translate.numbers.tokens import Reading
from translate.numbers.words import Language

__all__ = [
    "compare_numbers",
    "plain_indonesian",
    "values_of",
    "with_values_of_source",
]


# The check that flags a pair and every filter of numbers ask about the same pair shortly after one another.
@lru_cache(maxsize=2048)
def compare_numbers(source: str, translation: str) -> NumberAgreement:
    """Return how the numbers, dates and times of an Indonesian text and its English go together.

    A score whose numbers changed places conflicts, and so does an amount of two parts of which one is lost.
    """
    ours, theirs = plain_indonesian(source), plain_english(translation)
    stated = quantities(theirs, "en")
    ours = with_stated_totals(ours, frozenset(reading for one in stated for reading in one.readings))
    found = agreement(quantities(ours, "id"), stated)
    wrong = (*swapped_scores(ours, theirs), *lost_parts(ours, theirs))
    return replace(found, conflicts=(*found.conflicts, *wrong)) if wrong else found


def values_of(text: str, language: Language) -> list[frozenset[Reading]]:
    """Return what each number, date and time of a text may stand for, in order; equal in both languages."""
    return [quantity.readings for quantity in quantities(text, language)]
