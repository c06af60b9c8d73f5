"""Existing Indonesian and English versions of articles → links between their sentences."""

from corpus.alignment.aligning import AlignOptions, align

__all__ = ["AlignOptions", "align"]
