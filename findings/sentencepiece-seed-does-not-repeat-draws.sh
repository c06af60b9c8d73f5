#!/usr/bin/env bash
# sentencepiece 0.2.3: set_random_generator_seed does not make sampled encodings repeat. With the same model, the same
# seed and the same calls, two processes cut the same sentence differently.
# Seen: of 5 processes with seed 7, each drawing 20 cuts of one sentence, no two drew the same cuts.
# For a user: a training run with SentencePiece's own subword regularisation cannot be repeated or resumed exactly.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check sentencepiece==0.2.3
cat >"$work/train.py" <<'PYTHON'
import random
import sys

import sentencepiece

chooser = random.Random(1)
words = "warga pergi ke pasar membeli beras dan ikan di desa sungai banjir jalan rumah sekolah guru anak".split()
lines = [" ".join(chooser.choices(words, k=8)) + "." for _ in range(2000)]
sentencepiece.SentencePieceTrainer.train(
    sentence_iterator=iter(lines), model_prefix=sys.argv[1], vocab_size=60, hard_vocab_limit=False, minloglevel=2
)
PYTHON
cat >"$work/draw.py" <<'PYTHON'
import sys

import sentencepiece

processor = sentencepiece.SentencePieceProcessor(model_file=sys.argv[1])
sentencepiece.set_random_generator_seed(7)
for _ in range(20):
    print(processor.encode("warga membeli beras di pasar", enable_sampling=True, alpha=0.1, nbest_size=-1))
PYTHON
"$work/venv/bin/python" "$work/train.py" "$work/model" 2>/dev/null
for run in 1 2 3 4 5; do "$work/venv/bin/python" "$work/draw.py" "$work/model.model" | sha256sum; done >"$work/draws"
different=$(sort -u "$work/draws" | wc -l)
echo "sentencepiece 0.2.3: 5 processes with the same seed gave $different different sets of draws"
[ "$different" -gt 1 ]
