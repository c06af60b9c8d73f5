"""The progress of a build as records for a log: one for each event, with the seconds since its start."""

import time
from collections.abc import Callable, Mapping, Sequence

from corpus.records import UnreadableRecord
from corpus.shards import ShardReport
from corpus.throughput import Throughput


class BuildLog:
    """An observer that gives each event of a build to a function, as a record that JSON can hold.

    Every record has ``event`` and ``seconds``. The events are ``skipped``, ``phase``, ``unreadable``, ``retry``,
    ``shard`` and ``slow``; the last comes when the rate falls below half of its own median.
    """

    def __init__(self, write: Callable[[Mapping[str, object]], None]) -> None:
        self.unreadable = 0
        self._write = write
        self._started = time.monotonic()
        self._throughput = Throughput(self._started)

    def on_skipped(self, paths: Sequence[str]) -> None:
        """Log the files that are skipped."""
        self._log("skipped", files=len(paths), first=list(paths[:3]))

    def on_phase(self, name: str) -> None:
        """Log the phase that begins."""
        self._log("phase", name=name)

    def on_unreadable(self, record: UnreadableRecord) -> None:
        """Log a record that could not be read or processed."""
        self.unreadable += 1
        self._log("unreadable", place=record.place, rule=record.rule, reason=record.reason)

    def on_retry(self, shard: int, tries: int, reason: str) -> None:
        """Log a shard that failed."""
        self._log("retry", shard=shard, tries=tries, reason=reason)

    def on_shard(self, report: ShardReport, *, reused: bool) -> None:
        """Log a finished shard, with the rate so far."""
        counts = report.counts
        slow = None if reused else self._throughput.add(counts.spans, time.monotonic())
        self._log(
            "shard",
            number=report.number,
            reused=reused,
            articles=counts.articles,
            sentences=counts.spans,
            pairs=counts.pairs,
            sentences_per_second=round(self._throughput.rate, 1),
        )
        if slow is not None:
            self._log("slow", sentences_per_second=round(slow[0], 1), usually=round(slow[1], 1))

    def _log(self, event: str, **values: object) -> None:
        self._write({"event": event, "seconds": round(time.monotonic() - self._started, 3), **values})
