"""Values in plain figures for a model to read, and in the figures of the source again in its English."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.numbers import compare_numbers, with_values_of_source
from translate.numbers.notation import plain_english, plain_indonesian

PLAIN = [
    ("Sebanyak 12,5 ribu orang", "Sebanyak 12.500 orang"),
    ("Sebanyak 0,75 ribu orang", "Sebanyak 750 orang"),
    ("Sebanyak 150,25 ribu unit", "Sebanyak 150.250 unit"),
    ("Sebanyak 2-3,5 ribu orang", "Sebanyak 2.000-3.500 orang"),
    ("Sebanyak 12,5 ribuan orang", "Sebanyak 12,5 ribuan orang"),
    ("Harganya 75 ribu rupiah", "Harganya 75 ribu rupiah"),
    ("Harganya Rp12rb", "Harganya Rp12 ribu"),
    ("Harganya 1,5rb", "Harganya 1.500"),
    ("Harganya 8 jt.", "Harganya 8 juta."),
    ("Harganya 8jt-an per kios", "Harganya 8 jutaan per kios"),
    ("Biayanya Rp1,5 M.", "Biayanya Rp1,5 miliar."),
    ("Anggaran 4,5 T masuk", "Anggaran 4,5 triliun masuk"),
    ("Dendanya US$5 M.", "Dendanya US$5 M."),
    ("Tinggi 2 M dan lebar 3 M", "Tinggi 2 M dan lebar 3 M"),
    ("Kerajaan itu berdiri tahun 400 M.", "Kerajaan itu berdiri tahun 400 AD."),
    ("Kurs 1.0845 dolar", "Kurs 1,0845 dolar"),
    ("Kadarnya 0.005 gram", "Kadarnya 0,005 gram"),
    ("Sebanyak 1.084 orang", "Sebanyak 1.084 orang"),
    ("Harganya 2,345.60 dolar", "Harganya 2.345,60 dolar"),
    ("Penduduknya 1,234,567 jiwa", "Penduduknya 1.234.567 jiwa"),
    ("Versi 2.10.3 dirilis", "Versi 2.10.3 dirilis"),
    ("½ gelas", "1/2 gelas"),
    ("Masak 1½ jam", "Masak 1,5 jam"),
    ("Masak 2⅓ jam", "Masak 2 1/3 jam"),
    ("Ada 10⁶ sel", "Ada 10^6 sel"),
    ("Ada 5 x 10⁻³ mol", "Ada 5 x 10^-3 mol"),
    ("Luasnya 500 m²", "Luasnya 500 m²"),
    ("Nilainya 2 pangkat 3", "Nilainya 2^3"),
    ("Nomor ①", "Nomor 1"),
    ("Ia dihukum 2 tahun 6 bulan.", "Ia dihukum 2 tahun dan 6 bulan."),
    ("Ia dihukum 2 tahun dan 6 bulan.", "Ia dihukum 2 tahun dan 6 bulan."),
    ("Ia lari 2 jam 5 menit 10 detik.", "Ia lari 2 jam, 5 menit dan 10 detik."),
    ("Ia bekerja tiga tahun empat bulan.", "Ia bekerja tiga tahun dan empat bulan."),
    ("Ia cuti 6 bulan 2 tahun lalu.", "Ia cuti 6 bulan 2 tahun lalu."),
    ("Beratnya 3 kg 200 gram", "Beratnya 3 kg dan 200 gram"),
    ("Ia bekerja 5 hari 8 meter dari sana", "Ia bekerja 5 hari 8 meter dari sana"),
    ("Mulai pukul setengah delapan.", "Mulai pukul 7.30."),
    ("Mulai jam setengah satu siang.", "Mulai pukul 12.30 siang."),
    ("Ia bangun setengah lima pagi.", "Ia bangun pukul 4.30 pagi."),
    ("Pukul setengah dua belas malam", "Pukul 11.30 malam"),
    ("Pukul tujuh lewat seperempat", "Pukul 7.15"),
    ("Jam dua kurang lima menit", "Pukul 1.55"),
    ("Jam satu kurang dua puluh lima menit", "Pukul 12.35"),
    ("Ia tidur setengah jam.", "Ia tidur setengah jam."),
    ("Setengah dari warga mengungsi.", "Setengah dari warga mengungsi."),
    ("setengah dua puluh", "setengah dua puluh"),
]

ENGLISH = [
    ("He came at half past two.", "He came at at 2:30."),
    ("a quarter to nine", "at 8:45"),
    ("ten past seven", "at 7:10"),
    ("five minutes to two", "at 1:55"),
    ("from ten to six", "from ten to six"),
    ("two to three people", "two to three people"),
    ("10 to the power of 6", "10^6"),
    ("10 to the power of minus 3", "10^-3"),
    ("10 to the 6th power", "10^6"),
    ("1½ hours", "1.5 hours"),
]

RESTORED = [
    ("Kurs 1.0845 dolar", "The rate is 1,0845 dollars", "The rate is 1.0845 dollars"),
    ("Kadarnya 0,0025 gram", "It is 0,0025 grams", "It is 0.0025 grams"),
    ("Suhunya 36,5 derajat", "It is 36,5 degrees", "It is 36.5 degrees"),
    ("Harga 2,345.60 dolar", "It costs $2.345.60", "It costs $2,345.60"),
    ("Ada 10⁶ sel", "There are 10^6 cells", "There are 10⁶ cells"),
    ("Luasnya 500 m²", "It covers 500 m2", "It covers 500 m²"),
    ("Luasnya 5 km²", "It covers 500 m2", "It covers 500 m2"),
    ("Persik 0-3 Persita.", "Persik 3-0 Persita.", "Persik 0-3 Persita."),
    ("Persik kalah 0-3 dari Persita.", "Persik lost 3-0 to Persita.", "Persik lost 0-3 to Persita."),
    ("Persik kalah 0-3 dari Persita.", "Persita beat Persik 3-0.", "Persita beat Persik 3-0."),
    ("Persib menang 2-1, lalu 1-2.", "Persib won 1-2, then 2-1.", "Persib won 1-2, then 2-1."),
    ("Ia dihukum 1 tahun.", "He got 1 years.", "He got 1 year."),
    ("Ada 12.500 orang", "There are 12,500 people", "There are 12,500 people"),
    ("Ada 11,5 juta", "11,5 million and 11,5", "11.5 million and 11.5"),
    ("Tanpa angka", "Version 1,23456", "Version 1,23456"),
]


@pytest.mark.parametrize(("text", "plain"), PLAIN)
def test_values_are_put_in_plain_figures(text: str, plain: str) -> None:
    assert plain_indonesian(text) == plain


@pytest.mark.parametrize(("text", "plain"), ENGLISH)
def test_english_values_are_put_in_plain_figures(text: str, plain: str) -> None:
    assert plain_english(text) == plain


@pytest.mark.parametrize(("source", "translation", "right"), RESTORED)
def test_a_damaged_value_is_put_right_where_one_can_be_meant(source: str, translation: str, right: str) -> None:
    assert with_values_of_source(source, plain_indonesian(source), translation) == right


def test_a_copy_of_the_source_stays_a_copy() -> None:
    assert with_values_of_source("Naik 12,5 persen.", "Naik 12,5 persen.", "Naik 12,5 persen.") == "Naik 12,5 persen."


_VALUES = st.sampled_from(
    [
        "12,5 ribu",
        "1½",
        "¾",
        "10⁶",
        "2 tahun 6 bulan",
        "Rp1,5 M",
        "8jt",
        "1.0845",
        "2,345.60",
        "0-3",
        "500 m²",
        "17/8/45",
    ]
)


@given(st.lists(_VALUES, min_size=1, max_size=4))
def test_plain_figures_are_plain_already_and_state_the_same(values: list[str]) -> None:
    text = "Catatan itu menyebut " + ", lalu ".join(values) + "."
    plain = plain_indonesian(text)
    assert plain_indonesian(plain) == plain
    found = compare_numbers(text, with_values_of_source(text, plain, "It says nothing."))
    assert found.matched == () and found.added == ()


@given(
    st.text(alphabet="0123456789.,-–/:^ ½²⁶mkPersik()'", max_size=30),
    st.text(alphabet="0123456789.,-^ mA'", max_size=30),
)
def test_nothing_but_values_is_changed(source: str, translation: str) -> None:
    changed = with_values_of_source(source, plain_indonesian(source), translation)
    assert [char for char in changed if char.isalpha()] == [char for char in translation if char.isalpha()]
