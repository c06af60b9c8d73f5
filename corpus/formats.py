"""The three subsets of a corpus and the files beside them: their columns, and records as rows of them."""

import functools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from corpus.filters import FILTERS
from corpus.records import BilingualArticle, FilterScores, Rejection, SentencePair, ShardRows

if TYPE_CHECKING:
    import datasets
    import pyarrow as pa
    import pyarrow.parquet as pq

SUBSETS = ("pairs", "articles", "rejected")
"""Names of the subsets; the first is what ``load_dataset`` gives when none is named."""

SCORES = "scores"
"""Files beside the subsets with the value of every filter for every translated sentence."""

MATCHES = "matches"
"""Files beside the subsets with what each removed pair duplicates, or which test sentence it overlaps."""

TABLES = (*SUBSETS, SCORES)
"""Everything that a shard stores as rows, in the order it is written."""

Row = Mapping[str, object]
"""One row of a subset: column to value."""

COLUMNS: dict[str, dict[str, str]] = {
    "pairs": {
        "translation": "translation",
        "pair_id": "string",
        "article_id": "string",
        "position": "int64",
        "start": "int64",
        "end": "int64",
        "role": "string",
        "origin": "string",
        "score": "float64",
        "quality": "float64",
        "flags": "list of string",
        "rule": "string",
        "source": "string",
        "date": "string",
        "url": "string",
    },
    "articles": {
        "article_id": "string",
        "text": "string",
        "english": "string",
        "title": "string",
        "english_title": "string",
        "date": "string",
        "url": "string",
        "source": "string",
        "n_sentences": "int64",
        "n_pairs": "int64",
    },
    "rejected": {
        "article_id": "string",
        "position": "int64",
        "start": "int64",
        "end": "int64",
        "role": "string",
        "id": "string",
        "en": "string",
        "stage": "string",
        "rule": "string",
        "value": "float64",
        "threshold": "float64",
        "span_rule": "string",
        "reason": "string",
    },
    SCORES: {"article_id": "string", "position": "int64", "kept": "bool", **dict.fromkeys(FILTERS, "float64")},
    MATCHES: {
        "article_id": "string",
        "position": "int64",
        "stage": "string",
        "rule": "string",
        "similarity": "float64",
        "matched": "string",
    },
}
"""Table to columns, in order, with the type of each."""

TWO_ARTICLES = {"en_article_id": "string", "en_start": "int64", "en_end": "int64", "confidence": "float64"}
"""Columns that pairs from two articles have besides: where the English stands, and how sure the link is."""


_TEXTS = frozenset({"translation", "flags", "text", "english", "title", "id", "en"})


def columns_of(subset: str, *, two_articles: bool = False) -> dict[str, str]:
    """Return the columns of a subset; ``two_articles`` says that its pairs come from two versions of articles."""
    return {**COLUMNS[subset], **(TWO_ARTICLES if two_articles and subset == "pairs" else {})}


def features_of(subset: str, *, two_articles: bool = False) -> "datasets.Features":
    """Return the columns of a subset as ``datasets`` declares them."""
    from datasets import Features, List, Translation, Value

    special = {"translation": Translation(languages=["id", "en"]), "list of string": List(Value("string"))}
    columns = columns_of(subset, two_articles=two_articles)
    return Features({name: special.get(kind) or Value(kind) for name, kind in columns.items()})


@functools.cache
def schema_of(subset: str, *, two_articles: bool = False) -> "pa.Schema":
    """Return the Arrow schema of a subset, with the metadata from which ``datasets`` reads its features."""
    return features_of(subset, two_articles=two_articles).arrow_schema


def rows_of(subset: str, shard: ShardRows) -> list[Row]:
    """Return the rows of a shard that belong to a subset."""
    if subset == "pairs":
        return [pair_row(pair) for pair in shard.pairs]
    if subset == "articles":
        return [article_row(article) for article in shard.articles]
    if subset == SCORES:
        return [scores_row(scores) for scores in shard.scores]
    return [rejection_row(rejection) for rejection in shard.rejections]


def pair_row(pair: SentencePair) -> Row:
    """Return a pair as a row of ``pairs``."""
    row = _columns(pair, "pairs")
    return {**row, "translation": {"id": pair.id, "en": pair.en}, "flags": list(pair.flags)}


def article_row(bilingual: BilingualArticle) -> Row:
    """Return an article with its English as a row of ``articles``."""
    row = {**_columns(bilingual.article, "articles"), **_columns(bilingual, "articles")}
    return {name: row[name] for name in COLUMNS["articles"]}


def rejection_row(rejection: Rejection) -> Row:
    """Return a rejection as a row of ``rejected``."""
    return _columns(rejection, "rejected")


def scores_row(scores: FilterScores) -> Row:
    """Return the values of the filters as a row of the scores."""
    return {**_columns(scores, SCORES), **scores.values}


def _columns(record: object, subset: str) -> dict[str, Any]:
    return {name: getattr(record, name) for name in COLUMNS[subset] if hasattr(record, name)}


def write_rows(rows: Sequence[Row], subset: str, path: Path) -> None:
    """Write rows to a Parquet file; raise OSError if that cannot be done."""
    import pyarrow as pa

    write_tables([pa.Table.from_pylist(list(rows), schema=schema_of(subset))], subset, path)


def open_writer(file: BinaryIO, subset: str, *, two_articles: bool = False) -> "pq.ParquetWriter":
    """Return a Parquet writer with the schema of a subset."""
    import pyarrow.parquet as pq

    # Statistics repeat the smallest and the largest cell, which for whole texts is worth nothing and costs much.
    measured = [name for name in columns_of(subset, two_articles=two_articles) if name not in _TEXTS]
    schema = schema_of(subset, two_articles=two_articles)
    return pq.ParquetWriter(file, schema, compression="zstd", write_statistics=measured)


def write_tables(tables: "Iterable[pa.Table]", subset: str, path: Path, *, two_articles: bool = False) -> None:
    """Write tables, each a row group, to a Parquet file; raise OSError if that cannot be done.

    A file without rows gets no row group: one of length 0 is what ``datasets`` cannot read.
    """
    with path.open("wb") as file, open_writer(file, subset, two_articles=two_articles) as writer:
        for table in tables:
            if table.num_rows:
                writer.write_table(table, row_group_size=table.num_rows)
