"""Executors: where the shards of a build are processed, one file each."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus.executors.base import Executor, ExecutorName, ExecutorOptions, ShardTask

EXECUTORS = {
    "inline": "corpus.executors.inline_executor:InlineExecutor",
    "local": "corpus.executors.local_executor:LocalExecutor",
    "ray": "corpus.executors.ray_executor:RayExecutor",
}
"""Name to module and class; a module is imported when its executor is used."""


def load_executor(name: "ExecutorName", task: "ShardTask", options: "ExecutorOptions") -> "Executor":
    """Return the executor called ``name`` for a task.

    Raises:
        SettingError: what it needs is not installed, or the options do not fit what there is.
    """
    module, kind = EXECUTORS[name].split(":")
    executor: Executor = getattr(import_module(module), kind)(task, options)
    return executor
