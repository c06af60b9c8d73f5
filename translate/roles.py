"""What newsrooms add to an article: links, credits, advertisements and crawler's lines."""

import functools
import re
from dataclasses import dataclass
from enum import Enum, auto

from translate.captions import is_caption, is_photo_credit
from translate.lexicon import Lexicon
from translate.name_forms import NAME, WEB_NEWSROOM
from translate.sentences import Role
from translate.signatures import is_signature


class Extent(Enum):
    """How far a piece of newsroom matter reaches."""

    FIXED = auto()  # the matched characters alone
    SENTENCE = auto()  # to the end of its sentence
    TITLE = auto()  # to the end of the title it links to
    NAMES = auto()  # to the end of the names it gives
    REST = auto()  # to the next piece or the end of the paragraph


@dataclass(frozen=True, slots=True)
class Furniture:
    """A piece of newsroom matter that begins at ``start``; its opening phrase ends at ``phrase_end``."""

    start: int
    phrase_end: int
    role: Role
    extent: Extent


# The compiled patterns of this many lexicons are kept; a process seldom has more than one.
_LEXICONS = 4
_TABLES = (
    ("related", Role.RELATED, Extent.TITLE),
    ("credits", Role.CREDIT, Extent.NAMES),
    ("boilerplate", Role.BOILERPLATE, Extent.FIXED),
)
_DAYS = r"(?:Senin|Selasa|Rabu|Kamis|Jum'?at|Sabtu|Minggu)"
_METADATA = re.compile(
    r"\s*(?:date \d{4}-\d{2}(?:-\d{2})?(?=\s|$)"
    r"|(?:date|tanggal|title|url|source|author|category|published)[ ]?[:=][^\n]{1,200}$"
    rf"|{_DAYS},? \d{{1,2}}[ /-]\w{{1,9}}[ /-]\d{{4}}[^\n]{{0,24}}$"
    r"|\d{1,2} (?:menit|jam|hari) (?:yang )?lalu$)"
)
_NAMES = re.compile(rf"\s{{0,3}}(?:{WEB_NEWSROOM}|{NAME})(?:(?:,? ?/ ?|, | )(?:{WEB_NEWSROOM}|{NAME})){{0,5}}")
_SOURCE = re.compile(r"\((?:Sumber|Kredit|Ditulis oleh|Laporan)\b[^()\n]{0,80}\)")
_BRACKETED_INSERT = re.compile(r"\[(?:Gambas|gambas|GAMBAS|Video|Image|Cek|Klik|KLIK|Baca|BACA)\b[^\]\n]{0,120}\]")
# The link to a video, its title given twice: for the picture and below it.
_VIDEO_TWICE = re.compile(r"(?<![^\s])(Video:? [A-Z][^\n]{10,160}?)\s{1,3}(?=(\1)(?:\s|$))")
# "(Baca wawancara Budi Santoso: Kami Tidak Gentar)"; "(Lihat Tabel 3)" has no colon.
_BRACKETED_LINK = re.compile(r"\((?:Baca|BACA|Lihat|Simak|Tonton)(?: [\w.'’-]{1,30}){0,6} ?:[^()\n]{3,200}\)")
_CONTRIBUTOR = re.compile(r"[A-Z][^.:;!?\"“”\n]{2,100} berkontribusi (?:dalam|pada|untuk) (?:penulisan )?\w+ ini\.?")
_RUN_IN_SOURCE = re.compile(r"sumber ?:")
_PAGE = re.compile(r"Halaman \d{1,2} dari \d{1,2}(?= \(|\s*\Z|\s*\n)")
_IN_BRACKETS = re.compile(r"\([^()\n]{5,200}\)")
_SMALL_WORD = re.compile(r" [a-z]")
_QUESTION = re.compile(r"[^:\n?]{1,100}\?")
_ARROWS = re.compile(r"[ \d]{0,3}(?:-{1,4}>{1,9}|>{1,12}|»)")
# Words as they are written even where two are run together: "KotaBaca" holds "Baca".
_FIRST_WORD = re.compile(r"[A-Z][a-z]+|[A-Z]+(?![a-z])")
_SCRIPT = re.compile(r"(?:googletag|window|document|\(function|var )[\w.( ]{0,40}[({=]")


def metadata_end(text: str, start: int, end: int) -> int:
    """Return where a crawler's line at ``start`` ends, or ``start`` if there is none."""
    match = _METADATA.match(text, start, end)
    return match.end() if match else start


@dataclass(frozen=True, slots=True)
class _Phrase:
    pattern: re.Pattern[str]
    length: int
    role: Role
    extent: Extent
    at_start: bool  # only where a sentence may begin


@functools.lru_cache(maxsize=_LEXICONS)
def _openings(lexicon: Lexicon) -> tuple[re.Pattern[str], dict[str, list[_Phrase]]]:
    """Return a pattern for all first words, and for each first word its phrases, longest first.

    One alternation of all phrases costs ten times as much as all other steps together.
    """
    phrases: dict[str, list[_Phrase]] = {}
    for table, role, extent in _TABLES:
        for entry in lexicon.entries(table):
            phrase = entry.lstrip("^").rstrip("…$")
            reach = extent
            if entry.endswith("…"):
                reach = Extent.SENTENCE if role is Role.BOILERPLATE else Extent.REST
            for variant in {phrase} if role is Role.BOILERPLATE else {phrase, phrase.title(), phrase.upper()}:
                first = _FIRST_WORD.match(variant)
                key = first.group() if first else variant.split()[0].rstrip(":")
                pattern = re.compile(_spaced(variant) + r"\s*\Z" * entry.endswith("$"))
                phrases.setdefault(key, []).append(_Phrase(pattern, len(variant), role, reach, entry.startswith("^")))
    for known in phrases.values():
        known.sort(key=lambda phrase: phrase.length, reverse=True)
    others = [re.escape(word) for word in phrases if not _FIRST_WORD.fullmatch(word)]
    return re.compile("|".join([_FIRST_WORD.pattern, *others])), phrases


