from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.lexicon import Lexicon
from translate.segmentation.positions import addresses, closing_marks, item_starts, with_positions
from translate.segmentation.records import DOUBLE, Stretch


def whole(text: str) -> Stretch:
    return Stretch(text, 0, len(text))


def closings(text: str) -> str:
    """Return the marks of a text as ``<`` and ``>``, opening and closing."""
    closing = closing_marks(whole(text))
    return "".join(">" if position in closing else "<" for position, sign in enumerate(text) if sign in DOUBLE)


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ('"Kami siap," katanya.', "<>"),
        ('Ia berkata: "Kami siap."', "<>"),
        ("”Kami siap,” katanya.", "<>"),
        ('katanya."Kami siap," ujarnya.', "<>"),
        ('"Kami siap."Ia pulang.', "<>"),
        ('"Kami siap. Kami menunggu.', "<"),
        ('"Kami siap," katanya. "Kami menunggu," ujarnya.', "<><>"),
        ('Kami siap," katanya. "Kami menunggu," ujarnya.', "><>"),
        ("\ufffdKami siap,\ufffd katanya.", "<>"),
    ],
)
def test_quotation_marks_are_read_together(text: str, signs: str) -> None:
    assert closings(text) == signs


def test_doubled_and_single_typewriter_marks_are_one() -> None:
    assert closing_marks(whole('""Kami siap,"" katanya.')) == {12, 13}
    assert closing_marks(whole("''Kami siap,'' katanya.")) == {12, 13}


def test_a_users_words_tell_what_somebody_says() -> None:
    text = 'Warga lega"Monggo masuk'
    assert closing_marks(Stretch(text, 0, len(text))) == closing_marks(Stretch(text, 0, len(text), Lexicon()))
    own = Lexicon({"narration_openers": ("Monggo",)})
    told = 'Warga lega."Monggo masuk'
    assert closing_marks(Stretch(told, 0, len(told), own)) == {11}
    assert closing_marks(Stretch(told, 0, len(told))) == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Lihat https://contoh.co.id/a.b dan www.contoh.id.", ["https://contoh.co.id/a.b", "www.contoh.id"]),
        ("Kirim ke budi.s@contoh.co.id.", ["budi.s@contoh.co.id"]),
        ("Lihat https://contoh.id.Warga pulang.", ["https://contoh.id"]),
        ("Nilai a@ dan b://", []),
    ],
)
def test_addresses_end_before_the_stop_of_their_sentence(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in addresses(whole(text))] == found


def items(text: str) -> list[str]:
    edges = [*item_starts(whole(text)), len(text)]
    return [text[start:end].strip() for start, end in pairwise(edges)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Bahannya: - Gula - Garam", ["- Gula", "- Garam"]),
        ("Bahannya: - Gula * Garam", ["- Gula * Garam"]),
        ("Bahan • Gula • Garam", ["• Gula", "• Garam"]),
        ("Syaratnya: a. sehat b. jujur", ["a. sehat", "b. jujur"]),
        ("Syaratnya: a. sehat c. jujur", []),
        ("Caranya: 1. Buka 2. Tutup", ["1. Buka", "2. Tutup"]),
        ("Pilih 1. Buka atau 2. Tutup", []),
        ("Kamu belajar:Menggambar tokohMenyusun cerita", ["Menggambar tokoh", "Menyusun cerita"]),
        ("Latihan02:00 WIB: Final03:30 WIB: Upacara", ["02:00 WIB: Final", "03:30 WIB: Upacara"]),
        ("Hujan turun - warga pulang.", []),
    ],
)
def test_items_of_lists_that_were_run_together(text: str, found: list[str]) -> None:
    assert items(text) == found


def test_items_further_apart_than_a_list_are_dashes() -> None:
    far = "x" * 201
    assert len(items(f"Bahannya: - Gula {far} - Garam")) == 1
    assert len(items(f"Bahannya: - Gula {far[:150]} - Garam")) == 2


@given(st.text(alphabet='ab1.:-•" \n', max_size=60), st.integers(0, 10))
def test_positions_lie_inside_the_stretch(text: str, start: int) -> None:
    stretch = Stretch(text, min(start, len(text)), len(text))
    known = with_positions(stretch)
    assert all(stretch.start <= position < stretch.end for position in known.closing)
    assert all(stretch.start < position < stretch.end for position in item_starts(stretch))
