"""What newsrooms add to an article: links, credits, datelines, advertisements and crawler's lines.

Each paragraph is searched once; what was found stands in its record.
"""

import functools
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from translate.lexicon import Lexicon
from translate.segmentation.datelines import dateline, sure_dateline
from translate.segmentation.records import LEXICONS, NAME, WEB_NEWSROOM, Extent, Line, Paragraph, Piece, Stretch
from translate.segmentation.roles import leading_credit_end, photo_credits, role_by_words
from translate.segmentation.rules import EndRule, RoleRule
from translate.sentences import Role

# A mark and a space may stand before the matter that opens a stretch.
_BEFORE_MATTER = 3
# No credit line of the newsrooms seen is longer: two names, their places and a web name.
_CREDIT_WORDS = 14
# Datelines stand at the beginning of an article; later ones are prose ("Jakarta - Bandung").
_DATELINE_PARAGRAPHS = 3
_TABLES = (
    ("related", Role.RELATED, RoleRule.LINK_PHRASE, Extent.TITLE),
    ("credits", Role.CREDIT, RoleRule.CREDIT_PHRASE, Extent.NAMES),
    ("boilerplate", Role.BOILERPLATE, RoleRule.PAGE_PHRASE, Extent.FIXED),
)
_NAMES = re.compile(rf"\s{{0,3}}(?:{WEB_NEWSROOM}|{NAME})(?:(?:,? ?/ ?|, | )(?:{WEB_NEWSROOM}|{NAME})){{0,5}}")
# The title of a link or an advertisement stands twice: once for the picture, once below it. Shorter repetitions are
# chants, longer ones are paragraphs of their own.
_TWICE_SHORTEST, _TWICE_LONGEST = 25, 170
_OPENING_WORD = re.compile(r"(?<![^\s])[A-Z]")
_SENTENCE_INSIDE = re.compile(r"[.!?](?:[\s\"”A-Z]|$)|\n|[,;:]$")
# A repeated name goes on in small letters: "Raden Ayu Siti Aminah Raden Ayu Siti Aminah adalah seorang guru".
_ENDS_THERE = re.compile(r"\s{1,3}[^\sa-z,;]|\s*\Z")
# Hashtags at the end of a text that was also posted elsewhere.
_HASHTAGS = re.compile(r"(?:#\w{2,40}\s{0,2}){2,}(?=\(|\s*\Z)")
_RUN_IN_SOURCE = re.compile(r"sumber ?:")
_PAGE = re.compile(r"Halaman \d{1,2} dari \d{1,2}(?= \(|\s*\Z|\s*\n)")
_IN_BRACKETS = re.compile(r"\([^()\n]{5,200}\)|\[[^\[\]\n]{5,200}\]")
# Not "Ikuti Whatsapp Channel Republika sumber : Antara".
_SMALL_WORD = re.compile(r" (?!sumber ?:)[a-z]")
_QUESTION = re.compile(r"[^:\n?]{1,100}\?")
_ARROWS = re.compile(r"[ \d]{0,3}(?:-{1,4}>{1,9}|>{1,12}|»)")
# A phrase is not part of a longer word: not "BACA JUGAAN", but "BACA JUGAIbu" and "Baca jugaIbu".
_GOES_ON = r"(?:(?![a-z\d_]|(?<=[A-Z])[A-Z](?![a-z]))|(?=sumber ?:))"
# Words by their casing, even where two were run together: "KotaBaca" contains "Baca".
_FIRST_WORD = re.compile(r"[A-Z][a-z]+|[A-Z]+(?![a-z])")


def furnished(paragraphs: Sequence[Stretch]) -> tuple[list[Paragraph], int]:
    """Return the paragraphs with their newsroom matter, and the index of the first one that is no crawler's line."""
    metadata = [_metadata_end(paragraph) for paragraph in paragraphs]
    top = next((index for index, end in enumerate(metadata) if end < paragraphs[index].end), 0)
    return [
        with_matter(paragraph, end, opens=index < top + _DATELINE_PARAGRAPHS)
        for index, (paragraph, end) in enumerate(zip(paragraphs, metadata, strict=True))
    ], top


