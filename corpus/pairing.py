"""Articles → sentence pairs, by segmentation and a translator; everything that becomes no pair goes to the ledger."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Protocol

from corpus.canonical import canonical_json
from corpus.counts import Counts
from corpus.filtering import filter_limits
from corpus.records import (
    PROCESSING,
    READING,
    Article,
    BilingualArticle,
    FilterScores,
    Rejection,
    SentencePair,
    ShardRows,
    UnreadableRecord,
)
from corpus.recovery import recover
from corpus.stated_dates import stated_date
from corpus.verdicts import Verdict, judge
from translate.decoding import DecodingOptions
from translate.document import reassemble
from translate.lexicon import PACKAGED, Lexicon
from translate.limits import Limit
from translate.personal import PERSONAL, personal_data
from translate.segmentation import segment
from translate.sentences import Role, Sentence, Translation

# An ordinary shard has a thousand; a huge article must not have all its pieces in memory at once.
_SENTENCES_AT_ONCE = 4096

REPAIRED = "repaired"
"""Flag of a pair whose Indonesian text differs from the raw text of its span: escapes or odd spaces were repaired."""


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
    """The roles whose sentences become pairs, how translations are searched for, and the limits they have to pass.

    ``limits`` maps filters to their limits, the gravest first. With ``recovery`` a translation that fails is made again
    with another search before it is dropped. ``lexicon`` holds the lists that segmentation uses. ``drop_personal``
    drops pairs with addresses for mail, telephone numbers and the like.
    """

    roles: frozenset[Role]
    decoding: DecodingOptions
    limits: Mapping[str, Limit] = field(default_factory=filter_limits)
    recovery: bool = True
    lexicon: Lexicon = PACKAGED
    drop_personal: bool = False


def process_shard(
    records: Iterable[Article | UnreadableRecord], translator: SentenceTranslator, options: PairingOptions
) -> ShardRows:
    """Return the rows of a shard; each distinct sentence is translated once, thousands in one call."""
    records = tuple(records)
    cut = [segment(record.text, options.lexicon) if isinstance(record, Article) else [] for record in records]
    titles = {record.article_id: _title(record) for record in records if isinstance(record, Article)}
    spans = (span.text for spans in cut for span in spans if span.role in options.roles)
    wanted = list(dict.fromkeys((*spans, *filter(None, titles.values()))))
    verdicts: dict[str, Verdict] = {}
    for first in range(0, len(wanted), _SENTENCES_AT_ONCE):
        part = wanted[first : first + _SENTENCES_AT_ONCE]
        translations = dict(zip(part, translator.translate(part, options.decoding), strict=True))
        verdicts.update(judge(translations, options.limits))
        if options.recovery:
            judged = {text: verdicts[text] for text in part}
            verdicts.update(recover(judged, translator.translate, options.decoding, options.limits))
    articles: list[BilingualArticle] = []
    rows: list[SentencePair | Rejection] = []
    for record, sentences in zip(records, cut, strict=True):
        if isinstance(record, UnreadableRecord):
            rows.append(
                Rejection(
                    article_id=record.article_id,
                    stage=record.stage,
                    rule=record.rule,
                    id=record.text,
                    reason=record.reason,
                )
            )
            continue
        article = record if record.date else replace(record, date=stated_date(sentences))
        found = list(_span_rows(article, sentences, verdicts, translator.origin, options))
        english = {row.position: row.en for row in found if isinstance(row, SentencePair)}
        articles.append(
            BilingualArticle(
                article=article,
                english_title=_english_title(titles[record.article_id], verdicts, options),
                english=reassemble(article.text, sentences, english),
                n_sentences=len(sentences),
                n_pairs=len(english),
            )
        )
        rows += found
    pairs = tuple(row for row in rows if isinstance(row, SentencePair))
    rejections = tuple(row for row in rows if isinstance(row, Rejection))
    return ShardRows(
        articles=tuple(articles),
        pairs=pairs,
        rejections=rejections,
        scores=tuple(_scores(records, cut, verdicts, options)),
        counts=_counted(records, cut, pairs, rejections),
    )


def pair_id(article_id: str, start: int, end: int, text: str) -> str:
    """Return the stable id of a pair: 16 hexadecimal digits, a hash of where the sentence stands and what it says."""
    key = canonical_json([article_id, start, end, text])
    return blake2b(key.encode("utf-8"), digest_size=8).hexdigest()


def _span_rows(
    article: Article,
    sentences: Sequence[Sentence],
    verdicts: Mapping[str, Verdict],
    origin: str,
    options: PairingOptions,
) -> Iterator[SentencePair | Rejection]:
    """Yield the pair or the rejection that each span became."""
    for position, sentence in enumerate(sentences):
        if sentence.role not in options.roles:
            yield _rejection(article, position, sentence, "segmentation", "role")
            continue
        verdict = verdicts[sentence.text]
        personal = len(personal_data(sentence.text)) if options.drop_personal else 0
        if personal and not verdict.failed:
            row = _rejection(article, position, sentence, "filters", PERSONAL)
            yield replace(row, en=verdict.translation.text, value=float(personal), threshold=0.0)
        elif verdict.failed:
            rule = verdict.failed[0]
            row = _rejection(article, position, sentence, "filters", rule)
            value, threshold = verdict.values[rule], options.limits[rule].threshold
            yield replace(row, en=verdict.translation.text, value=value, threshold=threshold)
        else:
            yield _pair(article, position, sentence, verdict.translation, origin)


def _title(article: Article) -> str | None:
    """Return the title on one line, as models read it, None if there is none."""
    return " ".join((article.title or "").split()) or None


def _english_title(title: str | None, verdicts: Mapping[str, Verdict], options: PairingOptions) -> str | None:
    """Return the English of a title, None if there is no title or its translation did not pass."""
    if title is None or verdicts[title].failed or (options.drop_personal and personal_data(title)):
        return None
    return verdicts[title].translation.text or None


def _scores(
    records: Sequence[Article | UnreadableRecord],
    cut: Sequence[Sequence[Sentence]],
    verdicts: Mapping[str, Verdict],
    options: PairingOptions,
) -> Iterator[FilterScores]:
    """Yield the values of the filters for every span that was translated."""
    for record, sentences in zip(records, cut, strict=True):
        for position, sentence in enumerate(sentences):
            if sentence.role in options.roles:
                verdict = verdicts[sentence.text]
                kept = not verdict.failed and not (options.drop_personal and personal_data(sentence.text))
                yield FilterScores(article_id=record.article_id, position=position, kept=kept, values=verdict.values)


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
        span_rule=sentence.rule or None,
    )


def _pair(article: Article, position: int, sentence: Sentence, translation: Translation, origin: str) -> SentencePair:
    repaired = sentence.text != article.text[sentence.start : sentence.end]
    personal = PERSONAL not in translation.flags and bool(personal_data(sentence.text))
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
        quality=translation.quality,
        flags=((REPAIRED,) if repaired else ())
        + sentence.flags
        + tuple(translation.flags)
        + ((PERSONAL,) if personal else ()),
        rule=sentence.rule or None,
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
        unreadable=stages[READING] + stages[PROCESSING],
        characters=sum(len(article.text) for article in articles),
        spans=len(all_spans),
        pairs=len(pairs),
        other_roles=stages["segmentation"],
        dropped=stages["filters"],
        rules=dict(Counter(f"{row.stage}/{row.rule}" for row in rejections)),
        flags=dict(Counter(flag for pair in pairs for flag in pair.flags)),
        role_spans=dict(Counter(span.role.value for span in all_spans)),
        role_characters=dict(characters),
    )
    counts.check()
    return counts
