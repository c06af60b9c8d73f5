"""What flows through alignment: two texts, their sentences, and the links between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus.records import Article
from translate.decoding import DecodingOptions
from translate.sentences import Role, Translation


class PivotTranslator(Protocol):
    """What alignment needs of ``translate.Translator``."""

    def translate(self, sentences: Sequence[str], options: DecodingOptions | None = None) -> Sequence[Translation]:
        """Return one translation a sentence, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSegment:
    """One sentence ``[start, end)`` of a text, in characters; ``text`` is what a reader sees of it.

    ``role`` and ``rule`` are those of segmentation on the Indonesian side; an English sentence is always ``body``.
    """

    text: str
    start: int
    end: int
    role: Role = Role.BODY
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextVersions:
    """The two versions of one article, each with its sentences in order."""

    pair_id: str
    id_sentences: tuple[TextSegment, ...]
    en_sentences: tuple[TextSegment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionTexts:
    """Both versions as articles, the sentences cut; ``presegmented`` says that the caller gave the sentences."""

    indonesian: Article
    english: Article
    versions: TextVersions
    presegmented: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Sentences that say the same: indices of each side, in order, at most three; one side may be empty.

    ``confidence`` is the calibrated probability that exactly these sentences belong together, 0 for a sentence without
    a counterpart. ``moved`` says that the link stands elsewhere in the order of the other text.
    """

    id: tuple[int, ...]
    en: tuple[int, ...]
    confidence: float
    moved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignedVersions:
    """The links of two versions, by the places of their Indonesian and then of their English sentences.

    Every sentence that takes part is in exactly one link. ``coverage`` is the share of the shorter text that is linked,
    weighted by confidence, and ``likeness`` how much the linked sentences have in common. ``refusal`` says why the
    texts are taken for unrelated, and then there are no links.
    """

    versions: TextVersions
    links: tuple[Link, ...]
    coverage: float
    likeness: float
    refusal: str | None = None
