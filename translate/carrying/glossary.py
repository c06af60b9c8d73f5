"""A user's glossary: Indonesian terms, each with the English that is to stand for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

from translate.carrying.records import Kind, Span
from translate.carrying.terms import TermIndex
from translate.errors import InputError

_FORM = "a line is a term, a tab and its English"
_SMALL_WORDS = frozenset(("a", "an", "and", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with"))


@dataclass(frozen=True, eq=False, slots=True)
class Glossary:
    """Terms and their English. ``sha256`` is the digest of both; it is the same in any order of the terms."""

    english: Mapping[str, str] = field(default_factory=dict)
    sha256: str = field(init=False)
    _index: TermIndex = field(init=False, repr=False)

    def __post_init__(self) -> None:
        rows = "".join(f"{term}\t{english}\n" for term, english in sorted(self.english.items()))
        object.__setattr__(self, "sha256", sha256(rows.encode("utf-8")).hexdigest())
        object.__setattr__(self, "_index", TermIndex.of(self.english))

    def find(self, text: str, *, any_case: bool = False) -> list[Span]:
        """Return the terms of ``text``, the longest at each place; a suffix such as ``-nya`` stays outside.

        A term in small letters is found in any case. ``any_case`` is for text in capitals: every term is.
        """
        return [
            Span(
                start=one.start,
                end=one.end,
                english=_cased(self.english[one.term], text[one.start : one.end], one.start),
                kind=Kind.GLOSSARY,
            )
            for one in self._index.find(text, any_case=any_case)
        ]


GlossarySource: TypeAlias = "Glossary | Mapping[str, str] | str | Path | None"
"""What may be given as a glossary: one, its terms, or a file with a term, a tab and its English on each line."""


def as_glossary(source: GlossarySource) -> Glossary:
    """Return the glossary given as such, as a mapping or as a file; an empty one for None.

    Raises InputError that names the file and line, or the term, of an entry that is none.
    """
    if source is None or isinstance(source, Glossary):
        return source or Glossary()
    if isinstance(source, Mapping):
        for term, english in source.items():
            if problem := _problem(term, english):
                raise InputError(f"`glossary`: {term!r}: {problem}")
        return Glossary({_plain(term): _plain(english) for term, english in source.items()})
    return _read(Path(source))


def _read(path: Path) -> Glossary:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); a glossary is a text file, {_FORM}") from error
    except UnicodeDecodeError as error:
        message = f"{path}: cannot be read, as it is not UTF-8 (byte {error.start}); save it as UTF-8"
        raise InputError(message) from error
    english: dict[str, str] = {}
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("# "):
            continue
        cells = line.split("\t")
        if len(cells) != 2:
            raise InputError(f"{path}:{number}: {len(cells) - 1 or 'no'} tabs in {line[:60]!r}; {_FORM}")
        term, meaning = map(_plain, cells)
        if problem := _problem(term, meaning):
            raise InputError(f"{path}:{number}: {problem}; {_FORM}")
        if english.get(term, meaning) != meaning:
            raise InputError(
                f"{path}:{number}: {term!r} has another English in line {seen[term]}; keep one of the two lines"
            )
        english[term], seen[term] = meaning, number
    if not english:
        raise InputError(f"{path}: holds no term; {_FORM}")
    return Glossary(english)


def _problem(term: object, english: object) -> str | None:
    """Return what is wrong with an entry, or None."""
    if not isinstance(term, str) or not isinstance(english, str):
        return "term and English are texts"
    for name, text in (("term", term), ("English", english)):
        if not text.strip():
            return f"the {name} is empty"
        if "\ufffd" in text or not _plain(text).isprintable():
            return f"the {name} holds a character that cannot be printed"
    return None if any(map(str.isalnum, term)) else f"the term {term!r} has no letter and no digit"


def _plain(text: str) -> str:
    return " ".join(text.split())


def _cased(english: str, shown: str, start: int) -> str:
    """Return ``english`` with capitals where the term has them in a title, as ``Pajak Karbon`` has."""
    words = shown.split()
    titled = all(word[:1].isupper() for word in words) and (len(words) > 1 or start > 0)
    if not titled or english != english.lower() or shown == shown.upper():
        return english
    parts = english.split(" ")
    return " ".join(
        part if index and part in _SMALL_WORDS else part[:1].upper() + part[1:] for index, part in enumerate(parts)
    )
