"""Firms, schools, foundations, streets, brands and ranks: names that are not translated, titles that are."""

import functools
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import product

from translate.carrying.records import Kind, Span
from translate.carrying.terms import TermIndex
from translate.lexicon import Lexicon

# One word of a name: "Bunga", "Al-Azhar", "BRI", "88" (not at its beginning), "&".
_NAME_WORD = re.compile(r"[ ](?:(?:[A-Z]\.){1,3}[A-Z]?(?=[ ][A-Z])|[A-Z][\w’'-]*|&(?=[ ][A-Z])|\d{1,4}(?![\w.,:%/-]))")
_FIRM_END = re.compile(r"[ ]\(Persero\)(?:[ ]Tbk\b\.?)?|[ ]Tbk\b(?:\.(?=[ ]))?")
_SHORTEST = 3
_FIRM_WORDS, _NAME_WORDS = 6, 4
# In a headline every word begins with a capital, so that nothing shows where a name ends.
_AFTER_NAME = (".", ",", ";", ")", ":", " dan ", " di ", " ke ", " dari ", " untuk ", " dengan ")
_TITLED_SHARE, _TITLED_WORDS = 0.7, 4


@dataclass(frozen=True, slots=True)
class _NamedClass:
    """A word before a name, such as ``Yayasan``, and the English of both: ``* Foundation``."""

    word: str
    pattern: str

    @property
    def is_office(self) -> bool:
        """Whether the name is a place, of which parts are translated: ``Kapolda Jawa Tengah``."""
        return self.pattern.endswith(("Chief", "Head", "Spokesperson"))


@dataclass(frozen=True, slots=True)
class _Tables:
    """The tables of one lexicon, prepared for finding."""

    brands: TermIndex
    ranks: TermIndex
    rank_english: dict[str, str]
    classes: dict[str, _NamedClass]
    class_pattern: re.Pattern[str]
    ends: frozenset[str]
    no_beginnings: frozenset[str]
    corps: re.Pattern[str]
    headline_verb: re.Pattern[str]
    nations: frozenset[str]
    regions: frozenset[str]


def find_names(text: str, lexicon: Lexicon) -> list[Span]:
    """Return the names of ``text`` that are carried, each with its English; brands and ranks stand in tables."""
    tables = _tables(lexicon)
    titled = _is_titled(text)
    found = [*_ranks(text, tables, titled=titled), *_brands(text, tables, lexicon)]
    return found + _after_classes(text, tables, [span.start for span in found], titled=titled)


def _brands(text: str, tables: _Tables, lexicon: Lexicon) -> list[Span]:
    spans = []
    for one in tables.brands.find(text):
        word = text[one.start : one.end]
        # At the beginning of a sentence a common word has a capital too.
        ordinary = not one.start and word.lower() in lexicon.words("common_words")
        inside = text[one.start - 1 : one.start] in ("-", ".") or text[one.end : one.end + 1] == "."
        glued = inside and text[one.end + 1 : one.end + 2].isalnum()
        if not ordinary and not glued:
            spans.append(Span(start=one.start, end=one.end, english=word, kind=Kind.NAME))
    return spans


def _ranks(text: str, tables: _Tables, *, titled: bool) -> list[Span]:
    """Return the ranks that stand before a name, in English, with the name: so nothing comes between the two."""
    found = []
    for one in tables.ranks.find(text):
        corps = tables.corps.match(text, one.end)
        start = corps.end() if corps else one.end
        end = start if titled else _end_of_name(text, start, tables, _NAME_WORDS)
        if end > start or re.match(r"[ ](?:[A-Z]|dr\b)", text[start : start + 4]):
            english = tables.rank_english[one.term] + text[start:end]
            found.append(Span(start=one.start, end=end, english=english, kind=Kind.NAME))
    return found


