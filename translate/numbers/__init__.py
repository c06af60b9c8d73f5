"""Numbers, dates and times of Indonesian and English texts, read as values and compared."""

from functools import lru_cache

from translate.numbers.agreement import NumberAgreement, agreement
from translate.numbers.quantities import quantities
from translate.numbers.tokens import Reading
from translate.numbers.words import Language

__all__ = [
    "compare_numbers",
    "values_of",
]


# The check that flags a pair and every filter of numbers ask about the same pair shortly after one another.
@lru_cache(maxsize=2048)
def compare_numbers(source: str, translation: str) -> NumberAgreement:
    """Return how the numbers, dates and times of an Indonesian text and its English go together."""
    return agreement(quantities(source, "id"), quantities(translation, "en"))


def values_of(text: str, language: Language) -> list[frozenset[Reading]]:
    """Return what each number, date and time of a text may stand for, in order; equal in both languages."""
    return [quantity.readings for quantity in quantities(text, language)]
