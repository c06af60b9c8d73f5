"""Terms of one or more words, looked up in a sentence: the longest that begins at a word wins."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_TOKEN = re.compile(r"\w+|[^\w\s]")
_SUFFIXES = ("nya", "lah", "kah", "pun", "ku", "mu")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A term found in the characters ``[start, end)`` of a text, an Indonesian suffix not counted."""

    start: int
    end: int
    term: str


@dataclass(frozen=True, slots=True)
class TermIndex:
    """Terms by their first word. A term in small letters is found in any case, another one in its own alone."""

    _by_first: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, terms: Iterable[str]) -> "TermIndex":
        """Return the index of ``terms``; white space in them matches any white space."""
        index = cls()
        for term in terms:
            tokens = tuple(_TOKEN.findall(term))
            index._by_first[tokens[0].lower()].append((tokens, term))
        for candidates in index._by_first.values():
            candidates.sort(key=lambda one: -len(one[0]))
        return index

    def find(self, text: str, *, any_case: bool = False) -> Iterator[Found]:
        """Yield the terms of ``text`` from left to right; with ``any_case`` capitals count for nothing."""
        if not self._by_first:
            return
        tokens = list(_TOKEN.finditer(text))
        position = 0
        while position < len(tokens):
            found = self._at(tokens, position, any_case=any_case)
            if found is None:
                position += 1
            else:
                term, count, end = found
                yield Found(start=tokens[position].start(), end=end, term=term)
                position += count

    def _at(self, tokens: list[re.Match[str]], position: int, *, any_case: bool) -> tuple[str, int, int] | None:
        """Return the longest term that begins at a token, how many tokens it has, and where it ends."""
        first = tokens[position].group().lower()
        for key in (first, *(first.removesuffix(one) for one in _SUFFIXES if first.endswith(one))):
            for words, term in self._by_first.get(key, ()):
                shown = tokens[position : position + len(words)]
                if len(shown) == len(words):
                    spare = _suffix(words, [one.group() for one in shown], any_case=any_case)
                    if spare is not None:
                        return term, len(words), shown[-1].end() - spare
        return None


def _suffix(words: tuple[str, ...], shown: list[str], *, any_case: bool) -> int | None:
    """Return how many letters of a suffix follow ``words`` in the last one ``shown``; None if they differ."""
    if any_case or all(word == word.lower() for word in words):
        words, shown = tuple(word.lower() for word in words), [word.lower() for word in shown]
    if tuple(shown[:-1]) != words[:-1] or not shown[-1].startswith(words[-1]):
        return None
    rest = shown[-1][len(words[-1]) :]
    return len(rest) if not rest or rest.lower() in _SUFFIXES else None