def with_matter(paragraph: Stretch, metadata_end: int | None = None, *, opens: bool) -> Paragraph:
    """Return a paragraph with its newsroom matter; ``opens`` if the article's dateline may stand in it."""
    if metadata_end is None:
        metadata_end = _metadata_end(paragraph)
    rest = paragraph.after(metadata_end)
    credit_end = leading_credit_end(rest)
    matter = _matter(paragraph)
    behind = matter if credit_end == paragraph.start else _matter(paragraph.after(credit_end))
    return Paragraph(
        stretch=paragraph,
        metadata_end=metadata_end,
        credit_end=credit_end,
        matter=tuple(matter),
        pieces=tuple(_pieces(paragraph.after(credit_end), behind, opens=opens)),
        is_matter=metadata_end > paragraph.start or _opens_with_matter(paragraph, matter),
    )


def without_title(paragraph: Paragraph, end: int) -> tuple[Paragraph, ...]:
    """Return the title that ends at ``end`` and the rest of the paragraph, searched from there on.

    If there is no title, or it is newsroom matter, the paragraph is returned as it is.
    """
    title = paragraph.stretch.before(end)
    if end == paragraph.start or _metadata_end(title) > title.start or _opens_with_matter(title, _matter(title)):
        return (paragraph,)
    rest = with_matter(paragraph.stretch.after(end), opens=True)
    ended = EndRule.TITLE_EVIDENCE
    if rest.pieces and rest.pieces[0].role is Role.DATELINE:
        ended = EndRule.DATELINE_NEXT
    return replace(paragraph, stretch=title, line=Line.JOINED_TITLE, ended=ended), rest


def _opens_with_matter(stretch: Stretch, matter: Sequence[Piece]) -> bool:
    if matter and matter[0].start - stretch.start < _BEFORE_MATTER:
        return True
    return role_by_words(stretch.shown, stretch.lexicon)[0] is not Role.BODY


def _pieces(stretch: Stretch, matter: list[Piece], *, opens: bool) -> list[Piece]:
    """Return the newsroom matter of a stretch with photo credits and the dateline among it."""
    photos = [Piece(*span, Role.CREDIT, RoleRule.PHOTO_CREDIT) for span in photo_credits(stretch)]
    pieces = _apart(matter, photos)
    line = dateline(stretch) if opens else sure_dateline(stretch)
    if line is None and opens and pieces and pieces[0].start == stretch.start:
        line = dateline(stretch.after(pieces[0].phrase_end))
    return _apart(pieces, [Piece(*line, Role.DATELINE, RoleRule.DATELINE)]) if line else pieces


def _apart(pieces: list[Piece], certain: list[Piece]) -> list[Piece]:
    """Return the pieces and the more certain ones in order, without pieces that overlap with a more certain one."""
    if not certain:
        return pieces
    starts = [piece.start for piece in certain]
    kept = []
    for piece in pieces:
        # Only the last certain piece that begins before its end can overlap with it.
        nearest = bisect_left(starts, piece.phrase_end) - 1
        if nearest < 0 or certain[nearest].phrase_end <= piece.start:
            kept.append(piece)
    return sorted([*kept, *certain], key=lambda piece: piece.start)


def _metadata_end(stretch: Stretch) -> int:
    """Return where a crawler's line at the start of the stretch ends, or the start if there is none."""
    match = stretch.match(_metadata(stretch.lexicon))
    return match.end() if match else stretch.start


