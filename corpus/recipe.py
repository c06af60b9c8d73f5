"""The recipe: what decides the output of a build, and how two recipes differ."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.canonical import canonical_json, text_sha256

RECIPE_FORMAT = 4
"""Raised whenever the same settings start to give other rows or files, so that no old shard is mixed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What decides the output: ``rows`` decides every row, ``files`` how rows are split, stored and described."""

    rows: Mapping[str, object]
    files: Mapping[str, object]

    def as_json(self) -> str:
        """Return the recipe as canonical JSON: sorted keys, no spaces, UTF-8 characters as they are."""
        return canonical_json({"rows": self.rows, "files": self.files})

    def sha256(self) -> str:
        """Return the hexadecimal SHA-256 of the canonical JSON."""
        return text_sha256(self.as_json())

    def rows_sha256(self) -> str:
        """Return the hexadecimal SHA-256 of the part that decides rows, by which finished shards are known."""
        return text_sha256(canonical_json(self.rows))


def recipe_differences(then: Recipe, now: Recipe, *, rows_only: bool = False) -> list[str]:
    """Return one phrase for each setting in which two recipes differ, such as ``decoding.beam_size 4, was 1``.

    ``rows_only`` compares the part that decides rows alone.
    """
    old, new = (dict(_flattened(_settings(one, rows_only=rows_only), "")) for one in (then, now))
    return [
        f"{name} {_shown(new.get(name))}, was {_shown(old.get(name))}"
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    ]


def _settings(recipe: Recipe, *, rows_only: bool) -> dict[str, object]:
    """Return the settings as they are read back from JSON, where a tuple is a list."""
    settings: dict[str, object] = json.loads(canonical_json({**recipe.rows, **({} if rows_only else recipe.files)}))
    return settings


def _flattened(value: Mapping[str, object], prefix: str) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for key, inner in value.items():
        if isinstance(inner, Mapping):
            found += _flattened(inner, f"{prefix}{key}.")
        else:
            found.append((f"{prefix}{key}", inner))
    return found


def _shown(value: object) -> str:
    text = "none" if value is None else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 40 else f"{text[:39]}…"
