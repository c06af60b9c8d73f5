"""How fast a build goes, and whether it has become much slower than it was."""

import statistics

# A window of few shards swings with the length of their articles; one of many notices a slow worker late.
_WINDOW_SHARDS = 20
# Earlier windows to compare with; the first few hold the start of workers.
_LEAST_WINDOWS = 5


class Throughput:
    """Sentences a second, over all shards and over the last 20; times are seconds of any clock."""

    def __init__(self, started: float) -> None:
        self._started = self._window_began = self._now = started
        self._sentences = self._window_sentences = self._shards = 0
        self._windows: list[float] = []

    @property
    def rate(self) -> float:
        """Sentences a second since the start."""
        return self._sentences / max(self._now - self._started, 1e-9)

    def add(self, sentences: int, now: float) -> tuple[float, float] | None:
        """Count a shard; return the rate of the last 20 shards and the usual one if the former is below half of it.

        The usual rate is the median of all earlier windows of 20 shards. It is told once a window.
        """
        self._sentences += sentences
        self._window_sentences += sentences
        self._shards += 1
        self._now = now
        if self._shards % _WINDOW_SHARDS:
            return None
        latest = self._window_sentences / max(now - self._window_began, 1e-9)
        usual = statistics.median(self._windows) if len(self._windows) >= _LEAST_WINDOWS else 0.0
        self._windows.append(latest)
        self._window_began, self._window_sentences = now, 0
        return (latest, usual) if latest < usual / 2 else None
