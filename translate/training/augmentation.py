"""Changes to training pairs that show a small model what its data lacks: quotations, figures, casing, pieces."""

import re
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import TypeAlias

from translate.control_pieces import SLOTS
from translate.sentences import TextPair

PairChange: TypeAlias = Callable[[TextPair, Random], TextPair | None]
"""Takes an ``(id, en)`` pair and returns it changed on both sides alike, or None where it does not apply."""

_SAID = ("kata", "ujar", "tutur", "ucap", "jelas", "ungkap", "tegas", "imbuh", "papar", "terang")
# Speakers whose names are the same in both languages, so that nothing wrong can be learned from them.
# fmt: off
_GIVEN = (
    "Budi", "Andi", "Rina", "Siti", "Agus", "Dewi", "Joko", "Putri", "Hendra", "Maya", "Rizal", "Yusuf", "Lestari",
    "Bambang", "Fitri", "Arif", "Ratna", "Surya", "Wahyu", "Indah", "John", "Maria", "David", "Ahmed", "Sarah",
    "Omar", "Elena", "Peter", "Anna", "Hassan", "Julia", "Ivan", "Chen", "Kim", "Mehmet", "Laila", "Hugo",
    "Fatima", "Carlos", "Emma", "Petrus", "Markus", "Lukas", "Matius", "Paulus", "Stefanus",
)
_FAMILY = (
    "Santoso", "Wijaya", "Siregar", "Nasution", "Hidayat", "Pratama", "Kusuma", "Simanjuntak", "Rahman",
    "Setiawan", "Sihombing", "Hakim", "Gunawan", "Lubis", "Smith", "Garcia", "Yilmaz", "Kowalski", "Müller",
    "Tanaka", "Nguyen", "Khan", "Silva", "Ivanov", "Johnson", "Larsen", "Okafor", "Haddad", "Lopez", "Martin",
)
# fmt: on
# Syllables of names: made-up ones are copied piece by piece, where a known name could be recalled as a whole.
# fmt: off
_SYLLABLES = (
    "ra", "ma", "wa", "ti", "su", "har", "to", "no", "wi", "di", "an", "tri", "yo", "san", "dar", "man", "ni", "sih",
    "pu", "tra", "lan", "gun", "ab", "du", "lah", "fa", "ri", "za", "ki", "yah", "mi", "ha", "ta", "ko", "ber",
    "vic", "las", "son", "ov", "ez", "yan", "der", "mar", "ke", "lin", "go", "mez", "bo", "do", "ne", "va", "zo",
    "qu", "el", "ju", "le", "mo", "pe", "shi", "ya", "ku",
)
# fmt: on
# Letters with diacritics that a model can only spell byte by byte.
_ACCENTED = {
    "a": "áàâãäåăāạảấ",
    "c": "çćč",
    "d": "đð",
    "e": "éèêëěēęệễế",
    "g": "ğ",
    "i": "íìîïīı",
    "l": "ł",
    "n": "ñńň",
    "o": "óòôõöøőōộơố",
    "r": "ř",
    "s": "šśşș",
    "t": "țţ",
    "u": "úùûüůűūưứ",
    "y": "ýÿ",
    "z": "žźż",
}
# A run of names: capitalised words that both languages write alike, such as "Rina Wulandari".
_NAME_RUN = re.compile(r"(?<![\w.'’-])[A-Z][a-z’']+(?: [A-Z][a-z’']+)+(?![\w’'-])")
# What both languages write alike: capitalised words in a row, acronyms, codes, figures.
_WRITTEN_ALIKE = re.compile(r"(?<![\w.,'’/-])(?:[A-Z][\w’'.-]*\w(?: [A-Z][\w’'.-]*\w)*|\w*\d[\w.,:/-]*\w)(?![\w’'-])")
_WEEKDAYS = {
    "Senin": "Monday",
    "Selasa": "Tuesday",
    "Rabu": "Wednesday",
    "Kamis": "Thursday",
    "Jumat": "Friday",
    "Sabtu": "Saturday",
    "Minggu": "Sunday",
}
_WEEKDAY = re.compile(rf"\b({'|'.join(_WEEKDAYS)})\b(?! *[(\d])")
_NUMBER = re.compile(r"(?<![\w.,:/-])\d+(?:[.,]\d+)*(?![\w:/-]|[.,]\d)")
_SWAPPED_MARKS = str.maketrans(".,", ",.")
# Joined pairs longer than this are as long as real sentences, which a model sees anyway.
_SHORT = 80


