"""The command that scores pairs from elsewhere: score."""

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

import click

from corpus.filtering import PlainPair, explain_value, failed_filters, filter_limits, score_pairs, score_rows
from corpus.number_options import parse_numbers
from translate.console import json_line, output, quiet_option, tell, text_lines, warn
from translate.errors import InputError, SettingError, first_line
from translate.limits import Limit, at_least
from translate.model_options import load_translator, scoring_options
from translate.pair_files import is_heading, number_of_columns

if TYPE_CHECKING:
    from translate.translator import Translator

# Some 10 s of work for the bundled model, so that results keep coming.
_PAIRS_AT_ONCE = 1000


@click.command("score", epilog="Example: sejajar score pairs.tsv --threshold length_ratio=2")
@click.argument("file")
@click.option("--jsonl", is_flag=True, help='The input is JSON Lines, {"id": …, "en": …} (needed for stdin).')
@click.option(
    "--threshold",
    "thresholds",
    multiple=True,
    metavar="NAME=NUMBER",
    help="Use another threshold for a filter; repeatable.",
)
@click.option("--no-model", is_flag=True, help="Leave out adequacy, which needs a model.")
@click.option("--out", default="-", help="File to write; - is stdout.  [default: -]")
@scoring_options
@quiet_option
def score_command(file: str, jsonl: bool, thresholds: tuple[str, ...], no_model: bool, out: str) -> None:  # noqa: FBT001
    """Print every filter's value and decision for the pairs in FILE (- is stdin), as JSON Lines, one line a pair.

    FILE holds id<TAB>en, or ends in .jsonl. A line that holds no pair is reported and skipped. A value of null means
    that the filter does not apply to the pair. "found" lists what a filter found, such as the numbers that differ.
    "adequacy" is the probability that a model gives to the English; a threshold of null means that none was measured
    for the model. A "score" or "quality" in JSON Lines is that of the model that made the English.
    """
    given = parse_numbers("--threshold", thresholds, "length_ratio=2")
    rules = filter_limits(given)
    asked = None if no_model else _asked_model(rules, given)
    if asked is None:
        if "adequacy" in given:
            raise SettingError("--no-model leaves adequacy out, and there is a threshold for it; give one of them")
        del rules["adequacy"]
    done, failures = Counter[str](), Counter[str]()
    pairs = _told(_readable_pairs(file, as_json=jsonl or file.endswith(".jsonl")), done)
    with output(out) as write:
        while batch := list(islice(pairs, _PAIRS_AT_ONCE)):
            if asked is not None:
                values_of = asked.adequacy([(pair.id, pair.en) for pair in batch])
                batch = [replace(pair, adequacy=one) for pair, one in zip(batch, values_of, strict=True)]
            for pair, values in zip(batch, score_rows(score_pairs(batch, rules)), strict=True):
                failed = failed_filters(values, rules)
                failures.update(failed)
                done["kept" if not failed else "dropped"] += 1
                write(json_line({"kept": not failed, "rules": _rules_record(pair, values, failed, rules)}) + "\n")
        if not done["kept"] + done["dropped"]:
            # What was wrong with the lines stands above.
            raise InputError(f"{'stdin' if file == '-' else file}: no pair in it")
    _tell_counts(done, failures)


def _told(pairs: Iterable[PlainPair | str], done: Counter[str]) -> Iterator[PlainPair]:
    """Yield the pairs; what could not be read is told at once and counted as ``unreadable``."""
    for one in pairs:
        if isinstance(one, PlainPair):
            yield one
        else:
            warn(f"sejajar: {one}")
            done["unreadable"] += 1


def _asked_model(rules: dict[str, Limit], given: Mapping[str, float]) -> "Translator":
    """Return the model that is asked for adequacy; its own limit is put into ``rules`` unless the user gave one."""
    translator = load_translator()
    if "adequacy" not in given:
        measured = translator.calibration
        rules["adequacy"] = at_least(measured.adequacy.threshold if measured else -math.inf)
        if measured is None:
            tell(
                f"model {translator.checkpoint.name} has no measured limit of adequacy; its values are shown and "
                "decide nothing. Measure it with: sejajar models calibrate MODEL PAIRS"
            )
    return translator


def _rules_record(
    pair: PlainPair, values: Mapping[str, float | None], failed: tuple[str, ...], rules: Mapping[str, Limit]
) -> dict[str, object]:
    record: dict[str, object] = {}
    for name, rule in rules.items():
        entry: dict[str, object] = {
            "value": values[name],
            "threshold": rule.threshold if math.isfinite(rule.threshold) else None,
            "direction": rule.direction,
            "kept": name not in failed,
        }
        found = explain_value(name, pair) if values[name] else ()
        record[name] = {**entry, "found": list(found)} if found else entry
    return record


def _readable_pairs(file: str, *, as_json: bool) -> Iterator[PlainPair | str]:
    """Yield the pairs of a file, and for a line that holds none the reason; empty lines and a heading are left out."""
    where = "stdin" if file == "-" else file
    for number, line in enumerate(text_lines(file), start=1):
        if not line.strip():
            continue
        try:
            pair = _json_pair(line) if as_json else _tabbed_pair(line, first=number == 1)
        except InputError as error:
            yield f"{where}:{number}: {error}"
            continue
        if pair is None:
            tell(f"{where}:{number}: names of columns, and no pair")
        else:
            yield pair


def _tabbed_pair(line: str, *, first: bool) -> PlainPair | None:
    """Return the pair of a line ``id<TAB>en``, None for a heading; raise InputError for another line."""
    columns = line.split("\t")
    if len(columns) != 2:
        raise InputError(f"{number_of_columns(columns)}, expected id<TAB>en; for JSON Lines add --jsonl")
    if first and is_heading(columns):
        return None
    return PlainPair(id=columns[0], en=columns[1])


def _json_pair(line: str) -> PlainPair:
    """Return the pair of a JSON object; raise InputError if it is none.

    Its texts stand in ``id`` and ``en``, or in ``translation`` as in a data set.
    """
    try:
        record = json.loads(line)
        if not isinstance(record, dict):
            raise InputError('not a JSON object with "id" and "en"')
        held = record["translation"] if isinstance(record.get("translation"), dict) else record
        texts, said = (held["id"], held["en"]), {name: record.get(name) for name in ("score", "quality")}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise InputError(f'not a JSON object with "id" and "en" ({first_line(error)})') from error
    if not all(isinstance(text, str) for text in texts):
        raise InputError('"id" and "en" have to be strings')
    for name, value in said.items():
        if value is not None and (type(value) not in {int, float} or not math.isfinite(value)):
            raise InputError(f'"{name}" is not a finite number')
    return PlainPair(id=texts[0], en=texts[1], **said)


def _tell_counts(done: Counter[str], failures: Counter[str]) -> None:
    by_rule = ", ".join(f"{name} {number:,}" for name, number in failures.most_common())
    rules = f" ({by_rule})" if by_rule else ""
    unread = f"; lines that could not be read: {done['unreadable']:,}" if done["unreadable"] else ""
    scored = done["kept"] + done["dropped"]
    tell(f"{scored:,} pairs: {done['kept']:,} kept, {done['dropped']:,} not{rules}{unread}")
