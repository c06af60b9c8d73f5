#!/usr/bin/env bash
# sentencepiece 0.2.3: a user-defined symbol is documented as one piece in any context. In a unigram model that holds
# only for plain encode. nbest_encode also lists cuts that spell the symbol letter by letter (or byte by byte, where
# byte_fallback is on), and sampling, as subword regularisation uses it, draws them now and then.
# Seen: 4 of the 200 likeliest cuts of a short sentence lack the symbol, and 11 to 20 of 2,000 draws with alpha 0.1.
# For a user: slots and other symbols that a model must carry over are torn apart in part of the training data.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check sentencepiece==0.2.3
"$work/venv/bin/python" - <<'PYTHON'
import io
import random

import sentencepiece

chooser = random.Random(1)
words = "warga pergi ke pasar membeli beras dan ikan di desa sungai banjir jalan rumah sekolah guru anak".split()
lines = [" ".join(chooser.choices(words, k=8)) + "." for _ in range(2000)]
symbol, text = "<slot>", "warga <slot> pergi"


def without_symbol(byte_fallback: bool) -> tuple[int, int]:
    """Return how many of the 200 likeliest cuts, and of 2,000 draws, lack the symbol."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_writer=model, vocab_size=400, hard_vocab_limit=False,
        byte_fallback=byte_fallback, user_defined_symbols=[symbol], minloglevel=2,
    )
    processor = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    assert symbol in processor.encode(text, out_type=str)
    cuts = processor.nbest_encode(text, nbest_size=200, out_type=str)
    draws = [
        processor.encode(text, out_type=str, enable_sampling=True, alpha=0.1, nbest_size=-1) for _ in range(2000)
    ]
    return tuple(sum(symbol not in pieces for pieces in group) for group in (cuts, draws))


print("sentencepiece", sentencepiece.__version__)
plain, fallback = without_symbol(False), without_symbol(True)
print(f"without byte_fallback: {plain[0]} of the cuts and {plain[1]} of 2,000 draws lack the symbol")
print(f"with byte_fallback:    {fallback[0]} of the cuts and {fallback[1]} of 2,000 draws lack the symbol")
assert min(*plain, *fallback) > 0, "changed"
PYTHON
