#!/usr/bin/env bash
# sacrebleu 2.6.0: where a sentence has fewer references than others, the missing ones may be given as '' or None, as
# the library's own description says, so one would expect both to score alike. Only None is left out. An empty string
# counts as a reference of no words: for BLEU its length is the closest where the output has at most half the words of
# the real one, so the brevity penalty is gone, and for TER it pulls down the mean length of the references. chrF alone
# treats the two alike.
# Seen: with a second set of references that holds one real sentence, BLEU 13.0 and TER 72.2 with None become BLEU 27.4
# and TER 75.0 with ''.
# For a user: with blank lines in reference files, BLEU rewards output that is too short. Turn blank lines into None.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check sacrebleu==2.6.0
"$work/venv/bin/python" - <<'PYTHON'
import sacrebleu
from sacrebleu.metrics import BLEU, CHRF, TER

output = ["Air sungai naik.", "Orang pergi ke kota.", "Cuaca cerah."]
first = ["Air di sungai itu sudah naik lagi.", "Orang-orang pergi ke kota besar itu.", "Cuaca hari ini cerah sekali."]
print("sacrebleu", sacrebleu.__version__)
scores = {}
for missing in (None, ""):
    second = [missing, "Orang-orang berangkat ke kota besar itu.", missing]
    scores[missing] = [round(metric().corpus_score(output, [first, second]).score, 1) for metric in (BLEU, CHRF, TER)]
    print(f"missing references as {missing!r:4}: BLEU, chrF and TER {scores[missing]}")
assert scores[""][1] == scores[None][1]
assert scores[""][0] > scores[None][0] + 5 and scores[""][2] > scores[None][2] + 1, "changed"
PYTHON
