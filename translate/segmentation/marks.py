"""A final mark with what stands around it: the word before it, the marks that close with it, what follows."""

import re
from dataclasses import dataclass

from translate.lexicon import PACKAGED, Lexicon
from translate.segmentation.quotes import DOUBLE

REACH = 40
"""How far to look for the word before or after a mark: longer than any abbreviation, degree or web name."""

WORD_BEFORE = re.compile(r"[^\s\"“”(){}\[\]/,;:!?…]*$")
"""The word that ends where the text before a mark ends."""
_SPECIALIST = re.compile(r"sp\.[a-z]{1,6}(?:\([a-z]\))?")
_SINGLE = "'’‘"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of text without newsroom matter: ``text[start:end]`` and what is known of its positions.

    ``closing`` holds its closing quotation marks, ``addresses`` its web and mail addresses, ``items`` the
    starts of its list items.
    """

    text: str
    start: int
    end: int
    closing: frozenset[int] = frozenset()
    addresses: tuple[tuple[int, int], ...] = ()
    items: frozenset[int] = frozenset()
    lexicon: Lexicon = PACKAGED

    def part(self, start: int, end: int) -> "Stretch":
        """Return the run of text from ``start`` to ``end`` with what is known of its positions."""
        return Stretch(self.text, start, end, self.closing, self.addresses, self.items, self.lexicon)

    def at(self, position: int) -> str:
        """Return the character at ``position``, or a newline at the end of the stretch."""
        return self.text[position] if position < self.end else "\n"


@dataclass(frozen=True, slots=True)
class Mark:
    """A final mark with the word before it; ``next`` is where the text after it begins."""

    stretch: Stretch
    start: int
    shown: str
    word: str
    closers: str  # quotation marks and brackets that belong to the mark
    next: int
    glued: bool  # no white space before ``next``
    unit_start: int
    key: str  # the word as the tables have it

    def words(self, table: str) -> frozenset[str]:
        """Return the words of a table of the lexicon."""
        return self.stretch.lexicon.words(table)

    def abbreviates(self, part: str) -> bool:
        """Return whether a part of a word with stops inside is an initial or an abbreviation."""
        return len(part) <= 1 or part in self.words("titles") or part in self.words("abbreviations")

    def among(self, table: str) -> bool:
        """Return whether the word before the mark stands in a table of the lexicon."""
        found = self.key in self.words(table)
        # "Sp.Ort.": there is a degree for every branch of medicine.
        return found or (table == "degrees" and _SPECIALIST.fullmatch(self.key) is not None)


def mark_at(stretch: Stretch, match: re.Match[str], unit_start: int) -> Mark | None:
    """Return the mark with what is around it, or None at the end of the stretch."""
    after = _after_closers(stretch, match.end())
    following = after
    while following < stretch.end and stretch.text[following].isspace():
        following += 1
    if following >= stretch.end:
        return None
    reach = max(unit_start, match.start() - REACH)
    found = WORD_BEFORE.search(stretch.text[reach : match.start()])
    word = found.group() if found else ""
    return Mark(
        stretch=stretch,
        start=match.start(),
        shown=match.group().replace(" ", ""),
        word=word,
        closers=stretch.text[match.end() : after].strip(),
        next=following,
        glued=following == after,
        unit_start=unit_start,
        key=word.lower().strip("-–—'’‘."),
    )


def _after_closers(stretch: Stretch, position: int) -> int:
    """Return the position after the closing quotation marks and brackets that belong to a final mark."""
    while position < stretch.end:
        character = stretch.text[position]
        spaced = character == " " and position + 1 in stretch.closing
        if (
            character in ")]"
            or (character in DOUBLE and position in stretch.closing)
            or (character in _SINGLE and not stretch.at(position + 1).isalnum())
        ):
            position += 1
        elif spaced and not stretch.at(position + 2).isalnum():
            position += 2
        else:
            return position
    return position
