"""The role of a part of an article, from its own words and from the credit or signature next to it.

Photo credits and captions, reporters' signatures, notes on sources, parts of the page. The last stage looks at all
units together: a sentence right before a photo credit is its caption, and what stands without a mark below the
reporter's signature belongs to the page.
"""

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from translate.lexicon import Lexicon
from translate.segmentation.records import (
    DOUBLE,
    JOINT,
    LEXICONS,
    LINKED_TITLE_CHARACTERS,
    NAME,
    WEB_NEWSROOM,
    Span,
    Stretch,
    Unit,
)
from translate.segmentation.rules import RoleRule
from translate.sentences import Role

# A bracket is part of a sentence if the sentence goes on behind it: "(foto kanan), tetapi".
_GOES_ON = re.compile(r"\s*[,;a-z]")
# Where the name of a credit ends and the caption begins, best evidence first: run together; a name in
# capitals; the word "Ilustrasi"; the last capitalised word before the first small one.
_NAME_ENDS = (
    re.compile(rf"[^\n]{{1,50}}?[a-z](?={JOINT}?[A-Z][A-Za-z])"),
    re.compile(r"[A-Z][A-Z' .-]{2,50}?(?<=[A-Z])(?: |(?=[A-Z][a-z]))(?=[A-Z][a-z])"),
    re.compile(r"[^\n]{1,50}? (?=Ilustrasi )"),
    re.compile(r"(?:[A-Z][\w'’-]* ){1,4}(?=[A-Z][\w-]* [a-z])"),
)
# The longest credit without a caption; longer texts are sentences.
_CREDIT_CHARACTERS = 80
# Longer texts are paragraphs that begin with the word.
_CAPTION_CHARACTERS = 200

