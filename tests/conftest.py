"""Fixtures that several test folders share: a home of their own, and a real Marian checkpoint small enough to build."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from translate.models import Checkpoint

_HOME = Path(tempfile.gettempdir()) / f"sejajar-tests-{os.getpid()}"
PAIRS = Path(__file__).parent / "pairs.tsv"
MAX_PIECES = 160
VOCABULARY_SIZE = 480


def pytest_configure(config: pytest.Config) -> None:
    """Point every cache at a folder of this run before any library reads where its cache is."""
    del config
    _HOME.mkdir(parents=True, exist_ok=True)
    os.environ.update(
        HOME=str(_HOME),
        XDG_CACHE_HOME=str(_HOME / "cache"),
        XDG_CONFIG_HOME=str(_HOME / "config"),
        XDG_DATA_HOME=str(_HOME / "data"),
        HF_HOME=str(_HOME / "huggingface"),
        HF_HUB_DISABLE_TELEMETRY="1",
        # Two workers a core stand in each other's way on a machine that has two.
        OMP_NUM_THREADS=os.environ.get("OMP_NUM_THREADS", "1"),
        TOKENIZERS_PARALLELISM="false",
    )


def pytest_unconfigure(config: pytest.Config) -> None:
    del config
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def sentence_pairs() -> list[tuple[str, str]]:
    """Indonesian sentences and their English, written for these tests."""
    lines = PAIRS.read_text(encoding="utf-8").splitlines()
    return [(left, right) for left, right in (line.split("\t") for line in lines)]


@pytest.fixture(scope="session")
def indonesian(sentence_pairs: list[tuple[str, str]]) -> list[str]:
    return [pair[0] for pair in sentence_pairs]


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory, sentence_pairs: list[tuple[str, str]]) -> Path:
    """A folder with a real MarianMT checkpoint of this project's making, shown its few sentences a few times.

    That little learning makes outputs differ between sources and end by themselves, some early and some late.
    """
    import sentencepiece
    import torch

    from translate.conversion import quiet_transformers
    from translate.training.encoding import encode_pairs
    from translate.training.network import new_model
    from translate.training.packing import packed
    from translate.training.plan import ModelShape, Schedule, TrainingPlan
    from translate.training.transformer import MarianTransformer, pair_tensors
    from translate.training.vocabulary import train_vocabulary, write_tokenizer

    folder = tmp_path_factory.mktemp("models") / "tiny"
    folder.mkdir()
    vocabulary = train_vocabulary((text for pair in sentence_pairs for text in pair), VOCABULARY_SIZE)
    write_tokenizer(folder, vocabulary, MAX_PIECES)
    plan = TrainingPlan(
        sources={"own": 1.0},
        schedule=Schedule(steps=1, dropout=0.0),
        vocabulary_size=VOCABULARY_SIZE,
        max_pieces=MAX_PIECES,
        model=ModelShape(width=48, feed_forward=96, heads=2, encoder_layers=1, decoder_layers=1),
    )
    processor = sentencepiece.SentencePieceProcessor(model_proto=vocabulary)
    pairs = encode_pairs([sentence_pairs], processor, MAX_PIECES)
    torch.manual_seed(7)
    model = MarianTransformer(plan.model, VOCABULARY_SIZE)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    for step in range(160):
        batch = pair_tensors(packed(pairs, range(step % 4, len(pairs), 4)), torch.device("cpu"))
        loss, _, count = model.losses(batch, 0.0, torch.float32)
        (loss / count).backward()
        optimizer.step()
        optimizer.zero_grad()
    checkpoint = new_model(plan)
    checkpoint.load_state_dict(model.state_dict(), strict=False)
    with quiet_transformers():
        checkpoint.save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def tiny_checkpoint(tiny_model: Path) -> Checkpoint:
    from translate.models import locate

    return locate(str(tiny_model))


@pytest.fixture(scope="session")
def model_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache of converted models that lives as long as the test run."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def copied_model(tiny_model: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that copies the tiny checkpoint under a name, to be damaged."""

    def copy(name: str = "copy") -> Path:
        target = tmp_path / name
        shutil.copytree(tiny_model, target)
        return target

    return copy
