"""Values of options such as ``--threshold length_ratio=2`` as numbers by name."""

import math
from collections.abc import Iterable

from translate.errors import SettingError


def parse_numbers(option: str, texts: Iterable[str], example: str) -> dict[str, float]:
    """Return the numbers in texts of the form ``NAME=NUMBER``; raise SettingError naming the option and the text."""
    found = {}
    for text in texts:
        name, _, number = text.partition("=")
        try:
            found[name.strip()] = float(number)
        except ValueError:
            found[name.strip()] = math.nan
        if not name.strip() or math.isnan(found[name.strip()]):
            raise SettingError(f"{option} '{text}': expected NAME=NUMBER such as {example}")
    return found
