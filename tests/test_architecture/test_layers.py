"""Who may import whom: only to the left in ``LAYERS``, and never from ``translate`` to ``corpus``."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for package in ("translate", "corpus")
    for path in sorted((ROOT / package).rglob("*.py"))
}
ENGINES = "translate.backends"
LAYERS = (
    "batching bundled clauses cores data errors normalization numbers.words segmentation.name_forms "
    "segmentation.paragraphs segmentation.quotes sentences training.subword_sampling",
    "console decoding document lexicon models numbers.tokens overlap segmentation.lists segmentation.repair settings "
    "training.augmentation training.learning_curve training.parallel_data training.plan",
    "backends.base casing conversion name_spelling numbers.figures segmentation.captions segmentation.datelines "
    "segmentation.marks segmentation.run_together segmentation.signatures segmentation.titles tokenization "
    "training.packing",
    "backends backends.ctranslate2_backend backends.echo_backend backends.transformers_backend numbers.spelled "
    "segmentation.borders segmentation.furniture shortlist training.epochs training.transformer training.vocabulary",
    "numbers.quantities segmentation.headings segmentation.links training.generation training.network "
    "training.optimizers",
    "numbers.agreement segmentation.units training.finetuning",
    "numbers segmentation",
    "checks segment_view",
    "evaluation training.cleaning translator",
    "model_options training.run",
    "training.pipeline",
    "training",
    "models_cli training_cli",
    "cli",
)
RANKS = {f"translate.{name}": rank for rank, layer in enumerate(LAYERS) for name in layer.split()}
EDGES = {
    "translate.cli",
    "translate.console",
    "translate.model_options",
    "translate.models_cli",
    "translate.training_cli",
    "corpus.cli",
    "corpus.inspection_cli",
    "corpus.scoring_cli",
}


def imports(path: Path) -> set[str]:
    """Return the modules of this project that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            names = [str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)]
        found.update(name for name in names if name in FILES)
    return found


def test_every_module_of_translate_has_a_layer() -> None:
    assert {name for name in FILES if name.startswith("translate.")} == set(RANKS)


@pytest.mark.parametrize("name", RANKS)
def test_imports_point_to_the_left(name: str) -> None:
    wrong = {target for target in imports(FILES[name]) if RANKS.get(target, -1) >= RANKS[name]}
    # The package of the engines is its table of names, which a member's own import passes through.
    assert wrong - ({ENGINES} if name.startswith(f"{ENGINES}.") else set()) == set()


def test_translate_never_imports_corpus() -> None:
    crossing = {name for name, path in FILES.items() for target in imports(path) if target.startswith("corpus")}
    assert {name for name in crossing if name.startswith("translate")} == set()


def test_there_is_no_circle() -> None:
    TopologicalSorter({name: imports(path) - {"translate", "corpus"} for name, path in FILES.items()}).prepare()


def test_nothing_but_commands_imports_commands() -> None:
    users = {name for name, path in FILES.items() if imports(path) & EDGES}
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
