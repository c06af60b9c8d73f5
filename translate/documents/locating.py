"""Where a part of a sentence is in its English: found by its text, its translation, a mark beside it, or by slots."""

import difflib
import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from translate.documents.records import Kind

Places = dict[int, tuple[int, int]]
"""By the number of a piece the characters ``[start, end)`` of the English that belong to it."""
CLOSING = ".,;:!?)”’»"
"""Marks that belong to the word before them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of one sentence that has one style, or something that has to stay between two parts."""

    text: str
    kind: Kind = Kind.TEXT
    style: Hashable = ()
    linked: bool = False


def slot_places(english: str, slots: Mapping[int, str]) -> Places | None:
    """Return where the slots stand, None unless each is there once and in order."""
    if any(english.count(slot) != 1 for slot in slots.values()):
        return None
    places = {number: (english.find(slot), english.find(slot) + len(slot)) for number, slot in slots.items()}
    starts = [places[number][0] for number in sorted(places)]
    return places if starts == sorted(starts) else None


def add_in_order(places: Places, new: Places, english: str, pieces: Sequence[Piece]) -> None:
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


def find_marked(english: str, pieces: Sequence[Piece], alone: Mapping[int, str], places: Places) -> None:
    """Add to ``places`` each piece whose own translation, or whose text, stands in the English, all in order."""
    for number, translated in alone.items():
        found = _glued(english, pieces, number)
        for text in (pieces[number].text.strip(), *_forms(translated.strip())):
            found = found or _same_occurrence(english, text, pieces, number)
        if found:
            add_in_order(places, {number: found}, english, pieces)


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


def place_at_marks(english: str, pieces: Sequence[Piece], places: Places) -> None:
    """Give objects that touch a punctuation mark the place at the same mark of the English."""
    for number, piece in enumerate(pieces):
        if piece.kind is not Kind.ANCHOR or piece.text or number in places:
            continue
        before = "".join(one.text for one in pieces[:number])
        after = "".join(one.text for one in pieces[number:])
        for sign, follows in ((after[:1], True), (before[-1:], False)):
            at = [match.start() for match in re.finditer(re.escape(sign), english)] if sign in CLOSING and sign else []
            if not at or len(at) != (before + after).count(sign):
                continue
            start = at[before.count(sign)] if follows else at[before.count(sign) - 1] + 1
            add_in_order(places, {number: (start, start)}, english, pieces)
            if number in places:
                break


def places_from_slots(
    english: str, pieces: Sequence[Piece], slots: Mapping[int, tuple[str, ...]], answer: str
) -> Places:
    """Return the places that the slots of ``answer``, another English of the sentence, have in ``english``.

    Words that both have in the same order tell where a place is (longest matching blocks). A part whose words are not
    all there side by side, as when the model left them Indonesian beside its slots, has no place.
    """
    flat = [slot for number in sorted(slots) for slot in slots[number]]
    at = slot_places(answer, dict(enumerate(flat)))
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
