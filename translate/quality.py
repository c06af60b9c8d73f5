"""Quality: how likely a reader accepts the sense of a machine translation, from evidence and a fitted scale."""

import bisect
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from translate.evidence import evidence
from translate.sentences import Translation
from translate.word_pairs import packaged_word_pairs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_KNOTS = 10
# Chosen by two-fold cross-validation on four test sets: 20 to 100 give the same correlation, less gives a lower one.
_SMOOTHNESS = 50.0
_OUTER = (0.01, 0.99)
"""Quantiles of the outermost knots: what lies beyond them counts as if it lay on them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """What one kind of evidence adds to the log-odds: ``values`` at ``knots``, straight lines between them."""

    knots: tuple[float, ...]
    values: tuple[float, ...]

    def at(self, value: float) -> float:
        """Return the height of the curve; beyond the outermost knots it is level."""
        place = bisect.bisect_right(self.knots, value)
        if place == 0:
            return self.values[0]
        if place == len(self.knots):
            return self.values[-1]
        left, right = self.knots[place - 1], self.knots[place]
        share = (value - left) / (right - left)
        return (1 - share) * self.values[place - 1] + share * self.values[place]


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityScale:
    """A generalised additive model (Hastie and Tibshirani 1986): the log-odds of quality are a sum of curves."""

    intercept: float
    curves: Mapping[str, Curve]

    def quality(self, evidence: Mapping[str, float]) -> float:
        """Return the probability from 0 to 1 that a reader accepts the translation, to four digits."""
        odds = self.intercept + sum(curve.at(evidence[name]) for name, curve in self.curves.items())
        # Rounded, so that the last digits of a sum do not differ between machines.
        return round(1 / (1 + math.exp(-max(-30.0, min(30.0, odds)))), 4)


def quality_of(translation: Translation, scale: QualityScale) -> float | None:
    """Return the quality of a translation from 0 to 1; None where nothing was generated."""
    if translation.score is None:
        return None
    return scale.quality(evidence(translation, packaged_word_pairs()))


def fit_scale(columns: Mapping[str, Sequence[float]], chrf: Sequence[float], acceptable: float) -> QualityScale:
    """Return the scale that fits translations with the evidence ``columns`` and sentence chrF++ from 0 to 100.

    A smooth curve for each column is fitted to chrF++ by penalised least squares; then a logistic regression on the sum
    gives the probability that chrF++ is at least ``acceptable``.
    """
    import numpy as np

    target = np.asarray(chrf, dtype=np.float64)
    knots = {name: _knots(np.asarray(values, dtype=np.float64)) for name, values in columns.items()}
    parts = [_hats(np.asarray(columns[name], dtype=np.float64), knots[name]) for name in columns]
    middles = [part.mean(axis=0) for part in parts]
    centred = np.hstack([part - middle for part, middle in zip(parts, middles, strict=True)])
    weights = np.linalg.solve(
        centred.T @ centred + _SMOOTHNESS * _roughness(knots.values()), centred.T @ (target - target.mean())
    )
    fitted = centred @ weights + target.mean()
    offset, slope = _logistic(fitted, target >= acceptable)
    curves, first, intercept = {}, 0, offset + slope * float(target.mean())
    for name, middle in zip(columns, middles, strict=True):
        heights = slope * weights[first : first + len(middle)]
        intercept -= float(middle @ heights)
        curves[name] = Curve(
            knots=tuple(round(float(one), 5) for one in knots[name]),
            values=tuple(round(float(one), 5) for one in heights),
        )
        first += len(middle)
    return QualityScale(intercept=round(intercept, 5), curves=curves)


def _knots(values: "NDArray[np.float64]") -> "NDArray[np.float64]":
    import numpy as np

    found = np.unique(np.round(np.quantile(values, np.linspace(*_OUTER, _KNOTS)), 5))
    return found if len(found) > 1 else np.array([found[0], found[0] + 1])


def _hats(values: "NDArray[np.float64]", knots: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Return how near each value is to each knot, from 0 to 1, 1 in all. *Shape:* (values,) → (values, knots)."""
    import numpy as np

    inside = np.clip(values, knots[0], knots[-1])
    left = np.clip(np.searchsorted(knots, inside, side="right") - 1, 0, len(knots) - 2)
    share = (inside - knots[left]) / (knots[left + 1] - knots[left])
    hats = np.zeros((len(values), len(knots)))
    rows = np.arange(len(values))
    hats[rows, left] = 1 - share
    hats[rows, left + 1] = share
    return hats


def _roughness(knots: "Iterable[NDArray[np.float64]]") -> "NDArray[np.float64]":
    """Return the penalty on steps and bends between neighbouring knots, block by block."""
    import numpy as np

    sizes = [len(one) for one in knots]
    penalty = np.zeros((sum(sizes), sum(sizes)))
    first = 0
    for size in sizes:
        steps, bends = np.diff(np.eye(size), axis=0), np.diff(np.eye(size), n=2, axis=0)
        block = steps.T @ steps + 3 * bends.T @ bends + 0.1 * np.eye(size)
        penalty[first : first + size, first : first + size] = block
        first += size
    return penalty


def _logistic(fitted: "NDArray[np.float64]", accepted: "NDArray[np.bool_]") -> tuple[float, float]:
    """Return offset and slope of the logistic regression of ``accepted`` on ``fitted``, by Newton's method."""
    import numpy as np

    middle, spread = float(fitted.mean()), float(fitted.std()) or 1.0
    design = np.stack([np.ones_like(fitted), (fitted - middle) / spread], axis=1)
    weights = np.zeros(2)
    # A weak prior keeps the weights finite where all are accepted or none is.
    prior = np.eye(2) * 1e-2
    for _ in range(50):
        odds = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        gradient = design.T @ (accepted - odds) - prior @ weights
        step = np.linalg.solve((design * (odds * (1 - odds))[:, None]).T @ design + prior, gradient)
        weights = weights + step
        if float(np.abs(step).max()) < 1e-9:
            break
    return float(weights[0] - weights[1] * middle / spread), float(weights[1] / spread)
