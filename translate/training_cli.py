"""The commands that train and evaluate models: train, finetune, evaluate."""

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from translate.console import (
    PATH,
    Ticker,
    given_options,
    output,
    print_json,
    quiet_option,
    stored_option,
    tell,
    ticker,
    warn,
)
from translate.errors import InputError, OutputError, SettingError
from translate.model_options import announce_hub_model, load_translator, model_options
from translate.models import TrustOptions, locate, source_language
from translate.pair_files import count_of_origin, read_parallel_lines, read_training_pairs
from translate.settings import settings_from
from translate.writing import save_text

if TYPE_CHECKING:
    from translate.evaluation import Comparison
    from translate.sentences import TextPair


@click.command("train", epilog="Example: sejajar train plan.toml --data parallel/ --dev dev/news --out my-model")
@click.argument("plan", type=PATH)
@click.option("--data", type=PATH, required=True, help="Folder of NAME.tsv(.gz): id<TAB>en.")
@click.option("--texts", type=PATH, help="Folder of NAME.txt(.gz) that a recipe translates.")
@click.option("--dev", type=PATH, multiple=True, help="Test set STEM.id, STEM.en; repeatable.")
@click.option("--out", type=PATH, required=True, help="Folder for the checkpoint.")
@quiet_option
def train_command(plan: Path, data: Path, texts: Path | None, dev: tuple[Path, ...], out: Path) -> None:
    """Train a MarianMT model from the settings in PLAN (TOML); a run that was stopped continues.

    A PLAN with the key "ship" is a recipe: a chain of models and translations. Each becomes a file or folder in --out.
    """
    from translate.training import JsonLinesObserver, TrainingData, read_plan, train

    try:
        settings = read_plan(plan)
        model = train(settings, TrainingData(folder=data, texts=texts, dev=dev), out, JsonLinesObserver(tell))
        if settings.needs_mark:
            tell(f"model in {model}; a mark tells it which language to write, so it is for recipes and is not scored")
            return
        if dev:
            test_sets = [_read_test_set(stem) for stem in dev]
            scores = _scores(_evaluations(str(model), test_sets))
            save_text(_indented(scores), model / "evaluation.json")
            print_json(scores)
    except OSError as error:
        raise OutputError(
            f"{out}: cannot be written ({error.strerror or error}); the last saved step is kept"
        ) from error
    tell(f"model in {model}; use it with: sejajar translate FILE --model {model}")


@click.command("finetune", epilog="Example: sejajar finetune corpus-out --base bundled --dev dev/news --out my-model")
@click.argument("sources", nargs=-1, required=True)
@click.option("--base", default="bundled", help="Model to start from: a name, a folder or a hub repository.")
@click.option("--dev", type=PATH, multiple=True, help="Test set STEM.id, STEM.en; repeatable.")
@click.option("--out", type=PATH, required=True, help="Folder for the checkpoint.")
@stored_option("--epochs", float, "How many times every pair is shown.  [default: 3]")
@stored_option("--steps", int, "Number of steps, instead of --epochs.")
@stored_option("--learning-rate", float, "Highest learning rate.  [default: 1e-4]")
@stored_option("--batch-pairs", int, "Pairs per training step.  [default: 32]")
@stored_option("--max-pieces", int, "Leave out pairs longer than this, in pieces.  [default: 160]")
@stored_option("--seed", int, "Random seed of the order of pairs.  [default: 1]")
@stored_option("--revision", str, "Commit of a hub model.")
@stored_option("--allow-pickle", bool, "Accept weights stored as a pickle, which can run code.")
@quiet_option
def finetune_command(sources: tuple[str, ...], base: str, dev: tuple[Path, ...], out: Path) -> None:
    """Train a model further on SOURCES: corpora of sejajar build, datasets with a translation column, or TSV files.

    With --dev the model is scored on each test set before and after, and the two are compared.
    """
    from translate.training import FineTuningOptions, finetune, finetuning_card

    given = given_options()
    trust = settings_from(TrustOptions, {key: given[key] for key in ("revision", "allow_pickle") if key in given}, "")
    options = settings_from(
        FineTuningOptions,
        {key: value for key, value in given.items() if key != "quiet" and not hasattr(trust, key)},
        "options",
    )
    if out.exists() and any(out.iterdir()):
        raise OutputError(f"{out}: is not empty; choose another --out or remove it")
    announce_hub_model(base)
    checkpoint = locate(base, trust)
    pairs = [pair for source in sources for pair in read_training_pairs(source)]
    own = sum(count_of_origin(source, checkpoint.origin) for source in sources)
    if own:
        warn(
            f"sejajar: {own:,} of {len(pairs):,} pairs are the output of this very model ({checkpoint.origin}); it "
            "learns nothing new from them. Give pairs that people wrote or mended"
        )
    test_pairs = [pair for stem in dev for pair in read_parallel_lines(stem)]
    try:
        with ticker() as tick:
            tick(f"learning from {len(pairs):,} pairs")
            done = finetune(checkpoint, pairs, test_pairs, out, options, _TickedLoss(tick))
        scores = _before_and_after(base, str(out), [_read_test_set(stem) for stem in dev]) if dev else {}
        save_text(_indented(scores), out / "evaluation.json")
        save_text(finetuning_card(checkpoint, sources, options, done, scores), out / "README.md")
    except OSError as error:
        raise OutputError(f"{out}: cannot be written ({error.strerror or error})") from error
    print_json({"out": str(out), **dataclasses.asdict(done), "test_sets": scores})
    tell(f"model in {out}; use it with: sejajar translate FILE --model {out}")


