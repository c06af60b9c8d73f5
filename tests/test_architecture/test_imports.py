"""Importing the packages is cheap, and what they promise is there."""

import importlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {
    "torch",
    "transformers",
    "ctranslate2",
    "datasets",
    "ray",
    "pyarrow",
    "sacrebleu",
    "sentencepiece",
    "trafilatura",
}
PROMISED = {
    "translate": {
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
    },
}


def loaded_after(statement: str) -> set[str]:
    code = f"import sys, json\n{statement}\njson.dump(sorted(sys.modules), sys.stdout)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in json.loads(done.stdout)}


@pytest.mark.parametrize(
    "statement",
    [
        "import translate, corpus",
        "from translate import *; from corpus import BuildPlan",
        "import translate.cli",
        "import corpus.cli",
    ],
)
def test_imports_are_light(statement: str) -> None:
    assert loaded_after(statement) & HEAVY == set()


@pytest.mark.parametrize("package", ["translate", "corpus"])
def test_every_public_name_is_there(package: str) -> None:
    module = importlib.import_module(package)
    assert len(set(module.__all__)) == len(module.__all__)
    assert all(getattr(module, name) is not None for name in module.__all__)
    assert set(module._HOMES) == set(module.__all__) == set(dir(module))
    with pytest.raises(AttributeError, match=f"module '{package}' has no attribute 'nothing'"):
        _ = module.nothing


@pytest.mark.parametrize("package", PROMISED)
def test_the_promised_names_are_all_there_is(package: str) -> None:
    assert set(importlib.import_module(package).__all__) == PROMISED[package]


def test_what_the_documentation_uses_is_there() -> None:
    from corpus import BuildPlan, build_corpus
    from translate import Translator

    assert callable(build_corpus)
    assert callable(Translator.load)
    assert BuildPlan(model="bundled").model == "bundled"


@pytest.fixture
def overwrite(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that replaces the ``__init__`` of a package by that of another distribution, as pip does."""

    def overwritten(package: str) -> Path:
        folder = tmp_path / package
        shutil.copytree(ROOT / package, folder, ignore=shutil.ignore_patterns("bundled", "__pycache__"))
        (folder / "__init__.py").write_text('"""Tools for localization."""\n', encoding="utf-8")
        return folder

    return overwritten


@pytest.mark.parametrize(
    ("package", "statement", "code"),
    [
        ("translate", "import corpus", 1),
        ("translate", "from corpus.cli import main; main()", 1),
        ("corpus", "from corpus.cli import main; main()", 2),
    ],
)
def test_a_package_that_another_distribution_overwrote_is_named_in_the_error(
    package: str, statement: str, code: int, overwrite: Callable[[str], Path]
) -> None:
    """The ``__init__`` of translate-toolkit 3.20 replaces ours when it is installed later; other modules stay."""
    folder = overwrite(package)
    program = f"import sys; sys.path.insert(0, {str(folder.parent)!r}); sys.argv = ['sejajar', '--help']; {statement}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert done.stdout == ""
    last = done.stderr.strip().splitlines()[-1]
    said = f"the installed package '{package}' ({folder}) is not Sejajar's: another distribution"
    assert last.startswith(f"sejajar: {said}" if code == 2 else f"ImportError: {said}")
    assert code == 1 or len(done.stderr.splitlines()) == 1
