"""The command that aligns existing versions of articles: align."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click

from corpus.alignment import (
    AlignedVersions,
    AlignOptions,
    Link,
    VersionColumns,
    VersionTexts,
    align,
    read_versions,
)
from corpus.records import UnreadableRecord
from translate.console import given_options, json_line, output, quiet_option, stored_option, tell, ticker, warn
from translate.errors import InputError, SettingError
from translate.model_options import load_translator, model_options
from translate.translator import Translator

# Pairs of texts that are read, translated and aligned together.
_PAIRS_AT_ONCE = 64


@click.command("align", epilog="Example: sejajar align artikel.id.txt article.en.txt --show")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--presegmented", is_flag=True, help="The texts have one sentence a line.")
@click.option("--pairs", is_flag=True, help="Print the linked texts, one pair a line, as JSON Lines.")
@click.option("--show", is_flag=True, help="Print both sides next to each other.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for a dataset of the pairs.")
@click.option("--match", is_flag=True, help="Find first which articles of ID_SOURCE and EN_SOURCE belong together.")
@stored_option("--min-confidence", float, "Leave links of a lower confidence apart.  [default: 0.3]")
@stored_option("--id-column", str, "Field with the Indonesian text.  [default: id_text]")
@stored_option("--en-column", str, "Field with the English text.  [default: en_text]")
@model_options
@quiet_option
def align_command(  # noqa: PLR0913 - click's options
    sources: tuple[str, ...],
    presegmented: bool,  # noqa: FBT001
    pairs: bool,  # noqa: FBT001
    show: bool,  # noqa: FBT001
    out: Path | None,
    match: bool,  # noqa: FBT001
) -> None:
    """Link the sentences of two existing versions of an article, Indonesian and English.

    SOURCE is ID_FILE EN_FILE, or one source that holds both versions: JSON Lines with "id_text" and "en_text", a table
    (.csv .tsv .parquet) with two such columns, a .tmx, or a folder of NAME.id.txt and NAME.en.txt. With --match, the
    sources are articles as 'sejajar build' reads them.

    Prints one line of JSON for each pair of texts, with "links": which sentences of each side say the same, and how
    sure that is. [] is a sentence without a counterpart. Unrelated texts are refused: no links, the reason on stderr.
    The translation needed for it is made here, with the bundled model, and not kept.
    """
    _check(sources, match=match, exclusive=(pairs, show, out is not None))
    columns = _columns(presegmented=presegmented)
    records = _matched(sources) if match else read_versions(sources, columns)
    counts = _Counts()
    readable = _readable(records, counts)
    first = next(readable, None)  # what cannot be read is said before a model is loaded
    if out is not None:
        _store(first, readable, counts, out)
        _tell_counts(counts)
        return
    aligned = _aligned(first, readable, counts, load_translator(), _options()) if first else iter(())
    if show:
        _show(aligned)
    else:
        with output("-") as write:
            for texts, result in aligned:
                for record in _pair_records(result) if pairs else [_link_record(texts, result)]:
                    write(json_line(record) + "\n")
    _tell_counts(counts)
    if counts.unreadable and not counts.texts:
        raise InputError("no pair of texts could be read")


@dataclass(slots=True, kw_only=True)
class _Counts:
    texts: int = 0
    unreadable: int = 0
    refused: int = 0
    links: int = 0
    alone: list[int] = field(default_factory=lambda: [0, 0])


def _check(sources: tuple[str, ...], *, match: bool, exclusive: tuple[bool, ...]) -> None:
    if sum(exclusive) > 1:
        raise click.UsageError("--pairs, --show and --out exclude each other")
    if match and len(sources) != 2:
        raise click.UsageError("--match needs ID_SOURCE and EN_SOURCE")
    if len(sources) > 2:
        raise click.UsageError("give ID_FILE and EN_FILE, or one source that holds both versions")
    confidence = given_options().get("min_confidence")
    if isinstance(confidence, float) and not 0 <= confidence <= 1:
        raise SettingError(f"`min_confidence` is {confidence:g}, expected a number from 0 to 1")


def _columns(*, presegmented: bool) -> VersionColumns:
    given = given_options()
    names = {name: str(given[name]) for name in ("id_column", "en_column") if name in given}
    return VersionColumns(presegmented=presegmented, **names)


def _readable(records: Iterable[VersionTexts | UnreadableRecord], counts: _Counts) -> Iterator[VersionTexts]:
    for record in records:
        if isinstance(record, UnreadableRecord):
            counts.unreadable += 1
            warn(f"sejajar: {record.place}: {record.reason}")
        else:
            counts.texts += 1
            yield record


def _aligned(
    first: VersionTexts, rest: Iterator[VersionTexts], counts: _Counts, translator: Translator, options: AlignOptions
) -> Iterator[tuple[VersionTexts, AlignedVersions]]:
    """Yield the links of all texts, and tell of each that is refused."""
    with ticker() as tick:
        for batch in _batches(first, rest):
            results = align([texts.versions for texts in batch], translator, options)
            for texts, result in zip(batch, results, strict=True):
                _count(result, counts)
                if result.refusal:
                    warn(f"sejajar: {result.versions.pair_id}: refused: {result.refusal}")
                tick(f"{counts.links:,} links")
                yield texts, result


def _batches(first: VersionTexts, rest: Iterator[VersionTexts]) -> Iterator[list[VersionTexts]]:
    batch = [first]
    for texts in rest:
        if len(batch) == _PAIRS_AT_ONCE:
            yield batch
            batch = []
        batch.append(texts)
    yield batch


def _options() -> AlignOptions:
    given = given_options()
    values = {"min_confidence": given["min_confidence"]} if "min_confidence" in given else {}
    return AlignOptions(**values)  # type: ignore[arg-type]


def _count(result: AlignedVersions, counts: _Counts) -> None:
    counts.refused += result.refusal is not None
    for link in result.links:
        if link.id and link.en:
            counts.links += 1
        else:
            counts.alone[0 if link.id else 1] += 1


def _link_record(texts: VersionTexts, result: AlignedVersions) -> dict[str, object]:
    record: dict[str, object] = {
        "id": result.versions.pair_id,
        "links": [_as_json(link) for link in result.links],
    }
    if not texts.presegmented:
        sides = {"id": result.versions.id_sentences, "en": result.versions.en_sentences}
        record["spans"] = {code: [[one.start, one.end] for one in side] for code, side in sides.items()}
    return record


def _as_json(link: Link) -> dict[str, object]:
    found = {"id": list(link.id), "en": list(link.en), "score": round(link.confidence, 4)}
    return {**found, "moved": True} if link.moved else found


def _pair_records(result: AlignedVersions) -> Iterator[dict[str, object]]:
    """Yield the texts of the links that have both sides."""
    for link in result.links:
        if link.id and link.en:
            yield {
                "id": " ".join(result.versions.id_sentences[place].text for place in link.id),
                "en": " ".join(result.versions.en_sentences[place].text for place in link.en),
                "score": round(link.confidence, 4),
                "article_id": result.versions.pair_id,
            }


def _show(aligned: Iterable[tuple[VersionTexts, AlignedVersions]]) -> None:
    from corpus.alignment_view import side_by_side
    from translate.console import text_console

    console = text_console("-")
    with output("-") as write:
        for number, (_, result) in enumerate(aligned):
            write(("\n" if number else "") + side_by_side(console, result))


def _store(first: VersionTexts | None, rest: Iterator[VersionTexts], counts: _Counts, out: Path) -> None:
    from corpus.aligned_corpus import store_aligned

    if first is None:
        raise InputError("no pair of texts could be read; nothing is stored")
    translator, options = load_translator(), _options()
    stored = store_aligned(_aligned(first, rest, counts, translator, options), out, translator, options)
    dropped = ", ".join(f"{rule} {number:,}" for rule, number in sorted(stored.rules.items()))
    tell(f"pairs      {stored.pairs:,}" + (f" (not: {dropped})" if dropped else ""))
    tell(f"dataset    {out}")


def _matched(sources: tuple[str, ...]) -> Iterator[VersionTexts | UnreadableRecord]:
    raise NotImplementedError


def _tell_counts(counts: _Counts) -> None:
    tell(
        f"{counts.texts:,} pairs of texts: {counts.links:,} links; without a counterpart: {counts.alone[0]:,} "
        f"Indonesian and {counts.alone[1]:,} English sentences"
        + (f"; {counts.refused:,} refused" if counts.refused else "")
        + (f"; {counts.unreadable:,} could not be read" if counts.unreadable else "")
    )
