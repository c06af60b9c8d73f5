"""A whole article in English, with the line breaks of the Indonesian."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from translate.sentences import Role, Sentence, Translation

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
ARTICLE_ROLES = (Role.HEADLINE, Role.BODY)


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslatedText:
    """The English of an article, the aligned sentences it consists of, and the spans that were left out."""

    english: str
    pairs: tuple[tuple[Sentence, Translation], ...]
    left_out: tuple[Sentence, ...]


def reassemble(text: str, sentences: Sequence[Sentence], english: Mapping[int, str]) -> str:
    """Return the English of the sentences at the positions in ``english``, with the article's paragraph breaks.

    Two sentences have as many line breaks between them as their spans in the raw ``text``, or one space. If spans
    between them have no English, the largest of the gaps counts, so that a caption that is left out leaves no hole.
    """
    parts: list[str] = []
    breaks, end = 0, 0
    for position, sentence in enumerate(sentences):
        breaks = max(breaks, len(_LINE_BREAK.findall(text, end, sentence.start)))
        end = sentence.end
        if position in english:
            if parts:
                parts.append("\n" * breaks or " ")
            parts.append(english[position])
            breaks = 0
    return "".join(parts)
