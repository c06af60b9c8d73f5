"""The tokens of a text in which numbers are looked for, and the runs of tokens that are one number."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from translate.numbers.words import Span

Reading: TypeAlias = Fraction | str
"""A value: a number, or a time ``19:30``, a ``month 5``, a ``weekday 3``."""

Strength: TypeAlias = Literal["firm", "loose", "vague"]
"""How surely a translation says the same: figures firmly, words and digits of names loosely, ``both`` vaguely."""

Kind: TypeAlias = Literal["figure", "word", "other"]
"""What a token is."""

_KINDS: dict[str, Kind] = {"figure": "figure", "word": "word", "other": "other"}
_TOKEN = re.compile(
    r"(?P<figure>\d+(?:[.,:]\d+)*)|(?P<word>(?i:[ap]\.m\b\.?)|o'clock|[^\W\d_½¼¾⅓⅔]+(?:'[^\W\d_½¼¾⅓⅔]+)?)|(?P<other>[^\s_])"
)
_FOLDED = str.maketrans({**dict.fromkeys("‐‑‒–—−", "-"), **dict.fromkeys("’‘", "'"), "⁄": "/"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A figure, a word or one other character; ``glued`` says that no white space stands before it."""

    text: str
    kind: Kind
    glued: bool

    @property
    def small(self) -> str:
        """The text in small letters, without an English possessive."""
        return self.text.lower().removesuffix("'s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Tokens ``first`` to ``last`` (exclusive) that are one number; ``scale`` is 1 without a word like ``million``.

    ``span`` holds the least and the most of an amount such as ``puluhan``; without readings and span it is no
    value at all, such as a lone ``ribu``.
    """

    first: int
    last: int
    readings: frozenset[Reading]
    strength: Strength
    scale: int = 1
    span: Span | None = None


def tokenize(text: str) -> list[Token]:
    """Return the tokens of ``text``, dashes and apostrophes folded, without the hyphens before words."""
    text = text.translate(_FOLDED)
    return [
        Token(
            text=match[0],
            kind=_KINDS[match.lastgroup or "other"],
            glued=match.start() > 0 and not text[match.start() - 1].isspace() and not _hyphened(text, match.start()),
        )
        for match in _TOKEN.finditer(text)
        if not (match[0] == "-" and _hyphened(text, match.end()))
    ]


def _hyphened(text: str, place: int) -> bool:
    """Return whether a word at ``place`` hangs on another by a hyphen, as in ``70-an`` and ``twenty-five``."""
    return place > 1 and text[place - 1] == "-" and text[place - 2].isalnum() and text[place : place + 1].isalpha()


def at(tokens: list[Token], place: int) -> Token:
    """Return the token at ``place``; an empty one beyond either end."""
    return tokens[place] if 0 <= place < len(tokens) else _NOTHING


def surface(tokens: list[Token], first: int, last: int) -> str:
    """Return tokens ``first`` to ``last`` (exclusive) as they are written, white space as one space."""
    return "".join((" " if not token.glued else "") + token.text for token in tokens[first:last]).strip()


_NOTHING = Token(text="", kind="other", glued=False)
