"""Aligned versions of articles → a dataset of human pairs that export, stats, finetune and push read."""

import dataclasses
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from corpus.aligned_card import AlignedFacts, make_aligned_card
from corpus.alignment import AlignedVersions, AlignOptions, Link, TextSegment, VersionTexts
from corpus.canonical import canonical_json
from corpus.counts import Counts
from corpus.dataset_files import FileLayout, example_pairs, write_dataset
from corpus.filtering import PlainPair, failed_filters, filter_limits, score_pairs, score_rows
from corpus.formats import SCORES, Row, article_row, pair_row, rejection_row, schema_of, scores_row
from corpus.manifest import DATA, Inputs, Manifest, tool_version, tool_versions
from corpus.output_folder import look_at, publish, work_in
from corpus.pairing import REPAIRED, pair_id
from corpus.recipe import RECIPE_FORMAT, Recipe
from corpus.records import BilingualArticle, FilterScores, Rejection, SentencePair, UnreadableRecord
from translate.errors import OutputError
from translate.limits import Limit
from translate.writing import output_errors

if TYPE_CHECKING:
    import pyarrow as pa

MOVED = "moved"
"""Flag of a pair whose English stands elsewhere in its article."""

_STAGE = "alignment"
_FILE_BYTES = 500 * 10**6
_EXAMPLES = 2

AlignedRecord = tuple[VersionTexts, AlignedVersions] | UnreadableRecord


class DescribedTranslator(Protocol):
    """What the manifest says of the translator."""

    @property
    def origin(self) -> str:
        """Its provenance, ``mt:<model>@<revision>``."""

    def describe(self) -> Mapping[str, object]:
        """Return the facts that decide its output, as JSON values."""


@dataclass(slots=True, kw_only=True)
class _Tables:
    """The rows so far, a table for each article, and what was counted."""

    tables: dict[str, list["pa.Table"]] = field(
        default_factory=lambda: {"pairs": [], "articles": [], "rejected": [], SCORES: []}
    )
    records: int = 0
    articles: int = 0
    unreadable: int = 0
    characters: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def add(self, subset: str, rows: Sequence[Row]) -> None:
        """Add the rows of an article to a subset."""
        import pyarrow as pa

        if rows:
            self.tables[subset].append(pa.Table.from_pylist(list(rows), schema=schema_of(subset, two_articles=True)))

    def counts(self) -> Counts:
        """Return what was counted, as the manifest has it."""
        return Counts(
            records=self.records,
            articles=self.articles,
            unreadable=self.unreadable,
            characters=self.characters,
            spans=sum(self.roles.values()),
            pairs=self.rows["pairs"],
            other_roles=self.rows["other"],
            dropped=self.rows["dropped"],
            rules=dict(self.rules),
            flags=dict(self.flags),
            role_spans=dict(self.roles),
        )


def store_aligned(
    aligned: Iterable[AlignedRecord], out: Path, translator: DescribedTranslator, options: AlignOptions
) -> Counts:
    """Store aligned versions as a dataset in the folder ``out``, and return what was counted.

    A span of the counts is one sentence that stands alone or the sentences of one side of a link. Memory holds all
    rows. A pair of articles that is refused is a record without article.

    Raises:
        OutputError: ``out`` cannot be written, or holds a corpus or other files.
    """
    state = look_at(out)
    if state.manifest is not None or state.damage is not None:
        raise OutputError(f"'{out}' holds a corpus; choose another `out`")
    recipe, limits = _recipe(translator, options), filter_limits()
    with work_in(out, state, recipe, fresh=True) as work:
        found = _Tables()
        for record in aligned:
            _add_record(record, found, limits, options)
        layout = FileLayout(splits={"train": 1.0}, file_bytes=_FILE_BYTES, two_articles=True)
        with output_errors(out, "choose another `out`"):
            files = write_dataset(lambda subset: found.tables.get(subset, []), work / DATA, layout)
            counts = found.counts()
            manifest = Manifest(
                recipe=recipe,
                inputs=Inputs(shards=1, sha256=found.digest.hexdigest()),
                counts=counts,
                files=tuple(files),
                filters=limits,
                versions=tool_versions(),
            )
            manifest.check()
            facts = AlignedFacts(
                model=translator.origin,
                roles=[role.value for role in options.roles],
                min_confidence=options.min_confidence,
                counts=counts,
                files=files,
                examples=example_pairs(files, work / DATA, _EXAMPLES),
            )
            publish(work, out, make_aligned_card(facts), manifest)
    return counts


def _recipe(translator: DescribedTranslator, options: AlignOptions) -> Recipe:
    model = {name: value for name, value in translator.describe().items() if name != "licence"}
    rows: dict[str, object] = {
        "format": RECIPE_FORMAT,
        "sejajar": tool_version(),
        "aligned": True,
        "roles": [role.value for role in options.roles],
        "filters": {name: limit.threshold for name, limit in filter_limits().items()},
        "min_confidence": options.min_confidence,
        "model": {**model, "decoding": dataclasses.asdict(options.decoding)},
    }
    files: dict[str, object] = {"splits": [["train", 1.0]], "pretty_name": "Aligned Indonesian-English articles"}
    return Recipe(rows=rows, files=files)


