"""Who may import whom: through doors, in floors without a circle, and never from ``translate`` to ``corpus``."""

import ast
from functools import cache
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("translate", "corpus")
FILES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
}
FOLDERS = {name for name, path in FILES.items() if path.name == "__init__.py"} - set(PACKAGES)
SUBSYSTEMS = {
    "translate.documents",
    "translate.carrying",
    "translate.numbers",
    "translate.segmentation",
    "translate.serving",
    "translate.training",
    "corpus.alignment",
    "corpus.inspection",
    "corpus.reading",
}
"""Folders with one door: ``__init__`` names all that others may use of them."""
FAMILIES = {"translate.backends", "corpus.executors", "corpus.exporters", "corpus.filters"}
"""Folders whose members are swapped: ``__init__`` is the table that loads one by name, ``base`` what they all are."""
RESOURCES = {"translate.bundled", "translate.data"}
"""Folders of files that are read, without code."""
FLOORS = {"translate": 13, "corpus": 11}
"""The most modules of a package that stand on one another, each importing the next; lower it as chains get shorter."""
EDGES = {
    "translate.cli",
    "translate.console",
    "translate.model_options",
    "translate.models_cli",
    "translate.translate_cli",
    "translate.training_cli",
    "corpus.alignment_cli",
    "corpus.cli",
    "corpus.inspection_cli",
    "corpus.filters_cli",
    "corpus.scoring_cli",
    "corpus.serving_cli",
}
"""The commands: only they print, and only they catch every error."""


@cache
def imported_names(module: str) -> frozenset[tuple[str, str]]:
    """Return each module that one imports, anywhere in it, with the name taken from it; no name is the whole module."""
    found = set()
    for node in ast.walk(ast.parse(FILES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update((alias.name, "") for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: a relative import"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add((inner, "") if inner in FILES else (str(node.module), alias.name))
    return frozenset(pair for pair in found if pair[0] in FILES)


def imports(module: str) -> set[str]:
    """Return the modules of this project that one imports."""
    return {target for target, _ in imported_names(module)}


def names_defined_in(module: str) -> set[str]:
    """Return the names that a module defines at its top; of a door all that it names."""
    if FILES[module].name == "__init__.py":
        return set(getattr(import_module(module), "__all__", ())) | set(vars(import_module(module)))
    found = set()
    for node in ast.parse(FILES[module].read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        found.update(one.id for target in targets if target for one in ast.walk(target) if isinstance(one, ast.Name))
    return found


@cache
def named_in_strings(module: str) -> frozenset[str]:
    """Return the modules that a module names in its strings, such as ``"package.module:Class"`` in a table."""
    tree = ast.parse(FILES[module].read_text(encoding="utf-8"))
    strings = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return frozenset(name for string in strings if (name := string.split(":")[0]) in FILES)


def outside(folder: str) -> list[str]:
    """Return the modules that do not lie in a folder."""
    return [name for name in FILES if name != folder and not name.startswith(f"{folder}.")]


def longest_chain(package: str) -> tuple[str, ...]:
    """Return the longest run of modules of a package in which each imports the next."""

    @cache
    def below(module: str) -> tuple[str, ...]:
        chains = [below(target) for target in sorted(imports(module)) if target.startswith(f"{package}.")]
        return (module, *max(chains, key=len, default=()))

    return max((below(name) for name in FILES if name.startswith(f"{package}.")), key=len)


def test_every_folder_is_a_subsystem_a_family_or_holds_files() -> None:
    assert FOLDERS == SUBSYSTEMS | FAMILIES | RESOURCES


@pytest.mark.parametrize("folder", sorted(SUBSYSTEMS))
def test_a_subsystem_is_used_through_its_door(folder: str) -> None:
    reached = {
        (name, target)
        for name in outside(folder)
        for target in imports(name) | named_in_strings(name)
        if target.startswith(f"{folder}.")
    }
    assert reached == set()


@pytest.mark.parametrize("folder", sorted(SUBSYSTEMS))
def test_a_door_names_what_is_used_and_nothing_else(folder: str) -> None:
    used = {taken for name in outside(folder) for target, taken in imported_names(name) if target == folder}
    assert used == set(import_module(folder).__all__)


@pytest.mark.parametrize("folder", sorted(FAMILIES))
def test_a_member_of_a_family_is_loaded_by_its_table_alone(folder: str) -> None:
    base = f"{folder}.base"
    members = {name for name in FILES if name.startswith(f"{folder}.")} - {base}
    assert members <= named_in_strings(folder)
    assert {(name, target) for name in FILES for target in imports(name) & members} == set()
    assert {(name, target) for name in set(FILES) - {folder} for target in named_in_strings(name) & members} == set()


@pytest.mark.parametrize("folder", sorted(FOLDERS))
def test_no_module_imports_the_door_of_its_own_folder(folder: str) -> None:
    inner = [name for name in FILES if name.startswith(f"{folder}.")]
    assert [name for name in inner if folder in imports(name)] == []


def test_no_module_imports_the_names_that_a_package_gives_to_users() -> None:
    assert [name for name in FILES if imports(name) & set(PACKAGES)] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_is_at_most_so_many_floors_high(package: str) -> None:
    chain = longest_chain(package)
    assert len(chain) <= FLOORS[package], f"{len(chain)} floors: {' → '.join(chain)}"


def test_translate_never_imports_corpus() -> None:
    crossing = {name for name in FILES for target in imports(name) if target.startswith("corpus")}
    assert {name for name in crossing if name.startswith("translate")} == set()


def test_there_is_no_circle() -> None:
    TopologicalSorter({name: imports(name) for name in FILES}).prepare()


def test_corpus_uses_flat_modules_and_doors_of_translate() -> None:
    """Flat modules, the doors of subsystems, and what the members of a family are; no name with an underscore."""
    offered = {name for name in FILES if name.count(".") == 1} | {f"{family}.base" for family in FAMILIES}
    used = {pair for name in FILES if name.startswith("corpus") for pair in imported_names(name)}
    crossing = {(target, taken) for target, taken in used if target.startswith("translate")}
    assert {pair for pair in crossing if pair[0] not in offered} == set()


def test_a_name_is_public_and_taken_from_where_it_is_defined() -> None:
    """Doors aside, no module passes on a name that it imported itself."""
    defined = {name: names_defined_in(name) for name in FILES}
    foreign = {
        (name, target, taken)
        for name in FILES
        for target, taken in imported_names(name)
        if taken and (taken.startswith("_") or taken not in defined[target])
    }
    assert foreign == set()


def test_every_command_is_a_module() -> None:
    assert set(FILES) >= EDGES


def test_nothing_but_commands_imports_commands() -> None:
    users = {name for name in FILES if imports(name) & EDGES}
    assert users <= EDGES


@pytest.mark.parametrize("name", sorted(set(FILES) - EDGES))
def test_only_commands_print_or_read_the_environment(name: str) -> None:
    for node in ast.walk(ast.parse(FILES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert (node.value.id, node.attr) not in {
                ("os", "environ"),
                ("os", "getenv"),
                ("sys", "stdout"),
                ("sys", "stderr"),
                ("sys", "stdin"),
                ("sys", "argv"),
                ("click", "echo"),
                ("logging", "basicConfig"),
            }, f"{name}:{node.lineno}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"print", "input"}, f"{name}:{node.lineno}"