def in_quotes(pair: TextPair, chooser: Random) -> TextPair | None:
    """Return both sides as a quotation; speech without a speaker is common in dialogue."""
    del chooser
    return None if _quoted(pair) else (f'"{pair[0]}"', f'"{pair[1]}"')


def attributed(pair: TextPair, chooser: Random) -> TextPair | None:
    """Return both sides as the words of somebody: ``"…," kata Budi Santoso.`` and ``"…," said Budi Santoso.``."""
    if _quoted(pair) or not all(text.endswith(".") and not text.endswith("..") for text in pair):
        return None
    left, right = (text[:-1].rstrip() for text in pair)
    verb = chooser.choice(_SAID)
    if chooser.random() < 0.4:
        speech = f'"{left}," {verb}nya.', f'"{right}," {chooser.choice(("he", "she"))} said.'
    else:
        name = f"{chooser.choice(_GIVEN)} {chooser.choice(_FAMILY)}"
        order = f"{name} said" if chooser.random() < 0.5 else f"said {name}"
        speech = f'"{left}," {verb} {name}.', f'"{right}," {order}.'
    return speech


def without_stop(pair: TextPair, chooser: Random) -> TextPair | None:
    """Return both sides without their final stop, as headlines and captions are."""
    del chooser
    if not all(text.endswith(".") and not text.endswith("..") for text in pair):
        return None
    return pair[0][:-1].rstrip(), pair[1][:-1].rstrip()


def in_capitals(pair: TextPair, chooser: Random) -> TextPair | None:
    """Return both sides in capital letters."""
    del chooser
    return pair[0].upper(), pair[1].upper()


def in_title_case(pair: TextPair, chooser: Random) -> TextPair | None:
    """Return both sides with every word capitalised."""
    del chooser
    return _titled(pair[0]), _titled(pair[1])


def in_lower_case(pair: TextPair, chooser: Random) -> TextPair | None:
    """Return the source in small letters and the target as it is: careless input deserves careful output."""
    del chooser
    return pair[0].lower(), pair[1]


def with_other_figures(pair: TextPair, chooser: Random) -> TextPair | None:
    """Return both sides with a number that stands in both replaced by another of the same shape.

    Indonesian ``46,9`` and ``1.500`` are English ``46.9`` and ``1,500``; a number found in both notations, or more
    than once, is left alone.
    """
    left, right = (_NUMBER.findall(text) for text in pair)
    shared = [
        number
        for number in left
        if left.count(number) == 1 and right.count(number.translate(_SWAPPED_MARKS)) == 1 and len(number) > 1
    ]
    if not shared:
        return None
    changed = pair
    for number in shared:
        other = _like(number, chooser)
        changed = (
            _replaced(changed[0], number, other),
            _replaced(changed[1], number.translate(_SWAPPED_MARKS), other.translate(_SWAPPED_MARKS)),
        )
    return changed


def with_other_names(pair: TextPair, chooser: Random) -> TextPair | None:
    """Return both sides with a name of two words or more that stands once in each replaced by another on both."""
    shared = [
        name for name in _NAME_RUN.findall(pair[0]) if all(len(re.findall(rf"\b{name}\b", side)) == 1 for side in pair)
    ]
    if not shared:
        return None
    old, new = chooser.choice(shared), " ".join(_name(chooser) for _ in range(chooser.choice((1, 2, 2, 3))))
    return re.sub(rf"\b{old}\b", new, pair[0]), re.sub(rf"\b{old}\b", new, pair[1])


def _name(chooser: Random) -> str:
    """Return one word of a name: one of the lists', or syllables that no list has."""
    if chooser.random() < 0.4:
        return chooser.choice((*_GIVEN, *_FAMILY))
    name = "".join(chooser.choices(_SYLLABLES, k=chooser.choice((2, 2, 3, 3, 4)))).capitalize()
    return _with_accents(name, chooser) if chooser.random() < 0.25 else name


def _with_accents(name: str, chooser: Random) -> str:
    """Return ``name`` with about half of the letters that have diacritics somewhere exchanged for such letters."""
    return "".join(
        chooser.choice(_ACCENTED[char]) if char in _ACCENTED and chooser.random() < 0.5 else char for char in name
    )


