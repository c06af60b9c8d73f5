"""Limit: a threshold and the side of it on which values pass; every pass-or-fail decision is made here."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LimitDirection: TypeAlias = Literal["at_least", "at_most"]
"""Which values pass: those from the threshold upwards, or those up to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A limit of a score: a value passes if it is ``at_least`` or ``at_most`` the threshold.

    All decisions are made here: of checks and filters, of ``sejajar score``, and of thresholds that are tried on stored
    scores.
    """

    threshold: float
    direction: LimitDirection

    def passes(self, value: float | None) -> bool:
        """Return whether a value is within the limit; None and NaN, which stand for "does not apply", always are."""
        return value is None or not self._is_beyond(value)

    def passes_each(self, values: "NDArray[np.float64]") -> "NDArray[np.bool_]":
        """Return for each value of an array what ``passes`` returns for it. *Shape:* that of ``values``."""
        passed: NDArray[np.bool_] = ~self._is_beyond(values)
        return passed

    def _is_beyond(self, value: Any) -> Any:
        # NaN is neither below nor above a threshold.
        return value < self.threshold if self.direction == "at_least" else value > self.threshold


def at_least(threshold: float) -> Limit:
    """Return the limit that values of at least ``threshold`` pass."""
    return Limit(threshold=threshold, direction="at_least")


def at_most(threshold: float) -> Limit:
    """Return the limit that values of at most ``threshold`` pass."""
    return Limit(threshold=threshold, direction="at_most")
