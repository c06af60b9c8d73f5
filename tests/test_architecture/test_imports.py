"""Importing the packages is cheap, and what they promise is there."""

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

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


def test_a_package_of_the_same_name_from_elsewhere_is_named_in_the_error(tmp_path: Path) -> None:
    """The ``__init__`` of translate-toolkit 3.20 replaces ours when it is installed later."""
    (tmp_path / "translate").mkdir()
    (tmp_path / "translate" / "__init__.py").write_text('"""Tools for localization."""\n', encoding="utf-8")
    code = f"import sys\nsys.path.insert(0, {str(tmp_path)!r})\nimport corpus"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith(
        f"ImportError: the installed package 'translate' ({tmp_path / 'translate'}) is not Sejajar's"
    )
