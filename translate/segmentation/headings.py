"""Titles and headings: the only place where a headline is made.

A whole line: ``line_kinds`` (``title-line``, ``heading-line``). A title that runs into the opening paragraph:
``joined_title_end`` (``joined-title``). A part of a paragraph: ``headline_rule`` (``before-dateline``,
``run-in-heading``, ``list-heading``, ``heading-before-link``). ``below_signature`` in roles.py may take the role back.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from translate.lexicon import Lexicon
from translate.segmentation.borders import sentence_starts
from translate.segmentation.datelines import joined_dateline
from translate.segmentation.positions import item_starts, with_positions
from translate.segmentation.records import (
    FEWEST_TITLE_WORDS,
    HEADLINE_CHARACTERS,
    JOINT,
    LINKED_TITLE_CHARACTERS,
    Border,
    Line,
    Paragraph,
    Stretch,
)
from translate.segmentation.rules import EndRule, RoleRule
from translate.segmentation.titles import has_title_case, sure_title_end
from translate.sentences import Role

_HEADING_CHARACTERS, _HEADING_WORDS = 110, 14
# A paragraph under a heading is longer than this; shorter lines around it make a list.
_PARAGRAPH_CHARACTERS = 60
# How many characters on either side are searched for the words of a heading.
_NEIGHBOURHOOD = 2000
_HEADLINE_WORDS = 4
# A word that opens sentences and the letter behind it lie within so many characters.
_OPENING_CHARACTERS = 40
# No phrase of a link is longer.
_LABEL_CHARACTERS = 40
# A single line below a label without a colon is a title if it has at least seven words; shorter ones are headings, as
# many pages lose the titles and keep the label. If there are several lines, FEWEST_TITLE_WORDS are enough.
_ONLY_TITLE_WORDS = 7
# The form of a title that ends with a mark of its own: "Harga Naik Lagi, Apa Sebabnya?", "Tim Kota Menang...".
_CRIED = re.compile(r"[^.\"“”\n]{10,120}(?:[?!]|\.\.\.|…)")
_ITEM_NUMBER = re.compile(r"\d{1,2}[.)]\s")
# The ends of a heading that is on one line with the sentence after it.
_RUN_IN = frozenset(
    (
        EndRule.REPEATED_WORDS,
        EndRule.JOINED_WORDS,
        EndRule.NUMBERED_HEADING,
        EndRule.OPENING_WORD,
        EndRule.QUOTATION,
    )
)
_ENDED = re.compile(r"[.!?…:;,][\"”’')\]]*$")
_HEADING_START = re.compile(r"(?:\d{1,2}[.)] ?)?[A-Z0-9\"“]")
# A capitalised word before one in small letters: only there can a sentence begin without a mark before it. The capital
# stands first in the pattern, so that the search goes from capital to capital.
_CAPITAL = re.compile(
    rf"([A-Z](?:(?<=[\w)%?!\"”][ {JOINT}].)|(?<=[ ]{{2}}.)|(?<=[a-z].))[a-z]+(?:-[a-z]+)?)"
    r"(?=,? {1,3}[^\W\d_A-Z]|, [A-Z]| [A-Z][\w-]{0,30}, [a-z])"
)
_OPENING = re.compile(r"\s*([A-Z][a-z]+(?:-[a-z]+)?)(?:,| {1,3}[a-z])")
_NUMBERED = re.compile(r"\d{1,2}[.)] ?[A-Z]")
_LABEL = re.compile(r"[A-Z]\w+ ?: ")  # "Pelatih: Budi Santoso"
_STOP_INSIDE = re.compile(r"[a-z]{3}\. \S")
_YEAR = re.compile(r"(?:19|20)\d\d")
# A long quotation with its attribution begins a sentence of its own if a word without a comma or colon stands before
# it. The length is bounded so that the search stays linear.
_ATTRIBUTED = re.compile(r"[\"“](?<=[^\W_] .)(?=[A-Z0-9])[^\"“”\n]{30,600},[\"”] ?([a-z]+)\b")
# The verb after an attribution belongs to the quotation before: `"Panen naik," katanya menambahkan "Pupuk ...`.
_ATTRIBUTION_GOES_ON = re.compile(r"[,.!?][\"”] ?[a-z]+nya me[a-z]+ $")
_LAST_WORD = re.compile(r"([\w-]+)[)%\"”]*\s*$")
_WORD = re.compile(r"[^\W\d_]+")
_MARK = re.compile(r"[.,!?…:;](?!\d)(?<!\d\.)")
_JOINT = re.compile(rf"{JOINT}(?=[A-Z])|(?<=[a-z0-9)])(?=[A-Z][a-z])")


def line_kinds(paragraphs: Sequence[Paragraph], top: int) -> list[Paragraph]:
    """Return the paragraphs, each with the kind of line it is; only the paragraph at ``top`` can be the title."""
    found = list(paragraphs)
    for index, line in _titles_below_labels(paragraphs).items():
        found[index] = replace(found[index], line=line)
    for index, paragraph in enumerate(paragraphs):
        if found[index].line is not Line.TEXT:
            continue
        if index == top and _is_title_line(paragraphs, index):
            found[index] = replace(paragraph, line=Line.TITLE)
        elif _is_heading_line(paragraphs, index):
            found[index] = replace(paragraph, line=Line.HEADING)
    return found


def headline_rule(part: Stretch, ended: EndRule, following: EndRule, role: Role) -> RoleRule | None:
    """Return the rule that makes a part of a paragraph a headline, or None.

    ``ended`` is what ended the part, ``following`` what ends the text around it, such as a dateline or a link; ``role``
    is what the part would be otherwise.
    """
    if following is EndRule.DATELINE_NEXT:
        return RoleRule.BEFORE_DATELINE
    if ended in _RUN_IN and _is_heading(part.shown.rstrip(JOINT)):
        return RoleRule.RUN_IN_HEADING
    if ended is EndRule.LIST_BEGINS and _is_heading(part.shown) and not part.has_final_mark():
        return RoleRule.LIST_HEADING
    before_link = ended in (EndRule.LINK_NEXT, EndRule.PAGE_MATTER_NEXT) and role is Role.BODY
    return RoleRule.HEADING_BEFORE_LINK if before_link and _is_title_by_casing(part.trimmed()) else None


def joined_title_end(paragraph: Stretch) -> int:
    """Return where a title that runs into the opening paragraph without a mark ends, or the paragraph's start.

    It ends at a dateline that names its newsroom, or where title case gives way to a sentence in lower case.
    """
    found = joined_dateline(paragraph)
    if found == paragraph.start and paragraph.has_final_mark():
        found = sure_title_end(paragraph)
    title = paragraph.before(found).shown
    # Four words at least, and no full stop.
    is_title = len(title.split()) >= _HEADLINE_WORDS and not _STOP_INSIDE.search(title) and title[0] not in '"“('
    return found if is_title else paragraph.start


def is_entry(paragraph: Paragraph) -> bool:
    """Return whether a line can be the title or name that a label with a colon above it announces."""
    stretch, matter = paragraph.stretch, paragraph.matter
    if stretch.text[stretch.start] in "[(" or stretch.end - stretch.start > LINKED_TITLE_CHARACTERS:
        return False
    if matter and matter[0].start == stretch.start and matter[0].role is Role.BOILERPLATE:
        return False
    if not stretch.has_final_mark():
        return True
    # With another final mark it is a sentence of the article.
    return stretch.fullmatch(_CRIED) is not None and has_title_case(stretch)


def _titles_below_labels(paragraphs: Sequence[Paragraph]) -> dict[int, Line]:
    """Return the paragraphs that are titles below a ``Baca Juga`` without a colon."""
    found: dict[int, Line] = {}
    for index, paragraph in enumerate(paragraphs):
        if not _is_label(paragraph):
            continue
        below = index + 1
        while below < len(paragraphs) and _is_linked_title(paragraphs, below):
            below += 1
        alone = below == index + 2
        if not alone or len(paragraphs[index + 1].stretch.shown.split()) >= _ONLY_TITLE_WORDS:
            found.update(
                {line: Line.FIRST_LINK if line == index + 1 else Line.LINK for line in range(index + 1, below)}
            )
    return found


def _is_label(paragraph: Paragraph) -> bool:
    """Return whether a line is the phrase of a link without a colon, and nothing else."""
    start, end, matter = paragraph.start, paragraph.end, paragraph.matter
    if not matter or not paragraph.stretch.text[end - 1].isalpha() or end - start > _LABEL_CHARACTERS:
        return False
    return matter[0].role is Role.RELATED and (matter[0].start, matter[0].phrase_end) == (start, end)


def _is_linked_title(paragraphs: Sequence[Paragraph], index: int) -> bool:
    """Return whether a line right below the one before it is written like the title of an article."""
    stretch, above = paragraphs[index].stretch, paragraphs[index - 1]
    if stretch.text.count("\n", above.end, stretch.start) != 1:
        return False
    if len(stretch.shown.split()) < FEWEST_TITLE_WORDS or stretch.match(_ITEM_NUMBER):
        return False
    return is_entry(paragraphs[index]) and has_title_case(stretch)


def _is_title_line(paragraphs: Sequence[Paragraph], index: int) -> bool:
    """Return whether a line is the article's title: no final stop, a blank line below, the form of one title."""
    if index + 1 >= len(paragraphs):
        return False
    paragraph, line = paragraphs[index], paragraphs[index].stretch
    if line.text.count("\n", line.end, paragraphs[index + 1].start) < 2:
        return False
    if line.end - line.start > HEADLINE_CHARACTERS or line.text[line.end - 1] in ".,:;" or paragraph.is_matter:
        return False
    return _is_one_title(paragraph)


