"""Sentence pairs as piece ids, with the marks that tell a model what it reads and what it is to write."""

from array import array
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from translate.sentences import TextPair
from translate.training.records import EncodedPairs

if TYPE_CHECKING:
    from sentencepiece import SentencePieceProcessor

SYNTHETIC, TO_ENGLISH, TO_INDONESIAN = MARKS = "\x01\x02\x03"
"""Marks before a source text: a model wrote it; it is to become English; it is to become Indonesian. The last two are
for models of both directions. The normaliser removes these characters from ordinary text."""


def mark_ids(marks: str, processor: "SentencePieceProcessor") -> list[int]:
    """Return the ids of the byte pieces that stand for ``marks``."""
    return [processor.piece_to_id(f"<0x{ord(mark):02X}>") for mark in marks]


def encode_pairs(
    groups: Iterable[Iterable[TextPair]],
    processor: "SentencePieceProcessor",
    max_pieces: int,
    sampled: Callable[[str], list[int]] | None = None,
    sampled_share: float = 1.0,
) -> EncodedPairs:
    """Return the ``(source, target)`` pairs of each group encoded, without those empty or over ``max_pieces``.

    ``sampled`` cuts the sources of the first ``sampled_share`` of each group into pieces. ``MARKS`` at the beginning
    of a source become the pieces of their bytes.
    """
    end = processor.eos_id()
    source, target = array("H"), array("H")
    source_starts, target_starts = array("L", [0]), array("L", [0])
    origins = []
    for group in groups:
        first = len(source_starts) - 1
        pairs = list(group)
        drawn = round(len(pairs) * sampled_share) if sampled else 0
        # One thread, since for a GPU one process per core does this.
        sources = [[*sampled(pair[0]), end] for pair in pairs[:drawn]] if sampled else []
        sources += processor.encode([pair[0] for pair in pairs[drawn:]], add_eos=True, num_threads=1)
        targets = processor.encode([pair[1] for pair in pairs], add_eos=True, num_threads=1)
        for pair, left, right in zip(pairs, sources, targets, strict=True):
            marks = pair[0][: len(pair[0]) - len(pair[0].lstrip(MARKS))]
            left = [*mark_ids(marks, processor), *left]
            if 1 + len(marks) < len(left) <= max_pieces and 1 < len(right) <= max_pieces:
                source.extend(left)
                target.extend(right)
                source_starts.append(len(source))
                target_starts.append(len(target))
        origins.append(range(first, len(source_starts) - 1))
    return EncodedPairs(source, source_starts, target, target_starts, tuple(origins))
