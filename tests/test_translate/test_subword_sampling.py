import math
import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random

import pytest
import sentencepiece

from translate.training.subword_sampling import SubwordSampler


@pytest.fixture(scope="module")
def processor(tiny_model: Path) -> sentencepiece.SentencePieceProcessor:
    return sentencepiece.SentencePieceProcessor(model_file=str(tiny_model / "source.spm"))


def test_cuts_differ_and_the_text_stays(processor: sentencepiece.SentencePieceProcessor, indonesian: list[str]) -> None:
    sampler, chooser = SubwordSampler(processor, 0.2), Random(1)
    for text in (*indonesian, "  Rp1.500 – “ya”\u00a0🙂  ", "", " "):
        cuts = [sampler.pieces(text, chooser) for _ in range(5)]
        assert {processor.decode(cut) for cut in cuts} == {processor.decode(processor.encode(text))}
        if len(text) > 30:
            assert len(set(map(tuple, cuts))) > 1


def test_a_large_alpha_takes_the_likeliest_cut(
    processor: sentencepiece.SentencePieceProcessor, indonesian: list[str]
) -> None:
    sampler = SubwordSampler(processor, 1000.0)
    same = [sampler.pieces(text, Random(1)) == processor.encode(text) for text in indonesian]
    # Two cuts may be equally likely.
    assert sum(same) > 0.9 * len(same)


def test_cuts_are_drawn_as_often_as_the_model_says(processor: sentencepiece.SentencePieceProcessor) -> None:
    alpha, draws, chooser = 0.3, 20_000, Random(3)
    sampler = SubwordSampler(processor, alpha)
    counts = Counter(tuple(sampler.pieces("membeli", chooser)) for _ in range(draws))
    first, second = (cut for cut, _ in counts.most_common(2))
    scores = [sum(processor.get_score(piece) for piece in cut) for cut in (first, second)]
    expected = math.exp(alpha * (scores[0] - scores[1]))
    assert counts[first] / counts[second] == pytest.approx(expected, rel=0.1)


def test_another_process_draws_the_same(tiny_model: Path) -> None:
    """Which SentencePiece's own sampling does not."""
    script = (
        "import sentencepiece, sys; from random import Random;"
        "from translate.training.subword_sampling import SubwordSampler;"
        "p = sentencepiece.SentencePieceProcessor(model_file=sys.argv[1]);"
        "print(SubwordSampler(p, 0.1).pieces('Hujan turun sejak pagi di kota itu.', Random(5)))"
    )
    command = [sys.executable, "-c", script, str(tiny_model / "source.spm")]
    outputs = {subprocess.run(command, check=True, capture_output=True, text=True).stdout for _ in range(3)}
    assert len(outputs) == 1


def test_a_slot_is_never_cut(tiny_model: Path) -> None:
    processor = sentencepiece.SentencePieceProcessor(model_file=str(tiny_model / "source.spm"))
    sampler, chooser = SubwordSampler(processor, 0.0), Random(1)
    for _ in range(200):
        pieces = [processor.id_to_piece(index) for index in sampler.pieces("Warga ⟦2⟧, ⟦5⟧-nya pergi.", chooser)]
        assert (pieces.count("⟦2⟧"), pieces.count("⟦5⟧")) == (1, 1)
