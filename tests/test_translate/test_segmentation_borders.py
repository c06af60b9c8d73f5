from dataclasses import replace

import pytest

from translate.segmentation.borders import sentence_starts
from translate.segmentation.positions import item_starts, with_positions
from translate.segmentation.records import Stretch


def ends(text: str) -> list[tuple[str, str]]:
    """Return each sentence but the last, with the rule that ended it."""
    stretch = with_positions(Stretch(text, 0, len(text)))
    stretch = replace(stretch, items=frozenset(item_starts(stretch)))
    found, left = [], 0
    for position, rule in sentence_starts(stretch):
        found.append((text[left:position].strip(), str(rule)))
        left = position
    return found


ENDS = [
    ("Hujan turun.| Warga pulang.", "final-mark"),
    ("Hujan turun sejak pagi.| warga pulang.", "small-letter"),
    ("Undang-undang tahun 1999.| warga pulang.", "small-letter"),
    ('"Kami siap."| Kata Budi, "Ini sulit."', "new-speaker"),
    ("Ia diam...| Warga menunggu.", "ellipsis"),
    ("Siapa datang?| Warga menunggu.", "question-or-exclamation"),
    ("Hujan turun di desa.| 20 orang mengungsi.", "figure"),
    ("Dilansir laman itu.|10 Kota yang Ramai", "figure"),
    ("Wortel kaya vitamin B.| 20 orang datang.", "figure"),
    ('Ia menjawab, "Kami siap."| Warga lega.', "closing-mark"),
    ("(Hujan turun di desa.)| Warga lega.", "closing-mark"),
    ("Hujan turun di sekitarnya.|Kompas.com mencatat.", "web-name"),
    ("Wortel kaya vitamin A.| Warga menanamnya.", "single-letter"),
    ("Acara itu pada 1441 H.| Warga datang.", "single-letter"),
    ("Dibuka Budi Santoso, S.H.| Warga datang.", "degree"),
    ("Dibuka Budi Santoso, S.H.|Warga datang.", "degree"),
    ("Ia bekerja di Contoh Inc.| Budi juga bekerja di sana.", "degree"),
    ("Usianya 30 thn.| Ibu itu pulang.", "abbreviation"),
    ("Ia tinggal di A.S.| Namun warga tenang.", "abbreviation"),
    ("Pukul 10 WIB.|Ketua datang.", "lost-space"),
]
NO_ENDS = [
    "Lihat Pasal XI. B. 02 itu.",
    "Hujan turun., kata Budi.",
    "1. Buka pintu.",
    "Menurut Bpk. budi, hujan turun.",
    '"Hujan turun." kata Budi.',
    '"Hujan turun." Kata Budi kepada warga.',
    "Hujan ... turun di Bogor.",
    "Kutipan (...) Ini dipotong.",
    'Ada papan bertuliskan "Awas! Anjing galak" dengan huruf merah.',
    "Ia memakai Yahoo! Indonesia.",
    "Harganya Rp. 500 saja.",
    "Pukul 19.30 acara dibuka.",
    "Ada 1.250. 300 orang.",
    "Jenderal (Purn.) Budi datang.",
    "Ia membaca KOMPAS.com tadi pagi.",
    "George P. Santoso datang.",
    "Pelaku berinisial N. (17) ditangkap.",
    "KM. Sinar Bahari tenggelam.",
    "Dibuka Budi, S.H., M.H. (50) kemarin.",
    "M.H. Thamrin adalah pahlawan.",
    "Ia menonton Robert Downey Jr. Santoso juga datang.",
    "Jl. Sudirman ditutup.",
    "Ia bekerja di d/a. Kantor Pos.",
    "Gelarnya M.Hum sejak lama.",
    "Perkara 34/Pid.B/2020/PN.Jkt.Sel diputus.",
    "Lihat www.contoh.id",
]


@pytest.mark.parametrize(("text", "rule"), ENDS)
def test_the_first_rule_with_an_opinion_ends_a_sentence(text: str, rule: str) -> None:
    first = text.split("|")[0]
    assert (first, rule) in ends(text.replace("|", ""))


@pytest.mark.parametrize("text", NO_ENDS)
def test_other_marks_end_nothing(text: str) -> None:
    assert ends(text) == []


def test_the_last_mark_of_a_stretch_makes_no_border() -> None:
    assert ends("Hujan turun. ") == []
    assert ends("Hujan turun.”") == []
