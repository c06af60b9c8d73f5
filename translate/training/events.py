"""What a training run reports as it goes: one record for each event, and the observer that receives them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PairsRead:
    """The training pairs are read: how many of each source, and how many were refused as overlapping a test set.

    ``cleaned`` counts for each source how many pairs each cleaning rule left out; None where the plan cleans nothing.
    """

    pairs: Mapping[str, int]
    refused_overlap_with_dev: int
    cleaned: Mapping[str, Mapping[str, int]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLogged:
    """Losses in nats a target piece, with smoothing and dropout in ``loss``, without them in the others.

    ``dev_loss`` has one value for each held-out set; ``shown_loss`` is that of pairs the model is trained on.
    """

    step: int
    loss: float
    dev_loss: tuple[float, ...]
    shown_loss: float
    target_pieces_per_second: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VocabularyLearned:
    """A recipe's vocabulary is learned: its pieces, and how many texts were refused as overlapping a test set."""

    pieces: int
    refused_overlap_with_dev: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VocabularyRenewed:
    """The vocabulary of the initial model is renewed: how many pieces became slots, are used again, or are given up."""

    slots: int
    restored: int
    cut: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesChosen:
    """The lines that a translation step of a recipe is to translate, and how many overlapped a test set."""

    step: str
    lines: int
    refused_overlap_with_dev: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesTranslated:
    """A translation step is done: pairs kept, lines too long for the model, pairs left out by each check."""

    step: str
    sentences: int
    too_long: int
    dropped: Mapping[str, int]
    pairs: int
    sentences_per_second: float


class TrainingObserver:
    """Receives the events of a run. Every method does nothing: override those of the events you want."""

    def pairs_read(self, event: PairsRead) -> None:
        """Receive the counts of the training pairs."""

    def step_logged(self, event: StepLogged) -> None:
        """Receive the losses, every ``save_every`` steps."""

    def vocabulary_learned(self, event: VocabularyLearned) -> None:
        """Receive the size of a recipe's vocabulary."""

    def vocabulary_renewed(self, event: VocabularyRenewed) -> None:
        """Receive what became of the pieces of the initial model's vocabulary."""

    def recipe_step_started(self, name: str) -> None:
        """Receive the name of the recipe's step that begins."""

    def lines_chosen(self, event: LinesChosen) -> None:
        """Receive what a translation step is to translate."""

    def lines_translated(self, event: LinesTranslated) -> None:
        """Receive what a translation step made."""


class JsonLinesObserver(TrainingObserver):
    """Writes each event as one line of JSON."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def _write_record(self, record: Mapping[str, object]) -> None:
        self._write(json.dumps(record))

    def pairs_read(self, event: PairsRead) -> None:
        """Write the counts of the training pairs."""
        self._write_record({name: value for name, value in asdict(event).items() if value is not None})

    def step_logged(self, event: StepLogged) -> None:
        """Write the losses."""
        self._write_record(asdict(event))

    def vocabulary_learned(self, event: VocabularyLearned) -> None:
        """Write the size of the vocabulary."""
        self._write_record({"vocabulary": event.pieces, "refused_overlap_with_dev": event.refused_overlap_with_dev})

    def vocabulary_renewed(self, event: VocabularyRenewed) -> None:
        """Write what became of the pieces."""
        self._write_record({"vocabulary_renewed": asdict(event)})

    def recipe_step_started(self, name: str) -> None:
        """Write the name of the step."""
        self._write_record({"step_of_recipe": name})

    def lines_chosen(self, event: LinesChosen) -> None:
        """Write what is to be translated."""
        self._write_record(
            {
                "lines_for": event.step,
                "lines": event.lines,
                "refused_overlap_with_dev": event.refused_overlap_with_dev,
            }
        )

    def lines_translated(self, event: LinesTranslated) -> None:
        """Write what was made."""
        record = asdict(event)
        self._write_record({"translated": record.pop("step"), **record})
