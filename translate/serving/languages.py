"""The languages of the server, and which of them a text is written in."""

import functools
import math
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from translate.serving.replies import ApiError

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

LANGUAGES = {"id": "Indonesian", "en": "English"}
"""Code to English name of each language that a text may be in."""

_TARGETS = {"id": ("en", "id"), "en": ("en",)}
_AUTO = "auto"
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Detected:
    """A language that a text may be in; ``confidence`` is its probability in percent, 0 where nothing tells it."""

    language: str
    confidence: float

    def as_dict(self) -> dict[str, object]:
        """Return it as LibreTranslate has it in JSON."""
        return {"confidence": self.confidence, "language": self.language}


def listed_languages() -> list[dict[str, object]]:
    """Return the languages with their targets, as ``/languages`` answers."""
    return [{"code": code, "name": name, "targets": sorted(_TARGETS[code])} for code, name in LANGUAGES.items()]


def checked_languages(source: str, target: str) -> tuple[str, str]:
    """Return the codes of a request in small letters; raise ApiError 400 for those that do not go together."""
    source, target = source.lower(), target.lower()
    for code in (source, target):
        if code not in LANGUAGES and not (code == _AUTO and code is source):
            raise ApiError(400, f"{code} is not supported")
    if source != _AUTO and target not in _TARGETS[source]:
        names = (LANGUAGES[target], target, LANGUAGES[source], source)
        raise ApiError(400, "{} ({}) is not available as a target language from {} ({})".format(*names))
    return source, target


def detect(text: str) -> list[Detected]:
    """Return the languages that a text may be in, the likeliest first; without a letter it is nobody's.

    py3langid 0.4 names a language even where it saw nothing, so text without letters is answered here.
    """
    if not any(map(str.isalpha, text)):
        return [Detected(language="en", confidence=0.0)]
    with _LOCK:  # the identifier counts in arrays of its own
        ranked = _identifier().rank(text)
    logs = {code: float(value) for code, value in ranked if code in LANGUAGES}
    top = max(logs.values())
    total = sum(math.exp(value - top) for value in logs.values())
    shares = {code: round(100 * math.exp(value - top) / total, 1) for code, value in logs.items()}
    return [Detected(language=code, confidence=shares[code]) for code in sorted(shares, key=shares.__getitem__)[::-1]]


@functools.cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)
