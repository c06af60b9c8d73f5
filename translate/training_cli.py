"""The commands that make and judge models: train, finetune, evaluate."""

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from translate.console import kept_option, kept_options, print_json, quiet_option, tell, ticker
from translate.errors import InputError, OutputError
from translate.model_options import announce_hub_model, load_translator, model_options
from translate.models import TrustOptions, locate, source_language
from translate.settings import read_toml, settings_from
from translate.translator import Translator

if TYPE_CHECKING:
    from translate.evaluation import Comparison


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


@click.command("finetune", epilog="Example: sejajar finetune corpus-out --base bundled --dev dev/news --out my-model")
@click.argument("sources", nargs=-1, required=True)
@click.option("--base", default="bundled", help="Model to start from: a name, a folder or a hub repository.")
@click.option("--dev", type=click.Path(path_type=Path), multiple=True, help="Stem of STEM.id and STEM.en; repeatable.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for the checkpoint.")
@kept_option("--epochs", float, "How often every pair is shown.  [default: 3]")
@kept_option("--steps", int, "Number of steps, instead of --epochs.")
@kept_option("--learning-rate", float, "Highest learning rate.  [default: 1e-4]")
@kept_option("--batch-pairs", int, "Pairs a step.  [default: 32]")
@kept_option("--max-pieces", int, "Longer pairs are left out.  [default: 160]")
@kept_option("--seed", int, "Seed of the order.  [default: 1]")
@kept_option("--revision", str, "Commit of a hub model.")
@kept_option("--allow-pickle", bool, "Accept weights stored as a pickle, which can run code.")
@quiet_option
def finetune_command(sources: tuple[str, ...], base: str, dev: tuple[Path, ...], out: Path) -> None:
    """Teach a model further on SOURCES: corpora of sejajar build, other datasets with a translation column, TSV files.

    With --dev the model is judged before and after on each test set: what it gained, and what it forgot.
    """
    from translate.finetuning import FineTuningOptions, finetune, finetuning_card, read_training_pairs
    from translate.parallel_data import read_parallel_lines

    given = kept_options()
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
    test_pairs = [pair for stem in dev for pair in read_parallel_lines(stem)]
    try:
        with ticker() as tick:
            tick(f"learning from {len(pairs):,} pairs")
            done = finetune(
                checkpoint,
                pairs,
                test_pairs,
                out,
                options,
                lambda record: tick(f"step {record['step']}, loss {record.get('loss', record.get('train_loss'))}"),
            )
        scores = {stem.name: _before_and_after(base, str(out), stem) for stem in dev}
        (out / "evaluation.json").write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")
        card = finetuning_card(checkpoint, sources, options, done, scores)
        (out / "README.md").write_text(card, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{out}: cannot be written ({error.strerror or error})") from error
    print_json({"out": str(out), **dataclasses.asdict(done), "test_sets": scores})
    tell(f"model in {out}; use it with: sejajar translate FILE --model {out}")


def _before_and_after(base: str, tuned: str, stem: Path) -> dict[str, object]:
    """Return both models' scores on a test set and whether they differ by more than chance; say so on stderr."""
    from translate.evaluation import compare

    before, baseline = _evaluation(base, stem, frozenset())
    after, test_set = _evaluation(tuned, stem, frozenset())
    comparisons = compare(baseline.translations, test_set.translations, test_set.references)
    for one in comparisons:
        tell(f"{stem.name}: {_verdict(one)}")
    return {"before": before, "after": after, "compared": [dataclasses.asdict(one) for one in comparisons]}


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
            click.echo(_verdict(one))
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


def _verdict(one: "Comparison") -> str:
    better = one.candidate > one.baseline and one.p_value < 0.05
    verdict = "ship" if better else "do not ship"
    return f"{one.metric}: {one.baseline:.2f} → {one.candidate:.2f} (p = {one.p_value:.3f}) {verdict}"


def _print_worst(test_set: _TestSet, count: int) -> None:
    from translate.evaluation import worst

    for position, score in worst(test_set.translations, test_set.references, count):
        click.echo(f"\nchrF++ {score:.1f}, line {test_set.numbers[position]}")
        click.echo(f"  id  {test_set.sources[position]}\n  mt  {test_set.translations[position]}")
        click.echo(f"  ref {test_set.references[position]}")
