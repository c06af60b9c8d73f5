"""The commands about the models there are: list, show."""

import dataclasses
import json

import click

from translate.console import kept_option, kept_options, print_json
from translate.model_options import announce_hub_model
from translate.models import CATALOGUE, TrustOptions, locate, read_json
from translate.settings import settings_from


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