@dataclasses.dataclass(frozen=True, slots=True)
class _TickedLoss:
    """Shows the loss of fine-tuning on the terminal."""

    tick: Ticker

    def loss_logged(self, step: int, loss: float) -> None:
        """Show the latest loss."""
        self.tick(f"step {step}, loss {loss:.4g}")


def _before_and_after(base: str, tuned: str, test_sets: "list[_TestSet]") -> dict[str, dict[str, object]]:
    """Return both models' scores on each test set with a significance test, and print the verdicts to stderr."""
    before, after = _evaluations(base, test_sets), _evaluations(tuned, test_sets)
    records: dict[str, dict[str, object]] = {}
    for one, baseline, candidate in zip(test_sets, before, after, strict=True):
        comparisons = _compared(baseline, candidate)
        for comparison in comparisons:
            tell(f"{one.name}: {_verdict(comparison)}")
        compared = [dataclasses.asdict(comparison) for comparison in comparisons]
        records[one.name] = {"before": baseline.record, "after": candidate.record, "compared": compared}
    return records


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _TestSet:
    """A test set as read; ``numbers`` are its lines, from 1, in the files, ``pairs`` are ``(id, en)``."""

    name: str
    numbers: list[int]
    pairs: "list[TextPair]"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Evaluated:
    """A test set translated by a model: sources and references as the model reads them, and the record of scores."""

    test_set: _TestSet
    sources: list[str]
    references: list[str]
    translations: list[str]
    record: dict[str, object]


@click.command(
    "evaluate",
    epilog="Example: sejajar evaluate dev/news dev/general --model my-model --against bundled --out evaluation.json",
)
@click.argument("stems", type=PATH, nargs=-1, required=True)
@click.option("--against", help="A second model as baseline; tests whether --model is better.")
@click.option(
    "--exclude-lines",
    multiple=True,
    metavar="[NAME=]FILE",
    help="Line numbers, from 1, to leave out; NAME= where there are several test sets. Repeatable.",
)
@click.option("--worst", type=int, default=0, help="Print this many of the worst sentences.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a test set, one a line.")
@click.option("--out", type=PATH, help="Write all scores as the evaluation.json of a model.")
@model_options
@quiet_option
def evaluate_command(
    stems: tuple[Path, ...],
    against: str | None,
    exclude_lines: tuple[str, ...],
    worst: int,
    as_json: bool,  # noqa: FBT001
    out: Path | None,
) -> None:
    """Score a model on test sets STEM.id and STEM.en: BLEU, chrF++, numbers, copies, repetitions."""
    names = [stem.name for stem in stems]
    if len(set(names)) < len(names):
        raise SettingError(f"two test sets have one name ({', '.join(names)}); rename one, scores are kept by name")
    excluded = _excluded(exclude_lines, names)
    test_sets = [_read_test_set(stem, excluded.get(stem.name, frozenset())) for stem in stems]
    found = _evaluations(str(given_options().get("model", "bundled")), test_sets)
    baselines = _evaluations(against, test_sets) if against else []
    for position, one in enumerate(found):
        comparisons = _compared(baselines[position], one) if baselines else []
        if comparisons:
            one.record["against"] = [dataclasses.asdict(comparison) for comparison in comparisons]
        if as_json:
            print_json(one.record)
        else:
            _print_scores(one.record)
            for comparison in comparisons:
                click.echo(_verdict(comparison))
        if worst:
            _print_worst(one, worst)
    if out:
        with output(str(out)) as write:
            write(_indented(_scores(found)))


