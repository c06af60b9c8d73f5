"""The interface of every engine."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

from translate.cores import available_cores
from translate.decoding import DecodingOptions, Hypothesis
from translate.errors import SettingError

Device: TypeAlias = Literal["auto", "cpu", "cuda"]
"""Where an engine may run."""

ComputeType: TypeAlias = Literal["auto", "int8", "float32", "float16", "bfloat16"]
"""Number formats an engine may compute in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineOptions:
    """Where and how an engine computes.

    ``compute_type`` is ``int8`` or ``float32`` on the CPU, also ``float16`` or ``bfloat16`` on CUDA; ``auto`` takes
    the engine's best. ``threads`` is the number of CPU cores, 0 for all. ``cache`` holds converted models; None is
    the user's cache folder.
    """

    device: Device = "auto"
    compute_type: ComputeType = "auto"
    threads: int = 0
    cache: Path | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.threads <= most_threads():
            raise SettingError(
                f"`threads` is {self.threads}, expected 0 (all cores) to {most_threads()}: "
                f"this machine has {available_cores()} cores, and every thread takes memory"
            )


def most_threads() -> int:
    """Return the largest number of threads that is accepted: four for each core, and at least 64."""
    return max(4 * available_cores(), 64)


class Backend(Protocol):
    """A loaded model that generates target pieces for batches of source pieces."""

    name: str
    parallel_batches: int
    """How many ``generate`` calls are worth running at once, each in a thread of its own."""

    def generate(
        self, batch: Sequence[Sequence[str]], options: DecodingOptions, max_target_pieces: int
    ) -> list[Hypothesis]:
        """Return the best hypothesis of each source, in order.

        Sources are non-empty pieces without an end mark. A hypothesis has at least one piece and at most
        ``max_target_pieces``, the end mark not counted in either; ``<unk>`` and ``<pad>`` are never generated.
        """
        ...

    def score(self, batch: Sequence[tuple[Sequence[str], Sequence[str]]]) -> list[float]:
        """Return the mean log-probability (natural log) per target piece of each given ``(source, target)``, in order.

        Both sides are non-empty pieces without an end mark; the target's end mark is counted. Nothing is left out of
        the softmax, so the value differs slightly from that of a hypothesis with the same pieces: the search forbids
        ``<unk>``, and an end mark at the first place.
        """
        ...

    def describe(self) -> dict[str, str]:
        """Return what decides this engine's output: engine, version, device, compute type."""
        ...
