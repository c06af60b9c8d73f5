"""Actors of a Ray cluster, each with a loaded model; without an address Ray is started on this machine alone.

Why actors and not Ray Data, both tried with Ray 2.60 on the same shards (tests/benchmarks/ray_data.py):

* order: Ray Data gives rows back in any order unless ``preserve_order`` is set. Here shards are files with a number.
* failure: a row that raises ends the whole pipeline or, with ``max_errored_blocks``, takes its whole block with it
  without a trace in the data. A row that kills its actor is tried for ever: nothing came out within 90 seconds.
* memory: the rows of Ray Data pass through the object store. Here workers save shards themselves, and only a shard's
  articles and its report are sent.

Ray's own retries are off (``max_restarts=0``): an actor that ends is replaced by this executor, so that its shard is
counted as a failure exactly once. An actor of one job at a time is handed the next when it is done, so nothing that
waits is lost with it.
"""

import contextlib
import socket
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from corpus.executors.base import (
    START_TRIES,
    ExecutorOptions,
    Failure,
    Outcome,
    ShardJob,
    ShardTask,
    ShardWorker,
    WorkersError,
    attempt,
    failure_of,
)
from translate.cores import available_cores
from translate.errors import BrokenOffError, SejajarError, SettingError, first_line

if TYPE_CHECKING:
    from ray import ObjectRef

_INSTALL = "install it with: pip install 'sejajar[ray]'"
# Shards are some 200 kB, and each worker has one in hand and one ready; Ray's own default is 30 % of the memory.
_STORE_BYTES = 256 * 2**20
# A cluster that grows on demand (KubeRay) needs minutes to start a machine.
_WAIT_SECONDS = 900
_ANSWER_SECONDS = 10


class Actor:
    """What an actor runs: the worker of a task."""

    def __init__(self, task: ShardTask) -> None:
        self._task = task
        self._worker: ShardWorker | None = None

    def prepare(self) -> SejajarError | Failure | None:
        """Load the model; return what went wrong, or None."""
        try:
            self._worker = self._task.open()
        except SejajarError as error:
            return error
        except (ImportError, RuntimeError, ValueError, OSError, MemoryError) as error:
            return failure_of(error)
        return None

    def process(self, job: ShardJob) -> Outcome:
        """Process a shard, and return what became of it without the shard itself."""
        if self._worker is None:
            raise RuntimeError("the actor was given a job before it was prepared")
        return attempt(self._worker, job)


@dataclass(slots=True, kw_only=True, eq=False)
class _Worker:
    """An actor, the call that it is busy with, and the job of that call; no job while it is being prepared."""

    actor: Any
    call: "ObjectRef[Any] | None"
    ready: bool = False
    job: ShardJob | None = None


