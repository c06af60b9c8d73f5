"""A readable view of a scraped text, with every character traced back to the raw text."""

import html
import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from translate.name_forms import JOINT

# Scrapers escape twice and more (``&amp;amp;nbsp;``); four layers is one more than seen, and bounds the
# work.
_LAYERS = 4
_ENTITY = re.compile(rf"&(?:amp;){{0,{_LAYERS}}}(?:#\d{{1,7}}|#[xX][0-9a-fA-F]{{1,6}}|[A-Za-z][A-Za-z0-9]{{1,31}});")
# Soft hyphens, zero-width characters, direction marks and byte order marks: seen by nobody, noise to a
# model.
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff"
_CHANGE = re.compile(f"{_ENTITY.pattern}|[{_INVISIBLE}]+")
_INVISIBLE_RUN = re.compile(f"[{_INVISIBLE}]+")
_SPACES = "\u00a0\u1680\u202f\u205f\u3000\t\x1f" + "".join(map(chr, range(0x2000, 0x200B)))
_NEWLINES = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\r"
# One character for one character, so that these need no entry in the offset map.
_PLAIN = str.maketrans({**dict.fromkeys(_SPACES, " "), **dict.fromkeys(_NEWLINES, "\n")})


@dataclass(frozen=True, slots=True)
class RepairedText:
    """A repaired text and the raw text it stands for.

    From ``edges[i]`` on (characters of ``text``) the raw text runs parallel from ``starts[i]`` on, up to the
    next edge; ``stops[i]`` is where the raw characters before that edge end.
    """

    text: str
    raw: str
    edges: tuple[int, ...]
    starts: tuple[int, ...]
    stops: tuple[int, ...]

    def with_joints(self, positions: list[int]) -> "RepairedText":
        """Return this text with ``JOINT`` put in at ``positions`` (in order); it stands for no raw character."""
        if not positions:
            return self
        pieces = [self.text[start:end] for start, end in pairwise([0, *positions, len(self.text)])]
        edges, starts, stops = [], [], []
        rest = iter(zip(self.edges, self.starts, self.stops, strict=True))
        edge = next(rest, None)
        for shift, position in enumerate([*positions, len(self.text) + 1]):
            while edge is not None and edge[0] < position:
                edges.append(edge[0] + shift)
                starts.append(edge[1])
                stops.append(edge[2])
                edge = next(rest, None)
            if position > len(self.text):
                break
            begin = self.raw_start(position)
            edges += (position + shift, position + shift + 1)
            starts += (begin, begin)
            stops += (self.raw_span(position - 1, position)[1], begin + 1)
            if edge is not None and edge[0] == position:
                edge = next(rest, None)
        return RepairedText(JOINT.join(pieces), self.raw, tuple(edges), tuple(starts), tuple(stops))

    def raw_start(self, position: int) -> int:
        """Return the raw position of the first character that became ``text[position]``."""
        piece = bisect_right(self.edges, position) - 1
        return min(self.starts[piece] + position - self.edges[piece], len(self.raw))

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw span ``[start, end)`` of what became ``text[start:end]``, with ``start < end``."""
        piece = bisect_right(self.edges, end - 1) - 1
        last = self.starts[piece] + end - 1 - self.edges[piece]
        stop = last + 1
        # The last character may stand for a longer raw run, such as an entity.
        if piece + 1 < len(self.edges) and self.edges[piece + 1] == end:
            stop = self.stops[piece + 1]
        return self.raw_start(start), min(stop, len(self.raw))


def repair(raw: str) -> RepairedText:
    """Return ``raw`` with entities undone, odd spaces plain and invisible characters dropped.

    Entities may be escaped twice or more. Newlines stay, whatever their kind, as line feeds; the carriage
    return of a pair becomes a space before it.
    """
    pieces: list[str] = []
    edges, starts, stops = [0], [0], [0]
    length = position = 0
    for match in _CHANGE.finditer(raw):
        shown = _shown(match.group())
        if shown == match.group():
            continue
        before = raw[position : match.start()]
        pieces += (before, shown)
        length += len(before)
        if shown:
            # Each shown character points at the whole raw run: it cannot be cut inside.
            for offset in range(len(shown)):
                edges.append(length + offset)
                starts.append(match.start())
                stops.append(match.start() if offset == 0 else match.end())
        length += len(shown)
        position = match.end()
        edges.append(length)
        starts.append(position)
        stops.append(position if shown else match.start())
    pieces.append(raw[position:])
    text = "".join(pieces).replace("\r\n", " \n").translate(_PLAIN)
    return RepairedText(text, raw, tuple(edges), tuple(starts), tuple(stops))


def _shown(run: str) -> str:
    """Return what a reader sees for an entity or a run of invisible characters."""
    for _ in range(_LAYERS + 1):
        plain = html.unescape(run)
        if plain == run:
            break
        run = plain
    return _INVISIBLE_RUN.sub("", run)
