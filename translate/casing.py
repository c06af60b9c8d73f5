"""Text in capitals → the ordinary case that models know: common words in lower case, others with an initial capital."""

import re

from translate.lexicon import PACKAGED, Lexicon

_WORD = re.compile(r"[^\W\d_]+")
# Text with fewer letters, or one word, may be an acronym or name written in capitals: "KPK", "PT PLN".
_FEWEST_LETTERS, _FEWEST_WORDS = 10, 2
# There are too many derived words for a list. No name in the news corpora has such a beginning and end.
_DERIVED = re.compile(r"(?:me|ber|ter|pe|ke|di)[a-z]{3,}(?:kan|an|i)|me(?:ng|ny|m|n)[a-z]{3,}")


def is_in_capitals(text: str) -> bool:
    """Return whether a text of two words or more is all in capitals, as headlines and notices are."""
    words = _WORD.findall(text)
    return len(words) >= _FEWEST_WORDS and sum(map(len, words)) >= _FEWEST_LETTERS and text == text.upper()


def truecased(text: str, lexicon: Lexicon = PACKAGED) -> str:
    """Return a text in capitals with common words in lower case; other words, and the first, begin with a capital."""
    small = _WORD.sub(lambda word: _cased(word.group(), lexicon), text)
    return small[:1].upper() + small[1:]


def _cased(word: str, lexicon: Lexicon) -> str:
    small = word.lower()
    if small in lexicon.words("names"):
        return small.capitalize()
    known = small in lexicon.words("common_words") or small in lexicon.words("function_words")
    if known or _DERIVED.fullmatch(small):
        return small
    # Words of up to four letters with at most one vowel are acronyms: "KPK", "DPR", "TNI".
    return word if len(word) <= 4 and sum(letter in "aiueo" for letter in small) < 2 else small.capitalize()
