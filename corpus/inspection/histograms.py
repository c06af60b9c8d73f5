"""Distributions of numbers, counted in one pass."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Steps of equal width from ``low`` up to ``high``."""

    low: float
    high: float
    step: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """Numbers of values in steps of equal width from ``low`` upwards, with those ``below`` and ``above`` all steps.

    ``mean`` is that of all values, None if there are none.
    """

    low: float
    step: float
    counts: tuple[int, ...]
    below: int
    above: int
    mean: float | None

    @property
    def total(self) -> int:
        """How many values there were."""
        return sum(self.counts) + self.below + self.above

    @property
    def high(self) -> float:
        """The upper end of the last step."""
        return self.edge(len(self.counts))

    def edge(self, number: int) -> float:
        """Return the lower end of a step, without the rounding error of binary arithmetic."""
        return round(self.low + number * self.step, 10)

    def quantile(self, share: float) -> float | None:
        """Return the lower end of the step at which ``share`` of all values is reached, from 0 to 1.

        Values below all steps count as ``low``, those above as ``high``; None if there are no values. The answer is
        exact for whole numbers in steps of 1; otherwise it is at most one step too low.
        """
        if not self.total:
            return None
        reached, wanted = self.below, share * self.total
        if self.below and reached >= wanted:
            return self.low
        for number, count in enumerate(self.counts):
            reached += count
            if count and reached >= wanted:
                return self.edge(number)
        return self.high

    def window(self, low: float, high: float, steps: int) -> "Histogram":
        """Return the same values between two edges, with ``steps`` steps joined; other values are below or above."""
        first, last = (round((end - self.low) / self.step) for end in (low, high))
        last -= (last - first) % steps
        return Histogram(
            low=self.edge(first),
            step=round(self.step * steps, 10),
            counts=tuple(sum(self.counts[start : start + steps]) for start in range(first, last, steps)),
            below=self.below + sum(self.counts[:first]),
            above=self.above + sum(self.counts[last:]),
            mean=self.mean,
        )


class HistogramCounter:
    """Counts values into steps; memory does not depend on how many there are."""

    def __init__(self, scale: Scale) -> None:
        import numpy as np

        self._low, self._step = scale.low, scale.step
        self._steps = round((scale.high - scale.low) / scale.step)
        self._counts = np.zeros(self._steps + 2, dtype=np.int64)
        self._sum = 0.0

    def add(self, values: "NDArray[np.float64]") -> None:
        """Count values; NaN is left out."""
        import numpy as np

        known = values[~np.isnan(values)]
        # The lower end of a step must not be rounded into the step below.
        places = np.floor((known - self._low) / self._step + 1e-9)
        places = np.clip(places, -1, self._steps).astype(np.int64) + 1
        self._counts += np.bincount(places, minlength=self._steps + 2)
        self._sum += float(known[np.isfinite(known)].sum())

    def finish(self) -> Histogram:
        """Return what was counted."""
        total = int(self._counts.sum())
        return Histogram(
            low=self._low,
            step=self._step,
            counts=tuple(int(count) for count in self._counts[1:-1]),
            below=int(self._counts[0]),
            above=int(self._counts[-1]),
            mean=self._sum / total if total else None,
        )


def plain_step(width: float, *, whole: bool = False) -> float:
    """Return the next of 1, 2, 2.5 and 5 times a power of ten for an axis; if ``whole``, only whole numbers."""
    width = max(width, 1.0) if whole else width
    power: float = 10.0 ** math.floor(math.log10(width))
    factors = (1, 2, 5, 10) if whole else (1, 2, 2.5, 5, 10)
    return next(factor * power for factor in factors if factor * power >= width * (1 - 1e-9))


def floats_of(column: "pa.Array") -> "NDArray[np.float64]":
    """Return a column of numbers as floats, with NaN for null."""
    import pyarrow as pa

    values: NDArray[np.float64] = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return values
