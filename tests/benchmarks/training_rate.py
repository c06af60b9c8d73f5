"""How near does training come to the rate at which this machine multiplies matrices in bfloat16? One run, two rates.

    python tests/benchmarks/training_rate.py --out tests/benchmarks/results/training_rate.json

Steps of ``sejajar train`` are timed on the shape and batch size of the model that the recipe ships. ``utilisation`` is
the model's own operations a second, the median of the steps, over the best rate of ``torch.matmul``, both measured in
this run, the products before and after the steps. The median leaves out the few early steps that wait for a compiler.
Operations are counted by the usual rule of six for each weight and piece (Kaplan et al. 2020) with those of attention
(Chowdhery et al. 2022, appendix B), on real pieces alone. ``with_padding`` counts what was computed on padding too: on
the CPU that is attention alone, in rows as long as a batch's longest side; on a GPU it is the sequences of padding that
fill a batch up. Optimiser, norms, softmax and dropout count as nothing: they are what keeps the share below one.
"""

import argparse
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import sentencepiece
import torch
from recording import record

from translate.sentences import TextPair
from translate.settings import read_toml
from translate.training.encoding import encode_pairs
from translate.training.epochs import Epochs
from translate.training.plan import ModelShape, TrainingPlan
from translate.training.recipe import TrainingRecipe
from translate.training.records import PackedPairs
from translate.training.run import TrainingRun, has_cuda
from translate.training.transformer import pair_tensors

BUNDLED = Path(str(files("translate.bundled")))
TESTS = Path(__file__).parents[1]
WARM_UP = 6  # compiling, and the first shapes of batches
SQUARES = (1024, 2048, 4096)


