"""Where the formatting, links and objects of a sentence belong in its English."""

import difflib
import re
from collections.abc import Generator, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from translate.control_pieces import SLOTS
from translate.documents.records import Kind

_CLOSING = ".,;:!?)”’»"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of one sentence that has one style, or something that has to stay between two parts."""

    text: str
    kind: Kind = Kind.TEXT
    style: Hashable = ()
    linked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The English of a sentence, one text for each piece, and whether the formatting of a piece was given up."""

    texts: tuple[str, ...]
    lost: bool = False


Asking = Generator[list[str], list[str], Placed]
"""A sentence that asks for translations, is sent them, and returns where everything belongs."""

Places = dict[int, tuple[int, int]]
"""By the number of a piece the characters ``[start, end)`` of the English that belong to it."""


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
    stands = _slot_places(english, slots)
    places: Places = {}
    _add_in_order(places, stands or {}, english, pieces)
    if len(places) < len(slots):
        return (yield from _by_parts(pieces, main))
    _find(english, pieces, dict(zip(marked, answers[1:], strict=True)), places)
    _place_at_marks(english, pieces, places)
    anchors = [number for number, piece in enumerate(pieces) if piece.kind is Kind.ANCHOR and not piece.text]
    open_ones = [number for number in (*marked, *anchors) if number not in places]
    if open_ones:
        around = _slots_around(pieces, sorted({*fixed, *marked, *anchors}), free)
        if around:
            answer = yield [_source(pieces, around)]
            learnt = _learn_from_slots(english, pieces, around, answer[0])
            _add_in_order(places, {number: learnt[number] for number in open_ones if number in learnt}, english, pieces)
            open_ones = [number for number in open_ones if number not in places]
    lost = any(pieces[number].kind is Kind.TEXT and not pieces[number].linked for number in open_ones)
    links = {number for number in open_ones if pieces[number].linked}
    _place_by_length(english, pieces, places, links)
    texts = _cut(english, pieces, places, main)
    if _has_empty_line(texts, pieces):
        places = {number: place for number, place in places.items() if pieces[number].kind is Kind.FIXED}
        _place_by_length(english, pieces, places, {number for number in marked if pieces[number].linked})
        texts = _cut(english, pieces, places, main)
    return Placed(texts=texts, lost=lost)


def _main_style(pieces: Sequence[Piece], texts: Sequence[int], wanted: Hashable) -> Hashable:
    styles: dict[Hashable, int] = {}
    for number in texts:
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
        if after and after in _CLOSING:
            english = english.replace(f"{slot} {after}", f"{slot}{after}")
    return english


def _slot_places(english: str, slots: Mapping[int, str]) -> Places | None:
    """Return where the slots stand, None unless each is there once and in order."""
    if any(english.count(slot) != 1 for slot in slots.values()):
        return None
    places = {number: (english.find(slot), english.find(slot) + len(slot)) for number, slot in slots.items()}
    starts = [places[number][0] for number in sorted(places)]
    return places if starts == sorted(starts) else None


def _add_in_order(places: Places, new: Places, english: str, pieces: Sequence[Piece]) -> None:
    """Add those of the ``new`` places that lie between their neighbours' and leave no words without a piece."""
    for number, (start, end) in sorted(new.items()):
        before = max((one for one in places if one < number), default=-1)
        after = min((one for one in places if one > number), default=len(pieces))
        low = places[before][1] if before >= 0 else 0
        high = places[after][0] if after < len(pieces) else len(english)
        if not (low <= start and end <= high):
            continue
        if _has_home(english[low:start], pieces[before + 1 : number]) and _has_home(
            english[end:high], pieces[number + 1 : after]
        ):
            places[number] = (start, end)


def _has_home(gap: str, between: Sequence[Piece]) -> bool:
    """Return whether a part of the English has no words, or a piece that can take them."""
    return not re.search(r"\w", gap) or any(one.kind is Kind.TEXT and one.text.strip() for one in between)


def _find(english: str, pieces: Sequence[Piece], alone: Mapping[int, str], places: Places) -> None:
    """Add to ``places`` each piece whose own translation, or whose text, stands in the English, all in order."""
    for number, translated in alone.items():
        found = _glued(english, pieces, number)
        for text in (pieces[number].text.strip(), *_forms(translated.strip())):
            found = found or _same_occurrence(english, text, pieces, number)
        if found:
            _add_in_order(places, {number: found}, english, pieces)


def _forms(translated: str) -> tuple[str, ...]:
    """Return a translation as it is, without the mark at its end and without the article at its beginning."""
    bare = translated.rstrip(".")
    return translated, bare, re.sub(r"^(?:the|an?)\s+", "", bare, flags=re.IGNORECASE)


