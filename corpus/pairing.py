"""Articles → sentence pairs, through segmentation and a translator; what becomes no pair goes to the ledger."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Protocol

from corpus.counts import Counts
from corpus.plan import canonical_json
from corpus.records import Article, Rejection, SentencePair, UnreadableRecord
from translate.checks import CHECKS
from translate.decoding import DecodingOptions
from translate.document import reassemble
from translate.segmentation import segment
from translate.sentences import Role, Sentence, Translation

# An ordinary shard has a thousand; a monstrous article must not have all its pieces in memory at once.
_SENTENCES_AT_ONCE = 4096

HARD_CHECKS = ("empty", "copy", "repetition")
"""Findings that make a translation worthless, the gravest first; every other finding stays on the pair as a flag."""

REPAIRED = "repaired"
"""Flag of a pair whose Indonesian text is not the raw text of its span, because escapes or odd spaces were undone."""


class SentenceTranslator(Protocol):
    """What pairing needs of ``translate.Translator``."""

    @property
    def origin(self) -> str:
        """Where its translations come from, ``mt:<model>@<revision>``."""

    def translate(self, sentences: Sequence[str], options: DecodingOptions | None = None) -> Sequence[Translation]:
        """Return one translation a sentence, in order."""

    def describe(self) -> Mapping[str, object]:
        """Return the facts that decide its output, as JSON values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingOptions:
    """The roles whose sentences become pairs, and how their translations are searched for."""

    roles: frozenset[Role]
    decoding: DecodingOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class BilingualArticle:
    """An article with its English, put together from its pairs; ``n_sentences`` counts spans of every role."""

    article: Article
    english: str
    n_sentences: int
    n_pairs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardRows:
    """Everything that one shard of records turned into, in the order of the records."""

    articles: tuple[BilingualArticle, ...]
    pairs: tuple[SentencePair, ...]
    rejections: tuple[Rejection, ...]
    counts: Counts


def process_shard(
    records: Iterable[Article | UnreadableRecord], translator: SentenceTranslator, options: PairingOptions
) -> ShardRows:
    """Return the rows of a shard; each distinct sentence is translated once, thousands in one call."""
    records = tuple(records)
    cut = [segment(record.text) if isinstance(record, Article) else [] for record in records]
    wanted = list(dict.fromkeys(span.text for spans in cut for span in spans if span.role in options.roles))
    translations: dict[str, Translation] = {}
    for first in range(0, len(wanted), _SENTENCES_AT_ONCE):
        part = wanted[first : first + _SENTENCES_AT_ONCE]
        translations.update(zip(part, translator.translate(part, options.decoding), strict=True))
    articles: list[BilingualArticle] = []
    rows: list[SentencePair | Rejection] = []
    for record, sentences in zip(records, cut, strict=True):
        if isinstance(record, UnreadableRecord):
            rows.append(Rejection(article_id=record.article_id, stage="reading", rule=record.rule))
            continue
        found = list(_span_rows(record, sentences, translations, translator.origin, options.roles))
        english = {row.position: row.en for row in found if isinstance(row, SentencePair)}
        articles.append(
            BilingualArticle(
                article=record,
                english=reassemble(record.text, sentences, english),
                n_sentences=len(sentences),
                n_pairs=len(english),
            )
        )
        rows += found
    pairs = tuple(row for row in rows if isinstance(row, SentencePair))
    rejections = tuple(row for row in rows if isinstance(row, Rejection))
    counts = _counted(records, cut, pairs, rejections)
    return ShardRows(articles=tuple(articles), pairs=pairs, rejections=rejections, counts=counts)


def pair_id(article_id: str, start: int, end: int, text: str) -> str:
    """Return the stable id of a pair: 16 hexadecimal digits, a hash of where the sentence stands and what it says."""
    key = canonical_json([article_id, start, end, text])
    return blake2b(key.encode("utf-8"), digest_size=8).hexdigest()


def _span_rows(
    article: Article,
    sentences: Sequence[Sentence],
    translations: Mapping[str, Translation],
    origin: str,
    roles: frozenset[Role],
) -> Iterator[SentencePair | Rejection]:
    """Yield the pair or the rejection that each span became."""
    for position, sentence in enumerate(sentences):
        if sentence.role not in roles:
            yield _rejection(article, position, sentence, "segmentation", "role")
            continue
        translation = translations[sentence.text]
        rule = _broken_rule(translation)
        if rule:
            yield _dropped(article, position, sentence, translation, rule)
        else:
            yield _pair(article, position, sentence, translation, origin)


def _broken_rule(translation: Translation) -> str | None:
    if not translation.text.strip():
        return "empty"
    return next((rule for rule in HARD_CHECKS if rule in translation.flags), None)


def _dropped(article: Article, position: int, sentence: Sentence, translation: Translation, rule: str) -> Rejection:
    check = CHECKS[rule]
    row = _rejection(article, position, sentence, "checks", rule)
    value = check.score(sentence.text, translation.text)
    return replace(row, en=translation.text, value=value, threshold=check.threshold)


def _rejection(article: Article, position: int, sentence: Sentence, stage: str, rule: str) -> Rejection:
    return Rejection(
        article_id=article.article_id,
        stage=stage,
        rule=rule,
        position=position,
        start=sentence.start,
        end=sentence.end,
        role=sentence.role,
        id=sentence.text,
    )


def _pair(article: Article, position: int, sentence: Sentence, translation: Translation, origin: str) -> SentencePair:
    repaired = sentence.text != article.text[sentence.start : sentence.end]
    return SentencePair(
        pair_id=pair_id(article.article_id, sentence.start, sentence.end, sentence.text),
        article_id=article.article_id,
        position=position,
        start=sentence.start,
        end=sentence.end,
        role=sentence.role,
        id=sentence.text,
        en=translation.text,
        origin=origin,
        score=translation.score,
        flags=((REPAIRED,) if repaired else ()) + sentence.flags + tuple(translation.flags),
        source=article.source,
        date=article.date,
        url=article.url,
    )


def _counted(
    records: Sequence[Article | UnreadableRecord],
    cut: Sequence[Sequence[Sentence]],
    pairs: Sequence[SentencePair],
    rejections: Sequence[Rejection],
) -> Counts:
    """Return the counts; records and spans are counted on their way in, pairs and rejections on their way out."""
    all_spans = [span for spans in cut for span in spans]
    characters: Counter[str] = Counter()
    for span in all_spans:
        characters[span.role.value] += span.end - span.start
    articles = [record for record in records if isinstance(record, Article)]
    stages = Counter(row.stage for row in rejections)
    counts = Counts(
        records=len(records),
        articles=len(articles),
        unreadable=stages["reading"],
        characters=sum(len(article.text) for article in articles),
        spans=len(all_spans),
        pairs=len(pairs),
        other_roles=stages["segmentation"],
        dropped=stages["checks"],
        rules=dict(Counter(f"{row.stage}/{row.rule}" for row in rejections)),
        flags=dict(Counter(flag for pair in pairs for flag in pair.flags)),
        role_spans=dict(Counter(span.role.value for span in all_spans)),
        role_characters=dict(characters),
    )
    counts.check()
    return counts