def _is_one_title(paragraph: Paragraph) -> bool:
    """Return whether a line has the form of one title: no stop with a sentence after it, no list, no credit."""
    line = paragraph.stretch
    if any(piece.start > line.start and piece.role is not Role.RELATED for piece in paragraph.matter):
        return False
    if item_starts(line):
        return False
    if not line.has_final_mark():
        return True  # "Perbatasan: Tembok. Lebih Tinggi dari Sebelumnya"
    starts = sentence_starts(with_positions(line))
    # "Banjir Lagi! Warga Mengungsi" is one title.
    return not any("." in line.text[max(line.start, position - 3) : position] for position, _ in starts)


def _is_heading_line(paragraphs: Sequence[Paragraph], index: int) -> bool:
    """Return whether a line is a heading: short, without a mark, alone above a longer paragraph."""
    paragraph = paragraphs[index]
    length = paragraph.end - paragraph.start
    if index + 1 >= len(paragraphs) or length > _HEADING_CHARACTERS:
        return False
    line = paragraph.stretch.shown
    if _ENDED.search(line) or line[-1] in "-–—" or not _HEADING_START.match(line) or len(line.split()) > _HEADING_WORDS:
        return False
    if _STOP_INSIDE.search(line) or _LABEL.match(line):
        return False
    below = paragraphs[index + 1]
    if index + 2 < len(paragraphs) and below.is_matter:
        below = paragraphs[index + 2]  # "Disadur dari …" may stand between
    if below.end - below.start < max(_PARAGRAPH_CHARACTERS, length) or not _ENDED.search(_last_characters(below)):
        return False
    if index and _is_list_context(paragraphs[index - 1]):
        return False
    return not paragraph.is_matter


