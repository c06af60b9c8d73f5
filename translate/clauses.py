"""Sentences that are too long for a model, split at clause borders."""

import re
from collections.abc import Callable

# From the strongest border to the weakest; each pattern matches the white space at which the text may be split.
_BORDERS = (
    re.compile(r"(?<=[;:])\s+|(?<=[.!?][\"'”’)])\s+|(?<=[.!?])\s+"),
    re.compile(r"(?<=,)\s+|\s+(?=[-–—(]\s?)"),
    re.compile(r"\s+(?=(?:dan|atau|tetapi|namun|sedangkan|sementara|karena|sehingga|agar|bahwa|yang|serta)\b)"),
    re.compile(r"\s+"),
)


def split_clauses(text: str, fits: Callable[[str], bool]) -> list[str]:
    """Return ``text`` halved until every part ``fits``, each time at the strongest border near the middle.

    Only white space is lost between the parts; a text without white space is cut between characters.
    """
    if len(text) < 2 or fits(text):
        return [text]
    left, right = _halves(text)
    return [*split_clauses(left, fits), *split_clauses(right, fits)]


def _halves(text: str) -> tuple[str, str]:
    middle = len(text) / 2
    for border in _BORDERS:
        # A border in the first or last fifth leaves a short part, which translates badly by itself.
        inside = (m for m in border.finditer(text) if 0.2 * len(text) <= m.start() <= 0.8 * len(text))
        cut = min(inside, key=lambda match: abs(match.start() - middle), default=None)
        if cut is not None:
            return text[: cut.start()], text[cut.end() :]
    space = min(re.finditer(r"\s+", text), key=lambda match: abs(match.start() - middle), default=None)
    if space is not None and text[: space.start()] and text[space.end() :]:
        return text[: space.start()], text[space.end() :]
    return text[: len(text) // 2], text[len(text) // 2 :]
