"""Photographs in an article: the credit of each, in brackets or before its caption, and the caption beside it."""

import functools
import re
from dataclasses import dataclass

from translate.lexicon import Lexicon
from translate.segmentation.name_forms import JOINT

# The compiled patterns of this many lexicons are kept; a process seldom has more than one.
_LEXICONS = 4
# What goes on after the bracket belongs to a sentence: "(foto kanan), tetapi".
_GOES_ON = re.compile(r"\s*[,;a-z]")
# Where the name of a credit ends and the caption begins, best evidence first: run together; a name in
# capitals; the word "Ilustrasi"; the last capitalised word before the first small one.
_NAME_ENDS = (
    re.compile(rf"[^\n]{{1,50}}?[a-z](?={JOINT}?[A-Z][A-Za-z])"),
    re.compile(r"[A-Z][A-Z' .-]{2,50}?(?<=[A-Z])(?: |(?=[A-Z][a-z]))(?=[A-Z][a-z])"),
    re.compile(r"[^\n]{1,50}? (?=Ilustrasi )"),
    re.compile(r"(?:[A-Z][\w'’-]* ){1,4}(?=[A-Z][\w-]* [a-z])"),
)
# A credit without a caption is shorter than this; what is longer is a sentence.
_CREDIT_CHARACTERS = 80
# Longer texts are paragraphs that begin with the word.
_CAPTION_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The forms of credits and captions with the words of one lexicon."""

    credit: re.Pattern[str]  # in brackets
    lead: re.Pattern[str]  # before its caption
    lead_agency: re.Pattern[str]
    by: re.Pattern[str]
    caption: re.Pattern[str]
    label: re.Pattern[str]


@functools.lru_cache(maxsize=_LEXICONS)
def _patterns(lexicon: Lexicon) -> _Patterns:
    agency = _any_of(lexicon, "photo_agencies")
    bracketed = (
        rf"[(\[]{_any_of(lexicon, 'photo_labels')}[:. /][^()\[\]\n]{{1,80}}[)\]]"
        rf"|\((?:{agency}|{_any_of(lexicon, 'bracketed_agencies')})/[^()\n]{{2,60}}\)"
        rf"|\({_any_of(lexicon, 'photo_sources')}\b[^()\n]{{0,40}}\)"
    )
    return _Patterns(
        credit=re.compile(rf"(?:{bracketed})(?: ?\.(?!\.))?"),
        lead=re.compile(rf"(?:{agency}/ ?|{_any_of(lexicon, 'photo_archives')}\. ?)(?=[A-Z])"),
        lead_agency=re.compile(rf"{agency}/ ?[A-Z]"),
        by=re.compile(rf"Foto {_any_of(lexicon, 'photo_prepositions')}\b"),
        caption=re.compile(rf"{_any_of(lexicon, 'captions')}\b"),
        label=re.compile(_any_of(lexicon, "caption_labels")),
    )


def _any_of(lexicon: Lexicon, table: str) -> str:
    """Return a pattern for the entries of a table, the longest first; a colon allows a space before it."""
    entries = sorted(lexicon.entries(table), key=len, reverse=True)
    return "(?:" + "|".join(re.escape(entry).replace(":", " ?:") for entry in entries) + ")"


def photo_credits(text: str, start: int, end: int, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Return the spans of the bracketed photo credits in ``text[start:end]``."""
    credits_found = _patterns(lexicon).credit.finditer(text, start, end)
    return [match.span() for match in credits_found if not _GOES_ON.match(text, match.end(), end)]


def is_photo_credit(text: str, lexicon: Lexicon) -> bool:
    """Return whether a text is a photo credit and nothing else: in brackets, or ``Foto oleh …``."""
    patterns = _patterns(lexicon)
    if patterns.credit.fullmatch(text):
        return True
    return len(text) <= _CREDIT_CHARACTERS and patterns.by.match(text) is not None


def is_bracketed_credit(text: str, lexicon: Lexicon) -> bool:
    """Return whether a text is a photo credit in brackets, which stands beside its caption."""
    return _patterns(lexicon).credit.fullmatch(text) is not None


def lead_credit_end(text: str, start: int, end: int, lexicon: Lexicon) -> int:
    """Return where the photo credit that opens a paragraph ends and its caption begins, or ``start``."""
    lead = _patterns(lexicon).lead.match(text, start, end)
    if lead is None:
        return start
    for pattern in _NAME_ENDS:
        name = pattern.match(text, lead.end(), end)
        if name:
            return name.end()
    return end if end - start <= _CREDIT_CHARACTERS else start


def is_caption(text: str, lexicon: Lexicon) -> bool:
    """Return whether a sentence says itself that it describes a picture."""
    if len(text) > _CAPTION_CHARACTERS:
        return False
    patterns = _patterns(lexicon)
    if patterns.label.match(text) or patterns.lead_agency.match(text):
        return True
    return text[-1:] not in ".!?:" and patterns.caption.match(text) is not None
