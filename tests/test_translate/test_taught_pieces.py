from pathlib import Path

import pytest
import sentencepiece
from sentencepiece.sentencepiece_model_pb2 import ModelProto

from translate.control_pieces import SLOTS
from translate.errors import SettingError
from translate.training.taught_pieces import FEWEST_TEXTS, keep_taught_pieces, renew_vocabulary
from translate.training.vocabulary import train_vocabulary

PAIRS = Path(__file__).parents[1] / "pairs.tsv"
PLAIN = PAIRS.read_text(encoding="utf-8").replace("\t", "\n").splitlines()
NAMES = ["Wiryanto", "Suparmanto", "Kertanegara", "Nusakarya", "Bratasena", "Gunawarman", "Jatiwangi", "Larasati"]
NAMES += ["Tambunan", "Rahmadewi"]


def about(name: str) -> str:
    return f"Menurut {name}, warga membeli beras."


@pytest.fixture(scope="module")
def learned() -> bytes:
    """A vocabulary in which ten names are pieces, as one has that was also learned from news."""
    proto = ModelProto()
    proto.ParseFromString(train_vocabulary(PLAIN, 460))
    long = [piece for piece in proto.pieces if piece.type == piece.NORMAL and len(piece.piece) > 2]
    for piece, name in zip(long[:: len(long) // 10], NAMES, strict=False):
        piece.piece = f"▁{name}"
    return proto.SerializeToString()


def processor(model: bytes) -> sentencepiece.SentencePieceProcessor:
    return sentencepiece.SentencePieceProcessor(model_proto=model)


def pieces(model: bytes) -> list[str]:
    known = processor(model)
    return [known.id_to_piece(index) for index in range(known.get_piece_size())]


def taught(*names: str) -> list[str]:
    return [*PLAIN * FEWEST_TEXTS, *(about(name) for name in names for _ in range(FEWEST_TEXTS))]


def test_the_names_of_this_test_are_single_pieces(learned: bytes) -> None:
    assert {f"▁{name}" for name in NAMES} <= set(pieces(learned))


def test_only_taught_pieces_are_kept_and_the_likeliest_of_them(learned: bytes) -> None:
    kept = pieces(keep_taught_pieces(learned, 400, taught("Wiryanto")))
    assert len(kept) == 400
    assert "▁Wiryanto" in kept
    assert not {f"▁{name}" for name in NAMES[1:]} & set(kept)
    assert set(SLOTS) <= set(kept)
    assert kept[:2] == ["</s>", "<unk>"]


def test_a_text_keeps_its_letters_when_pieces_are_dropped(learned: bytes) -> None:
    smaller = processor(keep_taught_pieces(learned, 400, taught()))
    assert smaller.decode(smaller.encode(about("Suparmanto"))) == about("Suparmanto")


def test_more_pieces_than_are_taught_is_a_setting_error(learned: bytes) -> None:
    with pytest.raises(SettingError, match=r"the pairs teach \d+ pieces and 'vocabulary_size' is 460"):
        keep_taught_pieces(learned, 460, taught())


def without_slots(model: bytes) -> bytes:
    """Return the vocabulary as a version without slots would have it: ordinary pieces in their place."""
    proto = ModelProto()
    proto.ParseFromString(model)
    for number, piece in enumerate(piece for piece in proto.pieces if piece.piece in SLOTS):
        piece.piece, piece.type, piece.score = f"xqz{number}", piece.NORMAL, -20.0
    return proto.SerializeToString()


def test_untaught_names_become_slots_or_are_cut_and_ids_stay(learned: bytes) -> None:
    before = without_slots(learned)
    renewed = renew_vocabulary(before, taught("Wiryanto"))
    now, then = pieces(renewed.model), pieces(before)
    assert [now[index] for index in renewed.slots] == list(SLOTS)
    assert {then[index] for index in (*renewed.slots, *renewed.cut)} == {f"▁{name}" for name in NAMES[1:]}
    assert [new for index, new in enumerate(now) if index not in renewed.slots] == [
        old for index, old in enumerate(then) if index not in renewed.slots
    ]
    known = processor(renewed.model)
    assert "▁Wiryanto" in known.encode(about("Wiryanto"), out_type=str)
    for index in renewed.cut:
        assert then[index] not in known.encode(about(then[index][1:]), out_type=str)


def test_pieces_that_were_cut_come_back_once_they_are_taught(learned: bytes) -> None:
    first = renew_vocabulary(without_slots(learned), taught("Wiryanto"))
    assert first.cut and not first.restored
    lost = [processor(first.model).id_to_piece(index)[1:] for index in first.cut]
    second = renew_vocabulary(first.model, taught("Wiryanto", *lost))
    assert set(second.restored) == set(first.cut)
    assert (second.slots, second.cut) == ((), ())
    assert pieces(second.model) == pieces(first.model)
    known, before = processor(second.model), processor(first.model)
    for index, parts in second.restored.items():
        name = known.id_to_piece(index)
        assert name in known.encode(about(name[1:]), out_type=str)
        assert before.decode(list(parts)) == name[1:]


def test_a_slot_is_one_piece_wherever_it_stands(learned: bytes) -> None:
    known = processor(learned)
    for text in ("Kata ⟦3⟧, warga pergi.", "(⟦3⟧)", "⟦3⟧-nya", "di⟦3⟧itu"):
        assert known.encode(text, out_type=str).count("⟦3⟧") == 1
        assert known.decode(known.encode(text)) == text


def test_a_vocabulary_with_too_few_untaught_pieces_for_slots_is_a_setting_error(learned: bytes) -> None:
    with pytest.raises(SettingError, match="only 2 pieces of the vocabulary are untaught"):
        renew_vocabulary(without_slots(learned), taught(*NAMES[:8]))
