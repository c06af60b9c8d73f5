"""Positions of the bars, ribbons and labels of a plot, in pixels; the template of the page draws them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.inspection.histograms import Histogram, plain_step

# The height of a line of text, in the units of a plot.
_LINE = 17.0
_NODE_WIDTH = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A rectangle; ``kind`` chooses its colour, ``title`` is shown when the mouse is over it."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A text at a point; ``kind`` is its place or its style."""

    x: float
    y: float
    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ribbon:
    """A band between two nodes, as the path of an SVG."""

    path: str
    kind: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A drawing ``width`` × ``height``; ``base`` is the y of the axis, ``lines`` are the vertical marks on it."""

    width: float
    height: float
    base: float
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]
    lines: tuple[Label, ...] = ()
    ribbons: tuple[Ribbon, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A node of a flow: its name, its number, its colour, and the parts that it divides into."""

    name: str
    number: int
    kind: str
    parts: tuple["Branch", ...] = ()


def histogram_plot(
    kept: Histogram, dropped: Histogram, marks: Mapping[str, float], *, logarithmic: bool = False, whole: bool = False
) -> Plot:
    """Return stacked bars of kept and dropped values, with vertical lines at ``marks``.

    Both histograms have the same steps. Values beyond the steps have their own bars at the ends. With ``logarithmic``,
    the height of a bar is the logarithm of all values in its step, divided between kept and dropped in proportion. With
    ``whole``, the numbers of the axis are below the middle of their bars, and marks between bars.
    """
    width = 420.0
    columns = _columns(kept, dropped, whole=whole)
    top, base, height = 30.0, 150.0, 176.0
    most = max((one + other for _, one, other in columns), default=0) or 1
    step = width / max(len(columns), 1)
    bars = []
    for number, (title, one, other) in enumerate(columns):
        tall = _height(one + other, most, logarithmic=logarithmic) * (base - top)
        upper = max(tall * other / (one + other), 1.0) if other else 0.0
        lower = max(tall - upper, 1.0) if one else 0.0
        x, inner = number * step, max(step - 1, 0.5)
        for kind, count, y, size in (
            ("kept", one, base - lower, lower),
            ("dropped", other, base - lower - upper, upper),
        ):
            if count:
                text = f"{title}: {count:,} {kind}"
                bars.append(Bar(x=x, y=y, width=inner, height=size, kind=kind, title=text))
    shift = 1 if kept.below + dropped.below else 0

    def place(value: float) -> float:
        return (min(max(value, kept.low), kept.high) - kept.low) / kept.step * step + shift * step

    ticks = _ticks(kept, whole=whole)
    aside = step / 2 if whole else 0.0

    return Plot(
        width=width,
        height=height,
        base=base,
        bars=tuple(bars),
        labels=tuple(Label(x=place(tick) + aside, y=base + 16, text=f"{tick:g}", kind="tick") for tick in ticks),
        lines=tuple(Label(x=place(value), y=top - 8, text=name) for name, value in marks.items()),
    )


def _columns(kept: Histogram, dropped: Histogram, *, whole: bool) -> list[tuple[str, int, int]]:
    """Return for every bar what it shows, and how many values it has of either kind."""
    columns = []
    if kept.below + dropped.below:
        columns.append((f"below {kept.low:g}", kept.below, dropped.below))
    for number, (one, other) in enumerate(zip(kept.counts, dropped.counts, strict=True)):
        first, after = kept.edge(number), kept.edge(number + 1)
        last = after - 1 if whole else after
        columns.append((f"{first:g}" if first == last else f"{first:g} to {last:g}", one, other))
    if kept.above + dropped.above:
        columns.append((f"{kept.high:g} and more", kept.above, dropped.above))
    return columns


def _height(count: int, most: int, *, logarithmic: bool) -> float:
    """Return the height of a bar as a share of the tallest."""
    return math.log1p(count) / math.log1p(most) if logarithmic else count / most


def _ticks(histogram: Histogram, *, whole: bool) -> list[float]:
    """Return some four to eight plain numbers on the axis of a histogram; of ``whole`` values, such as begin a bar."""
    low, high = histogram.low, histogram.high - (histogram.step if whole else 0)
    if high <= low:
        return [low]
    step = plain_step((high - low) / 8, whole=whole)
    if whole:
        step = math.ceil(step / histogram.step) * histogram.step
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]


