"""Numbers in words: ``tiga ratus lima puluh ribu``, ``two and a half million``, ``kedua belas``, ``puluhan``."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from translate.numbers.tokens import Reading, Run, Strength, Token, at, figure_values, half_of_day
from translate.numbers.words import VULGAR_FRACTIONS, WORDS, Language, NumberWords

# A spelled number up to twelve is often left out or reworded in translation ("the two", "first of all").
_SMALL = 12
_HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """How a number continues: add a value, multiply the open group, or multiply and close it as ``ribu`` does.

    ``floor`` is the size that the next added value has to stay below; with 0 nothing may follow.
    """

    kind: Literal["add", "times", "close"]
    value: Fraction
    floor: int
    last: int


def word_run(tokens: list[Token], place: int, language: Language) -> Run | None:
    """Return the number that begins with the word at ``place``, None if none does."""
    words, word = WORDS[language], tokens[place].small
    following = at(tokens, place + 1).small
    if word in words.spans:
        return _vague_span(tokens, place, words)
    if word in {"a", "an"} and following in words.scales:
        return completed(tokens, place + 1, (Fraction(1),), language, first=place)
    if word in words.ordinals:
        return _ordinal(tokens, place, language)
    if word in words.fractions and not word.startswith("per"):
        return _fraction(tokens, place, language)
    if words.scales.get(word, 0) >= 10 and len(word) > 3:
        # A lone "ribu" is no value, but keeps what is before it from being read together with what follows.
        return Run(first=place, last=place + 1, readings=frozenset(), strength="vague")
    term = _term(tokens, place, words)
    if term is None:
        return None
    run = _as_year(tokens, completed(tokens, term.last, (term.value,), language, first=place), language)
    # Headlines capitalise every word; "Kembalikan Empat Pasar" is no name.
    return _named(tokens, run) if term.value >= 1000 else run


def completed(tokens: list[Token], place: int, starts: tuple[Fraction, ...], language: Language, *, first: int) -> Run:
    """Return the number that begins with one of ``starts`` and continues with the words at ``place``."""
    spelled = tokens[first].kind == "word"
    steps: list[_Step] = []
    floor, ceiling, last = _size(starts[0]) if spelled else 1, 10**18, place
    while floor:
        step = _scale(tokens, last, ceiling, language) or _addition(
            tokens, last, floor, language, spelled=spelled or bool(steps)
        )
        if step is None:
            break
        steps.append(step)
        floor, last = step.floor, step.last
        ceiling = int(step.value) if step.kind == "close" else ceiling
    value = _evaluated(starts[0], steps)
    strength: Strength = "firm"
    if spelled:
        strength = "vague" if value <= 1 else "loose" if value <= _SMALL else "firm"
    elif value == 1:
        strength = "loose"
    scale = next((int(step.value) for step in steps if step.kind == "close"), 1)
    readings: frozenset[Reading] = frozenset(_evaluated(start, steps) for start in starts)
    return Run(first=first, last=last, readings=readings, strength=strength, scale=scale)


def _evaluated(start: Fraction, steps: list[_Step]) -> Fraction:
    total, group = Fraction(0), start
    for step in steps:
        if step.kind == "times":
            group *= step.value
        elif step.kind == "close":
            total, group = total + group * step.value, Fraction(0)
        else:
            group += step.value
    return total + group


def _scale(tokens: list[Token], place: int, ceiling: int, language: Language) -> _Step | None:
    """Return the step of ``ribu`` or ``hundred`` at ``place``; None if it is not smaller than the scale before."""
    factor = WORDS[language].scales.get(at(tokens, place).small, 0)
    if not 10 <= factor < ceiling:
        return None
    return _Step(kind="close" if factor >= 1000 else "times", value=Fraction(factor), floor=factor, last=place + 1)


def _addition(tokens: list[Token], place: int, floor: int, language: Language, *, spelled: bool) -> _Step | None:
    """Return the step that adds to a number, or takes a part of it, at ``place``; None if the number ends there."""
    words, token = WORDS[language], at(tokens, place)
    if token.small in words.fractions:
        part = words.fractions[token.small]
        adds = token.text in VULGAR_FRACTIONS or (language == "id" and part == _HALF and token.small != "perdua")
        return _Step(kind="add" if adds else "times", value=part, floor=1, last=place + 1)
    if token.kind == "figure":
        return _smaller_figure(tokens, place, floor, language)
    if token.text == "and" and language == "en":
        return _after_and(tokens, place + 1, floor, spelled=spelled)
    if not spelled:
        return None
    if token.small in {"point", "koma"}:
        return _decimals(tokens, place + 1, words)
    if language == "en" and words.ordinals.get(token.small, floor) < floor:
        return _Step(kind="add", value=Fraction(words.ordinals[token.small]), floor=0, last=place + 1)
    term = _term(tokens, place, words)
    return term if term and 0 < term.value < floor else None


def _smaller_figure(tokens: list[Token], place: int, floor: int, language: Language) -> _Step | None:
    """Return the step of the ``500`` in ``1 juta 500 ribu``: a figure that a smaller scale follows."""
    words = WORDS[language]
    values = figure_values(tokens[place].text, words.decimal_mark)
    scale = words.scales.get(at(tokens, place + 1).small, 0)
    if not values or not 1000 <= scale < floor or values[0] >= floor:
        return None
    return _Step(kind="add", value=values[0], floor=1000, last=place + 1)


def _after_and(tokens: list[Token], place: int, floor: int, *, spelled: bool) -> _Step | None:
    """Return the step behind an English ``and``: ``two and a half``, ``one hundred and five``."""
    words = WORDS["en"]
    part = place + (at(tokens, place).small == "a")
    if words.fractions.get(at(tokens, part).small) in {_HALF, Fraction(1, 4)}:
        return _Step(kind="add", value=words.fractions[tokens[part].small], floor=1, last=part + 1)
    term = _term(tokens, place, words)
    return term if spelled and floor >= 100 and term and 0 < term.value < floor else None


def _decimals(tokens: list[Token], place: int, words: NumberWords) -> _Step | None:
    """Return the step behind ``point`` or ``koma``: digit by digit, as in ``one point two five``."""
    digits = ""
    while words.units.get(at(tokens, place + len(digits)).small, 10) < 10:
        digits += str(words.units[tokens[place + len(digits)].small])
    if not digits:
        return None
    return _Step(kind="add", value=Fraction(int(digits), 10 ** len(digits)), floor=1, last=place + len(digits))


def _term(tokens: list[Token], place: int, words: NumberWords) -> _Step | None:
    """Return ``lima``, ``lima belas``, ``lima puluh``, ``five hundred`` or ``twenty`` at ``place`` as a step."""
    if at(tokens, place).small not in words.units:
        return None
    value = words.units[tokens[place].small]
    scale = words.scales.get(at(tokens, place + 1).small)
    if 0 < value < 10 and scale in {0, 10, 100}:
        value, floor = (value * scale, scale) if scale else (value + 10, 1)
        return _Step(kind="add", value=Fraction(value), floor=floor, last=place + 2)
    return _Step(kind="add", value=Fraction(value), floor=_size(Fraction(value)), last=place + 1)


def _size(value: Fraction) -> int:
    """Return the size that a number added to ``value`` has to stay below: 10 for ``twenty``, 100 for ``seratus``."""
    return next((size for size in (10**12, 10**9, 10**6, 1000, 100) if value >= size), 10 if value >= 20 else 1)


def _vague_span(tokens: list[Token], place: int, words: NumberWords) -> Run:
    """Return ``puluhan``, ``puluhan ribu``, ``tens of thousands`` as one vague amount."""
    low, high = words.spans[tokens[place].small]
    last = place + 1
    while True:
        word = at(tokens, last).small
        if words.scales.get(word, 0) >= 10:
            low, high = low * words.scales[word], high * words.scales[word]
        elif word in words.spans:
            low, high = low * words.spans[word][0], high * words.spans[word][1]
        elif word != "of":
            return Run(first=place, last=last, readings=frozenset(), strength="vague", span=(low, high))
        last += 1


def _ordinal(tokens: list[Token], place: int, language: Language) -> Run:
    """Return ``third``, ``ketiga``, ``kelima belas``, ``kedua puluh lima``."""
    words, value = WORDS[language], Fraction(WORDS[language].ordinals[tokens[place].small])
    scale = words.scales.get(at(tokens, place + 1).small)
    if language == "id" and scale in {0, 10}:
        value = value + 10 if scale == 0 else value * scale
        run = completed(tokens, place + 2, (value,), language, first=place)
        return replace(run, strength="loose")
    readings: set[Reading] = {value}
    if language == "en" and 2 < value <= 10:
        readings.add(1 / value)  # "a third"
    strength: Strength = "vague" if value == 1 else "loose"
    return _named(tokens, Run(first=place, last=place + 1, readings=frozenset(readings), strength=strength))


def _fraction(tokens: list[Token], place: int, language: Language) -> Run:
    """Return ``setengah``, ``half a million``, ``sepertiga``; after ``jam``, ``setengah tujuh`` is half past six."""
    words = WORDS[language]
    value = words.fractions[tokens[place].small]
    hour = words.units.get(at(tokens, place + 1).small, 0)
    if at(tokens, place - 1).small in words.clock and 1 <= hour <= 12 and language == "id":
        half_past = words.times(hour - 1 or 12, 30, half_of_day(tokens, place + 2))
        return Run(first=place, last=place + 2, readings=frozenset(half_past), strength="firm")
    after = place + 1 + (at(tokens, place + 1).small == "a")
    if words.scales.get(at(tokens, after).small, 0) >= 100:
        return completed(tokens, after, (value,), language, first=place)
    return Run(first=place, last=place + 1, readings=frozenset({value}), strength="vague")


def _as_year(tokens: list[Token], run: Run, language: Language) -> Run:
    """Return ``nineteen eighty-four`` as one number if ``run`` is its first half, else ``run``."""
    first = next(iter(run.readings))
    if language != "en" or isinstance(first, str) or not 11 <= first <= 20 or run.last != run.first + 1:
        return run
    term = _term(tokens, run.last, WORDS[language])
    if term is None or not 10 <= term.value < 100:
        return run
    rest = completed(tokens, term.last, (term.value,), language, first=run.last)
    second = next(value for value in rest.readings if isinstance(value, Fraction))
    return replace(run, last=rest.last, readings=frozenset({first * 100 + second}), strength="firm")


def _named(tokens: list[Token], run: Run) -> Run:
    """Return ``run`` as vague if it is one word written like a name: Kepulauan Seribu, Fifth Avenue."""
    inside = run.last == run.first + 1 and at(tokens, run.first - 1).kind == "word"
    return replace(run, strength="vague") if inside and tokens[run.first].text[0].isupper() else run