@dataclass(frozen=True)
class Step:
    """What a step computes: the (source, target) pieces of each pair in linear layers, and in attention."""

    sides: list[tuple[int, int]]
    attended: list[tuple[int, int]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipe", type=Path, default=BUNDLED / "recipe.toml")
    parser.add_argument("--steps", type=int, default=16, help="steps timed")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    recipe = read_toml(TrainingRecipe, arguments.recipe)
    plan = recipe.plan(recipe.ship, Path())
    processor = sentencepiece.SentencePieceProcessor(model_file=str(BUNDLED / "source.spm"))
    result = measured(plan, own_pairs(), processor, arguments.steps, SQUARES)
    record(result, arguments.out)


def own_pairs() -> list[TextPair]:
    """Return the sentence pairs written for the tests."""
    paths = (TESTS / "pairs.tsv", TESTS / "test_quality" / "news.tsv")
    rows = [line.split("\t") for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    return [(left, right) for left, right in rows]


def measured(
    plan: TrainingPlan,
    pairs: Sequence[TextPair],
    processor: sentencepiece.SentencePieceProcessor,
    steps: int,
    squares: Sequence[int],
) -> dict[str, object]:
    """Return the rates of products and of training steps, and the one over the other."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    own_shape = (plan.schedule.batch_pieces, plan.model.width, plan.model.feed_forward)
    shapes = [*((size, size, size) for size in squares), own_shape]
    before = {shape: product_rate(shape, device) for shape in shapes}
    seconds, shown = timed_steps(plan, pairs, processor, steps)
    rates = {shape: max(rate, product_rate(shape, device)) for shape, rate in before.items()}
    best = max(rates.values())
    size = plan.vocabulary_size
    useful, computed = (
        median_rate([operations(plan.model, size, one) for one in side], seconds) for side in zip(*shown, strict=True)
    )
    return {
        "machine": f"{platform.machine()}, {len(os.sched_getaffinity(0))} cores, {device.type}",
        "torch": torch.__version__,
        "threads": torch.get_num_threads(),
        "compiled": plan.schedule.compile,
        "product_gflops": {"x".join(map(str, shape)): round(rate / 1e9, 1) for shape, rate in rates.items()},
        "steps": steps,
        "seconds_a_step": round(statistics.median(seconds), 3),
        "slowest_step_seconds": round(max(seconds), 1),
        "target_pieces_per_second": round(median_rate([labels(real) for real, _ in shown], seconds)),
        "training_gflops": round(useful / 1e9, 2),
        "utilisation": useful / best,
        "with_padding": computed / best,
        "against_the_product_of_its_own_shape": useful / rates[own_shape],
    }


def median_rate(amounts: Sequence[float], seconds: Sequence[float]) -> float:
    """Return the median of what was done a second in each step."""
    return statistics.median(amount / passed for amount, passed in zip(amounts, seconds, strict=True))


def timed_steps(
    plan: TrainingPlan, pairs: Sequence[TextPair], processor: sentencepiece.SentencePieceProcessor, steps: int
) -> tuple[list[float], list[tuple[Step, Step]]]:
    """Return the seconds of each step after the warm-up, batch making included, and what it was shown and computed."""
    share = -(-(steps + WARM_UP + 2) * plan.schedule.batch_pieces // (15 * len(pairs)))  # a pair has 15 pieces or more
    plan = replace(plan, sources={"own": 1.0}, synthetic=(), synthetic_english=(), initial=None)
    epochs = Epochs(plan, {"own": list(pairs) * share}, processor, one_size=has_cuda())
    with tempfile.TemporaryDirectory() as folder:
        run = TrainingRun(plan, epochs, encode_pairs([], processor, 2), Path(folder))
        seconds, shown = [], []
        started = time.perf_counter()
        for number, batch in enumerate(run._batches_from_here()):
            loss, _ = run._learn_from(pair_tensors(batch, run.device))
            float(loss)  # waits for the device
            now = time.perf_counter()
            if number >= WARM_UP:
                seconds.append(now - started)
                shown.append(shown_and_computed(batch, plan.vocabulary_size, rows=run.device.type == "cpu"))
            started = now
            if len(seconds) == steps:
                break
    return seconds, shown


def shown_and_computed(batch: PackedPairs, padding: int, *, rows: bool) -> tuple[Step, Step]:
    """Return a batch's own pairs, and what is computed of it; with ``rows`` attention is of rows of the longest."""
    lengths = zip(np.diff(batch.source_starts).tolist(), np.diff(batch.target_starts).tolist(), strict=True)
    sides = [(source, target) for source, target in lengths if source]
    own = sum(int(first) != padding for first in batch.source[batch.source_starts[: len(sides)]])
    attended = [(batch.longest, batch.longest)] * len(sides) if rows else sides
    return Step(sides[:own], sides[:own]), Step(sides, attended)


def labels(step: Step) -> int:
    """Return the target pieces of a step."""
    return sum(target for _, target in step.sides)


def operations(shape: ModelShape, vocabulary_size: int, step: Step) -> float:
    """Return the floating-point operations of one training step, forwards and backwards.

    Six for each weight of a matrix and piece it is applied to; twelve times the width for each pair of positions that
    attend to each other, in every layer, the causal half not taken off.
    """
    width, inner = shape.width, shape.feed_forward
    source, target = (sum(side) for side in zip(*step.sides, strict=True))
    encoder = shape.encoder_layers * (4 * width * width + 2 * width * inner) * source
    # Of the decoder's attention to the source, keys and values are made of source pieces.
    decoder = shape.decoder_layers * ((6 * width * width + 2 * width * inner) * target + 2 * width * width * source)
    projection = vocabulary_size * width * target
    attended = sum(
        shape.encoder_layers * one * one + shape.decoder_layers * other * (one + other) for one, other in step.attended
    )
    return 6.0 * (encoder + decoder + projection) + 12.0 * width * attended


def product_rate(shape: tuple[int, int, int], device: torch.device, least_seconds: float = 0.5) -> float:
    """Return the operations a second of the fastest of several bfloat16 products of one shape."""
    rows, inner, columns = shape
    left = torch.randn(rows, inner, dtype=torch.bfloat16, device=device)
    right = torch.randn(inner, columns, dtype=torch.bfloat16, device=device)
    best, spent = float("inf"), 0.0
    while spent < least_seconds or best == float("inf"):
        started = time.perf_counter()
        for _ in range(4):
            product = left @ right
        float(product[0, 0])  # waits for the device
        passed = time.perf_counter() - started
        best, spent = min(best, passed / 4), spent + passed
    return 2.0 * rows * inner * columns / best


if __name__ == "__main__":
    main()
