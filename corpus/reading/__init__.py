"""Files, records and hub datasets to articles; ``read_articles`` is the entry point."""

from corpus.reading.articles import ReadOptions, read_articles

__all__ = [
    "ReadOptions",
    "read_articles",
]
