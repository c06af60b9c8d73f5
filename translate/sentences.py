"""The records that flow through translation: a sentence of an article, its translation, a pair."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

TextPair: TypeAlias = tuple[str, str]
"""A text and its counterpart in the other language: ``(id, en)``, or ``(source, target)``."""


class Role(StrEnum):
    """What a span of an article is; only ``HEADLINE`` and ``BODY`` become pairs by default."""

    BODY = "body"
    HEADLINE = "headline"
    DATELINE = "dateline"
    RELATED = "related"
    CREDIT = "credit"
    CAPTION = "caption"
    METADATA = "metadata"
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One span ``[start, end)`` of an article, in characters of the raw text, with its role.

    ``text`` is what a reader sees: the raw characters with escapes undone and odd spaces made plain. It equals
    ``article[start:end]`` wherever nothing needed repair. ``flags`` names what looks broken in it but was too
    doubtful to be repaired, such as ``"run_together"``. ``rule`` names what gave the span its role and its end.
    """

    text: str
    start: int
    end: int
    role: Role
    rule: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """One translated sentence.

    ``score`` is the mean log-probability (natural log) per target piece, or None where nothing was generated
    (an empty source, or one that is carried over as a whole, such as an address). ``flags`` names what the checks
    found, such as ``"repetition"``; empty means nothing. ``quality`` is the probability from 0 to 1 that a reader
    accepts its sense, or None where it cannot be told: the source is empty, or the model has no calibration.
    """

    source: str
    text: str
    score: float | None
    flags: tuple[str, ...] = ()
    quality: float | None = None
