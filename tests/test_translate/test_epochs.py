import dataclasses
from collections import Counter
from pathlib import Path

import pytest
import sentencepiece

from translate.epochs import Epochs, like_length_batches, padded_batch, turned
from translate.errors import SettingError
from translate.training_plan import Schedule, TrainingPlan

PLAN = TrainingPlan(
    sources={"a": 2.5, "b": 0.5}, schedule=Schedule(steps=1, batch_pieces=300), vocabulary_size=400, max_pieces=100
)
Pairs = list[tuple[str, str]]
Processor = sentencepiece.SentencePieceProcessor


@pytest.fixture(scope="module")
def processor(tiny_model: Path) -> Processor:
    return sentencepiece.SentencePieceProcessor(model_file=str(tiny_model / "source.spm"))


@pytest.fixture(scope="module")
def groups(sentence_pairs: Pairs) -> dict[str, Pairs]:
    return {"a": sentence_pairs[:20], "b": sentence_pairs[20:]}


def shown(plan: TrainingPlan, groups: dict[str, Pairs], processor: object, epoch: int = 0) -> Counter[tuple[str, str]]:
    """The texts of one epoch, put together again from their pieces."""
    pairs, _ = Epochs(plan, groups, processor).batches(epoch)
    sides = ((list(left), list(right)) for left, right in map(pairs.pair, range(len(pairs))))
    return Counter((processor.decode(left), processor.decode(right)) for left, right in sides)


def test_every_source_is_shown_as_often_as_the_plan_says(groups: dict[str, Pairs], processor: object) -> None:
    seen = shown(PLAN, groups, processor)
    assert sorted(Counter(seen[pair] for pair in groups["a"]).items()) == [(2, 10), (3, 10)]
    assert sum(seen[pair] for pair in groups["b"]) == round(len(groups["b"]) / 2)
    assert seen.total() == 50 + round(len(groups["b"]) / 2)


def test_an_epoch_is_the_same_whenever_it_is_asked_for(groups: dict[str, Pairs], processor: object) -> None:
    plan = dataclasses.replace(PLAN, augmented=0.5, sampling=0.3)
    epochs = Epochs(plan, groups, processor)
    first, second, again = epochs.batches(0), epochs.batches(1), epochs.batches(0)
    assert first == again == Epochs(plan, groups, processor).batches(0)
    assert first != second


def test_batches_hold_every_pair_once_and_keep_the_budget(groups: dict[str, Pairs], processor: object) -> None:
    pairs, batches = Epochs(PLAN, groups, processor).batches(0)
    assert sorted(index for batch in batches for index in batch) == list(range(len(pairs)))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * max(pairs.width(index) for index in batch) <= 300


def test_a_pair_over_the_budget_gets_a_batch_of_its_own(groups: dict[str, Pairs], processor: object) -> None:
    import random

    pairs, _ = Epochs(PLAN, groups, processor).batches(0)
    assert all(len(batch) == 1 for batch in like_length_batches(pairs, 1, random.Random(1)))


def test_what_a_model_wrote_is_marked(groups: dict[str, Pairs], processor: Processor) -> None:
    pairs, _ = Epochs(dataclasses.replace(PLAN, synthetic=("b",)), groups, processor).batches(0)
    mark = processor.piece_to_id("<0x01>")
    marked = [index for index in range(len(pairs)) if pairs.pair(index)[0][0] == mark]
    assert marked == list(pairs.origins[1])
    assert not any(mark in pairs.pair(index)[1] for index in range(len(pairs)))


def test_nobody_can_write_the_mark(processor: Processor) -> None:
    assert processor.encode("\x01Saya") == processor.encode("Saya")


def test_sampling_cuts_words_otherwise_and_changes_no_text(groups: dict[str, Pairs], processor: object) -> None:
    plain, _ = Epochs(PLAN, groups, processor).batches(0)
    drawn, _ = Epochs(dataclasses.replace(PLAN, sampling=0.2), groups, processor).batches(0)
    assert len(drawn.source) > len(plain.source)
    assert drawn.target == plain.target
    assert shown(dataclasses.replace(PLAN, sampling=0.2), groups, processor) == shown(PLAN, groups, processor)


def test_turned(sentence_pairs: Pairs) -> None:
    there = turned(sentence_pairs, PLAN)
    back = turned(sentence_pairs, dataclasses.replace(PLAN, direction="en-id"))
    assert there == sentence_pairs
    assert back == [(right, left) for left, right in sentence_pairs]


def test_padded_batch(groups: dict[str, Pairs], processor: object) -> None:
    pairs, _ = Epochs(PLAN, groups, processor).batches(0)
    source, shifted, kept, labels = padded_batch(pairs, [0, 1], 400)
    assert source.shape[0] == shifted.shape[0] == 2
    assert source.shape[1] % 8 == shifted.shape[1] % 8 == 0
    assert labels.tolist() == [*pairs.pair(0)[1], *pairs.pair(1)[1]]
    assert len(kept) == len(labels)
    assert (shifted[:, 0] == 400).all()


@pytest.mark.parametrize("change", [{"synthetic": ("c",)}, {"augmented": 1.5}, {"sampling": -0.1}])
def test_plans_that_do_not_fit_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(SettingError):
        dataclasses.replace(PLAN, **change)
