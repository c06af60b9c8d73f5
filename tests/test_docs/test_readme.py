"""The README says what is there: its commands, its files, its Python."""

import re
from pathlib import Path

import click
import pytest

from corpus.cli import cli

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def leaves(command: click.Command, name: str) -> list[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        return [leaf for key, inner in command.commands.items() for leaf in leaves(inner, f"{name} {key}")]
    return [(name, command)]


COMMANDS = leaves(cli, "sejajar")


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_every_command_is_in_the_readme_and_has_help_with_an_example(name: str, command: click.Command) -> None:
    assert name in README
    assert command.help
    assert command.epilog
    assert command.epilog.startswith(f"Example: {name}")


def test_the_commands_of_the_readme_exist() -> None:
    used = set(re.findall(r"(?<!\.)\bsejajar (?:models )?[a-z]+", README))
    known = {name for name, _ in COMMANDS} | {"sejajar models"}
    assert used <= known, used - known


def test_the_options_of_the_readme_exist() -> None:
    known = {option for _, command in COMMANDS for parameter in command.params for option in parameter.opts}
    used = set(re.findall(r"(?<=\s)--[a-z-]+", "\n".join(re.findall(r"`(sejajar [^`]+)`", README))))
    assert used <= known, used - known


def trees() -> list[str]:
    """Return the tree of the README, and those of the packages' own, which name the modules inside the folders."""
    inner = [(ROOT / package / "README.md").read_text(encoding="utf-8") for package in ("translate", "corpus")]
    return [text.split("```text\n", 1)[1].split("```")[0] for text in (README.split("## The tree")[1], *inner)]


def files_of_the_trees() -> dict[str, set[str]]:
    """Return each folder of code that a tree names, with the files that are named there.

    A folder stands first on its line; files on that line, and on lines that are indented further, lie in it.
    """
    named: dict[str, set[str]] = {}
    for tree in trees():
        top = folder = ""
        for line in tree.strip().splitlines():
            first = re.match(r"(| {2})([a-z_]+)/", line)
            if first:
                top = first[2] if not first[1] else top
                folder = first[2] if not first[1] else f"{top}/{first[2]}"
            elif re.match(r" {2}\S", line):
                folder = top
            named.setdefault(folder, set()).update(re.findall(r"\b[a-z_0-9]+\.py\b", line))
    return named


def test_the_readme_is_read_once() -> None:
    assert len(README.splitlines()) <= 200


def test_the_tree_names_every_folder_and_module_and_no_other() -> None:
    there: dict[str, set[str]] = {}
    for path in (path for package in ("translate", "corpus") for path in (ROOT / package).rglob("*.py")):
        files = there.setdefault(path.parent.relative_to(ROOT).as_posix(), set())
        files.update({path.name} - {"__init__.py"})
    named = files_of_the_trees()
    assert {folder: files for folder, files in named.items() if folder.startswith(("translate", "corpus"))} == there
    assert all((ROOT / folder).is_dir() for folder in named)


def test_two_lines_are_run_by_the_gate() -> None:
    marked = re.findall(r"<!-- run -->\n```bash\n(.+)\n```", README)
    assert len(marked) == 2
    assert "sejajar build seeds/" in marked[0]
    assert "pytest" in marked[1]


def test_the_translation_shown_is_what_the_bundled_model_gives() -> None:
    from translate import Translator

    shown = re.findall(r"^\| (\d+) \| (.+) \| (.+) \|$", README, flags=re.MULTILINE)
    assert len(shown) >= 3
    texts = [row[1] for row in shown]
    translations = Translator.load("bundled").translate(texts)
    assert [translation.text for translation in translations] == [row[2] for row in shown]
