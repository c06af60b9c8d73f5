"""The log of a training run drawn as SVG: loss in training, on pairs shown and on each held-out set."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from translate.errors import InputError, first_line
from translate.writing import save_text

LOG = "training-log.jsonl"
PICTURE = "learning-curve.svg"

_WIDTH, _HEIGHT = 760, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 596, 44, 372  # of the plot itself; labels stand to the right of it
_LABEL_ROOM = 17.0  # a line of text of 13 pixels and a little air
# Okabe and Ito (2008): distinguishable with every kind of colour vision.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_TRAINING_COLOUR, _SHOWN_COLOUR = "#8a8a8a", "#444444"
_TICKS = (0.1, 0.2, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """One line of the picture: ``points`` are (step, nats a target piece), in order of steps."""

    name: str
    colour: str
    points: tuple[tuple[int, float], ...]


def draw_learning_curve(folder: Path, names: Sequence[str]) -> None:
    """Write ``learning-curve.svg`` beside the ``training-log.jsonl`` in ``folder``; ``names`` are the held-out sets'.

    Raises InputError if the log cannot be read. A log without steps gives no picture.
    """
    curves = curves_of(read_training_log(folder / LOG), names)
    if curves:
        save_text(learning_curve(curves), folder / PICTURE)


def read_training_log(path: Path) -> list[dict[str, object]]:
    """Return a log's records by step; if a resumed run logged a step again, the later record counts."""
    records: dict[int, dict[str, object]] = {}
    try:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            record = json.loads(line)
            if not isinstance(record, dict) or not isinstance(record.get("step"), int):
                raise InputError(f"{path}:{number}: not a record of a training step")
            records[record["step"]] = record
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read as a training log ({first_line(error)})") from error
    return [records[step] for step in sorted(records)]


def curves_of(records: Sequence[Mapping[str, object]], names: Sequence[str]) -> list[Curve]:
    """Return the curves of the training loss, of the loss on pairs shown and of each held-out set's.

    The training loss is that of augmented pairs, with dropout and label smoothing. The loss on pairs shown is computed
    like that on held-out sets, so the gap between these shows overfitting. Values that are not finite are left out.
    """
    drawn = [
        ("training", _TRAINING_COLOUR, [_numbers(record.get("loss"))[:1] for record in records]),
        ("pairs shown", _SHOWN_COLOUR, [_numbers(record.get("shown_loss"))[:1] for record in records]),
    ]
    held_out = [_numbers(record.get("dev_loss")) for record in records]
    for index in range(max(map(len, held_out), default=0)):
        name = names[index] if index < len(names) else f"set {index + 1}"
        drawn.append((name, _COLOURS[index % len(_COLOURS)], [values[index : index + 1] for values in held_out]))
    steps = [record["step"] for record in records]
    curves = []
    for name, colour, values in drawn:
        points = tuple(
            (step, value[0])
            for step, value in zip(steps, values, strict=True)
            if isinstance(step, int) and value and math.isfinite(value[0]) and value[0] > 0
        )
        if points:
            curves.append(Curve(name=name, colour=colour, points=points))
    return curves


def _numbers(value: object) -> list[float]:
    values = value if isinstance(value, list) else [value]
    return [float(one) for one in values if isinstance(one, int | float)]


def learning_curve(curves: Sequence[Curve]) -> str:
    """Return the picture of some curves, at least one, as an SVG document; the axis of the loss is logarithmic.

    A held-out set's lowest point is marked, and every line is labelled with its name and last value.
    """
    axes = _Axes(curves)
    lines = [*axes.grid(), *(part for curve in curves for part in _drawn(curve, axes)), *_labels(curves, axes)]
    summary = "; ".join(
        f"{one.name} from {one.points[0][1]:.2f} to {one.points[-1][1]:.2f} nats at step {one.points[-1][0]:,}"
        for one in curves
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" '
            f'height="{_HEIGHT}" font-family="sans-serif" font-size="13" role="img">',
            f"<title>Learning curve</title><desc>{escape(summary)}</desc>",
            f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
            f'<text x="{_LEFT}" y="24" fill="#222222">Loss in nats a target piece, by training step</text>',
            *lines,
            "</svg>\n",
        ]
    )


