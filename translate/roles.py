"""What newsrooms add to an article: datelines, links, credits, advertisements and crawler's lines."""

import functools
import re
from dataclasses import dataclass
from enum import Enum, auto

from translate.lexicon import Lexicon
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
_DAYS = r"(?:Senin|Selasa|Rabu|Kamis|Jum'?at|Sabtu|Minggu)"
_METADATA = re.compile(
    r"\s*(?:date \d{4}-\d{2}(?:-\d{2})?(?=\s|$)"
    r"|(?:date|tanggal|title|url|source|author|category|published)[ ]?[:=][^\n]{1,200}$"
    rf"|{_DAYS},? \d{{1,2}}[ /-]\w{{1,9}}[ /-]\d{{4}}[^\n]{{0,24}}$"
    r"|\d{1,2} (?:menit|jam|hari) (?:yang )?lalu$)"
)
_NAME = r"[A-Z][\w.'’-]{0,24}"
_PLACE = rf"{_NAME}(?:,? {{1,2}}{_NAME}){{0,3}}"
_DASH = r"\s{0,3}(?:-{1,3}|[–—]{1,2})"
_WEB_NEWSROOM = r"[A-Za-z][\w-]{1,30}(?:\.[A-Za-z]{2,4}){0,2}\.(?:com|COM|Com|co|CO|Co|id|ID|net|NET|tv|TV|news|NEWS)"
_SIGNED_CODE = re.compile(
    r"\((?:[a-z*]{2,6}(?:/[a-z]{2,6}){1,4}|[A-Z]{2,4}(?:/[A-Z0-9-]{1,5}){1,3}|\*{1,3})\)"
    rf"|\((?:{_WEB_NEWSROOM}|[Tt]ribunnews)(?: ?[/,] ?{_NAME}(?: {_NAME}){{0,3}})\)"
)
_SIGNED = re.compile(
    rf"{_SIGNED_CODE.pattern}"
    rf"|\((?:[a-z]{{2,6}}|[A-Z]{{2,4}}|Antara|Ant|{_WEB_NEWSROOM}|{_NAME}(?: {_NAME}){{1,3}})\)"
)
_NAMES = re.compile(rf"\s{{0,3}}(?:{_WEB_NEWSROOM}|{_NAME})(?:(?:,? ?/ ?|, | )(?:{_WEB_NEWSROOM}|{_NAME})){{0,5}}")
_SIGNED_NAME = re.compile(rf"{_NAME}(?: {_NAME}){{1,3}}/{_WEB_NEWSROOM}")
_PHOTO_CREDIT = re.compile(
    r"\((?:Foto|foto|FOTO|Dok|dok|Sumber|Kredit|Istimewa|istimewa|ANTARA FOTO|Antara Foto)\b[^()\n]{0,80}\)"
    r"|(?:ANTARA FOTO|ANTARA|AFP|REUTERS|Reuters)/[^\n]{2,60}$"
)
_CAPTION = re.compile(r"(?:Foto ilustrasi|Ilustrasi|ILUSTRASI|Caption|Keterangan foto|Foto:)\b")
_BRACKETED_INSERT = re.compile(r"\[(?:Gambas|gambas|GAMBAS|Video|Image|Foto)\b[^\]\n]{0,120}\]")
_ARROWS = re.compile(r"[ \d]{0,3}(?:-{1,4}>{1,9}|>{1,12}|»)")
# Words as they are written even where two are run together: "KotaBaca" holds "Baca".
_FIRST_WORD = re.compile(r"[A-Z][a-z]+|[A-Z]+(?![a-z])")
_SCRIPT = re.compile(r"(?:googletag|window|document|\(function|var )[\w.( ]{0,40}[({=]")


def metadata_end(text: str, start: int, end: int) -> int:
    """Return where a crawler's line at ``start`` ends, or ``start`` if there is none."""
    match = _METADATA.match(text, start, end)
    return match.end() if match else start


def dateline(text: str, start: int, end: int, lexicon: Lexicon) -> tuple[int, int] | None:
    """Return the span of a paragraph's dateline: at its start, or further on where its form is sure."""
    match = _dateline_pattern(lexicon).match(text, start, end)
    if match:
        return match.start("line"), match.end("line")
    found = _agency_pattern().search(text, start, end)
    if found is None:
        return None
    return _place_before(text, (start, found.start()), lexicon), found.end()


def _newsrooms(lexicon: Lexicon) -> str:
    names = sorted(lexicon.entries("newsrooms"), key=len, reverse=True)
    return "|".join([*map(re.escape, names), _WEB_NEWSROOM])


@functools.lru_cache(maxsize=_LEXICONS)
def _dateline_pattern(lexicon: Lexicon) -> re.Pattern[str]:
    """Return the forms of the houses, each read to its dash or to the stop of ``- JAKARTA.``."""
    room = rf"(?:{_newsrooms(lexicon)})"
    forms = (
        rf"{room}{_DASH}\s{{0,3}}[A-Z][A-Z ]{{2,24}}(?:\.(?=\s?[A-Z\"“])|{_DASH})",  # KONTAN.CO.ID - JAKARTA.
        rf"{room} ?(?:[,|] ?{_PLACE} {{0,2}})?(?:{_DASH}|(?<=[a-z]):)",  # TEMPO.CO, Jakarta -
        rf"{_PLACE} {{0,3}}\([^()\n]{{2,40}}\){_DASH}",  # Jakarta (ANTARA) -
        rf"{_PLACE} ?, ?{room}{_DASH}",  # JAKARTA, KOMPAS.com -
        rf"{_NAME}(?: ?,? {_NAME}){{0,3}}"
        rf"(?:\s{{1,2}}[-–—]{{1,2}}(?=\s)|(?<=[A-Z])[-–—]{{1,2}}(?=\s?[A-Z][a-z]))",
        r"Liputan6\.com, ?[A-Z][a-z]+(?= [A-Z])",  # its later form has no dash
    )
    return re.compile(r"\s*(?P<line>" + "|".join(forms) + ")")