def with_slots(pair: TextPair, chooser: Random) -> TextPair | None:
    """Return both sides with up to three spans that stand once in each replaced by slots, the same on both sides.

    The spans are what both languages write alike: names, acronyms, codes and figures.
    """
    if any(slot in text for text in pair for slot in SLOTS):
        return None
    spans = [
        span
        for span in dict.fromkeys(_WRITTEN_ALIKE.findall(pair[0]))
        if all(len(_standing_alone(span).findall(side)) == 1 for side in pair)
    ]
    if not spans:
        return None
    chosen = chooser.sample(spans, k=min(len(spans), chooser.choice((1, 1, 1, 2, 2, 3))))
    left, right = pair
    for span, slot in zip(chosen, chooser.sample(SLOTS, k=len(chosen)), strict=True):
        left, right = (_standing_alone(span).sub(slot, side) for side in (left, right))
    # A span inside another one may be gone on one side by now.
    return (left, right) if all(left.count(slot) == right.count(slot) for slot in SLOTS) else None


def _standing_alone(span: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(span)}(?!\w|[.,]\d)")


def with_day_and_month(pair: TextPair, chooser: Random) -> TextPair | None:
    """Return both sides with ``(day/month)`` behind a weekday, as Indonesian newsrooms write dates."""
    found = _WEEKDAY.search(pair[0])
    if not found:
        return None
    english = _WEEKDAYS[found[1]]
    if len(_WEEKDAY.findall(pair[0])) != 1 or len(re.findall(rf"\b{english}\b", pair[1])) != 1:
        return None
    date = f"({chooser.randint(1, 31)}/{chooser.randint(1, 12)})"
    return _replaced(pair[0], found[1], f"{found[1]} {date}"), _replaced(pair[1], english, f"{english} {date}")


AUGMENTATIONS: Mapping[str, tuple[PairChange, float]] = {
    "with_slots": (with_slots, 5.0),
    "in_quotes": (in_quotes, 1.0),
    "attributed": (attributed, 3.0),
    "without_stop": (without_stop, 1.0),
    "in_capitals": (in_capitals, 0.5),
    "in_title_case": (in_title_case, 0.5),
    "in_lower_case": (in_lower_case, 0.5),
    "with_other_figures": (with_other_figures, 3.0),
    "with_day_and_month": (with_day_and_month, 1.0),
    "with_other_names": (with_other_names, 2.0),
}
"""Name to change and how often it is tried against the others; quotations and figures are where small models fail."""


def augmented(
    pairs: Sequence[TextPair], share: float, chooser: Random, ways: Sequence[str] = tuple(AUGMENTATIONS)
) -> list[TextPair]:
    """Return ``pairs`` with about ``share`` of them changed, and a tenth of that share glued to the pair after.

    A pair is changed in one of the ``ways``, or left as it is where the way drawn does not apply.
    """
    weights = [AUGMENTATIONS[way][1] for way in ways]
    result: list[TextPair] = []
    for pair in pairs:
        draw = chooser.random()
        if draw < share * 0.1 and result and _both_short(result[-1], pair):
            result[-1] = f"{result[-1][0]} {pair[0]}", f"{result[-1][1]} {pair[1]}"
            continue
        if draw < share:
            change = AUGMENTATIONS[chooser.choices(ways, weights)[0]][0]
            pair = change(pair, chooser) or pair
        result.append(pair)
    return result


def _quoted(pair: TextPair) -> bool:
    return any('"' in text or "“" in text for text in pair)


def _titled(text: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in text.split(" "))


def _like(number: str, chooser: Random) -> str:
    first = str(chooser.randint(1, 9)) if number[0] != "0" else "0"
    return first + "".join(str(chooser.randint(0, 9)) if mark.isdigit() else mark for mark in number[1:])


def _replaced(text: str, old: str, new: str) -> str:
    """Return ``text`` with ``old`` replaced where it stands as a word or number of its own."""
    return re.sub(rf"(?<![\w.,]){re.escape(old)}(?![\w]|[.,]\d)", lambda _: new, text, count=1)


def _both_short(first: TextPair, second: TextPair) -> bool:
    return all(len(text) < _SHORT and text[-1:] in ".!?" for text in (*first, *second))
