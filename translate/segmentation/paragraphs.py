"""An article's lines → its paragraphs, where links, italics or a page's own line breaks cut sentences apart."""

import re

Spans = list[tuple[int, int]]

_LINE = re.compile(r"[^\n]+")
_ENDED = re.compile(r"[.!?…:;][\"”’')\]]*\s*$")
# A line indented as deep as this continues the one before: markup that was printed with its own line
# breaks.
_CONTINUED = re.compile(r"\n[ ]*(?:[a-z]|[,;.)](?:[ ]|$)|[–—/]\S|[ ]{16}\S)", re.MULTILINE)
# What stands in small letters and continues nothing: "sumber : Antara".
_CREDIT_LINE = re.compile(r"\n[ ]*(?:sumber|penulis|editor|reporter|pewarta) ?:")
# Words after which a sentence goes on, whatever the next line begins with, and also across an empty line.
_OPEN_WORD = re.compile(
    r"(?:(?<![\w.])(?:PT|CV)|(?<= )(?:di|ke|dari|dan|atau|yang|dengan|oleh|untuk|pada|dalam|bahwa|serta|sebagai"
    r"|terhadap|antara|kepada|tentang|karena|bagi|para|menuju))\Z"
)
_OPEN_CHARACTERS = 12
_SMALL_LINE = re.compile(r"\s*[a-z]")
_NEW_LINE = re.compile(r"\s*(?i:[\"“]|advertisement|scroll |halaman |loading)")
# Tags in a list of their own, a line each, to the end of the page.
_TAGS = re.compile(r"(?:[Tt]ags?|TAGS?|Topik) ?:")
_OPEN = re.compile(r"[(\[/]\s*$")
# A place or a newsroom alone on its line, with the dash on the next: a dateline whose parts were links.
_DASH_LINE = re.compile(r"\n[ ]*[-–—]+(?:[ ]|$)", re.MULTILINE)
_PLACE_LINE = re.compile(r"[A-Z][^.!?:;]{1,38}(?:\.[A-Za-z]{2,4})?\s?\)?")
_DATELINE_LINES = 3
# The text of a link or of italics on a line of its own is seldom longer.
_LINK_CHARACTERS = 80
_LINK = re.compile(r"[A-Z0-9\"“][^\n]*")
# Lines that never hold the beginning of a sentence: links to articles, inserts, codes. A first line of more
# than 40 characters is the title.
_APART = re.compile(r"(?:Baca|BACA|Simak|Lihat|Tonton|Saksikan|Video)\b|[\[(]")
_REPORTER_CODE = re.compile(r"\([a-z0-9/*]{2,20}\)")


def paragraph_spans(text: str) -> Spans:
    """Return the lines of a text, trimmed; those broken inside a sentence are one."""
    found: Spans = []
    tags = False
    for line in _LINE.finditer(text):
        start, end = trimmed(text, line.start(), line.end())
        if start == end:
            continue
        tags = bool(_TAGS.fullmatch(text, start, end)) or (tags and _is_tag(text, start, end))
        if found and not tags and _continues(text, found, line.start()):
            _join_link(text, found)
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without white space at its edges."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _continues(text: str, found: Spans, line: int) -> bool:
    """Return whether the line at ``line`` goes on with the sentence of the last paragraph."""
    start, end = found[-1]
    if has_final_mark(text, start, end) or _CREDIT_LINE.match(text, line - 1):
        return False
    if _stays_open(text, found, line):
        return True
    if text.count("\n", end, line) != 1:
        return False
    if end - start <= _LINK_CHARACTERS and _REPORTER_CODE.fullmatch(text, start, end):
        return False
    if _OPEN.search(text, max(start, end - 2), end) or _CONTINUED.match(text, line - 1):
        return True
    near_top = len(found) <= _DATELINE_LINES and _DASH_LINE.match(text, line - 1)
    return bool(near_top) and _PLACE_LINE.fullmatch(text, start, end) is not None


def _join_link(text: str, found: Spans) -> None:
    """Join the last paragraph to the one before it where it is the text of a link inside its sentence."""
    if len(found) < 2:
        return
    (start, end), (link, link_end) = found[-2:]
    linked = link_end - link <= _LINK_CHARACTERS and bool(_LINK.fullmatch(text, link, link_end))
    # "Laporan itu diteruskan ke": the link is what follows, and the sentence begins here.
    if (
        not linked
        or _ends_open(text, link, link_end)
        or text.count("\n", end, link) != 1
        or has_final_mark(text, start, end)
    ):
        return
    announced = len(found) > 2 and text[found[-3][1] - 1] == ":"
    if not (announced or text[start:end].isupper() or _APART.match(text, start, end) or (not start and end > 40)):
        found[-2:] = [(start, link_end)]


def _is_tag(text: str, start: int, end: int) -> bool:
    """Return whether a line below ``Tags:`` is one more tag: short, without a final mark."""
    return end - start <= _LINK_CHARACTERS and not has_final_mark(text, start, end)


def _stays_open(text: str, found: Spans, line: int) -> bool:
    """Return whether the last paragraph ends with a word that ends no sentence, or with a link right after one."""
    start, end = found[-1]
    if _NEW_LINE.match(text, line) or _APART.match(text, start, end):
        return False
    small = _SMALL_LINE.match(text, line) is not None
    if _ends_open(text, start, end):
        return small or text.count("\n", end, line) == 1
    link = text.rfind("\n", start, end) + 1
    if not link or end - link > _LINK_CHARACTERS or text.count("\n", end, line) != 1:
        return False
    return _ends_open(text, *trimmed(text, start, link))


def _ends_open(text: str, start: int, end: int) -> bool:
    """Return whether ``text[start:end]`` ends with a word after which a sentence goes on."""
    return _OPEN_WORD.search(text, max(start, end - _OPEN_CHARACTERS), end) is not None


def has_final_mark(text: str, start: int, end: int) -> bool:
    """Return whether a mark that ends a sentence or announces a list stands at the end of ``text[start:end]``."""
    return _ENDED.search(text, max(start, end - 8), end) is not None
