"""Existing Indonesian and English versions of articles → links between their sentences."""

from corpus.alignment.aligning import AlignOptions, align
from corpus.alignment.english_sentences import english_segments
from corpus.alignment.matching import pair_articles
from corpus.alignment.records import AlignedVersions, Link, TextSegment, TextVersions, VersionTexts

__all__ = [
    "AlignOptions",
    "AlignedVersions",
    "Link",
    "TextSegment",
    "TextVersions",
    "VersionTexts",
    "align",
    "english_segments",
    "pair_articles",
]
