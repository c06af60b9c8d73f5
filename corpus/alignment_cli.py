"""The command that aligns existing versions of articles: align."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.reading import ReadOptions, read_articles
from corpus.records import Article, UnreadableRecord
from translate.console import (
    given_options,
    json_line,
    output,
    quiet_option,
    stored_option,
    tell,
    text_lines,
    ticker,
    warn,
)
from translate.decoding import DecodingOptions
from translate.errors import InputError, SettingError
from translate.model_options import load_translator, model_options
from translate.translator import Translator

if TYPE_CHECKING:
    from corpus.alignment import AlignedVersions, AlignOptions, Link, TextSegment, VersionTexts
    from corpus.versions import VersionColumns

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
def align_command(
    sources: tuple[str, ...],
    presegmented: bool,  # noqa: FBT001
    pairs: bool,  # noqa: FBT001
    show: bool,  # noqa: FBT001
    out: Path | None,
    match: bool,  # noqa: FBT001
) -> None:
    """Link the sentences of two existing versions of an article, Indonesian and English.

    SOURCE is ID_FILE EN_FILE, or one source that holds both versions: JSON Lines with "id_text" and "en_text" (- is
    stdin), a table
    (.csv .tsv .parquet) with two such columns, a .tmx, or a folder of NAME.id.txt and NAME.en.txt. With --match, the
    sources are articles as 'sejajar build' reads them.

    Prints one line of JSON for each pair of texts, with "links": which sentences of each side say the same, and how
    sure that is. [] is a sentence without a counterpart. Unrelated texts are refused: no links, the reason on stderr.
    The translation needed for it is made here, with the bundled model, and not kept.
    """
    from corpus.versions import read_version_lines, read_versions

    _check(sources, match=match, exclusive=(pairs, show, out is not None))
    columns = _columns(presegmented=presegmented)
    counts = _Counts()
    if match:
        translator = load_translator()
        texts = _matched(sources, translator, counts)
    else:
        lines = (line.encode("utf-8") for line in text_lines("-"))
        records = read_version_lines(lines, "stdin", columns) if sources == ("-",) else read_versions(sources, columns)
        readable = _readable(records, counts)
        first = next(readable, None)  # what cannot be read is said before a model is loaded
        if first is None:
            raise InputError(f"no pair of texts could be read from '{sources[0]}'")
        translator, texts = load_translator(), chain([first], readable)
    options = _options()
    aligned = _aligned(texts, counts, translator, options)
    if out is not None:
        _store(aligned, counts, out, translator, options)
    elif show:
        _show(aligned)
    else:
        with output("-") as write:
            for given, result in aligned:
                for record in _pair_records(result) if pairs else [_link_record(given, result)]:
                    write(json_line(record) + "\n")
    _tell_counts(counts)


@dataclass(slots=True, kw_only=True)
class _Counts:
    texts: int = 0
    unreadable: list[UnreadableRecord] = field(default_factory=list)
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


def _columns(*, presegmented: bool) -> "VersionColumns":
    from corpus.versions import VersionColumns

    given = given_options()
    names = {name: str(given[name]) for name in ("id_column", "en_column") if name in given}
    return VersionColumns(presegmented=presegmented, **names)


def _readable(records: "Iterable[VersionTexts | UnreadableRecord]", counts: _Counts) -> "Iterator[VersionTexts]":
    for record in records:
        if isinstance(record, UnreadableRecord):
            _report(record, counts)
        else:
            counts.texts += 1
            yield record


def _aligned(
    texts: "Iterator[VersionTexts]", counts: _Counts, translator: Translator, options: "AlignOptions"
) -> "Iterator[tuple[VersionTexts, AlignedVersions]]":
    """Yield the links of all texts, and tell of each that is refused."""
    from corpus.alignment import align

    with ticker() as tick:
        while batch := list(islice(texts, _PAIRS_AT_ONCE)):
            results = align([one.versions for one in batch], translator, options)
            for one, result in zip(batch, results, strict=True):
                _count(result, counts)
                if result.refusal:
                    warn(f"sejajar: {result.versions.pair_id}: refused: {result.refusal}")
                tick(f"{counts.links:,} links")
                yield one, result


def _options() -> "AlignOptions":
    from corpus.alignment import AlignOptions

    given = given_options()
    values = {"min_confidence": given["min_confidence"]} if "min_confidence" in given else {}
    if "beam" in given:
        values["decoding"] = DecodingOptions(beam_size=int(str(given["beam"])))
    return AlignOptions(**values)  # type: ignore[arg-type]


def _count(result: "AlignedVersions", counts: _Counts) -> None:
    counts.refused += result.refusal is not None
    for link in result.links:
        if link.id and link.en:
            counts.links += 1
        else:
            counts.alone[0 if link.id else 1] += 1


def _link_record(texts: "VersionTexts", result: "AlignedVersions") -> dict[str, object]:
    record: dict[str, object] = {
        "id": result.versions.pair_id,
        "links": [_as_json(link) for link in result.links],
    }
    if not texts.presegmented:
        sides = {"id": result.versions.id_sentences, "en": result.versions.en_sentences}
        record["spans"] = {code: [[one.start, one.end] for one in side] for code, side in sides.items()}
    return record


def _as_json(link: "Link") -> dict[str, object]:
    found = {"id": list(link.id), "en": list(link.en), "score": round(link.confidence, 4)}
    return {**found, "moved": True} if link.moved else found


def _pair_records(result: "AlignedVersions") -> Iterator[dict[str, object]]:
    """Yield the texts of the links that have both sides."""
    for link in result.links:
        if link.id and link.en:
            yield {
                "id": _text(result.versions.id_sentences, link.id),
                "en": _text(result.versions.en_sentences, link.en),
                "score": round(link.confidence, 4),
                "article_id": result.versions.pair_id,
            }


def _text(sentences: "Sequence[TextSegment]", places: Sequence[int]) -> str:
    """Return sentences on one line; one of them may go on over a line break of its article."""
    return " ".join(" ".join(sentences[place].text.split()) for place in places)


def _show(aligned: "Iterable[tuple[VersionTexts, AlignedVersions]]") -> None:
    from corpus.alignment_view import side_by_side
    from translate.console import text_console

    console = text_console("-")
    with output("-") as write:
        for number, (_, result) in enumerate(aligned):
            write(("\n" if number else "") + side_by_side(console, result))


def _store(
    aligned: "Iterator[tuple[VersionTexts, AlignedVersions]]",
    counts: _Counts,
    out: Path,
    translator: Translator,
    options: "AlignOptions",
) -> None:
    from corpus.aligned_corpus import store_aligned

    def records() -> "Iterator[tuple[VersionTexts, AlignedVersions] | UnreadableRecord]":
        """Yield what was aligned, then what could not be read, which is complete only then."""
        yield from aligned
        yield from counts.unreadable

    stored = store_aligned(records(), out, translator, options)
    dropped = ", ".join(f"{rule} {number:,}" for rule, number in sorted(stored.rules.items()))
    tell(f"pairs      {stored.pairs:,}" + (f" (not: {dropped})" if dropped else ""))
    tell(f"dataset    {out}")


def _matched(sources: tuple[str, ...], translator: Translator, counts: _Counts) -> "Iterator[VersionTexts]":
    """Yield the articles of two sources that belong together, cut into sentences, and tell how many there are."""
    from corpus.alignment import pair_articles
    from corpus.versions import versions_of

    sides = [list(_articles(source, counts)) for source in sources]
    with ticker() as tick:
        tick(f"matching {len(sides[0]):,} Indonesian and {len(sides[1]):,} English articles")
        matches = pair_articles(sides[0], sides[1], translator)
    left = [len(side) - len(matches) for side in sides]
    tell(f"matched {len(matches):,} articles; without a match: {left[0]:,} Indonesian and {left[1]:,} English")
    for match in matches:
        counts.texts += 1
        yield versions_of(match.indonesian, match.english)


def _articles(source: str, counts: _Counts) -> Iterator[Article]:
    for record in read_articles([source], ReadOptions()):
        if isinstance(record, UnreadableRecord):
            _report(record, counts)
        else:
            yield record


def _report(record: UnreadableRecord, counts: _Counts) -> None:
    counts.unreadable.append(record)
    warn(f"sejajar: {record.place}: {record.reason}")


def _tell_counts(counts: _Counts) -> None:
    pairs = "pair" if counts.texts == 1 else "pairs"
    alone = f"{counts.alone[0]:,} Indonesian and {counts.alone[1]:,} English sentences"
    tell(
        f"{counts.texts:,} {pairs} of texts: {counts.links:,} links; without a counterpart: {alone}"
        + (f"; {counts.refused:,} refused" if counts.refused else "")
        + (f"; {len(counts.unreadable):,} could not be read" if counts.unreadable else "")
    )