def _after_classes(text: str, tables: _Tables, ranks: Collection[int], *, titled: bool) -> list[Span]:
    """Return the names after words such as ``PT`` and ``Yayasan``; ``ranks`` is where ranks begin."""
    spans = []
    for match in tables.class_pattern.finditer(text):
        kind = tables.classes[match.group().rstrip(".").lower()]
        start, end = match.end() + 1, _end_of_name(text, match.end(), tables)
        if titled:
            first = text.find(" ", start, end)
            verb = tables.headline_verb.search(text, first, end) if first > 0 else None
            end = verb.start() if verb else end
            if not verb and not text[end:].startswith(_AFTER_NAME):
                continue  # nothing shows where the name ends
        words = text[start:end].lower().split(" ")
        if end - start < _SHORTEST or not any(map(str.isupper, text[start:end])):
            continue
        if words[0] in tables.no_beginnings:
            continue
        if kind.pattern != "*" and len(words[-1]) < _SHORTEST + 1 and re.match(r"\.[ ][A-Z]", text[end:]):
            continue  # cut short: "Pesantren KH Tb. Falak"
        if kind.is_office and len(words) > 1 and not {end + 1, end + 2}.intersection(ranks):
            continue  # the name of the person may have begun
        if tables.nations.intersection(words) or (kind.is_office and tables.regions.intersection(words)):
            continue  # these have English names
        pattern = "= *" if text[start].isdigit() and kind.pattern != "*" else kind.pattern  # SMA 1 Luwu
        english = pattern.replace("*", text[start:end]).replace("=", match.group())
        begin = start if kind.pattern == "*" else match.start()
        spans.append(Span(start=begin, end=end, english=english, kind=Kind.NAME))
    return spans


def _end_of_name(text: str, start: int, tables: _Tables, most: int = _FIRM_WORDS) -> int:
    """Return where the run of capitalised words that begins at ``start`` ends; ``start`` if there is none."""
    position = start
    for _ in range(most):
        match = _NAME_WORD.match(text, position)
        if not match or match.group().strip().lower() in tables.ends:
            break
        position = match.end()
        if "-" in match.group() and match.group().endswith(("-nya", "-ku", "-mu")):
            return position - len(match.group()) + match.group().rindex("-")
    if position > start and (end := _FIRM_END.match(text, position)):
        position = end.end()
    while text[position - 1] in "-’'&" or text[position - 2 : position] == " &":
        position -= 1
    return len(text[:position].rstrip()) if position > start else start


def _is_titled(text: str) -> bool:
    """Return whether most longer words of a text begin with a capital and no stop ends it, as in a headline."""
    if text.rstrip("\"”’')").endswith((".", "!", "?")):
        return False
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 3]
    return len(words) >= _TITLED_WORDS and sum(word[0].isupper() for word in words) >= _TITLED_SHARE * len(words)


@functools.cache
def _tables(lexicon: Lexicon) -> _Tables:
    ranks = dict(pair for entry in lexicon.entries("ranks") for pair in _spellings(*_translated(entry)))
    classes = {
        word.strip().lower(): _NamedClass(word.strip(), pattern)
        for words, pattern in map(_translated, lexicon.entries("named_classes"))
        for word in words.split(",")
    }
    choices = "|".join(_either_case(one.word) for one in sorted(classes.values(), key=lambda one: -len(one.word)))
    ends = {entry.lower() for table in ("days", "name_ends", "offices") for entry in lexicon.entries(table)}
    ends |= {word.lower() for term in ranks for word in term.split()[:1]}
    return _Tables(
        brands=TermIndex.of(lexicon.entries("brands")),
        ranks=TermIndex.of(ranks),
        rank_english=ranks,
        classes=classes,
        class_pattern=re.compile(rf"(?<![\w.-])(?:{choices})(?:(?<=Jl)\.|(?<=Jln)\.)?(?=[ ])"),
        ends=frozenset(ends),
        no_beginnings=lexicon.words("unnamed_followers") | lexicon.words("headline_verbs"),
        corps=re.compile(rf"[ ](?:\({lexicon.any_of('corps')}\)|{lexicon.any_of('corps')}\b\.?)"),
        headline_verb=re.compile(rf" (?:(?i:{lexicon.any_of('headline_verbs')})|(?:Ber|Ter|Men|Mem|Di)[a-z]{{4,}})\b"),
        nations=lexicon.words("nations"),
        regions=lexicon.words("regions"),
    )


def _either_case(word: str) -> str:
    """Return the pattern of a word that may begin with a small letter: ``Jalan``, not ``PT``."""
    first = f"[{word[0]}{word[0].lower()}]" if word[1:].islower() else word[0]
    return first + re.escape(word[1:])


def _spellings(rank: str, english: str) -> Iterator[tuple[str, str]]:
    """Yield a rank with and without stops, and that of a retired officer, each with its English."""
    words = rank.split(" ")
    for stops in product(("", "."), repeat=len(words)):
        spelled = " ".join(word + stop for word, stop in zip(words, stops, strict=True))
        yield spelled, english
        for retired in ("Purn", "Purn.", "(Purn)", "(Purn.)"):
            yield f"{spelled} {retired}", f"{english} (Ret.)"


def _translated(entry: str) -> tuple[str, str]:
    """Return both sides of an entry ``Indonesian = English``."""
    source, _, english = entry.partition(" = ")
    return source.strip(), english.strip()
