"""Numbers, dates and times said in Indonesian and in English: which go together, and which differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.numbers import compare_numbers
from translate.numbers.agreement import NumberAgreement
from translate.numbers.notation import plain_english, plain_indonesian
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
    ("Ia datang jam 14.30.", "He came at half past two."),
    ("Rapat mulai pukul setengah delapan pagi.", "The meeting starts at half past seven in the morning."),
    ("Ia bangun setengah lima pagi.", "She gets up at 4:30 a.m."),
    ("Toko tutup jam sembilan kurang seperempat.", "The shop closes at a quarter to nine."),
    ("Bus tiba pukul tujuh lewat sepuluh menit.", "The bus came at ten past seven."),
    ("Kami sampai jam dua kurang lima menit.", "We arrived at five minutes to two."),
    ("Kereta tiba pukul 10 lewat seperempat.", "The train came at quarter past ten."),
    ("Ia lahir pada 17/8/45 di Kudus.", "He was born on August 17, 1945 in Kudus."),
    ("Ia lahir pada 5-3-98.", "She was born on 5 March 1998."),
    ("Pemilu '99 berjalan damai.", "The 1999 election was peaceful."),
    ("angkatan 66", "the class of 1966"),
    ("Ada 10⁶ sel bakteri.", "There are a million bacterial cells."),
    ("Ada 10⁶ sel bakteri.", "There are 10⁶ bacterial cells."),
    ("Ada 10⁶ sel bakteri.", "There are 10 to the power of 6 bacterial cells."),
    ("Ukurannya 10⁻³ meter.", "It is 0.001 metres long."),
    ("Nilainya 10 pangkat 6.", "Its value is 10^6."),
    ("½ gelas air dan 12 telur", "1/2 a glass of water and 12 eggs"),
    ("Masaklah 1½ jam.", "Cook for 1 1/2 hours."),
    ("Masaklah 1½ jam.", "Cook for an hour, 1.5 hours to be exact."),
    ("Masaklah 2⅓ jam.", "Cook for 2 1/3 hours."),
    ("Nomor ① dan ②", "Numbers 1 and 2"),
    ("Sebanyak 12,5 ribu orang", "12,500 people"),
    ("2-3,5 ribu orang", "2,000 to 3,500 people"),
    ("Harganya Rp12rb.", "It costs Rp12,000."),
    ("Harga rumah itu 2,3 M.", "The house costs 2.3 billion."),
    ("Anggarannya Rp 4,5 T.", "Its budget is Rp4.5 trillion."),
    ("Gajinya 4-5 jt.", "The pay is 4 million to 5 million."),
    ("Harga emas 2,345.60 dolar", "The price of gold is $2,345.60"),
    ("Nilai tukar 1.0845 dolar", "A rate of 1.0845 dollars"),
    ("Ia dihukum 2 tahun 6 bulan.", "He was sentenced to 2 years and 6 months."),
    ("Ia dihukum 2 tahun 6 bulan.", "He was sentenced to two and a half years."),
    ("Persik kalah 0-3 dari Persita.", "Persik lost 3-0 to Persita."),
    ("Persik kalah 0-3 dari Persita.", "Persita beat Persik 3-0."),
    ("kata Sari (3-5)", "Sari said (5-3)"),
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
    ("Persik 0-3 Persita.", "Persik 3-0 Persita.", ("0-3", "3-0")),
    ("Suhu 23-31 derajat.", "A temperature of 31-23 degrees.", ("23-31", "31-23")),
    ("Ia dihukum 2 tahun 2 bulan.", "He was sentenced to 2 years.", ("2 tahun dan 2 bulan", "2 years")),
    ("Perjalanan itu 3 jam 20 menit.", "The trip took three hours.", ("3 jam dan 20 menit", "three hours")),
    ("Rapat pukul setengah delapan.", "The meeting is at half past eight.", ("7.30", "8:30")),
    ("Ada 10⁶ sel bakteri.", "There are 106 bacterial cells.", ("10^6", "106")),
    ("Masaklah 1½ jam.", "Cook for 11⁄2 hours.", ("1,5", "11")),
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
    plain = (plain_indonesian(source), plain_english(translation))
    languages: tuple[tuple[str, Language], ...] = ((plain[0], "id"), (plain[1], "en"))
    for (text, language), told in zip(languages, zip(*agreement.matched, strict=True) or ((), ()), strict=False):
        assert len(told) <= len(quantities(text, language))


def test_long_rows_of_digits_and_many_numbers_are_read_in_time() -> None:
    assert compare_numbers("9" * 5000, "9" * 5000).matched
    assert compare_numbers("9" * 5000, "9" * 4999 + "8").conflicts
    many = " ".join(str(number) for number in range(100, 3000))
    assert len(compare_numbers(many, many).matched) == 2900
    assert len(compare_numbers(many, many.replace("1", "7")).conflicts) > 0


INDONESIAN_UNITS = (
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
)
ENGLISH_UNITS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def values_of(text: str, language: Language) -> list[list[str]]:
    """The readings of each quantity of a text, as sorted text."""
    return [sorted(map(str, quantity.readings)) for quantity in quantities(text, language)]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        *((word, value) for value, word in enumerate(INDONESIAN_UNITS)),
        ("seratus", 100),
        ("seratusan", 100),
        ("seribu", 1000),
        ("seribuan", 1000),
        ("sejuta", 10**6),
        ("sejutaan", 10**6),
        ("semiliar", 10**9),
        ("setriliun", 10**12),
        ("dua belas", 12),
        ("dua puluh", 20),
        ("dua ratus", 200),
        ("dua ribu", 2000),
        ("dua juta", 2 * 10**6),
        ("dua miliar", 2 * 10**9),
        ("dua triliun", 2 * 10**12),
        ("dua lusin", 24),
        ("dua million", 2 * 10**6),
        ("dua billion", 2 * 10**9),
        ("dua trillion", 2 * 10**12),
        ("30 puluhan", 300),
        ("30 ratusan", 3000),
        ("30 ribuan", 30_000),
        ("30 jutaan", 30 * 10**6),
        ("30 miliaran", 30 * 10**9),
        ("selusin", 12),
        ("seabad", 100),
        ("dekade", 10),
    ],
)
def test_each_indonesian_number_word_has_its_value(words: str, value: int) -> None:
    assert values_of(f"ada {words} di sana", "id") == [[str(value)]]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        *((word, value) for value, word in enumerate(ENGLISH_UNITS)),
        ("nil", 0),
        ("nineteen", 19),
        ("ninety", 90),
        ("fourty", 40),
        ("two hundred", 200),
        ("two thousand", 2000),
        ("two million", 2 * 10**6),
        ("two billion", 2 * 10**9),
        ("two trillion", 2 * 10**12),
        ("two dozen", 24),
        ("both", 2),
        ("triple", 3),
        ("fourfold", 4),
        ("decades", 10),
        ("century", 100),
        ("fortnight", 14),
    ],
)
def test_each_english_number_word_has_its_value(words: str, value: int) -> None:
    assert values_of(f"it has {words} there", "en") == [[str(value)]]


@pytest.mark.parametrize(
    ("text", "language", "span"),
    [
        ("belasan orang", "id", (11, 19)),
        ("puluhan orang", "id", (10, 99)),
        ("ratusan orang", "id", (100, 999)),
        ("ribuan orang", "id", (1000, 999_999)),
        ("lusinan orang", "id", (12, 120)),
        ("jutaan orang", "id", (10**6, 10**9 - 1)),
        ("miliaran rupiah", "id", (10**9, 10**12 - 1)),
        ("triliunan rupiah", "id", (10**12, 10**15 - 1)),
        ("puluhan ribu orang", "id", (10_000, 99_000)),
        ("ratusan triliunan rupiah", "id", (10**14, 999 * (10**15 - 1))),
        ("tens of people", "en", (10, 99)),
        ("hundreds of people", "en", (100, 999)),
        ("thousands of people", "en", (1000, 10**6 - 1)),
        ("millions of people", "en", (10**6, 10**9 - 1)),
        ("billions of people", "en", (10**9, 10**12 - 1)),
        ("trillions of rupiah", "en", (10**12, 10**15 - 1)),
        ("ratusan ribu orang", "id", (100_000, 999_000)),
        ("dozens of people", "en", (12, 120)),
        ("tens of thousands of people", "en", (10_000, 99_000)),
    ],
)
def test_a_vague_amount_has_a_least_and_a_most(text: str, language: Language, span: tuple[int, int]) -> None:
    [found] = quantities(text, language)
    assert (found.span, found.readings, found.strength) == (span, frozenset(), "vague")


@pytest.mark.parametrize(
    ("text", "language", "times"),
    [
        ("at 7 o'clock p.m.", "en", ["19:0"]),
        ("at 7 a.m.", "en", ["7:0"]),
        ("at 7 in May", "en", ["19:0", "7:0"]),
        ("pukul 12 pagi", "id", ["0:0"]),
        ("pukul 0.30 malam", "id", ["0:30"]),
        ("pukul 0.30 siang", "id", ["12:30"]),
        ("pukul 1 siang", "id", ["13:0"]),
        ("pukul 13", "id", ["13:0"]),
        ("pukul 7.30 WIB malam", "id", ["19:30"]),
        ("pukul 7.30 WIB pagi", "id", ["7:30"]),
    ],
)
def test_the_half_of_the_day_decides_the_time(text: str, language: Language, times: list[str]) -> None:
    readings = [reading for quantity in values_of(text, language)[:1] for reading in quantity]
    found = {reading.replace(":00", ":0") for reading in readings if ":" in reading}
    assert found == {time for time in times if ":" in time}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("sebanyak 3/4 warga", [["3/4"]]),
        ("pada (3/4)", [["3", "month 3"], ["4", "month 4"]]),
        ("pada Senin (lusa, 3/4)", [["3", "month 3"], ["4", "month 4"]]),
        ("pada (3/4 lusa)", [["3", "month 3"], ["4", "month 4"]]),
        ("3/4-4/5", [["3", "month 3"], ["4", "month 4"], ["4", "month 4"], ["5", "month 5"]]),
    ],
)
def test_a_fraction_in_brackets_or_beside_other_figures_is_a_date(text: str, values: list[list[str]]) -> None:
    numbers = [one for one in values_of(text, "id") if not one[0].startswith("weekday")]
    assert numbers == values


def test_a_vague_amount_agrees_with_the_values_in_its_span_alone() -> None:
    assert compare_numbers("puluhan orang", "50 people").matched == (("puluhan", "50"),)
    assert compare_numbers("50 orang", "dozens of people").matched == (("50", "dozens of"),)
    assert compare_numbers("puluhan orang", "5 people").added == ("5",)
    assert compare_numbers("belasan orang", "dozens of people").matched == (("belasan", "dozens of"),)
    assert compare_numbers("jutaan orang", "dozens of people").matched == ()


@pytest.mark.parametrize(
    ("text", "month"),
    [("12/5", True), ("5-12", True), ("lantai 5 / 12 orang", True), ("5 dan 12", False), ("12 5", False)],
)
def test_a_figure_beside_a_dash_or_a_slash_and_another_may_be_a_month(text: str, month: bool) -> None:
    assert any("month 5" in readings for readings in values_of(text, "id")) is month
    assert any("month 12" in readings for readings in values_of(text, "id")) is month


MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"
ENGLISH_MONTHS = "January February March April May June July August September October November December"
WEEKDAYS = "Senin Selasa Rabu Kamis Jumat Sabtu Minggu"
ENGLISH_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"


@pytest.mark.parametrize(
    ("indonesian", "english", "kind"),
    [(MONTHS, ENGLISH_MONTHS, "month"), (WEEKDAYS, ENGLISH_WEEKDAYS, "weekday")],
)
def test_months_and_weekdays_count_from_one(indonesian: str, english: str, kind: str) -> None:
    for number, words in enumerate(zip(indonesian.split(), english.split(), strict=True), start=1):
        for word, language in zip(words, ("id", "en"), strict=True):
            assert [f"{kind} {number}"] in values_of(f"pada 15 {word}", language), word


@pytest.mark.parametrize(
    ("text", "strength"),
    [("Seribu orang datang", "firm"), ("ada seribu orang", "firm"), ("di Kepulauan Seribu", "vague")],
)
def test_a_large_number_inside_a_sentence_with_a_capital_is_a_name(text: str, strength: str) -> None:
    assert [quantity.strength for quantity in quantities(text, "id")] == [strength]


@pytest.mark.parametrize(
    ("text", "language", "strengths"),
    [
        ("at 4pm", "en", ["firm"]),
        ("film 3D", "id", ["loose"]),
        ("sejauh 5km", "id", ["firm"]),
        ("version 2.1.3", "en", ["firm", "loose", "firm"]),
        ("ada 1 orang", "id", ["loose"]),
        ("ada dua belas orang", "id", ["loose"]),
        ("ada tiga belas orang", "id", ["firm"]),
        ("salah satu", "id", ["vague"]),
    ],
)
def test_small_words_and_figures_of_names_are_less_firm(text: str, language: Language, strengths: list[str]) -> None:
    assert [quantity.strength for quantity in quantities(text, language)] == strengths


@pytest.mark.parametrize(
    ("text", "months"), [("She came in May", ["May"]), ("Theresa May came", []), ("He left on May 5", ["May"])]
)
def test_a_short_month_needs_a_word_or_a_figure_that_says_so(text: str, months: list[str]) -> None:
    assert [quantity.surface for quantity in quantities(text, "en") if quantity.kind == "month"] == months


@pytest.mark.parametrize(
    ("text", "language", "readings"),
    [
        ("the second floor", "en", ["2"]),
        ("the third floor", "en", ["1/3", "3"]),
        ("the twelfth floor", "en", ["12"]),
        ("the twentieth floor", "en", ["20"]),
        ("the hundredth visitor", "en", ["100"]),
        ("the thousandth visitor", "en", ["1000"]),
        ("lantai ketiga", "id", ["3"]),
        ("anak kesebelas", "id", ["11"]),
        ("ketiganya datang", "id", ["3"]),
        ("berdua saja", "id", ["2"]),
        ("sepertiga warga", "id", ["1/3"]),
        ("in the seventies", "en", ["1970", "70"]),
    ],
)
def test_ordinals_parts_and_decades_have_their_values(text: str, language: Language, readings: list[str]) -> None:
    assert values_of(text, language) == [readings]
