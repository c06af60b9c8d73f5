"""Indonesian text to English text, and the models for it.

Names are loaded when they are first used: importing this package loads no engine.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from translate.backends.base import EngineOptions as EngineOptions
    from translate.decoding import DecodingOptions as DecodingOptions
    from translate.document import TranslatedText as TranslatedText
    from translate.errors import SejajarError as SejajarError
    from translate.models import TrustOptions as TrustOptions
    from translate.segmentation import segment as segment
    from translate.sentences import Role as Role
    from translate.sentences import Sentence as Sentence
    from translate.sentences import Translation as Translation
    from translate.translator import LoadOptions as LoadOptions
    from translate.translator import Translator as Translator

_HOMES = {
    "DecodingOptions": "translate.decoding",
    "EngineOptions": "translate.backends.base",
    "LoadOptions": "translate.translator",
    "Role": "translate.sentences",
    "SejajarError": "translate.errors",
    "Sentence": "translate.sentences",
    "TranslatedText": "translate.document",
    "Translation": "translate.sentences",
    "Translator": "translate.translator",
    "TrustOptions": "translate.models",
    "segment": "translate.segmentation",
}

__all__ = [
    "DecodingOptions",
    "EngineOptions",
    "LoadOptions",
    "Role",
    "SejajarError",
    "Sentence",
    "TranslatedText",
    "Translation",
    "Translator",
    "TrustOptions",
    "segment",
]


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'translate' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