def _glued(english: str, pieces: Sequence[Piece], number: int) -> tuple[int, int] | None:
    """Return the place of a piece that is part of a word, as the 2 of m2, if the whole word is in the English once."""
    text = pieces[number].text
    if text != text.strip():
        return None
    before = re.search(r"[\w.,]*$", pieces[number - 1].text) if number else None
    after = re.match(r"\w*", pieces[number + 1].text) if number + 1 < len(pieces) else None
    left, right = before[0] if before else "", after[0] if after else ""
    if not left.strip(".,") and not right:
        return None
    found = list(re.finditer(re.escape(f"{left}{text}{right}"), english, re.IGNORECASE))
    if len(found) != 1:
        return None
    start = found[0].start() + len(left)
    return start, start + len(text)


def _same_occurrence(english: str, text: str, pieces: Sequence[Piece], number: int) -> tuple[int, int] | None:
    """Return where ``text`` stands in the English; of several, that of the same rank as in the source."""
    if not text:
        return None
    pattern = re.compile(rf"(?<!\w){re.escape(text)}(?!\w)", re.IGNORECASE)
    found = [match.span() for match in pattern.finditer(english)]
    if len(found) < 2:
        return found[0] if found else None
    before = "".join(piece.text for piece in pieces[:number])
    whole = "".join(piece.text for piece in pieces)
    if len(pattern.findall(whole)) != len(found):
        return None
    return found[len(pattern.findall(before))]


def _place_at_marks(english: str, pieces: Sequence[Piece], places: Places) -> None:
    """Give objects that touch a punctuation mark the place at the same mark of the English."""
    for number, piece in enumerate(pieces):
        if piece.kind is not Kind.ANCHOR or piece.text or number in places:
            continue
        before = "".join(one.text for one in pieces[:number])
        after = "".join(one.text for one in pieces[number:])
        for sign, follows in ((after[:1], True), (before[-1:], False)):
            at = [match.start() for match in re.finditer(re.escape(sign), english)] if sign in _CLOSING and sign else []
            if not at or len(at) != (before + after).count(sign):
                continue
            start = at[before.count(sign)] if follows else at[before.count(sign) - 1] + 1
            _add_in_order(places, {number: (start, start)}, english, pieces)
            if number in places:
                break


def _slots_around(pieces: Sequence[Piece], numbers: Sequence[int], free: Sequence[str]) -> dict[int, tuple[str, ...]]:
    """Return two slots for each piece of text and one for each other; nothing if there are too few slots."""
    counts = [2 if pieces[number].kind is Kind.TEXT else 1 for number in numbers]
    if sum(counts) > len(free):
        return {}
    given = iter(free)
    return {number: tuple(islice(given, count)) for number, count in zip(numbers, counts, strict=True)}


def _learn_from_slots(
    english: str, pieces: Sequence[Piece], slots: Mapping[int, tuple[str, ...]], answer: str
) -> Places:
    """Return the places that the slots of ``answer``, another English of the sentence, have in ``english``.

    Words that both have in the same order tell where a place is (longest matching blocks). A part whose words are not
    all there side by side, as when the model left them Indonesian beside its slots, has no place.
    """
    flat = [slot for number in sorted(slots) for slot in slots[number]]
    at = _slot_places(answer, dict(enumerate(flat)))
    if at is None:
        return {}
    edges = {slot: at[rank] for rank, slot in enumerate(flat)}
    theirs = _words(answer, at.values())
    ours = _words(english, ())
    same: dict[int, int] = {}
    lowered = [[text[start:end].lower() for start, end in words] for text, words in ((answer, theirs), (english, ours))]
    for block in difflib.SequenceMatcher(a=lowered[0], b=lowered[1], autojunk=False).get_matching_blocks():
        same.update(zip(range(block.a, block.a + block.size), range(block.b, block.b + block.size), strict=True))
    places: Places = {}
    for number, mine in slots.items():
        start, end = edges[mine[0]][1], edges[mine[-1]][0]
        if pieces[number].kind is Kind.TEXT:
            inside = [same.get(rank) for rank, word in enumerate(theirs) if start <= word[0] and word[1] <= end]
            first = inside[0] if inside else None
            if first is not None and inside == list(range(first, first + len(inside))):
                places[number] = (ours[first][0], ours[first + len(inside) - 1][1])
            continue
        before = max((rank for rank, word in enumerate(theirs) if word[1] <= start), default=None)
        if before is not None and before in same:
            place = ours[same[before]][1]
            places[number] = (place, place)
    return places


def _words(text: str, slots: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return where the words of a text are, the numbers in slots apart."""
    taken = list(slots)
    words = (match.span() for match in re.finditer(r"\w+", text))
    return [word for word in words if not any(start <= word[0] and word[1] <= end for start, end in taken)]


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
