"""English text → sentences with exact spans; syntok finds the borders inside paragraphs.

Of six splitters that work offline right after installation, syntok and blingfire find the borders best
(tests/benchmarks/english_sentences.py); blingfire takes 99 MB.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from corpus.alignment.records import TextSegment

_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’)\]]*\s*$")
# Lines broken by a mail program or a converter end between these columns.
_WRAPPED = range(50, 101)


def english_segments(text: str) -> list[TextSegment]:
    """Return the sentences of an English text, in order; white space alone lies between their spans."""
    segments = []
    for start, end in _paragraphs(text):
        for first, last in _sentences(text[start:end]):
            stripped = text[start + first : start + last].strip()
            if stripped:
                place = text.index(stripped[0], start + first)
                segments.append(TextSegment(text=" ".join(stripped.split()), start=place, end=place + len(stripped)))
    return segments


def _sentences(paragraph: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the sentences of a paragraph, the white space behind each included."""
    from syntok import segmenter

    # syntok ends a paragraph, and so a sentence, at two line breaks; here a break is a space.
    flat = re.sub(r"\s", " ", paragraph)
    starts = [sentence[0].offset for part in segmenter.analyze(flat) for sentence in part if sentence]
    # From one start to the next, so that no character is lost, whatever syntok makes of its tokens.
    yield from pairwise([0, *starts[1:], len(paragraph)])


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the paragraphs; a line that goes on in the next one is no paragraph of its own."""
    lines = [(found.start(), found.end()) for found in _LINE.finditer(text) if found[0].strip()]
    wrapped = _is_wrapped(text, lines)
    start = None
    for place, (first, last) in enumerate(lines):
        following = lines[place + 1] if place + 1 < len(lines) else None
        start = first if start is None else start
        if following is None or not _goes_on(text, (first, last), following, wrapped=wrapped):
            yield start, last
            start = None


def _goes_on(text: str, line: tuple[int, int], following: tuple[int, int], *, wrapped: bool) -> bool:
    """Return whether a sentence may go on over the break between two lines that are not blank."""
    between = text[line[1] : following[0]].replace("\r\n", "\n")
    if len(between.strip(" \t")) > 1:
        return False
    if wrapped:
        return True
    return text[following[0]].islower() and not _SENTENCE_END.search(text[line[0] : line[1]])


def _is_wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    """Return whether lines are broken at a column: most are of like length, and many end within a sentence."""
    if len(lines) < 3:
        return False
    long = sum(len(text[first:last].rstrip()) in _WRAPPED for first, last in lines)
    open_ends = sum(not _SENTENCE_END.search(text[first:last]) for first, last in lines)
    return max(last - first for first, last in lines) <= _WRAPPED.stop and min(long, open_ends) > len(lines) / 2
