"""build_corpus(): articles in, a Hugging Face dataset out, in two phases that can be interrupted anywhere."""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.appending import Arrivals, Base, open_base
from corpus.card import CardFacts, make_card
from corpus.counts import Counts, add_counts
from corpus.dataset_files import FileLayout, example_pairs, write_dataset
from corpus.exclusion import TestSet, read_test_sets
from corpus.executors import load_executor
from corpus.executors.base import ExecutorOptions
from corpus.manifest import DATA, DataFile, Inputs, Manifest, Reading, rows_by_split, tool_version, tool_versions
from corpus.observers import BuildObserver, SilentObserver
from corpus.output_folder import (
    SHARDS,
    FolderState,
    add_files,
    appends_to,
    check_apart,
    check_same_recipe,
    describe,
    is_finished,
    look_at,
    publish,
    sweep,
    work_in,
)
from corpus.pairing import SentenceTranslator
from corpus.plan import BuildPlan
from corpus.reading import ReadOptions, read_articles
from corpus.recipe import Recipe
from corpus.records import Article, UnreadableRecord
from corpus.removals import RemovalOptions, find_removals
from corpus.shard_runs import ShardRuns
from corpus.shard_task import LoadTranslator, TranslationTask, load_translator
from corpus.shards import Shard, ShardStore, cut_shards
from translate.errors import OutputError, SettingError
from translate.lexicon import Lexicon
from translate.writing import output_errors

