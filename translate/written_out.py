"""What a model reads in place of a sentence: abbreviations written out, values in plain figures."""

import re
from collections.abc import Mapping
from functools import lru_cache

from translate.lexicon import PACKAGED, Lexicon
from translate.numbers import plain_indonesian

_LETTERS = re.compile(r"[A-Za-z]+")
_LEFT_OUT = "\0"
_FIGURE, _NAME = "<n>", "<Name>"


def written_out(text: str, lexicon: Lexicon = PACKAGED) -> str:
    """Return ``text`` with the abbreviations of the table ``written_out`` in full, and its values in plain figures.

    A final stop of an abbreviation goes where the sentence goes on, and stays where it ends the sentence. A text
    without such an abbreviation or value is returned as it is.
    """
    pattern, long_forms, first_words = _compiled(lexicon.entries("written_out"))
    if not first_words.isdisjoint(_LETTERS.findall(text)):
        text = pattern.sub(lambda found: _long_form(found, long_forms), text)
        text = text.replace(f"{_LEFT_OUT} ", "").replace(_LEFT_OUT, "")
    return plain_indonesian(text)


@lru_cache(maxsize=8)
def _compiled(entries: tuple[str, ...]) -> tuple[re.Pattern[str], Mapping[str, str], frozenset[str]]:
    """Return one pattern for all abbreviations, what each stands for, and the letters that each begins with."""
    before_figure, after_figure, before_name, dotted, anywhere = [list[str]() for _ in range(5)]
    long_forms: dict[str, str] = {}
    for entry in entries:
        short, _, long = (part.strip() for part in entry.partition("="))
        word = short.replace(_FIGURE, "").replace(_NAME, "").strip().rstrip(".")
        kind = (
            before_name
            if short.endswith(_NAME)
            else before_figure
            if short.endswith(_FIGURE)
            else after_figure
            if short.startswith(_FIGURE)
            else dotted
            if "." in word
            else anywhere
        )
        for form in dict.fromkeys((word, word[:1].upper() + word[1:], word.upper() if _may_be_loud(word) else word)):
            kind.append(re.escape(form))
            long_forms[form] = long.replace(_FIGURE, "").replace(_NAME, "").strip()
    # A stop is taken along unless it ends the sentence: nothing, a quotation mark or a capital is behind it then.
    # "a.n." and its like end no sentence, and a name may follow.
    goes_on = r"(?:\.(?=[,;:)\d]|\s+[^\sA-Z\"”’(]|\s*\(|\s+[A-Z]{2,}\b))?"
    parts = [
        rf"(?:{_any(before_name)})(?:\.(?=\s?[A-Z])|(?=\s[A-Z]))",
        rf"(?:{_any(before_figure)})(?:\.(?=\s?(?:Rp\.?\s?)?\d)|(?=\s(?:Rp\.?\s?)?\d))",
        rf"(?<=\d)(?: (?:{_any(after_figure)})(?![\w@/-]|\.\w){goes_on})",
        rf"(?:{_any(dotted)})(?![\w@/-]|\.\w)(?:\.(?=[,;:)]|\s+[^\s\"”’]))?",
        rf"(?:{_any(anywhere)})(?![\w@/-]|\.[A-Za-z])(?:\.(?=\s?[A-Z])(?<=Yth\.))?{goes_on}",
    ]
    pattern = re.compile("|".join(rf"(?<![\w./@-]){part}" if n != 2 else part for n, part in enumerate(parts)))
    return pattern, long_forms, frozenset(re.split(r"[^A-Za-z]", form, maxsplit=1)[0] for form in long_forms)


def _may_be_loud(word: str) -> bool:
    """Return whether an abbreviation in capitals is the same one: of three plain letters or more."""
    return len(word) >= 3 and word.isalpha() and word.islower()


def _any(forms: list[str]) -> str:
    return "|".join(sorted(dict.fromkeys(forms), key=len, reverse=True)) or r"(?!)"


def _long_form(found: re.Match[str], long_forms: Mapping[str, str]) -> str:
    short = found[0].strip()
    long = long_forms[short if short in long_forms else short.rstrip(".")]
    opens = not found.string[: found.start()].strip(" \"'“‘(")
    long = long[:1].upper() + long[1:] if opens else long
    if found.string[found.end() : found.end() + 1] == ".":
        long = long.removesuffix(".")
    if not long:
        return _LEFT_OUT
    space = " " if found[0].startswith(" ") else ""
    # "tgl.5" and "Kec.Gebog" have no space of their own.
    after = " " if found.string[found.end() : found.end() + 1].isalnum() else ""
    return f"{space}{long}{after}"
