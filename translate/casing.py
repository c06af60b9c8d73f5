"""Text in capitals → the case that models know: small letters, with capitals on what is no common word."""

import re

from translate.lexicon import PACKAGED, Lexicon

_WORD = re.compile(r"[^\W\d_]+")
# Fewer letters, or a single word, are an acronym, whose letters are its name: "KPK", "PT PLN".
_FEWEST_LETTERS, _FEWEST_WORDS = 10, 2
# Derived words are too many for a list; no name seen in the news corpora has such a beginning and end.
_DERIVED = re.compile(r"(?:me|ber|ter|pe|ke|di)[a-z]{3,}(?:kan|an|i)|me(?:ng|ny|m|n)[a-z]{3,}")


def is_in_capitals(text: str) -> bool:
    """Return whether a text of some words is written in capitals alone, as headlines and notices are."""
    words = _WORD.findall(text)
    return len(words) >= _FEWEST_WORDS and sum(map(len, words)) >= _FEWEST_LETTERS and text == text.upper()


def truecased(text: str, lexicon: Lexicon = PACKAGED) -> str:
    """Return a text in capitals with common words in small letters; its first letter and all other words keep one."""
    small = _WORD.sub(lambda word: _cased(word.group(), lexicon), text)
    return small[:1].upper() + small[1:]


def _cased(word: str, lexicon: Lexicon) -> str:
    small = word.lower()
    if small in lexicon.words("names"):
        return small.capitalize()
    known = small in lexicon.words("common_words") or small in lexicon.words("function_words")
    if known or _DERIVED.fullmatch(small):
        return small
    # Four letters or fewer without a vowel are an acronym: "DPR", "TNI" and "KPK" have one at most.
    return word if len(word) <= 4 and sum(letter in "aiueo" for letter in small) < 2 else small.capitalize()