def _add_record(record: AlignedRecord, found: _Tables, limits: Mapping[str, Limit], options: AlignOptions) -> None:
    """Add the rows of one pair of articles."""
    found.records += 1
    if isinstance(record, UnreadableRecord):
        found.unreadable += 1
        found.rules[f"reading/{record.rule}"] += 1
        found.digest.update(canonical_json(["unreadable", record.article_id, record.rule]).encode())
        rejection = Rejection(article_id=record.article_id, stage="reading", rule=record.rule)
        found.add("rejected", [rejection_row(rejection)])
        return
    texts, result = record
    found.digest.update(canonical_json([result.versions.pair_id, texts.indonesian.text, texts.english.text]).encode())
    if result.refusal:
        found.unreadable += 1
        found.rules[f"{_STAGE}/unrelated"] += 1
        refused = Rejection(
            article_id=texts.indonesian.article_id,
            stage=_STAGE,
            rule="unrelated",
            value=result.likeness,
            threshold=options.weights.refusal,
        )
        found.add("rejected", [rejection_row(refused)])
        return
    found.articles += 1
    found.characters += len(texts.indonesian.text)
    _add_links(texts, result, found, limits)


def _add_links(texts: VersionTexts, result: AlignedVersions, found: _Tables, limits: Mapping[str, Limit]) -> None:
    both = [link for link in result.links if link.id and link.en]
    pairs = [_pair(texts, result, link) for link in both]
    values = score_rows(score_pairs([PlainPair(id=pair.id, en=pair.en) for pair in pairs])) if pairs else []
    kept: list[Row] = []
    rejected: list[Row] = []
    scores: list[Row] = []
    for link, pair, row in zip(both, pairs, values, strict=True):
        failed = failed_filters(row, limits)
        found.roles[pair.role.value] += 1
        scores.append(
            scores_row(FilterScores(article_id=pair.article_id, position=pair.position, kept=not failed, values=row))
        )
        if failed:
            found.rules[f"filters/{failed[0]}"] += 1
            found.rows["dropped"] += 1
            rejected.append(rejection_row(_dropped(pair, failed[0], row, limits)))
        else:
            found.rows["pairs"] += 1
            found.flags.update(pair.flags)
            kept.append(_with_english(pair_row(pair), texts, result, link))
    for rejection in _alone(texts, result):
        found.rules[f"{rejection.stage}/{rejection.rule}"] += 1
        found.rows["other"] += 1
        found.roles[(rejection.role or "body")] += 1
        rejected.append(rejection_row(rejection))
    english = BilingualArticle(
        article=texts.indonesian,
        english=texts.english.text,
        n_sentences=len(result.versions.id_sentences),
        n_pairs=len(kept),
    )
    for subset, rows in (
        ("pairs", kept),
        ("articles", [article_row(english)]),
        ("rejected", rejected),
        (SCORES, scores),
    ):
        found.add(subset, rows)


def _pair(texts: VersionTexts, result: AlignedVersions, link: Link) -> SentencePair:
    """Return the pair of a link; the text of several sentences is theirs, with a space between them."""
    left = [result.versions.id_sentences[place] for place in link.id]
    right = [result.versions.en_sentences[place] for place in link.en]
    article = texts.indonesian
    text, start, end = _joined(left), left[0].start, left[-1].end
    repaired = text != " ".join(article.text[start:end].split())
    return SentencePair(
        pair_id=pair_id(article.article_id, start, end, text),
        article_id=article.article_id,
        position=link.id[0],
        start=start,
        end=end,
        role=left[0].role,
        id=text,
        en=_joined(right),
        origin="human",
        score=None,
        quality=None,
        flags=((MOVED,) if link.moved else ()) + ((REPAIRED,) if repaired else ()),
        rule=left[0].rule or None,
        source=article.source,
        date=article.date,
        url=article.url,
    )


def _joined(sentences: Sequence[TextSegment]) -> str:
    return " ".join(" ".join(sentence.text.split()) for sentence in sentences)


def _with_english(row: Row, texts: VersionTexts, result: AlignedVersions, link: Link) -> Row:
    right = [result.versions.en_sentences[place] for place in link.en]
    return {
        **row,
        "en_article_id": texts.english.article_id,
        "en_start": right[0].start,
        "en_end": right[-1].end,
        "confidence": link.confidence,
    }


def _dropped(
    pair: SentencePair, rule: str, values: Mapping[str, float | None], limits: Mapping[str, Limit]
) -> Rejection:
    return Rejection(
        article_id=pair.article_id,
        stage="filters",
        rule=rule,
        position=pair.position,
        start=pair.start,
        end=pair.end,
        role=pair.role,
        id=pair.id,
        en=pair.en,
        value=values[rule],
        threshold=limits[rule].threshold,
        span_rule=pair.rule,
    )


def _alone(texts: VersionTexts, result: AlignedVersions) -> Iterator[Rejection]:
    """Yield the sentences of both sides that are in no link, those of other roles among them."""
    linked = {place for link in result.links if link.en for place in link.id}
    article_id = texts.indonesian.article_id
    roles = {sentence.role for place, sentence in enumerate(result.versions.id_sentences) if place in linked}
    for place, sentence in enumerate(result.versions.id_sentences):
        if place not in linked:
            other = sentence.role not in roles | {"body", "headline"}
            yield Rejection(
                article_id=article_id,
                stage="segmentation" if other else _STAGE,
                rule="role" if other else "no_counterpart",
                position=place,
                start=sentence.start,
                end=sentence.end,
                role=sentence.role,
                id=sentence.text,
                span_rule=sentence.rule or None,
            )
    for link in result.links:
        if not link.id:
            for place in link.en:
                yield Rejection(
                    article_id=article_id,
                    stage=_STAGE,
                    rule="no_counterpart",
                    en=result.versions.en_sentences[place].text,
                )
