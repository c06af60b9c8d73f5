"""Headings: lines without a final mark, and titles run together with the sentence after them."""

import re

from translate.lexicon import Lexicon
from translate.segmentation.datelines import sure_dateline
from translate.segmentation.furniture import furniture, metadata_end, sentence_role
from translate.segmentation.name_forms import JOINT
from translate.segmentation.paragraphs import has_final_mark
from translate.segmentation.titles import is_all_title_case, sure_title_end
from translate.sentences import Role

Spans = list[tuple[int, int]]

# Longer lines without a mark are sentences cut short; the longest headline seen in the news corpora has 25
# words.
_HEADLINE_CHARACTERS, _HEADING_CHARACTERS, _HEADING_WORDS = 250, 110, 14
# A paragraph under a heading is longer than this; shorter lines around it make a list.
_PARAGRAPH_CHARACTERS = 60
# So many characters are the neighbourhood in which an article repeats its subject.
_NEIGHBOURHOOD = 2000
_HEADLINE_WORDS = 4
_CAPITAL_WORD = re.compile(r"(?<!\S)[A-Z][\w.'’-]*")
_HOUSE = re.compile(r"\(|(?<=, )[A-Z]|[A-Z]\w+\.\w")
_ENDED = re.compile(r"[.!?…:;,][\"”’')\]]*$")
_HEADING_START = re.compile(r"(?:\d{1,2}[.)] ?)?[A-Z0-9\"“]")
# A capitalised word before a small one: the only place where a sentence can begin without a mark before it.
# The capital stands first in the pattern, so that the search goes from capital to capital.
_CAPITAL = re.compile(
    rf"([A-Z](?:(?<=[\w)%?!\"”][ {JOINT}].)|(?<=[ ]{{2}}.)|(?<=[a-z].))[a-z]+(?:-[a-z]+)?)"
    r"(?=,? {1,3}[^\W\d_A-Z]|, [A-Z]| [A-Z][\w-]{0,30}, [a-z])"
)
_OPENING = re.compile(r"\s*([A-Z][a-z]+(?:-[a-z]+)?)(?:,| {1,3}[a-z])")
_NUMBERED = re.compile(r"\d{1,2}[.)] ?[A-Z]")
_LABEL = re.compile(r"[A-Z]\w+ ?: ")  # "Pelatih: Budi Santoso"
_STOP_INSIDE = re.compile(r"[a-z]{3}\. \S")
_YEAR = re.compile(r"(?:19|20)\d\d")
# A quotation of some length whose attribution follows it; after a plain word without a comma or colon it
# begins a sentence of its own. Bounded, so that a text of nothing but openings costs no more than its length.
_ATTRIBUTED = re.compile(r"[\"“](?<=[^\W_] .)(?=[A-Z0-9])[^\"“”\n]{30,600},[\"”] ?([a-z]+)\b")
# The verb after an attribution belongs to the quotation before: `"Panen naik," katanya menambahkan "Pupuk ...`.
_TOLD = re.compile(r"[,.!?][\"”] ?[a-z]+nya me[a-z]+ $")
_LAST_WORD = re.compile(r"([\w-]+)[)%\"”]*\s*$")
_WORD = re.compile(r"[^\W\d_]+")
_MARK = re.compile(r"[.,!?…:;](?!\d)(?<!\d\.)")
_JOINT = re.compile(rf"{JOINT}(?=[A-Z])|(?<=[a-z0-9)])(?=[A-Z][a-z])")


def opening_line(text: str, paragraphs: Spans, lexicon: Lexicon) -> int:
    """Return the index of the first paragraph that is no crawler's line, where the title stands."""
    for index, (start, end) in enumerate(paragraphs):
        if metadata_end(text, start, end, lexicon) < end:
            return index
    return 0


def joined_headline_end(text: str, start: int, end: int, lexicon: Lexicon) -> int:
    """Return where the headline ends that runs into the opening paragraph without a mark, or ``start``.

    A dateline that names its house ends it, or a title's casing before a sentence in small letters.
    """
    found = _headline_above_dateline(text, start, end, lexicon)
    if found == start and has_final_mark(text, start, end):
        found = sure_title_end(text, start, end, lexicon)
    ran_in = found > start and is_headline(text[start:found])
    return found if ran_in and not _is_newsroom_matter(text, start, found, lexicon) else start


def _headline_above_dateline(text: str, start: int, end: int, lexicon: Lexicon) -> int:
    """Return where the dateline after a headline on the same line begins, or ``start``."""
    reach = min(end, start + _HEADLINE_CHARACTERS)
    for match in _CAPITAL_WORD.finditer(text, start + 1, reach):
        line = sure_dateline(text, match.start(), end, lexicon)
        if line:
            return _place_start(text, match.start(), line[1], lexicon)
    return start


