"""The commands about models: list, show, fetch, convert, shortlist, calibrate."""

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args

import click

from translate.backends.base import ComputeType
from translate.console import PATH, given_options, print_json, quiet_option, stored_option, tell
from translate.errors import ModelError
from translate.model_options import announce_hub_model, engine_options, load_translator
from translate.models import CATALOGUE, TrustOptions, count_checked_files, locate, read_json
from translate.pair_files import read_training_pairs
from translate.settings import settings_from

_STORED = tuple(kind for kind in get_args(ComputeType) if kind != "auto")


@click.group("models")
def models_command() -> None:
    """List, show, fetch and convert models."""


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
@stored_option("--revision", str, "Commit of a hub model.")
@stored_option("--allow-pickle", bool, "Accept weights stored as a pickle, which can run code.")
def show_model(name: str, as_json: bool) -> None:  # noqa: FBT001 - click's flag
    """Show a model's place, revision, licence, size and measured quality."""
    announce_hub_model(name)
    checkpoint = locate(name, _trust())
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
        if key != "quality":
            click.echo(f"{key}: {f'{value:,}' if isinstance(value, int) else value}")
    card = checkpoint.path / "README.md"
    if card.is_file():
        click.echo(f"model card: {card}")
    for line in _quality_lines(record["quality"]):
        click.echo(line)


def _quality_lines(quality: object) -> Iterator[str]:
    """Yield the scores of an ``evaluation.json`` as a table, a test set a line; what has no number is left out."""
    if not isinstance(quality, Mapping) or not quality:
        yield "quality: not measured"
        return
    numbers = {name: dict(_numbers(scores)) for name, scores in quality.items()}
    columns = list(dict.fromkeys(column for scores in numbers.values() for column in scores))
    width = max(len("test set"), *(len(str(name)) for name in numbers)) + 1
    yield f"{'test set':<{width}}" + "".join(f"{column:>{len(column) + 2}}" for column in columns)
    for name, scores in numbers.items():
        cells = (f"{scores.get(column, '–'):>{len(column) + 2}}" for column in columns)
        yield f"{name:<{width}}" + "".join(cells)


def _numbers(scores: object) -> Iterator[tuple[str, str]]:
    for name, score in scores.items() if isinstance(scores, Mapping) else ():
        value = score.get("value") if isinstance(score, Mapping) else score
        if isinstance(value, int | float) and not isinstance(value, bool):
            # BLEU and chrF are between 0 and 100, the shares between 0 and 1.
            digits = 1 if isinstance(score, Mapping) else 3
            yield str(name), f"{value:,}" if isinstance(value, int) else f"{value:.{digits}f}"


