"""How reporters sign an article: codes, names and newsrooms in brackets."""

import re

from translate.name_forms import NAME, WEB_NEWSROOM

_SIGNED_CODE = re.compile(
    r"\((?:[a-z*][a-z0-9*]{1,6}(?:/[a-z][a-z0-9]{1,6}){1,4}|[A-Z]{2,4}(?:/[A-Z0-9-]{1,5}){1,3}|\*{1,3})\)"
    rf"|\((?:{WEB_NEWSROOM}|[Tt]ribunnews) ?[/,] ?[A-Za-z][\w .'’/-]{{1,50}}\)"
)
_CODE_INSIDE = re.compile(r"\((?<=\s.)[a-z*][a-z0-9*]{1,6}/[a-z][a-z0-9]{1,6}\)")
# Before tags also a code without a stroke, which no word looks like: "(nkmkm)".
_TAG_CODE = re.compile(rf"{_SIGNED_CODE.pattern}|\((?=[a-z]{{0,3}}[^aiueo)]{{3}})[a-z]{{3,6}}\)")
_SIGNED = re.compile(
    rf"{_SIGNED_CODE.pattern}"
    rf"|\((?:[a-z]{{2,6}}|[A-Z]{{2,4}}|Antara|Ant|{WEB_NEWSROOM}|{NAME}(?: {NAME}){{0,3}} ?)\)"
    r"|(?:ANTARA|Antara)/[^\n]{2,60}"
    rf"|{NAME}(?: {NAME}){{1,3}}/(?:{WEB_NEWSROOM}|Tribun\w*)"
)
_TAGS = re.compile(r"(?:[Tt]ags?|TAGS?|Topik) ?:")
_FINAL = re.compile(r"[.!?]\W*$")


def is_signature(text: str) -> bool:
    """Return whether a text is a reporter's code or name, and nothing else."""
    return _SIGNED.fullmatch(text) is not None


def opens_tags(text: str) -> bool:
    """Return whether a unit is the label above a list of tags."""
    return _TAGS.fullmatch(text) is not None


def opens_tail(text: str) -> bool:
    """Return whether nothing but page furniture follows a unit unless it has a final mark."""
    return is_signature(text) or _TAGS.match(text) is not None


def code_end(text: str, start: int, end: int) -> int:
    """Return where a reporter's code that opens a run of tags (``(abc/def) banjir jakarta``) ends, or ``start``."""
    code = _TAG_CODE.match(text, start, end)
    tags = text[code.end() : end].strip() if code else ""
    return code.end() if code and tags and tags == tags.lower() and not _FINAL.search(tags[-4:]) else start


def code_start(text: str, start: int, end: int) -> int:
    """Return where the first reporter's code after a space in ``text[start:end]`` begins, or ``end``."""
    code = _CODE_INSIDE.search(text, start, end)
    return code.start() if code else end


def signature_start(text: str, start: int, end: int) -> int:
    """Return where the reporter's code at the end of ``text[start:end]`` begins, or ``end``."""
    tail = text[max(start, end - 80) : end].rstrip()
    opening = tail.rfind("(")
    if opening >= 0 and _SIGNED_CODE.fullmatch(tail, opening):
        return max(start, end - 80) + opening
    return end
