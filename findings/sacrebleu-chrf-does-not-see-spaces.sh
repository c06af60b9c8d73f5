#!/usr/bin/env bash
# sacrebleu 2.6.0: chrF compares texts letter by letter, so one would expect a wrong or missing space to cost
# something. By default all white space is taken out before comparing: text with no spaces at all, or with words torn
# apart, has the full score.
# Seen: chrF is 100 for 'Wargaberjalankakikepasar.' against 'Warga berjalan kaki ke pasar.', and 51 with
# whitespace=True. Also 'di makan' for 'dimakan', a common mistake of spelling in Indonesian, costs nothing.
# For a user: a broken detokenizer, or a model that splits and joins words wrongly, is not seen by chrF.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check sacrebleu==2.6.0
"$work/venv/bin/python" - <<'PYTHON'
import sacrebleu
from sacrebleu.metrics import CHRF

print("sacrebleu", sacrebleu.__version__)
pairs = [
    ("Wargaberjalankakikepasar.", "Warga berjalan kaki ke pasar."),
    ("War ga ber jalan ka ki ke pa sar .", "Warga berjalan kaki ke pasar."),
    ("Nasi itu di makan Budi dirumah.", "Nasi itu dimakan Budi di rumah."),
]
for output, reference in pairs:
    plain = CHRF().sentence_score(output, [reference]).score
    strict = CHRF(whitespace=True).sentence_score(output, [reference]).score
    print(f"{output!r} for {reference!r}: chrF {plain:.1f}, with whitespace=True {strict:.1f}")
    assert plain == 100 and strict < 90, "changed"
PYTHON
