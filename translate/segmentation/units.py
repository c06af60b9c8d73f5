"""An article's text → its sentences, with spans into the raw text, roles and rules; nothing is lost.

``segment`` is a line of stages. Each takes the record of the one before and adds to it:

1. repair       text → RepairedText: escapes undone, odd spaces plain, words run together parted; every character keeps
                its place in the raw text (repair.py)
2. paragraphs   → Stretches: the lines, those broken inside a sentence joined again (paragraphs.py)
3. furniture    → Paragraphs: each searched once for links, credits, datelines, advertisements and crawler's lines
                (furniture.py, with datelines.py)
4. headings     each Paragraph knows what it is as a line: the title, a heading, a title below a link (headings.py, with
                titles.py)
5. borders      → Units: newsroom matter taken out, the rest cut into sentences at final marks, list items and headings
                that are on one line with the sentence after them (this file, borders.py, positions.py)
6. roles        what the words of a Unit say, and the credit or signature beside it (roles.py)

Last, the units become sentences of the raw text; invisible characters go with their neighbour.

A quotation with its attribution is one sentence; a quotation of several sentences is cut at each, and the
attribution stays with the last. records.py holds the records, rules.py the names of the rules that decide.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from translate.lexicon import PACKAGED, Lexicon
from translate.segmentation.borders import sentence_starts
from translate.segmentation.datelines import dateline_end
from translate.segmentation.furniture import furnished, names_end, without_title
from translate.segmentation.headings import (
    begins_sentence,
    headline_rule,
    is_entry,
    joined_title_end,
    line_kinds,
    run_in_starts,
)
from translate.segmentation.paragraphs import paragraphs
from translate.segmentation.positions import item_starts, with_positions
from translate.segmentation.records import (
    FEWEST_TITLE_WORDS,
    JOINT,
    Extent,
    Line,
    Paragraph,
    Piece,
    Span,
    Stretch,
    Unit,
    trimmed,
)
from translate.segmentation.repair import RUN_TOGETHER, RepairedText, repair
from translate.segmentation.roles import (
    below_signature,
    captioned,
    code_end,
    code_start,
    role_by_words,
    signature_start,
)
from translate.segmentation.rules import EndRule, RoleRule
from translate.segmentation.titles import has_title_case, is_capitalised, title_end
from translate.sentences import Role, Sentence

# A full stop with its closing marks, but not of an item: "Rumah Sejuk 2. Tanam Pohon".
_FULL_STOP = re.compile(r"(?<![ (]\d)(?<![ (]\d\d)\.[\"”’')\]]*\s*\Z")
_QUOTED = frozenset("\"“'‘")
_LINE_ROLES = {
    Line.TITLE: (Role.HEADLINE, RoleRule.TITLE_LINE),
    Line.HEADING: (Role.HEADLINE, RoleRule.HEADING_LINE),
    Line.JOINED_TITLE: (Role.HEADLINE, RoleRule.JOINED_TITLE),
    Line.LINK: (Role.RELATED, RoleRule.TITLE_BELOW_LINK),
}
_PIECE_NEXT = {
    Role.DATELINE: EndRule.DATELINE_NEXT,
    Role.RELATED: EndRule.LINK_NEXT,
    Role.CREDIT: EndRule.CREDIT_NEXT,
    Role.BOILERPLATE: EndRule.PAGE_MATTER_NEXT,
}


def segment(text: str, lexicon: Lexicon = PACKAGED) -> list[Sentence]:
    """Return the sentences of an article in order, with spans into ``text`` (characters), roles and rules.

    Every character that is not white space belongs to exactly one span; no span has white space at its edges.
    ``lexicon`` holds the word and phrase tables.
    """
    repaired = repair(text, lexicon)
    article = Stretch(repaired.text, 0, len(repaired.text), lexicon)
    found, top = furnished(paragraphs(article))
    lines = line_kinds(found, top)
    units = _units([one for index, line in enumerate(lines) for one in _opening(line, is_top=index == top)])
    return list(_sentences(repaired, list(below_signature(article, units))))


def _opening(paragraph: Paragraph, *, is_top: bool) -> Sequence[Paragraph]:
    """Return a paragraph, or two where the article's title runs into it: the title and the rest."""
    if not is_top or paragraph.line is not Line.TEXT:
        return (paragraph,)
    return without_title(paragraph, joined_title_end(paragraph.stretch))


