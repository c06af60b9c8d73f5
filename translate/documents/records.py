"""What flows through a document: nodes of text, paragraphs of nodes, an opened document, a translated one."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Protocol

from translate.sentences import Translation


class Translates(Protocol):
    """What a document needs of a translator."""

    def translate(self, sentences: Sequence[str]) -> Sequence[Translation]:
        """Return one translation for each sentence, in order."""
        ...


class Kind(Enum):
    """What a node of a paragraph is: text to translate, text that stays as it is, or something without text."""

    TEXT = auto()
    FIXED = auto()
    ANCHOR = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One node of a paragraph, in the order of the document.

    ``style`` says how it looks: neighbours of one style are one text for a reader. ``linked`` says that it must not
    become empty, as a link must not. ``put`` stores the English of a ``TEXT`` node. The ``text`` of an ``ANCHOR`` is
    what the segmenter sees in its place: a line break for a line break, else nothing or a space.
    """

    text: str
    kind: Kind = Kind.TEXT
    style: Hashable = ()
    linked: bool = False
    put: Callable[[str], object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Nodes that are read as one text.

    ``raw`` says that it is plain text: its line breaks count, and what a scraper broke in it is repaired.
    """

    nodes: Sequence[Node]
    raw: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedDocument:
    """A document taken apart: its paragraphs, what to tell about it, and how it is put together again."""

    paragraphs: Sequence[Paragraph]
    save: Callable[[], bytes]
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslatedDocument:
    """A document in English: its bytes, the sentences with their translations, and what the reader should know.

    ``pairs`` holds the sentences in the order of the document. ``notes`` are sentences about what was not
    translated or whose formatting could not be kept.
    """

    content: bytes
    pairs: tuple[Translation, ...]
    notes: tuple[str, ...] = field(default=())
