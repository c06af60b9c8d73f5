"""Photographs in an article: the credit of each, in brackets or before its caption, and the caption beside it."""

import re

from translate.name_forms import JOINT

_AGENCY = (
    r"(?:KOMPAS\.com|Kompas\.com|ANTARA FOTO|ANTARA|AFP|AP PHOTO|AP Photo|REUTERS|Reuters|SHUTTERSTOCK|Shutterstock)"
)
_BRACKETED = re.compile(
    r"[(\[](?:Foto|FOTO|foto|Dok|DOK|dok|Screenshot|Tangkapan layar|Photo by|Photo)[:. /][^()\[\]\n]{1,80}[)\]]"
    rf"|\((?:{_AGENCY}|AP|ANTARA/HO)/[^()\n]{{2,60}}\)"
    r"|\((?:Getty Images|[Ii]stimewa|[Ii]st|Shutterstock|Unsplash|Freepik|iStock|Tangkapan layar|Dok)\b[^()\n]{0,40}\)"
)
_CREDIT = re.compile(rf"(?:{_BRACKETED.pattern})(?: ?\.(?!\.))?")
# What goes on after the bracket belongs to a sentence: "(foto kanan), tetapi".
_GOES_ON = re.compile(r"\s*[,;a-z]")
_LEAD = re.compile(rf"(?:{_AGENCY}/ ?|(?:Dok|dok|DOK)\. ?)(?=[A-Z])")
_LEAD_AGENCY = re.compile(rf"{_AGENCY}/ ?[A-Z]")
_BY = re.compile(r"Foto (?:oleh|karya|milik|dari|diambil dari|courtesy)\b")
# Where the name of a credit ends and the caption begins, best evidence first: run together; a name in
# capitals; the word "Ilustrasi"; the last capitalised word before the first small one.
_NAME_ENDS = (
    re.compile(rf"[^\n]{{1,50}}?[a-z](?={JOINT}?[A-Z][A-Za-z])"),
    re.compile(r"[A-Z][A-Z' .-]{2,50}?(?<=[A-Z])(?: |(?=[A-Z][a-z]))(?=[A-Z][a-z])"),
    re.compile(r"[^\n]{1,50}? (?=Ilustrasi )"),
    re.compile(r"(?:[A-Z][\w'’-]* ){1,4}(?=[A-Z][\w-]* [a-z])"),
)
_CAPTION = re.compile(
    r"(?:Foto ilustrasi|FOTO ILUSTRASI|Ilustrasi|ILUSTRASI|Caption|CAPTION|Keterangan foto|Keterangan Foto)\b"
)
_MARKED = re.compile(r"(?:Caption|CAPTION|Keterangan [Ff]oto|F(?:oto|OTO) ?:)")
# A credit without a caption is shorter than this; what is longer is a sentence.
_CREDIT_CHARACTERS = 80
# Longer texts are paragraphs that begin with the word.
_CAPTION_CHARACTERS = 200


def photo_credits(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of the bracketed photo credits in ``text[start:end]``."""
    return [match.span() for match in _CREDIT.finditer(text, start, end) if not _GOES_ON.match(text, match.end(), end)]


def is_photo_credit(text: str) -> bool:
    """Return whether a text is a photo credit and nothing else: in brackets, or ``Foto oleh …``."""
    return (len(text) <= _CREDIT_CHARACTERS and _BY.match(text) is not None) or is_bracketed_credit(text)


def is_bracketed_credit(text: str) -> bool:
    """Return whether a text is a photo credit in brackets, which stands beside its caption."""
    return _CREDIT.fullmatch(text) is not None


def lead_credit_end(text: str, start: int, end: int) -> int:
    """Return where the photo credit that opens a paragraph ends and its caption begins, or ``start``."""
    lead = _LEAD.match(text, start, end)
    if lead is None:
        return start
    for pattern in _NAME_ENDS:
        name = pattern.match(text, lead.end(), end)
        if name:
            return name.end()
    return end if end - start <= _CREDIT_CHARACTERS else start


def is_caption(text: str) -> bool:
    """Return whether a sentence says itself that it describes a picture."""
    if _MARKED.match(text) or _LEAD_AGENCY.match(text):
        return len(text) <= _CAPTION_CHARACTERS
    return bool(_CAPTION.match(text)) and len(text) <= _CAPTION_CHARACTERS and text[-1:] not in ".!?:"
