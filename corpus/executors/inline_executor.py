"""The executor without processes: one job after the other, in the process of the build."""

from collections import deque

from corpus.executors.base import ExecutorOptions, Outcome, ShardJob, ShardTask, ShardWorker, attempt


class InlineExecutor:
    """Runs each job when it is waited for. A record that ends the process ends the build with it."""

    workers = 1
    capacity = 1

    def __init__(self, task: ShardTask, options: ExecutorOptions) -> None:
        del options
        self._task = task
        self._worker: ShardWorker | None = None
        self._jobs: deque[ShardJob] = deque()

    def submit(self, job: ShardJob) -> None:
        """Take a job; return at once."""
        self._jobs.append(job)

    def wait(self) -> Outcome:
        """Run the job that was submitted first, and return what became of it."""
        if self._worker is None:
            self._worker = self._task.open()
        return attempt(self._worker, self._jobs.popleft())

    def close(self) -> None:
        """Forget the worker and its model."""
        self._worker = None
