"""Signs, letters and whole words that a model's vocabulary cannot spell, so that it would guess at them."""

import re
import unicodedata
from collections.abc import Callable

from translate.carrying.records import Kind, Span

# What belongs to the sign before it: joiners, variation selectors, skin tones, the frame of a key, flags' tags.
_ATTACHED = re.compile("[\u200d\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]+")
_SUFFIX = re.compile(r"(?<=\w{4})(?:nya|lah)$")
# Plain text has none of these: every character is one that all vocabularies have.
_ORDINARY = re.compile(r"[A-Za-z0-9\s.,;:!?()'\"/%&+=$@#_-]*")


def find_signs(text: str, spells: Callable[[str], bool]) -> list[Span]:
    """Return the runs of ``text`` that hold a character which ``spells`` denies; words are taken whole.

    A figure belongs to the power or fraction after it (``10⁶``, ``1½``). A sign that touches a figure, or stands one
    space before it, keeps to it.
    """
    found: list[Span] = []
    position = _ORDINARY.match(text).end()  # type: ignore[union-attr]
    while position < len(text):
        if spells(text[position]):
            position += 1
            continue
        start, end = _run(text, position, spells)
        start = max(start, found[-1].end if found else 0)
        found.append(_span(text, start, end))
        position = max(end, position + 1)
    return found


def _run(text: str, position: int, spells: Callable[[str], bool]) -> tuple[int, int]:
    """Return where the word or the run of signs around ``position`` begins and ends."""
    start, end = position, position + 1
    if _in_word(text[position]):
        while start and _in_word(text[start - 1]):
            start -= 1
        while end < len(text) and _in_word(text[end]):
            end += 1
        return start, end - len(_ending(text[start:end]))
    while end < len(text) and (_ATTACHED.match(text[end]) or not (_in_word(text[end]) or spells(text[end]))):
        end += 1
    if text[start] in "°º" and text[end : end + 1] in ("C", "F") and not text[end + 1 : end + 2].isalnum():
        end += 1  # degrees
    return start, end


def _ending(word: str) -> str:
    found = _SUFFIX.search(word)
    return found.group() if found and word[0].isupper() else ""


def _in_word(character: str) -> bool:
    """Return whether a character is a letter, a figure, or a mark on one; a power or a fraction is a figure."""
    return unicodedata.category(character)[0] in "LNM" and not _ATTACHED.match(character)


def _span(text: str, start: int, end: int) -> Span:
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    lone = not any(map(_in_word, text[start:end]))
    english = text[start:end]
    if lone and after == " " and text[end + 1 : end + 2].isdigit():
        end, english = end + 1, english + " "
        after = text[end : end + 1]
    return Span(
        start=start, end=end, english=english, kind=Kind.SIGN, beside_number=before.isdigit() or after.isdigit()
    )
