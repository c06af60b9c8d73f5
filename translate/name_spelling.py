"""Names that a model damaged or translated, spelled as in the source again: "Rahmawi" → "Rahmawati"."""

import functools
import re
from itertools import takewhile

from translate.lexicon import PACKAGED, Lexicon

_WORD = re.compile(r"[^\W\d_]+")
# In a shorter word, or if more than a third is lost, too little is left to recognise a name.
_SHORTEST, _MOST_LOST = 4, 1 / 3
_VOWELS = frozenset("aeiouAEIOU")
_REPEATED_PART = re.compile(r"(.{2,}?)\1+|([aeiou])\2+")


_SAID_AGAIN = re.compile(r"\b([A-Z][\w’'-]*(?: [A-Z][\w’'-]*){0,2})((?: \1\b)+)")
# What is said more often is a loop: no name is behind it, and the checks should see it.
_MOST_AGAIN = 2


def without_stammer(source: str, translation: str) -> str:
    """Return ``translation`` with names that it says two or three times in a row said once, unless ``source`` does."""

    def once(found: re.Match[str]) -> str:
        words = found[1].split(" ")
        name = words[0] if len(set(words)) == 1 else found[1]
        again = (len(found[0]) + 1) // (len(name) + 1) - 1
        return name if again <= _MOST_AGAIN else found[0]

    return translation if _SAID_AGAIN.search(source) else _SAID_AGAIN.sub(once, translation)


def with_names_of_source(source: str, translation: str, lexicon: Lexicon = PACKAGED) -> str:
    """Return ``translation`` with its damaged or translated names spelled as in ``source``.

    A capitalised word of the translation is a damaged name if a capitalised word of the source, not a common one,
    becomes it by losing an inner part or by repeating a part, and neither word is on the other side. English spellings
    seldom do that: they change letters (Rumania, Romania), double consonants (Rusia, Russia), drop a vowel or an h
    (Sumatera, Sumatra; Ramadhan, Ramadan) or end differently. A given name in the table ``translated_names`` is put
    back if the same family name follows on both sides, except for persons of history (``historic_titles``,
    ``historic_families``).
    """
    return _with_given_names(source, _with_whole_names(source, translation, lexicon), lexicon)


def _with_given_names(source: str, translation: str, lexicon: Lexicon) -> str:
    titles, families = lexicon.entries("historic_titles"), lexicon.entries("historic_families")
    for entry in lexicon.entries("translated_names"):
        given, _, english = entry.partition(" ")
        for before, family in _with_family(given).findall(source) if english and given in source else ():
            historic = before in titles or family in families
            if not historic and family[1:].islower() and f"{english} {family}" not in source:
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
    """Return whether ``word`` is ``name`` with an inner part lost, or with a part or a vowel repeated.

    A lost part has two letters or more, or is one consonant. Losing a lone h or one of two equal letters is no damage:
    Mohammad and Mohamad are both right.
    """
    if len(word) > len(name):
        return _without_repetition(word) == _without_repetition(name)
    before, after = _shared(name, word), _shared(name[::-1], word[::-1])
    part = len(name) - len(word)
    # The word is a beginning and an end of the name. A name without its end may be an inflected form instead.
    if not 0 < part <= len(name) * _MOST_LOST or not after or not 0 < before < len(word) <= before + after:
        return False
    lost = name[before]
    return part > 1 or not (lost in _VOWELS or lost == "h" or lost in (name[before - 1], name[before + 1]))


def _without_repetition(word: str) -> str:
    return _REPEATED_PART.sub(lambda found: found[1] or found[2], word)


def _shared(first: str, second: str) -> int:
    """Return how many letters two words share at their beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))


def _names(text: str) -> list[str]:
    """Return the capitalised words of a text, each once, without acronyms and words run together."""
    words = dict.fromkeys(_WORD.findall(text))
    return [word for word in words if len(word) >= _SHORTEST and word[0].isupper() and word[1:].islower()]


@functools.cache
def _with_family(given: str) -> re.Pattern[str]:
    """Return the pattern of a given name, with the word before it, if any, and the family name after it."""
    return re.compile(rf"(?:\b(\w+) )?\b{re.escape(given)}(?= ([^\W\d_]+))")
