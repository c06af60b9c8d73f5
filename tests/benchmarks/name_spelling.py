"""Are names that the translator spells as the source does rightly respelled? Held against human references.

    python tests/benchmarks/name_spelling.py DEV/news DEV/general --out tests/benchmarks/results/name_spelling.json

Of each word that ``translate.name_spelling`` puts in: does the reference have it (``agreed``), the word that stood
there (``against``) or neither (``undecided``)? ``references_changed`` counts references that would be changed
themselves, were they translations: people spell a name otherwise than the source now and then.
"""

import argparse
import re
from collections import Counter
from pathlib import Path
from unittest.mock import patch

from recording import record

from translate import Translator
from translate.name_spelling import with_names_of_source
from translate.pair_files import read_parallel_lines
from translate.sentences import TextPair


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stems", type=Path, nargs="+")
    parser.add_argument("--model", default="bundled")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    translator = Translator.load(arguments.model)
    result: dict[str, object] = {"model": translator.origin}
    for stem in arguments.stems:
        pairs = read_parallel_lines(stem)
        with patch("translate.translator.with_names_of_source", lambda source, translation: translation):
            plain = [one.text for one in translator.translate([source for source, _ in pairs])]
        result[stem.name] = judged(pairs, plain)
    record(result, arguments.out)


def judged(pairs: list[TextPair], translations: list[str]) -> dict[str, int]:
    """Return how the references judge each respelling of the translations."""
    verdicts: Counter[str] = Counter(sentences=len(pairs), agreed=0, against=0, undecided=0, references_changed=0)
    for (source, reference), translation in zip(pairs, translations, strict=True):
        respelled = with_names_of_source(source, translation)
        said, before, after = (set(re.findall(r"\w+", text)) for text in (reference, translation, respelled))
        for name in after - before:
            verdicts["agreed" if name in said else "against" if (before - after) & said else "undecided"] += 1
        verdicts["references_changed"] += with_names_of_source(source, reference) != reference
    return dict(verdicts)


if __name__ == "__main__":
    main()
