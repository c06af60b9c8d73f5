"""Numbers, dates and times of Indonesian and English texts as values; ``compare_numbers`` is the door."""

from translate.numbers.agreement import compare_numbers

__all__ = [
    "compare_numbers",
]
