"""Typography that is unified before a model reads a text.

The bundled model's SentencePiece file carries these rules itself, so that every program that loads it (a plain
``MarianTokenizer`` too) folds the same characters. Checkpoints of other projects get their own training rules.
"""

import unicodedata
from collections.abc import Iterator

_QUOTES = {
    '"': "“”„‟«»″‶〝〞＂",
    "'": "‘’‚‛‹›′‵`´＇",
}
_DASHES = {"-": "‐‑‒–—―−⁃﹘﹣－"}
# Line breaks and tabs separate words; other controls, zero-width and direction marks have no meaning to translate.
_SPACES = {" ": "\t\n\v\f\r\x85\u2028\u2029\ufffc"}
_DROPPED = [
    *(chr(c) for c in (*range(0x00, 0x09), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0))),
    *"\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff",
    *(chr(c) for c in range(0xFE00, 0xFE10)),
]
_FOLDED: dict[str, str] = {
    **{old: new for table in (_QUOTES, _DASHES, _SPACES) for new, olds in table.items() for old in olds},
    **dict.fromkeys(_DROPPED, ""),
}

# The rules that the Helsinki opus-mt checkpoints were trained behind (OPUS-MT-train, preprocess-spm.sh):
# double quotes, U+2019, the ellipsis and full-width forms; U+2018 and the dashes are left as they are.
_OPUS_FOLDED = {
    **dict.fromkeys(_QUOTES['"'], '"'),
    "’": "'",
    "…": "...",
    **{chr(c): chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)},
    **dict.fromkeys("\t\n\v\f\r\x85\u2028\u2029", " "),
    **dict.fromkeys("\u200b\u2060\ufeff", ""),
    **dict.fromkeys((chr(c) for c in (*range(0x00, 0x09), *range(0x0E, 0x20))), " "),
}
_OPUS_TABLE = str.maketrans(_OPUS_FOLDED)


def normalize_as_opus(text: str) -> str:
    """Return ``text`` normalised as the training text of opus-mt checkpoints was, with runs of spaces as one."""
    return " ".join(text.translate(_OPUS_TABLE).split())


def _fold(text: str) -> str:
    return "".join(_FOLDED.get(char, char) for char in unicodedata.normalize("NFKC", text))


def folding_rules() -> Iterator[tuple[str, str]]:
    """Yield ``(from, to)`` strings: NFKC plus this module's folding, composed and decomposed forms alike."""
    seen: set[str] = set()
    for code in range(1, 0x110000):  # SentencePiece's rule table cannot hold NUL
        char = chr(code)
        if unicodedata.category(char) in {"Cs", "Cn", "Co"}:
            continue
        target = _FOLDED[char] if char in _FOLDED else _fold(char)
        for form in {char, unicodedata.normalize("NFD", char)}:
            if form != target and form not in seen:
                seen.add(form)
                yield form, target


def sentencepiece_rules() -> str:
    """Return ``folding_rules`` in SentencePiece's normalisation TSV: hexadecimal code points, source TAB target."""
    lines = []
    for source, target in folding_rules():
        left, right = (" ".join(f"{ord(char):X}" for char in side) for side in (source, target))
        lines.append(f"{left}\t{right}")
    return "\n".join(lines) + "\n"
