"""Names that a model damaged or translated, written as the source writes them: "Rahmawi" → "Rahmawati"."""

import functools
import re
from itertools import takewhile

from translate.lexicon import PACKAGED, Lexicon

_WORD = re.compile(r"[^\W\d_]+")
# Of shorter words, and where more than a third is gone, too little is left to know a name by.
_SHORTEST, _MOST_LOST = 4, 1 / 3
_VOWELS = frozenset("aeiouAEIOU")
# Saints, kings, popes and others who have a name of their own in English.
_TITLES_OF_THE_PAST = frozenset({"Santo", "Santa", "Raja", "Ratu", "Paus", "Kaisar", "Nabi", "Rasul"})
_FAMILIES_OF_THE_PAST = frozenset({"Calvin", "Aquinas", "Magdalena", "Knox", "Bunyan", "Pembaptis"})
_AGAIN = re.compile(r"(.{2,}?)\1+|([aeiou])\2+")


def with_names_of_source(source: str, translation: str, lexicon: Lexicon = PACKAGED) -> str:
    """Return ``translation`` with names that are damaged or translated ones of ``source`` spelled as there.

    A capitalised word that only the translation has is a damaged name if a capitalised word that only the source has,
    and that is no common word, becomes it by losing a part within, or by saying a part twice. English spellings seldom
    do either: they change letters (Rumania, Romania), double consonants (Rusia, Russia), drop a vowel or an h
    (Sumatera, Sumatra; Ramadhan, Ramadan) or take other ends. A given name of ``translated_names`` is the source's
    again where both have the same family name after it.
    """
    return _with_given_names(source, _with_whole_names(source, translation, lexicon), lexicon)


def _with_given_names(source: str, translation: str, lexicon: Lexicon) -> str:
    for entry in lexicon.entries("translated_names"):
        given, _, english = entry.partition(" ")
        for before, family in _with_family(given).findall(source) if english and given in source else ():
            of_the_past = before in _TITLES_OF_THE_PAST or family in _FAMILIES_OF_THE_PAST
            if not of_the_past and family[1:].islower() and f"{english} {family}" not in source:
                translation = re.sub(rf"\b{re.escape(english)} {family}\b", f"{given} {family}", translation)
    return translation


def _with_whole_names(source: str, translation: str, lexicon: Lexicon) -> str:
    originals, found = _names(source), _names(translation)
    strange = [one for one in found if one not in originals]
    for name in (one for one in originals if one not in found):
        if name.lower() in lexicon.words("common_words") or name.lower() in lexicon.words("function_words"):
            continue
        damaged = [word for word in strange if is_damaged(name, word)]
        if len(damaged) == 1:
            translation = re.sub(rf"\b{damaged[0]}\b", name, translation)
            strange.remove(damaged[0])
    return translation


def is_damaged(name: str, word: str) -> bool:
    """Return whether ``word`` is ``name`` less a part of two letters or a consonant, or with a part or vowel twice.

    A lone h or one of two equal letters is no loss: Mohammad and Mohamad are both right.
    """
    if len(word) > len(name):
        return _said_once(word) == _said_once(name)
    before, after = _shared(name, word), _shared(name[::-1], word[::-1])
    part = len(name) - len(word)
    # Beginning and end are there and together all of the word; what lacks its end alone may be inflected.
    if not 0 < part <= len(name) * _MOST_LOST or not after or not 0 < before < len(word) <= before + after:
        return False
    lost = name[before]
    return part > 1 or not (lost in _VOWELS or lost == "h" or lost in (name[before - 1], name[before + 1]))


def _said_once(word: str) -> str:
    return _AGAIN.sub(lambda again: again[1] or again[2], word)


def _shared(first: str, second: str) -> int:
    """Return how many letters two words have in common from the beginning on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))


def _names(text: str) -> list[str]:
    """Return the capitalised words of a text, each once; not acronyms, nor words run together."""
    words = dict.fromkeys(_WORD.findall(text))
    return [word for word in words if len(word) >= _SHORTEST and word[0].isupper() and word[1:].islower()]


@functools.cache
def _with_family(given: str) -> re.Pattern[str]:
    """Return what finds the word before a given name, if any, and the one after it."""
    return re.compile(rf"(?:\b(\w+) )?\b{re.escape(given)}(?= ([^\W\d_]+))")
