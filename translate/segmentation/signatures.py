"""How reporters sign an article: codes, names and newsrooms in brackets."""

import re

from translate.lexicon import Lexicon
from translate.segmentation.name_forms import NAME, WEB_NEWSROOM

# "(abc/def)", "(rin/DOD)", "(T.B017/S026)", "(des,rin)"; parts with small letters alone may be parted by a comma.
_CODES = re.compile(
    r"\(([A-Za-z*][\w.*-]{0,11}(?:/[A-Za-z*][\w.*-]{0,11}){1,4}|[a-z]{2,5}(?:, ?[a-z]{2,5}){1,2}|[A-Z]\.KR-[A-Z*-]+)\)"
)
_PARTS = re.compile(r"[/,] ?")
_NAMED = rf"\(\*{{1,3}}\)|\((?:{WEB_NEWSROOM}|[Tt]ribunnews) ?[/,] ?[A-Za-z][\w .'’/-]{{1,50}}\)"
_NAMED_CODE = re.compile(_NAMED)
_WEB = re.compile(WEB_NEWSROOM)
_CODE_INSIDE = re.compile(r"\((?<=\s.)[a-z*][a-z0-9*]{1,6}/[a-z][a-z0-9]{1,6}\)")
# Before tags also a code without a stroke, which no word looks like: "(nkmkm)".
_TAG_CODE = re.compile(rf"{_CODES.pattern}|{_NAMED}|\((?=[a-z]{{0,3}}[^aiueo)]{{3}})[a-z]{{3,6}}\)")
_SIGNED = re.compile(
    rf"{_NAMED}|\((?:[a-z]{{2,6}}|[A-Z]{{2,4}}|Antara|Ant|{WEB_NEWSROOM}|{NAME}(?: {NAME}){{0,3}} ?)\)"
    r"|(?:ANTARA|Antara)/[^\n]{2,60}"
    rf"|{NAME}(?: {NAME}){{1,3}}/(?:{WEB_NEWSROOM}|Tribun\w*)"
)
_TAGS = re.compile(r"(?:[Tt]ags?|TAGS?|Topik) ?:")
_FINAL = re.compile(r"[.!?]\W*$")


def is_signature(text: str, lexicon: Lexicon) -> bool:
    """Return whether a text is a reporter's code or name, and nothing else."""
    return _SIGNED.fullmatch(text) is not None or (text.startswith("(") and bool(_code_parts(text, lexicon)))


def _code_parts(text: str, lexicon: Lexicon) -> list[str]:
    """Return the parts of a bracketed code; none where one is a word or a unit: ``(dan/atau)``, ``(km/jam)``."""
    codes = _CODES.fullmatch(text)
    parts = _PARTS.split(codes.group(1)) if codes else []
    return [] if any(_is_word(part, lexicon) and not _is_newsroom(part, lexicon) for part in parts) else parts


def _is_word(part: str, lexicon: Lexicon) -> bool:
    return any(part.lower() in lexicon.words(table) for table in ("common_words", "function_words", "units"))


def _is_newsroom(part: str, lexicon: Lexicon) -> bool:
    return part.lower() in lexicon.words("newsrooms") or _WEB.fullmatch(part) is not None


def opens_tags(text: str) -> bool:
    """Return whether a unit is the label above a list of tags."""
    return _TAGS.fullmatch(text) is not None


def opens_tail(text: str, lexicon: Lexicon) -> bool:
    """Return whether nothing but page furniture follows a unit unless it has a final mark."""
    return is_signature(text, lexicon) or _TAGS.match(text) is not None


def code_end(text: str, start: int, end: int) -> int:
    """Return where a reporter's code that opens a run of tags (``(abc/def) banjir jakarta``) ends, or ``start``."""
    code = _TAG_CODE.match(text, start, end)
    tags = text[code.end() : end].strip() if code else ""
    return code.end() if code and tags and tags == tags.lower() and not _FINAL.search(tags[-4:]) else start


def code_start(text: str, start: int, end: int) -> int:
    """Return where the first reporter's code after a space in ``text[start:end]`` begins, or ``end``."""
    code = _CODE_INSIDE.search(text, start, end)
    return code.start() if code else end


def signature_start(text: str, start: int, end: int, lexicon: Lexicon) -> int:
    """Return where the reporter's code at the end of ``text[start:end]`` begins, or ``end``.

    Capitals alone, which may be the parties or bodies of the sentence (``(PKS/PAN)``), need a final mark before them.
    """
    tail = text[max(start, end - 80) : end].rstrip()
    opening = tail.rfind("(")
    if opening < 0:
        return end
    code = tail[opening:]
    parts = _code_parts(code.removesuffix("."), lexicon)
    ended = opening == 0 or _FINAL.search(tail[max(0, opening - 4) : opening]) is not None
    if code.endswith("."):  # only a newsroom makes "pulang (abc/jpnn)." sure
        coded = any(_is_newsroom(part, lexicon) for part in parts)
    else:
        coded = bool(parts) and (ended or any(part.islower() for part in parts))
    return max(start, end - 80) + opening if coded or _NAMED_CODE.fullmatch(code) else end
