"""Indonesian articles to an aligned Indonesian-English dataset.

Names are loaded when they are first used: importing this package loads no engine and no ``datasets``.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from corpus.installation import check_package

if TYPE_CHECKING:
    from corpus.build import BuildReport as BuildReport
    from corpus.build import append_to_corpus as append_to_corpus
    from corpus.build import build_corpus as build_corpus
    from corpus.plan import BuildPlan as BuildPlan
    from corpus.reading import read_articles as read_articles
    from corpus.records import Article as Article
    from corpus.records import Rejection as Rejection
    from corpus.records import SentencePair as SentencePair

_HOMES = {
    "Article": "corpus.records",
    "BuildPlan": "corpus.plan",
    "BuildReport": "corpus.build",
    "Rejection": "corpus.records",
    "SentencePair": "corpus.records",
    "append_to_corpus": "corpus.build",
    "build_corpus": "corpus.build",
    "read_articles": "corpus.reading",
}

__all__ = [
    "Article",
    "BuildPlan",
    "BuildReport",
    "Rejection",
    "SentencePair",
    "append_to_corpus",
    "build_corpus",
    "read_articles",
]


check_package("translate", "Translator")


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'corpus' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
