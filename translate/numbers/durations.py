"""Amounts of two parts, such as ``2 tahun 6 bulan``: parts joined for a model, and parts that a translation lost."""

import re
from collections.abc import Collection
from fractions import Fraction
from itertools import pairwise

from translate.numbers.words import INDONESIAN

_UNITS = {
    "abad": ("centur",),
    "tahun": ("year", "yr"),
    "bulan": ("month",),
    "minggu": ("week",),
    "pekan": ("week",),
    "hari": ("day",),
    "jam": ("hour", "hr"),
    "menit": ("minute", "min"),
    "detik": ("second", "sec"),
    "ton": ("ton",),
    "kuintal": ("quintal",),
    "kilogram": ("kilogram", "kilo", "kg"),
    "kg": ("kilogram", "kilo", "kg"),
    "ons": ("ounce", "hectogram", "ons"),
    "gram": ("gram", "g"),
    "kilometer": ("kilomet", "km"),
    "km": ("kilomet", "km"),
    "meter": ("meter", "metre", "m"),
    "sentimeter": ("centimet", "cm"),
    "cm": ("centimet", "cm"),
}
"""Units by size within a kind, the larger first, with the beginnings of their English names."""

_FACTORS = {
    ("tahun", "bulan"): 12,
    ("minggu", "hari"): 7,
    ("pekan", "hari"): 7,
    ("hari", "jam"): 24,
    ("jam", "menit"): 60,
    ("menit", "detik"): 60,
    ("ton", "kilogram"): 1000,
    ("ton", "kg"): 1000,
    ("kilogram", "ons"): 10,
    ("kg", "ons"): 10,
    ("kilogram", "gram"): 1000,
    ("kg", "gram"): 1000,
    ("kilometer", "meter"): 1000,
    ("km", "meter"): 1000,
    ("meter", "sentimeter"): 100,
    ("meter", "cm"): 100,
}
"""How many of the smaller unit make one of the larger."""

_ORDER = list(_UNITS)
_WORDS = "|".join([*(word for word, value in INDONESIAN.units.items() if value < 10**2), "puluh", "belas"])
_AMOUNT = rf"(?:\d{{1,3}}|(?:(?:{_WORDS}) ?){{1,3}})"
_PART = rf"{_AMOUNT}\s?(?:{'|'.join(_UNITS)})\b"
_COMPOUND = re.compile(rf"(?<![\w.,])({_PART})((?:,? (?:dan |lebih )?{_PART}){{1,3}})", re.IGNORECASE)
_UNIT = re.compile(rf"[\d ](?:{'|'.join(_UNITS)})\b")
_SPLIT = re.compile(rf"({_AMOUNT})\s?({'|'.join(_UNITS)})\b", re.IGNORECASE)
_NUMBER_BEFORE = r"(?:\d[\d.,]*|[a-z]+)[ -]?"
_HALF = re.compile(r"\bhalf\b|½|\d[.,]\d|\bquarters?\b", re.IGNORECASE)
_KINDS = (("abad", "detik"), ("ton", "gram"), ("kilometer", "cm"))


def joined_durations(text: str) -> str:
    """Return ``text`` with ``dan`` before the last part of such an amount; models then lose it seldom."""
    return _COMPOUND.sub(_with_and, text) if _may_hold_one(text) else text


def lost_parts(source: str, translation: str) -> list[tuple[str, str]]:
    """Return the amounts of an Indonesian text whose larger part alone is in the English, with what is there of it.

    ``and a half``, a decimal and the like may stand for the smaller part.
    """
    lost: list[tuple[str, str]] = []
    for found in _COMPOUND.finditer(source) if _may_hold_one(source) else ():
        parts = _parts(found[0])
        if not _falls(parts):
            continue
        largest = _said(parts[0][1], translation)
        missing = [part for part in parts[1:] if not _said(part[1], translation)]
        if largest and missing and not _HALF.search(translation):
            lost.append((found[0], largest[0]))
    return lost


def with_stated_totals(source: str, values: Collection[object]) -> str:
    """Return ``source`` with ``2 tahun 6 bulan`` as ``2,5 tahun`` or ``30 bulan`` where ``values`` hold that number."""
    return _COMPOUND.sub(lambda found: _total(found, values), source) if _may_hold_one(source) else source


def _total(found: re.Match[str], values: Collection[object]) -> str:
    parts = _parts(found[0])
    if len(parts) != 2 or not all(number.isdecimal() for number, _ in parts):
        return found[0]
    (large, unit), (small, part) = parts
    factor = _FACTORS.get((unit, part))
    if factor is None or Fraction(int(small)) in values:
        return found[0]
    total = int(large) * factor + int(small)
    if Fraction(total, factor) in values:
        decimals = f"{total / factor:.6g}".replace(".", ",")
        return f"{decimals} {unit}"
    return f"{total} {part}" if Fraction(total) in values else found[0]


def _may_hold_one(text: str) -> bool:
    first = _UNIT.search(text)
    return first is not None and _UNIT.search(text, first.end()) is not None


def _parts(text: str) -> list[tuple[str, str]]:
    return [(number.strip(), unit.lower()) for number, unit in _SPLIT.findall(text)]


def _falls(parts: list[tuple[str, str]]) -> bool:
    """Return whether each unit is smaller than the one before it, and of the same kind."""
    places = [_ORDER.index(unit) for _, unit in parts]
    kinds = {next(n for n, (_, last) in enumerate(_KINDS) if place <= _ORDER.index(last)) for place in places}
    return len(kinds) == 1 and all(one < other for one, other in pairwise(places))


def _said(unit: str, english: str) -> list[str]:
    """Return the places where the English names an amount in this unit."""
    names = "|".join(name if len(name) > 2 else rf"{name}\b" for name in _UNITS[unit])
    return re.findall(rf"\b{_NUMBER_BEFORE}(?:{names})\w*", english, re.IGNORECASE)


def _with_and(found: re.Match[str]) -> str:
    parts = _parts(found[0])
    if not _falls(parts) or " dan " in found[0] or len(found[0].split()) < 2:
        return found[0]
    *first, last = [f"{number} {unit}" for number, unit in parts]
    return f"{', '.join(first)} dan {last}"
