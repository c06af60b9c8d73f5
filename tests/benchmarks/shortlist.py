"""What does a vocabulary shortlist gain, and what does it change? The bundled model, and the shape of opus-mt.

    python tests/benchmarks/shortlist.py PAIRS.tsv … --dev DEV/news --out tests/benchmarks/results/shortlist.json

The bundled model translates the first sentences of a test set with and without shortlists learned from PAIRS. Speed is
the median over turns that alternate; ``same_text`` and chrF tell how far the texts are from those without;
``alone_as_in_batch`` how many sentences come out the same alone and among others, since CTranslate2 weighs what any
sentence of a batch calls for. Of the shape of opus-mt, with random weights, only the speed can be told: its lengths
are fixed as in ``decoding_speed.py``.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import ctranslate2
from decoding_speed import OPUS_SHAPE, OPUS_VOCABULARY, SENTENCES, Job, job, opus_shaped
from recording import record
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from translate import DecodingOptions, EngineOptions, LoadOptions, Translator
from translate.conversion import converted
from translate.models import SHORTLIST, Checkpoint, locate
from translate.pair_files import read_pairs, read_parallel_lines
from translate.shortlist import ShortlistOptions, shortlist, write_shortlisted
from translate.tokenization import Tokenizer

SIZES = ((15, 200), (30, 300), (60, 500))
BEAMS = (1, 4)
TURNS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path, nargs="+", help="TSV files id<TAB>en to learn from")
    parser.add_argument("--dev", type=Path, required=True, help="stem of a test set")
    parser.add_argument("--sentences", type=int, default=400)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    pairs = [pair for path in arguments.pairs for pair in read_pairs(path)]
    test_set = read_parallel_lines(arguments.dev)[: arguments.sentences]
    shipped = locate("bundled")
    tokenizer = Tokenizer(shipped.path)
    texts = {f"{one}+{always}": learned(pairs, tokenizer, one, always) for one, always in SIZES}
    with tempfile.TemporaryDirectory() as folder:
        result = {
            "model": shipped.origin,
            "engine": f"ctranslate2 {ctranslate2.__version__}, int8, one thread",
            "sentences": len(test_set),
            "pairs_to_learn_from": len(pairs),
            "sizes": "candidates a source piece + always",
            "bundled": bundled(shipped, texts, test_set, Path(folder)),
            "times_as_fast_opus_mt_shape": opus_speed(shipped, texts, Path(folder)),
        }
    record(result, arguments.out)


def learned(pairs: list[tuple[str, str]], tokenizer: Tokenizer, candidates: int, always: int) -> str:
    return shortlist(pairs, tokenizer, ShortlistOptions(candidates=candidates, always=always))


def bundled(shipped: Checkpoint, texts: dict[str, str], test_set: list[tuple[str, str]], folder: Path) -> dict:
    """Return speed, BLEU and likeness by beam and size of the shortlist; ``all`` is without one."""
    sources, references = [pair[0] for pair in test_set], [pair[1] for pair in test_set]
    models = {"all": shipped.path}
    for name, text in texts.items():
        models[name] = folder / name
        write_shortlisted(shipped, text, models[name])
    options = LoadOptions(engine=EngineOptions(threads=1, cache=folder / "cache"))
    translators = {name: Translator.load(str(path), options) for name, path in models.items()}
    result = {}
    for beam in BEAMS:
        decoding = DecodingOptions(beam_size=beam)
        seconds: dict[str, list[float]] = {name: [] for name in translators}
        found = {}
        for _ in range(TURNS):
            for name, translator in translators.items():
                started = time.perf_counter()
                found[name] = [one.text for one in translator.translate(sources, decoding)]
                seconds[name].append(time.perf_counter() - started)
        result[f"beam {beam}"] = {
            name: {
                "times_as_fast": round(statistics.median(seconds["all"]) / statistics.median(seconds[name]), 2),
                "bleu": round(BLEU().corpus_score(found[name], [references]).score, 2),
                "same_text": sum(one == other for one, other in zip(found[name], found["all"], strict=True)),
                "chrf_to_all": round(CHRF().corpus_score(found[name], [found["all"]]).score, 2),
                "alone_as_in_batch": alone_as_in_batch(translator, sources[:100], decoding),
            }
            for name, translator in translators.items()
        }
    return result


def alone_as_in_batch(translator: Translator, sources: list[str], decoding: DecodingOptions) -> str:
    together = translator.translate(sources, decoding)
    alone = [translator.translate([source], decoding)[0] for source in sources]
    return f"{sum(one.text == other.text for one, other in zip(together, alone, strict=True))}/{len(sources)}"


def opus_speed(shipped: Checkpoint, texts: dict[str, str], folder: Path) -> dict:
    """Return how many times as fast the shape of opus-mt is with each shortlist, by beam."""
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()
    sentences = [line.split("\t")[0] for line in lines]
    (folder / "opus").mkdir()
    large = opus_shaped(folder / "opus", OPUS_SHAPE, OPUS_VOCABULARY)
    plain = job(large, sentences, shipped, 1, 1.0)
    result: dict[str, dict[str, float]] = {}
    for name, text in texts.items():
        (large.path / SHORTLIST).write_text(text, encoding="utf-8")
        converted_folder = converted(locate(str(large.path)), "int8", folder / "cache")
        engine = ctranslate2.Translator(str(converted_folder), compute_type="int8", inter_threads=1, intra_threads=1)
        listed = Job(translator=engine, batches=plain.batches)
        for beam in BEAMS:
            ratios = [plain.seconds(beam) / listed.seconds(beam) for _ in range(TURNS)]
            result.setdefault(f"beam {beam}", {})[name] = round(statistics.median(ratios), 2)
    return result


if __name__ == "__main__":
    main()
