"""The distribution holds every package: what pyproject.toml lists is what is there."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_package_is_in_the_distribution() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = settings["tool"]["setuptools"]["packages"]
    there = [
        ".".join(file.parent.relative_to(ROOT).parts)
        for package in ("translate", "corpus")
        for file in (ROOT / package).rglob("__init__.py")
    ]
    assert sorted(listed) == sorted(there)
