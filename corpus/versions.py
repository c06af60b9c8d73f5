"""What the user names → pairs of texts to align: two files, JSON Lines, tables, a TMX, a folder of both versions."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.alignment import TextSegment, TextVersions, VersionTexts, english_segments
from corpus.reading import ReadOptions, read_articles
from corpus.records import Article, UnreadableRecord
from translate.errors import InputError, first_line
from translate.segmentation import segment
from translate.sentences import Role

if TYPE_CHECKING:
    from lxml import etree

_TABLES = (".csv", ".tsv", ".parquet", ".csv.gz", ".tsv.gz")
_LINES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SIDES = {"id": "Indonesian", "en": "English"}


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionColumns:
    """The fields of a record that hold the two texts, and whether texts have one sentence a line."""

    id_column: str = "id_text"
    en_column: str = "en_text"
    presegmented: bool = False


VersionRecord = VersionTexts | UnreadableRecord


def versions_of(indonesian: Article, english: Article, pair_id: str | None = None) -> VersionTexts:
    """Return two articles with their sentences; the Indonesian ones have roles."""
    found = [
        TextSegment(text=one.text, start=one.start, end=one.end, role=one.role, rule=one.rule)
        for one in segment(indonesian.text)
    ]
    versions = TextVersions(
        pair_id=pair_id or indonesian.article_id,
        id_sentences=tuple(found),
        en_sentences=tuple(english_segments(english.text)),
    )
    return VersionTexts(indonesian=indonesian, english=english, versions=versions, presegmented=False)


def presegmented_versions(pair_id: str, id_sentences: Sequence[str], en_sentences: Sequence[str]) -> VersionTexts:
    """Return two lists of sentences as texts with one sentence a line; an empty sentence takes no part."""
    sides = [_lines_as_segments(sentences) for sentences in (id_sentences, en_sentences)]
    articles = [Article(article_id=pair_id, text="\n".join(sentences)) for sentences in (id_sentences, en_sentences)]
    return VersionTexts(
        indonesian=articles[0],
        english=articles[1],
        versions=TextVersions(pair_id=pair_id, id_sentences=sides[0], en_sentences=sides[1]),
        presegmented=True,
    )


def _lines_as_segments(sentences: Sequence[str]) -> tuple[TextSegment, ...]:
    found, start = [], 0
    for sentence in sentences:
        role = Role.BODY if sentence.strip() else Role.BOILERPLATE
        found.append(TextSegment(text=sentence, start=start, end=start + len(sentence), role=role, rule="given"))
        start += len(sentence) + 1
    return tuple(found)


def read_versions(sources: Sequence[str], columns: VersionColumns) -> Iterator[VersionRecord]:
    """Yield the pairs of texts of two files, or of one source that holds both versions.

    Raises:
        InputError: a source cannot be read, or is of no known kind.
    """
    if len(sources) == 2:
        return iter([_two_files(Path(sources[0]), Path(sources[1]), presegmented=columns.presegmented)])
    source = Path(sources[0])
    name = source.name.lower()
    if not source.exists():
        raise InputError(f"'{source}' does not exist")
    if source.is_dir():
        return _folder(source, presegmented=columns.presegmented)
    if name.endswith(".tmx"):
        return _tmx(source)
    if name.endswith(_LINES):
        return _json_lines(source, columns)
    if name.endswith(_TABLES):
        return _table(source, columns)
    raise InputError(
        f"'{source}' alone holds no two versions; give ID_FILE and EN_FILE, a folder of NAME.id.txt and NAME.en.txt, "
        f"or a file that ends in {', '.join((*_LINES[:1], *_TABLES[:3], '.tmx'))}"
    )


def _two_files(id_path: Path, en_path: Path, *, presegmented: bool) -> VersionTexts:
    if presegmented:
        lines = [_sentence_lines(path) for path in (id_path, en_path)]
        return presegmented_versions(id_path.name, lines[0], lines[1])
    articles = [_one_article(path, code) for path, code in ((id_path, "id"), (en_path, "en"))]
    return versions_of(articles[0], articles[1])


def _one_article(path: Path, code: str) -> Article:
    """Return the article in a file; raise InputError unless there is exactly one."""
    records = [record for _, record in zip(range(2), read_articles([str(path)], ReadOptions()), strict=False)]
    if len(records) != 1:
        raise InputError(f"'{path}' holds several articles; give one {_SIDES[code]} article, or --match for folders")
    if isinstance(records[0], UnreadableRecord):
        raise InputError(f"{records[0].place}: {records[0].reason}")
    return records[0]


def _sentence_lines(path: Path) -> list[str]:
    """Return the lines of a file; only line feeds end them, and a last empty one is none."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"'{path}' cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"'{path}': not UTF-8 (byte {error.start})") from error
    if not text.strip():
        raise InputError(f"'{path}': no sentence in it; write one a line")
    return [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")]


def _folder(folder: Path, *, presegmented: bool) -> Iterator[VersionRecord]:
    """Yield ``NAME.id.txt`` with ``NAME.en.txt``; a file without the other one is reported."""
    names: dict[str, set[str]] = {}
    for path in sorted(folder.rglob("*.txt")):
        name, _, code = path.relative_to(folder).as_posix().removesuffix(".txt").rpartition(".")
        if code in _SIDES and name:
            names.setdefault(name, set()).add(code)
    if not names:
        raise InputError(f"folder '{folder}' holds no NAME.id.txt with NAME.en.txt")
    for name, codes in names.items():
        if len(codes) < 2:
            (there,) = codes
            (missing,) = set(_SIDES) - codes
            yield UnreadableRecord(
                article_id=name,
                place=str(folder / f"{name}.{there}.txt"),
                reason=f"there is no {name}.{missing}.txt beside it",
                rule="one_version",
            )
            continue
        paths = [folder / f"{name}.{code}.txt" for code in _SIDES]
        try:
            found = _two_files(paths[0], paths[1], presegmented=presegmented)
        except InputError as error:
            yield UnreadableRecord(article_id=name, place=str(paths[0]), reason=str(error), rule="unreadable_file")
            continue
        yield _renamed(found, name)


def _renamed(found: VersionTexts, name: str) -> VersionTexts:
    from dataclasses import replace

    return replace(
        found,
        indonesian=replace(found.indonesian, article_id=name),
        english=replace(found.english, article_id=name),
        versions=replace(found.versions, pair_id=name),
    )


def _table(path: Path, columns: VersionColumns) -> Iterator[VersionRecord]:
    """Yield the rows of a table; it is read twice at once, so that each column is checked as articles are."""
    sides = [
        _column(path, column, setting)
        for column, setting in ((columns.id_column, "id_column"), (columns.en_column, "en_column"))
    ]
    for indonesian, english in zip(*sides, strict=True):
        for record in (indonesian, english):
            if isinstance(record, UnreadableRecord):
                yield record
                break
        if isinstance(indonesian, Article) and isinstance(english, Article):
            if columns.presegmented:
                lists = [one.text.split("\n") for one in (indonesian, english)]
                yield presegmented_versions(indonesian.article_id, lists[0], lists[1])
            else:
                yield versions_of(indonesian, english)


def _column(path: Path, column: str, setting: str) -> Iterator[Article | UnreadableRecord]:
    """Yield one column of a table as articles; a message about it names the setting of that column."""
    try:
        yield from read_articles([str(path)], ReadOptions(text_column=column))
    except InputError as error:
        raise InputError(str(error).replace("`text_column`", f"`{setting}`")) from error


def read_version_lines(lines: Iterable[bytes], name: str, columns: VersionColumns) -> Iterator[VersionRecord]:
    """Yield the records of JSON Lines that come from elsewhere, called ``name`` in messages and ids."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _json_record(line, number, name, columns)


def _json_lines(path: Path, columns: VersionColumns) -> Iterator[VersionRecord]:
    """Yield the records of JSON Lines; ``id_sentences`` and ``en_sentences`` are lists of sentences."""
    import gzip
    import zlib

    opener = gzip.open if path.suffix == ".gz" else open
    number = 0
    try:
        with opener(path, "rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _json_record(line, number, str(path), columns)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"'{path}' cannot be read after line {number}: {first_line(error)}") from error
    if not number:
        raise InputError(f"'{path}' is empty; write one object a line")


def _json_record(line: bytes, number: int, place: str, columns: VersionColumns) -> VersionRecord:
    identity = f"{Path(place).name}:{number}"
    try:
        values = json.loads(line.decode("utf-8"))
        if not isinstance(values, dict):
            raise TypeError('not a JSON object, such as {"id": 1, "id_text": "…", "en_text": "…"}')
        given = values.get("id")
        identity = str(given) if isinstance(given, str | int) and str(given).strip() else identity
        return _from_json(values, identity, columns)
    except (ValueError, TypeError, RecursionError) as error:
        return UnreadableRecord(
            article_id=identity, place=f"{place}:{number}", reason=first_line(error), rule="invalid_record"
        )


def _from_json(values: Mapping[str, object], identity: str, columns: VersionColumns) -> VersionTexts:
    """Return the two versions of a record; raise TypeError saying what is wrong with it."""
    if "id_sentences" in values or "en_sentences" in values:
        lists = [values.get(f"{code}_sentences") for code in _SIDES]
        for code, found in zip(_SIDES, lists, strict=True):
            if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
                raise TypeError(f"'{code}_sentences' is no list of strings")
        return presegmented_versions(identity, *(_whole_lines(found) for found in lists))
    texts = []
    for column in (columns.id_column, columns.en_column):
        text = values.get(column)
        if not isinstance(text, str):
            raise TypeError(f"'{column}' is {'missing' if column not in values else 'no string'}")
        texts.append(text)
    if columns.presegmented:
        return presegmented_versions(identity, *(text.removesuffix("\n").split("\n") for text in texts))
    facts = {name: str(values[name]) for name in ("title", "date", "url", "source") if values.get(name)}
    return versions_of(
        Article(article_id=identity, text=texts[0], **facts), Article(article_id=identity, text=texts[1])
    )


def _whole_lines(sentences: object) -> list[str]:
    """Return sentences without line feeds, which separate sentences in a text of them."""
    return (
        [" ".join(one.split("\n")) for one in sentences if isinstance(one, str)] if isinstance(sentences, list) else []
    )


def _tmx(path: Path) -> Iterator[VersionTexts]:
    """Yield the units of a translation memory as two texts with a sentence a unit, one for each ``x-article-id``."""
    from lxml import etree

    texts: dict[str, dict[str, list[str]]] = {}
    try:
        # No entities and no network: a TMX from elsewhere must not read other files.
        for _, unit in etree.iterparse(str(path), tag="tu", resolve_entities=False, no_network=True, load_dtd=False):
            owner = unit.findtext("prop[@type='x-article-id']") or path.name
            found = {code: _unit_text(unit, code) for code in _SIDES}
            for code, text in found.items():
                texts.setdefault(owner, {"id": [], "en": []})[code] += [text] if text else []
            unit.clear()
    except (OSError, etree.XMLSyntaxError) as error:
        raise InputError(f"'{path}' cannot be read as TMX: {first_line(error)}") from error
    if not any(all(sides.values()) for sides in texts.values()):
        raise InputError(f"'{path}' has no unit with text in Indonesian ('id') and English ('en')")
    for owner, sides in texts.items():
        yield presegmented_versions(owner, sides["id"], sides["en"])


def _unit_text(unit: "etree._Element", code: str) -> str:
    for variant in unit.iter("tuv"):
        language = str(variant.get(_XML_LANG) or variant.get("lang") or "").lower()
        segment_element = variant.find("seg")
        if language.split("-")[0].split("_")[0] in ({code, "in", "ind"} if code == "id" else {code, "eng"}):
            return " ".join("".join(segment_element.itertext()).split()) if segment_element is not None else ""
    return ""
