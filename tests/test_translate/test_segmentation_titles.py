import json
from pathlib import Path

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


# A title with the sentence after it, a bar between, and the evidence for an end there.
EVIDENCE: list[tuple[str, dict[str, int]]] = [
    (
        "Harga Beras Naik Lagi di Kota |Pemerintah membuka pasar murah.",
        {"verb first": 1, "small word next": 1, "small word next, after common": 1, "title below 8": 1},
    ),
    (
        "Banjir Rendam Rumah|Namun, Warga Kota tetap tenang menunggu.",
        {
            "joint": 1,
            "comma after": 1,
            "comma after opening word": 1,
            "opening word, title case": 1,
            "common capital next": 1,
            "common capitals after": 2,
            "title below 4": 1,
            "title below 6": 1,
            "title below 8": 1,
        },
    ),
    (
        "Mengapa Harga Naik Lagi? |Ini yang dikatakan Budi Santoso kepada warga.",
        {
            "question before": 1,
            "opening word, title case": 1,
            "demonstrative before": 1,
            "function word next": 1,
            "verb first": 1,
            "small word second": 1,
            "title below 6": 1,
            "title below 8": 1,
        },
    ),
    (
        "Harga beras naik lagi 20 |Budi juga menunggu bantuan.",
        {
            "name": 1,
            "name, particle next": 1,
            "figure before": 1,
            "particle next": 1,
            "verb first": 1,
            "small word second": 1,
            "title below 6": 1,
            "title below 8": 1,
        },
    ),
    (
        "Tim Kota Menang 3-0 |Kapolsek Rina Wati, Budi dan warga menonton.",
        {"office": 1, "figure before": 1, "title below 6": 1, "title below 8": 1},
    ),
    (
        "Warga Keluhkan Harga, |Budi di Pasar Baru.",
        {
            "comma before": 1,
            "name": 1,
            "name, function word next": 1,
            "function word next": 1,
            "function word and common capital next": 1,
            "common capitals after": 2,
            "title below 4": 1,
            "title below 6": 1,
            "title below 8": 1,
        },
    ),
    (
        "Cara Mudah Merawat Ban Mobil Agar Tetap Awet Sampai Lima Tahun ke Depan dan Hemat Biaya Lagi "
        "|2. Periksa Ban Mobil setiap pagi.",
        {
            "item": 1,
            "demonstrative before": 1,
            "common capital next": 1,
            "common capitals after": 3,
            "title beyond 10": 7,
            "title beyond 16": 1,
        },
    ),
    (
        "Petani Desa Panen Raya Lagi |BMKG memperingatkan warga. BMKG menunggu.",
        {
            "acronym": 1,
            "name": 1,
            "name seen": 1,
            "opens elsewhere": 1,
            "demonstrative before": 1,
            "verb first": 1,
            "small word next": 1,
            "title below 6": 1,
            "title below 8": 1,
        },
    ),
    (
        "Budi Menang di Jakarta |Rina Budi, kata warga, menang.",
        {
            "name": 1,
            "known name before": 1,
            "comma after second": 1,
            "small word second": 1,
            "small word second, after names": 1,
            "title below 6": 1,
            "title below 8": 1,
        },
    ),
    (
        "Warga Desa Tunggu Santoso |Dia Akan menunggu warga Desa.",
        {
            "opening word, title case": 1,
            "opening word, common capital next": 1,
            "known name before": 1,
            "verb first": 1,
            "common capital next": 1,
            "common capitals after": 2,
            "small word second": 1,
            "small word second, after two common": 1,
            "title below 6": 1,
            "title below 8": 1,
        },
    ),
    (
        "Harga beras naik lagi di Bogor |Namun warga tenang menunggu.",
        {
            "opening word, sentence case": 1,
            "known name before": 1,
            "capital before, sentence case": 1,
            "small word next": 1,
            "small word next, after common": 1,
            "title below 8": 1,
        },
    ),
    (
        "Harga Beras Naik Lagi tinggi |Namun warga tenang menunggu.",
        {
            "opening word, title case": 1,
            "small word before, title case": 1,
            "small words before, title case": 1,
            "small word next": 1,
            "small word next, after common": 1,
            "title below 6": 1,
            "title below 8": 1,
        },
    ),
    (
        "Harga Beras Naik|Budi juga menunggu. Kata Naik|Budi itu salah.",
        {
            "joint": 1,
            "joint seen": 1,
            "name": 1,
            "name, particle next": 1,
            "name seen": 1,
            "particle next": 1,
            "verb first": 1,
            "common capitals after": 1,
            "small word second": 1,
            "title below 4": 1,
            "title below 6": 1,
            "title below 8": 1,
        },
    ),
    (
        "Harga Beras Naik |Warga Membuka pasar murah.",
        {
            "verb capital": 1,
            "common capital next": 1,
            "common capitals after": 1,
            "small word second": 1,
            "small word second, after two common": 1,
            "title below 4": 1,
            "title below 6": 1,
            "title below 8": 1,
        },
    ),
    (
        "Wali Kota Bogor |Rina datang. Wali Kota Bogor Rina datang.",
        {
            "name": 1,
            "name seen": 1,
            "seen with word before": 1,
            "seen with word after": 1,
            "known name before": 1,
            "common capitals after": 1,
            "small word next": 1,
            "title below 4": 1,
            "title below 6": 1,
            "title below 8": 1,
        },
    ),
    (
        "Harga Naik Lagi |Budi Santoso juga menunggu bantuan.",
        {
            "name": 1,
            "demonstrative before": 1,
            "particle second": 1,
            "verb first": 1,
            "title below 4": 1,
            "title below 6": 1,
            "title below 8": 1,
        },
    ),
    (
        "Harga Naik Lagi |Warga Bogor meminta bantuan.",
        {
            "demonstrative before": 1,
            "verb first": 1,
            "small word second": 1,
            "small word second, after common and name": 1,
            "title below 4": 1,
            "title below 6": 1,
            "title below 8": 1,
        },
    ),
    (
        "Harga Naik Lagi Di |Bogor warga menunggu bantuan.",
        {"name": 1, "function word before": 1, "small word next": 1, "title below 6": 1, "title below 8": 1},
    ),
    (
        "Harga Naik Lagi |Warga 20 orang datang kemari.",
        {
            "demonstrative before": 1,
            "figure next": 1,
            "small word second": 1,
            "title below 4": 1,
            "title below 6": 1,
            "title below 8": 1,
        },
    ),
    (
        "Harga Naik Lagi |Zonasi dibuka besok. Untuk zonasi itu ada dana.",
        {
            "name": 1,
            "seen small": 1,
            "demonstrative before": 1,
            "verb first": 1,
            "small word next": 1,
            "title below 4": 1,
            "title below 6": 1,
            "title below 8": 1,
        },
    ),
    (
        "Harga Beras Naik Lagi |Warga datang.",
        {
            "demonstrative before": 1,
            "small word next": 1,
            "small word next, after common": 1,
            "title below 6": 1,
            "title below 8": 1,
            "window's last words": 1,
        },
    ),
]


