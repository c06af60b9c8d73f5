"""Do the engines agree, and how fast is each? One run, same sentences, same options.

    python tests/benchmarks/engines.py SENTENCES.txt --out tests/benchmarks/results/engines.json

SENTENCES.txt holds one Indonesian sentence a line. Text is compared greedily in float32; int8 against float32 is
scored with chrF (sacreBLEU), float32 as the reference.
"""

import argparse
import os
import platform
import time
from itertools import islice
from pathlib import Path

from recording import record
from sacrebleu.metrics.chrf import CHRF

from translate import DecodingOptions, LoadOptions, Translator
from translate.backends.base import EngineOptions


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sentences", type=Path)
    parser.add_argument("--model", default="bundled")
    parser.add_argument("--limit", type=int, default=200)
    parser.add_argument("--beam", type=int, default=1)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    with arguments.sentences.open(encoding="utf-8") as lines:
        sentences = [line.strip() for line in islice(lines, arguments.limit)]
    runs = {
        name: run(sentences, arguments.model, arguments.beam, backend, compute_type)
        for name, backend, compute_type in (
            ("transformers float32", "transformers", "float32"),
            ("ctranslate2 float32", "ctranslate2", "float32"),
            ("ctranslate2 int8", "ctranslate2", "int8"),
        )
    }
    reference, exact, quantised = (runs[name]["texts"] for name in runs)
    chrf = CHRF()
    result = {
        "sentences": len(sentences),
        "beam": arguments.beam,
        "machine": f"{platform.machine()}, {len(os.sched_getaffinity(0))} cores",
        "model": runs["ctranslate2 int8"]["model"],
        "same_text_float32": sum(a == b for a, b in zip(reference, exact, strict=True)) / len(sentences),
        "chrf_int8_against_float32": chrf.corpus_score(quantised, [exact]).score,
        "chrf_signature": str(chrf.get_signature()),
        "sentences_per_second": {name: round(one["speed"], 2) for name, one in runs.items()},
        "times_transformers": {
            name: round(one["speed"] / runs["transformers float32"]["speed"], 2) for name, one in runs.items()
        },
    }
    record(result, arguments.out)


def run(sentences: list[str], model: str, beam: int, backend: str, compute_type: str) -> dict:
    options = LoadOptions(backend=backend, engine=EngineOptions(compute_type=compute_type))
    translator = Translator.load(model, options, DecodingOptions(beam_size=beam))
    translator.translate(sentences[:8])
    started = time.perf_counter()
    texts = [translation.text for translation in translator.translate(sentences)]
    speed = len(sentences) / (time.perf_counter() - started)
    return {"texts": texts, "speed": speed, "model": translator.origin}


if __name__ == "__main__":
    main()
