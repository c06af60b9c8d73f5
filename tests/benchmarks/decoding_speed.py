"""How fast is the shipped model against one of opus-mt's shape, in the same engine? One run, the same sentences.

    python tests/benchmarks/decoding_speed.py --out tests/benchmarks/results/decoding_speed.json

The other model has random weights in the shape of opus-mt-id-en: 6 + 6 layers of width 512, feed-forward 2,048, 8
heads, vocabulary 54,796. Random weights never end a sentence, so both models are made to write just as many pieces as
the shipped model wrote for a sentence by itself: least and most length are the same number. Batches are those of the
translator, int8, and the models take turns, so that whatever else the machine does weighs on both. ``ratio`` is the
median over the turns.

A vocabulary of 54,796 cuts the same text into fewer pieces. So the other model also runs with ``SHARE_OF_PIECES`` of
the shipped model's pieces: ``ratio_same_text`` is fairer to it than ``ratio_same_pieces``.
"""

import argparse
import json
import os
import platform
import statistics
import tempfile
import time
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from shutil import copyfile

import ctranslate2
from recording import record

from translate import DecodingOptions, Translator
from translate.batching import batches_of_like_length
from translate.control_pieces import END, PADDING
from translate.conversion import converted, quiet_transformers
from translate.models import Checkpoint, locate
from translate.tokenization import Tokenizer
from translate.training.network import new_model
from translate.training.plan import ModelShape, Schedule, TrainingPlan
from translate.translator import PIECE_BUDGET

SENTENCES = Path(__file__).parents[1] / "test_quality" / "news.tsv"
OPUS_SHAPE = ModelShape(width=512, feed_forward=2048, heads=8, encoder_layers=6, decoder_layers=6)
OPUS_VOCABULARY = 54_795  # and <pad>
# 32,000 pieces a language, learned by SentencePiece from 200,000 of the training pairs, cut the news test set into 0.83
# (Indonesian) and 0.86 (English) of the shipped model's pieces.
SHARE_OF_PIECES = 0.84
BAR = 4.0


@dataclass(frozen=True)
class Job:
    """Batches for one engine: sources as pieces with their end mark, and the pieces to write for every one of them."""

    translator: ctranslate2.Translator
    batches: list[tuple[list[list[str]], int]]

    @property
    def pieces(self) -> int:
        return sum(len(sources) * length for sources, length in self.batches)

    def seconds(self, beam: int) -> float:
        started = time.perf_counter()
        for sources, length in self.batches:
            results = self.translator.translate_batch(
                sources,
                beam_size=beam,
                max_input_length=0,
                min_decoding_length=length,
                max_decoding_length=length,
                use_vmap=True,  # where there is one; without, it changes nothing
            )
            assert {len(result.hypotheses[0]) for result in results} == {length}
        return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sentences", type=Path, default=SENTENCES, help="Indonesian in the first column of a TSV")
    parser.add_argument("--model", default="bundled")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    lines = arguments.sentences.read_text(encoding="utf-8").splitlines()
    sentences = [line.split("\t")[0] for line in lines]
    shipped = locate(arguments.model)
    with tempfile.TemporaryDirectory() as folder:
        large = opus_shaped(Path(folder), OPUS_SHAPE, OPUS_VOCABULARY)
        jobs = {
            "shipped": job(shipped, sentences, shipped, arguments.threads, 1.0),
            "same pieces": job(large, sentences, shipped, arguments.threads, 1.0),
            "same text": job(large, sentences, shipped, arguments.threads, SHARE_OF_PIECES),
        }
        result = {
            "model": shipped.origin,
            "engine": f"ctranslate2 {ctranslate2.__version__}, int8",
            "machine": f"{platform.machine()}, {len(os.sched_getaffinity(0))} cores, {arguments.threads} used",
            "sentences": len(sentences),
            "pieces_written": {name: one.pieces for name, one in jobs.items()},
            "beams": {str(beam): compared(jobs, beam, arguments.turns) for beam in (1, 4)},
            "bar": BAR,
        }
    record(result, arguments.out)


def opus_shaped(folder: Path, shape: ModelShape, vocabulary_size: int) -> Checkpoint:
    """Return a random checkpoint of a shape; its first pieces are the bundled model's, so that it reads the same."""
    bundled = Path(str(files("translate.bundled")))
    plan = TrainingPlan(sources={"none": 1.0}, schedule=Schedule(steps=1), vocabulary_size=vocabulary_size, model=shape)
    with quiet_transformers():
        new_model(plan).save_pretrained(folder)
    pieces = [piece for piece in json.loads((bundled / "vocab.json").read_text(encoding="utf-8")) if piece != PADDING]
    pieces = [*pieces, *(f"▁unused{number}" for number in range(len(pieces), vocabulary_size)), PADDING]
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    for name in ("source.spm", "target.spm", "tokenizer_config.json"):
        copyfile(bundled / name, folder / name)
    return locate(str(folder))


def job(model: Checkpoint, sentences: list[str], shipped: Checkpoint, threads: int, share: float) -> Job:
    """Return what ``model`` has to do: the shipped model's sources and output lengths, or a share of the pieces."""
    tokenizer = Tokenizer(shipped.path)
    translations = Translator.load(str(shipped.path), decoding=DecodingOptions(beam_size=1)).translate(sentences)
    sources = [part(tokenizer.encode(sentence), share) for sentence in sentences]
    lengths = [len(part(tokenizer.encode_target(one.text), share)) + 1 for one in translations]
    batches = [
        ([[*sources[position], END] for position in batch.positions], max(lengths[p] for p in batch.positions))
        for batch in batches_of_like_length([len(source) for source in sources], lambda length: 0, PIECE_BUDGET)
    ]
    with tempfile.TemporaryDirectory() as cache:
        folder = converted(model, "int8", Path(cache))
        engine = ctranslate2.Translator(str(folder), compute_type="int8", inter_threads=1, intra_threads=threads)
    return Job(translator=engine, batches=batches)


def part(pieces: list[str], share: float) -> list[str]:
    """Return the first pieces, a share of all rounded to a whole number, at least one."""
    return pieces[: max(1, round(len(pieces) * share))]


def compared(jobs: dict[str, Job], beam: int, turns: int) -> dict[str, object]:
    """Return seconds of every turn, and how many times as fast as the others the shipped model is."""
    for one in jobs.values():
        Job(one.translator, one.batches[:1]).seconds(beam)
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(turns):
        for name, one in jobs.items():
            seconds[name].append(one.seconds(beam))
    ratios = {
        name: [slow / fast for fast, slow in zip(seconds["shipped"], slower, strict=True)]
        for name, slower in seconds.items()
        if name != "shipped"
    }
    return {
        "seconds": {name: [round(value, 3) for value in values] for name, values in seconds.items()},
        **{f"ratio_{name.replace(' ', '_')}": round(statistics.median(values), 2) for name, values in ratios.items()},
    }


if __name__ == "__main__":
    main()