class _Axes:
    """The position of a step and a loss in the picture, in pixels."""

    def __init__(self, curves: Sequence[Curve]) -> None:
        losses = [loss for curve in curves for _, loss in curve.points]
        self._last = max(step for curve in curves for step, _ in curve.points) or 1
        self._low, self._high = math.log(min(losses) * 0.97), math.log(max(losses) * 1.03)

    def x(self, step: float) -> float:
        return _LEFT + (_RIGHT - _LEFT) * step / self._last

    def y(self, loss: float) -> float:
        return _BOTTOM - (_BOTTOM - _TOP) * (math.log(loss) - self._low) / (self._high - self._low)

    def grid(self) -> list[str]:
        """Return the lines and numbers of both axes."""
        parts = []
        for loss in (tick for tick in _TICKS if self._low <= math.log(tick) <= self._high):
            y = self.y(loss)
            parts.append(f'<path d="M{_LEFT},{y:.1f} H{_RIGHT}" stroke="#dddddd"/>')
            parts.append(f'<text x="{_LEFT - 8}" y="{y + 4.5:.1f}" text-anchor="end" fill="#555555">{loss:g}</text>')
        power = 10.0 ** math.floor(math.log10(max(self._last / 5, 1)))
        width = int(next(factor * power for factor in (1, 2, 5, 10) if factor * power * 6 >= self._last))
        for step in range(0, self._last + 1, max(width, 1)):
            x = self.x(step)
            parts.append(f'<path d="M{x:.1f},{_BOTTOM} v5" stroke="#555555"/>')
            text = f"{step:,}" if step else "step 0"
            parts.append(f'<text x="{x:.1f}" y="{_BOTTOM + 20}" text-anchor="middle" fill="#555555">{text}</text>')
        return [*parts, f'<path d="M{_LEFT},{_BOTTOM} H{_RIGHT}" stroke="#555555"/>']


def _drawn(curve: Curve, axes: _Axes) -> list[str]:
    """Return a curve's line, and its lowest point if it is a held-out set's."""
    path = " ".join(f"{axes.x(step):.1f},{axes.y(loss):.1f}" for step, loss in curve.points)
    line = f'<polyline points="{path}" fill="none" stroke="{curve.colour}" stroke-width="2" stroke-linejoin="round"/>'
    if curve.colour in (_TRAINING_COLOUR, _SHOWN_COLOUR):
        return [line]
    step, loss = min(curve.points, key=lambda point: point[1])
    label = escape(f"{curve.name}: lowest {loss:.3f} at step {step:,}")
    dot = f'<circle cx="{axes.x(step):.1f}" cy="{axes.y(loss):.1f}" r="4" fill="{curve.colour}">'
    return [line, f"{dot}<title>{label}</title></circle>"]


def _labels(curves: Sequence[Curve], axes: _Axes) -> list[str]:
    """Return the names at the ends of the lines, moved apart if lines end close to each other."""
    order = sorted(curves, key=lambda curve: axes.y(curve.points[-1][1]))
    places = [axes.y(curve.points[-1][1]) for curve in order]
    for index in range(1, len(places)):
        places[index] = max(places[index], places[index - 1] + _LABEL_ROOM)
    over = max(0.0, places[-1] - _BOTTOM)
    return [
        f'<text x="{_RIGHT + 10}" y="{place - over + 4.5:.1f}" fill="{curve.colour}">'
        f"{escape(curve.name)} {curve.points[-1][1]:.2f}</text>"
        for curve, place in zip(order, places, strict=True)
    ]
