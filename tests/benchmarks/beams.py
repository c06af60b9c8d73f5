"""Which beam and length penalty suit the bundled model? Scores on test sets, and the time of each.

    python tests/benchmarks/beams.py DEV/news DEV/general --exclude-lines general=DEV/general.suspect-lines \
        --out tests/benchmarks/results/beams.json

int8, the default engine; BLEU and chrF++ by sacreBLEU. ``times_greedy`` is the time for all sets over that of greedy
search, one after the other in one run.
"""

import time

from ablations import Numbered, read_test_sets
from recording import record, test_set_parser

from translate import DecodingOptions, Translator
from translate.evaluation import evaluate

BEAMS = (2, 4, 6)
PENALTIES = (0.6, 1.0, 1.4)


def main() -> None:
    arguments = test_set_parser(__doc__).parse_args()
    test_sets = read_test_sets(arguments.stems, arguments.exclude_lines)
    translator = Translator.load(arguments.model)
    greedy = DecodingOptions(beam_size=1)
    searches = [greedy, *(DecodingOptions(beam_size=beam, length_penalty=one) for beam in BEAMS for one in PENALTIES)]
    rows = [searched(translator, search, test_sets) for search in searches]
    for row in rows:
        row["times_greedy"] = round(row["seconds"] / rows[0]["seconds"], 2)
    record({"model": translator.origin, "searches": rows}, arguments.out)


def searched(translator: Translator, search: DecodingOptions, test_sets: dict[str, Numbered]) -> dict:
    """Return what a search scores on each test set, and the seconds for all of them."""
    row = {"beam_size": search.beam_size, "length_penalty": search.length_penalty, "seconds": 0.0}
    for name, pairs in test_sets.items():
        sources, references = ([pair[side] for pair in pairs.values()] for side in (0, 1))
        started = time.perf_counter()
        translations = [one.text for one in translator.translate(sources, search)]
        row["seconds"] += time.perf_counter() - started
        result = evaluate(sources, translations, references)
        row[name] = {"bleu": round(result.bleu.value, 2), "chrf": round(result.chrf.value, 2)}
        row[name]["length_ratio"] = round(result.length_ratio, 3)
        row["signature"] = result.bleu.signature
    return row


if __name__ == "__main__":
    main()
