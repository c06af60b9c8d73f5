"""The dateline of an article: its place, date and newsroom, in the form of each newsroom."""

import functools
import re

from translate.lexicon import Lexicon
from translate.segmentation.records import (
    HEADLINE_CHARACTERS,
    LEXICONS,
    NAME,
    PLACE,
    WEB_NEWSROOM,
    Span,
    Stretch,
)
from translate.segmentation.rules import EndRule

_PLACE_NAMES = re.compile(rf"(?:{NAME},? {{0,2}}){{1,4}}$")
_CAPITAL_WORD = re.compile(r"(?<!\S)[A-Z][\w.'’-]*")
_HOUSE = re.compile(r"\(|(?<=, )[A-Z]|[A-Z]\w+\.\w")
_PLACE_WORD = re.compile(r"[^\W\d_]{3,}")
# Not the hyphen of "Ada-ada".
_DASH = r"\s{0,3}(?:-{1,3}|[–—]{1,2})(?<!\w-(?=[a-z]))"
# If a newsroom is the subject of its sentence, a small letter follows: "Detik.com - situs berita itu - memuatnya."
_NEW_SENTENCE = r"(?!\s{0,3}[a-z])"
# A list of streets or places has more dashes than a dateline has.
_DASHES_AHEAD = re.compile(r"(?:[^.!?\n]{1,80}? [-–—] ){2}")


def dateline(stretch: Stretch) -> Span | None:
    """Return the span of an opening paragraph's dateline: at its start, or further on if its form is certain."""
    sure = sure_dateline(stretch)
    if sure:
        return sure
    match = stretch.match(_opening_pattern(stretch.lexicon))
    if (
        match
        and _is_place(match.group("line"), stretch.lexicon)
        and not stretch.after(match.end()).match(_DASHES_AHEAD)
    ):
        return match.span("line")
    found = stretch.search(_agency_pattern(stretch.lexicon))
    if found is None:
        return None
    return _place_before(stretch.before(found.start())), found.end()


def sure_dateline(stretch: Stretch) -> Span | None:
    """Return the span of the dateline that opens a paragraph anywhere in an article: one that names its newsroom."""
    match = stretch.match(_sure_pattern(stretch.lexicon))
    return match.span("line") if match else None


def joined_dateline(stretch: Stretch) -> int:
    """Return where the dateline after a headline on the same line begins, or the start of the stretch."""
    reach = min(stretch.end, stretch.start + HEADLINE_CHARACTERS)
    for match in _CAPITAL_WORD.finditer(stretch.text, stretch.start + 1, reach):
        line = sure_dateline(stretch.after(match.start()))
        if line:
            return _place_start(stretch.part(match.start(), line[1]))
    return stretch.start


def dateline_end(dateline: str) -> EndRule:
    """Return the rule that ended a dateline: its dash, or its whole form for newsrooms that write no dash."""
    return EndRule.DASH if dateline.rstrip()[-1] in "-–—" else EndRule.PHRASE_END


def _place_start(dateline: Stretch) -> int:
    """Return where the place of a dateline begins; names at the end of the headline match the form of a place too."""
    house = next((match.start() for match in _HOUSE.finditer(dateline.text, dateline.start + 1, dateline.end)), None)
    name = dateline.before(dateline.start if house is None else house)
    words = [match.start() for match in name.finditer(_CAPITAL_WORD)]
    if not words:
        return dateline.start
    two = " ".join(name.text[words[-2] : name.end].strip(" ,(").lower().split()) if len(words) > 1 else ""
    return words[-2] if two in name.words("two_word_places") else words[-1]


def _is_place(line: str, lexicon: Lexicon) -> bool:
    """Return whether a dateline begins with a name, not a common word: ``Laga Persija - Persib`` is a sentence."""
    first = _PLACE_WORD.search(line)
    if first is None or line.isupper():
        return True
    word = first.group().lower()
    return word not in lexicon.words("common_words") or word in lexicon.words("place_words")


def _date(lexicon: Lexicon) -> str:
    """Return the form of a date in a dateline: ``, 5 Mei 2020``, ``, Senin (5/5)``."""
    return (
        rf"(?:,? {{1,2}}{lexicon.any_of('days')}(?=,? ))?"
        r"(?:,? {1,2}\(?\d{1,2}(?:/\d{1,2}(?:/\d{2,4})?"
        rf"| {lexicon.any_of('months')}[a-z]{{0,6}}(?: \d{{4}})?)\)?)?"
    )


def _newsrooms(lexicon: Lexicon) -> str:
    names = sorted(lexicon.entries("newsrooms"), key=len, reverse=True)
    return "|".join([*map(re.escape, names), WEB_NEWSROOM])


