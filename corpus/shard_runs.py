"""Every shard of a build gets done: reused, or processed by an executor, tried again, and freed of articles that fail.

A shard that fails is tried again. After so many failures each of its articles is tried alone, and one that fails alone
as often goes to the ledger: the build goes on without it. What is decided so depends on the articles alone, not on how
many workers there are or in which order they finish; so the rows do not either.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from corpus.executors.base import Executor, Failure, Outcome, ShardJob, WorkersError
from corpus.observers import BuildObserver
from corpus.records import Article
from corpus.shard_task import DIED, FAILED, unprocessable
from corpus.shards import Shard, ShardReport, ShardStore

TRIES = 3
"""How often a shard, then an article alone, may raise, and how often end its worker, before it is given up.

The two are counted apart, so that a worker killed from outside while it has an article that raises does not change what
the ledger says of that article. Twice may be bad luck, such as a machine that goes down.
"""

# Beyond these the fault lies in the program or the machines, and the rest of the build would fail in the same way.
_MOST_SHARDS_LOST = 3
_FAILED_ARTICLES = 10
_FAILED_SHARE = 0.05


class ShardError(RuntimeError):
    """A shard that fails although none of its articles does, or all do: a fault of this program or of an engine."""


@dataclass(slots=True, kw_only=True)
class _Course:
    """What has happened to a shard so far; ``trials`` counts the articles whose trial alone is not over.

    ``failures`` counts those of the whole shard by whether its worker died, ``alone`` those of articles likewise.
    """

    shard: Shard
    failures: Counter[bool] = field(default_factory=Counter)
    trials: int = 0
    alone: Counter[tuple[int, bool]] = field(default_factory=Counter)
    failed: dict[int, Failure] = field(default_factory=dict)
    isolated: bool = False


class ShardRuns:
    """Sends shards through an executor and hands on their reports."""

    def __init__(self, executor: Executor, store: ShardStore, observer: BuildObserver) -> None:
        self._executor = executor
        self._store = store
        self._observer = observer
        self._jobs: deque[ShardJob] = deque()
        self._courses: dict[int, _Course] = {}
        self._submitted = 0
        self._articles = self._failed = 0
        self._lost: list[Exception] = []

    def finish(self, shards: Iterable[Shard]) -> Iterator[tuple[ShardReport, bool]]:
        """Yield the report of every shard, as they are finished, and whether an earlier run had finished it.

        Shards are taken from ``shards`` no faster than workers take them.

        Raises:
            ShardError: shards fail although their articles do not; the others are finished first.
            WorkersError: workers cannot be started, or end at a shard of which no article ends them.
            SejajarError: a worker's, such as OutputError.
        """
        for shard in shards:
            report = self._store.find(shard)
            if report is not None:
                yield report, True
                continue
            self._courses[shard.number] = _Course(shard=shard)
            self._jobs.append(ShardJob(shard=shard))
            while self._submitted + len(self._jobs) >= self._executor.capacity:
                yield from self._step()
        while self._submitted or self._jobs:
            yield from self._step()
        if self._lost:
            raise self._lost[0]

    def _step(self) -> Iterator[tuple[ShardReport, bool]]:
        """Submit what there is room for, wait for one job to end, and yield the report of its shard if it is done."""
        while self._jobs and self._submitted < self._executor.capacity:
            self._executor.submit(self._jobs.popleft())
            self._submitted += 1
        outcome = self._executor.wait()
        self._submitted -= 1
        if outcome.error is not None:
            raise outcome.error
        course = self._courses[outcome.job.shard.number]
        if outcome.failure is not None:
            self._failure(course, outcome.job, outcome.failure)
        elif outcome.job.alone is not None:
            self._trial_over(course)
        else:
            yield self._finished(course, outcome), False

    def _finished(self, course: _Course, outcome: Outcome) -> ShardReport:
        if outcome.report is None:
            raise TypeError("the executor returned no report for a shard")
        del self._courses[course.shard.number]
        self._articles += len(course.shard.records)
        for position, failure in sorted(course.failed.items()):
            details = f" ({failure.reason}); its text is in the ledger"
            self._observer.on_unreadable(unprocessable(course.shard, position, _rule(failure), details))
        return outcome.report

    def _failure(self, course: _Course, job: ShardJob, failure: Failure) -> None:
        if job.alone is not None:
            course.alone[job.alone, failure.died] += 1
            if course.alone[job.alone, failure.died] < TRIES:
                self._jobs.appendleft(job)
                return
            course.failed[job.alone] = failure
            self._trial_over(course)
            return
        course.failures[failure.died] += 1
        self._observer.on_retry(course.shard.number, course.failures.total(), failure.reason)
        if course.failures[failure.died] < TRIES:
            self._jobs.appendleft(job)
        elif course.isolated:
            self._give_up(course, failure)
        else:
            self._try_alone(course, failure)

    def _try_alone(self, course: _Course, failure: Failure) -> None:
        course.isolated = True
        places = [place for place, one in enumerate(course.shard.records) if isinstance(one, Article)]
        if len(course.shard.records) == 1 and places:
            course.failed[0] = failure  # alone it has been tried already
            course.trials = 1
            self._trial_over(course)
            return
        course.trials = len(places)
        self._jobs.extendleft(ShardJob(shard=course.shard, alone=place) for place in reversed(places))
        if not places:
            self._give_up(course, failure)

    def _trial_over(self, course: _Course) -> None:
        course.trials -= 1
        if course.trials:
            return
        failures = list(course.failed.values())
        self._failed += len(failures)
        allowed = max(_FAILED_ARTICLES, _FAILED_SHARE * (self._articles + len(course.shard.records)))
        if len(failures) == len(course.shard.records) > 1 or self._failed > allowed:
            self._give_up(course, failures[-1])
            return
        course.failures.clear()
        rules = {place: _rule(failure) for place, failure in sorted(course.failed.items())}
        self._jobs.appendleft(ShardJob(shard=course.shard, failed=rules))

    def _give_up(self, course: _Course, failure: Failure) -> None:
        """Go on without a shard, which a later run tries again, unless too many are lost."""
        names = [record.article_id for record in course.shard.records]
        where = f"shard {course.shard.number} ('{names[0]}' to '{names[-1]}')"
        error: Exception
        if failure.died:
            error = WorkersError(
                f"{where}: {failure.reason}, {TRIES} times; each worker may need more memory: use fewer `workers`, or "
                "smaller shards (a plan's shard_articles). Finished shards are kept"
            )
        else:
            error = ShardError(f"{where} fails: {failure.reason}\n{failure.trace}")
        self._lost.append(error)
        del self._courses[course.shard.number]
        if len(self._lost) >= _MOST_SHARDS_LOST:
            raise error


def _rule(failure: Failure) -> str:
    return DIED if failure.died else FAILED