def _last_characters(paragraph: Paragraph) -> str:
    """Return the last characters of a paragraph: enough for a final mark with its closing marks."""
    return paragraph.stretch.text[max(paragraph.start, paragraph.end - 8) : paragraph.end]


def _is_list_context(above: Paragraph) -> bool:
    """Return whether the line above announces a list, or is a short line without a mark that is no link or credit."""
    ending = _last_characters(above)
    if ending.endswith(":"):
        return True
    short = above.end - above.start < _HEADING_CHARACTERS and not _ENDED.search(ending) and above.start > 0
    return short and not above.is_matter


def run_in_starts(stretch: Stretch) -> list[Border]:
    """Return where sentences begin inside a stretch without a mark before them.

    A border needs a word that opens sentences, written with a capital, after a word in small letters that
    can end one; or after a run of words that are all written like a title.
    """
    text, left = stretch.text, stretch.start
    opening = _title_border(stretch)
    found: list[Border] = [opening] if opening else []
    left = opening[0] if opening else left
    for position, ended in _candidates(stretch.after(left)):
        head = text[max(left, position - 40) : position]
        last = _LAST_WORD.search(head)
        hands_over = ended is EndRule.QUOTATION and not _ATTRIBUTION_GOES_ON.search(head)
        if last is None or not _can_end(last.group(1), stretch.lexicon, before_quotation=hands_over):
            continue
        fragment = stretch.part(left, position).shown
        if last.group(1)[:1].isupper() and not (
            _is_heading(fragment) and _is_all_title_case(fragment, stretch.lexicon)
        ):
            continue
        found.append((position, ended))
        left = position
    return found


