"""A readable view of a scraped text, with every character traced back to the raw text."""

import html
import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from ftfy import fix_encoding

from translate.segmentation.name_forms import JOINT

# Scrapers escape twice and more (``&amp;amp;nbsp;``); four layers is one more than seen, and bounds the
# work.
_LAYERS = 4
_ENTITY = rf"(?:amp;){{0,{_LAYERS}}}(?:#\d{{1,7}}|#[xX][0-9a-fA-F]{{1,6}}|[A-Za-z][A-Za-z0-9]{{1,31}});"
# Soft hyphens, zero-width characters, direction marks and byte order marks: seen by nobody, noise to a
# model.
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff"
# UTF-8 read as Windows-1252 or Latin-1: a letter that stands for a lead byte, then those for continuation bytes.
_LEAD = "[\u00c2-\u00f4]"
_CONTINUED = (
    "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]{1,3}"
)
_LEADS = frozenset(map(chr, range(0xC2, 0xF5)))
_LETTERS_BEFORE = re.compile(r"[A-Za-z]+\Z")
_LETTERS_AFTER = re.compile(r"[A-Za-z]*")
# One set of first characters, so that the search goes from one to the next.
_CHANGE = re.compile(
    rf"[&{_INVISIBLE}\u00c2-\u00f4]"
    rf"(?:(?<=&){_ENTITY}|(?<=[{_INVISIBLE}])[{_INVISIBLE}]*|(?<={_LEAD}){_CONTINUED}(?:{_LEAD}{_CONTINUED})*)"
)
_INVISIBLE_RUN = re.compile(f"[{_INVISIBLE}]+")
_SPACES = "\u00a0\u1680\u202f\u205f\u3000\t\x1f" + "".join(map(chr, range(0x2000, 0x200B)))
_NEWLINES = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\r"
# One character for one character, so that these need no entry in the offset map.
_PLAIN = str.maketrans({**dict.fromkeys(_SPACES, " "), **dict.fromkeys(_NEWLINES, "\n")})
_ODD = re.compile(f"[{_SPACES}{_NEWLINES}]+")


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
            before = self.raw_span(position - 1, position)[1]
            stops += (before, max(before, begin + 1))
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
    """Return ``raw`` with entities and misread characters undone, odd spaces plain and invisible characters dropped.

    Entities may be escaped twice or more. Newlines stay, whatever their kind, as line feeds; the carriage
    return of a pair becomes a space before it.
    """
    pieces: list[str] = []
    edges, starts, stops = [0], [0], [0]
    length = position = 0
    for match in _CHANGE.finditer(raw):
        shown = _shown(match.group(), *_letters_around(raw, match.start(), match.end()))
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
    # Runs are looked for, as translating the whole costs fourteen times as much.
    text = _ODD.sub(lambda run: run.group().translate(_PLAIN), "".join(pieces).replace("\r\n", " \n"))
    return RepairedText(text, raw, tuple(edges), tuple(starts), tuple(stops))


def _letters_around(raw: str, start: int, end: int) -> tuple[str, str]:
    """Return the plain letters right before and after a run, by which misread characters are known as such."""
    before = _LETTERS_BEFORE.search(raw, max(0, start - 8), start)
    after = _LETTERS_AFTER.match(raw, end, end + 8)
    return before.group() if before else "", after.group() if after else ""


def _shown(run: str, before: str, after: str) -> str:
    """Return what a reader should see for an entity, misread characters or a run of invisible ones."""
    if run[0] in _LEADS:
        word = fix_encoding(before + run + after)
        run = word[len(before) : len(word) - len(after)]
        # The third character of a closing quotation mark has no letter in Windows-1252 and gets lost.
        return _INVISIBLE_RUN.sub("", run.removesuffix("â€") + "”" if run.endswith("â€") else run)
    for _ in range(_LAYERS + 1):
        plain = html.unescape(run)
        if plain == run:
            break
        run = plain
    return _INVISIBLE_RUN.sub("", run)