_INDEX = "index"
_EXAMPLES = 2
_MEGABYTE = 10**6
_ALL_KEPT = "all translations are kept, and the same command continues from there"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build did.

    ``already_done`` is true if the corpus was complete before. ``counts`` are those of the whole corpus, ``added``
    those of an addition, None if no articles were added. ``translated`` counts the sentences translated by this run,
    ``shards_reused`` the shards an earlier run had finished. ``rows`` maps subset and split to rows. ``known`` counts
    the records of an addition that the corpus held before.
    """

    out: Path
    counts: Counts
    rows: Mapping[str, Mapping[str, int]]
    recipe_sha256: str
    already_done: bool
    shards: int
    shards_reused: int
    translated: int
    known: int = 0
    added: Counts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shards:
    """The result of the first phase: what the shards were made from and what they counted."""

    inputs: Inputs
    counts: Counts
    reused: int
    translated: int


def build_corpus(
    sources: Sequence[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    plan: BuildPlan | None = None,
    *,
    translator: SentenceTranslator | LoadTranslator | None = None,
    fresh: bool = False,
    observer: BuildObserver | None = None,
) -> BuildReport:
    """Build the dataset of all articles of ``sources`` in the folder ``out`` and return what was done.

    A finished corpus of the same recipe and the same articles is left as it is. An unfinished one is continued, and its
    files are byte for byte those of an undisturbed build. ``fresh`` starts over; a finished corpus is replaced only
    when the new one is finished. ``translator`` is used instead of the one that the plan names; a plan with worker
    processes needs a function of a module that loads it, because each worker has its own. An article that fails
    again and again goes to the ledger. Memory is bounded by the shards that workers hold, and 100 bytes for the id of
    each article.

    Raises:
        InputError: a source does not exist, lists or a glossary cannot be read, or no article can be read; nothing is
            left behind.
        BrokenOffError: a source stopped answering; finished shards are kept.
        OutputError: ``out`` cannot be written, or holds something else, such as the corpus of another recipe.
        ModelError: the model cannot be loaded.
        SettingError: a setting does not fit, or what an executor needs is not installed.
        WorkersError: workers cannot be started, or end again and again.
        ShardError: an engine or this program fails at a shard, but not at its articles alone.
    """
    build, load, records, state = _prepared(sources, Path(out), plan or BuildPlan(), translator, observer)
    if not fresh and is_finished(build.out, state, build.recipe) and state.manifest is not None:
        return build.confirmed(records, state.manifest)
    with work_in(build.out, state, build.recipe, fresh=fresh) as work:
        store = ShardStore(work / SHARDS, build.recipe.rows_sha256())
        done = build.finish_shards(records, load, store)
        del load  # the second phase runs in the memory of its engine
        done, files = build.write_files(store, work, done)
        build.publish(work, done, files)
    return build.report(done, rows_by_split(files))


def append_to_corpus(
    sources: Sequence[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    plan: BuildPlan | None = None,
    *,
    translator: SentenceTranslator | LoadTranslator | None = None,
    observer: BuildObserver | None = None,
) -> BuildReport:
    """Add the new articles of ``sources`` to the corpus in ``out``; build one if there is none.

    Existing files keep their names and bytes, and new rows go to new files. Duplicates are looked for in the whole
    corpus, and existing pairs stay. Until the end the corpus is as it was before. An interrupted addition continues
    when the same articles are added again. Memory is that of ``build_corpus``, 120 bytes for each article of the
    corpus, and what the search for duplicates takes.

    Raises:
        OutputError: the corpus is of another recipe or was changed, or a build of another kind is unfinished in it.
        InputError, BrokenOffError, ModelError, SettingError: as ``build_corpus``.
    """
    if look_at(Path(out)).manifest is None:
        return build_corpus(sources, out, plan, translator=translator, observer=observer)
    build, load, records, state = _prepared(sources, Path(out), plan or BuildPlan(), translator, observer)
    check_same_recipe(build.out, state, build.recipe)
    build.observer.on_phase("checking")
    base = open_base(build.out)
    arrivals = Arrivals(base.corpus)
    begins = not appends_to(build.out, state)
    with work_in(build.out, state, build.recipe, fresh=begins, base=base.manifest_sha256) as work:
        store = ShardStore(work / SHARDS, build.recipe.rows_sha256())
        done = build.finish_shards(arrivals.new(records), load, store)
        del load
        if not done.inputs.shards:
            nothing = replace(done, counts=base.counts)
            return replace(build.report(nothing, rows_by_split(base.files)), already_done=True, known=arrivals.known)
        done, files = build.write_files(store, work, done, base)
        total = replace(done, counts=add_counts([base.counts, done.counts]))
        files = base.with_added(files, list(build.plan.splits))
        build.publish_added(work, total, files, base)
    return replace(build.report(total, rows_by_split(files)), known=arrivals.known, added=done.counts)


def _prepared(
    sources: Sequence[str | os.PathLike[str]],
    out: Path,
    plan: BuildPlan,
    translator: SentenceTranslator | LoadTranslator | None,
    observer: BuildObserver | None,
) -> "tuple[_Build, LoadTranslator, Iterator[Article | UnreadableRecord], FolderState]":
    """Check everything that can be checked before a sentence is translated."""
    names = [sources] if isinstance(sources, str) else [os.fspath(source) for source in sources]
    check_apart(names, out)
    state = look_at(out)
    observer = observer or SilentObserver()
    reading = ReadOptions(text_column=plan.text_column, limit=plan.limit)
    records = read_articles(names, reading, observer)
    lexicon, test_sets = plan.lexicon(), read_test_sets(plan.exclude)
    loaded, load = _loaded(plan, translator)
    recipe = plan.recipe(loaded.describe(), tool_version(), lexicon, test_sets)
    build = _Build(
        out=out,
        plan=plan,
        recipe=recipe,
        lexicon=lexicon,
        test_sets=test_sets,
        origin=loaded.origin,
        model=dict(loaded.describe()),
        observer=observer,
    )
    return build, load, records, state


def _loaded(
    plan: BuildPlan, given: SentenceTranslator | LoadTranslator | None
) -> tuple[SentenceTranslator, LoadTranslator]:
    """Return a translator, from which the recipe is taken, and how workers get theirs; inline it is the same one."""
    if given is not None and not callable(given):
        if plan.executor != "inline":
            raise SettingError(
                f"the `executor` '{plan.executor}' takes no loaded translator; give a function that loads it"
            )
        return given, lambda _: given
    load = load_translator if given is None else given
    if plan.executor != "inline" and getattr(load, "__module__", "") == "__main__":
        raise SettingError(
            "workers cannot import the function that loads the translator; put it in a module of its own"
        )
    translator = load(plan)
    return translator, load if plan.executor != "inline" else lambda _: translator


@dataclass(frozen=True, slots=True, kw_only=True)
class _Build:
    """The steps of one build, and what they share."""

    out: Path
    plan: BuildPlan
    recipe: Recipe
    lexicon: Lexicon
    test_sets: tuple[TestSet, ...]
    origin: str
    model: Mapping[str, object]
    observer: BuildObserver

    def finish_shards(
        self, records: Iterable[Article | UnreadableRecord], load: LoadTranslator, store: ShardStore
    ) -> _Shards:
        """Phase 1: translate and save every shard that no earlier run has finished."""
        self.observer.on_phase("translating")
        task = TranslationTask(plan=self.plan, recipe=self.recipe, shards=str(store.folder.absolute()), load=load)
        options = ExecutorOptions(
            workers=self.plan.workers,
            threads=self.plan.threads,
            address=self.plan.address,
            gpu=self.plan.device == "cuda",
        )
        store.sweep()
        inputs = hashlib.sha256()

        def hashed() -> Iterator[Shard]:
            for shard in self._shards(records):
                inputs.update(shard.sha256.encode("ascii"))
                yield shard

        counts, number, reused, translated = Counts(), 0, 0, 0
        with closing(load_executor(self.plan.executor, task, options)) as executor:
            for report, was_there in ShardRuns(executor, store, self.observer).finish(hashed()):
                self.observer.on_shard(report, reused=was_there)
                counts, number, reused = add_counts([counts, report.counts]), number + 1, reused + was_there
                translated += 0 if was_there else report.counts.pairs + report.counts.dropped
        return _Shards(
            inputs=Inputs(shards=number, sha256=inputs.hexdigest()),
            counts=counts,
            reused=reused,
            translated=translated,
        )

    def write_files(
        self, store: ShardStore, work: Path, done: _Shards, base: Base | None = None
    ) -> tuple[_Shards, list[DataFile]]:
        """Phase 2: remove duplicates and test sentences, and write the files of the dataset from all shards."""
        self.observer.on_phase("comparing")
        options = RemovalOptions(
            mode=self.plan.deduplicate,
            threshold=self.plan.near_threshold,
            test_sets=self.test_sets,
            overlap=self.plan.exclude_threshold,
        )
        layout = FileLayout(
            splits=self.plan.splits,
            file_bytes=self.plan.file_megabytes * _MEGABYTE,
            label=base.label if base else "",
        )
        with output_errors(self.out, _ALL_KEPT):
            shards = [store.folder_of(number) for number in range(done.inputs.shards)]
            removals = find_removals(shards, base.pair_files if base else (), options, work / _INDEX)
            self.observer.on_phase("writing")
            if (work / DATA).exists():
                shutil.rmtree(work / DATA)
            files = write_dataset(removals.tables, work / DATA, layout)
            return replace(done, counts=removals.counted(done.counts)), files

    def publish(self, work: Path, done: _Shards, files: Sequence[DataFile]) -> None:
        """Check the counts, and move the files, the card and the manifest to their places."""
        manifest = self._manifest(done, files)
        card = self._card(done, files, work / DATA)
        with output_errors(self.out, _ALL_KEPT):
            publish(work, self.out, card, manifest)

    def publish_added(self, work: Path, done: _Shards, files: Sequence[DataFile], base: Base) -> None:
        """Put new files beside the old ones, then replace the card and the manifest."""
        manifest = base.manifest_with_added(self._manifest(done, files))
        with output_errors(self.out, _ALL_KEPT):
            add_files(work, self.out, base.label)
            card = self._card(done, files, self.out / DATA)
            describe(self.out, card, manifest)

    def _manifest(self, done: _Shards, files: Sequence[DataFile]) -> Manifest:
        """Return the manifest; raise CountError, which is a bug, unless records, spans and rows add up."""
        manifest = Manifest(
            recipe=self.recipe,
            inputs=done.inputs,
            counts=done.counts,
            files=tuple(files),
            filters=self.plan.limits(),
            reading=Reading(text_column=self.plan.text_column, limit=self.plan.limit),
            versions=tool_versions(),
        )
        manifest.check()
        return manifest

    def _card(self, done: _Shards, files: Sequence[DataFile], data: Path) -> str:
        facts = CardFacts(
            plan=self.plan,
            origin=self.origin,
            model=self.model,
            counts=done.counts,
            files=files,
            examples=example_pairs(files, data, _EXAMPLES),
        )
        return make_card(facts)

    def confirmed(self, records: Iterable[Article | UnreadableRecord], manifest: Manifest) -> BuildReport:
        """Return the report of a finished corpus; raise OutputError if it was built from other articles."""
        self.observer.on_phase("checking")
        inputs = hashlib.sha256()
        number = 0
        for shard in self._shards(records):
            inputs.update(shard.sha256.encode("ascii"))
            number += 1
        now = Inputs(shards=number, sha256=inputs.hexdigest())
        if now != manifest.inputs:
            raise OutputError(
                f"'{self.out}' holds the corpus of other articles, or of these before they were changed; add what is "
                "new with `append_to_corpus`, build it anew with `fresh`, or choose another `out`"
            )
        sweep(self.out)
        done = _Shards(inputs=now, counts=manifest.counts, reused=number, translated=0)
        return replace(self.report(done, manifest.rows), already_done=True)

    def report(self, done: _Shards, rows: Mapping[str, Mapping[str, int]]) -> BuildReport:
        """Return what was done."""
        return BuildReport(
            out=self.out,
            counts=done.counts,
            rows=rows,
            recipe_sha256=self.recipe.sha256(),
            already_done=False,
            shards=done.inputs.shards,
            shards_reused=done.reused,
            translated=done.translated,
        )

    def _shards(self, records: Iterable[Article | UnreadableRecord]) -> Iterator[Shard]:
        return cut_shards(self._observed(records), self.plan.shard_articles, self.plan.shard_characters)

    def _observed(self, records: Iterable[Article | UnreadableRecord]) -> Iterator[Article | UnreadableRecord]:
        for record in records:
            if isinstance(record, UnreadableRecord):
                self.observer.on_unreadable(record)
            yield record
