"""Existing Indonesian and English versions of articles → links between their sentences."""

from corpus.alignment.aligning import AlignOptions, align
from corpus.alignment.matching import pair_articles
from corpus.alignment.records import AlignedVersions, Link, TextSegment, TextVersions
from corpus.alignment.sources import VersionColumns, VersionTexts, read_versions, versions_of

__all__ = [
    "AlignOptions",
    "AlignedVersions",
    "Link",
    "TextSegment",
    "TextVersions",
    "VersionColumns",
    "VersionTexts",
    "align",
    "pair_articles",
    "read_versions",
    "versions_of",
]
