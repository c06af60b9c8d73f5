import pytest

from translate.casing import is_in_capitals, truecased
from translate.lexicon import Lexicon


@pytest.mark.parametrize("text", ["HARGA BERAS NAIK LAGI", "RP1,5 TRILIUN UNTUK JALAN DESA!"])
def test_headlines_are_in_capitals(text: str) -> None:
    assert is_in_capitals(text)


@pytest.mark.parametrize("text", ["KPK", "PT PLN", "Harga BERAS NAIK LAGI", "12.30 - 14.00", "", "NAIK"])
def test_acronyms_figures_and_mixed_case_are_not(text: str) -> None:
    assert not is_in_capitals(text)


def test_common_words_become_small_and_names_keep_a_capital() -> None:
    assert truecased("PRESIDEN BERTEMU PETANI DI LAMPUNG") == "Presiden bertemu petani di Lampung"
    assert truecased("KETUA DPR MENGUNJUNGI SURABAYA") == "Ketua DPR mengunjungi Surabaya"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KANTOR BMKG DITUTUP", "Kantor BMKG ditutup"),  # four letters without a vowel
        ("KANTOR BNPB DITUTUP", "Kantor BNPB ditutup"),
        ("RAPAT PBSI DITUNDA", "Rapat PBSI ditunda"),  # four letters with one vowel
        ("RAPAT TNI DITUNDA", "Rapat TNI ditunda"),
        ("BANK BRI DITUTUP", "Bank BRI ditutup"),
        ("KANTOR SGPC BERTEMU ANI", "Kantor SGPC bertemu Ani"),  # two vowels are a name
        ("RAPAT DI OSLO DITUNDA", "Rapat di Oslo ditunda"),
        ("PETANI BERTEMU SCHMT", "Petani bertemu Schmt"),  # five letters are never an acronym
    ],
)
def test_short_words_with_at_most_one_vowel_stay_in_capitals(text: str, expected: str) -> None:
    assert truecased(text) == expected


def test_derived_words_become_small() -> None:
    assert truecased("MENGGELINDINGKAN DRUM DI KETINGGIAN") == "Menggelindingkan drum di ketinggian"


def test_own_tables_decide() -> None:
    own = Lexicon({"names": ("Petani",), "common_words": ("zzyzx",)})
    assert truecased("SEORANG PETANI ZZYZX", own) == "Seorang Petani zzyzx"


@pytest.mark.parametrize(("text", "loud"), [("ABCDE FGHIJ", True), ("ABCDE FGHI", False), ("ABCDEFGHIJ", False)])
def test_the_least_text_in_capitals_is_two_words_and_ten_letters(text: str, loud: bool) -> None:
    assert is_in_capitals(text) is loud


def test_nothing_but_case_changes() -> None:
    text = "HARGA RP1,5 TRILIUN (3/5) NAIK DI \u201cPASAR LAMA\u201d!"
    assert truecased(text).upper() == text