def _title_border(stretch: Stretch) -> Border | None:
    """Return where the sentence begins after a heading that opens the stretch, by the first rule that finds one."""
    for find, ended in (
        (_repeated_title, EndRule.REPEATED_WORDS),
        (_joined_title, EndRule.JOINED_WORDS),
        (_item_title, EndRule.NUMBERED_HEADING),
    ):
        if position := find(stretch):
            return position, ended
    return None


def _candidates(stretch: Stretch) -> list[Border]:
    """Return where words that open sentences and quotations with their attribution begin."""
    words = [
        (match.start(1), EndRule.OPENING_WORD)
        for match in stretch.finditer(_CAPITAL)
        if match.group(1).lower() in stretch.words("sentence_starters")
    ]
    quotations = [
        (match.start(), EndRule.QUOTATION)
        for match in stretch.finditer(_ATTRIBUTED)
        if match.group(1) in stretch.words("attribution")
    ]
    return sorted(words + quotations, key=lambda border: border[0])


def _can_end(word: str, lexicon: Lexicon, *, before_quotation: bool) -> bool:
    """Return whether a sentence without a mark can end with a word."""
    if word.lower() in lexicon.words("function_words") or (word[-1].isdigit() and not _YEAR.fullmatch(word)):
        return False
    # ``Ia menegaskan "Kami siap," ujarnya.``: the verb hands over to the quotation.
    return not (before_quotation and word.startswith(("me", *lexicon.entries("handover_verbs"))))


def begins_sentence(stretch: Stretch) -> bool:
    """Return whether a stretch begins with a word that opens sentences, and a small word after it."""
    match = _OPENING.match(stretch.text, stretch.start, stretch.start + _OPENING_CHARACTERS)
    return match is not None and match.group(1).lower() in stretch.words("sentence_starters")


