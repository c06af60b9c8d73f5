"""The word and phrase tables under ``data/``, read once and on first use."""

import functools
from importlib import resources


@functools.cache
def entries(name: str) -> tuple[str, ...]:
    """Return the entries of ``data/<name>.txt`` in order, without comments and blank lines.

    A comment begins with ``#`` at the start of a line or after two spaces.
    """
    table = resources.files("translate.data").joinpath(f"{name}.txt").read_text(encoding="utf-8")
    lines = (line.split("  #")[0].strip() for line in table.splitlines() if not line.startswith("#"))
    return tuple(line for line in lines if line)


@functools.cache
def words(name: str) -> frozenset[str]:
    """Return the entries of one table as a set of small letters, for membership tests."""
    return frozenset(entry.lower() for entry in entries(name))