# "(abc/def)", "(rin/DOD)", "(T.B017/S026)", "(des,rin)"; parts with small letters alone may be parted by a comma.
_CODES = re.compile(
    r"\(([A-Za-z*][\w.*-]{0,11}(?:/[A-Za-z*][\w.*-]{0,11}){1,4}|[a-z]{2,5}(?:, ?[a-z]{2,5}){1,2}|[A-Z]\.KR-[A-Z*-]+)\)"
)
_PARTS = re.compile(r"[/,] ?")
_WEB = re.compile(WEB_NEWSROOM)
_CODE_INSIDE = re.compile(r"\((?<=\s.)[a-z*][a-z0-9*]{1,6}/[a-z][a-z0-9]{1,6}\)")
_FINAL = re.compile(r"[.!?]\W*$")
_CONTRIBUTOR = re.compile(r"[A-Z][^.:;!?\"“”\n]{2,100} berkontribusi (?:dalam|pada|untuk) (?:penulisan )?\w+ ini\.?")
_SCRIPT = re.compile(r"(?:googletag|window|document|\(function|var )[\w.( ]{0,40}[({=]")
# A tag may end with a stop ("Budi Santoso, S.H."); longer ones with a stop are sentences.
_TAG_CHARACTERS = 30
# No signature is longer.
_SIGNATURE_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The forms of credits, captions and signatures with the words of one lexicon."""

    credit: re.Pattern[str]  # in brackets
    lead: re.Pattern[str]  # before its caption
    lead_agency: re.Pattern[str]
    by: re.Pattern[str]
    caption: re.Pattern[str]
    label: re.Pattern[str]
    source: re.Pattern[str]
    named_code: re.Pattern[str]  # a newsroom and a name in brackets, or a star
    tag_code: re.Pattern[str]  # what may stand before tags
    signed: re.Pattern[str]
    tags: re.Pattern[str]  # the label above a list of tags


@functools.lru_cache(maxsize=LEXICONS)
def _patterns(lexicon: Lexicon) -> _Patterns:
    agency = _any_of(lexicon, "photo_agencies")
    bracketed = (
        rf"[(\[]{_any_of(lexicon, 'photo_labels')}[:. /][^()\[\]\n]{{1,80}}[)\]]"
        rf"|\((?:{agency}|{_any_of(lexicon, 'bracketed_agencies')})/[^()\n]{{2,60}}\)"
        rf"|\({_any_of(lexicon, 'photo_sources')}\b[^()\n]{{0,40}}\)"
    )
    newsroom = f"(?:{WEB_NEWSROOM}|{_any_of(lexicon, 'signing_newsrooms')})"
    named = rf"\(\*{{1,3}}\)|\({newsroom} ?[/,] ?[A-Za-z][\w .'’/-]{{1,50}}\)"
    family = _any_of(lexicon, "newsroom_families")
    return _Patterns(
        credit=re.compile(rf"(?:{bracketed})(?: ?\.(?!\.))?"),
        lead=re.compile(rf"(?:{agency}/ ?|{_any_of(lexicon, 'photo_archives')}\. ?)(?=[A-Z])"),
        lead_agency=re.compile(rf"{agency}/ ?[A-Z]"),
        by=re.compile(rf"Foto {_any_of(lexicon, 'photo_prepositions')}\b"),
        caption=re.compile(rf"{_any_of(lexicon, 'captions')}\b"),
        label=re.compile(_any_of(lexicon, "caption_labels")),
        source=re.compile(rf"\({_any_of(lexicon, 'source_labels')}\b[^()\n]{{0,80}}\)"),
        named_code=re.compile(named),
        # Also a code without a stroke, which no word looks like: "(nkmkm)".
        tag_code=re.compile(rf"{_CODES.pattern}|{named}|\((?=[a-z]{{0,3}}[^aiueo)]{{3}})[a-z]{{3,6}}\)"),
        signed=re.compile(
            rf"{named}|\((?:[a-z]{{2,6}}|[A-Z]{{2,4}}|{WEB_NEWSROOM}|{NAME}(?: {NAME}){{0,3}} ?)\)"
            rf"|{_any_of(lexicon, 'stroke_agencies')}/[^\n]{{2,60}}"
            rf"|{NAME}(?: {NAME}){{1,3}}/(?:{WEB_NEWSROOM}|{family}\w*)"
        ),
        tags=re.compile(rf"{_any_of(lexicon, 'tag_labels')} ?:"),
    )


def _any_of(lexicon: Lexicon, table: str) -> str:
    """Return a pattern for the entries of a table, the longest first; a colon allows a space before it."""
    entries = sorted(lexicon.entries(table), key=len, reverse=True)
    return "(?:" + "|".join(re.escape(entry).replace(":", " ?:") for entry in entries) + ")"


def photo_credits(stretch: Stretch) -> list[Span]:
    """Return the spans of the bracketed photo credits in the stretch."""
    found = stretch.finditer(_patterns(stretch.lexicon).credit)
    return [match.span() for match in found if not _GOES_ON.match(stretch.text, match.end(), stretch.end)]


def _is_photo_credit(text: str, lexicon: Lexicon) -> bool:
    """Return whether a text is a photo credit and nothing else: in brackets, or ``Foto oleh …``."""
    patterns = _patterns(lexicon)
    if patterns.credit.fullmatch(text):
        return True
    return len(text) <= _CREDIT_CHARACTERS and patterns.by.match(text) is not None


def leading_credit_end(stretch: Stretch) -> int:
    """Return where the photo credit that opens a paragraph ends and its caption begins, or the start."""
    lead = stretch.match(_patterns(stretch.lexicon).lead)
    if lead is None:
        return stretch.start
    for pattern in _NAME_ENDS:
        name = stretch.after(lead.end()).match(pattern)
        if name:
            return name.end()
    return stretch.end if stretch.end - stretch.start <= _CREDIT_CHARACTERS else stretch.start


def _is_caption(text: str, lexicon: Lexicon) -> bool:
    """Return whether the first words of a sentence say that it describes a picture."""
    if len(text) > _CAPTION_CHARACTERS:
        return False
    patterns = _patterns(lexicon)
    if patterns.label.match(text) or patterns.lead_agency.match(text):
        return True
    return text[-1:] not in ".!?:" and patterns.caption.match(text) is not None


def _is_signature(text: str, lexicon: Lexicon) -> bool:
    """Return whether a text is a reporter's code or name, and nothing else."""
    return _patterns(lexicon).signed.fullmatch(text) is not None or (
        text.startswith("(") and bool(_code_parts(text, lexicon))
    )


def _code_parts(text: str, lexicon: Lexicon) -> list[str]:
    """Return the parts of a bracketed code; none where one is a word or a unit: ``(dan/atau)``, ``(km/jam)``."""
    codes = _CODES.fullmatch(text)
    parts = _PARTS.split(codes.group(1)) if codes else []
    return [] if any(_is_word(part, lexicon) and not _is_newsroom(part, lexicon) for part in parts) else parts


def _is_word(part: str, lexicon: Lexicon) -> bool:
    return any(part.lower() in lexicon.words(table) for table in ("common_words", "function_words", "units"))


def _is_newsroom(part: str, lexicon: Lexicon) -> bool:
    return part.lower() in lexicon.words("newsrooms") or _WEB.fullmatch(part) is not None


def code_end(stretch: Stretch) -> int:
    """Return where a reporter's code that opens a run of tags (``(abc/def) banjir jakarta``) ends, or the start."""
    code = stretch.match(_patterns(stretch.lexicon).tag_code)
    tags = stretch.text[code.end() : stretch.end].strip() if code else ""
    return code.end() if code and tags and tags == tags.lower() and not _FINAL.search(tags[-4:]) else stretch.start


def code_start(stretch: Stretch) -> int:
    """Return where the first reporter's code after a space in the stretch begins, or its end."""
    code = stretch.search(_CODE_INSIDE)
    return code.start() if code else stretch.end


