"""Every number, date and time that a text states, each with the values it may stand for."""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from translate.numbers.figures import figure_runs, is_area_sign, is_in_name
from translate.numbers.spelled import completed, word_run
from translate.numbers.tokens import Quantity, Reading, Run, Strength, Token, at, figure_values, surface, tokenize
from translate.numbers.words import VULGAR_FRACTIONS, WORDS, Language, NumberWords

# A longer row of digits is taken for a code; Python reads no number of more than 4,300 digits.
_LONGEST_NUMBER = 40
# No text states a larger power, and computing one would take long.
_LONGEST_BASE, _LARGEST_EXPONENT = 6, 99
_FRACTIONS = {("1", "2"), ("1", "3"), ("2", "3"), ("1", "4"), ("3", "4")}
_ROMAN = re.compile(r"(?=[IVXL]{2})(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}
_MONTH_OPENERS = frozenset(
    {"in", "on", "since", "until", "by", "late", "early", "of", "and", "to", "from", "last", "this", "next", "between"}
)


def quantities(text: str, language: Language) -> list[Quantity]:
    """Return what ``text`` states in numbers, in order; amounts in words count as well as figures."""
    tokens, words = tokenize(text), WORDS[language]
    runs = _with_shared_scales(list(_runs(tokens, language)), tokens, words)
    bracketed = _bracketed(tokens)
    found = [
        (
            run.first,
            Quantity(
                surface=surface(tokens, run.first, run.last),
                readings=run.readings,
                strength=run.strength,
                span=run.span,
                aside=run.first in bracketed or _is_date(tokens, run),
            ),
        )
        for run in runs
        if run.readings or run.span
    ]
    found += _calendar(tokens, language)
    return [quantity for _, quantity in sorted(found, key=lambda each: each[0])]


def _bracketed(tokens: list[Token]) -> set[int]:
    """Return the places of the tokens between brackets."""
    inside, depth = set[int](), 0
    for place, token in enumerate(tokens):
        depth = max(0, depth + (token.text in {"(", "["}) - (token.text in {")", "]"}))
        if depth:
            inside.add(place)
    return inside


def _is_date(tokens: list[Token], run: Run) -> bool:
    """Return whether a number is a year, a time of day, or a day beside its month or between strokes."""
    text = tokens[run.first].text
    if any(isinstance(reading, str) for reading in run.readings):
        return True
    if run.last == run.first + 1 and re.fullmatch(r"(?:1[5-9]|20)\d\d", text):
        return True
    beside = (at(tokens, run.first - 1), at(tokens, run.last))
    months = WORDS["id"].months.keys() | WORDS["en"].months.keys()
    return any(token.small in months or token.text == "/" for token in beside)


def _runs(tokens: list[Token], language: Language) -> Iterator[Run]:
    """Yield every number of the tokens, from left to right."""
    place = 0
    while place < len(tokens):
        found = _runs_at(tokens, place, language)
        yield from found
        place = found[-1].last if found else place + 1


def _runs_at(tokens: list[Token], place: int, language: Language) -> list[Run]:
    token, words = tokens[place], WORDS[language]
    if token.kind == "figure":
        return _figure_at(tokens, place, language)
    if token.text in VULGAR_FRACTIONS:
        return [_single(place, VULGAR_FRACTIONS[token.text], "firm")]
    if token.kind != "word":
        return []
    if token.small in words.moments:
        return [Run(first=place, last=place + 1, readings=frozenset({words.moments[token.small]}), strength="vague")]
    if token.small in words.hints:
        readings: frozenset[Reading] = frozenset(map(Fraction, words.hints[token.small]))
        # "seventies" is as good as "1970-an"; "both" and "dekade" are words like others.
        strength: Strength = "loose" if len(readings) > 1 else "vague"
        return [Run(first=place, last=place + 1, readings=readings, strength=strength)]
    if _ROMAN.fullmatch(token.text):
        return [_single(place, Fraction(_roman(token.text)), "loose")]
    run = word_run(tokens, place, language)
    return [run] if run else []


def _single(place: int, value: Fraction, strength: Strength) -> Run:
    return Run(first=place, last=place + 1, readings=frozenset({value}), strength=strength)


def _figure_at(tokens: list[Token], place: int, language: Language) -> list[Run]:
    """Return the numbers that begin with the figure at ``place``, with the words behind it that belong to it."""
    words = WORDS[language]
    if is_area_sign(tokens, place):
        return []
    if len(tokens[place].text) > _LONGEST_NUMBER:
        code: frozenset[Reading] = frozenset({tokens[place].text})
        return [Run(first=place, last=place + 1, readings=code, strength="loose")]
    parts = _simple_fraction(tokens, place)
    if parts:
        return [Run(first=place, last=place + 3, readings=frozenset({parts}), strength="firm")]
    whole = _with_fraction(tokens, place) or _power(tokens, place)
    if whole:
        return [whole]
    values = figure_values(tokens[place].text, words.decimal_mark)
    if values and not is_in_name(tokens, place, words):
        run = completed(tokens, place + 1, values, language, first=place)
        if run.last > place + 1:
            return [run]
    return figure_runs(tokens, place, language)


def _simple_fraction(tokens: list[Token], place: int) -> Fraction | None:
    """Return ``1/2`` or ``3/4`` as a fraction; in brackets it is a date, beside other figures part of one."""
    sign, below = at(tokens, place + 1), at(tokens, place + 2)
    around = (at(tokens, place - 1).text, at(tokens, place + 3).text)
    if sign.text != "/" or not sign.glued or set(around) & {"(", ")", "/", "-"}:
        return None
    pair = (tokens[place].text, below.text)
    return Fraction(int(pair[0]), int(pair[1])) if pair in _FRACTIONS else None


def _with_fraction(tokens: list[Token], place: int) -> Run | None:
    """Return ``1 1/2`` as one number."""
    part = _simple_fraction(tokens, place + 1) if tokens[place].text.isdecimal() and len(tokens) > place + 3 else None
    if part is None or tokens[place + 1].glued:
        return None
    value = int(tokens[place].text) + part
    return Run(first=place, last=place + 4, readings=frozenset({value}), strength="firm")


def _power(tokens: list[Token], place: int) -> Run | None:
    """Return ``10^6`` or ``10^-3`` as one number."""
    minus = at(tokens, place + 2).text == "-"
    last = place + 2 + minus
    base, exponent = tokens[place].text, at(tokens, last)
    if at(tokens, place + 1).text != "^" or not (base.isdecimal() and exponent.text.isdecimal()):
        return None
    if len(base) > _LONGEST_BASE or int(exponent.text) > _LARGEST_EXPONENT:
        return None
    value = Fraction(int(base)) ** (-int(exponent.text) if minus else int(exponent.text)) if int(base) else Fraction(0)
    return Run(first=place, last=last + 1, readings=frozenset({value}), strength="firm")


def _roman(text: str) -> int:
    values = [_ROMAN_VALUES[char] for char in text]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def _with_shared_scales(runs: list[Run], tokens: list[Token], words: NumberWords) -> list[Run]:
    """Return the runs, the ``20`` of ``20-30 juta`` readable as 20 million too."""
    found = list(runs)
    for index, (run, following) in enumerate(pairwise(runs)):
        between = [token.small for token in tokens[run.last : following.first]]
        if following.scale > 1 and run.scale == 1 and len(between) == 1 and between[0] in words.ranges:
            scaled = {value * following.scale for value in run.readings if isinstance(value, Fraction)}
            found[index] = replace(run, readings=run.readings | scaled)
    return found


def _calendar(tokens: list[Token], language: Language) -> Iterator[tuple[int, Quantity]]:
    """Yield the months and weekdays that are named, with the places where they stand."""
    words = WORDS[language]
    for place, token in enumerate(tokens):
        if token.kind != "word" or not token.text[0].isupper():
            continue
        if token.small in words.weekdays:
            # "Minggu" is Sunday, and a week at the beginning of a sentence.
            vague = token.small == "minggu"
            yield (
                place,
                _named(token, f"weekday {words.weekdays[token.small]}", "weekday", "vague" if vague else "loose"),
            )
        elif token.small in words.months:
            dated = "figure" in {at(tokens, place - 1).kind, at(tokens, place + 1).kind, at(tokens, place + 2).kind}
            named = len(token.small) > 4 or token.small in {"mei", "juni", "juli", "june", "july"}
            if dated or named or at(tokens, place - 1).small in _MONTH_OPENERS:
                strength: Strength = "loose" if dated else "vague"
                yield place, _named(token, f"month {words.months[token.small]}", "month", strength)


def _named(token: Token, reading: str, kind: Literal["month", "weekday"], strength: Strength) -> Quantity:
    return Quantity(surface=token.text, readings=frozenset({reading}), strength=strength, kind=kind)
