"""The commands that need no corpus: translate, segment, train, evaluate, models."""

import dataclasses
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from translate.backends.base import ComputeType, Device, EngineOptions
from translate.console import (
    Command,
    json_line,
    kept_option,
    kept_options,
    output,
    painted,
    print_json,
    quiet_option,
    read_text,
    tell,
    text_console,
    text_lines,
    ticker,
)
from translate.decoding import DecodingOptions
from translate.errors import InputError, OutputError
from translate.lexicon import PACKAGED, read_lexicon
from translate.models import CATALOGUE, TrustOptions, hub_repository, locate, read_json, source_language
from translate.segmentation import segment
from translate.sentences import Sentence
from translate.settings import read_toml, settings_from
from translate.translator import LoadOptions, Translator

if TYPE_CHECKING:
    from translate.evaluation import Comparison

LINES_AT_ONCE = 512

_MODEL_OPTIONS = (
    kept_option("--model", str, "Catalogue name, checkpoint folder or hub repository.  [default: bundled]"),
    kept_option("--backend", ("auto", "ctranslate2", "transformers"), "Engine that runs the model.  [default: auto]"),
    kept_option("--device", get_args(Device), "Where it runs.  [default: auto]"),
    kept_option("--compute-type", get_args(ComputeType), "Number format.  [default: int8 on CPU]"),
    kept_option("--threads", int, "CPU cores to use.  [default: all]"),
    kept_option("--beam", int, "Beam size; 1 is greedy.  [default: 4]"),
    kept_option("--length-penalty", float, "Exponent of the length in beam scores.  [default: 1.0]"),
    kept_option("--max-source-pieces", int, "Split longer sentences at clauses.  [default: the model's limit]"),
    kept_option("--max-target-pieces", int, "Longest translation.  [default: by source length]"),
    kept_option("--revision", str, "Commit of a hub model."),
    kept_option("--allow-pickle", bool, "Accept weights stored as a pickle, which can run code."),
)


def model_options(command: Command) -> Command:
    """Add the options that choose a model, an engine and a search to a command."""
    for option in reversed(_MODEL_OPTIONS):
        command = option(command)
    return command


def load_translator(model: str | None = None) -> Translator:
    """Return the translator that the current command's model options ask for; ``model`` overrides ``--model``."""
    given = kept_options()
    decoding = {
        "beam_size": given.get("beam"),
        **{name: given.get(name) for name in ("length_penalty", "max_source_pieces", "max_target_pieces")},
    }
    engine = {name: given.get(name) for name in ("device", "compute_type", "threads")}
    trust = {name: given.get(name) for name in ("revision", "allow_pickle")}
    name = model or str(given.get("model", "bundled"))
    announce_hub_model(name)
    return Translator.load(
        name,
        LoadOptions(
            backend=str(given.get("backend", "auto")),
            engine=settings_from(EngineOptions, _given(engine), "options"),
            trust=settings_from(TrustOptions, _given(trust), "options"),
        ),
        settings_from(DecodingOptions, _given(decoding), "options"),
    )


def announce_hub_model(name: str) -> None:
    """Say that a model comes from the hub, before the network is used; nothing is said of models on this machine."""
    if repository := hub_repository(name):
        tell(f"model {repository}: asking the Hugging Face hub, and downloading what is not in its cache")


def _given(values: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if value is not None}


@click.command("translate", epilog="Example: sejajar translate seeds/000_0516dd0dd5d9d22c.txt")
@click.argument("file")
@click.option("--lines", is_flag=True, help="Each input line is one sentence; exactly one output line for each.")
@click.option("--pairs", is_flag=True, help="Print the aligned sentences as JSON Lines.")
@click.option("--out", default="-", help="File to write; - is stdout.  [default: -]")
@model_options
@quiet_option
def translate_command(file: str, lines: bool, pairs: bool, out: str) -> None:  # noqa: FBT001 - click's flags
    """Translate one article FILE (- is stdin) into English, its paragraphs kept."""
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
@click.option("--lists", type=click.Path(path_type=Path), help="Folder of your own lists, such as abbreviations.txt.")
@click.option("--show", is_flag=True, help="One line a span for a person to read; in colour on a terminal.")
@click.option("--out", default="-", help="File to write; - is stdout.  [default: -]")
@quiet_option
def segment_command(file: str, jsonl: bool, lists: Path | None, show: bool, out: str) -> None:  # noqa: FBT001 - click
    """Cut FILE (- is stdin) into sentences with spans and roles, as JSON Lines, one line an article.

    With --show a line is a span's position, role, start-end and text. Before the text, + stands where no white space
    parts it from the span before, ¶ where a line break does. What cannot be seen is shown as an escape.
    """
    jsonl = jsonl or file.endswith(".jsonl")
    lexicon = read_lexicon(lists) if lists else PACKAGED
    name = "stdin" if file == "-" else Path(file).name
    articles = _json_articles(file) if jsonl else iter([(name, read_text(file))])
    segmented = ((identity, article, segment(article, lexicon)) for identity, article in articles)
    with output(out) as write:
        if show:
            _show_spans(segmented, out, write)
            return
        for identity, article, found in segmented:
            sentences = [
                {"text": article[s.start : s.end], "start": s.start, "end": s.end, "role": s.role} for s in found
            ]
            write(json_line({"id": identity, "sentences": sentences}) + "\n")


