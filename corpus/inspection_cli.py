"""The commands that read a finished corpus: export, explain, stats, push."""

import dataclasses
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from corpus.exporters import EXPORTERS, find_exporter
from corpus.exporting import ExportReport, export_corpus
from corpus.finished_corpus import Place, open_corpus
from corpus.ledger import MAX_CANDIDATES, ArticleTrace, Candidate, RuleResult, SentenceTrace, explain
from corpus.publishing import plan_push, push_corpus
from translate.console import is_quiet, print_json, quiet_option, tell
from translate.errors import SettingError

_FOLDER = click.Path(path_type=Path)


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
        raise SettingError(f"--out -: {format_name} is more than one file; name a place for it")
    with TemporaryDirectory(prefix="sejajar-") as temporary:
        # Whole or not at all holds for stdout too.
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
    """Tell why an article, a sentence or a pair is or is not in the corpus in DIR.

    KEY is the id of an article, the id of a pair, ID:POSITION for a sentence, or a fragment of a sentence.
    """
    corpus = open_corpus(folder)
    found = explain(corpus, key)
    if as_json:
        print_json(_as_record(found))
        return
    if isinstance(found, ArticleTrace):
        lines = _article_lines(found)
    elif isinstance(found, SentenceTrace):
        lines = _sentence_lines(found, corpus.roles)
    else:
        lines = _candidate_lines(found)
    for line in lines:
        click.echo(line)


def _as_record(found: ArticleTrace | SentenceTrace | tuple[Candidate, ...]) -> dict[str, object]:
    if isinstance(found, tuple):
        return {"kind": "candidates", "candidates": [dataclasses.asdict(one) for one in found]}
    kind = "article" if isinstance(found, ArticleTrace) else "sentence"
    return {"kind": kind, **dataclasses.asdict(found)}


def _article_lines(article: ArticleTrace) -> Iterator[str]:
    yield f"article {_plain(article.article_id)}"
    for stage, rule in article.dropped_by:
        yield f"dropped     {stage}: {rule}"
    if article.facts:
        yield f"read        {_facts(article.facts)}"
    yield f"stored      {_place(article.place)}"
    for sentence in article.sentences:
        yield f"{sentence.position:>5}  {sentence.role:<11} {_fate(sentence):<28} {_shortened(sentence.id)}"


def _sentence_lines(sentence: SentenceTrace, roles: tuple[str, ...]) -> Iterator[str]:
    yield f"{_plain(sentence.article_id)}:{sentence.position}  {_fate(sentence)}  (pair id {sentence.pair_id})"
    yield f"read        {_facts(sentence.facts)}"
    yield f"segmented   role {sentence.role}, characters {sentence.start} to {sentence.end} of the article"
    yield f"  raw       {_plain(sentence.raw)}"
    if sentence.id != sentence.raw:
        yield f"  repaired  {_plain(sentence.id)}"
    if sentence.en is None:
        yield "translated  no"
    else:
        score = "" if sentence.score is None else f", score {sentence.score:.3f}"
        flags = f", flags {' '.join(sentence.flags)}" if sentence.flags else ""
        yield f"translated  {sentence.origin or 'yes'}{score}{flags}"
        yield f"  en        {_plain(sentence.en)}"
    for number, rule in enumerate(sentence.rules):
        yield f"{'' if number else 'checked':<12}{_rule_line(rule)}"
    if (sentence.stage, sentence.rule) == ("segmentation", "role"):
        yield f"dropped     sentences of the role {sentence.role} become no pairs; those of {', '.join(roles)} do"
    elif sentence.stage is not None:
        yield f"dropped     by {sentence.rule}, in the stage {sentence.stage}"
    yield f"{'stored' if sentence.stage else 'kept':<12}{_place(sentence.place)}"


def _facts(facts: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {_plain(str(value))}" for name, value in facts.items() if value is not None)


def _place(place: Place) -> str:
    return f"subset {place.subset}, split {place.split}: {place.file}, row {place.row}"


def _fate(sentence: SentenceTrace) -> str:
    return "pair" if sentence.stage is None else f"dropped: {sentence.stage}/{sentence.rule}"


def _rule_line(rule: RuleResult) -> str:
    value = "no value" if rule.value is None else f"{rule.value:.4g}"
    limit = "" if rule.threshold is None else f", limit {rule.threshold:g}"
    source = "" if rule.stored else " (computed now from the stored texts)"
    return f"{rule.name}: {value}{limit}, {'passed' if rule.passed else 'failed'}{source}"


def _candidate_lines(candidates: tuple[Candidate, ...]) -> Iterator[str]:
    more = " or more" if len(candidates) == MAX_CANDIDATES else ""
    yield f"{len(candidates)}{more} sentences hold that text:"
    for one in candidates:
        yield f"{_plain(one.key)}  {_shortened(one.id)}"


def _shortened(text: str) -> str:
    plain = _plain(text)
    return plain if len(plain) <= 100 else f"{plain[:99]}…"


def _plain(text: str) -> str:
    """Return a text of an article in which no character can command a terminal."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)


@click.command("push", epilog="Example: sejajar push corpus-out OWNER/NAME --dry-run")
@click.argument("folder", type=_FOLDER, metavar="DIR")
@click.argument("repository", metavar="REPO")
@click.option("--dry-run", is_flag=True, help="Show what would go, and use no network.")
@click.option("--public", is_flag=True, help="Make a new repository public; one that is there stays as it is.")
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


INSPECTION_COMMANDS: tuple[click.Command, ...] = (export_command, explain_command, push_command)
