import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.lexicon import Lexicon
from translate.segmentation import segment
from translate.segmentation.datelines import dateline, joined_dateline, sure_dateline
from translate.segmentation.records import Stretch
from translate.sentences import Role

# The dateline, a bar, and the sentence below it.
DATED = [
    "Jakarta, 5 Mei 2020 (ANTARA) -| Harga beras naik lagi.",
    "Jakarta, 5/5 (ANTARA) -| Harga beras naik lagi.",
    "Banda Aceh, Senin (5/5/2020) -| Harga beras naik lagi.",
    "Semarang, Selasa, 12 Oktober 2021 —| Harga beras naik lagi.",
    "Jakarta, 5 Mei 2020 -| Harga beras naik lagi.",
]
HOUSES = [
    'Liputan6.com, Jakarta| "Kami siap membantu," kata Camat.',
    "Liputan6.com, Jakarta| “Kami siap membantu,” kata Camat.",
    "RMOL.| Harga beras naik lagi.",
    "RMOLLampung.| Harga beras naik lagi.",
    "BANDAR LAMPUNG (Lampost.co):| Harga beras naik lagi.",
    "Metro (Lampost.co)--| Harga beras naik lagi.",
    "(Lampost.co):| Harga beras naik lagi.",
]
PROSE = [
    "Pameran dibuka di Jakarta, 5 Mei - 7 Juni 2020, di Balai Kota.",
    "Bogor, 5 Mei - 7 Juni menjadi tuan rumah.",
    "Menurut RMOL. Harga beras naik.",
    "Rapat di Metro (dihadiri Lampost.co): warga mengeluh.",
    "Piala Dunia 2026 - turnamen terbesar - dibuka hari ini.",
]


@pytest.mark.parametrize("line", [*DATED, *HOUSES])
def test_a_dateline_ends_where_the_first_sentence_begins(line: str) -> None:
    opening, rest = line.split("|")
    first, second = segment(opening + rest)
    assert (first.role, first.text) == (Role.DATELINE, opening)
    assert (second.role, second.text) == (Role.BODY, rest.strip())


@pytest.mark.parametrize("text", PROSE)
def test_prose_with_a_dash_or_a_house_has_no_dateline(text: str) -> None:
    assert dateline(Stretch(text, 0, len(text))) is None


@pytest.mark.parametrize("line", DATED[-1:] + HOUSES[2:4])
def test_what_names_no_house_and_a_house_with_a_stop_are_datelines_at_the_top_alone(line: str) -> None:
    text = line.replace("|", "")
    assert dateline(Stretch(text, 0, len(text))) is not None
    assert sure_dateline(Stretch(text, 0, len(text))) is None


@given(st.text(alphabet='AaJj5/,.() -:—"', max_size=60), st.integers(0, 20))
def test_a_dateline_lies_inside_the_paragraph(text: str, start: int) -> None:
    start = min(start, len(text))
    found = dateline(Stretch(text, start, len(text)))
    assert found is None or start <= found[0] < found[1] <= len(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("pemerintah membuka pasar murah Banda Aceh (ANTARA) - Hujan turun.", "Banda Aceh (ANTARA) -"),
        ("pemerintah membuka pasar Murah Bogor (ANTARA) - Hujan turun.", "Bogor (ANTARA) -"),
        ("pemerintah membuka pasar murah TRIBUNJATENG.COM, SEMARANG - Hujan.", "TRIBUNJATENG.COM, SEMARANG -"),
    ],
)
def test_an_agency_further_on_takes_its_place_along(text: str, line: str) -> None:
    found = dateline(Stretch(text, 0, len(text)))
    assert found is not None
    assert text[slice(*found)].strip() == line


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Warga Keluhkan Harga Beras Bandar Lampung (ANTARA) - Hujan.", "Warga Keluhkan Harga Beras "),
        ("Warga Keluhkan Harga Beras Bogor (ANTARA) - Hujan.", "Warga Keluhkan Harga Beras "),
        ("Warga Keluhkan Harga Beras (ANTARA) - Hujan.", "Warga Keluhkan Harga "),
        ("Warga keluhkan harga beras.", ""),
    ],
)
def test_names_of_a_headline_are_no_place(text: str, title: str) -> None:
    assert text[: joined_dateline(Stretch(text, 0, len(text)))] == title


def test_a_users_newsroom_needs_no_dash() -> None:
    text = "Beritakota.id, Bogor Hujan turun."
    own = Lexicon({"dashless_newsrooms": ("Beritakota.id",)})
    assert sure_dateline(Stretch(text, 0, len(text))) is None
    assert sure_dateline(Stretch(text, 0, len(text), own)) == (0, 20)