@functools.lru_cache(maxsize=LEXICONS)
def _metadata(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(
        r"\s*(?:date \d{4}-\d{2}(?:-\d{2})?(?=\s|$)"
        rf"|(?i:{lexicon.any_of('metadata_labels')})[ ]?[:=][^\n]{{1,200}}$"
        rf"|{lexicon.any_of('days')},? \d{{1,2}}[ /-]\w{{1,9}}[ /-]\d{{4}}[^\n]{{0,24}}$"
        rf"|\d{{1,2}} {lexicon.any_of('elapsed_units')} (?:yang )?lalu$)"
    )


@functools.lru_cache(maxsize=LEXICONS)
def _bracketed(lexicon: Lexicon) -> tuple[tuple[re.Pattern[str], Role, RoleRule], ...]:
    """Return the patterns of what stands in brackets: ``[Gambas:Video]``, ``(Baca wawancara Budi: Kami Siap)``.

    ``(Lihat Tabel 3)`` has no colon.
    """
    insert = rf"\[(?i:{lexicon.any_of('inserts')})\b[^\]\n]{{0,120}}\]"
    link = rf"\((?i:{lexicon.any_of('link_verbs')})(?: [\w.'’-]{{1,30}}){{0,6}} ?:[^()\n]{{3,200}}\)"
    return (
        (re.compile(insert), Role.BOILERPLATE, RoleRule.PAGE_INSERT),
        (_PAGE, Role.BOILERPLATE, RoleRule.PAGE_NUMBER),
        (_HASHTAGS, Role.BOILERPLATE, RoleRule.HASHTAGS),
        (re.compile(link), Role.RELATED, RoleRule.BRACKETED_LINK),
    )


@dataclass(frozen=True, slots=True)
class _Phrase:
    pattern: re.Pattern[str]
    length: int
    role: Role
    rule: RoleRule
    extent: Extent
    at_start: bool  # only where a sentence may begin
    opens_prose: bool  # running text can begin with it


@functools.lru_cache(maxsize=LEXICONS)
def _openings(lexicon: Lexicon) -> tuple[re.Pattern[str], dict[str, list[_Phrase]]]:
    """Return a pattern for all first words, and for each first word in small letters its phrases, longest first.

    One alternation of all phrases costs ten times as much as all other steps together.
    """
    phrases: dict[str, list[_Phrase]] = {}
    others: set[str] = set()  # first words that need no capital
    for table, role, rule, extent in _TABLES:
        for entry in lexicon.entries(table):
            phrase = entry.lstrip("^").rstrip("…$")
            reach = extent
            if entry.endswith("…"):
                reach = Extent.SENTENCE if role is Role.BOILERPLATE else Extent.REST
            first = _FIRST_WORD.match(phrase)
            key = (first.group() if first else phrase.split()[0].rstrip(":")).lower()
            others.update([] if first else [re.escape(key)])
            pattern = re.compile(_spaced(phrase) + r"\s*\Z" * entry.endswith("$"))
            prose = reach in (Extent.TITLE, Extent.FIXED) and not phrase.isupper()
            found = _Phrase(pattern, len(phrase), role, rule, reach, at_start=entry[0] == "^", opens_prose=prose)
            phrases.setdefault(key, []).append(found)
    for known in phrases.values():
        known.sort(key=lambda phrase: phrase.length, reverse=True)
    return re.compile("|".join([_FIRST_WORD.pattern, *sorted(others)])), phrases


def _spaced(phrase: str) -> str:
    """Return a pattern for a phrase: any spaces between its words, and before its colon.

    What is in capitals alone is known in capitals alone. The next sentence may be run together with the phrase.
    """
    pattern = re.escape(phrase).replace(r"\ ", r"\s{1,3}").replace(":", " ?:")
    if not phrase.isupper():
        pattern = f"(?i:{pattern})"
    return pattern + _GOES_ON * phrase[-1].isalpha()


def _matter(stretch: Stretch) -> list[Piece]:
    """Return the newsroom matter of a stretch in order."""
    found = _phrase_pieces(stretch)
    found += [
        Piece(*match.span(), role, rule)
        for pattern, role, rule in _bracketed(stretch.lexicon)
        for match in stretch.finditer(pattern)
    ]
    found += _given_twice(stretch)
    # "Ikuti Whatsapp Channel Republikasumber : Antara": the credit ran together with the link before it.
    found += [
        Piece(piece.phrase_end, source.end(), Role.CREDIT, RoleRule.SOURCE_AFTER_LINK, Extent.REST)
        for piece in found
        if (source := _RUN_IN_SOURCE.match(stretch.text, piece.phrase_end, stretch.end))
    ]
    kept: list[Piece] = []
    for piece in sorted(found, key=lambda piece: piece.start):
        if not kept or piece.start >= kept[-1].phrase_end:
            kept.append(piece)
    return kept


def _phrase_pieces(stretch: Stretch) -> list[Piece]:
    """Return the pieces that a phrase of the tables opens, in order."""
    first_words, phrases = _openings(stretch.lexicon)
    found: list[Piece] = []
    for match in stretch.finditer(first_words):
        for phrase in phrases.get(match.group().lower(), ()):
            whole = phrase.pattern.match(stretch.text, match.start(), stretch.end)
            if whole and _counts(stretch, whole, phrase, found):
                found.append(_piece(stretch, whole, phrase))
                break
    return found


def _piece(stretch: Stretch, whole: re.Match[str], phrase: _Phrase) -> Piece:
    """Return the piece that a phrase opens: with its brackets, or with the arrows behind it."""
    text, end, stop = stretch.text, stretch.end, whole.end()
    if phrase.role is Role.RELATED and whole.start() > stretch.start:
        bracket = _IN_BRACKETS.match(text, whole.start() - 1, end)
        if bracket:
            return Piece(*bracket.span(), phrase.role, RoleRule.BRACKETED_LINK)
    if phrase.extent is Extent.FIXED:
        arrows = _ARROWS.match(text, stop, end)
        stop = arrows.end() if arrows else stop
    return Piece(whole.start(), stop, phrase.role, phrase.rule, phrase.extent)


def _given_twice(stretch: Stretch) -> Iterator[Piece]:
    """Yield titles of links and advertisements, which stand twice, one right after the other."""
    text, reached = stretch.text, stretch.start
    for opening in stretch.finditer(_OPENING_WORD):
        first = opening.start()
        if first < reached:
            continue
        head = text[first : first + _TWICE_SHORTEST]
        second = text.find(head, first + _TWICE_SHORTEST, min(stretch.end, first + _TWICE_LONGEST))
        if second < 0:
            continue
        shown = text[first:second].rstrip()
        stop = second + len(shown)
        if (
            text[second:stop] != shown
            or _SENTENCE_INSIDE.search(shown)
            or not _ENDS_THERE.match(text, stop, stretch.end)
        ):
            continue
        role = Role.RELATED if shown.startswith("Video") else Role.BOILERPLATE
        yield Piece(first, first + len(shown), role, RoleRule.REPEATED_TITLE)
        yield Piece(second, stop, role, RoleRule.REPEATED_TITLE)
        reached = stop


def _counts(stretch: Stretch, whole: re.Match[str], phrase: _Phrase, before: list[Piece]) -> bool:
    """Return whether a phrase opens newsroom matter where it was found."""
    text, (position, following) = stretch.text, whole.span()
    if phrase.at_start and not _at_sentence_start(stretch, position, before):
        return False
    if phrase.opens_prose and text[following - 1].isalpha() and _SMALL_WORD.match(text, following):
        return False  # "Berita lainnya yang banyak dibaca", "Halaman selanjutnya memuat daftar" are running text
    if phrase.extent is Extent.NAMES and _QUESTION.match(text, following):
        return False  # "Wartawan: Apa rencana Anda?" is a line of a conversation
    if before and text[position - 1 : position] == "/":
        return False  # "Penulis: A/Editor: B" is one credit
    # "Artikel ini telah tayang di … dengan judul …, Penulis: …" is one credit.
    return not (before and before[-1].extent is Extent.REST and phrase.role is Role.CREDIT)


def _at_sentence_start(stretch: Stretch, position: int, before: list[Piece]) -> bool:
    """Return whether a sentence may begin at ``position``: after a mark or other newsroom matter."""
    if before and (before[-1].extent in (Extent.NAMES, Extent.REST) or before[-1].phrase_end == position):
        return True
    start = stretch.start
    head = stretch.text[max(start, position - 8) : position].rstrip()
    return not head or head[-1] in ".!?…\"”’')]>" or (head[-1].islower() and position - start == len(head))


def names_end(stretch: Stretch) -> int:
    """Return where the names of a credit that begin the stretch end."""
    if len(stretch.shown.split()) <= _CREDIT_WORDS:
        return stretch.end
    match = stretch.match(_NAMES)
    return match.end() if match else stretch.end
