"""Where the formatting, links and objects of a sentence belong in its English."""

import re
from collections.abc import Generator, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from translate.control_pieces import SLOTS
from translate.documents.locating import (
    CLOSING,
    Piece,
    Places,
    add_in_order,
    find_marked,
    place_at_marks,
    places_from_slots,
    slot_places,
)
from translate.documents.records import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The English of a sentence, one text for each piece, and whether the formatting of a piece was given up."""

    texts: tuple[str, ...]
    lost: bool = False


Asking = Generator[list[str], list[str], Placed]
"""A sentence that asks for translations, is sent them, and returns where everything belongs."""


def placed(pieces: Sequence[Piece], main_style: Hashable) -> Asking:
    """Ask for the English of a sentence and return it cut into pieces as the sentence is.

    The sentence is translated as one text, with slots for what stays as it is. A part with formatting of its own is
    found by its own translation. If one is not found, the sentence is asked for with slots around such parts too. If
    they come back once each in order, the words around them tell where the parts are in the English, whose words stay
    those of the sentence without slots, which can harm a translation. Of what is still without a place, links and
    objects get the one that they have in the sentence by its length; other parts lose their formatting to the
    ``main_style``.
    """
    worded = [number for number, piece in enumerate(pieces) if piece.kind is Kind.TEXT and piece.text.strip()]
    if not worded:
        return Placed(texts=tuple(piece.text for piece in pieces))
    main = _main_style(pieces, worded, main_style)
    fixed = [number for number, piece in enumerate(pieces) if piece.kind is Kind.FIXED]
    marked = [number for number in worded if pieces[number].style != main or pieces[number].linked]
    if len(pieces) == 1:
        marked = []
    free = _free_slots(pieces)
    if len(fixed) > len(free):
        return (yield from _by_parts(pieces, main))
    slots = dict(zip(fixed, free, strict=False))
    source = _source(pieces, {number: (slot,) for number, slot in slots.items()})
    answers = yield [source, *(pieces[number].text.strip() for number in marked)]
    english = _tidied(answers[0], source, slots.values())
    stands = slot_places(english, slots)
    places: Places = {}
    add_in_order(places, stands or {}, english, pieces)
    if len(places) < len(slots):
        return (yield from _by_parts(pieces, main))
    find_marked(english, pieces, dict(zip(marked, answers[1:], strict=True)), places)
    place_at_marks(english, pieces, places)
    anchors = [number for number, piece in enumerate(pieces) if piece.kind is Kind.ANCHOR and not piece.text]
    open_ones = [number for number in (*marked, *anchors) if number not in places]
    if open_ones:
        around = _slots_around(pieces, sorted({*fixed, *marked, *anchors}), free)
        if around:
            answer = yield [_source(pieces, around)]
            learnt = places_from_slots(english, pieces, around, answer[0])
            add_in_order(places, {number: learnt[number] for number in open_ones if number in learnt}, english, pieces)
            open_ones = [number for number in open_ones if number not in places]
    links = {number for number in open_ones if pieces[number].linked}
    _place_by_length(english, pieces, places, links)
    texts = _cut(english, pieces, places, main)
    if _has_empty_line(texts, pieces):
        places = {number: place for number, place in places.items() if pieces[number].kind is Kind.FIXED}
        _place_by_length(english, pieces, places, {number for number in marked if pieces[number].linked})
        texts = _cut(english, pieces, places, main)
    lost = any(pieces[number].kind is Kind.TEXT and not texts[number].strip() for number in open_ones)
    return Placed(texts=texts, lost=lost)


def _main_style(pieces: Sequence[Piece], texts: Sequence[int], wanted: Hashable) -> Hashable:
    styles: dict[Hashable, int] = {}
    for number in [one for one in texts if not pieces[one].linked] or texts:
        styles[pieces[number].style] = styles.get(pieces[number].style, 0) + len(pieces[number].text)
    return wanted if wanted in styles else max(styles, key=lambda style: styles[style])


def _free_slots(pieces: Sequence[Piece]) -> list[str]:
    whole = "".join(piece.text for piece in pieces)
    return [slot for slot in SLOTS if slot not in whole]


def _source(pieces: Sequence[Piece], slots: Mapping[int, tuple[str, ...]]) -> str:
    """Return the text of the pieces on one line: one slot stands for a piece, two stand around it."""
    parts = []
    for number, piece in enumerate(pieces):
        mine = slots.get(number, ())
        if len(mine) == 1:
            parts.append(mine[0] + (" " if piece.kind is Kind.ANCHOR and piece.text else ""))
        elif mine:
            inner = piece.text.strip()
            before, after = piece.text.split(inner)[0] if inner else "", piece.text[len(piece.text.rstrip()) :]
            parts.append(f"{before}{mine[0]}{inner}{mine[1]}{after}")
        else:
            parts.append(piece.text)
    return " ".join("".join(parts).split())


def _tidied(english: str, source: str, slots: Iterable[str]) -> str:
    """Return the English without the space between a slot and a mark that touches it in the source."""
    for slot in slots:
        after = source[source.find(slot) + len(slot) :][:1]
        if after and after in CLOSING:
            english = english.replace(f"{slot} {after}", f"{slot}{after}")
    return english


def _slots_around(pieces: Sequence[Piece], numbers: Sequence[int], free: Sequence[str]) -> dict[int, tuple[str, ...]]:
    """Return two slots for each piece of text and one for each other; nothing if there are too few slots."""
    counts = [2 if pieces[number].kind is Kind.TEXT else 1 for number in numbers]
    if sum(counts) > len(free):
        return {}
    given = iter(free)
    return {number: tuple(islice(given, count)) for number, count in zip(numbers, counts, strict=True)}


def _place_by_length(english: str, pieces: Sequence[Piece], places: Places, links: set[int]) -> None:
    """Give links and objects without a place the one that they have in the sentence, counted in characters."""
    offsets = [0]
    for piece in pieces:
        offsets.append(offsets[-1] + (len(piece.text) if piece.kind is Kind.TEXT else 0))
    waiting = [
        number
        for number, piece in enumerate(pieces)
        if number not in places and (piece.kind is Kind.ANCHOR or number in links)
    ]
    for rank, number in enumerate(waiting):
        before = max((one for one in places if one < number), default=-1)
        after = min((one for one in places if one > number), default=len(pieces))
        low = places[before][1] if before >= 0 else 0
        high = places[after][0] if after < len(pieces) else len(english)
        first, last = offsets[before + 1], offsets[after]
        scale = (high - low) / max(1, last - first)
        borders = [low, *(match.start() for match in re.finditer(r"(?<=\S)\s", english[:high]) if match.start() > low)]
        borders.append(high)
        followers = sum(one < after for one in waiting[rank + 1 :])
        choice = borders[1 : max(2, len(borders) - 1 - followers)] if len(borders) > 2 else borders
        wanted = low + (offsets[number] - first) * scale
        if pieces[number].kind is Kind.ANCHOR:
            start = min(choice, key=lambda border: abs(border - wanted))
            places[number] = (start, start)
            continue
        start = min(borders[:-1], key=lambda border: abs(border - wanted))
        wanted_end = low + (offsets[number + 1] - first) * scale
        ends = [border for border in borders if border > start] or [high]
        end = min(ends, key=lambda border: abs(border - wanted_end))
        start += len(english[start:end]) - len(english[start:end].lstrip())
        places[number] = (start, end)


def _cut(english: str, pieces: Sequence[Piece], places: Places, main: Hashable) -> tuple[str, ...]:
    """Return the text of each piece: what lies between two placed ones goes to the longest piece between them."""
    texts = [""] * len(pieces)
    for number, (start, end) in places.items():
        if start == end and number and pieces[number].kind is Kind.ANCHOR:
            spaced = pieces[number - 1].text[-1:].isspace()
            if spaced and english[start : start + 1] == " ":
                places[number] = (start + 1, start + 1)
            elif not spaced and english[start - 1 : start] == " ":
                places[number] = (start - 1, start - 1)
    order = sorted(places)
    position, previous = 0, -1
    for number in (*order, len(pieces)):
        start, end = places.get(number, (len(english), len(english)))
        gap = english[position:start]
        between = [one for one in range(previous + 1, number) if pieces[one].kind is Kind.TEXT]
        if between:
            home = max(between, key=lambda one: (pieces[one].style == main, len(pieces[one].text)))
            texts[home] += gap
        elif gap:
            _give_to_neighbour(gap, texts, pieces, previous, number)
        if number < len(pieces):
            texts[number] = pieces[number].text if pieces[number].kind is not Kind.TEXT else texts[number]
            texts[number] += english[start:end] if pieces[number].kind is Kind.TEXT else ""
        position, previous = end, number
    return _with_spaces_of_source(texts, pieces)


def _has_empty_line(texts: Sequence[str], pieces: Sequence[Piece]) -> bool:
    """Return whether a line of the sentence, between breaks, has lost all its text."""
    before, after = "", ""
    for piece, text in (*zip(pieces, texts, strict=True), (Piece(text="\n", kind=Kind.ANCHOR), "")):
        if piece.kind is Kind.ANCHOR and piece.text:
            if before.strip() and not after.strip():
                return True
            before, after = "", ""
        else:
            before, after = before + piece.text, after + text
    return False


def _give_to_neighbour(gap: str, texts: list[str], pieces: Sequence[Piece], previous: int, following: int) -> None:
    """Add a text that has no piece of its own to the nearest piece of text before it, or else after it."""
    for one in range(previous, -1, -1):
        if pieces[one].kind is Kind.TEXT:
            texts[one] += gap
            return
    for one in range(following, len(pieces)):
        if pieces[one].kind is Kind.TEXT:
            texts[one] = gap + texts[one]
            return


def _with_spaces_of_source(texts: list[str], pieces: Sequence[Piece]) -> tuple[str, ...]:
    """Return the texts with the space between two of them where the source has it, and none beside a break."""
    for number in range(len(pieces) - 1):
        left, right = pieces[number], pieces[number + 1]
        if left.kind is right.kind is Kind.TEXT and texts[number] and texts[number + 1]:
            border = texts[number][-1:] == " " or texts[number + 1][:1] == " "
            before = left.text[-1:].isspace() or (not right.text[:1].isspace() and right.linked)
            texts[number] = texts[number].rstrip(" ") + (" " if border and before else "")
            texts[number + 1] = (" " if border and not before else "") + texts[number + 1].lstrip(" ")
    for number, piece in enumerate(pieces):
        if piece.kind is Kind.ANCHOR and not piece.text and 0 < number < len(pieces) - 1:
            left, right = pieces[number - 1], pieces[number + 1]
            if left.text[-1:].isspace() and right.text[:1].isspace() and texts[number - 1] and texts[number + 1]:
                texts[number - 1] = texts[number - 1].rstrip(" ") + " "
                texts[number + 1] = " " + texts[number + 1].lstrip(" ")
        elif piece.kind is Kind.ANCHOR and piece.text:
            if number:
                texts[number - 1] = texts[number - 1].rstrip(" ")
            if number + 1 < len(pieces):
                texts[number + 1] = texts[number + 1].lstrip(" ")
    return tuple(texts)


def _by_parts(pieces: Sequence[Piece], main: Hashable) -> Asking:
    """Ask for the parts between what stays as it is, each by itself."""
    texts: list[str] = []
    lost = False
    part: list[Piece] = []
    for piece in (*pieces, None):
        if piece is not None and piece.kind is not Kind.FIXED:
            part.append(piece)
            continue
        whole = "".join(one.text for one in part)
        if part:
            answer = yield from placed(part, main)
            done = list(answer.texts)
            lost = lost or answer.lost
            if any(one.kind is Kind.TEXT for one in part):
                done[0] = whole[: len(whole) - len(whole.lstrip())] + done[0].lstrip()
                done[-1] = done[-1].rstrip() + whole[len(whole.rstrip()) :] if whole.strip() else done[-1]
            texts.extend(done)
        part = []
        if piece is not None:
            texts.append(piece.text)
    return Placed(texts=tuple(texts), lost=lost)
