"""Numbers in figures: ``1.500,5``, ``Rp1,5 M``, ``19.30 WIB``, ``7:30 p.m.``, ``ke-3``, ``1970-an``, ``G20``."""

import re
from fractions import Fraction

from translate.numbers.tokens import Reading, Run, Strength, Token, at, figure_values, half_of_day
from translate.numbers.words import WORDS, Language, NumberWords

_CURRENCIES = frozenset(["$", "£", "€", "¥", "rp", "idr", "usd", "us", "aud", "sgd", "myr", "rm", "eur"])
# What may follow a figure without a space and not make it part of a name, unlike "3D".
_SUFFIXES = frozenset(
    {"st", "nd", "rd", "th", "s", "an", "x", "l", "m", "g", "km", "cm", "mm", "kg", "ml", "cc", "ft", "in", "ha"}
    | {"kb", "mb", "gb", "tb", "mw", "kw", "kwh", "hp", "hz", "khz", "mhz", "ghz", "kph", "mph", "wib", "wita", "wit"}
)
_MONEY_SCALES: dict[Language, dict[str, int]] = {
    "id": {"M": 10**9, "T": 10**12, "K": 1000, "k": 1000},
    "en": {"m": 10**6, "M": 10**6, "b": 10**9, "B": 10**9, "K": 1000, "k": 1000},
}
_LENGTHS = frozenset({"km", "m", "cm", "mm", "dm"})
_BEFORE_SHORT_YEARS = frozenset({"tahun", "angkatan", "pemilu", "era", "lulusan", "generasi", "reformasi"})
_SHARED_CLOCK = re.compile(r"(\d{1,2})([.:])(\d{2})")


def is_money(tokens: list[Token], place: int) -> bool:
    """Return whether the figure at ``place`` has a currency right before it, as in ``Rp 1.500`` or ``US$5``."""
    before = at(tokens, place - 1)
    if before.text == "." and at(tokens, place - 2).small == "rp":
        return True
    return before.small in _CURRENCIES


def money_scale(tokens: list[Token], place: int, language: Language) -> int:
    """Return the scale of the ``M`` of ``Rp1,5 M`` or the ``m`` of ``$5m`` after the figure at ``place``, or 1."""
    return _MONEY_SCALES[language].get(at(tokens, place + 1).text, 1) if is_money(tokens, place) else 1


def is_in_name(tokens: list[Token], place: int, words: NumberWords) -> bool:
    """Return whether the figure at ``place`` is part of a name or code: ``G20``, ``COVID-19``, ``3D``, ``H3N8``."""
    before, after = at(tokens, place - 1), at(tokens, place + 1)
    if after.glued and after.kind == "word":
        known = after.small in _SUFFIXES or after.small in words.scales or after.small in words.evening | words.morning
        if not known and not is_money(tokens, place):
            return True
    if not tokens[place].glued:
        return False
    if before.kind == "word":
        return before.small not in _CURRENCIES | {"ke", "no", "rt", "rw", "x"}
    name = at(tokens, place - 2)
    return (
        before.text == "-"
        and before.glued
        and name.kind == "word"
        and name.text != name.text.lower()
        and name.small not in words.months
        and name.small != "ke"
    )


def is_area_sign(tokens: list[Token], place: int) -> bool:
    """Return whether the figure at ``place`` is the exponent of ``km2`` or ``m3``."""
    return tokens[place].glued and tokens[place].text in {"2", "3"} and at(tokens, place - 1).small in _LENGTHS


def clock_readings(tokens: list[Token], place: int, words: NumberWords) -> frozenset[Reading]:
    """Return the times of day that the figure at ``place`` may stand for, none where it is no time."""
    token, after = tokens[place], at(tokens, place + 1)
    match = _SHARED_CLOCK.fullmatch(token.text)
    halved = after.small.rstrip(".") in words.evening | words.morning
    if match and int(match[1]) <= 24 and int(match[3]) < 60:
        return frozenset(words.times(int(match[1]), int(match[3]), half_of_day(tokens, place + 1)))
    is_hour = at(tokens, place - 1).small in words.clock or after.small == "o'clock" or halved
    if is_hour and token.text.isdecimal() and int(token.text) <= 24:
        return frozenset(words.times(int(token.text), 0, half_of_day(tokens, place + 1)))
    return frozenset()


def figure_runs(tokens: list[Token], place: int, language: Language) -> list[Run]:
    """Return the numbers of the figure at ``place``: one, or several for ``12.5.2024``."""
    words, token = WORDS[language], tokens[place]
    strength: Strength = "loose" if is_in_name(tokens, place, words) else "firm"
    clock = clock_readings(tokens, place, words)
    values = figure_values(token.text, words.decimal_mark)
    if not values and not clock:
        parts = [int(part) for part in re.split("[.,:]", token.text)]
        return [
            Run(
                first=place,
                last=place + 1,
                readings=frozenset({Fraction(part), *_month(part)}),
                strength="loose" if part == 1 else strength,
            )
            for part in parts
        ]
    readings: set[Reading] = {*values, *clock}
    after = at(tokens, place + 1)
    halved = after.small.rstrip(".") in words.evening | words.morning
    if clock and halved and language == "en":
        readings = set(clock)
    readings |= _dated(tokens, place)
    if values and values[0] < 100 and _is_decade(tokens, place):
        readings.add(values[0] + 1900)
    scale = money_scale(tokens, place, language)
    if scale > 1:
        readings = {value * scale for value in values}
    if values == (Fraction(1),) and scale == 1:
        strength = "loose"
    last = place + 1 + (scale > 1 or (bool(clock) and halved))
    return [Run(first=place, last=last, readings=frozenset(readings), strength=strength, scale=scale)]


def _month(number: int) -> set[Reading]:
    return {f"month {number}"} if 1 <= number <= 12 else set()


def _is_decade(tokens: list[Token], place: int) -> bool:
    after = at(tokens, place + 1)
    return after.small == "an" or (after.glued and after.small == "s")


def _dated(tokens: list[Token], place: int) -> set[Reading]:
    """Return the readings of a figure next to ``/`` or ``-`` and another: a month, or the end of ``2011/12``."""
    token, found = tokens[place], set[Reading]()
    if not token.text.isdecimal() or len(token.text) > 2:
        return found
    for sign, other in ((place - 1, place - 2), (place + 1, place + 2)):
        if at(tokens, sign).text in {"/", "-"} and at(tokens, other).kind == "figure":
            found |= _month(int(token.text))
    before = at(tokens, place - 2).text
    if len(token.text) == 2 and _is_short_year(tokens, place):
        found |= {Fraction(1900 + int(token.text)), Fraction(2000 + int(token.text))}
    if at(tokens, place - 1).text in {"/", "-"} and re.fullmatch(r"[12]\d{3}", before) and len(token.text) == 2:
        found.add(Fraction(int(before[:2] + token.text)))
    return found


def _is_short_year(tokens: list[Token], place: int) -> bool:
    """Return whether two digits are a year without its century: ``17/8/45``, ``'98``, ``tahun 98``."""
    if at(tokens, place - 1).text == "'" or at(tokens, place - 1).small in _BEFORE_SHORT_YEARS:
        return True
    signs = {at(tokens, place - 1).text, at(tokens, place - 3).text}
    return signs in ({"/"}, {"-"}) and at(tokens, place - 4).kind == at(tokens, place - 2).kind == "figure"
