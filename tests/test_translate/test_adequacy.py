"""The probability that a model gives to English from elsewhere."""

import math

import pytest

from translate.adequacy import PairScorer
from translate.backends import load_backend
from translate.backends.base import EngineOptions
from translate.models import Checkpoint
from translate.tokenization import Tokenizer
from translate.translator import LoadOptions, Translator


@pytest.fixture(scope="module")
def translator(tiny_checkpoint: Checkpoint, model_cache) -> Translator:
    engine = EngineOptions(device="cpu", compute_type="float32", threads=2, cache=model_cache)
    return Translator(tiny_checkpoint, load_backend("ctranslate2", tiny_checkpoint, engine))


def test_every_pair_has_its_own_value_in_its_own_place(
    translator: Translator, sentence_pairs: list[tuple[str, str]]
) -> None:
    together = translator.adequacy(sentence_pairs)
    alone = [translator.adequacy([pair])[0] for pair in sentence_pairs]
    assert together == pytest.approx(alone, abs=1e-4)
    turned = translator.adequacy(sentence_pairs[::-1])
    assert turned[::-1] == pytest.approx(together, abs=1e-4)
    assert len(set(together)) > len(together) // 2


def test_a_translation_is_likelier_than_that_of_the_next_sentence(
    translator: Translator, sentence_pairs: list[tuple[str, str]]
) -> None:
    right = translator.adequacy(sentence_pairs)
    english = [pair[1] for pair in sentence_pairs]
    wrong = translator.adequacy(
        [(pair[0], other) for pair, other in zip(sentence_pairs, english[1:] + english[:1], strict=True)]
    )
    # The tiny model hardly reads its sources; the bundled one is held to more, in test_bundled_model.py.
    assert sum(one > other for one, other in zip(right, wrong, strict=True)) > 0.7 * len(right)


def test_a_side_without_pieces_has_no_value(translator: Translator) -> None:
    pairs = [("", "Good morning."), ("Selamat pagi.", ""), ("   ", "\t"), ("</s>", "Good morning."), ("Selamat", "Hi")]
    values = translator.adequacy(pairs)
    assert values[:4] == [None] * 4
    assert values[4] is not None
    assert translator.adequacy([]) == []


def test_one_side_that_is_too_long_does_not_cost_the_others_their_values(translator: Translator) -> None:
    long = "Ketiganya kemudian mengadakan pertemuan. " * 500
    values = translator.adequacy([(long, "Hello."), ("Selamat pagi.", long), ("Selamat pagi.", "Good morning.")])
    assert values[:2] == [None, None]
    assert values[2] is not None
    assert math.isfinite(values[2])


def test_the_longest_sides_that_are_taken_can_be_scored(tiny_checkpoint: Checkpoint, translator: Translator) -> None:
    longest = translator._positions - 2
    tokenizer = Tokenizer(tiny_checkpoint.path)
    text = "a"
    while len(tokenizer.encode(f"{text} a")) <= longest:
        text += " a"
    assert translator.adequacy([(text, text)])[0] is not None


def test_a_pair_that_stands_twice_is_asked_for_once(
    tiny_checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = load_backend("echo", tiny_checkpoint, EngineOptions())
    seen = []
    score = backend.score
    monkeypatch.setattr(backend, "score", lambda batch: (seen.extend(batch), score(batch))[1])
    scorer = PairScorer(tokenizer=Tokenizer(tiny_checkpoint.path), backend=backend, longest=100)
    assert scorer.scores([("satu", "satu"), ("satu", "dua"), ("satu", "satu")]) == [0.0, -10.0, 0.0]
    assert len(seen) == 2


def test_load_gives_a_translator_that_can_be_asked(tiny_checkpoint: Checkpoint, model_cache) -> None:
    options = LoadOptions(engine=EngineOptions(device="cpu", compute_type="float32", cache=model_cache))
    loaded = Translator.load(str(tiny_checkpoint.path), options)
    assert loaded.calibration is None
    assert loaded.adequacy([("Selamat pagi.", "Good morning.")])[0] < 0