def _units(lines: Sequence[Paragraph]) -> list[Unit]:
    """Return the units of all paragraphs in order."""
    units: list[Unit] = []
    for paragraph in lines:
        if paragraph.line is Line.FIRST_LINK:
            label = replace(units[-1], role=Role.RELATED, rule=RoleRule.TITLE_BELOW_LINK)
            units[-1] = replace(label, end=paragraph.end, ended=EndRule.LINE_END)
        elif paragraph.line in _LINE_ROLES:
            units += _unit(paragraph.stretch, *_LINE_ROLES[paragraph.line], paragraph.ended)
        elif _announces(paragraph.stretch, units) and is_entry(paragraph):
            units[-1] = replace(units[-1], end=paragraph.end, ended=EndRule.LINE_END)
        else:
            units += captioned(paragraph.stretch, list(_paragraph_units(paragraph)))
    return units


def _announces(paragraph: Stretch, units: Sequence[Unit]) -> bool:
    """Return whether the last unit is a bare ``Baca juga:`` or ``Source:``, whose title or name is on the next line."""
    return bool(units) and units[-1].role in (Role.RELATED, Role.CREDIT) and paragraph.text[units[-1].end - 1] == ":"


def _paragraph_units(paragraph: Paragraph) -> Iterator[Unit]:
    """Yield the units of one paragraph: its newsroom matter, and the sentences between."""
    stretch = paragraph.stretch
    metadata, credit = paragraph.metadata_end, paragraph.credit_end
    if metadata > stretch.start:
        yield from _unit(stretch.before(metadata), Role.METADATA, RoleRule.CRAWLER_LINE, EndRule.PHRASE_END)
    if credit > metadata:
        lead = stretch.part(metadata, credit)
        yield from _unit(lead, Role.CREDIT, RoleRule.LEADING_PHOTO_CREDIT, EndRule.PHRASE_END)
    text = with_positions(stretch.after(credit))
    position = text.start
    for piece, following in pairwise([*paragraph.pieces, None, None]):
        ahead = _PIECE_NEXT[piece.role] if piece else EndRule.LINE_END
        before = text.part(position, piece.start if piece else text.end)
        if before.start < before.end:
            yield from _sentence_units(before, ahead, is_caption=credit > metadata)
        if piece is None:
            return
        limit = following.start if following else text.end
        position, ended = _piece_end(piece, text.part(piece.start, limit))
        if ended is EndRule.LINE_END and following:
            ended = _PIECE_NEXT[following.role]
        yield from _unit(text.part(piece.start, position), piece.role, piece.rule, ended)


def _piece_end(piece: Piece, stretch: Stretch) -> tuple[int, EndRule]:
    """Return where a piece of newsroom matter ends; ``stretch`` reaches from its start to the next piece."""
    if piece.extent is Extent.FIXED:
        return piece.phrase_end, (
            dateline_end(stretch.before(piece.phrase_end).shown) if piece.role is Role.DATELINE else EndRule.PHRASE_END
        )
    if piece.extent is Extent.SENTENCE:
        return next(iter(sentence_starts(stretch)), (stretch.end, EndRule.LINE_END))
    if piece.extent is Extent.NAMES:
        end = names_end(stretch.after(piece.phrase_end))
        return end, EndRule.LINE_END if end == stretch.end else EndRule.NAMES_END
    if piece.extent is Extent.TITLE:
        return _linked_title_end(stretch.after(piece.phrase_end))
    return _first_full_stop(stretch)


def _linked_title_end(linked: Stretch) -> tuple[int, EndRule]:
    """Return where the title ends that stands at the start of ``linked``, right after the phrase of a link."""
    code = code_start(linked)
    limit, ended = _first_full_stop(linked.before(code))
    if ended is EndRule.LINE_END and code < linked.end:
        ended = EndRule.SIGNATURE_NEXT
    end = title_end(linked.before(limit))
    title = linked.before(end)
    announced = not linked.text[linked.start - 1].isalpha()  # by a colon, an arrow or a quotation mark
    if not announced and not (_is_sure_title(title) and (end == limit or is_capitalised(title))):
        return linked.start, EndRule.PHRASE_END
    return end, ended if end == limit else EndRule.TITLE_EVIDENCE


def _first_full_stop(linked: Stretch) -> tuple[int, EndRule]:
    """Return where the first sentence with a full stop ends; what is written like a title goes on after it."""
    for position, _ in sentence_starts(linked):
        ended = _FULL_STOP.search(linked.text, max(linked.start, position - 6), position) is not None
        if ended and not _is_sure_title(linked.after(position)):
            return position, EndRule.FULL_STOP
    return linked.end, EndRule.LINE_END


def _is_sure_title(linked: Stretch) -> bool:
    """Return whether a stretch is a title by its form alone, as it must be where no colon announces one."""
    title = linked.trimmed()
    if title.start == linked.start or title.start == title.end or begins_sentence(title):
        return False  # run together with the phrase: "Baca JugaPetugas"
    if title.text[title.start] in _QUOTED:
        return True
    if len(title.shown.split()) < FEWEST_TITLE_WORDS or title.text[title.end - 1] == ".":
        return False
    return has_title_case(title)


