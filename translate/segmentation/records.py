"""The records that go from stage to stage, and the forms in which newspapers write names.

A ``Stretch`` is a run of the text. A ``Paragraph`` is one with its newsroom matter (``Piece``) and its place among the
lines. A ``Unit`` is a part of a paragraph with its role and the rules that gave it its role and its end.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

from translate.lexicon import PACKAGED, Lexicon
from translate.segmentation.rules import EndRule, RoleRule
from translate.sentences import Role

NAME = r"[A-Z][\w.'’-]{0,24}"
PLACE = rf"{NAME}(?:,? {{1,2}}{NAME}){{0,3}}"
WEB_NEWSROOM = r"[A-Za-z][\w-]{1,30}(?:\.[A-Za-z]{2,4}){0,2}\.(?:com|COM|Com|co|CO|Co|id|ID|net|NET|tv|TV|news|NEWS)"
VOWEL = re.compile(r"[aiueoAIUEO]")

# Put between two words that were run together. It counts as white space; repaired text has no other use of it.
JOINT = "\x1f"
# Straight and typographic double marks; a replacement character stands where one was lost.
DOUBLE = '"“”„«»‟\ufffd'
# Longer lines without a mark are sentences cut short; the longest headline seen in the news corpora has 25 words.
HEADLINE_CHARACTERS = 250
# A link to another article that is longer than this ran into the sentences after it.
LINKED_TITLE_CHARACTERS = 200
# The shortest titles of news sites have so many words.
FEWEST_TITLE_WORDS = 4
# The compiled patterns of this many lexicons are kept; a process seldom has more than one.
LEXICONS = 4

_FINAL_MARK = re.compile(r"[.!?…:;][\"”’')\]]*\s*$")

_SPECIALIST = re.compile(r"sp\.[a-z]{1,6}(?:\([a-z]\))?")
_SINGLE = "'’‘"

REACH = 40
"""How far to look for the word before or after a mark: longer than any abbreviation, degree or web name."""

WORD_BEFORE = re.compile(r"[^\s\"“”(){}\[\]/,;:!?…]*$")
"""The word that ends where the text before a mark ends."""

Span: TypeAlias = tuple[int, int]
"""Where something begins, and the first position after it."""
Border: TypeAlias = tuple[int, EndRule]
"""Where the next sentence begins, and the rule that ended the one before it."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of the repaired text, ``text[start:end]``, and what is known of its positions.

    ``closing`` holds its closing quotation marks, ``addresses`` its web and mail addresses, ``items`` the
    starts of its list items.
    """

    text: str
    start: int
    end: int
    lexicon: Lexicon = PACKAGED
    closing: frozenset[int] = frozenset()
    addresses: tuple[Span, ...] = ()
    items: frozenset[int] = frozenset()

    @property
    def shown(self) -> str:
        """The characters of the stretch."""
        return self.text[self.start : self.end]

    def part(self, start: int, end: int) -> "Stretch":
        """Return the run of text from ``start`` to ``end`` with what is known of its positions."""
        if start == self.start and end == self.end:
            return self
        return Stretch(self.text, start, end, self.lexicon, self.closing, self.addresses, self.items)

    def after(self, position: int) -> "Stretch":
        """Return the part from ``position`` on."""
        return self.part(position, self.end)

    def before(self, position: int) -> "Stretch":
        """Return the part up to ``position``."""
        return self.part(self.start, position)

    def trimmed(self) -> "Stretch":
        """Return the stretch without white space at its edges."""
        start, end = trimmed(self.text, self.start, self.end)
        return self.part(start, end)

    def at(self, position: int) -> str:
        """Return the character at ``position``, or a newline at the end of the stretch."""
        return self.text[position] if position < self.end else "\n"

    def words(self, table: str) -> frozenset[str]:
        """Return the words of a table of the lexicon, in small letters."""
        return self.lexicon.words(table)

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Return the match of a pattern at the start of the stretch."""
        return pattern.match(self.text, self.start, self.end)

    def fullmatch(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Return the match of a pattern with the whole stretch."""
        return pattern.fullmatch(self.text, self.start, self.end)

    def search(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Return the first match of a pattern in the stretch."""
        return pattern.search(self.text, self.start, self.end)

    def finditer(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Return the matches of a pattern in the stretch."""
        return pattern.finditer(self.text, self.start, self.end)

    def has_final_mark(self) -> bool:
        """Return whether a mark that ends a sentence or announces a list stands at the end of the stretch."""
        return _FINAL_MARK.search(self.text, max(self.start, self.end - 8), self.end) is not None


def trimmed(text: str, start: int, end: int) -> Span:
    """Return the span without white space at its edges."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


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
        return self.stretch.words(table)

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


class Extent(Enum):
    """How far a piece of newsroom matter reaches."""

    FIXED = auto()  # the matched characters alone
    SENTENCE = auto()  # to the end of its sentence
    TITLE = auto()  # to the end of the title it links to
    NAMES = auto()  # to the end of the names it gives
    REST = auto()  # to the next piece or the end of the paragraph


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of newsroom matter that begins at ``start``; its opening phrase ends at ``phrase_end``."""

    start: int
    phrase_end: int
    role: Role
    rule: RoleRule
    extent: Extent = Extent.FIXED


class Line(Enum):
    """What a whole paragraph is, as the lines around it tell."""

    TEXT = auto()
    TITLE = auto()  # of the article
    HEADING = auto()
    JOINED_TITLE = auto()  # a title that was cut from the opening paragraph it ran into
    FIRST_LINK = auto()  # the title right below the phrase of a link
    LINK = auto()  # a title below that


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with what the stages found out about it.

    The crawler's line at its start ends at ``metadata_end``, the photo credit after that at ``credit_end``.
    ``matter`` is its newsroom matter from its start on, ``pieces`` that behind the photo credit, with datelines and
    photo credits among them. ``is_matter`` tells that it opens with newsroom matter. ``line`` is what the lines around
    it make of it; ``ended`` is the rule that ended it.
    """

    stretch: Stretch
    metadata_end: int
    credit_end: int
    matter: tuple[Piece, ...]
    pieces: tuple[Piece, ...]
    is_matter: bool
    line: Line = Line.TEXT
    ended: EndRule = EndRule.LINE_END

    @property
    def start(self) -> int:
        """Where the paragraph begins."""
        return self.stretch.start

    @property
    def end(self) -> int:
        """The first position after the paragraph."""
        return self.stretch.end


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of a paragraph with its role, the rule that gave it the role, and the rule that ended it."""

    start: int
    end: int
    role: Role
    rule: RoleRule
    ended: EndRule
