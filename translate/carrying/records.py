"""The record that flows through carrying: a span of a sentence and what is to stand for it in the English."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Why a span is carried."""

    ADDRESS = "address"
    SIGN = "sign"
    NAME = "name"
    GLOSSARY = "glossary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The characters ``[start, end)`` of a sentence, and the ``english`` that is to stand for them.

    ``beside_number`` is true for a sign that belongs to the figure that it touches, as in ``₹500``. ``touches``
    says whether a letter or figure touches it before and after.
    """

    start: int
    end: int
    english: str
    kind: Kind
    beside_number: bool = False
    touches: tuple[bool, bool] = (False, False)

    @property
    def needed(self) -> bool:
        """Whether a model left to itself cannot be trusted with it; names and ranks it often knows."""
        return self.kind != Kind.NAME


def without_overlaps(groups: Iterable[Iterable[Span]]) -> list[Span]:
    """Return the spans in the order of the text; of two that overlap, the earlier group's stays, or the longer."""
    taken: list[Span] = []
    for group in groups:
        for span in sorted(group, key=lambda one: one.start - one.end):
            if all(span.end <= one.start or one.end <= span.start for one in taken):
                taken.append(span)
    return sorted(taken, key=lambda span: span.start)
