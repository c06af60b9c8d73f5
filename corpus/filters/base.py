"""The interface of every filter: a number for every pair, and a limit that good pairs pass."""

import math
from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from translate.limits import Limit

NOT_APPLICABLE = math.nan
"""The value of a pair that a filter does not apply to; it passes under every threshold."""


class ScorablePair(Protocol):
    """What filters read of a pair: its two texts, and what a model said of them."""

    @property
    def id(self) -> str:
        """The Indonesian text."""

    @property
    def en(self) -> str:
        """The English text."""

    @property
    def score(self) -> float | None:
        """Mean log-probability per target piece, natural logarithm; None for a human pair."""

    @property
    def adequacy(self) -> float | None:
        """The same of English from elsewhere, by a model that was asked afterwards; None where none was asked."""

    @property
    def quality(self) -> float | None:
        """How likely a reader accepts a machine translation, from 0 to 1; None for a human pair."""


class Filter(Protocol):
    """Scores pairs. It does not decide which pairs are kept; ``limit`` is its default limit in ``unit``."""

    limit: Limit
    unit: str

    def score(self, pairs: Sequence[ScorablePair]) -> list[float]:
        """Return one value a pair, in order: finite, or NaN where the filter does not apply.

        The value of a pair depends on that pair alone, and is the same on every machine and in every batch.
        """
        ...


@runtime_checkable
class ExplainingFilter(Filter, Protocol):
    """A filter whose value has parts that can be named."""

    def explain(self, pair: ScorablePair) -> tuple[str, ...]:
        """Return the parts of one pair's value, each a short text."""
        ...
