"""The number words of Indonesian and English: what each adds, multiplies or orders."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["id", "en"]
"""The languages whose number words are known."""

VULGAR_FRACTIONS = {
    "½": Fraction(1, 2),
    "¼": Fraction(1, 4),
    "¾": Fraction(3, 4),
    "⅓": Fraction(1, 3),
    "⅔": Fraction(2, 3),
}
"""Fractions that are one character, the same in both languages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberWords:
    """The number words of one language, all in small letters.

    ``decimal_mark`` stands before decimals in figures; the other of ``.`` and ``,`` groups thousands. ``units`` have a
    value of their own and add up; ``scales`` multiply what stands before them, except ``belas``, which is 0 and adds
    ten. ``ordinals`` end a number, ``fractions`` are parts of one. ``spans`` are vague amounts, each with the least
    and the most it may be; ``hints`` are words such as ``both`` that may stand for a number, ``moments`` words for
    times of day. ``months`` and ``weekdays`` count from 1 (Monday is 1). A number after a word of ``clock`` is an
    hour; one before a word of ``morning`` or ``evening`` is in that half of the day. ``ranges`` join the two ends of
    a range.
    """

    decimal_mark: str
    units: dict[str, int]
    scales: dict[str, int]
    ordinals: dict[str, int]
    fractions: dict[str, Fraction]
    spans: dict[str, tuple[int, int]]
    hints: dict[str, tuple[int, ...]]
    moments: dict[str, str]
    months: dict[str, int]
    weekdays: dict[str, int]
    clock: frozenset[str]
    evening: frozenset[str]
    morning: frozenset[str]
    ranges: frozenset[str]

    def times(self, hour: int, minute: int, half: str) -> frozenset[str]:
        """Return the times of day, as ``19:30``, that ``hour`` and ``minute`` may be; ``half`` may say which half."""
        hour %= 24
        if half in self.evening and hour < 12:
            hours = {hour + 12} if hour or half != "malam" else {0}
        elif half in self.morning:
            hours = {hour % 12}
        else:
            # On a twelve-hour clock the time may be in either half of the day.
            hours = {hour, (hour + 12) % 24} if hour <= 12 else {hour}
            hours |= {12} if half in self.evening else set()
        return frozenset(f"{one}:{minute:02}" for one in hours)


def _words(line: str) -> list[str]:
    return line.split()