def _is_written_in_capitals(name: str) -> bool:
    """Return whether the name of a newsroom begins with four capitals, so that ``RMOL.`` is not read as a sentence."""
    return re.match(r"[A-Z]{4}", name) is not None


def _forms_with_newsroom(lexicon: Lexicon) -> tuple[str, ...]:
    """Return the forms that name the newsroom, each up to its dash, or up to the full stop of ``- JAKARTA.``."""
    room, dashless = rf"(?:{_newsrooms(lexicon)})", lexicon.any_of("dashless_newsrooms")
    return (
        rf"{room}{_DASH}\s{{0,3}}[A-Z][A-Z ]{{2,24}}(?:\.(?=\s?[A-Z\"“])|{_DASH})",  # KONTAN.CO.ID - JAKARTA.
        rf"{room} ?(?:[,|] ?{PLACE} {{0,2}})?(?:{_DASH}{_NEW_SENTENCE}|(?<=[a-z]):)",  # TEMPO.CO, Jakarta -
        # Jakarta (ANTARA) -, Metro (Lampost.co):
        rf"{PLACE}{_date(lexicon)} {{0,3}}\(\s?{room}[^()]{{0,30}}\)(?:{_DASH}| ?:)",
        rf"\({room}\)(?:{_DASH}| ?:)",  # (Lampost.co):
        rf"{PLACE} ?, ?{room}{_DASH}",  # JAKARTA, KOMPAS.com -
        rf"{dashless}, ?[A-Z][a-z]+(?=\s?[A-Z\"“‘'])",  # Liputan6.com, Jakarta
    )


@functools.lru_cache(maxsize=LEXICONS)
def _sure_pattern(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"\s*(?P<line>{'|'.join(_forms_with_newsroom(lexicon))})")


@functools.lru_cache(maxsize=LEXICONS)
def _opening_pattern(lexicon: Lexicon) -> re.Pattern[str]:
    """Return the forms that are datelines at the top of an article only: a place, or a newsroom and a full stop."""
    rooms = "|".join(sorted(filter(_is_written_in_capitals, lexicon.entries("newsrooms")), key=len, reverse=True))
    initials = "".join(sorted({day[0] for day in lexicon.entries("days")}))
    forms = (
        rf"(?:{rooms})\.(?=\s?[A-Z\"“])",  # RMOL.
        # Jakarta, 5 Mei -
        rf"{NAME}(?: ?,? {NAME}){{0,3}}(?=,? \(?[\d{re.escape(initials)}]){_date(lexicon)}(?<![a-z]){_DASH}"
        r"(?!\s{0,3}\d)",
        rf"{PLACE} {{0,3}}\([^()\n]{{2,40}}\){_DASH}",  # Jakarta (wartawan) -
        rf"{NAME}(?: ?,? {NAME}){{0,3}}"
        rf"(?:\s{{1,2}}[-–—]{{1,2}}(?=\s|$)|(?<=[A-Z]{{5}})-{{1,2}}(?=[A-Z][a-z])|(?<=[A-Z])[–—](?=[A-Z][a-z])"
        r"|(?<=[A-Z])[-–—]{1,2}(?=\s[A-Z\"“]))",
    )
    return re.compile(rf"\s*(?P<line>{'|'.join(forms)}){_NEW_SENTENCE}")


@functools.lru_cache(maxsize=LEXICONS)
def _agency_pattern(lexicon: Lexicon) -> re.Pattern[str]:
    """Return the form that is certain anywhere: an agency in brackets, or a web name in capitals, and a dash."""
    families = "|".join(re.escape(family.upper()) for family in lexicon.entries("newsroom_families"))
    return re.compile(
        rf"\s\({lexicon.any_of('wire_agencies')}[^()\n]{{0,30}}\){_DASH}"
        rf"|(?<=\s)(?:{families})[A-Z]+\.COM(?:, [A-Z ]{{3,25}})?{_DASH}"
    )


def _place_before(opening: Stretch) -> int:
    """Return where the place at the end of an opening begins: all capitals back to the start, or one name."""
    text, position = opening.text, opening.end
    if not text[position].isspace():
        return position
    names = _PLACE_NAMES.search(text[max(opening.start, position - 100) : position])
    if names is None:
        return position
    if position - len(names.group()) <= opening.start:
        return opening.start
    parts = names.group().split()
    kept = 2 if " ".join(parts[-2:]).lower() in opening.words("two_word_places") else 1
    return position - len(names.group()) + names.group().rindex(" ".join(parts[-kept:]))
