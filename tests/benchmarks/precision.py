"""What does int8 cost? The bundled model's scores in int8 and in float32, in one engine, on the same test sets.

    python tests/benchmarks/precision.py DEV/news DEV/general --exclude-lines general=DEV/general.suspect-lines \
        --out tests/benchmarks/results/precision.json
"""

from ablations import read_test_sets
from recording import record, test_set_parser

from translate import LoadOptions, Translator
from translate.backends.base import EngineOptions
from translate.evaluation import evaluate


def main() -> None:
    arguments = test_set_parser(__doc__).parse_args()
    test_sets = read_test_sets(arguments.stems, arguments.exclude_lines)
    result: dict[str, object] = {}
    for compute_type in ("float32", "int8"):
        options = LoadOptions(backend="ctranslate2", engine=EngineOptions(compute_type=compute_type))
        translator = Translator.load(arguments.model, options)
        result["model"] = translator.origin
        scores = {}
        for name, pairs in test_sets.items():
            sources, references = ([pair[side] for pair in pairs.values()] for side in (0, 1))
            found = evaluate(sources, [one.text for one in translator.translate(sources)], references)
            scores[name] = {"bleu": round(found.bleu.value, 2), "chrf": round(found.chrf.value, 2)}
            result["signature"] = found.bleu.signature
        result[compute_type] = scores
    record(result, arguments.out)


if __name__ == "__main__":
    main()
