"""An article's text → its sentences, with spans into the raw text and roles; nothing is lost.

The steps, in order:

1. repair       escapes undone, odd spaces plain, words run together parted; every character keeps its place in the
                raw text (``repair``, ``run_together``)
2. paragraphs   lines, those broken inside a sentence joined again (``paragraphs``)
3. openings     title line, headings on lines of their own, crawler's lines, datelines (``headings``, ``datelines``)
4. furniture    links, credits and advertisements, by phrase, taken out of the running text (``furniture``), and the
                titles below a link's label (``links``)
5. sentences    by the mark between them, with quotation marks paired first (``borders``, ``quotes``, ``lists``)
6. headings     titles run together with the sentence after them (``headings``, ``titles``)
7. pictures     the caption beside a photo credit (``captions``)
8. tail         what stands without a mark below the reporter's code (``signatures``)
9. spans        back to the raw text; what is invisible goes with its neighbour

A quotation with its attribution is one sentence; a quotation of several sentences is cut at each, and the
attribution stays with the last.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from translate.lexicon import PACKAGED, Lexicon
from translate.segmentation.borders import sentence_starts
from translate.segmentation.captions import is_bracketed_credit, lead_credit_end, photo_credits
from translate.segmentation.datelines import dateline, sure_dateline
from translate.segmentation.furniture import Extent, Furniture, furniture, metadata_end, names_end, sentence_role
from translate.segmentation.headings import (
    begins_sentence,
    is_heading,
    is_heading_line,
    is_run_in_heading,
    is_title_line,
    joined_headline_end,
    opening_line,
    run_in_starts,
)
from translate.segmentation.links import is_entry, titles_below_labels
from translate.segmentation.lists import item_starts
from translate.segmentation.marks import Stretch
from translate.segmentation.name_forms import JOINT
from translate.segmentation.paragraphs import has_final_mark, paragraph_spans, trimmed
from translate.segmentation.quotes import DOUBLE, closing_marks
from translate.segmentation.repair import RepairedText, repair
from translate.segmentation.run_together import RUN_TOGETHER, lost_spaces
from translate.segmentation.signatures import code_end, code_start, opens_tags, opens_tail, signature_start
from translate.segmentation.titles import LINKED_TITLE_CHARACTERS, has_title_case, is_in_capitals, title_end
from translate.sentences import Role, Sentence

# Datelines stand at the beginning of an article; later ones are prose ("Jakarta - Bandung").
_DATELINE_PARAGRAPHS = 3
# A full stop with its closing marks, but not of an item: "Rumah Sejuk 2. Tanam Pohon".
_FULL_STOP = re.compile(r"(?<![ (]\d)(?<![ (]\d\d)\.[\"”’')\]]*\s*\Z")
# The shortest titles of news sites have so many words.
_TITLE_WORDS = 4
_QUOTED = frozenset("\"“'‘")
# A tag may end with a stop ("Budi Santoso, S.H."); longer ones with a stop are sentences.
_TAG_CHARACTERS = 30
# Web and mail addresses: their stops end nothing. A stop before a capitalised word lost its space; bounded
# repeats keep the search linear.
_ADDRESS = re.compile(
    r"(?:https?://|www\.)(?:[^\s\"“”<>.]|\.(?![)\]\"”’]{0,3}(?:\s|$)|[A-Z][a-z]{1,30}[\s,]))+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
)


@dataclass(frozen=True, slots=True)
class _Unit:
    start: int
    end: int
    role: Role


def segment(text: str, lexicon: Lexicon = PACKAGED) -> list[Sentence]:
    """Return the sentences of an article in order, with spans into ``text`` (characters) and roles.

    Every character that is not white space belongs to exactly one span; no span has white space at its edges.
    ``lexicon`` holds the word and phrase tables.
    """
    repaired = repair(text)
    lost = lost_spaces(repaired.text, lexicon)
    repaired = repaired.with_joints(list(lost.certain))
    paragraphs = paragraph_spans(repaired.text)
    units: list[_Unit] = []
    linked = titles_below_labels(repaired.text, paragraphs, lexicon)
    top = opening_line(repaired.text, paragraphs, lexicon)
    for index, (start, end) in enumerate(paragraphs):
        title = index == top and is_title_line(repaired.text, paragraphs[index:], lexicon)
        if linked.get(index):
            units[-1] = replace(units[-1], end=end, role=Role.RELATED)
        elif index in linked:
            units.append(_Unit(start, end, Role.RELATED))
        elif (title and _is_whole(Stretch(repaired.text, start, end, lexicon=lexicon))) or is_heading_line(
            repaired.text, paragraphs, index, lexicon
        ):
            units.append(_Unit(start, end, Role.HEADLINE))
        elif _announces(repaired.text, units) and is_entry(repaired.text, start, end, lexicon):
            units[-1] = replace(units[-1], end=end)
        else:
            paragraph = Stretch(repaired.text, start, end, lexicon=lexicon)
            if index == top:
                headline = joined_headline_end(repaired.text, start, end, lexicon)
                units.extend(_unit(paragraph.part(start, headline), Role.HEADLINE))
                paragraph = paragraph.part(headline, end)
            found = list(_paragraph_units(paragraph, opens=index < top + _DATELINE_PARAGRAPHS))
            units.extend(_with_captions(repaired.text, found, lexicon))
    # Each joint that was put in moves what stands after it on by one.
    likely = [position + bisect_left(lost.certain, position) for position in lost.likely]
    return list(_sentences(repaired, _with_tail(repaired.text, units, lexicon), likely))


def _is_whole(line: Stretch) -> bool:
    """Return whether a line has the form of one title: no stop with a sentence after it, no list, no credit."""
    text, start, end = line.text, line.start, line.end
    if item_starts(text, start, end) or any(
        piece.start > start and piece.role is not Role.RELATED for piece in furniture(text, start, end, line.lexicon)
    ):
        return False
    if not has_final_mark(text, start, end):
        return True  # "Perbatasan: Tembok. Lebih Tinggi dari Sebelumnya"
    marked = replace(line, closing=closing_marks(text, start, end), addresses=_addresses(text, start, end))
    # "Banjir Lagi! Warga Mengungsi" is one title.
    return not any("." in text[max(start, position - 3) : position] for position in sentence_starts(marked))


def _announces(text: str, units: list[_Unit]) -> bool:
    """Return whether the last unit is a bare ``Baca juga:`` or ``Source:``, whose title or name is on the next line."""
    return bool(units) and units[-1].role in (Role.RELATED, Role.CREDIT) and text[units[-1].end - 1] == ":"


def _paragraph_units(paragraph: Stretch, *, opens: bool) -> Iterator[_Unit]:
    """Yield the units of one paragraph; ``opens`` where the article's dateline may stand."""
    text, start, end = paragraph.text, paragraph.start, paragraph.end
    body = metadata_end(text, start, end, paragraph.lexicon)
    yield from _unit(paragraph.part(start, body), Role.METADATA)
    credit = lead_credit_end(text, body, end, paragraph.lexicon)
    yield from _unit(paragraph.part(body, credit), Role.CREDIT)
    written = Role.CAPTION if credit > body else Role.BODY
    body = credit
    paragraph = replace(
        paragraph,
        start=body,
        closing=closing_marks(text, body, end),
        addresses=_addresses(text, body, end),
    )
    pieces = _pieces(paragraph, opens=opens)
    position = body
    for index, piece in enumerate([*pieces, None]):
        stop = piece.start if piece else end
        stretch = paragraph.part(position, stop)
        before_dateline = piece is not None and piece.role is Role.DATELINE
        found = list(_sentence_units(stretch, Role.HEADLINE if before_dateline else written))
        if found and piece is not None and piece.role in (Role.RELATED, Role.BOILERPLATE):
            found[-1] = _heading_before_furniture(text, found[-1], paragraph.lexicon)
        yield from found
        if piece is None:
            break
        limit = pieces[index + 1].start if index + 1 < len(pieces) else end
        position = _piece_end(piece, paragraph.part(piece.start, limit))
        yield from _unit(paragraph.part(piece.start, position), piece.role)


