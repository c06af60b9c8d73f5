import pytest

from translate.casing import is_in_capitals, truecased


@pytest.mark.parametrize("text", ["HARGA BERAS NAIK LAGI", "RP1,5 TRILIUN UNTUK JALAN DESA!"])
def test_headlines_are_in_capitals(text: str) -> None:
    assert is_in_capitals(text)


@pytest.mark.parametrize("text", ["KPK", "PT PLN", "Harga BERAS NAIK LAGI", "12.30 - 14.00", "", "NAIK"])
def test_acronyms_figures_and_mixed_case_are_not(text: str) -> None:
    assert not is_in_capitals(text)


def test_common_words_become_small_and_names_keep_a_capital() -> None:
    assert truecased("PRESIDEN BERTEMU PETANI DI LAMPUNG") == "Presiden bertemu petani di Lampung"
    assert truecased("KETUA DPR MENGUNJUNGI SURABAYA") == "Ketua DPR mengunjungi Surabaya"


def test_nothing_but_case_changes() -> None:
    text = "HARGA RP1,5 TRILIUN (3/5) NAIK DI \u201cPASAR LAMA\u201d!"
    assert truecased(text).upper() == text
