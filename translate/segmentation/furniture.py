"""What newsrooms add to an article: links, credits, advertisements and crawler's lines."""

import functools
import re
from dataclasses import dataclass
from enum import Enum, auto

from translate.lexicon import Lexicon
from translate.segmentation.captions import is_caption, is_photo_credit
from translate.segmentation.name_forms import NAME, WEB_NEWSROOM
from translate.segmentation.signatures import is_signature
from translate.sentences import Role


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
_NAMES = re.compile(rf"\s{{0,3}}(?:{WEB_NEWSROOM}|{NAME})(?:(?:,? ?/ ?|, | )(?:{WEB_NEWSROOM}|{NAME})){{0,5}}")
_SOURCE = re.compile(r"\((?:Sumber|Kredit|Ditulis oleh|Laporan)\b[^()\n]{0,80}\)")
# The title of a link, or of an advertisement, is given twice: for the picture and below it. Shorter repetitions are
# chants, longer ones paragraphs of their own.
_TWICE_SHORTEST, _TWICE_LONGEST = 25, 170
_OPENING_WORD = re.compile(r"(?<![^\s])[A-Z]")
_SENTENCE_INSIDE = re.compile(r"[.!?](?:[\s\"”A-Z]|$)|\n|[,;:]$")
# A name said again goes on: "Raden Ayu Siti Aminah Raden Ayu Siti Aminah adalah seorang guru".
_ENDS_THERE = re.compile(r"\s{1,3}[^\sa-z,;]|\s*\Z")
# Tags at the end of a text that was posted elsewhere too.
_HASHTAGS = re.compile(r"(?:#\w{2,40}\s{0,2}){2,}(?=\(|\s*\Z)")
_CONTRIBUTOR = re.compile(r"[A-Z][^.:;!?\"“”\n]{2,100} berkontribusi (?:dalam|pada|untuk) (?:penulisan )?\w+ ini\.?")
_RUN_IN_SOURCE = re.compile(r"sumber ?:")
_PAGE = re.compile(r"Halaman \d{1,2} dari \d{1,2}(?= \(|\s*\Z|\s*\n)")
_IN_BRACKETS = re.compile(r"\([^()\n]{5,200}\)|\[[^\[\]\n]{5,200}\]")
# Not "Ikuti Whatsapp Channel Republika sumber : Antara".
_SMALL_WORD = re.compile(r" (?!sumber ?:)[a-z]")
_QUESTION = re.compile(r"[^:\n?]{1,100}\?")
_ARROWS = re.compile(r"[ \d]{0,3}(?:-{1,4}>{1,9}|>{1,12}|»)")
# A phrase is no part of a longer word: not "BACA JUGAAN", but "BACA JUGAIbu" and "Baca jugaIbu".
_GOES_ON = r"(?:(?![a-z\d_]|(?<=[A-Z])[A-Z](?![a-z]))|(?=sumber ?:))"
# Words as they are written even where two are run together: "KotaBaca" holds "Baca".
_FIRST_WORD = re.compile(r"[A-Z][a-z]+|[A-Z]+(?![a-z])")
_SCRIPT = re.compile(r"(?:googletag|window|document|\(function|var )[\w.( ]{0,40}[({=]")


def metadata_end(text: str, start: int, end: int, lexicon: Lexicon) -> int:
    """Return where a crawler's line at ``start`` ends, or ``start`` if there is none."""
    match = _metadata(lexicon).match(text, start, end)
    return match.end() if match else start


