"""Names that a small model lost a part of, or stammered, written as the source writes them: "Rahmawi" → "Rahmawati"."""

import re
from itertools import takewhile

_WORD = re.compile(r"[^\W\d_]+")
# Of shorter words, and where more than a third is gone, too little is left to know a name by.
_SHORTEST, _MOST_LOST = 4, 1 / 3
_VOWELS = frozenset("aeiouAEIOU")
_AGAIN = re.compile(r"(.{2,}?)\1+|([aeiou])\2+")


def with_names_of_source(source: str, translation: str) -> str:
    """Return ``translation`` with names that are damaged ones of ``source`` spelled as there.

    A capitalised word that only the translation has is a damaged name if a capitalised word that only the source has
    becomes it by losing a part within, or by saying a part twice. English spellings do neither: they change letters
    (Rumania, Romania), double consonants (Rusia, Russia), drop a vowel (Sumatera, Sumatra) or take other ends.
    """
    originals, found = _names(source), _names(translation)
    missing, strange = [one for one in originals if one not in found], [one for one in found if one not in originals]
    for name in missing:
        damaged = [word for word in strange if is_damaged(name, word)]
        if len(damaged) == 1:
            translation = re.sub(rf"\b{damaged[0]}\b", name, translation)
            strange.remove(damaged[0])
    return translation


def is_damaged(name: str, word: str) -> bool:
    """Return whether ``word`` is ``name`` less a part of two letters or a consonant, or with a part or vowel twice."""
    if len(word) > len(name):
        return _said_once(word) == _said_once(name)
    before, after = _shared(name, word), _shared(name[::-1], word[::-1])
    part = len(name) - len(word)
    # Beginning and end are there and together all of the word; what lacks its end alone may be inflected.
    if not 0 < part <= len(name) * _MOST_LOST or not after or not 0 < before < len(word) <= before + after:
        return False
    return part > 1 or name[before] not in _VOWELS


def _said_once(word: str) -> str:
    return _AGAIN.sub(lambda again: again[1] or again[2], word)


def _shared(first: str, second: str) -> int:
    """Return how many letters two words have in common from the beginning on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))


def _names(text: str) -> list[str]:
    """Return the capitalised words of a text, acronyms left out, each once."""
    words = dict.fromkeys(_WORD.findall(text))
    return [word for word in words if len(word) >= _SHORTEST and word[0].isupper() and not word[1:].isupper()]