def _compared(baseline: _Evaluated, candidate: _Evaluated) -> "list[Comparison]":
    from translate.evaluation import compare

    return compare(baseline.translations, candidate.translations, candidate.references)


def _excluded(options: tuple[str, ...], names: list[str]) -> dict[str, frozenset[int]]:
    """Return the lines to leave out of each test set; raise SettingError if an option does not name its test set."""
    excluded = {}
    for option in options:
        name, found, path = option.partition("=")
        if not found and len(names) == 1:
            name, path = names[0], option
        if name not in names:
            raise SettingError(f"--exclude-lines {option}: say of which test set, {' or '.join(names)}: NAME=FILE")
        excluded[name] = _line_numbers(Path(path))
    return excluded


def _line_numbers(path: Path) -> frozenset[int]:
    try:
        return frozenset(int(line) for line in path.read_text(encoding="utf-8").split())
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: not a file of line numbers ({error})") from error


def _read_test_set(stem: Path, excluded: frozenset[int] = frozenset()) -> _TestSet:
    lines = [line for line in enumerate(read_parallel_lines(stem), start=1) if line[0] not in excluded]
    if not lines:
        raise InputError(f"{stem}.id: no sentence to score")
    return _TestSet(name=stem.name, numbers=[line[0] for line in lines], pairs=[line[1] for line in lines])


def _evaluations(model: str, test_sets: list[_TestSet]) -> list[_Evaluated]:
    """Return each test set translated by a model and scored; for a model that reads English the sides are swapped."""
    from translate.evaluation import evaluate

    evaluated = []
    with ticker() as tick:
        translator = load_translator(model)
        backwards = source_language(translator.checkpoint) == "en"
        for one in test_sets:
            tick(f"translating {len(one.pairs):,} sentences of {one.name} with {model}")
            sources, references = ([pair[side ^ backwards] for pair in one.pairs] for side in (0, 1))
            translations = [translation.text for translation in translator.translate(sources)]
            scores = dataclasses.asdict(evaluate(sources, translations, references))
            record = {"model": translator.describe(), "test_set": one.name, **scores}
            evaluated.append(
                _Evaluated(
                    test_set=one, sources=sources, references=references, translations=translations, record=record
                )
            )
    return evaluated


def _scores(evaluated: list[_Evaluated]) -> dict[str, dict[str, object]]:
    """Return what an ``evaluation.json`` holds: the record of each test set under its name."""
    return {one.test_set.name: one.record for one in evaluated}


def _indented(record: Mapping[str, object]) -> str:
    return json.dumps(record, indent=1) + "\n"


def _print_scores(scores: dict[str, object]) -> None:
    for name, value in scores.items():
        if isinstance(value, dict) and "signature" in value:
            click.echo(f"{name}: {value['value']:.2f}  {value['signature']}")
        elif not isinstance(value, dict | list):
            click.echo(f"{name}: {value:.4f}" if isinstance(value, float) else f"{name}: {value}")


def _verdict(one: "Comparison") -> str:
    better = one.candidate > one.baseline and one.p_value < 0.05
    verdict = "ship" if better else "do not ship"
    return f"{one.metric}: {one.baseline:.2f} → {one.candidate:.2f} (p = {one.p_value:.3f}) {verdict}"


def _print_worst(one: _Evaluated, count: int) -> None:
    from translate.evaluation import worst

    for position, score in worst(one.translations, one.references, count):
        click.echo(f"\nchrF++ {score:.1f}, line {one.test_set.numbers[position]}")
        click.echo(f"  id  {one.sources[position]}\n  mt  {one.translations[position]}")
        click.echo(f"  ref {one.references[position]}")
