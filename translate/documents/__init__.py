"""Documents translated in place; ``translate_document`` is the entry point."""

from translate.documents.formats import supported_suffixes as supported_suffixes
from translate.documents.formats import translate_document as translate_document
from translate.documents.records import TranslatedDocument as TranslatedDocument

__all__ = [
    "TranslatedDocument",
    "supported_suffixes",
    "translate_document",
]
