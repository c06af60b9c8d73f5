"""Numbers, dates and times said in Indonesian and in English: which go together, and which differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.numbers import compare_numbers
from translate.numbers.agreement import NumberAgreement
from translate.numbers.quantities import quantities
from translate.numbers.words import Language

SAME = [
    ("Anggarannya 1,5 juta rupiah.", "Its budget is 1.5 million rupiah."),
    ("Harganya Rp1.500.000,00.", "It costs Rp1.5 million."),
    ("Harganya Rp 1.500.000,-.", "It costs 1,500,000 rupiah."),
    ("Nilainya Rp1,5 M.", "It is worth Rp1.5 billion."),
    ("Dendanya US$5 juta.", "The fine is $5m."),
    ("Lebih dari 100.000 kendaraan", "More than 100.000 vehicles"),
    ("Pasar seluas 1,375 hektare", "A market of 1.375 hectares"),
    ("Modal 1 juta 500 ribu rupiah", "A capital of 1.5 million rupiah"),
    ("Rapat mulai pukul 19.30 WIB.", "The meeting starts at 7:30 p.m."),
    ("Rapat mulai pukul 19.30 WIB.", "The meeting starts at 19:30."),
    ("Toko tutup pukul 4 sore.", "The shop closes at 4 PM."),
    ("Toko buka pukul 00.30.", "The shop opens at 12:30 a.m."),
    ("Mereka tiba jam setengah tujuh malam.", "They arrived at 6:30 p.m."),
    ("Acara selesai pukul 12 malam.", "The event ended at midnight."),
    ("Ia lahir pada 12/5/2024.", "She was born on May 12, 2024."),
    ("Ia lahir pada 12 Mei 2024.", "She was born on 2024-05-12."),
    ("kata Sari, Rabu (3/5)", "said Sari, Wednesday (5/3)"),
    ("musim 2011/2012", "the 2011-12 season"),
    ("anak ke-3", "the third child"),
    ("anak ketiga", "the 3rd child"),
    ("abad XVI", "the 16th century"),
    ("cucu keempat belas", "the fourteenth grandchild"),
    ("Perang Dunia II", "the Second World War"),
    ("setengah juta orang", "half a million people"),
    ("dua setengah juta orang", "two-and-a-half million people"),
    ("2½ jam", "two and a half hours"),
    ("tiga perempat warga", "three quarters of the residents"),
    ("sepertiga warga", "1/3 of the residents"),
    ("satu koma tiga miliar", "one-point-three billion"),
    ("165 ton", "one-hundred-and-sixty-five tons"),
    ("tahun 1984", "in nineteen eighty-four"),
    ("tahun 1970-an", "the seventies"),
    ("menang 2-1 atas Persib", "beat Persib 2–1"),
    ("menang 4-0", "won four-nil"),
    ("20-30 juta orang", "20 million to 30 million people"),
    ("KTT G20, COVID-19 dan Su-35", "the G20 summit, COVID-19 and the Su-35"),
    ("luasnya 30 km2", "an area of 30 square kilometres"),
    ("naik 5,5 persen", "rose by 5.5%"),
    ("versi 2.3.4", "version 2.3.4"),
]

NOT_HELD_AGAINST = [
    ("belasan orang terluka", "about 15 people were hurt"),
    ("belasan orang terluka", "more than a dozen people were hurt"),
    ("puluhan ribu warga mengungsi", "tens of thousands of residents fled"),
    ("puluhan ribu warga mengungsi", "20,000 residents fled"),
    ("beberapa ribu warga", "several thousand residents"),
    ("salah satu desa", "a village"),
    ("kedua negara", "the countries"),
    ("orang pertama di sana", "he was there before anyone else"),
    ("warga Kepulauan Seribu", "people of the Thousand Islands"),
    ("Minggu lalu ia pulang.", "Last week he went home."),
    ("Ia pulang lima kali.", "He kept coming home."),
    ("Pada 2012 dan sepanjang 2012", "In and throughout 2012"),
]

DIFFERENT = [
    ("Ada 250 orang.", "There are 25 people.", ("250", "25")),
    ("Ada 250 orang.", "There are 250,000 people.", ("250", "250,000")),
    ("Naik 5,5 persen.", "Rose 55 per cent.", ("5,5", "55")),
    ("Harganya Rp1,5 juta.", "It costs Rp1.5 billion.", ("1,5 juta", "1.5 billion")),
    ("Mulai pukul 19.30 WIB.", "It starts at 6:30 p.m.", ("19.30", "6:30 p.m.")),
    ("Mulai pukul 19.30 WIB.", "It starts at 7:30 a.m.", ("19.30", "7:30 a.m.")),
    ("Lahir pada 12/5/2024.", "Born on June 12, 2024.", ("5", "June")),
    ("Lahir pada 12 Mei 2024.", "Born on 12 June 2024.", ("Mei", "June")),
    ("kata Sari, Rabu", "said Sari on Thursday", ("Rabu", "Thursday")),
    ("Empat juta orang", "Fourteen million people", ("Empat juta", "Fourteen million")),
    ("selama tujuh tahun", "for eleven years", ("tujuh", "eleven")),
    ("di lantai dua", "on the third floor", ("dua", "third")),
    ("KTT G20", "the G7 summit", ("20", "7")),
    ("Raja Charles III", "King Charles II", ("III", "II")),
    ("belasan orang terluka, 3 tewas", "15 people were hurt, 5 died", ("3", "5")),
]


@pytest.mark.parametrize(("source", "translation"), SAME)
def test_the_same_values_in_two_languages_agree(source: str, translation: str) -> None:
    agreement = compare_numbers(source, translation)
    assert agreement.matched
    assert (agreement.conflicts, agreement.missing, agreement.added) == ((), (), ())


@pytest.mark.parametrize(("source", "translation"), NOT_HELD_AGAINST)
def test_vague_amounts_and_small_words_accuse_nobody(source: str, translation: str) -> None:
    agreement = compare_numbers(source, translation)
    assert (agreement.conflicts, agreement.missing, agreement.added) == ((), (), ())


@pytest.mark.parametrize(("source", "translation", "conflict"), DIFFERENT)
def test_it_says_which_value_differs(source: str, translation: str, conflict: tuple[str, str]) -> None:
    assert compare_numbers(source, translation).conflicts == (conflict,)


def test_a_value_on_one_side_alone_is_no_conflict() -> None:
    assert compare_numbers("Sebanyak 250 orang hadir pada 2012.", "250 people came.") == NumberAgreement(
        matched=(("250", "250"),), conflicts=(), missing=("2012",), added=()
    )
    assert compare_numbers("Banyak orang hadir.", "The 40 people came.").added == ("40",)


_ID_SMALL = [
    "nol",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
]
_EN_SMALL = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_EN_SMALL += ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_EN_TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def in_indonesian(number: int) -> str:
    for size, name, single in ((1000, "ribu", "seribu"), (100, "ratus", "seratus")):
        if number >= size:
            head = single if number < 2 * size else f"{in_indonesian(number // size)} {name}"
            return f"{head} {in_indonesian(number % size)}" if number % size else head
    if number < 12:
        return _ID_SMALL[number]
    if number < 20:
        return f"{_ID_SMALL[number - 10]} belas"
    tens = f"{_ID_SMALL[number // 10]} puluh"
    return f"{tens} {_ID_SMALL[number % 10]}" if number % 10 else tens


def in_english(number: int) -> str:
    for size, name in ((1000, "thousand"), (100, "hundred")):
        if number >= size:
            head = f"{in_english(number // size)} {name}"
            link = " and " if size == 100 else " "
            return f"{head}{link}{in_english(number % size)}" if number % size else head
    if number < 20:
        return _EN_SMALL[number]
    return f"{_EN_TENS[number // 10]}-{_EN_SMALL[number % 10]}" if number % 10 else _EN_TENS[number // 10]


@given(st.integers(min_value=1, max_value=999_999))
def test_every_number_reads_the_same_in_words_and_in_figures(number: int) -> None:
    for language, text in (("id", in_indonesian(number)), ("en", in_english(number))):
        (found,) = quantities(text, language)
        assert found.readings >= {number}, text
    assert compare_numbers(f"{number:,}".replace(",", "."), in_english(number)).matched
    assert compare_numbers(in_indonesian(number), f"{number:,}").matched


@given(st.integers(min_value=2, max_value=10**12), st.integers(min_value=2, max_value=10**12))
def test_two_figures_agree_if_and_only_if_they_are_equal(one: int, other: int) -> None:
    indonesian = f"Ada {one:,} orang".replace(",", ".")
    agreement = compare_numbers(indonesian, f"There are {other:,} people")
    assert bool(agreement.conflicts) == (one != other)
    assert bool(agreement.matched) == (one == other)


@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 23), st.integers(0, 59))
def test_times_agree_if_and_only_if_they_are_equal(hour: int, minute: int, other: int, second: int) -> None:
    half = "a.m." if other < 12 else "p.m."
    agreement = compare_numbers(
        f"Mulai pukul {hour:02}.{minute:02} WIB", f"It starts at {other % 12 or 12}:{second:02} {half}"
    )
    same = minute == second and (hour == other or (hour <= 12 and hour % 12 == other % 12))
    assert bool(agreement.matched) == same
    assert bool(agreement.conflicts) != same


_MESS = st.text(alphabet="0123456789.,:/- -–½²٣IVXMeipmkeanjutasrbdn'()$%Rp\n", max_size=60)


@given(_MESS, _MESS)
def test_no_text_is_too_odd_to_read(source: str, translation: str) -> None:
    agreement = compare_numbers(source, translation)
    languages: tuple[tuple[str, Language], ...] = ((source, "id"), (translation, "en"))
    for (text, language), told in zip(languages, zip(*agreement.matched, strict=True) or ((), ()), strict=False):
        assert len(told) <= len(quantities(text, language))


def test_long_rows_of_digits_and_many_numbers_are_read_in_time() -> None:
    assert compare_numbers("9" * 5000, "9" * 5000).matched
    assert compare_numbers("9" * 5000, "9" * 4999 + "8").conflicts
    many = " ".join(str(number) for number in range(100, 3000))
    assert len(compare_numbers(many, many).matched) == 2900
    assert len(compare_numbers(many, many.replace("1", "7")).conflicts) > 0
