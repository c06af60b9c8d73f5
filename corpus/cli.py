"""The sejajar command: building a corpus, and the commands of ``translate``."""

import contextlib
import dataclasses
import os
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import get_args

import click

from corpus.alignment_cli import align_command
from corpus.build import BuildReport, append_to_corpus, build_corpus
from corpus.build_log import BuildLog
from corpus.counts import Counts
from corpus.deduplication import Deduplication
from corpus.executors.base import ExecutorName
from corpus.filters_cli import filters_command
from corpus.inspection_cli import INSPECTION_COMMANDS
from corpus.installation import check_package
from corpus.manifest import MANIFEST
from corpus.number_options import parse_numbers
from corpus.plan import BuildPlan
from corpus.records import UnreadableRecord
from corpus.scoring_cli import score_command
from corpus.serving_cli import serve_command
from corpus.shards import ShardReport
from corpus.throughput import Throughput
from translate.cli import COMMANDS
from translate.console import (
    PATH,
    Ticker,
    given_options,
    json_line,
    option_names,
    print_json,
    quiet_option,
    stored_option,
    tell,
    ticker,
    warn,
    with_options,
)
from translate.errors import SejajarError, SettingError, first_line, shortened
from translate.model_options import announce_hub_model, model_options


class _Commands(click.Group):
    def invoke(self, ctx: click.Context) -> object:
        """Run a command; a reader that closes the output early, such as ``head``, is no error."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # Without this Python would complain while it closes stdout.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(package_name="sejajar")
def cli() -> None:
    """Sejajar: Indonesian articles in, aligned Indonesian-English sentence pairs out."""


for _command in (
    *COMMANDS,
    *INSPECTION_COMMANDS,
    align_command,
    score_command,
    filters_command,
    serve_command,
):
    cli.add_command(_command)


@cli.command("build", epilog="Example: sejajar build seeds/ --out corpus-out")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--out", type=PATH, required=True, help="Folder for the dataset.")
@click.option("--plan", type=PATH, help="TOML file of settings; options given here override it.")
@click.option("--fresh/--resume", default=False, help="Start over, or continue an unfinished run.  [default: resume]")
@click.option("--json", "as_json", is_flag=True, help="Print the closing summary as one JSON object on stdout.")
@model_options
@stored_option("--text-column", str, "Field of a record that holds its text.  [default: text]")
@stored_option("--limit", int, "Maximum number of articles to read.")
@stored_option("--lists", str, "Folder of lists, such as abbreviations.txt, added to those of segmentation.")
@stored_option("--thresholds", str, "Filter limits, such as length_ratio=3,number_conflicts=1.")
@stored_option("--min-quality", float, "Least quality of a pair, from 0 to 1.  [default: all are kept]")
@stored_option("--splits", str, "Share of the articles per split, such as train=0.98,validation=0.01,test=0.01.")
@stored_option("--append", bool, "Add new articles to a finished corpus; its files stay as they are.")
@stored_option("--drop-personal", bool, "Drop pairs with e-mail addresses, telephone, identity or account numbers.")
@stored_option("--deduplicate", get_args(Deduplication), "Duplicates to remove; near includes exact.  [default: near]")
@stored_option("--near-threshold", float, "Minimum share of common 5-grams for near duplicates.  [default: 0.9]")
@stored_option("--log-json", bool, "Print progress on stderr as JSON, one object a line.")
@stored_option("--executor", get_args(ExecutorName), "Where shards are processed.  [default: inline]")
@stored_option("--workers", int, "Workers of the executors local and ray.  [default: one a core]")
@stored_option("--address", str, "Address of a Ray cluster, or auto.  [default: Ray on this machine]")
@click.option(
    "--exclude",
    multiple=True,
    metavar="FILE",
    help="Test set (.tsv, .jsonl, lines) whose sentences are removed; repeatable.",
)
@quiet_option
def build_command(
    sources: tuple[str, ...],
    out: Path,
    plan: Path | None,
    fresh: bool,  # noqa: FBT001
    as_json: bool,  # noqa: FBT001
    exclude: tuple[str, ...],
) -> None:
    """Turn articles into a Hugging Face dataset of sentence pairs.

    A SOURCE is a file (.txt .md .html .jsonl .csv .tsv .parquet, also .gz), a folder, a glob, or
    hf:NAME[:split[:column]]. Running it again continues an unfinished build, or says that all is done. With --append
    an article is skipped if the corpus has its text under its id.
    """
    settings = _plan_with_options(plan, exclude)
    append = bool(given_options().get("append"))
    if fresh and append:
        raise SettingError("--fresh replaces the corpus that --append would add to; give one of them")
    log_json = bool(given_options().get("log_json"))
    announce_hub_model(settings.model)
    started = time.monotonic()
    if append and not (out / MANIFEST).exists():
        tell(f"'{out}' holds no corpus to add to: a new one is built")
    # Ray prints on stdout that an actor was killed, whatever it is told about logs; stdout is for data.
    with ticker() as tick, contextlib.redirect_stdout(sys.stderr):
        progress = BuildLog(_log_json) if log_json else BuildProgress(tick, started)
        if append:
            report = append_to_corpus(sources, out, settings, observer=progress)
        else:
            report = build_corpus(sources, out, settings, fresh=fresh, observer=progress)
    if as_json:
        print_json(_as_record(report))
    if log_json:
        _log_json({"event": "done", "seconds": round(time.monotonic() - started, 3), **_as_record(report)})
    else:
        _tell_summary(report, settings, time.monotonic() - started)
    if progress.unreadable:
        raise SejajarError(
            f"{progress.unreadable} of {report.counts.records} records could not be read or processed and are in the "
            f"ledger (subset 'rejected'); everything else is in {out}"
        )


def _plan_with_options(path: Path | None, exclude: tuple[str, ...]) -> BuildPlan:
    """Return the plan file's settings, or the defaults, with the given options laid over them."""
    given = {name: value for name, value in given_options().items() if name not in ("quiet", "append", "log_json")}
    if exclude:
        given["exclude"] = exclude
    plan = BuildPlan.from_toml(path) if path else BuildPlan()
    if "splits" in given:
        given["splits"] = parse_numbers("--splits", str(given["splits"]).split(","), "train=0.9,test=0.1")
    if "thresholds" in given:
        limits = parse_numbers("--thresholds", str(given["thresholds"]).split(","), "length_ratio=3")
        given["thresholds"] = {**plan.thresholds, **limits}
    settings = dataclasses.replace(plan, **given)  # type: ignore[arg-type]
    if "address" in given and settings.executor != "ray":
        raise SettingError(f"--address is for the executor ray, and this build's is {settings.executor}")
    return settings


