"""Which pieces of a vocabulary the training pairs teach, and what becomes of the others.

A vocabulary that was learned from news as well as from pairs has names of the news as single pieces. A model cannot
read a piece that no pair shows it: one wrote "Sanders" for every Pramono.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from translate.control_pieces import SLOTS
from translate.errors import SettingError

if TYPE_CHECKING:
    from sentencepiece import SentencePieceProcessor
    from sentencepiece.sentencepiece_model_pb2 import ModelProto

FEWEST_TEXTS = 12
"""A piece is taught if so many texts show it; of names shown less often, a model of 21 million parameters wrote others.
"""
_CUT_SCORE = -60.0  # any cut of a word into other pieces is likelier
_BATCH = 10_000
_SPACE = "\u2581"


def keep_taught_pieces(model: bytes, size: int, texts: Iterable[str], fewest: int = FEWEST_TEXTS) -> bytes:
    """Return a SentencePiece model with its ``size`` likeliest pieces among those that ``fewest`` of ``texts`` show.

    Single characters, bytes, control pieces and slots always stay. Raises SettingError if fewer pieces are left.
    """
    proto = _parsed(model)
    shown = _count_pieces(model, texts)
    optional = [
        index
        for index, piece in enumerate(proto.pieces)
        if piece.type == piece.NORMAL and len(piece.piece.lstrip(_SPACE)) > 1
    ]
    taught = sorted(
        (index for index in optional if shown[index] >= fewest), key=lambda index: -proto.pieces[index].score
    )
    room = size - (len(proto.pieces) - len(optional))
    if not 0 <= room <= len(taught):
        most = len(proto.pieces) - len(optional) + len(taught)
        raise SettingError(
            f"the pairs teach {most} pieces and 'vocabulary_size' is {size}; make it smaller, or give more pairs"
        )
    dropped = set(optional) - set(taught[:room])
    kept = [piece for index, piece in enumerate(proto.pieces) if index not in dropped]
    del proto.pieces[:]
    proto.pieces.extend(kept)
    return bytes(proto.SerializeToString())


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewedVocabulary:
    """A vocabulary of the same size whose ids mean the same, but for pieces that were taken up or given up.

    ``slots`` are the ids that became slots, in the order of ``SLOTS``. ``restored`` maps the id of each piece that is
    used again to the ids that its text was cut into before. ``cut`` are the ids that are not used any more.
    """

    model: bytes
    slots: tuple[int, ...]
    restored: Mapping[int, tuple[int, ...]]
    cut: tuple[int, ...]


def renew_vocabulary(model: bytes, texts: Iterable[str]) -> RenewedVocabulary:
    """Return the vocabulary of a model that is to be trained further on ``texts``.

    Words that are one piece but that ``texts`` do not teach are cut into smaller pieces from now on; the eight shown
    least often become the slots, unless the vocabulary has slots. Pieces that were given up before and that ``texts``
    do teach are used again, with a score between those of their neighbours. Ids stay, so that the weights fit.
    """
    proto = _parsed(model)
    before = _processor(model)
    given_up = [index for index, piece in enumerate(proto.pieces) if piece.score == _CUT_SCORE]
    _restore_scores(proto, given_up)
    shown = _count_pieces(proto.SerializeToString(), texts)
    words = [
        index
        for index, piece in enumerate(proto.pieces)
        if piece.type == piece.NORMAL
        and piece.piece[:1] == _SPACE
        and piece.piece[1:2].isupper()
        and len(piece.piece) > 3
    ]
    untaught = sorted(
        (index for index in words if shown[index] < FEWEST_TEXTS), key=lambda index: (shown[index], index)
    )
    has_slots = any(piece.piece in SLOTS for piece in proto.pieces)
    slots = () if has_slots else tuple(sorted(untaught[: len(SLOTS)]))
    if not has_slots and len(slots) < len(SLOTS):
        raise SettingError(
            f"only {len(slots)} pieces of the vocabulary are untaught, and {len(SLOTS)} slots need one each"
        )
    for index, slot in zip(slots, SLOTS, strict=False):
        piece = proto.pieces[index]
        piece.piece, piece.type, piece.score = slot, piece.USER_DEFINED, 0.0
    cut = tuple(index for index in untaught if index not in slots)
    for index in cut:
        proto.pieces[index].score = _CUT_SCORE
    back = [index for index in given_up if index not in slots and index not in cut]
    return RenewedVocabulary(
        model=bytes(proto.SerializeToString()),
        slots=slots,
        restored={index: tuple(before.encode(proto.pieces[index].piece.lstrip(_SPACE))) for index in back},
        cut=cut,
    )


def _restore_scores(proto: "ModelProto", given_up: list[int]) -> None:
    """Give each piece that was given up the mean score of the pieces before and after it: scores fall with the id."""
    usable = [index for index, piece in enumerate(proto.pieces) if piece.type == piece.NORMAL and index not in given_up]
    for index in given_up:
        before = max((other for other in usable if other < index), default=usable[0])
        after = min((other for other in usable if other > index), default=usable[-1])
        proto.pieces[index].score = (proto.pieces[before].score + proto.pieces[after].score) / 2


def _count_pieces(model: bytes, texts: Iterable[str]) -> Counter[int]:
    """Return how many of ``texts`` show each piece id."""
    processor, shown = _processor(model), Counter[int]()
    remaining = iter(texts)
    while batch := list(islice(remaining, _BATCH)):
        for ids in processor.encode(batch, num_threads=1):
            shown.update(set(ids))
    return shown


def _parsed(model: bytes) -> "ModelProto":
    from sentencepiece.sentencepiece_model_pb2 import ModelProto

    proto = ModelProto()
    proto.ParseFromString(model)
    return proto


def _processor(model: bytes) -> "SentencePieceProcessor":
    import sentencepiece

    return sentencepiece.SentencePieceProcessor(model_proto=model)
