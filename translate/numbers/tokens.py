"""What the readers of numbers share: the tokens of a text, the runs of them that are one number, and its values."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

Reading: TypeAlias = Fraction | str
"""A value: a number, or a time ``19:30``, a ``month 5``, a ``weekday 3``."""

Strength: TypeAlias = Literal["firm", "loose", "vague"]
"""How surely a translation repeats a value: figures firmly, words and digits of names loosely, ``both`` vaguely."""

Kind: TypeAlias = Literal["figure", "word", "other"]
"""What a token is."""

_KINDS: dict[str, Kind] = {"figure": "figure", "word": "word", "other": "other"}
_TOKEN = re.compile(
    r"(?P<figure>\d+(?:[.,:]\d+)*)|(?P<word>(?i:[ap]\.m\b\.?)|o'clock|[^\W\d_½¼¾⅓⅔]+(?:'[^\W\d_½¼¾⅓⅔]+)?)|(?P<other>[^\s_])"
)
_FOLDED = str.maketrans({**dict.fromkeys("‐‑‒–—−", "-"), **dict.fromkeys("’‘", "'"), "⁄": "/"})
# Words between a time and the half of the day it is in: "7.30 WIB malam", "seven o'clock p.m."
_AFTER_TIMES = frozenset({"wib", "wita", "wit", "gmt", "o'clock"})


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

    ``span`` holds the least and the most of an amount such as ``puluhan``. A run without readings and without span
    has no value, such as a lone ``ribu``.
    """

    first: int
    last: int
    readings: frozenset[Reading]
    strength: Strength
    scale: int = 1
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A value that a text states: as written, what it may be read as, and the least and most of a vague amount.

    ``aside`` marks what translators leave out at will: years, dates, times of day, and what stands in brackets.
    """

    surface: str
    readings: frozenset[Reading]
    strength: Strength
    kind: Literal["number", "month", "weekday"] = "number"
    span: tuple[int, int] | None = None
    aside: bool = False


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
    """Return whether a hyphen joins the word at ``place`` to another, as in ``70-an`` and ``twenty-five``."""
    return place > 1 and text[place - 1] == "-" and text[place - 2].isalnum() and text[place : place + 1].isalpha()


def at(tokens: list[Token], place: int) -> Token:
    """Return the token at ``place``; an empty one beyond either end."""
    return tokens[place] if 0 <= place < len(tokens) else _NOTHING


def surface(tokens: list[Token], first: int, last: int) -> str:
    """Return tokens ``first`` to ``last`` (exclusive) as they are written, white space as one space."""
    return "".join((" " if not token.glued else "") + token.text for token in tokens[first:last]).strip()


def half_of_day(tokens: list[Token], place: int) -> str:
    """Return the word at ``place`` that may say which half of the day a time is in, such as ``malam`` or ``p.m``.

    A time zone or ``o'clock`` before it is skipped.
    """
    word = at(tokens, place).small.rstrip(".")
    return at(tokens, place + 1).small.rstrip(".") if word in _AFTER_TIMES else word


def figure_values(figure: str, decimal_mark: str) -> tuple[Fraction, ...]:
    """Return what a figure with ``.`` and ``,`` may stand for in a language, the likeliest first.

    Indonesian writes ``1.500,5`` (``decimal_mark`` is ``,``), English ``1,500.5``. Texts mix them up, so a lone
    foreign thousands mark that could be a decimal mark gives both values. Empty for what is not one number, such as
    ``12.5.2024``.
    """
    if figure.isdecimal():
        return (Fraction(int(figure)),)
    own = (".", ",") if decimal_mark == "," else (",", ".")
    for group, point in (own, own[::-1]):
        if re.fullmatch(rf"[1-9]\d{{0,2}}(?:\{group}\d{{3}})+(?:\{point}\d+)?", figure):
            value = _decimal(figure.replace(group, "").replace(point, "."))
            foreign = (group, point) != own and figure.count(group) == 1 and point not in figure
            return (value, _decimal(figure.replace(group, "."))) if foreign else (value,)
    return (_decimal(figure.replace(",", ".")),) if re.fullmatch(r"\d+[.,]\d+", figure) else ()


def _decimal(text: str) -> Fraction:
    whole, _, part = text.partition(".")
    return Fraction(int(whole + part), 10 ** len(part))


_NOTHING = Token(text="", kind="other", glued=False)
