"""What does the size of the vocabulary cost and give, for one shape of model? Pieces, megabytes and seconds a text.

    python tests/benchmarks/vocabulary_size.py --parallel PAIRS.tsv --texts DEV/news DEV/general \
        --out tests/benchmarks/results/vocabulary_size.json

Vocabularies of each size are learned from both columns of PAIRS.tsv. More pieces cut a text into fewer, so that a
decoder takes fewer steps, and make the last product of each step, and the file, larger. Models of the bundled model's
shape with random weights translate the same sentences of ``tests/test_quality/news.tsv``: as many steps as the English
of those sentences has pieces in that vocabulary. int8, one engine, the sizes taking turns; ``seconds`` are medians.
What the size does to quality is not measured here.
"""

import argparse
import json
import statistics
import tempfile
from importlib.resources import files
from pathlib import Path

import ctranslate2
import sentencepiece
from decoding_speed import SENTENCES, Job
from recording import record

from translate.batching import batches_of_like_length
from translate.control_pieces import END
from translate.conversion import converted, quiet_transformers
from translate.models import locate
from translate.pair_files import read_parallel_lines
from translate.sentences import TextPair
from translate.training.network import new_model
from translate.training.plan import ModelShape, Schedule, TrainingPlan
from translate.training.vocabulary import train_vocabulary, write_tokenizer
from translate.translator import PIECE_BUDGET

SIZES = (4_000, 8_000, 12_000, 16_000, 24_000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parallel", type=Path, required=True, help="TSV of id<TAB>en")
    parser.add_argument("--texts", type=Path, nargs="+", required=True, help="stems of STEM.id and STEM.en")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    pairs = [line.split("\t") for line in arguments.parallel.read_text(encoding="utf-8").splitlines()]
    texts = {stem.name: read_parallel_lines(stem) for stem in arguments.texts}
    shape = bundled_shape()
    with tempfile.TemporaryDirectory() as folder:
        made = {size: Vocabulary(Path(folder) / str(size), pairs, size, shape) for size in arguments.sizes}
        for one in made.values():
            one.job().seconds(4)  # warm
        jobs = {size: one.job() for size, one in made.items()}
        turns = [{size: job.seconds(4) for size, job in jobs.items()} for _ in range(arguments.turns)]
        rows = [
            {
                "size": size,
                "pieces_a_sentence": {name: one.pieces_a_sentence(some) for name, some in texts.items()},
                "megabytes": round(one.megabytes, 1),
                "seconds": round(statistics.median(turn[size] for turn in turns), 3),
            }
            for size, one in made.items()
        ]
    record({"shape": shape_of(shape), "beam_size": 4, "turns": arguments.turns, "vocabularies": rows}, arguments.out)


class Vocabulary:
    """A vocabulary of a size, and a random model that has it."""

    def __init__(self, folder: Path, pairs: list[list[str]], size: int, shape: ModelShape) -> None:
        folder.mkdir()
        model = train_vocabulary((text for pair in pairs for text in pair), size)
        self.processor = sentencepiece.SentencePieceProcessor(model_proto=model)
        plan = TrainingPlan(sources={"any": 1.0}, schedule=Schedule(steps=1), vocabulary_size=size, model=shape)
        with quiet_transformers():
            new_model(plan).half().save_pretrained(folder)
        write_tokenizer(folder, model, plan.max_pieces)
        self.folder = folder
        self.megabytes = sum(path.stat().st_size for path in folder.iterdir()) / 1e6

    def pieces_a_sentence(self, pairs: list[TextPair]) -> dict[str, float]:
        """Return the mean number of pieces of a sentence in either language."""
        sides = zip(*pairs, strict=True)
        counts = [statistics.mean(map(len, self.processor.encode(list(side)))) for side in sides]
        return {language: round(count, 1) for language, count in zip(("id", "en"), counts, strict=True)}

    def job(self) -> Job:
        """Return the sentences as batches that write just as many pieces as their English has."""
        rows = [line.split("\t") for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
        sources = self.processor.encode([row[0] for row in rows], out_type=str)
        lengths = [len(ids) + 1 for ids in self.processor.encode([row[1] for row in rows])]
        batches = [
            ([[*sources[place], END] for place in batch.positions], max(lengths[place] for place in batch.positions))
            for batch in batches_of_like_length([len(source) for source in sources], lambda length: 0, PIECE_BUDGET)
        ]
        with tempfile.TemporaryDirectory() as cache:
            model = converted(locate(str(self.folder)), "int8", Path(cache))
            engine = ctranslate2.Translator(str(model), compute_type="int8", inter_threads=1, intra_threads=1)
        return Job(translator=engine, batches=batches)


def bundled_shape() -> ModelShape:
    """Return the shape of the bundled model."""
    config = json.loads(Path(str(files("translate.bundled"))).joinpath("config.json").read_text(encoding="utf-8"))
    return ModelShape(
        width=config["d_model"],
        feed_forward=config["encoder_ffn_dim"],
        heads=config["encoder_attention_heads"],
        encoder_layers=config["encoder_layers"],
        decoder_layers=config["decoder_layers"],
    )


def shape_of(shape: ModelShape) -> str:
    """Return a shape as text."""
    return f"{shape.encoder_layers}+{shape.decoder_layers} layers of width {shape.width}"


if __name__ == "__main__":
    main()
