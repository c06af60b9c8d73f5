"""The command translate: articles, lines and documents into English, one file or many."""

import gzip
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import click

from translate.console import json_line, output, quiet_option, read_bytes, read_text, tell, text_lines, ticker, warn
from translate.documents import TranslatedDocument, supported_suffixes, translate_document
from translate.errors import InputError, OutputError
from translate.model_options import load_translator, model_options
from translate.translator import Translator
from translate.writing import output_errors, save_bytes

LINES_AT_ONCE = 512
_RECORDS = frozenset([".arrow", ".csv", ".json", ".jsonl", ".ndjson", ".parquet", ".tsv"])
_PACKED = frozenset([".docx", ".epub", ".odt", ".pptx"])
_TEXT = ".txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """One file to translate, - for stdin, and where its English goes, - for stdout."""

    file: str
    out: str

    @property
    def suffix(self) -> str:
        """What the file is by its name; a text that is packed is a text."""
        return Path(self.file.removesuffix(".gz")).suffix.lower()

    @property
    def is_document(self) -> bool:
        """Whether the file is translated in place; a text file is an article."""
        return self.file != "-" and self.suffix in supported_suffixes() - {_TEXT}


@click.command("translate", epilog="Example: sejajar translate seeds/000_0516dd0dd5d9d22c.txt")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--lines", is_flag=True, help="Translate line by line: one output line for each input line.")
@click.option("--pairs", is_flag=True, help="Print the aligned sentences as JSON Lines.")
@click.option("--out", default="-", help="File to write, - for stdout; for several files a folder.  [default: -]")
@model_options
@quiet_option
def translate_command(files: tuple[str, ...], lines: bool, pairs: bool, out: str) -> None:  # noqa: FBT001 - click's
    """Translate articles and documents into English; each FILE is a file, a folder, or - for stdin.

    A text file is an article: its paragraphs are kept, and what is not the article is left out. Documents keep their
    form: Markdown, HTML, DOCX, ODT, PPTX, EPUB, SRT, VTT, PO, XLIFF. Several files, and the files of a folder, are
    written to the folder --out under their own names. An input is never overwritten.
    """
    if lines and pairs:
        raise click.UsageError("--lines and --pairs exclude each other")
    several = len(files) > 1 or Path(files[0]).is_dir()
    jobs = _jobs(files, out, several=several, ending=".jsonl" if pairs else "")
    _refuse_overwriting(jobs)
    work = _Work(as_lines=lines, as_pairs=pairs)
    if not several:
        work.do(jobs[0])
        return
    failed = 0
    for job in jobs:
        try:
            work.do(job)
        except (InputError, OutputError) as error:
            failed += 1
            warn(str(error))
    if failed:
        raise InputError(f"{failed} of {len(jobs)} files were not translated, for the reasons above")


@dataclass(slots=True, kw_only=True)
class _Work:
    """Translates one file after another with a model that is loaded when the first could be read."""

    as_lines: bool
    as_pairs: bool
    loaded: Translator | None = None

    def translator(self) -> Translator:
        """Return the translator that the options choose, loaded once."""
        if self.loaded is None:
            self.loaded = load_translator()
        return self.loaded

    def do(self, job: _Job) -> None:
        """Translate one file; raise InputError if it cannot be read, OutputError if its English cannot be written."""
        if self.as_lines:
            self._lines(job)
            return
        if job.suffix in _RECORDS and job.file != "-":
            raise InputError(
                f"{job.file}: records, not one text; use 'sejajar build {job.file} --out DIR', or --lines to "
                "translate its lines as they are"
            )
        if job.is_document:
            self._document(job)
        else:
            self._article(job)

    def _lines(self, job: _Job) -> None:
        source = text_lines(job.file)
        first = next(source, None)  # what cannot be read is said before a model is loaded
        with output(job.out) as write:
            if first is not None:
                _translate_lines(self.translator(), _chained(first, source), write)

    def _article(self, job: _Job) -> None:
        article = read_text(job.file)
        if job.out.endswith(".gz"):
            parts: list[str] = []
            _translate_article(self.translator(), article, parts.append, as_pairs=self.as_pairs)
            _save("".join(parts).encode("utf-8"), job.out)
            return
        with output(job.out) as write:
            _translate_article(self.translator(), article, write, as_pairs=self.as_pairs)

    def _document(self, job: _Job) -> None:
        data = read_bytes(job.file)
        if job.out == "-" and not self.as_pairs and job.suffix in _PACKED and sys.stdout.isatty():
            raise OutputError(f"{job.file}: its translation is not text for a terminal; name a file with --out")
        translator = self.translator()
        with ticker() as tick:
            document = translate_document(
                data,
                Path(job.file.removesuffix(".gz")).name,
                translator,
                progress=lambda done, known: tick(f"{Path(job.file).name}: {done:,} of {known:,} sentences"),
            )
        if self.as_pairs:
            with output(job.out) as write:
                _write_pairs(document, translator.origin, write)
        else:
            _save(document.content, job.out)
        for note in document.notes:
            tell(f"{job.file}: {note}")


def _jobs(files: tuple[str, ...], out: str, *, several: bool, ending: str) -> list[_Job]:
    """Return what to translate and where to put it; raise a SejajarError where that cannot be told."""
    if not several:
        place = Path(out)
        into = out != "-" and (place.is_dir() or out.endswith("/"))
        if into:
            with output_errors(place, "choose another --out"):
                place.mkdir(parents=True, exist_ok=True)
        return [_Job(file=files[0], out=str(place / (_name(files[0]) + ending)) if into else out)]
    if out == "-":
        raise OutputError("several files need a folder for their translations; name it with --out")
    if Path(out).exists() and not Path(out).is_dir():
        raise OutputError(f"'{out}' is a file; several files need a folder")
    jobs: list[_Job] = []
    for file in files:
        if Path(file).is_dir():
            jobs.extend(_jobs_of_folder(Path(file), out, ending))
        else:
            jobs.append(_Job(file=file, out=str(Path(out) / (_name(file) + ending))))
    taken: dict[str, str] = {}
    for job in jobs:
        other = taken.setdefault(job.out, job.file)
        if other != job.file:
            raise OutputError(f"{other} and {job.file} would both be written to {job.out}; translate them apart")
    with output_errors(Path(out), "choose another --out"):
        for job in jobs:
            Path(job.out).parent.mkdir(parents=True, exist_ok=True)
    return list({job.out: job for job in jobs}.values())


def _jobs_of_folder(folder: Path, out: str, ending: str) -> Iterator[_Job]:
    """Yield the texts and documents of a folder and of those in it, sorted; what else is there is counted and told."""
    target = Path(out).resolve()
    others = found = 0
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if any(part.startswith(".") for part in parts) or not path.is_file() or target in path.resolve().parents:
            continue
        if Path(path.name.removesuffix(".gz")).suffix.lower() in supported_suffixes():
            found += 1
            yield _Job(file=str(path), out=str(Path(out, *parts)) + ending)
        else:
            others += 1
    if others:
        tell(f"{folder}: {others} files that are neither texts nor documents were left out")
    if not found:
        raise InputError(f"{folder}: no text and no document in it")


def _name(file: str) -> str:
    return "stdin.txt" if file == "-" else Path(file).name


def _refuse_overwriting(jobs: list[_Job]) -> None:
    """Raise OutputError if a translation would replace a file that is to be read, also through links."""
    inputs = {key: job.file for job in jobs if (key := _identity(job.file)) is not None}
    for job in jobs:
        key = _identity(job.out)
        if key is not None and key in inputs:
            raise OutputError(f"'{job.out}' is the input {inputs[key]}; choose another --out")


def _identity(path: str) -> tuple[int, int] | None:
    """Return what tells a file from all others, under whatever name; None for no regular file."""
    try:
        found = Path(path).stat() if path != "-" and Path(path).is_file() else None
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found else None


def _save(content: bytes, out: str) -> None:
    """Write bytes to a file, packed if its name ends in .gz, or to stdout."""
    if out == "-":
        click.echo(content, nl=False)
        return
    path = Path(out).resolve()
    if path.is_dir():
        raise OutputError(f"'{out}' is a folder; name a file for the output")
    with output_errors(path, "choose another --out"):
        save_bytes(gzip.compress(content, mtime=0) if out.endswith(".gz") else content, path)


def _chained(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _translate_lines(translator: Translator, lines: Iterable[str], write: Callable[[str], None]) -> None:
    stream, done = iter(lines), 0
    with ticker() as tick:
        while chunk := list(islice(stream, LINES_AT_ONCE)):
            for translation in translator.translate(chunk):
                write(translation.text + "\n")
            done += len(chunk)
            tick(f"{done:,} lines")


def _translate_article(translator: Translator, article: str, write: Callable[[str], None], *, as_pairs: bool) -> None:
    result = translator.translate_text(article)
    if as_pairs:
        for sentence, translation in result.pairs:
            record = {
                "id": sentence.text,
                "en": translation.text,
                "start": sentence.start,
                "end": sentence.end,
                "role": sentence.role,
                "score": translation.score,
                "flags": list(translation.flags),
                "origin": translator.origin,
            }
            write(json_line(record) + "\n")
    elif result.english:
        write(result.english + "\n")
    if result.left_out:
        roles = ", ".join(f"{span.role} ({article[span.start : span.end][:40]!r})" for span in result.left_out)
        tell(f"left out, as not the article: {roles}")


def _write_pairs(document: TranslatedDocument, origin: str, write: Callable[[str], None]) -> None:
    for pair in document.pairs:
        record = {"id": pair.source, "en": pair.text, "score": pair.score, "flags": list(pair.flags), "origin": origin}
        write(json_line(record) + "\n")