def signature_start(stretch: Stretch) -> int:
    """Return where the reporter's code at the end of the stretch begins, or its end.

    Capitals alone, which may be the parties or bodies of the sentence (``(PKS/PAN)``), need a final mark before them.
    """
    reach = max(stretch.start, stretch.end - _SIGNATURE_CHARACTERS)
    tail = stretch.text[reach : stretch.end].rstrip()
    opening = tail.rfind("(")
    if opening < 0:
        return stretch.end
    code = tail[opening:]
    parts = _code_parts(code.removesuffix("."), stretch.lexicon)
    ended = opening == 0 or _FINAL.search(tail[max(0, opening - 4) : opening]) is not None
    if code.endswith("."):  # only a newsroom makes "pulang (abc/jpnn)." sure
        coded = any(_is_newsroom(part, stretch.lexicon) for part in parts)
    else:
        coded = bool(parts) and (ended or any(part.islower() for part in parts))
    return reach + opening if coded or _patterns(stretch.lexicon).named_code.fullmatch(code) else stretch.end


@functools.lru_cache(maxsize=LEXICONS)
def _link_away(lexicon: Lexicon) -> re.Pattern[str]:
    """Return the pattern of a sentence that asks to follow a link: ``Tonton videonya di sini:``, ``… klik di sini``.

    A verb of the table opens it, or it asks for a click at its end.
    """
    asked = rf"(?i:{_any_of(lexicon, 'link_verbs')})\b[^.!?\n]{{0,120}}\bdi ?sini ?[:.!]?"
    return re.compile(
        asked + r"|[^.!?\n]{0,120}\b[Kk]lik (?:di ?sini|link (?:ini|berikut)|tautan (?:ini|berikut)) ?[:.!]?"
    )


def role_by_words(text: str, lexicon: Lexicon) -> tuple[Role, RoleRule]:
    """Return the role of a sentence by its own words, and the rule; it is ``body`` if no other rule applies."""
    if _is_signature(text, lexicon):
        return Role.CREDIT, RoleRule.SIGNATURE
    if _is_photo_credit(text, lexicon):
        return Role.CREDIT, RoleRule.PHOTO_CREDIT
    if _patterns(lexicon).source.fullmatch(text):
        return Role.CREDIT, RoleRule.SOURCE_NOTE
    if "berkontribusi" in text and _CONTRIBUTOR.fullmatch(text):
        return Role.CREDIT, RoleRule.CONTRIBUTOR_NOTE
    if _SCRIPT.match(text):
        return Role.BOILERPLATE, RoleRule.SCRIPT
    if _link_away(lexicon).fullmatch(text):
        return Role.BOILERPLATE, RoleRule.CLICK_REQUEST
    if not any(map(str.isalnum, text)):
        return Role.BOILERPLATE, RoleRule.NO_LETTERS
    if _is_caption(text, lexicon):
        return Role.CAPTION, RoleRule.CAPTION_WORDS
    return Role.BODY, RoleRule.RUNNING_TEXT


def captioned(paragraph: Stretch, units: Sequence[Unit]) -> Iterator[Unit]:
    """Yield the units of a paragraph, the sentence right before a photo credit in brackets as its caption."""
    credit = _patterns(paragraph.lexicon).credit
    for unit, following in zip_longest(units, units[1:]):
        if (
            unit.role is Role.BODY
            and following is not None
            and credit.fullmatch(paragraph.text[following.start : following.end])
            # A sentence that quotes somebody is not a caption: the credit is that of the whole article.
            and not any(mark in DOUBLE for mark in paragraph.text[unit.start : unit.end])
        ):
            yield replace(unit, role=Role.CAPTION, rule=RoleRule.CAPTION_BEFORE_CREDIT)
        else:
            yield unit


def below_signature(article: Stretch, units: Sequence[Unit]) -> Iterator[Unit]:
    """Yield the units of an article; those without a mark below its signature or ``Tags:`` belong to the page.

    This is the only rule that takes the role of a headline back.
    """
    tail = _tail(article, units)
    for index, unit in enumerate(units):
        if index >= tail and unit.role in (Role.BODY, Role.HEADLINE):
            yield replace(unit, role=Role.BOILERPLATE, rule=RoleRule.BELOW_SIGNATURE)
        else:
            yield unit


def _tail(article: Stretch, units: Sequence[Unit]) -> int:
    """Return the index of the first unit below the signature or the label of the tags; the number of units if none."""
    tags, named = _patterns(article.lexicon).tags, False
    for index in range(len(units) - 1, -1, -1):
        unit = article.part(units[index].start, units[index].end)
        shown = unit.shown
        if tags.fullmatch(shown) or ((_is_signature(shown, article.lexicon) or tags.match(shown)) and not named):
            return index + 1
        if units[index].role not in (Role.BODY, Role.HEADLINE, Role.CAPTION):
            continue
        ended = unit.has_final_mark()
        if len(shown) > LINKED_TITLE_CHARACTERS or (ended and len(shown) > _TAG_CHARACTERS):
            break
        named = named or ended
    return len(units)
