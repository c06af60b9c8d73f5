"""The commands that need no corpus: translate and segment are here, those about models in other files."""

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

import click

from translate.console import (
    PATH,
    json_line,
    output,
    painted,
    quiet_option,
    read_text,
    tell,
    text_console,
    text_lines,
    ticker,
)
from translate.errors import InputError, first_line
from translate.lexicon import PACKAGED, read_lexicon
from translate.model_options import load_translator, model_options
from translate.models_cli import models_command
from translate.segmentation import segment
from translate.sentences import Sentence
from translate.training_cli import evaluate_command, finetune_command, train_command
from translate.translator import Translator

LINES_AT_ONCE = 512


@click.command("translate", epilog="Example: sejajar translate seeds/000_0516dd0dd5d9d22c.txt")
@click.argument("file")
@click.option("--lines", is_flag=True, help="Translate line by line: one output line for each input line.")
@click.option("--pairs", is_flag=True, help="Print the aligned sentences as JSON Lines.")
@click.option("--out", default="-", help="File to write; - is stdout.  [default: -]")
@model_options
@quiet_option
def translate_command(file: str, lines: bool, pairs: bool, out: str) -> None:  # noqa: FBT001 - click's flags
    """Translate the article in FILE (- is stdin) into English, paragraph by paragraph."""
    if lines and pairs:
        raise click.UsageError("--lines and --pairs exclude each other")
    source = text_lines(file) if lines else iter([read_text(file)])
    first = next(source, None)  # what cannot be read is said before a model is loaded
    if first is None:
        with output(out):
            return
    with output(out) as write:
        translator = load_translator()
        if lines:
            _translate_lines(translator, _chained(first, source), write)
        else:
            _translate_article(translator, first, write, as_pairs=pairs)


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


@click.command("segment", epilog="Example: sejajar segment seeds/000_0516dd0dd5d9d22c.txt")
@click.argument("file")
@click.option("--jsonl", is_flag=True, help="The input is JSON Lines, one article a line (needed for stdin).")
@click.option("--lists", type=PATH, help="Folder of your own lists, such as abbreviations.txt.")
@click.option("--show", is_flag=True, help="Print one readable line per span, in colour on a terminal.")
@click.option("--out", default="-", help="File to write; - is stdout.  [default: -]")
@quiet_option
def segment_command(file: str, jsonl: bool, lists: Path | None, show: bool, out: str) -> None:  # noqa: FBT001 - click
    """Cut FILE (- is stdin) into sentences with spans, roles and rules, as JSON Lines, one line an article.

    The rule of a sentence names what gave it its role and what ended it, such as running-text/final-mark.

    With --show, each span is one line: its position, role, start-end, rule and text. Before the text, + means that no
    white space stands before the span, and ¶ that a line break does. Characters that cannot be seen are shown as
    escapes. An arrow (←) after the text names what looks broken in it. The rules are explained at the end.
    """
    jsonl = jsonl or file.endswith(".jsonl")
    lexicon = read_lexicon(lists) if lists else PACKAGED
    name = "stdin" if file == "-" else Path(file).name
    articles = _json_articles(file) if jsonl else iter([(name, _article(file, name))])
    segmented = ((identity, article, segment(article, lexicon)) for identity, article in articles)
    with output(out) as write:
        if show:
            _show_spans(segmented, out, write)
            return
        for identity, article, found in segmented:
            sentences = [
                {"text": article[s.start : s.end], "start": s.start, "end": s.end, "role": s.role, "rule": s.rule}
                for s in found
            ]
            write(json_line({"id": identity, "sentences": sentences}) + "\n")


def _show_spans(
    segmented: Iterable[tuple[object, str, list[Sentence]]], out: str, write: Callable[[str], None]
) -> None:
    from translate.segment_view import article_view, rules_view

    console = text_console(out)
    rules: set[str] = set()
    for number, (name, article, sentences) in enumerate(segmented):
        write("\n" if number else "")
        for line in article_view(console, name, article, sentences):
            write(painted(console, line))
        rules.update(sentence.rule for sentence in sentences)
    for line in rules_view(rules):
        write(painted(console, line))


def _article(file: str, name: str) -> str:
    """Return the text of a file that holds one article; raise InputError where it holds none."""
    text = read_text(file)
    if not text.strip():
        raise InputError(f"{name if file == '-' else file}: no text; give one article, or --jsonl for one a line")
    return text


def _json_articles(file: str) -> Iterator[tuple[object, str]]:
    """Yield the id (or the line number) and the text of each record of a JSON Lines file."""
    where, number = "stdin" if file == "-" else file, 0
    for number, line in enumerate(text_lines(file), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(f'{where}:{number}: not a JSON object with a "text" ({first_line(error)})') from error
        if not isinstance(record, dict) or "text" not in record:
            raise InputError(
                f'{where}:{number}: not a JSON object with a "text", such as {{"id": 1, "text": "Ia tiba."}}'
            )
        if not isinstance(record["text"], str):
            raise InputError(f'{where}:{number}: "text" is not a string')
        yield record.get("id", number), record["text"]
    if not number:
        tell(f"{where}: empty, no articles in it")


COMMANDS: tuple[click.Command, ...] = (
    translate_command,
    segment_command,
    train_command,
    finetune_command,
    evaluate_command,
    models_command,
)
