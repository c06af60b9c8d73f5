"""Disturbed documents cut into sentences, with their pivot: what the scripts about alignment start from."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from disturbed_documents import Document, Gold, Side, disturbed, gold_links

from corpus.alignment.english_sentences import english_segments
from corpus.alignment.records import TextSegment
from translate.decoding import DecodingOptions
from translate.document import ARTICLE_ROLES
from translate.segmentation import segment
from translate.translator import Translator


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One disturbed document: the sentences that take part, and the links that are right among them."""

    name: str
    id_segments: tuple[TextSegment, ...]
    en_segments: tuple[TextSegment, ...]
    pivot: tuple[str, ...]
    gold: Gold

    @property
    def indonesian(self) -> list[str]:
        """The Indonesian sentences."""
        return [one.text for one in self.id_segments]

    @property
    def english(self) -> list[str]:
        """The English sentences."""
        return [one.text for one in self.en_segments]

    def with_pivot(self, pivot: Sequence[str]) -> "Case":
        """Return the case with another pivot."""
        return replace(self, pivot=tuple(pivot))


def cut(id_side: Side, en_side: Side) -> tuple[list[TextSegment], list[TextSegment]]:
    """Return the sentences of both sides that take part in alignment."""
    found = [
        TextSegment(text=one.text, start=one.start, end=one.end, role=one.role, rule=one.rule)
        for one in segment(id_side.text)
    ]
    return [one for one in found if one.role in ARTICLE_ROLES], english_segments(en_side.text)


def read_or_make_pivot(documents: Sequence[Document], path: Path, seeds: Sequence[int]) -> dict[str, str]:
    """Return the translation of every sentence of the disturbed documents; ``path`` keeps them between runs."""
    known: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    wanted = {
        one.text
        for document in documents
        for seed in seeds
        for one in cut(*disturbed(document, seed))[0]
        if one.text not in known
    }
    if wanted:
        sentences = sorted(wanted)
        translator = Translator.load("bundled", None, DecodingOptions(beam_size=1))
        found = translator.translate(sentences)
        known.update((sentence, one.text) for sentence, one in zip(sentences, found, strict=True))
        path.write_text(json.dumps(known, ensure_ascii=False), encoding="utf-8")
    return known


def make_cases(documents: Sequence[Document], pivot: dict[str, str], seeds: Sequence[int]) -> list[Case]:
    """Return every document disturbed with every seed."""
    cases = []
    for document in documents:
        for seed in seeds:
            id_side, en_side = disturbed(document, seed)
            id_segments, en_segments = cut(id_side, en_side)
            cases.append(
                Case(
                    name=f"{document.name} {seed}",
                    id_segments=tuple(id_segments),
                    en_segments=tuple(en_segments),
                    pivot=tuple(pivot[one.text] for one in id_segments),
                    gold=gold_links(id_side, en_side, id_segments, en_segments),
                )
            )
    return cases
