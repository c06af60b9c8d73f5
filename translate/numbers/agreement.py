"""Comparison of the quantities of a source and its translation: which agree, conflict, are missing or added."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from translate.numbers.tokens import Quantity, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberAgreement:
    """How the values of two texts go together, each value as it is written.

    ``matched`` values stand in both texts. ``conflicts`` pair a value of the source with the different one in its
    place. ``missing`` values are in the source alone, ``added`` ones in the translation alone. ``halved`` says that
    half or more of the amounts of the source, two at least, are missing; dates, times and remarks in brackets are none.
    """

    matched: tuple[tuple[str, str], ...]
    conflicts: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    added: tuple[str, ...]
    halved: bool = False


def agreement(left: Sequence[Quantity], right: Sequence[Quantity]) -> NumberAgreement:
    """Return how the quantities of a source and of its translation go together.

    A figure must have its counterpart. A small number in words, or a digit of a name, counts against the pair only if
    another number stands in its place; ``one``, ``both`` and ``puluhan`` never do.
    """
    matched = _matched(left, right)
    unmatched = [_unmatched(left, {one for one, _ in matched}), _unmatched(right, {other for _, other in matched})]
    conflicts = _conflicts(*unmatched)
    paired = {id(one) for pair in conflicts for one in pair}
    missing, added = (
        [
            one
            for one in values
            # A value that one text states twice and the other once is in both.
            if one.strength == "firm" and id(one) not in paired and not one.readings & said
        ]
        for values, said in zip(unmatched, (_all_readings(right), _all_readings(left)), strict=True)
    )
    return NumberAgreement(
        matched=tuple((left[one].surface, right[other].surface) for one, other in matched),
        conflicts=tuple((one.surface, other.surface) for one, other in conflicts),
        missing=tuple(one.surface for one in missing),
        added=tuple(one.surface for one in added),
        halved=_is_half(missing, left),
    )


def _is_half(lost: Sequence[Quantity], stated: Sequence[Quantity]) -> bool:
    """Return whether half or more of the amounts of a text, at least two, are lost."""
    gone = sum(not one.aside for one in lost)
    amounts = sum(one.strength == "firm" and not one.aside for one in stated)
    return amounts > 1 and 2 * gone >= amounts


def _matched(left: Sequence[Quantity], right: Sequence[Quantity]) -> list[tuple[int, int]]:
    """Return the positions of values that agree, each used once; those with the same readings are matched first."""
    found: list[tuple[int, int]] = []
    free = set(range(len(right)))
    alike: dict[object, list[int]] = {}
    for place in reversed(range(len(right))):
        alike.setdefault(right[place].readings, []).append(place)
        for reading in right[place].readings:
            alike.setdefault(reading, []).append(place)
    spans = [place for place, value in enumerate(right) if value.span]
    keys: list[tuple[int, object]] = [(place, value.readings) for place, value in enumerate(left) if value.readings]
    keys += [(place, reading) for place, value in enumerate(left) for reading in sorted(value.readings, key=str)]
    taken: set[int] = set()
    for place, key in keys:
        places = alike.get(key, [])
        while places and places[-1] not in free:
            places.pop()
        if place not in taken and places:
            found.append((place, places[-1]))
            taken.add(place)
            free.discard(places.pop())
    for place, value in enumerate(left):
        if place in taken:
            continue
        others = sorted(free) if value.span else [other for other in spans if other in free]
        other = next((each for each in others if _agree(value, right[each])), None)
        if other is not None:
            found.append((place, other))
            free.discard(other)
    return found


def _agree(one: Quantity, other: Quantity) -> bool:
    if one.span and other.span:
        return one.span[0] <= other.span[1] and other.span[0] <= one.span[1]
    low, high = one.span or other.span or (1, 0)
    return any(isinstance(value, Fraction) and low <= value <= high for value in one.readings | other.readings)


def _all_readings(values: Sequence[Quantity]) -> set[Reading]:
    return {reading for value in values for reading in value.readings}


def _unmatched(values: Sequence[Quantity], used: set[int]) -> list[Quantity]:
    return [value for place, value in enumerate(values) if place not in used and value.strength != "vague"]


def _conflicts(left: Sequence[Quantity], right: Sequence[Quantity]) -> list[tuple[Quantity, Quantity]]:
    """Return pairs of unmatched values, in order: each value with the first one left that is of its kind."""
    found, free = [], list(right)
    for one in left:
        other = next((each for each in free if _comparable(one, each)), None)
        if other:
            found.append((one, other))
            free.remove(other)
    return found


def _comparable(one: Quantity, other: Quantity) -> bool:
    """Return whether one value can stand in the other's place: the ``5`` of ``12/5`` in that of ``June``."""
    if one.kind == other.kind:
        return True
    figures = other.readings if one.kind == "month" else one.readings
    return "month" in {one.kind, other.kind} and any(str(reading).startswith("month") for reading in figures)
