"""Personal data in a text, by its form or by the word before it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.personal import personal_data

PERSONAL = [
    ("Kirim surel ke sari.dewi@contoh.co.id segera.", "email", "sari.dewi@contoh.co.id"),
    ("Alamatnya sari (at) contoh.id", "email", "sari (at) contoh.id"),
    ("Hubungi Sari di 0812-3456-7890.", "phone", "0812-3456-7890"),
    ("Hubungi 081234567890.", "phone", "081234567890"),
    ("Hubungi +62 812 3456 7890.", "phone", "+62 812 3456 7890"),
    ("Kantor: (024) 8312345", "phone", "(024) 8312345"),
    ("Telp. 021-5551234", "phone", "021-5551234"),
    ("Nomor teleponnya 8312345.", "phone", "8312345"),
    ("NIK 3319012345670001 dipalsukan.", "identity", "3319012345670001"),
    ("Nomor KTP-nya 3319 0152 0490 0002.", "identity", "3319 0152 0490 0002"),
    ("Tertulis 3319015204900002 di kartu itu.", "identity", "3319015204900002"),
    ("Paspor nomor B1234567 dicabut.", "identity", "B1234567"),
    ("NIP 198503122010011005", "identity", "198503122010011005"),
    ("NPWP 01.234.567.8-901.000", "npwp", "01.234.567.8-901.000"),
    ("Transfer ke rekening BCA 1234567890.", "account", "1234567890"),
    ("Rekening Bank Mandiri nomor 137-00-1234567-8", "account", "137-00-1234567-8"),
    ("Kartu 4111 1111 1111 1111 dipakai.", "card", "4111 1111 1111 1111"),
]

NOT_PERSONAL = [
    "Dana Rp10.000.000.000 masuk ke rekening sebesar Rp5.000.000.",
    "Perkara 667/Pdt.G/2022/PN Jkt.Sel dan UU 8/1999.",
    "Pada 08.12.2021 pukul 08.30 ada 1.234.567 orang.",
    "ISBN 978-602-8519-93-9 dan ISSN 1234-5678.",
    "Kurs BCA 15.725 per dolar pada 12-10-2022.",
    "Hubungi 110 atau 1500-123.",
    "Koordinat 6.1754, 106.8272.",
    "Nomor seri 2022010112345678901 tercetak.",
    "Pelanggan WA 2022 2023 naik.",
    "Kartu 4111 1111 1111 1112 tidak berlaku.",
    "Ikuti @kabar di media sosial.",
]


@pytest.mark.parametrize(("text", "kind", "shown"), PERSONAL)
def test_it_is_found(text: str, kind: str, shown: str) -> None:
    assert personal_data(text) == ((kind, shown),)


@pytest.mark.parametrize("text", NOT_PERSONAL)
def test_other_numbers_are_no_ones(text: str) -> None:
    assert personal_data(text) == ()


def test_several_are_found_in_order() -> None:
    text = "Hubungi 0812-3456-7890 atau a@contoh.id, rekening BRI 0012-01-001234-50-9."
    assert [kind for kind, _ in personal_data(text)] == ["phone", "email", "account"]


@given(st.text(alphabet="0123456789 .-()+@aNIKRp/", max_size=60))
def test_what_is_found_stands_in_the_text(text: str) -> None:
    for _, shown in personal_data(text):
        assert shown in text