def _place_start(text: str, start: int, end: int, lexicon: Lexicon) -> int:
    """Return where the place of a dateline begins: its form takes names of the headline for the place."""
    house = next((match.start() for match in _HOUSE.finditer(text, start + 1, end)), start)
    words = [match.start() for match in _CAPITAL_WORD.finditer(text, start, house)]
    if not words:
        return start
    two = " ".join(text[words[-2] : house].strip(" ,(").lower().split()) if len(words) > 1 else ""
    return words[-2] if two in lexicon.words("two_word_places") else words[-1]


def is_headline(fragment: str) -> bool:
    """Return whether a fragment has the length and the form of a headline: four words at least, no full stop."""
    return len(fragment.split()) >= _HEADLINE_WORDS and not _STOP_INSIDE.search(fragment) and fragment[0] not in '"“('


def is_title_line(text: str, paragraphs: Spans, lexicon: Lexicon) -> bool:
    """Return whether the first paragraph is the title: no final stop, and a blank line below."""
    if len(paragraphs) < 2:
        return False
    (start, end), (following, _) = paragraphs[0], paragraphs[1]
    if text.count("\n", end, following) < 2 or end - start > _HEADLINE_CHARACTERS or text[end - 1] in ".,:;":
        return False
    return not _is_newsroom_matter(text, start, end, lexicon)


def is_heading_line(text: str, paragraphs: Spans, index: int, lexicon: Lexicon) -> bool:
    """Return whether a line is a heading: short, without a mark, alone above a longer paragraph."""
    start, end = paragraphs[index]
    if index + 1 >= len(paragraphs) or end - start > _HEADING_CHARACTERS:
        return False
    line = text[start:end]
    if _ENDED.search(line) or line[-1] in "-–—" or not _HEADING_START.match(line) or len(line.split()) > _HEADING_WORDS:
        return False
    if _STOP_INSIDE.search(line) or _LABEL.match(line):
        return False
    next_start, next_end = paragraphs[index + 1]
    if index + 2 < len(paragraphs) and _is_newsroom_matter(text, next_start, next_end, lexicon):
        next_start, next_end = paragraphs[index + 2]  # "Disadur dari …" may stand between
    below = text[max(next_start, next_end - 8) : next_end]
    if next_end - next_start < max(_PARAGRAPH_CHARACTERS, end - start) or not _ENDED.search(below):
        return False
    if index and _is_list_context(text, *paragraphs[index - 1], lexicon):
        return False
    return not _is_newsroom_matter(text, start, end, lexicon)


