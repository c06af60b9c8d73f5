"""The command that lists the filters: filters."""

import inspect
from collections.abc import Iterator

import click

from corpus.filters import FILTERS, load_filter
from translate.console import print_json

_SIGNS = {"at_least": "≥", "at_most": "≤"}


@click.command("filters", epilog="Example: sejajar filters")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a filter, one a line.")
def filters_command(as_json: bool) -> None:  # noqa: FBT001 - click's flag
    """List every filter: which values pass, what the values count, and what the filter is for.

    A pair is kept if it passes all of them. Other limits are given as --thresholds NAME=NUMBER to build, and as
    --threshold NAME=NUMBER to score.
    """
    for number, record in enumerate(_records()):
        if as_json:
            print_json(record)
            continue
        sign = _SIGNS[str(record["direction"])]
        click.echo("\n" * bool(number) + f"{record['name']}  {sign} {record['threshold']:g}  ({record['unit']})")
        click.echo(click.wrap_text(str(record["meaning"]), width=100, initial_indent="  ", subsequent_indent="  "))


def _records() -> Iterator[dict[str, object]]:
    for name in FILTERS:
        found = load_filter(name)
        meaning = (inspect.getdoc(type(found)) or "").split("\n\n")[0].split("\nGood:")[0]
        yield {
            "name": name,
            "direction": found.limit.direction,
            "threshold": found.limit.threshold,
            "unit": found.unit,
            "meaning": " ".join(meaning.split()),
        }
