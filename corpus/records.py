"""The records that flow through a corpus build, from article to pair or rejection."""

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.counts import Counts
from translate.sentences import Role

READING, PROCESSING, EXCLUDED, DUPLICATES = "reading", "processing", "excluded", "duplicates"
"""Stages of the ledger; the first two reject whole records."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One document of Indonesian text as it was found, with its metadata."""

    article_id: str
    text: str
    title: str | None = None
    date: str | None = None
    url: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SentencePair:
    """An Indonesian sentence and its English counterpart; ``start`` and ``end`` cut it out of the raw article.

    ``rule`` names the rule of segmentation that gave the Indonesian span its role and its end, None if it is not known.
    """

    pair_id: str
    article_id: str
    position: int
    start: int
    end: int
    role: Role
    id: str
    en: str
    origin: str
    score: float | None
    quality: float | None
    flags: tuple[str, ...]
    rule: str | None
    source: str | None
    date: str | None
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A record, sentence or pair that is not in the corpus: where it stood, and which rule rejected it.

    ``value`` and ``threshold`` are the rule's number and limit, or None for a rule without numbers. ``span_rule`` names
    the rule of segmentation that gave the span its role and its end, as ``SentencePair.rule`` does. ``reason`` says
    why a record could not be read and what to do about it; it is None for everything else.
    """

    article_id: str
    stage: str
    rule: str
    position: int | None = None
    start: int | None = None
    end: int | None = None
    role: Role | None = None
    id: str | None = None
    en: str | None = None
    value: float | None = None
    threshold: float | None = None
    span_rule: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterScores:
    """The value of every filter for a translated sentence, None where it does not apply; ``kept`` if it passes all."""

    article_id: str
    position: int
    kept: bool
    values: Mapping[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableRecord:
    """A record, or a whole file, that cannot be read as an article: where it stands, why, and what to do about it.

    ``place`` is the path as the user gave it followed by ``:line`` or ``, row n``; ``rule`` is a short
    snake_case name of the reason, the same for every record that fails in the same way. An article that was read but
    cannot be processed has the stage ``processing``, and its ``text`` goes to the ledger.
    """

    article_id: str
    place: str
    reason: str
    rule: str
    stage: str = READING
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BilingualArticle:
    """An article with its English, which is joined from its pairs; ``n_sentences`` counts spans of every role.

    ``english_title`` is None where there is no title, or where its translation did not pass the filters.
    """

    article: Article
    english: str
    n_sentences: int
    n_pairs: int
    english_title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardRows:
    """Everything that the records of one shard became, in their order."""

    articles: tuple[BilingualArticle, ...]
    pairs: tuple[SentencePair, ...]
    rejections: tuple[Rejection, ...]
    scores: tuple[FilterScores, ...]
    counts: Counts
