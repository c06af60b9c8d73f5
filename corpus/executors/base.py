"""What every executor is: it runs jobs, each a shard, in workers, and tells what became of each job."""

import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from corpus.shards import Shard, ShardReport
from translate.errors import SejajarError, first_line

ExecutorName = Literal["inline", "local", "ray"]
"""Names of the executors that a plan may name."""

START_TRIES = 3
"""How often in a row a worker may end before it is ready; after that no further worker would do better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardJob:
    """A shard to process and save.

    ``failed`` maps the positions of records that could not be processed to the rule for the ledger. ``alone`` is the
    position of the one record to process on trial, without saving anything.
    """

    shard: Shard
    failed: Mapping[int, str] = field(default_factory=dict)
    alone: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a job failed: the reason in one line, and the traceback; ``died`` if the process of its worker ended."""

    reason: str
    trace: str = ""
    died: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a job: the report of its shard (None for a trial), or a failure, or an error of the user."""

    job: ShardJob
    report: ShardReport | None = None
    failure: Failure | None = None
    error: SejajarError | None = None


class ShardWorker(Protocol):
    """A loaded model that processes shards."""

    def process(self, job: ShardJob) -> ShardReport | None:
        """Process the shard of a job and save it; return its report, or None for a trial."""
        ...


class ShardTask(Protocol):
    """The recipe of a worker. It is small and can be sent to another process or machine; a loaded model cannot."""

    def open(self) -> ShardWorker:
        """Load the model, and return the worker that has it; raise SejajarError if that cannot be done."""
        ...

    def with_threads(self, threads: int) -> "ShardTask":
        """Return the same recipe for a worker that uses so many cores."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutorOptions:
    """How many workers (0: as many as there are cores), how many cores for all of them (0: all), and where.

    ``address`` is that of a Ray cluster. ``gpu`` says that every worker needs a GPU of its own.
    """

    workers: int = 0
    threads: int = 0
    address: str | None = None
    gpu: bool = False


class Executor(Protocol):
    """Runs jobs in workers; a worker that ends is replaced, and its job is returned as a failure."""

    workers: int
    """How many workers it has at most."""
    capacity: int
    """The most jobs to have submitted without having waited for them: each worker's job, and one ready for each."""

    def submit(self, job: ShardJob) -> None:
        """Take a job; return at once."""
        ...

    def wait(self) -> Outcome:
        """Wait for the next job that ends, in whatever order they do, and return what became of it.

        Raises:
            WorkersError: workers cannot be started.
        """
        ...

    def close(self) -> None:
        """End all workers, whatever they do; when this returns, none of them writes any more."""
        ...


class WorkersError(SejajarError):
    """Workers that cannot be started, or that end again and again."""


def attempt(worker: ShardWorker, job: ShardJob) -> Outcome:
    """Return what becomes of a job; any exception but the user's to end the program is part of the outcome."""
    try:
        return Outcome(job=job, report=worker.process(job))
    except SejajarError as error:
        return Outcome(job=job, error=error)
    except Exception as error:  # an edge: what the exception was decides whether and how the job is tried again
        return Outcome(job=job, failure=failure_of(error))


def failure_of(error: BaseException) -> Failure:
    """Return an exception as a failure, which can be sent to other processes whatever the exception holds."""
    reason = f"{type(error).__name__}: {first_line(error)}" if str(error).strip() else type(error).__name__
    return Failure(reason=reason, trace="".join(traceback.format_exception(error)))


def ended_by(exit_code: int | None) -> str:
    """Return in words how a process ended, as Python gives it: a negative number is a signal.

    >>> ended_by(-9)
    'ended by signal 9 (often because memory ran out)'
    """
    if exit_code is None or exit_code >= 0:
        return f"ended with exit code {exit_code}"
    hint = {9: " (often because memory ran out)", 11: " (a fault in native code)"}.get(-exit_code, "")
    return f"ended by signal {-exit_code}{hint}"
