"""A whole article in English, put together as the Indonesian was."""

from collections.abc import Sequence
from dataclasses import dataclass

from translate.sentences import Role, Sentence, Translation

ARTICLE_ROLES = (Role.HEADLINE, Role.BODY)


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslatedText:
    """An article's English, the aligned sentences it was made of, and the spans that were left out."""

    english: str
    pairs: tuple[tuple[Sentence, Translation], ...]
    left_out: tuple[Sentence, ...]


def assemble(article: str, translated: Sequence[tuple[Sentence, str]]) -> str:
    """Return the English sentences joined as the article's are: its line breaks between two, else one space."""
    parts: list[str] = []
    end = 0
    for sentence, english in translated:
        if not english:
            continue
        breaks = article.count("\n", end, sentence.start)
        if parts:
            parts.append("\n" * min(breaks, 2) or " ")
        parts.append(english)
        end = sentence.end
    return "".join(parts)
