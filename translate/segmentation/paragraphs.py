"""An article's lines → its paragraphs. Links, italics and the page's own line breaks may cut a sentence into lines."""

import functools
import re
from dataclasses import dataclass

from translate.lexicon import Lexicon
from translate.segmentation.records import LEXICONS, Stretch

_LINE = re.compile(r"[^\n]+")
# A line that begins with 16 spaces continues the one before: it is markup with its own line breaks.
_CONTINUED = re.compile(r"\n[ ]*(?:[a-z]|[,;.)](?:[ ]|$)|[–—/]\S|[ ]{16}\S)", re.MULTILINE)
_OPEN_CHARACTERS = 12
_SMALL_LINE = re.compile(r"\s*[a-z]")
_OPEN = re.compile(r"[(\[/]\s*$")
# A place or a newsroom alone on its line, with the dash on the next: a dateline whose parts were links.
_DASH_LINE = re.compile(r"\n[ ]*[-–—]+(?:[ ]|$)", re.MULTILINE)
_PLACE_LINE = re.compile(r"[A-Z][^.!?:;]{1,38}(?:\.[A-Za-z]{2,4})?\s?\)?")
_DATELINE_LINES = 3
# The text of a link or of italics on a line of its own is seldom longer.
_LINK_CHARACTERS = 80
_LINK = re.compile(r"[A-Z0-9\"“][^\n]*")
# A first line of more characters is the title.
_TITLE_CHARACTERS = 40
_REPORTER_CODE = re.compile(r"\([a-z0-9/*]{2,20}\)")


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The words of one lexicon that keep lines apart or join them."""

    credit_line: re.Pattern[str]  # in small letters, and continues nothing: "sumber : Antara"
    open_word: re.Pattern[str]  # a sentence goes on after it, also across an empty line
    new_line: re.Pattern[str]
    tags: re.Pattern[str]  # a list of their own, a line each, to the end of the page
    apart: re.Pattern[str]  # never the beginning of a sentence: links to articles, inserts, codes


@functools.lru_cache(maxsize=LEXICONS)
def _patterns(lexicon: Lexicon) -> _Patterns:
    firm, word = lexicon.any_of("firm_prefixes"), lexicon.any_of("open_words")
    return _Patterns(
        credit_line=re.compile(rf"\n[ ]*{lexicon.any_of('credit_lines')} ?:"),
        open_word=re.compile(rf"(?:(?<![\w.]){firm}|(?<= ){word})\Z"),
        new_line=re.compile(rf"\s*(?:[\"“]|(?i:{lexicon.any_of('new_lines')})(?![a-z]))"),
        tags=re.compile(rf"{lexicon.any_of('tag_labels')} ?:"),
        apart=re.compile(rf"{lexicon.any_of('apart_lines')}\b|[\[(]"),
    )


def paragraphs(article: Stretch) -> list[Stretch]:
    """Return the lines of an article, trimmed; those broken inside a sentence are one."""
    found: list[Stretch] = []
    tags = False
    for match in article.finditer(_LINE):
        line = article.part(*match.span()).trimmed()
        if line.start == line.end:
            continue
        tags = line.fullmatch(_patterns(line.lexicon).tags) is not None or (tags and _is_tag(line))
        if found and not tags and _continues(found, match.start()):
            _join_link(found)
            found[-1] = article.part(found[-1].start, line.end)
        else:
            found.append(line)
    return found


def _continues(found: list[Stretch], line: int) -> bool:
    """Return whether the line at ``line`` goes on with the sentence of the last paragraph."""
    last = found[-1]
    if last.has_final_mark() or _patterns(last.lexicon).credit_line.match(last.text, line - 1):
        return False
    if _stays_open(last, line):
        return True
    if last.text.count("\n", last.end, line) != 1:
        return False
    if last.end - last.start <= _LINK_CHARACTERS and last.fullmatch(_REPORTER_CODE):
        return False
    if _OPEN.search(last.text, max(last.start, last.end - 2), last.end) or _CONTINUED.match(last.text, line - 1):
        return True
    near_top = len(found) <= _DATELINE_LINES and _DASH_LINE.match(last.text, line - 1)
    return bool(near_top) and last.fullmatch(_PLACE_LINE) is not None


def _join_link(found: list[Stretch]) -> None:
    """Join the last paragraph to the one before it where it is the text of a link inside its sentence."""
    if len(found) < 2:
        return
    above, link = found[-2:]
    text = link.text
    linked = link.end - link.start <= _LINK_CHARACTERS and link.fullmatch(_LINK) is not None
    # "Laporan itu diteruskan ke": the link is what follows, and the sentence begins here.
    if not linked or _ends_open(link) or text.count("\n", above.end, link.start) != 1 or above.has_final_mark():
        return
    announced = len(found) > 2 and text[found[-3].end - 1] == ":"
    is_title = not above.start and above.end > _TITLE_CHARACTERS
    if not (announced or is_title or above.shown.isupper() or above.match(_patterns(above.lexicon).apart)):
        found[-2:] = [above.part(above.start, link.end)]


def _is_tag(line: Stretch) -> bool:
    """Return whether a line below ``Tags:`` is one more tag: short, without a final mark."""
    return line.end - line.start <= _LINK_CHARACTERS and not line.has_final_mark()


def _stays_open(last: Stretch, line: int) -> bool:
    """Return whether the last paragraph ends with a word that cannot end a sentence, or with a link behind one."""
    text, end, patterns = last.text, last.end, _patterns(last.lexicon)
    if patterns.new_line.match(text, line) or last.match(patterns.apart):
        return False
    small = _SMALL_LINE.match(text, line) is not None
    if _ends_open(last):
        return small or text.count("\n", end, line) == 1
    link = text.rfind("\n", last.start, end) + 1
    if not link or end - link > _LINK_CHARACTERS or text.count("\n", end, line) != 1:
        return False
    return _ends_open(last.before(link).trimmed())


def _ends_open(line: Stretch) -> bool:
    """Return whether a line ends with a word after which a sentence goes on."""
    reach = max(line.start, line.end - _OPEN_CHARACTERS)
    return _patterns(line.lexicon).open_word.search(line.text, reach, line.end) is not None