class BuildProgress:
    """Prints the progress of a build: unreadable records at once, the rest as one changing line."""

    def __init__(self, tick: Ticker, started: float) -> None:
        self.unreadable = 0
        self._tick = tick
        self._started = started
        self._articles = self._spans = self._pairs = 0
        self._throughput = Throughput(started)

    def on_skipped(self, paths: Sequence[str]) -> None:
        """Say which files are skipped."""
        shown = ", ".join(paths[:3]) + (", …" if len(paths) > 3 else "")
        files = "1 file that is no article" if len(paths) == 1 else f"{len(paths):,} files that are no articles"
        tell(f"skipped {files}: {shown}")

    def on_phase(self, name: str) -> None:
        """Show the phase that begins."""
        self._tick(name)

    def on_unreadable(self, record: UnreadableRecord) -> None:
        """Say on a line of its own what could not be read."""
        self.unreadable += 1
        warn(f"sejajar: {record.place}: {_with_options(record.reason)}")

    def on_retry(self, shard: int, tries: int, reason: str) -> None:
        """Say that a shard failed, and will be tried again."""
        warn(f"sejajar: shard {shard} failed ({reason}), " + ("once" if tries == 1 else f"{tries} times") + " so far")

    def on_shard(self, report: ShardReport, *, reused: bool) -> None:
        """Show the totals so far."""
        self._articles += report.counts.articles
        self._spans += report.counts.spans
        self._pairs += report.counts.pairs
        slow = None if reused else self._throughput.add(report.counts.spans, time.monotonic())
        if slow is not None:
            warn(f"sejajar: the last 20 shards went at {slow[0]:,.0f} sentences/s, usually it is {slow[1]:,.0f}")
        self._tick(
            f"translating: {self._articles:,} articles, {self._spans:,} sentences, {self._pairs:,} pairs, "
            f"{self._throughput.rate:,.0f} sentences/s"
        )


