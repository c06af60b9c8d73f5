"""Values written in ways that models and readers of numbers stumble over, put in plain figures.

``12,5 ribu`` becomes ``12.500``, ``1½`` ``1,5``, ``10⁶`` ``10^6``, ``Rp1,5 M`` ``Rp1,5 miliar``, ``2 tahun 6 bulan``
``2 tahun dan 6 bulan``. What a model makes of the one and the other: ``tests/benchmarks/values.py``.
"""

import re
import unicodedata
from fractions import Fraction
from functools import lru_cache

from translate.lexicon import PACKAGED
from translate.numbers.clocks import english_clock, indonesian_clock
from translate.numbers.durations import joined_durations

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_POWER = re.compile(r"(?<=[\d)])[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_POWER_WORD = re.compile(r"(?<![\d.,])(\d+) pangkat (-?\d+)(?![\d.,]*\d)")
_EN_POWER = re.compile(
    r"\b(\d+) to the (?:power of (?:minus |negative )?(?P<of>-?\d+)|(?P<nth>\d+)(?:st|nd|rd|th)(?: power)?)\b"
)
# Every character that Unicode calls a number but is neither a digit nor a power: "½", "①", "⑴", "⒈".
_FRACTION = re.compile(r"(?:(?<![\d.,])(\d+)[ \u2009\u202f]?)?([½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒])")
_CIRCLED = re.compile("[\u2460-\u249b\u24ea-\u24ff\u2776-\u2793]")
_THOUSANDS = re.compile(
    r"(?<![\d.,])(?:(?P<low>\d{1,3}(?:[.,]\d{1,3})?)(?P<to>\s?(?:-|–|sampai|hingga|s/d|s\.d\.)\s?))?"
    r"(?P<high>\d{1,3}[.,]\d{1,3})\s?(?P<scale>ribu|rb)(?P<end>an)?\b"
)
_ENGLISH_FIGURE = re.compile(
    r"(?<![\d.,])\d{1,3}(?:,\d{3})+\.\d+(?![\d.,]*\d)|(?<![\d.,])\d{1,3}(?:,\d{3}){2,}(?![\d.,]*\d)"
)
# "1.0845" and "0.0025": four digits or more, or a zero before three, can only be decimals.
_LONG_DECIMALS = re.compile(r"(?<![\w.,:/-])(\d{1,3}\.\d{4,}|0\.\d{3})(?![\w.,:/]*\d)")
_GLUED_SCALE = re.compile(r"(?<=\d)\s?(?P<scale>rb|jt)(?P<an>-?an)?\b(?:\.(?= ?[a-z0-9(]))?(?!\S*@)", re.IGNORECASE)
_SCALES = {"rb": "ribu", "jt": "juta", "m": "miliar", "t": "triliun", "k": "ribu"}
_LETTER = re.compile(
    r"(?P<sign>\b(?:Rp\.?|IDR|USD|US\$)\s?|\$)?(?<![\d.,])(?P<figure>\d+(?:[.,]\d+)*)(?P<space>\s?)(?P<letter>[MmTKk])\b(?![²³/'’-])"
)
# Quick looks, each for one of the patterns above: most texts have nothing of the kind.
_LETTERS = re.compile(r"[a-z]+")
_DIGIT = re.compile(r"\d")
_LETTER_SCALE = re.compile(r"\d\s?[MmTKk]\b")
_SHORT_SCALE = re.compile(r"\d\s?(?:[Rr][Bb]|[Jj][Tt])")
_ENGLISH_GROUP = re.compile(r"\d,\d{3}")
_DECIMAL_GROUP = re.compile(r"\d\.\d{3}")
_ERA_BEFORE = re.compile(r"\b(?:tahun|abad)(?:[\s\d–-]|\b(?:ke|M|AD|sampai|hingga|dan)\b)*$", re.IGNORECASE)
_YEAR_BEFORE = re.compile(
    r"(?:tahun|abad|tinggi|setinggi|panjang|sepanjang|lebar|selebar|sedalam|sejauh|SM)\s*$", re.IGNORECASE
)


# The check that flags a pair, and the model's own reading, ask for the same text shortly after one another.
@lru_cache(maxsize=4096)
def plain_indonesian(text: str) -> str:
    """Return an Indonesian text with its values in the plainest notation that keeps them."""
    if "setengah" in text or "Setengah" in text or "ukul " in text or "jam " in text or "Jam " in text:
        text = indonesian_clock(text)
    if not text.isascii():
        text = _plain_signs(text, ",")
    if not _DIGIT.search(text):
        return joined_durations(text)
    if "pangkat" in text:
        text = _POWER_WORD.sub(r"\1^\2", text)
    if _LETTER_SCALE.search(text):
        text = _LETTER.sub(lambda found: _scale_letter(found, text), text)
    if _SHORT_SCALE.search(text):
        text = _GLUED_SCALE.sub(_scale_word, text)
    if "ribu" in text:
        text = _THOUSANDS.sub(_thousands, text)
    if _ENGLISH_GROUP.search(text):
        text = _ENGLISH_FIGURE.sub(lambda found: _other_notation(found[0]), text)
    if _DECIMAL_GROUP.search(text):
        text = _LONG_DECIMALS.sub(lambda found: found[1].replace(".", ","), text)
    return joined_durations(text)


def plain_english(text: str) -> str:
    """Return an English text with fractions, powers and times of day in plain figures."""
    text = english_clock(text)
    if not text.isascii():
        text = _plain_signs(text, ".")
    return _EN_POWER.sub(_power_of, text) if " to the " in text else text


def _plain_signs(text: str, decimal_mark: str) -> str:
    text = _POWER.sub(lambda found: "^" + found[0].translate(_SUPERSCRIPTS).removeprefix("+"), text)
    text = _FRACTION.sub(lambda found: _fraction(found[1], found[2], decimal_mark), text)
    text = _CIRCLED.sub(lambda found: f"{int(unicodedata.numeric(found[0]))}", text)
    return text.replace("\u2044", "/")


def _fraction(whole: str | None, sign: str, decimal_mark: str) -> str:
    """Return ``½`` as ``1/2``, ``1½`` as ``1,5``; a third after a whole number has no decimals: ``2 1/3``."""
    part = Fraction(unicodedata.numeric(sign)).limit_denominator(10)
    if not whole:
        return f"{part.numerator}/{part.denominator}"
    if 1000 % part.denominator:
        return f"{whole} {part.numerator}/{part.denominator}"
    digits = f"{float(part):g}".partition(".")[2]
    return f"{whole}{decimal_mark}{digits}"


def _scale_letter(found: re.Match[str], text: str) -> str:
    """Return ``1,5 M`` as ``1,5 miliar`` beside a currency or a word for money, ``tahun 400 M`` as ``400 AD``."""
    letter, before = found["letter"], text[: found.start()]
    if letter == "M" and found["figure"].isdecimal() and _ERA_BEFORE.search(before):
        return f"{found['figure']} AD"
    about_money = letter in "MT" and _is_about_money(text) and not _YEAR_BEFORE.search(before)
    if not (found["sign"] or about_money) or (
        not found["sign"] and found["figure"].isdecimal() and len(found["figure"]) > 3
    ):
        return found[0]
    if found["sign"] and found["sign"].strip(" .") not in {"Rp", "IDR"} and letter in "Mm":
        return found[0]  # "US$5 M" is as often a million
    return f"{found['sign'] or ''}{found['figure']} {_SCALES[letter.lower()]}"


def _is_about_money(text: str) -> bool:
    return not PACKAGED.words("money_words").isdisjoint(_LETTERS.findall(text.lower()))


def _scale_word(found: re.Match[str]) -> str:
    return f" {_SCALES[found['scale'].lower()]}{'an' if found['an'] else ''}"


def _thousands(found: re.Match[str]) -> str:
    """Return ``12,5 ribu`` as ``12.500``, and ``2-3,5 ribu`` as ``2.000-3.500``."""
    ends = [_times_thousand(end) for end in (found["low"], found["high"]) if end]
    if found["end"] or None in ends:
        return found[0]
    return (found["to"] or "").join(str(end) for end in ends)


def _times_thousand(figure: str) -> str | None:
    value = Fraction(figure.replace(",", ".")) * 1000
    return f"{int(value):,}".replace(",", ".") if value.denominator == 1 else None


def _other_notation(figure: str) -> str:
    return figure.translate(str.maketrans(".,", ",."))


def _power_of(found: re.Match[str]) -> str:
    minus = "-" if "minus " in found[0] or "negative " in found[0] else ""
    return f"{found[1]}^{minus}{found['of'] or found['nth']}"