def _sentence_units(stretch: Stretch, following: EndRule, *, is_caption: bool) -> Iterator[Unit]:
    """Yield the sentences of a stretch without newsroom matter; ``following`` is what ends the stretch."""
    for sentence, ended in _sentences_of(stretch, following):
        left = code_end(sentence)
        if left > sentence.start:
            yield from _unit(sentence.before(left), Role.CREDIT, RoleRule.SIGNATURE, EndRule.PHRASE_END)
        signature = signature_start(sentence.after(left))
        for position, border in run_in_starts(sentence.part(left, signature)):
            yield from _text_unit(sentence.part(left, position), border, following, is_caption=is_caption)
            left = position
        last = EndRule.SIGNATURE_NEXT if signature < sentence.end else ended
        yield from _text_unit(sentence.part(left, signature), last, following, is_caption=is_caption)
        if signature < sentence.end:
            yield from _unit(sentence.after(signature), Role.CREDIT, RoleRule.SIGNATURE, ended)


def _sentences_of(stretch: Stretch, following: EndRule) -> Iterator[tuple[Stretch, EndRule]]:
    """Yield each sentence of a stretch with the rule that ended it, a final mark or a list item."""
    items = frozenset(item_starts(stretch))
    ends = dict(sentence_starts(replace(stretch, items=items) if items else stretch))
    ends.update(dict.fromkeys(items, EndRule.NEXT_ITEM))
    ends[stretch.end] = following
    for left, end in pairwise(sorted({stretch.start, *ends})):
        start, _ = trimmed(stretch.text, left, end)
        begins = end in items and start not in items
        yield stretch.part(start, end), EndRule.LIST_BEGINS if begins else ends[end]


def _text_unit(part: Stretch, ended: EndRule, following: EndRule, *, is_caption: bool) -> Iterator[Unit]:
    """Yield the unit of a part of the running text, or none where only white space is left."""
    shown = part.trimmed()
    if shown.start == shown.end:
        return
    role, rule = Role.CAPTION, RoleRule.CAPTION_AFTER_CREDIT
    if not is_caption:
        role, rule = role_by_words(shown.shown, part.lexicon)
    heading = headline_rule(part, ended, following, role)
    if heading:
        role, rule = Role.HEADLINE, heading
    yield Unit(shown.start, shown.end, role, rule, ended)


def _unit(part: Stretch, role: Role, rule: RoleRule, ended: EndRule) -> tuple[Unit, ...]:
    """Return one unit without white space at its edges, or none where only white space is left."""
    start, end = trimmed(part.text, part.start, part.end)
    return (Unit(start, end, role, rule, ended),) if start < end else ()


def _sentences(repaired: RepairedText, units: Sequence[Unit]) -> Iterator[Sentence]:
    """Yield the units as sentences of the raw text."""
    raw, likely = repaired.raw, repaired.likely
    spans = [repaired.raw_span(unit.start, unit.end) for unit in units]
    if not spans and raw.strip():  # nothing but invisible characters
        start, end = trimmed(raw, 0, len(raw))
        rule = f"{RoleRule.INVISIBLE}/{EndRule.LINE_END}"
        yield Sentence(text="", start=start, end=end, role=Role.BOILERPLATE, rule=rule)
    for unit, (start, end) in zip(units, _without_gaps(raw, spans), strict=True):
        shown = repaired.text[unit.start : unit.end].replace(JOINT, " ")
        flagged = bisect_left(likely, unit.start) < bisect_left(likely, unit.end)
        yield Sentence(
            text=shown,
            start=start,
            end=end,
            role=unit.role,
            rule=f"{unit.rule}/{unit.ended}",
            flags=(RUN_TOGETHER,) if flagged else (),
        )


def _without_gaps(raw: str, spans: Sequence[Span]) -> list[Span]:
    """Return the spans grown over what the repair hid.

    It goes with the unit it follows without a space, or else with the next.
    """
    grown: list[Span] = []
    for start, end in spans:
        previous = grown[-1][1] if grown else 0
        stop = previous
        while grown and stop < start and not raw[stop].isspace():
            stop += 1
        if grown:
            grown[-1] = (grown[-1][0], stop)
        while stop < start and raw[stop].isspace():
            stop += 1
        grown.append((stop, end))
    if grown:
        grown[-1] = (grown[-1][0], len(raw))
    # A misread character may end with a sign that is white space when it stands alone.
    return [trimmed(raw, start, end) for start, end in grown]