def _heading_before_furniture(text: str, unit: _Unit, lexicon: Lexicon) -> _Unit:
    """Return the last unit before a link or an advertisement, as a headline where it is written like one."""
    heading = unit.role is Role.BODY and is_run_in_heading(text[unit.start : unit.end], lexicon)
    return replace(unit, role=Role.HEADLINE) if heading else unit


def _addresses(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Return the spans of the web and mail addresses in ``text[start:end]``."""
    if not any(text.find(sign, start, end) >= 0 for sign in ("@", "://", "www.")):
        return ()
    return tuple(match.span() for match in _ADDRESS.finditer(text, start, end))


def _pieces(paragraph: Stretch, *, opens: bool) -> list[Furniture]:
    """Return the furniture of a paragraph with its dateline among it."""
    text, start, end, lexicon = paragraph.text, paragraph.start, paragraph.end, paragraph.lexicon
    pieces = furniture(text, start, end, lexicon)
    spans = photo_credits(text, start, end, lexicon)
    pieces = _apart(pieces, [Furniture(*span, Role.CREDIT, Extent.FIXED) for span in spans])
    line = dateline(text, start, end, lexicon) if opens else sure_dateline(text, start, end, lexicon)
    if line is None and opens and pieces and pieces[0].start == start:
        line = dateline(text, pieces[0].phrase_end, end, lexicon)
    if line is None:
        return pieces
    found = Furniture(line[0], line[1], Role.DATELINE, Extent.FIXED)
    return _apart(pieces, [found])


def _apart(pieces: list[Furniture], surer: list[Furniture]) -> list[Furniture]:
    """Return the pieces in order, without those that overlap with surer ones."""
    if not surer:
        return pieces
    starts = [piece.start for piece in surer]
    kept = []
    for piece in pieces:
        # Only the last surer piece that begins before its end can overlap with it.
        nearest = bisect_left(starts, piece.phrase_end) - 1
        if nearest < 0 or surer[nearest].phrase_end <= piece.start:
            kept.append(piece)
    return sorted([*kept, *surer], key=lambda piece: piece.start)


def _piece_end(piece: Furniture, stretch: Stretch) -> int:
    """Return where a piece of furniture ends; ``stretch`` reaches from its start to the next piece."""
    if piece.extent is Extent.FIXED:
        return piece.phrase_end
    if piece.extent is Extent.SENTENCE:
        return next(iter(sentence_starts(stretch)), stretch.end)
    if piece.extent is Extent.NAMES:
        return names_end(stretch.text, piece.phrase_end, stretch.end)
    if piece.extent is Extent.TITLE:
        return _linked_title_end(stretch.part(piece.phrase_end, stretch.end))
    return _first_full_stop(stretch)


def _linked_title_end(linked: Stretch) -> int:
    """Return where the title ends that stands at the start of ``linked``, right after the phrase of a link."""
    text, start, lexicon = linked.text, linked.start, linked.lexicon
    limit = _first_full_stop(linked.part(start, code_start(text, start, linked.end)))
    end = title_end(text, start, limit, lexicon)
    if not text[start - 1].isalpha():  # a colon, an arrow or a quotation mark announces it
        return end
    sure = _is_sure_title(linked.part(start, end)) and (end == limit or is_in_capitals(text, start, end, lexicon))
    return end if sure else start


def _first_full_stop(linked: Stretch) -> int:
    """Return where the first sentence with a full stop ends; what is written like a title goes on after it."""
    text = linked.text
    for position in sentence_starts(linked):
        ended = _FULL_STOP.search(text, max(linked.start, position - 6), position) is not None
        if ended and not _is_sure_title(linked.part(position, linked.end)):
            return position
    return linked.end


def _is_sure_title(linked: Stretch) -> bool:
    """Return whether a stretch is a title by its form alone, as it must be where no colon announces one."""
    text, (start, end) = linked.text, trimmed(linked.text, linked.start, linked.end)
    if start == linked.start or start == end or begins_sentence(text[start : start + 40], linked.lexicon):
        return False  # run together with the phrase: "Baca JugaPetugas"
    if text[start] in _QUOTED:
        return True
    if len(text[start:end].split()) < _TITLE_WORDS or text[end - 1] == ".":
        return False
    return has_title_case(text, start, end, linked.lexicon)


def _with_captions(text: str, units: list[_Unit], lexicon: Lexicon) -> list[_Unit]:
    """Return the units of a paragraph, the sentence right before a bracketed photo credit being its caption."""
    return [
        replace(unit, role=Role.CAPTION)
        if unit.role is Role.BODY and _is_captioned(text, unit, following, lexicon)
        else unit
        for unit, following in zip_longest(units, units[1:])
    ]


def _is_captioned(text: str, unit: _Unit, following: _Unit | None, lexicon: Lexicon) -> bool:
    # A sentence that quotes somebody is no caption: its credit is the whole article's.
    return (
        following is not None
        and is_bracketed_credit(text[following.start : following.end], lexicon)
        and not any(mark in DOUBLE for mark in text[unit.start : unit.end])
    )


def _with_tail(text: str, units: list[_Unit], lexicon: Lexicon) -> list[_Unit]:
    """Return the units, those without a mark below the reporter's code or ``Tags:`` being page furniture."""
    tail = len(units)
    named = False
    for index in range(len(units) - 1, -1, -1):
        unit = units[index]
        shown = text[unit.start : unit.end]
        if opens_tags(shown) or (opens_tail(shown, lexicon) and not named):
            tail = index + 1
            break
        if unit.role not in (Role.BODY, Role.HEADLINE, Role.CAPTION):
            continue
        ended = has_final_mark(text, unit.start, unit.end)
        if len(shown) > LINKED_TITLE_CHARACTERS or (ended and len(shown) > _TAG_CHARACTERS):
            break
        named = named or ended
    return [
        replace(unit, role=Role.BOILERPLATE) if index >= tail and unit.role in (Role.BODY, Role.HEADLINE) else unit
        for index, unit in enumerate(units)
    ]


def _sentence_units(stretch: Stretch, role: Role) -> Iterator[_Unit]:
    """Yield the sentences of a stretch without furniture."""
    text = stretch.text
    items = frozenset(item_starts(text, stretch.start, stretch.end))
    starts = {stretch.start, *items, *sentence_starts(replace(stretch, items=items) if items else stretch)}
    ordered = [*sorted(starts), stretch.end]
    for unit_start, end in pairwise(ordered):
        start, _ = trimmed(text, unit_start, end)
        left = code_end(text, start, end)
        yield from _unit(stretch.part(start, left), Role.CREDIT)
        signature = signature_start(text, left, end, stretch.lexicon)
        for position, heading in run_in_starts(text, left, signature, stretch.lexicon):
            yield from _unit(stretch.part(left, position), Role.HEADLINE if heading else role)
            left = position
        above_item = (
            end in items and start not in items and is_heading(text[left:end]) and not has_final_mark(text, left, end)
        )
        yield from _unit(stretch.part(left, signature), Role.HEADLINE if above_item else role)
        yield from _unit(stretch.part(signature, end), Role.CREDIT)


def _unit(stretch: Stretch, role: Role) -> tuple[_Unit, ...]:
    """Return one unit without white space at its edges, or none where only white space is left."""
    start, end = trimmed(stretch.text, stretch.start, stretch.end)
    if start == end:
        return ()
    found = sentence_role(stretch.text[start:end], stretch.lexicon) if role is Role.BODY else role
    return (_Unit(start, end, found),)


def _sentences(repaired: RepairedText, units: list[_Unit], likely: list[int]) -> Iterator[Sentence]:
    """Yield the units as sentences of the raw text; ``likely`` holds where words look run together."""
    spans = [repaired.raw_span(unit.start, unit.end) for unit in units]
    if not spans and repaired.raw.strip():  # nothing but invisible characters
        start, end = trimmed(repaired.raw, 0, len(repaired.raw))
        yield Sentence(text="", start=start, end=end, role=Role.BOILERPLATE)
    for unit, (start, end) in zip(units, _without_gaps(repaired.raw, spans), strict=True):
        shown = repaired.text[unit.start : unit.end].replace(JOINT, " ")
        flagged = bisect_left(likely, unit.start) < bisect_left(likely, unit.end)
        flags = (RUN_TOGETHER,) if flagged else ()
        yield Sentence(text=shown, start=start, end=end, role=unit.role, flags=flags)


def _without_gaps(raw: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans grown over what the repair hid.

    It goes with the unit it follows without a space, or else with the next.
    """
    grown: list[tuple[int, int]] = []
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
