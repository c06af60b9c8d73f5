import pytest

from translate.lexicon import Lexicon
from translate.segmentation.paragraphs import paragraphs
from translate.segmentation.records import Stretch


def lines(text: str, lexicon: Lexicon | None = None) -> list[str]:
    return [one.shown for one in paragraphs(Stretch(text, 0, len(text), lexicon or Lexicon()))]


JOINED = [
    "Hujan turun di\nBogor sejak pagi.",
    "Hujan turun di\n\nbogor sejak pagi.",
    "Hujan turun di Bogor\nsejak pagi.",
    "Rapat itu (\nsidang) selesai.",
    "JAKARTA\n- Hujan turun.",
    "Menurut PT\nSinar Bahari, hujan turun.",
]
APART = [
    "Hujan turun.\nWarga pulang.",
    "Hujan turun di\n\nBogor",
    "Hujan turun di Bogor\n\nsejak pagi.",
    "Hujan turun di\nADVERTISEMENT",
    "Hujan turun di\nScroll ke bawah",
    "Hujan turun di\n“Kami pulang.”",
    "Hujan turun di Bogor\nsumber : Antara",
    "Baca Juga di\nBanjir Datang",
    "(abc/def)\nbanjir jakarta",
    "Wali Kota Bogor\nHujan turun.",
]


@pytest.mark.parametrize("text", JOINED)
def test_lines_broken_inside_a_sentence_are_one_paragraph(text: str) -> None:
    assert lines(text) == [text]


@pytest.mark.parametrize("text", APART)
def test_other_lines_stay_apart(text: str) -> None:
    assert lines(text) == text.split("\n\n" if "\n\n" in text else "\n")


def test_the_text_of_a_link_on_a_line_of_its_own_joins_the_sentence_around_it() -> None:
    assert lines("Warga meminta\nPemerintah Kota\nmembuka pasar murah.") == [
        "Warga meminta\nPemerintah Kota\nmembuka pasar murah."
    ]
    title = "Warga Kota Bogor Meminta Pemerintah Membuka Pasar"
    assert lines(f"{title}\nPemerintah Kota\nmembuka pasar murah.")[0] == title


def test_a_line_far_indented_goes_on() -> None:
    assert lines(f"Hujan turun\n{' ' * 16}Warga pulang") == [f"Hujan turun\n{' ' * 16}Warga pulang"]
    assert len(lines(f"Hujan turun\n{' ' * 15}Warga pulang")) == 2


def test_tags_are_a_line_each_whatever_they_begin_with() -> None:
    assert lines("Tags:\nhujan di\nbogor\nHujan turun.") == ["Tags:", "hujan di", "bogor", "Hujan turun."]


def test_words_of_a_users_lists_keep_a_sentence_open() -> None:
    own = Lexicon({"open_words": ("sejak",), "new_lines": ("gabung",)})
    assert len(lines("Hujan turun sejak\nSenin pagi.")) == 2
    assert len(lines("Hujan turun sejak\nSenin pagi.", own)) == 1
    assert len(lines("Hujan turun di\nGabung saluran kami", own)) == 2
