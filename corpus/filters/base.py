"""What every filter promises: a number for every pair, and on which side of a threshold the good ones are."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias, runtime_checkable

Direction: TypeAlias = Literal["at_least", "at_most"]
"""Whether a value passes from the threshold upwards or up to it."""

NOT_APPLICABLE = math.nan
"""The value of a pair to which a filter has nothing to say; it passes under every threshold."""


class TextPair(Protocol):
    """What filters read of a pair: its two texts, and the model's score where a model made one of them."""

    @property
    def id(self) -> str:
        """The Indonesian text."""

    @property
    def en(self) -> str:
        """The English text."""

    @property
    def score(self) -> float | None:
        """Mean log-probability per target piece, natural logarithm; None for a human pair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterRule:
    """The limit of a filter: a value passes if it is ``at_least`` or ``at_most`` the threshold."""

    threshold: float
    direction: Direction

    def passes(self, value: float | None) -> bool:
        """Return whether a value is within the limit; None and NaN, where a filter does not apply, always are."""
        if value is None or math.isnan(value):
            return True
        return value >= self.threshold if self.direction == "at_least" else value <= self.threshold


class Filter(Protocol):
    """A scorer of pairs. It decides nothing: ``threshold`` and ``direction`` are what it proposes."""

    threshold: float
    direction: Direction

    def score(self, pairs: Sequence[TextPair]) -> list[float]:
        """Return one value a pair, in order: finite, or NaN where the filter does not apply.

        The value of a pair depends on that pair alone, and is the same on every machine and in every batch.
        """
        ...


@runtime_checkable
class ExplainingFilter(Filter, Protocol):
    """A filter whose value has parts that can be named."""

    def explain(self, pair: TextPair) -> tuple[str, ...]:
        """Return the parts of one pair's value, each a short text."""
        ...