class RayExecutor:
    """Named actors of a Ray cluster, each with its CPUs, and a GPU of its own where the plan asks for one."""

    def __init__(self, task: ShardTask, options: ExecutorOptions) -> None:
        try:
            import ray
        except ImportError as error:
            raise SettingError(f"the `executor` ray is not installed; {_INSTALL}") from error
        self._ray = ray
        self._own = _connected(options)
        cores, largest = _cores()
        cores = options.threads or cores
        self.workers = options.workers or cores
        threads = max(1, min(cores // self.workers, largest))
        self.capacity = 2 * self.workers
        self._task = ray.put(task.with_threads(threads))
        self._resources = {"num_cpus": threads, "num_gpus": 1 if options.gpu else 0}
        self._workers: list[_Worker] = []
        self._jobs: deque[ShardJob] = deque()
        self._failed_starts = self._started = 0

    def submit(self, job: ShardJob) -> None:
        """Take a job; return at once."""
        self._jobs.append(job)
        self._hand_out()

    def wait(self) -> Outcome:
        """Wait for the next job that ends, and return what became of it.

        Raises:
            WorkersError: actors cannot be started, or the cluster has no room for one.
            BrokenOffError: the cluster itself does not answer any more.
        """
        while True:
            self._hand_out()
            calls = {worker.call: worker for worker in self._workers if worker.call is not None}
            busy = any(worker.job is not None for worker in self._workers)
            done, _ = self._ray.wait(list(calls), num_returns=1, timeout=None if busy else _WAIT_SECONDS)
            if not done:
                raise WorkersError(self._no_room())
            outcome = self._received(calls[done[0]], done[0])
            if outcome is not None:
                return outcome

    def close(self) -> None:
        """Kill all actors, and stop Ray if it was started here."""
        if self._ray.is_initialized():
            for worker in self._workers:
                with contextlib.suppress(self._ray.exceptions.RayError):
                    self._ray.kill(worker.actor)
            if self._own:
                self._ray.shutdown()
        self._workers.clear()

    def _hand_out(self) -> None:
        """Give the jobs that wait to actors that have none; start actors while there are more jobs than actors."""
        for worker in self._workers:
            if self._jobs and worker.ready and worker.job is None:
                worker.job = self._jobs.popleft()
                worker.call = worker.actor.process.remote(worker.job)
        starting = sum(not one.ready for one in self._workers)
        while len(self._workers) < self.workers and starting < len(self._jobs):
            self._start()
            starting += 1

    def _start(self) -> None:
        name = f"sejajar-{self._ray.get_runtime_context().get_job_id()}-{self._started}"
        self._started += 1
        kind: Any = self._ray.remote(Actor)
        options = kind.options(name=name, max_restarts=0, max_task_retries=0, **self._resources)
        actor = options.remote(self._task)
        self._workers.append(_Worker(actor=actor, call=actor.prepare.remote()))

    def _received(self, worker: _Worker, call: "ObjectRef[Any]") -> Outcome | None:
        """Take the result of a call, or note that its actor has ended; return the outcome of a job, if it had one."""
        exceptions = self._ray.exceptions
        job = worker.job
        try:
            result = self._ray.get(call)
        except exceptions.RayTaskError as error:
            # Not of a job, whose exceptions are outcomes: the actor could not be made, or its result not be sent.
            self._removed(worker)
            if job is not None:
                return Outcome(job=job, failure=failure_of(error))
            self._failed_start(first_line(error), str(error))
            return None
        except (exceptions.RayActorError, exceptions.ObjectLostError, exceptions.WorkerCrashedError) as error:
            self._removed(worker)
            if job is not None:
                return Outcome(job=job, failure=Failure(reason=_why_died(error), trace=str(error), died=True))
            self._failed_start(_why_died(error), str(error))
            return None
        except exceptions.RaySystemError as error:
            raise BrokenOffError(
                f"the Ray cluster does not answer any more ({first_line(error)}); finished shards are kept, and the "
                "same command continues from there"
            ) from error
        worker.call = worker.job = None
        if isinstance(result, SejajarError):
            raise result
        if isinstance(result, Failure):
            self._removed(worker)
            self._failed_start(f"failed: {result.reason}", result.trace)
            return None
        worker.ready, self._failed_starts = True, 0
        return replace(result, job=job) if isinstance(result, Outcome) and job is not None else None

    def _removed(self, worker: _Worker) -> None:
        """Take an actor off the list, and make sure that it does nothing more."""
        self._workers.remove(worker)
        with contextlib.suppress(self._ray.exceptions.RayError, ValueError):
            self._ray.kill(worker.actor)

    def _failed_start(self, reason: str, trace: str) -> None:
        self._failed_starts += 1
        if self._failed_starts >= START_TRIES:
            raise WorkersError(
                f"an actor cannot load the model: {reason}, {START_TRIES} times in a row; every machine of the cluster "
                f"needs sejajar, the model and its lists\n{trace}"
            )

    def _no_room(self) -> str:
        need = ", ".join(f"{name.removeprefix('num_')} {number}" for name, number in self._resources.items() if number)
        free: dict[str, float] = self._ray.available_resources()  # type: ignore[no-untyped-call]
        have = ", ".join(f"{name} {free.get(name, 0):g}" for name in ("CPU", "GPU"))
        return (
            f"the Ray cluster gave no worker in {_WAIT_SECONDS // 60} minutes: each needs {need}, free are {have}; "
            "use fewer `threads`, or add machines. Finished shards are kept"
        )


def _connected(options: ExecutorOptions) -> bool:
    """Connect to Ray, unless this process is; return whether that started a Ray of its own, to be stopped again."""
    import ray

    if ray.is_initialized():
        return False
    common: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR", "namespace": "sejajar"}
    if options.address is None:
        cpus = options.threads or available_cores()
        ray.init(
            address="local",
            num_cpus=max(cpus, options.workers),
            include_dashboard=False,
            object_store_memory=_STORE_BYTES,
            # Ray's workers are at nice 15, where anything else that runs on a busy machine leaves them almost nothing.
            _system_config={"worker_niceness": 0},
            **common,
        )
        return True
    try:
        _check_answers(options.address)
        ray.init(address=options.address, **common)
    except (OSError, RuntimeError, ValueError) as error:
        raise SettingError(
            f"no Ray cluster answers at `address` '{options.address}' ({first_line(error)}); start one with "
            "'ray start --head', or leave the address out"
        ) from error
    return True


def _check_answers(address: str) -> None:
    """Raise OSError unless something listens at ``host:port``; Ray itself tries for minutes before it says so."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host and port.isdecimal():
        socket.create_connection((host.strip("[]"), int(port)), timeout=_ANSWER_SECONDS).close()


def _cores() -> tuple[int, int]:
    """Return the number of CPUs of the cluster, and of its largest machine."""
    import ray

    machines = [int(node["Resources"].get("CPU", 0)) for node in ray.nodes() if node["Alive"]]  # type: ignore[no-untyped-call]
    return max(1, sum(machines)), max(1, *machines, 1)


def _why_died(error: Exception) -> str:
    """Return the part of Ray's account that says how an actor ended, in one line."""
    text = " ".join(str(error).split())
    if "node" in text and ("unexpectedly" not in text or "node died" in text.lower()) and "died" in text.lower():
        return "the machine of the worker went down"
    detail = text.partition("Worker exit detail: ")[2].split(". ")[0]
    return f"the worker died ({detail})" if detail else "the worker died"
