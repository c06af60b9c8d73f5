"""The commands that read a finished corpus: export, explain, stats, push."""

import dataclasses
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from corpus.exporters import EXPORTERS, find_exporter
from corpus.exporting import ExportReport, export_corpus
from corpus.finished_corpus import open_corpus
from corpus.inspection import as_record, collect, explain, make_page, text_lines, what_if
from corpus.number_options import parse_numbers
from corpus.publishing import plan_push, push_corpus
from translate.console import PATH, is_quiet, option_names, output, print_json, quiet_option, tell, with_options
from translate.errors import SettingError

_FOLDER = PATH


@click.command("export", epilog="Example: sejajar export corpus-out --format tmx --out corpus.tmx")
@click.argument("folder", type=_FOLDER, metavar="DIR")
@click.option("--format", "format_name", required=True, help=f"One of {', '.join(EXPORTERS)}.")
@click.option("--out", required=True, help="File or folder to write; for moses the names before .id and .en.")
@click.option("--split", help="Only the pairs of this split.  [default: all, one after the other]")
@click.option("--force", is_flag=True, help="Replace an earlier export.")
@quiet_option
def export_command(folder: Path, format_name: str, out: str, split: str | None, force: bool) -> None:  # noqa: FBT001
    """Write the pairs of the corpus in DIR as TMX 1.4, Moses files, TSV, JSON Lines or an Arrow dataset.

    tsv is id<TAB>en without a heading, as `sejajar train` reads it; jsonl has every column, with
    {"translation": {"id": …, "en": …}}; arrow is for datasets.load_from_disk. A name that ends in .gz is compressed;
    - is stdout for tmx, tsv and jsonl.
    """
    if out == "-":
        _tell_export(_export_to_stdout(folder, format_name, split))
    else:
        _tell_export(export_corpus(folder, format_name, Path(out), split=split, force=force))


def _export_to_stdout(folder: Path, format_name: str, split: str | None) -> ExportReport:
    exporter = find_exporter(format_name)
    if exporter.is_folder or len(exporter.outputs(Path("out"))) > 1:
        raise SettingError(f"--out -: {format_name} is more than one file; name a file or folder")
    with TemporaryDirectory(prefix="sejajar-") as temporary:
        # On stdout too the export is complete or missing.
        report = export_corpus(folder, format_name, Path(temporary) / "stdout", split=split)
        with report.outputs[0].open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
    return dataclasses.replace(report, outputs=(Path("stdout"),))


def _tell_export(report: ExportReport) -> None:
    tell(f"{report.pairs:,} pairs in {' and '.join(str(path) for path in report.outputs)}")
    for reason, number in report.changes.items():
        tell(f"changed: {number:,} × {reason}")


@click.command("explain", epilog="Example: sejajar explain corpus-out 000_0516dd0dd5d9d22c.txt:9")
@click.argument("folder", type=_FOLDER, metavar="DIR")
@click.argument("key")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@quiet_option
def explain_command(folder: Path, key: str, as_json: bool) -> None:  # noqa: FBT001 - click's flag
    """Explain why an article, a sentence or a pair is or is not in the corpus in DIR.

    KEY is the id of an article, the id of a pair, ID:POSITION for a sentence, or a fragment of a sentence.
    """
    corpus = open_corpus(folder)
    found = explain(corpus, key)
    if as_json:
        print_json(as_record(found))
    else:
        options = option_names(click.get_current_context().find_root().command)
        _echo(with_options(line, options) for line in text_lines(found, corpus))


def _echo(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


@click.command("stats", epilog="Example: sejajar stats corpus-out --html report.html")
@click.argument("folder", type=_FOLDER, metavar="DIR")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--html", help="Write a page with plots and examples to this file; - is stdout.")
@click.option("--what-if", "what_ifs", multiple=True, metavar="RULE=VALUE", help="Try another threshold; repeatable.")
@click.option("--examples", type=click.IntRange(0), default=5, show_default=True, help="Pairs to show with --what-if.")
@quiet_option
def stats_command(folder: Path, as_json: bool, html: str | None, what_ifs: tuple[str, ...], examples: int) -> None:  # noqa: FBT001
    """Show counts, lengths and scores of the corpus in DIR, and what was dropped by which rule.

    --what-if uses stored scores to count what another threshold would keep or drop; nothing is translated.
    """
    corpus = open_corpus(folder)
    if what_ifs:
        if html is not None:
            raise click.UsageError("--what-if and --html exclude each other")
        result = what_if(corpus, parse_numbers("--what-if", what_ifs, "length_ratio=2.5"), examples)
        if as_json:
            print_json(as_record(result))
        else:
            _echo(text_lines(result, corpus))
        return
    statistics = collect(corpus)
    if html is not None:
        with output(html) as write:
            write(make_page(corpus, statistics))
        tell(f"report      {html}")
    if as_json:
        print_json(as_record(statistics))
    elif html is None:
        _echo(text_lines(statistics, corpus))


@click.command("push", epilog="Example: sejajar push corpus-out OWNER/NAME --dry-run")
@click.argument("folder", type=_FOLDER, metavar="DIR")
@click.argument("repository", metavar="REPO")
@click.option("--dry-run", is_flag=True, help="Show what would be sent, without using the network.")
@click.option("--public", is_flag=True, help="Make a new repository public; an existing one keeps its visibility.")
@quiet_option
def push_command(folder: Path, repository: str, dry_run: bool, public: bool) -> None:  # noqa: FBT001 - click's flags
    """Upload the corpus in DIR to the dataset repository REPO (OWNER/NAME) of the Hugging Face hub, in one commit.

    A new repository is private unless --public is given. Data files of an earlier push are removed from it.
    """
    plan = plan_push(folder, repository)
    if dry_run:
        for name, size in plan.files.items():
            click.echo(f"{size:>14,}  {name}")
        click.echo(f"{plan.bytes:>14,}  bytes in {len(plan.files)} files, to datasets/{repository}; nothing was sent")
        return
    tell(f"uploading {len(plan.files)} files, {plan.bytes:,} bytes, to datasets/{repository}")
    if is_quiet():
        from huggingface_hub.utils.tqdm import disable_progress_bars

        disable_progress_bars()
    tell(f"pushed      {push_corpus(folder, plan, public=public)}")


INSPECTION_COMMANDS: tuple[click.Command, ...] = (export_command, explain_command, stats_command, push_command)