_ID_DIGITS = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_EN_SMALL = _words(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_EN_TENS = _words("twenty thirty forty fifty sixty seventy eighty ninety")
_EN_ORDINALS = _words(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_EN_TENTHS = _words("twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth")
_ID_MONTHS = _words("januari februari maret april mei juni juli agustus september oktober november desember")
_EN_MONTHS = _words("january february march april may june july august september october november december")
_ID_SHORT = _words("jan feb mar apr _ jun jul agu sep okt nov des")
_EN_SHORT = _words("jan feb mar apr _ jun jul aug sep oct nov dec")
_ID_UNITS = {word: value for value, word in enumerate(_ID_DIGITS, start=1)} | {"nol": 0, "sepuluh": 10, "sebelas": 11}


def _counted(*lists: list[str]) -> dict[str, int]:
    return {word: place for words in lists for place, word in enumerate(words, start=1) if word != "_"}


INDONESIAN = NumberWords(
    decimal_mark=",",
    units=_ID_UNITS
    | {"seratus": 100, "seribu": 1000, "sejuta": 10**6, "semiliar": 10**9, "setriliun": 10**12}
    | {"seratusan": 100, "seribuan": 1000, "sejutaan": 10**6},
    scales={
        "belas": 0,
        "puluh": 10,
        "ratus": 100,
        **dict.fromkeys(("ribu", "rb"), 1000),
        **dict.fromkeys(("juta", "jt"), 10**6),
        **dict.fromkeys(("miliar", "milyar", "miliyar"), 10**9),
        **dict.fromkeys(("triliun", "trilyun"), 10**12),
        # After a figure "ribuan" is a scale like any other: "30 ribuan orang".
        **{"puluhan": 10, "ratusan": 100, "ribuan": 1000, "jutaan": 10**6, "miliaran": 10**9},
        # Indonesian texts often quote English amounts untranslated.
        **{"million": 10**6, "billion": 10**9, "trillion": 10**12},
        "lusin": 12,
    },
    ordinals={"pertama": 1, "kesatu": 1, **{f"ke{word}": value for word, value in _ID_UNITS.items() if value > 1}},
    fractions=VULGAR_FRACTIONS
    | {
        **dict.fromkeys(("setengah", "separuh", "separo"), Fraction(1, 2)),
        **{f"seper{word}": Fraction(1, value) for word, value in _ID_UNITS.items() if value > 2},
        **{f"per{word}": Fraction(1, value) for word, value in _ID_UNITS.items() if value > 1},
    },
    spans={
        "belasan": (11, 19),
        "puluhan": (10, 99),
        "ratusan": (100, 999),
        "ribuan": (1000, 10**6 - 1),
        "jutaan": (10**6, 10**9 - 1),
        "miliaran": (10**9, 10**12 - 1),
        "triliunan": (10**12, 10**15 - 1),
        "lusinan": (12, 120),
    },
    hints={
        **{f"ke{word}nya": (value,) for word, value in _ID_UNITS.items() if 1 < value < 10},
        **{f"ber{word}": (value,) for word, value in _ID_UNITS.items() if 1 < value < 10},
        **dict.fromkeys(("ganda", "sepasang", "pasangan", "kembar"), (2,)),
        "selusin": (12,),
        **dict.fromkeys(("dekade", "dasawarsa"), (10,)),
        "seabad": (100,),
    },
    moments={},
    # Quoted titles and references have English dates.
    months=_counted(_ID_MONTHS, _ID_SHORT, _EN_MONTHS) | {"agt": 8, "pebruari": 2, "nopember": 11, "sept": 9},
    weekdays=_counted(_words("senin selasa rabu kamis jumat sabtu minggu")) | {"jum'at": 5, "ahad": 7},
    clock=frozenset({"pukul", "jam"}),
    evening=frozenset({"siang", "sore", "petang", "malam"}),
    morning=frozenset({"pagi", "dini"}),
    ranges=frozenset({"sampai", "hingga", "atau", "dan", "ke", "menjadi", "s/d", "-"}),
)

ENGLISH = NumberWords(
    decimal_mark=".",
    units={
        **{word: value for value, word in enumerate(_EN_SMALL, start=1)},
        **{word: 10 * value for value, word in enumerate(_EN_TENS, start=2)},
        "zero": 0,
        "nil": 0,
        "fourty": 40,
    },
    scales={
        **dict.fromkeys(("hundred", "hundreds"), 100),
        **dict.fromkeys(("thousand", "thousands", "k"), 1000),
        **dict.fromkeys(("million", "millions", "mn", "mln"), 10**6),
        **dict.fromkeys(("billion", "billions", "bn", "bln"), 10**9),
        **dict.fromkeys(("trillion", "trillions", "tn", "trn"), 10**12),
        **dict.fromkeys(("dozen", "dozens"), 12),
    },
    ordinals={
        **{word: value for value, word in enumerate(_EN_ORDINALS, start=1)},
        **{word: 10 * value for value, word in enumerate(_EN_TENTHS, start=2)},
        "hundredth": 100,
        "thousandth": 1000,
    },
    fractions=VULGAR_FRACTIONS
    | {
        **dict.fromkeys(("half", "halves"), Fraction(1, 2)),
        **dict.fromkeys(("quarter", "quarters"), Fraction(1, 4)),
        **{f"{word}s": Fraction(1, value) for value, word in enumerate(_EN_ORDINALS, start=1) if value > 2},
    },
    spans={
        "tens": (10, 99),
        "dozens": (12, 120),
        "hundreds": (100, 999),
        "thousands": (1000, 10**6 - 1),
        "millions": (10**6, 10**9 - 1),
        "billions": (10**9, 10**12 - 1),
        "trillions": (10**12, 10**15 - 1),
    },
    hints={
        **dict.fromkeys(_words("both pair couple twice double doubled twin duo twofold"), (2,)),
        **dict.fromkeys(_words("triple tripled thrice trio treble threefold"), (3,)),
        **dict.fromkeys(("quadruple", "fourfold"), (4,)),
        **dict.fromkeys(("decade", "decades"), (10,)),
        **dict.fromkeys(("century", "centuries"), (100,)),
        "fortnight": (14,),
        **{f"{word[:-1]}ies": (10 * tens, 1900 + 10 * tens) for tens, word in enumerate(_EN_TENS, start=2)},
    },
    moments={"noon": "12:00", "midday": "12:00", "midnight": "0:00"},
    months=_counted(_EN_MONTHS, _EN_SHORT) | {"sept": 9},
    weekdays=_counted(_words("monday tuesday wednesday thursday friday saturday sunday")),
    clock=frozenset({"at", "o'clock"}),
    evening=frozenset({"pm", "p.m", "noon"}),
    morning=frozenset({"am", "a.m"}),
    ranges=frozenset({"to", "or", "and", "until", "-"}),
)

WORDS: dict[Language, NumberWords] = {"id": INDONESIAN, "en": ENGLISH}
"""The number words by language."""
