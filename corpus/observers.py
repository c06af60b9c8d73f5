"""Who is told of the progress of a build."""

from collections.abc import Sequence
from typing import Protocol

from corpus.records import UnreadableRecord
from corpus.shards import ShardReport


class BuildObserver(Protocol):
    """Receives the progress of a build, for example to print it."""

    def on_skipped(self, paths: Sequence[str]) -> None:
        """Receive the files of folders and globs that are skipped."""

    def on_phase(self, name: str) -> None:
        """Receive the name of the phase that begins: ``checking``, ``translating``, ``comparing`` or ``writing``."""

    def on_unreadable(self, record: UnreadableRecord) -> None:
        """Receive a record that could not be read or processed."""

    def on_shard(self, report: ShardReport, *, reused: bool) -> None:
        """Receive the report of a shard, in the order they are finished; ``reused`` if an earlier run finished it."""

    def on_retry(self, shard: int, tries: int, reason: str) -> None:
        """Receive the number of a shard that failed, how often it has failed so far, and why it did this time."""


class SilentObserver:
    """An observer that ignores everything."""

    def on_skipped(self, paths: Sequence[str]) -> None:
        """Do nothing."""

    def on_phase(self, name: str) -> None:
        """Do nothing."""

    def on_unreadable(self, record: UnreadableRecord) -> None:
        """Do nothing."""

    def on_shard(self, report: ShardReport, *, reused: bool) -> None:
        """Do nothing."""

    def on_retry(self, shard: int, tries: int, reason: str) -> None:
        """Do nothing."""