@functools.lru_cache(maxsize=_LEXICONS)
def _metadata(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(
        r"\s*(?:date \d{4}-\d{2}(?:-\d{2})?(?=\s|$)"
        rf"|(?i:{_one_of(lexicon, 'metadata_labels')})[ ]?[:=][^\n]{{1,200}}$"
        rf"|{_one_of(lexicon, 'days')},? \d{{1,2}}[ /-]\w{{1,9}}[ /-]\d{{4}}[^\n]{{0,24}}$"
        r"|\d{1,2} (?:menit|jam|hari) (?:yang )?lalu$)"
    )


@functools.lru_cache(maxsize=_LEXICONS)
def _bracketed(lexicon: Lexicon) -> tuple[tuple[re.Pattern[str], Role], ...]:
    """Return the patterns of what stands in brackets: ``[Gambas:Video]``, ``(Baca wawancara Budi: Kami Siap)``.

    ``(Lihat Tabel 3)`` has no colon.
    """
    insert = rf"\[(?i:{_one_of(lexicon, 'inserts')})\b[^\]\n]{{0,120}}\]"
    link = rf"\((?i:{_one_of(lexicon, 'link_verbs')})(?: [\w.'’-]{{1,30}}){{0,6}} ?:[^()\n]{{3,200}}\)"
    return (
        (re.compile(insert), Role.BOILERPLATE),
        (_PAGE, Role.BOILERPLATE),
        (_HASHTAGS, Role.BOILERPLATE),
        (re.compile(link), Role.RELATED),
    )


@functools.lru_cache(maxsize=_LEXICONS)
def _link_away(lexicon: Lexicon) -> re.Pattern[str]:
    """Return the pattern of a sentence whose only use is a link: ``Tonton juga videonya di sini:``, ``… klik di sini``.

    A verb of the table opens it, or it asks for a click at its end.
    """
    asked = rf"(?i:{_one_of(lexicon, 'link_verbs')})\b[^.!?\n]{{0,120}}\bdi ?sini ?[:.!]?"
    return re.compile(
        asked + r"|[^.!?\n]{0,120}\b[Kk]lik (?:di ?sini|link (?:ini|berikut)|tautan (?:ini|berikut)) ?[:.!]?"
    )


def _one_of(lexicon: Lexicon, table: str) -> str:
    """Return a pattern for the entries of a table."""
    return f"(?:{'|'.join(map(re.escape, lexicon.entries(table)))})"


@dataclass(frozen=True, slots=True)
class _Phrase:
    pattern: re.Pattern[str]
    length: int
    role: Role
    extent: Extent
    at_start: bool  # only where a sentence may begin
    opens_prose: bool  # running text can begin with it


@functools.lru_cache(maxsize=_LEXICONS)
def _openings(lexicon: Lexicon) -> tuple[re.Pattern[str], dict[str, list[_Phrase]]]:
    """Return a pattern for all first words, and for each first word in small letters its phrases, longest first.

    One alternation of all phrases costs ten times as much as all other steps together.
    """
    phrases: dict[str, list[_Phrase]] = {}
    others: set[str] = set()  # first words that need no capital
    for table, role, extent in _TABLES:
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
            phrases.setdefault(key, []).append(_Phrase(pattern, len(phrase), role, reach, entry[0] == "^", prose))
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


def furniture(text: str, start: int, end: int, lexicon: Lexicon) -> list[Furniture]:
    """Return the newsroom matter of a paragraph in order."""
    first_words, phrases = _openings(lexicon)
    found: list[Furniture] = []
    for match in first_words.finditer(text, start, end):
        for phrase in phrases.get(match.group().lower(), ()):
            whole = phrase.pattern.match(text, match.start(), end)
            if whole and _counts(text, start, whole, phrase, found):
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
        Furniture(*match.span(), role, Extent.FIXED)
        for pattern, role in _bracketed(lexicon)
        for match in pattern.finditer(text, start, end)
    ]
    found += _given_twice(text, start, end)
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


def _given_twice(text: str, start: int, end: int) -> list[Furniture]:
    """Return what stands twice, one right after the other: the title of a link or an advertisement."""
    found: list[Furniture] = []
    for opening in _OPENING_WORD.finditer(text, start, end):
        first = opening.start()
        if found and first < found[-1].phrase_end:
            continue
        head = text[first : first + _TWICE_SHORTEST]
        second = text.find(head, first + _TWICE_SHORTEST, min(end, first + _TWICE_LONGEST))
        if second < 0:
            continue
        shown = text[first:second].rstrip()
        stop = second + len(shown)
        if text[second:stop] != shown or _SENTENCE_INSIDE.search(shown) or not _ENDS_THERE.match(text, stop, end):
            continue
        role = Role.RELATED if shown.startswith("Video") else Role.BOILERPLATE
        found.append(Furniture(first, first + len(shown), role, Extent.FIXED))
        found.append(Furniture(second, stop, role, Extent.FIXED))
    return found


def _counts(text: str, start: int, whole: re.Match[str], phrase: _Phrase, before: list[Furniture]) -> bool:
    """Return whether a phrase opens newsroom matter where it was found."""
    position, following = whole.span()
    if phrase.at_start and not _at_sentence_start(text, start, position, before):
        return False
    if phrase.opens_prose and text[following - 1].isalpha() and _SMALL_WORD.match(text, following):
        return False  # "Berita lainnya yang banyak dibaca", "Halaman selanjutnya memuat daftar" are running text
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


def sentence_role(text: str, lexicon: Lexicon) -> Role:
    """Return the role of a sentence by its own words; ``body`` where nothing speaks against it."""
    if (
        is_signature(text, lexicon)
        or is_photo_credit(text, lexicon)
        or _SOURCE.fullmatch(text)
        or _CONTRIBUTOR.fullmatch(text)
    ):
        return Role.CREDIT
    if _SCRIPT.match(text) or _link_away(lexicon).fullmatch(text) or not any(map(str.isalnum, text)):
        return Role.BOILERPLATE
    if is_caption(text, lexicon):
        return Role.CAPTION
    return Role.BODY