@functools.cache
def _agency_pattern() -> re.Pattern[str]:
    """Return the form that is sure wherever it stands: an agency in brackets and a dash."""
    return re.compile(rf"\s\(ANTARA[^()\n]{{0,30}}\){_DASH}|(?<=\s)TRIBUN[A-Z]+\.COM(?:, [A-Z ]{{3,25}})?{_DASH}")


def _place_before(text: str, span: tuple[int, int], lexicon: Lexicon) -> int:
    """Return where the place before an agency begins: all capitals back to the start, or one name."""
    start, position = span
    if not text[position].isspace():
        return position
    names = re.search(rf"(?:{_NAME},? {{0,2}}){{1,4}}$", text[max(start, position - 100) : position])
    if names is None:
        return position
    if position - len(names.group()) <= start:
        return start
    parts = names.group().split()
    kept = 2 if " ".join(parts[-2:]).lower() in lexicon.words("two_word_places") else 1
    return position - len(names.group()) + names.group().rindex(" ".join(parts[-kept:]))


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
            phrase = entry.lstrip("^").rstrip("…")
            reach = extent
            if entry.endswith("…"):
                reach = Extent.SENTENCE if role is Role.BOILERPLATE else Extent.REST
            for variant in {phrase} if role is Role.BOILERPLATE else {phrase, phrase.title(), phrase.upper()}:
                first = _FIRST_WORD.match(variant)
                key = first.group() if first else variant.split()[0].rstrip(":")
                pattern = re.compile(_spaced(variant))
                phrases.setdefault(key, []).append(_Phrase(pattern, len(variant), role, reach, entry.startswith("^")))
    for known in phrases.values():
        known.sort(key=lambda phrase: phrase.length, reverse=True)
    others = [re.escape(word) for word in phrases if not _FIRST_WORD.fullmatch(word)]
    return re.compile("|".join([_FIRST_WORD.pattern, *others])), phrases


def _spaced(phrase: str) -> str:
    """Return a pattern for a phrase: any spaces between its words, and before its colon."""
    pattern = re.escape(phrase).replace(r"\ ", " {1,3}").replace(":", " ?:")
    return pattern + r"(?!\w)" if phrase[-1].isalpha() and phrase.lower() != "baca juga" else pattern


def furniture(text: str, start: int, end: int, lexicon: Lexicon) -> list[Furniture]:
    """Return the newsroom matter of a paragraph in order."""
    first_words, phrases = _openings(lexicon)
    found: list[Furniture] = []
    for match in first_words.finditer(text, start, end):
        for phrase in phrases.get(match.group(), ()):
            whole = phrase.pattern.match(text, match.start(), end)
            if whole and _counts(text, start, whole.start(), phrase, found):
                stop = whole.end()
                if phrase.extent is Extent.FIXED:
                    arrows = _ARROWS.match(text, stop, end)
                    stop = arrows.end() if arrows else stop
                found.append(Furniture(whole.start(), stop, phrase.role, phrase.extent))
                break
    found += [
        Furniture(match.start(), match.end(), Role.BOILERPLATE, Extent.FIXED)
        for match in _BRACKETED_INSERT.finditer(text, start, end)
    ]
    found.sort(key=lambda piece: piece.start)
    return [piece for i, piece in enumerate(found) if i == 0 or piece.start >= found[i - 1].phrase_end]


def _counts(text: str, start: int, position: int, phrase: _Phrase, before: list[Furniture]) -> bool:
    """Return whether a phrase found at ``position`` opens newsroom matter there."""
    if phrase.at_start and not _at_sentence_start(text, start, position, before):
        return False
    if before and text[position - 1 : position] == "/":
        return False  # "Penulis: A/Editor: B" is one credit
    # "Artikel ini telah tayang di … dengan judul …, Penulis: …" is one credit.
    return not (before and before[-1].extent is Extent.REST and phrase.role is Role.CREDIT)


def _at_sentence_start(text: str, start: int, position: int, before: list[Furniture]) -> bool:
    """Return whether a sentence may begin at ``position``: after a mark or other newsroom matter."""
    if before and before[-1].extent in (Extent.NAMES, Extent.REST):
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


def signature_start(text: str, start: int, end: int) -> int:
    """Return where the reporter's code at the end of ``text[start:end]`` begins, or ``end``."""
    tail = text[max(start, end - 80) : end].rstrip()
    opening = tail.rfind("(")
    if opening >= 0 and _SIGNED_CODE.fullmatch(tail, opening):
        return max(start, end - 80) + opening
    return end


def sentence_role(text: str) -> Role:
    """Return the role of a sentence by its own words; ``body`` where nothing speaks against it."""
    if _SIGNED.fullmatch(text) or _SIGNED_NAME.fullmatch(text) or _PHOTO_CREDIT.fullmatch(text):
        return Role.CREDIT
    if _SCRIPT.match(text) or not any(character.isalnum() for character in text):
        return Role.BOILERPLATE
    if _CAPTION.match(text) and len(text) < 200 and text[-1:] not in ".!?":
        return Role.CAPTION
    return Role.BODY
