"""The bars of style that a machine can hold."""

import ast
import fnmatch
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_layers import EDGES

ROOT = Path(__file__).parents[2]
FILES = [path for package in ("translate", "corpus") for path in sorted((ROOT / package).rglob("*.py"))]
TREES = {str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8")) for path in FILES}
TOP_LEVEL = {"README.md", "pyproject.toml", "translate", "corpus", "seeds", "tests", "LICENSE", "findings"}
WRITERS = {
    "corpus/dataset_files.py",  # names that end in .tmp, put in place at the end
    "corpus/deduplication.py",  # temporary files
    "corpus/exporters/arrow.py",  # what exporting.py puts in place
    "corpus/exporters/base.py",
    "corpus/formats.py",  # what dataset_files.py and shards.py put in place
    "translate/console.py",  # pipes and devices too
    "translate/training/vocabulary.py",  # a temporary folder
}
"""Modules that write files under names which others, or they themselves, put in place later."""
CATCHERS = {"corpus/executors/base.py"}
"""Modules that turn every exception of other code into a value: whatever fails in a worker is tried again."""
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def public(tree: ast.Module) -> Iterator[Function | ast.ClassDef]:
    """Yield the public functions and classes of a module, and the public methods of those classes."""
    for node in tree.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from (one for one in node.body if isinstance(one, Function) and not one.name.startswith("_"))


@pytest.fixture(params=TREES)
def module(request: pytest.FixtureRequest) -> str:
    return request.param


def test_modules_are_short(module: str) -> None:
    assert len((ROOT / module).read_text(encoding="utf-8").splitlines()) <= 400


def test_functions_are_short(module: str) -> None:
    long = [one.name for one in functions(TREES[module]) if (one.end_lineno or 0) - one.lineno + 1 > 60]
    assert long == []


def test_parameters_are_few(module: str) -> None:
    def count(function: Function) -> int:
        arguments = function.args
        named = [one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
        return len([name for name in named if name not in {"self", "cls"}])

    assert [one.name for one in functions(TREES[module]) if count(one) > 6] == []


def test_public_names_say_what_they_are(module: str) -> None:
    tree = TREES[module]
    assert ast.get_docstring(tree), "the module itself"
    silent = [node.name for node in public(tree) if not ast.get_docstring(node)]
    assert silent == []
    unended = [node.name for node in public(tree) if (ast.get_docstring(node) or ".").splitlines()[0][-1] not in ".:;,"]
    assert [name for name in unended if name] == []


def test_signatures_are_explicit(module: str) -> None:
    assert [node.name for node in public(TREES[module]) if isinstance(node, Function) and node.args.kwarg] == []


def test_errors_are_caught_by_name(module: str) -> None:
    """A handler of everything is for commands alone; what has to be tidied up stands in ``finally``."""
    broad = [
        node.lineno
        for node in ast.walk(TREES[module])
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or {"Exception", "BaseException"} & {getattr(one, "id", "") for one in ast.walk(node.type)}
        )
    ]
    assert broad == [] or module in CATCHERS or module.removesuffix(".py").replace("/", ".") in EDGES


def test_files_are_written_whole(module: str) -> None:
    """A file is made under the name ``unfinished``, which ``translate/writing.py`` gives and puts in its place."""
    straight = []
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            modes = [one.value for one in node.args if isinstance(one, ast.Constant)]
            opens = node.func.attr == "open" and any(mode in ("w", "wb", "wt", "x", "xb") for mode in modes)
            names = {one.id for one in ast.walk(node.func.value) if isinstance(one, ast.Name)}
            if (opens or node.func.attr in ("write_text", "write_bytes")) and "unfinished" not in names:
                straight.append(node.lineno)
    assert straight == [] or module in WRITERS


def test_names_say_what_a_file_holds(module: str) -> None:
    assert not {"utils", "util", "helpers", "helper", "common", "misc"} & set(Path(module).with_suffix("").parts)
    assert len(Path(module).parts) <= 3


def test_the_top_level_holds_what_it_should() -> None:
    ignored = [line.strip().strip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()]
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert {name for name in found if not any(fnmatch.fnmatch(name, one) for one in ignored)} <= TOP_LEVEL


@pytest.mark.parametrize("folder", ["tests", "tests/test_translate", "tests/test_corpus"])
def test_no_test_folder_hides_a_package(folder: str) -> None:
    assert not {"translate", "corpus", "transformers", "ray"} & {path.stem for path in (ROOT / folder).iterdir()}
