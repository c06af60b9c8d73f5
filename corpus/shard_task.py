"""What a worker does: it loads the translator of a recipe once, then processes and saves one shard after the other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from corpus.executors.base import ShardJob
from corpus.manifest import tool_version
from corpus.memory import return_freed_memory
from corpus.pairing import PairingOptions, SentenceTranslator, process_shard
from corpus.plan import BuildPlan
from corpus.recipe import Recipe, recipe_differences
from corpus.records import PROCESSING, Article, UnreadableRecord
from corpus.shards import Shard, ShardReport, ShardStore
from translate.errors import ModelError
from translate.sentences import Role
from translate.writing import output_errors

_KEPT = "finished shards are kept, and the same command continues from there"

FAILED, DIED = "processing_failed", "worker_died"
"""Rules of the ledger for an article that fails alone: with an exception, or by ending the process of its worker."""

REASONS = {
    FAILED: "its sentences could not be cut, translated or checked",
    DIED: "the process that worked on it ended each time",
}
"""What the ledger says of these rules."""

LoadTranslator: TypeAlias = Callable[[BuildPlan], SentenceTranslator]
"""Returns the translator that a plan names; a function of a module, so that workers can import it."""


def load_translator(plan: BuildPlan) -> SentenceTranslator:
    """Return the translator that a plan names; raise ModelError or SettingError if it cannot be loaded."""
    from translate.backends.base import EngineOptions
    from translate.models import TrustOptions
    from translate.translator import LoadOptions, Translator

    engine = EngineOptions(device=plan.device, compute_type=plan.compute_type, threads=plan.threads)
    trust = TrustOptions(revision=plan.revision, allow_pickle=plan.allow_pickle)
    options = LoadOptions(backend=plan.backend, engine=engine, trust=trust, lexicon=plan.lexicon())
    return Translator.load(plan.model, options, plan.decoding(), glossary=plan.glossary)


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationTask:
    """The recipe of a worker: the plan, how its translator is loaded, and the folder that takes the shards.

    ``recipe`` is that of the build; a worker whose translator, lists or version give another one is refused, because
    its rows would differ.
    """

    plan: BuildPlan
    recipe: Recipe
    shards: str
    load: LoadTranslator = load_translator

    def open(self) -> "TranslationWorker":
        """Load the translator, and return the worker that has it; raise ModelError if its recipe is another one."""
        return TranslationWorker(self)

    def with_threads(self, threads: int) -> "TranslationTask":
        """Return the same recipe for a worker that uses so many cores."""
        return replace(self, plan=replace(self.plan, threads=threads))


class TranslationWorker:
    """A loaded translator that processes and saves shards."""

    def __init__(self, task: TranslationTask) -> None:
        plan = task.plan
        lexicon = plan.lexicon()
        self._translator = task.load(plan)
        own = plan.recipe(self._translator.describe(), tool_version(), lexicon)
        differences = recipe_differences(task.recipe, own, rows_only=True)
        if differences:
            raise ModelError(
                f"a worker would translate in another way than the build began ({'; '.join(differences[:3])}); "
                "install the same version, model and lists wherever workers run"
            )
        self._out = Path(task.shards)
        self._store = ShardStore(self._out, task.recipe.rows_sha256())
        self._options = PairingOptions(
            roles=frozenset(Role(role) for role in plan.roles),
            decoding=plan.decoding(),
            limits=plan.limits(),
            recovery=plan.recovery,
            lexicon=lexicon,
            drop_personal=plan.drop_personal,
        )

    def process(self, job: ShardJob) -> ShardReport | None:
        """Process and save a shard and return its report; of a trial nothing is saved or returned.

        Raises:
            OutputError: the shard cannot be saved.
        """
        if job.alone is not None:
            process_shard([job.shard.records[job.alone]], self._translator, self._options)
            return None
        rows = process_shard(_records_of(job), self._translator, self._options)
        with output_errors(self._out, _KEPT):
            report = self._store.save(job.shard, rows)
        del rows
        return_freed_memory()
        return report


def _records_of(job: ShardJob) -> Sequence[Article | UnreadableRecord]:
    """Return the records of a shard, with those that could not be processed as records for the ledger."""
    return [
        unprocessable(job.shard, position, job.failed[position]) if position in job.failed else record
        for position, record in enumerate(job.shard.records)
    ]


def unprocessable(shard: Shard, position: int, rule: str, details: str = "") -> UnreadableRecord:
    """Return an article that could not be processed as a record for the ledger, which keeps its text.

    ``details`` may differ from run to run, so they are for people and not for the ledger.
    """
    record = shard.records[position]
    return UnreadableRecord(
        article_id=record.article_id,
        place=record.article_id,
        reason=REASONS[rule] + details,
        rule=rule,
        stage=PROCESSING,
        text=record.text,
    )