def _repeated_title(stretch: Stretch) -> int:
    """Return where the sentence begins that repeats the words of the heading run into it, or 0."""
    start = stretch.start
    opening = stretch.text[start : min(stretch.end, start + _HEADING_CHARACTERS)].split(" ")
    for length in range(2, min(7, len(opening) // 2 + 1)):
        if opening[:length] == opening[length : 2 * length] and opening[0][:1].isupper():
            return start + len(" ".join(opening[:length])) + 1
    return 0


def _joined_title(stretch: Stretch) -> int:
    """Return where the sentence begins that was run together with the heading before it, or 0.

    ``2. Cara merawatBan perlu diganti.``, ``Harga yang Terus NaikPedagang mengeluh.`` Names are run together too, so
    a number, a word that opens sentences or a predicate in a title's casing must speak for the heading.
    """
    text, start, end = stretch.text, stretch.start, stretch.end
    if not _ENDED.search(text[max(start, end - 8) : end].rstrip()):
        return 0
    for match in _JOINT.finditer(text, start, min(end, start + _HEADING_CHARACTERS)):
        title, position = text[start : match.start()], match.end()
        words = _WORD.findall(title)
        if not words or _MARK.search(title) or len(title.split()) > _HEADING_WORDS:
            return 0
        last, opening = words[-1].lower(), _WORD.match(text, position)
        if last in stretch.words("function_words") or len(last) < 3:
            continue
        if _NUMBERED.match(title) and (len(words) > 1 or _stands_alone(stretch, words[-1], opening)):
            return position
        starter = opening is not None and opening.group().lower() in stretch.words("sentence_starters")
        says_something = last in stretch.words("common_words") and _holds_predicate(words, stretch)
        if (starter or says_something) and _is_all_title_case(title, stretch.lexicon):
            return position
    return 0


def _stands_alone(stretch: Stretch, word: str, opening: re.Match[str] | None) -> bool:
    """Return whether one of two joined words stands alone nearby: ``AnimasiJepang``, not ``JavaScript``."""
    start = stretch.start
    nearby = stretch.text[max(0, start - _NEIGHBOURHOOD) : start + _NEIGHBOURHOOD]
    second = opening.group() if opening else ""
    return word == second or (len(second) > 3 and re.search(rf"(?<![\w]){second}(?![\w])", nearby) is not None)


def _holds_predicate(words: list[str], stretch: Stretch) -> bool:
    """Return whether one of the words after the first is a predicate, which the name of an office does not have."""
    return any(word.lower() in stretch.words("predicates") for word in words[1:])


def _item_title(stretch: Stretch) -> int:
    """Return where the sentence begins after a numbered heading (``2. Cara merawat Ban perlu diganti``), or 0.

    The evidence is a capital after a small word, on a word that stands in small letters nearby.
    """
    if not stretch.match(_NUMBERED):
        return 0
    text, start = stretch.text, stretch.start
    for match in _CAPITAL.finditer(text, start, min(stretch.end, start + _HEADING_CHARACTERS)):
        word, before = match.group(1), _LAST_WORD.search(text[start : match.start(1)])
        if before is None or not before.group(1).islower() or before.group(1) in stretch.words("function_words"):
            continue
        nearby = text[max(0, start - _NEIGHBOURHOOD) : stretch.end + _NEIGHBOURHOOD]
        if f" {word.lower()} " in nearby or word.lower() in text[start : match.start(1)].lower():
            return match.start(1)
        return 0
    return 0


def _is_heading(fragment: str) -> bool:
    """Return whether a fragment without a final mark has the length and the form of a heading."""
    if len(fragment) > _HEADING_CHARACTERS or fragment[:1] in '"“(' or ',"' in fragment or ",”" in fragment:
        return False
    return len(fragment.split()) <= _HEADING_WORDS and bool(_HEADING_START.match(fragment))


def _is_title_by_casing(part: Stretch) -> bool:
    """Return whether a part without a final mark has the form of a heading and a title's casing."""
    fragment = part.shown
    ended = _ENDED.search(fragment) or _LABEL.match(fragment)
    return not ended and _is_heading(fragment) and _is_all_title_case(fragment, part.lexicon)


def _is_all_title_case(fragment: str, lexicon: Lexicon) -> bool:
    """Return whether all words of a fragment but function words begin with a capital, and there are at least three."""
    content = [word for word in _WORD.findall(fragment) if word.lower() not in lexicon.words("function_words")]
    return len(content) >= 3 and all(word[0].isupper() for word in content)