@pytest.mark.parametrize(("text", "expected"), EVIDENCE, ids=[text.split("|")[0].strip() for text, _ in EVIDENCE])
def test_the_evidence_for_an_end_is_named(text: str, expected: dict[str, int]) -> None:
    joined = text.replace("|", "")
    found = evidence_of_ends(whole(joined))[text.index("|")]
    assert {name: int(value) for name, value in found.items() if value} == expected


def test_every_piece_of_evidence_for_a_border_has_an_example() -> None:
    shown = {name for _, expected in EVIDENCE for name in expected}
    assert shown == {name for name in WEIGHTS if not name.startswith("limit")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Harga Beras Naik", {"limit": 1}),
        ("Harga Beras Naik.", {"limit": 1, "limit: stop": 1}),
        ("Harga Beras Naik Lagi Bulan Depan tinggi sekali", {"limit": 1, "limit: small words in title": 2}),
        (
            "Harga Beras Naik Namun warga tenang",
            {"limit": 1, "limit: opening word": 1},
        ),
        (" ".join(["Warga"] * 15), {"limit": 1, "limit: words beyond 12": 3}),
    ],
)
def test_the_evidence_for_the_end_of_the_stretch_is_named(text: str, expected: dict[str, int]) -> None:
    found = evidence_of_ends(whole(text))[len(text)]
    assert {name: int(value) for name, value in found.items() if value} == expected


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Air Naik Lagi, Ini Cara Warga Menyelamatkan Diri", "Cara"),
        ("Mengapa Harga Naik? Ini Sebabnya Kata Warga", "Ini"),
        ("Banjir Datang Tahun Ini, Warga Mengungsi", "Ini"),
        ("Polisi Tangkap Kompol Budi Santoso Kemarin", "Budi"),
        ("Harga Beras di Bogor Naik Lagi", "Bogor"),
        ("Balap MotoGP Aragon Digelar Lagi", "GP"),
        ("Warga Kota Bogor", "Kota"),
    ],
)
def test_no_sentence_begins_with_a_word_that_goes_on(text: str, word: str) -> None:
    assert text.index(word) not in evidence_of_ends(whole(text))


def test_the_present_weights_are_those_of_the_last_report() -> None:
    stored = Path(__file__).parents[1] / "benchmarks" / "results" / "title_weights.json"
    weights = json.loads(stored.read_text(encoding="utf-8"))["weights"]
    assert {name: one["present"] for name, one in weights.items()} == WEIGHTS


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
        # Two ends that score nearly the same: none is sure.
        ("", "Pemerintah Akan Menaikkan Harga Beras Bulan Depan Namun Besar Karena Polisi besar akan menunggu petani."),
    ],
)
def test_a_title_that_nothing_announces_must_be_sure(title: str, sentence: str) -> None:
    assert (title + sentence)[: sure_title_end(whole(title + sentence))] == title
