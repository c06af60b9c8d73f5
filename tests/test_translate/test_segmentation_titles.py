import pytest

from translate.segmentation.records import JOINT, Stretch
from translate.segmentation.titles import (
    WEIGHTS,
    evidence_of_ends,
    has_title_case,
    is_capitalised,
    sure_title_end,
    title_end,
)

SENTENCE = "Pemerintah kota membuka pasar murah sejak pagi."


def whole(text: str) -> Stretch:
    return Stretch(text, 0, len(text))


@pytest.mark.parametrize(
    ("title", "gap", "sentence"),
    [
        ("Banjir Rendam Ratusan Rumah di Bogor", " ", "Warga mengungsi ke balai desa sejak tadi malam."),
        ("Harga Beras Naik Lagi, Apa Sebabnya?", " ", SENTENCE),
        ("Harga Beras Naik Lagi di Kota", "", SENTENCE),
        ("Harga Beras Naik Lagi di Kota", JOINT, SENTENCE),
        ("Menonton Film di YouTube Makin Mahal", " ", "Namun warga tetap tenang sejak pagi."),
        ("Harga Beras Naik Lagi di Kota", "", ""),
        ("Air Naik Lagi, Ini Sebabnya", "", ""),
    ],
)
def test_a_title_ends_where_the_sentence_begins(title: str, gap: str, sentence: str) -> None:
    text = title + gap + sentence
    assert text[: title_end(whole(text))].rstrip() == title


def test_a_title_of_two_words_is_the_whole_stretch() -> None:
    assert title_end(whole("Banjir Datang")) == 13
    assert evidence_of_ends(whole("Banjir Datang")) == {}


def test_every_piece_of_evidence_has_a_weight_and_every_weight_its_evidence() -> None:
    names = {
        name
        for evidence in evidence_of_ends(whole(f"Banjir Datang Lagi di Bogor {SENTENCE}")).values()
        for name in evidence
    }
    names |= {name for evidence in evidence_of_ends(whole("Banjir Datang Lagi di Bogor")).values() for name in evidence}
    assert names == set(WEIGHTS)


def test_evidence_for_a_border_is_told_by_name() -> None:
    text = "Banjir Datang Lagi di Bogor Namun warga tenang menunggu."
    evidence = evidence_of_ends(whole(text))[text.index("Namun")]
    held = {name for name, value in evidence.items() if value}
    assert {"opening word, title case", "small word next", "title below 6", "title below 8"} <= held
    assert not {"joint", "title below 4", "question before", "comma before"} & held


def test_words_of_a_title_mostly_carry_capitals() -> None:
    assert has_title_case(whole("Banjir Rendam Ratusan Rumah di Bogor"))
    assert has_title_case(whole("Banjir Rendam Ratusan rumah di Bogor"))
    assert not has_title_case(whole("Banjir rendam ratusan Rumah di Bogor"))


def test_capitals_need_three_common_words() -> None:
    assert is_capitalised(whole("Harga Beras Naik di Bogor"))
    assert not is_capitalised(whole("Harga Beras naik di Bogor"))
    assert not is_capitalised(whole("Budi Santoso Rina Wati"))


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("Pemerintah Akan Menaikkan Harga Beras Bulan Depan ", "Warga meminta pasar murah dibuka."),
        ("Pemerintah Akan Menaikkan Harga Beras Bulan Depan ", "Namun petani meminta pasar murah dibuka."),
        ("", "Pemerintah Akan Menaikkan Harga Beras Bulan Depan Petani di desa meminta pasar murah dibuka."),
        ("", "Kepala Dinas Kesehatan Kota Bogor Rina Wati mengatakan warga tenang."),
        ("", "Harga beras naik lagi Pemerintah membuka pasar murah."),
        ("", "Harga Naik Warga resah."),
    ],
)
def test_a_title_that_nothing_announces_must_be_sure(title: str, sentence: str) -> None:
    assert (title + sentence)[: sure_title_end(whole(title + sentence))] == title