def flow_plot(whole: Branch, *, width: float, columns: Sequence[float], longest: int = 40) -> Plot:
    """Return a flow from a whole to its parts and their parts, each as high as its number; three columns.

    ``columns`` are the left edges of the columns; labels stand to the right of their nodes, names cut at ``longest``
    characters. A node that would be thinner than a line of text gets the room of a line.
    """
    scale = 250.0 / max(whole.number, 1)
    leaves = [leaf for part in whole.parts for leaf in (part.parts or (part,))]
    height = sum(_room(leaf, scale) for leaf in leaves) + _LINE * 0.5 * max(len(whole.parts) - 1, 0) + 2
    drawing = _Drawing(whole, scale, tuple(columns), longest)
    drawing.node(whole, 0, (height - whole.number * scale) / 2)
    leaving, y = (height - whole.number * scale) / 2, 1.0
    for part in whole.parts:
        room = sum(_room(leaf, scale) for leaf in part.parts or (part,))
        own = y + (room - part.number * scale) / 2
        drawing.ribbon(part, 0, leaving, own)
        drawing.node(part, 1, own)
        leaving += part.number * scale
        inner, leaf_y = own, y
        for leaf in part.parts:
            at = leaf_y + (_room(leaf, scale) - leaf.number * scale) / 2
            drawing.ribbon(leaf, 1, inner, at)
            drawing.node(leaf, 2, at)
            inner += leaf.number * scale
            leaf_y += _room(leaf, scale)
        y += room + _LINE * 0.5
    return Plot(
        width=width,
        height=height,
        base=height,
        bars=tuple(drawing.bars),
        labels=tuple(drawing.labels),
        ribbons=tuple(drawing.ribbons),
    )


def _room(branch: Branch, scale: float) -> float:
    return max(branch.number * scale, _LINE)


def compact(number: int) -> str:
    """Return a whole number, from a hundred thousand on to three digits."""
    for size, letter in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if number >= max(size, 10**5):
            return f"{number / size:.3g} {letter}"
    return f"{number:,}"


def shortened(name: str, longest: int) -> str:
    """Return a name of at most ``longest`` characters, the last an ellipsis if it was cut."""
    return name if len(name) <= longest else f"{name[: longest - 1]}…"


class _Drawing:
    """The nodes and ribbons of a flow."""

    def __init__(self, whole: Branch, scale: float, columns: tuple[float, ...], longest: int) -> None:
        self.bars: list[Bar] = []
        self.labels: list[Label] = []
        self.ribbons: list[Ribbon] = []
        self._total = whole.number
        self._scale = scale
        self._columns = columns
        self._longest = longest

    def _title(self, branch: Branch) -> str:
        share = branch.number / self._total if self._total else 0
        return f"{branch.name}: {branch.number:,} ({share:.1%} of all)"

    def node(self, branch: Branch, column: int, y: float) -> None:
        """Add the bar of ``branch`` and its label, its upper end at ``y``."""
        x, size = self._columns[column], max(branch.number * self._scale, 1.5)
        self.bars.append(Bar(x=x, y=y, width=_NODE_WIDTH, height=size, kind=branch.kind, title=self._title(branch)))
        text = f"{shortened(branch.name, self._longest)} {compact(branch.number)}"
        self.labels.append(Label(x=x + _NODE_WIDTH + 5, y=y + size / 2 + 4.5, text=text, kind="node"))

    def ribbon(self, branch: Branch, column: int, left: float, right: float) -> None:
        """Add what flows into ``branch`` from ``column`` to the next, its upper edge from ``left`` to ``right``."""
        size = max(branch.number * self._scale, 1.0)
        start, end = self._columns[column] + _NODE_WIDTH, self._columns[column + 1]
        middle = (start + end) / 2
        path = (
            f"M{start:.1f},{left:.1f} C{middle:.1f},{left:.1f} {middle:.1f},{right:.1f} {end:.1f},{right:.1f} "
            f"L{end:.1f},{right + size:.1f} C{middle:.1f},{right + size:.1f} {middle:.1f},{left + size:.1f} "
            f"{start:.1f},{left + size:.1f} Z"
        )
        self.ribbons.append(Ribbon(path=path, kind=branch.kind, title=self._title(branch)))
