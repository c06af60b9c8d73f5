"""Keep a vocabulary from using pieces that a model never learned to read: names that are one piece, but in no pair.

    python tests/benchmarks/unlearned_pieces.py PAIRS.tsv --vocabulary vocabulary.spm --out source.spm

A vocabulary that was learned from news beside the pairs has names of the news as single pieces. What the pairs do not
show cannot be read: the model wrote "Sanders" for Pramono and for KRL. A capitalised word that is one piece, and stands
fewer than ``--least`` times in the pairs, both sides counted, gets a score so low that it is cut into smaller pieces,
which are known. The ids stay, so that the weights do. Needs protobuf.
"""

import argparse
import re
from collections import Counter
from pathlib import Path

import sentencepiece
from recording import record
from sentencepiece import sentencepiece_model_pb2

WORD = re.compile("\u2581[A-Z][A-Za-z]{2,}")
# Any cut of a word into known pieces is likelier.
UNLIKELY = -60.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path, help="TSV whose last two columns are Indonesian and English")
    parser.add_argument("--vocabulary", type=Path, required=True)
    parser.add_argument("--least", type=int, default=12)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    content = arguments.vocabulary.read_bytes()
    processor = sentencepiece.SentencePieceProcessor(model_proto=content)
    shown: Counter[str] = Counter()
    for line in arguments.pairs.read_text(encoding="utf-8").splitlines():
        for text in line.split("\t")[-2:]:
            shown.update(set(processor.encode(text, out_type=str)))
    model = sentencepiece_model_pb2.ModelProto()
    model.ParseFromString(content)
    unlearned = [
        piece for piece in model.pieces if WORD.fullmatch(piece.piece) and shown[piece.piece] < arguments.least
    ]
    for piece in unlearned:
        piece.score = UNLIKELY
    arguments.out.write_bytes(model.SerializeToString())
    record({"pieces": len(model.pieces), "unlearned": [piece.piece[1:] for piece in unlearned]}, None)


if __name__ == "__main__":
    main()
