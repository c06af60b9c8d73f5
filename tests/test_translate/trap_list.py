"""The trap list ``traps.tsv``: real phrases with the positions where their sentences begin."""

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

TRAPS = Path(__file__).parent / "traps.tsv"
_SIGN = re.compile(r"\\u[0-9a-f]{4}|\\[n\\|]|\|")


@dataclass(frozen=True, slots=True)
class Trap:
    """A text with the positions where its sentences begin; ``known`` is why no rule reaches it yet, or empty."""

    line: int
    kind: str
    text: str
    starts: frozenset[int]
    known: str


def trap(number: int, line: str) -> Trap:
    """Return the case of one line of the file."""
    kind, marked, *known = line.split("\t")
    text, starts, position = "", {0}, 0
    for sign in _SIGN.finditer(marked):
        text += marked[position : sign.start()]
        position = sign.end()
        if sign.group() == "|":
            starts.add(len(text))
        elif sign.group().startswith("\\u"):
            text += chr(int(sign.group()[2:], 16))
        else:
            text += "\n" if sign.group() == "\\n" else sign.group()[1]
    return Trap(number, kind, text + marked[position:], frozenset(starts), known[0] if known else "")


def traps() -> list[Trap]:
    """Return every case of the file."""
    lines = enumerate(TRAPS.read_text(encoding="utf-8").splitlines(), start=1)
    return [trap(number, line) for number, line in lines if line and not line.startswith("#")]


def cut(text: str, starts: set[int] | frozenset[int]) -> str:
    """Return ``text`` with a bar at each start but the first."""
    positions = [0, *sorted(starts - {0}), len(text)]
    return "|".join(text[left:right] for left, right in pairwise(positions))
