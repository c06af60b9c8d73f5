#!/usr/bin/env bash
# sacrebleu 2.6.0: corpus_score takes one list per set of references, each as long as the system's output. If a list is
# shorter, or the references come as one list per sentence (as NLTK takes them), one would expect an error. Instead the
# sentences left over are not scored, and nothing says so: no error, no warning, no count of sentences.
# Seen: of three translations only the first is right; with references per sentence, BLEU and chrF are 100 and TER is
# 0.
# For a user: a lost line at the end of a file, or references nested the other way round, gives a score of part of the
# test set, often a better one. Compare the lengths first.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check sacrebleu==2.6.0
"$work/venv/bin/python" - <<'PYTHON'
import sacrebleu
from sacrebleu.metrics import BLEU, CHRF, TER

output = ["The flood covered three villages near the river.", "Cats.", "Blue blue blue blue."]
references = [
    "The flood covered three villages near the river.",
    "Residents moved to the nearest school.",
    "The rain stopped yesterday afternoon.",
]
shapes = {
    "one set of references": [references],
    "a set that ends early": [references[:1]],
    "references per sentence": [[reference] for reference in references],
}
print("sacrebleu", sacrebleu.__version__)
scores = {}
for name, shape in shapes.items():
    scores[name] = [round(metric().corpus_score(output, shape).score, 1) for metric in (BLEU, CHRF, TER)]
    print(f"{name:24} BLEU, chrF and TER {scores[name]}")
assert scores["one set of references"][0] < 90
assert scores["a set that ends early"] == scores["references per sentence"] == [100.0, 100.0, 0.0], "changed"
PYTHON
