"""Worker processes on this machine, each with a model of its own and its share of the cores.

A process is started when there is a job for it, takes one job at a time, and is replaced when it ends. That its parent
is gone ends a worker too, in the middle of a shard, so that it never writes beside the workers of a later run.
"""

import multiprocessing
import os
import signal
import sys
import threading
import types
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from corpus.executors.base import (
    START_TRIES,
    ExecutorOptions,
    Failure,
    Outcome,
    ShardJob,
    ShardTask,
    WorkersError,
    attempt,
    ended_by,
    failure_of,
)
from translate.cores import available_cores
from translate.errors import SejajarError

_READY = "ready"
# A worker that was killed is gone in milliseconds; one that waits for a broken disk may stay.
_END_SECONDS = 10


@dataclass(slots=True, kw_only=True, eq=False)
class _Worker:
    """A process, the end of the pipe to it, and the job that it has."""

    process: BaseProcess
    pipe: "Connection[ShardJob, object]"
    ready: bool = False
    job: ShardJob | None = None


class LocalExecutor:
    """Processes of this machine; all cores are divided among them."""

    def __init__(self, task: ShardTask, options: ExecutorOptions) -> None:
        cores = options.threads or available_cores()
        self.workers = options.workers or cores
        self.capacity = 2 * self.workers
        self._task = task.with_threads(max(1, cores // self.workers))
        # Engines have threads of their own, which a forked process would lack.
        self._context = multiprocessing.get_context("spawn")
        self._workers: list[_Worker] = []
        self._jobs: deque[ShardJob] = deque()
        self._failed_starts = 0

    def submit(self, job: ShardJob) -> None:
        """Take a job; return at once."""
        self._jobs.append(job)
        self._hand_out()

    def wait(self) -> Outcome:
        """Wait for the next job that ends, and return what became of it; raise WorkersError if none can be started."""
        while True:
            self._hand_out()
            # The end of a process closes its pipe, which can then be read, after whatever was sent before.
            ready = wait([worker.pipe for worker in self._workers])
            worker = next(one for one in self._workers if one.pipe in ready)
            outcome = self._received(worker)
            if outcome is not None:
                return outcome

    def close(self) -> None:
        """Kill all workers, and wait until they are gone."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join(_END_SECONDS)
            worker.pipe.close()
        self._workers.clear()

    def _hand_out(self) -> None:
        """Give the jobs that wait to workers that have none; start workers while there are more jobs than workers."""
        for worker in [one for one in self._workers if one.ready and one.job is None][: len(self._jobs)]:
            job = self._jobs.popleft()
            try:
                worker.pipe.send(job)
            except OSError:
                # It ended while it had nothing to do, and never saw the job.
                self._jobs.appendleft(job)
                self._failed_start(worker, ended_by(self._removed(worker)))
                continue
            worker.job = job
        starting = sum(not one.ready for one in self._workers)
        while len(self._workers) < self.workers and starting < len(self._jobs):
            self._start()
            starting += 1

    def _start(self) -> None:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=serve, args=(theirs, self._task), daemon=True)
        with _main_module_hidden():
            process.start()
        theirs.close()
        self._workers.append(_Worker(process=process, pipe=ours))

    def _received(self, worker: _Worker) -> Outcome | None:
        """Take what a worker has sent, or note that it has ended; return the outcome of its job, if it has one."""
        try:
            message = worker.pipe.recv()
        except (EOFError, OSError):
            reason = ended_by(self._removed(worker))
            if worker.job is not None:
                return Outcome(job=worker.job, failure=Failure(reason=f"the worker {reason}", died=True))
            self._failed_start(worker, reason)
            return None
        if isinstance(message, Outcome):
            # The job is this process's own; the copy that came back may lack what cannot be sent.
            job, worker.job = worker.job, None
            return replace(message, job=job or message.job)
        if isinstance(message, SejajarError):
            raise message
        if isinstance(message, Failure):
            self._removed(worker)
            self._failed_start(worker, f"failed: {message.reason}", message.trace)
            return None
        worker.ready, self._failed_starts = True, 0
        return None

    def _removed(self, worker: _Worker) -> int | None:
        """Take a worker off the list and return its exit code."""
        self._workers.remove(worker)
        worker.pipe.close()
        worker.process.join(_END_SECONDS)
        return worker.process.exitcode

    def _failed_start(self, worker: _Worker, reason: str, trace: str = "") -> None:
        self._failed_starts += 1
        if self._failed_starts >= START_TRIES:
            when = "while it waited for a job" if worker.ready else "before it was ready"
            raise WorkersError(
                f"a worker process {reason}, {when}, {START_TRIES} times in a row; use fewer `workers`, or the "
                "executor 'inline' to see what is wrong" + (f"\n{trace}" if trace else "")
            )


@contextmanager
def _main_module_hidden() -> Iterator[None]:
    """Hide the program that runs from a process that is started meanwhile.

    A spawned process runs the file of its parent's main module once more. A script that builds a corpus, and is not
    guarded by ``if __name__ == "__main__"``, would build it in each worker.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def serve(pipe: "Connection[object, ShardJob]", task: ShardTask) -> None:
    """Run jobs that come through a pipe until it is closed: the main function of a worker process."""
    # Ctrl-C reaches all processes of a terminal; the build's process decides, and ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        worker = task.open()
    except SejajarError as error:
        pipe.send(error)
        return
    except (ImportError, RuntimeError, ValueError, OSError, MemoryError) as error:
        pipe.send(failure_of(error))
        return
    pipe.send(_READY)
    with suppress(EOFError, OSError):
        while True:
            pipe.send(attempt(worker, pipe.recv()))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
