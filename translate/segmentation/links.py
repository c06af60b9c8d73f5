"""Links to other articles whose label stands on a line of its own, their titles on the lines below."""

import re

from translate.lexicon import Lexicon
from translate.segmentation.furniture import furniture
from translate.segmentation.paragraphs import has_final_mark
from translate.segmentation.titles import LINKED_TITLE_CHARACTERS, has_title_case
from translate.sentences import Role

Spans = list[tuple[int, int]]

# No phrase of a link is longer.
_LABEL_CHARACTERS = 40
_NUMBERED = re.compile(r"\d{1,2}[.)]\s")
# The form of a title that ends with a mark of its own: "Harga Naik Lagi, Apa Sebabnya?", "Tim Kota Menang...".
_CRIED = re.compile(r"[^.\"“”\n]{10,120}(?:[?!]|\.\.\.|…)")
# One line below a label without a colon is a title from this length on: shorter ones are headings, for many
# pages lose the titles and keep the label.
_TITLE_WORDS = 7


def is_entry(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Return whether a line can be the title or name that a label with a colon above it announces."""
    if text[start] in "[(" or end - start > LINKED_TITLE_CHARACTERS:
        return False
    matter = furniture(text, start, end, lexicon)
    if matter and matter[0].start == start and matter[0].role is Role.BOILERPLATE:
        return False
    if not has_final_mark(text, start, end):
        return True
    # Any other final mark makes it a sentence of the article.
    return _CRIED.fullmatch(text, start, end) is not None and has_title_case(text, start, end, lexicon)


def titles_below_labels(text: str, paragraphs: Spans, lexicon: Lexicon) -> dict[int, bool]:
    """Return the paragraphs that are titles below a ``Baca Juga`` without a colon; True for the first below each."""
    found: dict[int, bool] = {}
    for index, (start, end) in enumerate(paragraphs):
        if not _is_label(text, start, end, lexicon):
            continue
        below = index + 1
        while below < len(paragraphs) and _is_title(text, paragraphs, below, lexicon):
            below += 1
        alone = below == index + 2
        if not alone or len(text[slice(*paragraphs[index + 1])].split()) >= _TITLE_WORDS:
            found.update({line: line == index + 1 for line in range(index + 1, below)})
    return found


def _is_label(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Return whether a line is the phrase of a link without a colon, and nothing else."""
    matter = (
        furniture(text, start, end, lexicon) if text[end - 1].isalpha() and end - start <= _LABEL_CHARACTERS else []
    )
    return bool(matter) and matter[0].role is Role.RELATED and (matter[0].start, matter[0].phrase_end) == (start, end)


def _is_title(text: str, paragraphs: Spans, index: int, lexicon: Lexicon) -> bool:
    """Return whether a line right below the one before it is written like the title of an article."""
    (_, above), (start, end) = paragraphs[index - 1], paragraphs[index]
    if text.count("\n", above, start) != 1 or len(text[start:end].split()) < 4 or _NUMBERED.match(text, start, end):
        return False
    return is_entry(text, start, end, lexicon) and has_title_case(text, start, end, lexicon)