def _log_json(record: Mapping[str, object]) -> None:
    warn(json_line(record))


def _tell_summary(report: BuildReport, plan: BuildPlan, seconds: float) -> None:
    counts = report.counts
    others = {role: number for role, number in counts.role_spans.items() if role not in plan.roles}
    dropping = {rule: number for rule, number in counts.rules.items() if rule.startswith("filters/")}
    if report.already_done:
        tell(f"already done: {report.out} holds " + ("all of these articles" if report.known else "this corpus"))
    if report.added is not None:
        held = f"; {report.known:,} of these records were in it before" if report.known else ""
        tell(f"added      {_number(report.added.articles, 'article')}, {_number(report.added.pairs, 'pair')}{held}")
        tell("the whole corpus:")
    tell(f"articles   {counts.articles:,}" + (f" (and {counts.unreadable:,} unreadable)" if counts.unreadable else ""))
    tell(f"sentences  {counts.spans:,}")
    tell(f"pairs      {counts.pairs:,}" + _listed(counts.flags, "flagged: "))
    tell(f"left out   {counts.other_roles:,} that are not part of the article" + _listed(others, ""))
    tell(f"dropped    {counts.dropped:,}" + _listed(dropping, ""))
    if plan.exclude:
        tell(f"excluded   {counts.excluded:,}" + _hits(counts))
    if plan.deduplicate != "none":
        taken = {rule: number for rule, number in counts.rules.items() if rule.startswith("duplicates/")}
        tell(f"duplicates {counts.duplicates:,}" + _listed(taken, ""))
    if report.translated:
        tell(f"speed      {report.translated / seconds:,.1f} sentences/s over the whole run ({seconds:,.1f} s)")
    tell(f"dataset    {report.out}")
    split = next(iter(report.rows.get("pairs", {})), "train")
    tell(f'load it    datasets.load_dataset("{report.out}")["{split}"]')


def _number(number: int, name: str) -> str:
    return f"{number:,} {name}" if number == 1 else f"{number:,} {name}s"


def _hits(counts: Counts) -> str:
    """Return how many pairs overlap each test set, also for sets without any overlap."""
    shown = [f"{name} {number:,}" if number else f"{name} has no overlap" for name, number in counts.test_sets.items()]
    return f" ({', '.join(shown)})"


def _listed(table: Mapping[str, int], prefix: str) -> str:
    return (
        f" ({prefix}" + ", ".join(f"{name} {number:,}" for name, number in sorted(table.items())) + ")" if table else ""
    )


def _as_record(report: BuildReport) -> dict[str, object]:
    return {
        "out": str(report.out),
        "already_done": report.already_done,
        "counts": report.counts.as_dict(),
        "rows": {subset: dict(splits) for subset, splits in report.rows.items()},
        "recipe_sha256": report.recipe_sha256,
    }


def main() -> None:
    """Run the sejajar command.

    Exit code 0 is done, 2 the user's mistake (one line says which), 1 a bug, 130 stopped by the user.
    """
    try:
        check_package("corpus", "build_corpus")
    except ImportError as error:
        _leave(f"sejajar: {error}", 2)
    if not sys.stderr.isatty():
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    try:
        cli.main(standalone_mode=False)
    except SejajarError as error:
        _leave("sejajar: " + _with_options(" ".join(str(error).split())), 2)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except OSError as error:
        # What the library did not foresee of paths and devices: a full device behind stdout, a name that is too long.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        place = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else "stdout"
        _leave(f"sejajar: {shortened(place)}: {error.strerror or first_line(error)}", 2)
    except (click.Abort, KeyboardInterrupt):
        _leave(
            "sejajar: stopped; no file is left incomplete. build and train continue from here when they are run again "
            "without --fresh",
            130,
        )


def _with_options(message: str) -> str:
    """Return a message of the library with the options of this program for the settings that it names."""
    return with_options(message, {**option_names(cli), "append_to_corpus": "--append", "beam_size": "--beam"})


def _leave(message: str, code: int) -> None:
    warn(message)
    sys.exit(code)