def _spaced(phrase: str) -> str:
    """Return a pattern for a phrase: any spaces between its words, and before its colon."""
    pattern = re.escape(phrase).replace(r"\ ", r"\s{1,3}").replace(":", " ?:")
    return pattern + r"(?:(?!\w)|(?=sumber ?:))" if phrase[-1].isalpha() and phrase.lower() != "baca juga" else pattern


def furniture(text: str, start: int, end: int, lexicon: Lexicon) -> list[Furniture]:
    """Return the newsroom matter of a paragraph in order."""
    first_words, phrases = _openings(lexicon)
    found: list[Furniture] = []
    for match in first_words.finditer(text, start, end):
        for phrase in phrases.get(match.group(), ()):
            whole = phrase.pattern.match(text, match.start(), end)
            if whole and _counts(text, start, whole.start(), phrase, found):
                stop = whole.end()
                bracket = _IN_BRACKETS.match(text, whole.start() - 1, end) if phrase.role is Role.RELATED else None
                if bracket and whole.start() > start:
                    found.append(Furniture(bracket.start(), bracket.end(), phrase.role, Extent.FIXED))
                    break
                if phrase.extent is Extent.FIXED:
                    arrows = _ARROWS.match(text, stop, end)
                    stop = arrows.end() if arrows else stop
                found.append(Furniture(whole.start(), stop, phrase.role, phrase.extent))
                break
    found += [
        Furniture(*match.span(), Role.BOILERPLATE, Extent.FIXED)
        for pattern in (_BRACKETED_INSERT, _PAGE)
        for match in pattern.finditer(text, start, end)
    ]
    found += [
        Furniture(*link.span(), Role.RELATED, Extent.FIXED) for link in _BRACKETED_LINK.finditer(text, start, end)
    ]
    found += [
        Furniture(*twice.span(group), Role.RELATED, Extent.FIXED)
        for twice in _VIDEO_TWICE.finditer(text, start, end)
        for group in (1, 2)
    ]
    # "Ikuti Whatsapp Channel Republikasumber : Antara": the credit ran together with the link before it.
    found += [
        Furniture(piece.phrase_end, source.end(), Role.CREDIT, Extent.REST)
        for piece in found
        if (source := _RUN_IN_SOURCE.match(text, piece.phrase_end, end))
    ]
    kept: list[Furniture] = []
    for piece in sorted(found, key=lambda piece: piece.start):
        if not kept or piece.start >= kept[-1].phrase_end:
            kept.append(piece)
    return kept


def _counts(text: str, start: int, position: int, phrase: _Phrase, before: list[Furniture]) -> bool:
    """Return whether a phrase found at ``position`` opens newsroom matter there."""
    if phrase.at_start and not _at_sentence_start(text, start, position, before):
        return False
    following = position + phrase.length
    if phrase.extent is Extent.TITLE and text[following - 1].isalpha() and _SMALL_WORD.match(text, following):
        return False  # "Berita lainnya yang banyak dibaca" is running text
    if phrase.extent is Extent.NAMES and _QUESTION.match(text, following):
        return False  # "Wartawan: Apa rencana Anda?" is a line of a conversation
    if before and text[position - 1 : position] == "/":
        return False  # "Penulis: A/Editor: B" is one credit
    # "Artikel ini telah tayang di … dengan judul …, Penulis: …" is one credit.
    return not (before and before[-1].extent is Extent.REST and phrase.role is Role.CREDIT)


def _at_sentence_start(text: str, start: int, position: int, before: list[Furniture]) -> bool:
    """Return whether a sentence may begin at ``position``: after a mark or other newsroom matter."""
    if before and (before[-1].extent in (Extent.NAMES, Extent.REST) or before[-1].phrase_end == position):
        return True
    head = text[max(start, position - 8) : position].rstrip()
    return not head or head[-1] in ".!?…\"”’')]>" or (head[-1].islower() and position - start == len(head))


def names_end(text: str, start: int, limit: int) -> int:
    """Return where the names of a credit that begin at ``start`` end."""
    # Longer than any credit line of the newsrooms seen: two names, their places and a web name.
    if len(text[start:limit].split()) <= 14:
        return limit
    match = _NAMES.match(text, start, limit)
    return match.end() if match else limit


def sentence_role(text: str) -> Role:
    """Return the role of a sentence by its own words; ``body`` where nothing speaks against it."""
    if is_signature(text) or is_photo_credit(text) or _SOURCE.fullmatch(text) or _CONTRIBUTOR.fullmatch(text):
        return Role.CREDIT
    if _SCRIPT.match(text) or not any(character.isalnum() for character in text):
        return Role.BOILERPLATE
    if is_caption(text):
        return Role.CAPTION
    return Role.BODY