def _show_spans(
    segmented: Iterable[tuple[object, str, list[Sentence]]], out: str, write: Callable[[str], None]
) -> None:
    from translate.segment_view import article_view

    console = text_console(out)
    for number, (name, article, sentences) in enumerate(segmented):
        write("\n" if number else "")
        for line in article_view(console, name, article, sentences):
            write(painted(console, line))


def _json_articles(file: str) -> Iterator[tuple[object, str]]:
    """Yield the id (or the line number) and the text of each record of a JSON Lines file."""
    for number, line in enumerate(text_lines(file), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            text = record["text"]
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise InputError(f'{file}:{number}: not a JSON object with a "text" ({error})') from error
        if not isinstance(text, str):
            raise InputError(f'{file}:{number}: "text" is not a string')
        yield record.get("id", number), text


@click.command("train", epilog="Example: sejajar train plan.toml --data parallel/ --dev dev/news --out my-model")
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("--data", type=click.Path(path_type=Path), required=True, help="Folder of NAME.tsv(.gz): id<TAB>en.")
@click.option("--dev", type=click.Path(path_type=Path), multiple=True, help="Stem of STEM.id and STEM.en; repeatable.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for the checkpoint.")
@quiet_option
def train_command(plan: Path, data: Path, dev: tuple[Path, ...], out: Path) -> None:
    """Train a MarianMT model from the settings in PLAN (TOML); a stopped run goes on where it was."""
    from translate.training import TrainingData, train
    from translate.training_plan import TrainingPlan

    settings = read_toml(TrainingPlan, plan)
    try:
        train(settings, TrainingData(folder=data, dev=dev), out, lambda record: tell(json.dumps(record)))
        if dev:
            scores = {stem.name: _evaluation(str(out), stem, frozenset())[0] for stem in dev}
            (out / "evaluation.json").write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")
            print_json(scores)
    except OSError as error:
        raise OutputError(
            f"{out}: cannot be written ({error.strerror or error}); the last saved step is kept"
        ) from error
    tell(f"model in {out}; use it with: sejajar translate FILE --model {out}")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _TestSet:
    """A test set and a model's translations of it; ``numbers`` are its lines, from 1, in the files."""

    numbers: list[int]
    sources: list[str]
    references: list[str]
    translations: list[str]


@click.command("evaluate", epilog="Example: sejajar evaluate dev/news --model bundled --worst 20")
@click.argument("stem", type=click.Path(path_type=Path))
@click.option("--against", help="A second model as the baseline; tells whether --model is better.")
@click.option("--exclude-lines", type=click.Path(path_type=Path), help="File of 1-based line numbers to leave out.")
@click.option("--worst", type=int, default=0, help="Print this many of the worst sentences.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@model_options
@quiet_option
def evaluate_command(
    stem: Path,
    against: str | None,
    exclude_lines: Path | None,
    worst: int,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Score a model on STEM.id and STEM.en: BLEU, chrF++, numbers, copies, repetitions."""
    excluded = _line_numbers(exclude_lines) if exclude_lines else frozenset()
    scores, test_set = _evaluation(str(kept_options().get("model", "bundled")), stem, excluded)
    comparisons = _compared(against, test_set) if against else []
    if as_json:
        print_json({**scores, "against": [dataclasses.asdict(one) for one in comparisons]})
    else:
        _print_scores(scores)
        for one in comparisons:
            _print_comparison(one)
    if worst:
        _print_worst(test_set, worst)


def _compared(baseline: str, test_set: _TestSet) -> "list[Comparison]":
    from translate.evaluation import compare

    _, translations = _translated(test_set.sources, baseline)
    return compare(translations, test_set.translations, test_set.references)


def _line_numbers(path: Path) -> frozenset[int]:
    try:
        return frozenset(int(line) for line in path.read_text(encoding="utf-8").split())
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: not a file of line numbers ({error})") from error


def _evaluation(model: str, stem: Path, excluded: frozenset[int]) -> tuple[dict[str, object], _TestSet]:
    """Return a model's scores on one test set as a record, and the test set translated."""
    from translate.evaluation import evaluate
    from translate.parallel_data import read_parallel_lines

    lines = [line for line in enumerate(read_parallel_lines(stem), start=1) if line[0] not in excluded]
    if not lines:
        raise InputError(f"{stem}.id: no sentence to score")
    backwards = source_language(locate(model)) == "en"
    sources, references = ([pair[side ^ backwards] for _, pair in lines] for side in (0, 1))
    translator, translations = _translated(sources, model)
    scores = dataclasses.asdict(evaluate(sources, translations, references))
    test_set = _TestSet(
        numbers=[number for number, _ in lines], sources=sources, references=references, translations=translations
    )
    return {"model": translator.describe(), "test_set": stem.name, **scores}, test_set


def _translated(sources: list[str], model: str) -> tuple[Translator, list[str]]:
    with ticker() as tick:
        tick(f"translating {len(sources):,} sentences with {model}")
        translator = load_translator(model)
        return translator, [translation.text for translation in translator.translate(sources)]


def _print_scores(scores: dict[str, object]) -> None:
    for name, value in scores.items():
        if isinstance(value, dict) and "signature" in value:
            click.echo(f"{name}: {value['value']:.2f}  {value['signature']}")
        elif not isinstance(value, dict):
            click.echo(f"{name}: {value:.4f}" if isinstance(value, float) else f"{name}: {value}")


def _print_comparison(one: "Comparison") -> None:
    better = one.candidate > one.baseline and one.p_value < 0.05
    verdict = "ship" if better else "do not ship"
    click.echo(f"{one.metric}: {one.baseline:.2f} → {one.candidate:.2f} (p = {one.p_value:.3f}) {verdict}")


def _print_worst(test_set: _TestSet, count: int) -> None:
    from translate.evaluation import worst

    for position, score in worst(test_set.translations, test_set.references, count):
        click.echo(f"\nchrF++ {score:.1f}, line {test_set.numbers[position]}")
        click.echo(f"  id  {test_set.sources[position]}\n  mt  {test_set.translations[position]}")
        click.echo(f"  ref {test_set.references[position]}")


@click.group("models")
def models_command() -> None:
    """What models there are, and what is known of each."""


@models_command.command("list", epilog="Example: sejajar models list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def list_models(as_json: bool) -> None:  # noqa: FBT001 - click's flag
    """List the models known by name."""
    for name, entry in CATALOGUE.items():
        record = {"name": name, **dataclasses.asdict(entry)}
        if as_json:
            print_json(record)
        else:
            click.echo(f"{name:10} {entry.summary} (licence: {entry.licence})")


@models_command.command("show", epilog="Example: sejajar models show bundled --json")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@kept_option("--revision", str, "Commit of a hub model.")
@kept_option("--allow-pickle", bool, "Accept weights stored as a pickle, which can run code.")
def show_model(name: str, as_json: bool) -> None:  # noqa: FBT001 - click's flag
    """Show where a model is, its revision, licence, size and measured quality."""
    announce_hub_model(name)
    checkpoint = locate(name, settings_from(TrustOptions, kept_options(), "options"))
    scores = checkpoint.path / "evaluation.json"
    record = {
        **dataclasses.asdict(checkpoint),
        "path": str(checkpoint.path),
        "origin": checkpoint.origin,
        "bytes": sum(file.stat().st_size for file in checkpoint.path.iterdir() if file.is_file()),
        "quality": read_json(scores) if scores.is_file() else None,
    }
    if as_json:
        print_json(record)
        return
    for key, value in record.items():
        click.echo(f"{key}: {json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value}")
    card = checkpoint.path / "README.md"
    if card.is_file():
        click.echo(f"model card: {card}")


COMMANDS: tuple[click.Command, ...] = (
    translate_command,
    segment_command,
    train_command,
    evaluate_command,
    models_command,
)