def _is_list_context(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Return whether the line above announces a list, or is itself short and without a mark and no link or credit."""
    above = text[max(start, end - 8) : end]
    if above.endswith(":"):
        return True
    short = end - start < _HEADING_CHARACTERS and not _ENDED.search(above) and start > 0
    return short and not _is_newsroom_matter(text, start, end, lexicon)


def _is_newsroom_matter(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Return whether a line opens with newsroom matter."""
    pieces = furniture(text, start, end, lexicon)
    if metadata_end(text, start, end, lexicon) > start or (pieces and pieces[0].start - start < 3):
        return True
    return sentence_role(text[start:end], lexicon) is not Role.BODY


def run_in_starts(text: str, start: int, end: int, lexicon: Lexicon) -> list[tuple[int, bool]]:
    """Return where sentences begin inside a unit without a mark, and whether a heading ends there.

    A border needs a word that opens sentences, written with a capital, after a word in small letters that
    can end one; or after a run of words that are all written like a title.
    """
    found: list[tuple[int, bool]] = []
    left = start
    opening = (
        _repeated_title(text, start, end)
        or _joined_title(text, start, end, lexicon)
        or _item_title(text, start, end, lexicon)
    )
    if opening:
        found.append((opening, is_heading(text[start:opening].rstrip(JOINT))))
        left = opening
    for position, quoted in _candidates(text, left, end, lexicon):
        last = _LAST_WORD.search(text[max(left, position - 40) : position])
        hands_over = quoted and not _TOLD.search(text[max(left, position - 40) : position])
        if last is None or not _can_end(last.group(1), lexicon, before_quotation=hands_over):
            continue
        heading = position - left <= _HEADING_CHARACTERS and is_heading(text[left:position])
        title = heading and is_all_title_case(text[left:position], lexicon)
        if last.group(1)[:1].isupper() and not title:
            continue
        found.append((position, heading))
        left = position
    return found


def _candidates(text: str, start: int, end: int, lexicon: Lexicon) -> list[tuple[int, bool]]:
    """Return where words that open sentences and quotations with their attribution begin; True is a quotation."""
    words = [
        (match.start(1), False)
        for match in _CAPITAL.finditer(text, start, end)
        if match.group(1).lower() in lexicon.words("sentence_starters")
    ]
    quotations = [
        (match.start(), True)
        for match in _ATTRIBUTED.finditer(text, start, end)
        if match.group(1) in lexicon.words("attribution")
    ]
    return sorted(words + quotations)


def _can_end(word: str, lexicon: Lexicon, *, before_quotation: bool) -> bool:
    """Return whether a sentence without a mark can end with a word."""
    if word.lower() in lexicon.words("function_words") or (word[-1].isdigit() and not _YEAR.fullmatch(word)):
        return False
    # ``Ia menegaskan "Kami siap," ujarnya.``: the verb hands over to the quotation.
    return not (before_quotation and word.startswith(("me", "kata", "ujar", "tutur", "ucap")))


def begins_sentence(fragment: str, lexicon: Lexicon) -> bool:
    """Return whether a fragment begins with a word that opens sentences, and a small word after it."""
    match = _OPENING.match(fragment)
    return match is not None and match.group(1).lower() in lexicon.words("sentence_starters")


def _repeated_title(text: str, start: int, end: int) -> int:
    """Return where the sentence begins that repeats the words of the heading run into it, or 0."""
    opening = text[start : min(end, start + _HEADING_CHARACTERS)].split(" ")
    for length in range(2, min(7, len(opening) // 2 + 1)):
        if opening[:length] == opening[length : 2 * length] and opening[0][:1].isupper():
            return start + len(" ".join(opening[:length])) + 1
    return 0


def _joined_title(text: str, start: int, end: int, lexicon: Lexicon) -> int:
    """Return where the sentence begins that was run together with the heading before it, or 0.

    ``2. Cara merawatBan perlu diganti.``, ``Harga yang Terus NaikPedagang mengeluh.`` Names are run together too, so
    a number, a word that opens sentences or a predicate in a title's casing must speak for the heading.
    """
    if not _ENDED.search(text[max(start, end - 8) : end].rstrip()):
        return 0
    for match in _JOINT.finditer(text, start, min(end, start + _HEADING_CHARACTERS)):
        title, position = text[start : match.start()], match.end()
        words = _WORD.findall(title)
        if not words or _MARK.search(title) or len(title.split()) > _HEADING_WORDS:
            return 0
        last, opening = words[-1].lower(), _WORD.match(text, position)
        if last in lexicon.words("function_words") or len(last) < 3:
            continue
        if _NUMBERED.match(title) and (len(words) > 1 or _stands_alone(text, start, words[-1], opening)):
            return position
        starter = opening is not None and opening.group().lower() in lexicon.words("sentence_starters")
        told = last in lexicon.words("common_words") and _holds_predicate(words, lexicon)
        if (starter or told) and is_all_title_case(title, lexicon):
            return position
    return 0


def _stands_alone(text: str, start: int, word: str, opening: re.Match[str] | None) -> bool:
    """Return whether the second of two joined words stands alone nearby: ``AnimasiJepang``, not ``JavaScript``."""
    nearby = text[max(0, start - _NEIGHBOURHOOD) : start + _NEIGHBOURHOOD]
    second = opening.group() if opening else ""
    return word == second or (len(second) > 3 and re.search(rf"(?<![\w]){second}(?![\w])", nearby) is not None)


def _holds_predicate(words: list[str], lexicon: Lexicon) -> bool:
    """Return whether a word after the first says something, as no name of an office does."""
    return any(word.lower() in lexicon.words("predicates") for word in words[1:])


def _item_title(text: str, start: int, end: int, lexicon: Lexicon) -> int:
    """Return where the sentence begins after a numbered heading (``2. Cara merawat Ban perlu diganti``), or 0.

    The evidence is a capital after a small word, on a word that stands in small letters nearby.
    """
    if not _NUMBERED.match(text, start, end):
        return 0
    reach = min(end, start + _HEADING_CHARACTERS)
    for match in _CAPITAL.finditer(text, start, reach):
        word, before = match.group(1), _LAST_WORD.search(text[start : match.start(1)])
        if before is None or not before.group(1).islower() or before.group(1) in lexicon.words("function_words"):
            continue
        nearby = text[max(0, start - _NEIGHBOURHOOD) : end + _NEIGHBOURHOOD]
        if f" {word.lower()} " in nearby or word.lower() in text[start : match.start(1)].lower():
            return match.start(1)
        return 0
    return 0


def is_heading(fragment: str) -> bool:
    """Return whether a fragment without a final mark has the length and the form of a heading."""
    if len(fragment) > _HEADING_CHARACTERS or fragment[:1] in '"“(' or ',"' in fragment or ",”" in fragment:
        return False
    return len(fragment.split()) <= _HEADING_WORDS and bool(_HEADING_START.match(fragment))


def is_run_in_heading(fragment: str, lexicon: Lexicon) -> bool:
    """Return whether a fragment right before a link or an advertisement is a heading: no mark, a title's casing."""
    ended = _ENDED.search(fragment) or _LABEL.match(fragment)
    return not ended and is_heading(fragment) and is_all_title_case(fragment, lexicon)
