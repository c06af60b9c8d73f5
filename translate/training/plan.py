"""Every setting of a training run, and where its data is."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeAlias

from translate.errors import SettingError

TranslationDirection: TypeAlias = Literal["id-en", "en-id", "both"]
"""Which language a model translates into which; ``both`` means that a mark before each source says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelShape:
    """The sizes of a Marian transformer; a deep encoder and a shallow decoder translate fast (Kasai et al. 2021)."""

    width: int = 256
    feed_forward: int = 1024
    heads: int = 4
    encoder_layers: int = 6
    decoder_layers: int = 2
    max_positions: int = 512

    def __post_init__(self) -> None:
        sizes = ("width", "feed_forward", "heads", "encoder_layers", "decoder_layers", "max_positions")
        small = [name for name in sizes if getattr(self, name) < 1]
        if small or self.width % self.heads or self.width % 2:
            raise SettingError(
                f"{', '.join(small) or 'width'}: does not fit; sizes begin at 1, and 'width' is even and a multiple of "
                "'heads'"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """How long and how fast to train: warm-up, constant rate, linear decay over the last ``decay_steps``.

    ``batch_pieces`` is the size of a batch's longer side: padded on the CPU, packed on a GPU. ``learning_rate`` is
    that of AdamW, ``matrix_learning_rate`` that of Muon (Jordan et al. 2024), which updates the hidden matrices with
    steps scaled to AdamW's size. ``compile`` changes only the speed: compiling takes half a minute, then steps are
    faster.
    """

    steps: int
    warmup_steps: int = 300
    decay_steps: int = 1000
    batch_pieces: int = 4000
    learning_rate: float = 2e-3
    matrix_learning_rate: float = 2e-3
    weight_decay: float = 0.01
    dropout: float = 0.1
    label_smoothing: float = 0.1
    average_decay: float = 0.998
    save_every: int = 250
    seed: int = 1
    compile: bool = field(default=True, repr=False)

    def __post_init__(self) -> None:
        small = [name for name in ("steps", "batch_pieces", "save_every") if getattr(self, name) < 1]
        small += [name for name in ("warmup_steps", "decay_steps") if getattr(self, name) < 0]
        if small:
            raise SettingError(f"{', '.join(small)}: too small for a schedule; steps and sizes begin at 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaning:
    """What is taken out of the training pairs before training; by default nothing.

    ``duplicates`` keeps one of the pairs that have the same letters and figures on both sides: that of the source
    named first. ``near_duplicates`` keeps one of the pairs that have the same letters and may differ in figures, as
    versions of one web page do. ``checks`` are names of ``translate.checks``; a pair that fails one is left out.
    """

    duplicates: bool = False
    near_duplicates: bool = False
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingPlan:
    """Everything that decides what a trained model becomes.

    ``sources`` maps the name of a data file to how many times an epoch shows it; of a fraction, each epoch shows
    another random part. ``synthetic`` names the sources whose Indonesian a model wrote, ``synthetic_english`` those
    whose English a model wrote. Where such text is the source of a pair it gets a mark, so that the model can tell it
    from what people wrote (Caswell et al. 2019). ``augmented`` is the share of pairs that each epoch changes at random.
    ``sampling`` is the smoothing of subword regularisation on the source side (Kudo 2018): 0 turns it off, and the
    larger it is, the likelier the cuts that are drawn. It is applied to ``sampled_share`` of the pairs. ``initial`` is
    the model whose vocabulary and weights the run starts from; with ``renew_vocabulary`` words that are one piece of it
    but that the sources do not teach are given up, and eight of them become the slots. ``max_pieces`` is the longest
    side of a training pair, end mark included.
    """

    sources: dict[str, float]
    schedule: Schedule
    direction: TranslationDirection = "id-en"
    synthetic: tuple[str, ...] = ()
    synthetic_english: tuple[str, ...] = ()
    augmented: float = 0.0
    sampling: float = 0.0
    sampled_share: float = 1.0
    initial: str | None = None
    renew_vocabulary: bool = False
    vocabulary_size: int = 8000
    max_pieces: int = 160
    model: ModelShape = field(default_factory=ModelShape)
    cleaning: Cleaning = field(default_factory=Cleaning)

    def __post_init__(self) -> None:
        if self.vocabulary_size < 1 or self.max_pieces < 2:
            raise SettingError("'vocabulary_size' must be 1 or more and 'max_pieces' 2 or more")
        wrong = [name for name, weight in self.sources.items() if not (isinstance(weight, float | int) and weight > 0)]
        if wrong or not self.sources:
            raise SettingError(f"'sources' needs names with weights above 0 (look at: {', '.join(wrong) or 'empty'})")
        for key, names in (("synthetic", self.synthetic), ("synthetic_english", self.synthetic_english)):
            if strange := [name for name in names if name not in self.sources]:
                raise SettingError(f"'{key}' names {', '.join(strange)}, which 'sources' does not")
        if self.renew_vocabulary and not self.initial:
            raise SettingError("'renew_vocabulary' needs an 'initial' model, whose vocabulary it renews")
        if self.max_pieces > self.model.max_positions:
            raise SettingError(
                f"'max_pieces' is {self.max_pieces}, and the model has {self.model.max_positions} positions"
            )
        shares = {"augmented": self.augmented, "sampling": self.sampling, "sampled_share": self.sampled_share}
        beyond = [name for name, share in shares.items() if not 0 <= share <= 1]
        if beyond:
            raise SettingError(f"'{beyond[0]}' is {shares[beyond[0]]}, expected a share from 0 to 1")
        if self.vocabulary_size > 65_535:  # pairs are kept as 16-bit ids
            raise SettingError(f"'vocabulary_size' is {self.vocabulary_size}, expected 65535 or less")

    @property
    def directions(self) -> tuple[TranslationDirection, ...]:
        """The directions in which every pair is shown."""
        return ("id-en", "en-id") if self.direction == "both" else (self.direction,)

    @property
    def needs_mark(self) -> bool:
        """Whether the model writes both languages, so that a mark has to tell it which one."""
        return self.direction == "both"

    def fingerprint(self) -> str:
        """Return the plan as text, without ``compile`` and without its length: a run may be made longer.

        Of the folder that a run starts from only the name counts.
        """
        initial = self.initial and self.initial.rstrip("/").rpartition("/")[2]
        return repr(replace(self, initial=initial, schedule=replace(self.schedule, steps=1, decay_steps=0)))


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingData:
    """Where the data is: ``folder`` holds the plan's sources as TSV files, ``dev`` are stems of held-out line files.

    The stem ``news`` means the files ``news.id`` and ``news.en``; no training pair may share a sentence with them.
    ``made`` is a second folder of sources, which models made. ``texts`` is a folder of texts in one language.
    ``vocabulary`` is a SentencePiece model to use; without it one is learned from the pairs.
    """

    folder: Path
    dev: tuple[Path, ...] = ()
    made: Path | None = None
    texts: Path | None = None
    vocabulary: Path | None = None

    def is_made(self, name: str) -> bool:
        """Return whether a source is in ``made``, and so was made by a model."""
        return self.made is not None and (self.made / f"{name}.tsv.gz").exists()