@models_command.command("fetch", epilog="Example: sejajar models fetch opus-mt")
@click.argument("name")
@click.option("--sha256", help="Refuse the model unless its files have this hash (models show prints it).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@stored_option("--revision", str, "Commit of a hub model.")
@stored_option("--allow-pickle", bool, "Accept weights stored as a pickle, which can run code.")
@quiet_option
def fetch_model(name: str, sha256: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's flag
    """Download a hub model into the hub's cache, check every file's hash, and say where it is."""
    announce_hub_model(name)
    checkpoint = locate(name, _trust())
    if sha256 and sha256.lower() != checkpoint.sha256:
        raise ModelError(f"model '{name}' has the SHA-256 {checkpoint.sha256}, not {sha256}; do not use it")
    checked = count_checked_files(checkpoint)
    record = {**dataclasses.asdict(checkpoint), "path": str(checkpoint.path), "files_checked": checked}
    if as_json:
        print_json(record)
        return
    click.echo(checkpoint.path)
    tell(f"{checkpoint.origin}, SHA-256 {checkpoint.sha256}, {checked} files agree with the hub's hashes")


@models_command.command("convert", epilog="Example: sejajar models convert opus-mt --compute-type int8")
@click.argument("name")
@click.option("--out", type=PATH, help="Folder to make.  [default: the cache, where it is used]")
@click.option(
    "--compute-type", type=click.Choice(_STORED), default="int8", show_default=True, help="Number format of weights."
)
@stored_option("--revision", str, "Commit of a hub model.")
@stored_option("--allow-pickle", bool, "Accept weights stored as a pickle, which can run code.")
@quiet_option
def convert_model(name: str, out: Path | None, compute_type: str) -> None:
    """Convert a model for CTranslate2 ahead of time and print its folder; a repeated run does nothing.

    Without --out the folder is in the cache, where all commands find it. With --out it also has the SentencePiece
    files, so that any program that runs CTranslate2 can use it.
    """
    from translate.conversion import convert_into, converted

    announce_hub_model(name)
    checkpoint = locate(name, _trust())
    if out:
        convert_into(checkpoint, compute_type, out)
    click.echo(out or converted(checkpoint, compute_type))


@models_command.command(
    "shortlist", epilog="Example: sejajar models shortlist opus-mt corpus-out --out opus-mt-shortlisted"
)
@click.argument("name")
@click.argument("sources", nargs=-1, required=True)
@click.option("--out", type=PATH, required=True, help="Folder for the model with its shortlist.")
@stored_option("--candidates", int, "Target pieces added for each source piece.  [default: 30]")
@stored_option("--always", int, "Number of common target pieces that are always scored.  [default: 300]")
@stored_option("--revision", str, "Commit of a hub model.")
@quiet_option
def shortlist_model(name: str, sources: tuple[str, ...], out: Path) -> None:
    """Copy a model and add a vocabulary shortlist, learned from SOURCES, that makes CTranslate2 faster.

    SOURCES are corpora of sejajar build, other datasets with a translation column, or TSV files. Translations by the
    same model are best. Large vocabularies gain most. Translations may change, and may depend on the other sentences
    of the batch: compare with sejajar evaluate before you use it.
    """
    from translate.shortlist import ShortlistOptions, shortlist, write_shortlisted
    from translate.tokenization import Tokenizer

    given = given_options()
    options = settings_from(
        ShortlistOptions, {key: value for key, value in given.items() if key in ("candidates", "always")}, "options"
    )
    announce_hub_model(name)
    trust = settings_from(TrustOptions, {key: value for key, value in given.items() if key == "revision"}, "options")
    checkpoint = locate(name, trust)
    pairs = [pair for source in sources for pair in read_training_pairs(source)]
    write_shortlisted(checkpoint, shortlist(pairs, Tokenizer(checkpoint.path), options), out)
    click.echo(out)
    tell(f"compare: sejajar evaluate TEST_SET --model {out} --against {name}")


@models_command.command("calibrate", epilog="Example: sejajar models calibrate my-model pairs.tsv")
@click.argument("name", metavar="MODEL")
@click.argument("pairs")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@engine_options
@quiet_option
def calibrate_model(name: str, pairs: str, as_json: bool) -> None:  # noqa: FBT001 - click's flag
    """Measure a model's limit of adequacy and its scale of quality on PAIRS, and keep them beside the model.

    PAIRS is a TSV file id<TAB>en, or a dataset with a translation column: some 2,000 good pairs or more that the model
    was not trained on. Their sentences with the English of the next pair serve as wrong pairs. Without this a model's
    pairs have no quality, and `sejajar score` has no limit of adequacy for it.
    """
    from translate.calibrating import calibrate
    from translate.calibration import save_calibration

    translator = load_translator(name)
    found = calibrate(translator, read_training_pairs(pairs))
    path = save_calibration(found, translator.checkpoint)
    adequacy, quality = found.adequacy, found.quality
    record = {
        "path": str(path),
        "pairs": found.pairs,
        "adequacy": dataclasses.asdict(adequacy),
        "quality": {
            "acceptable": quality.acceptable,
            "pearson": quality.pearson,
            "score_pearson": quality.score_pearson,
        },
    }
    if as_json:
        print_json(record)
        return
    click.echo(path)
    tell(
        f"adequacy: limit {adequacy.threshold:g} catches {adequacy.caught:.1%} of the neighbours' translations and "
        f"drops {adequacy.dropped:.1%} of the {found.pairs:,} pairs"
    )
    tell(
        f"quality: Pearson {quality.pearson:.2f} with sentence chrF++ of pairs it was not fitted on; "
        f"the model's score alone {quality.score_pearson:.2f}"
    )


def _trust() -> TrustOptions:
    given = {key: value for key, value in given_options().items() if key != "quiet"}
    return settings_from(TrustOptions, given, "options")
