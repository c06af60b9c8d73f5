import dataclasses
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import sentencepiece

from translate.errors import SettingError
from translate.training import epochs as epochs_module
from translate.training.encoding import MARKS, SYNTHETIC, TO_ENGLISH, TO_INDONESIAN, mark_ids
from translate.training.epochs import Epochs
from translate.training.packing import BatchSize
from translate.training.plan import Schedule, TrainingPlan
from translate.training.records import EncodedPairs, PackedPairs

PIECES = 480
PLAN = TrainingPlan(
    sources={"a": 2.5, "b": 0.5}, schedule=Schedule(steps=7, batch_pieces=300), vocabulary_size=PIECES, max_pieces=120
)
ONCE = dataclasses.replace(PLAN, sources={"a": 1.0, "b": 1.0})
Pairs = list[tuple[str, str]]
Processor = sentencepiece.SentencePieceProcessor


@pytest.fixture(scope="module")
def processor(tiny_model: Path) -> Processor:
    return sentencepiece.SentencePieceProcessor(model_file=str(tiny_model / "source.spm"))


@pytest.fixture(scope="module")
def groups(sentence_pairs: Pairs) -> dict[str, Pairs]:
    return {"a": sentence_pairs[:20], "b": sentence_pairs[20:]}


@pytest.fixture
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(epochs_module, "_PORTION", 20)


def encoded(plan: TrainingPlan, groups: dict[str, Pairs], processor: Processor) -> EncodedPairs:
    return Epochs(plan, groups, processor).encoded(0, 0)[0]


def texts(pairs: EncodedPairs, processor: Processor) -> Counter[tuple[str, str]]:
    """The texts of pairs, put together again from their pieces; marks are the characters they are made of."""
    found: Counter[tuple[str, str]] = Counter()
    marks = set(mark_ids(MARKS, processor))
    for left, right in map(pairs.pair, range(len(pairs))):
        first = next(place for place, piece in enumerate(left) if piece not in marks)
        head, source, target = (processor.decode(list(ids)) for ids in (left[:first], left[first:], right))
        found[head + source, target] += 1
    return found


def held(batches: Sequence[PackedPairs]) -> Counter[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The ids of the pairs in batches, without the padding that fills them up."""
    found: Counter[tuple[tuple[int, ...], tuple[int, ...]]] = Counter()
    for batch in batches:
        source, target = (
            [tuple(one.tolist()) for one in np.split(ids, starts[1:-1])]
            for ids, starts in ((batch.source, batch.source_starts), (batch.target, batch.target_starts))
        )
        found.update(pair for pair in zip(source, target, strict=True) if pair[0] and pair[0][0] != PIECES)
    return found


def same(first: Sequence[PackedPairs], second: Sequence[PackedPairs]) -> bool:
    return len(first) == len(second) and all(
        np.array_equal(one, other) for pair in zip(first, second, strict=True) for one, other in zip(*pair, strict=True)
    )


def test_every_source_is_shown_as_often_as_the_plan_says(groups: dict[str, Pairs], processor: Processor) -> None:
    seen = texts(encoded(PLAN, groups, processor), processor)
    assert sorted(Counter(seen[pair] for pair in groups["a"]).items()) == [(2, 10), (3, 10)]
    assert sum(seen[pair] for pair in groups["b"]) == round(len(groups["b"]) / 2)
    assert seen.total() == 50 + round(len(groups["b"]) / 2)


@pytest.mark.parametrize("one_size", [False, True])
def test_a_portion_is_the_same_whenever_it_is_asked_for(
    groups: dict[str, Pairs], processor: Processor, small_portions: None, one_size: bool
) -> None:
    plan = dataclasses.replace(PLAN, augmented=0.5, sampling=0.3, sampled_share=0.5)
    epochs = Epochs(plan, groups, processor, one_size=one_size)
    numbers = [0, 1, epochs.portions, 0]
    first, second, later, again = (epochs[number] for number in numbers)
    assert same(first, again)
    assert same(second, Epochs(plan, groups, processor, one_size=one_size)[1])
    assert not same(first, second)
    assert not same(first, later)


def test_batches_hold_every_pair_once_and_keep_the_budget(groups: dict[str, Pairs], processor: Processor) -> None:
    epochs = Epochs(PLAN, groups, processor)
    batches, (pairs, _) = epochs[0], epochs.encoded(0, 0)
    expected = [tuple(tuple(side) for side in pairs.pair(index)) for index in range(len(pairs))]
    assert held(batches) == Counter(expected)
    assert len(batches) > 5
    for batch in batches:
        sequences = len(batch.source_starts) - 1
        assert sequences == 1 or sequences * batch.longest <= 300


def test_portions_of_one_size_hold_each_pair_at_most_once(
    groups: dict[str, Pairs], processor: Processor, small_portions: None
) -> None:
    epochs = Epochs(ONCE, groups, processor, one_size=True)
    assert epochs.portions == 3
    shown = Counter[tuple[str, str]]()
    for portion in range(3):
        shown += texts(epochs.encoded(0, portion)[0], processor)
    assert shown == Counter([*groups["a"], *groups["b"]])
    whole = held([batch for portion in range(3) for batch in epochs[portion]])
    assert set(whole.values()) == {1}
    # What is left out is less than half a batch of each portion.
    assert 64 - 3 * 150 / 10 < whole.total() <= 64


def test_portions_draw_changes_of_their_own(processor: Processor, small_portions: None) -> None:
    alike = [("Harga beras naik 12 persen.", "The price of rice rose 12 percent.")] * 20
    plan = dataclasses.replace(ONCE, augmented=1.0)
    epochs = Epochs(plan, {"a": alike, "b": alike}, processor, one_size=True)
    assert epochs.portions == 2
    first, second = (texts(epochs.encoded(0, portion)[0], processor) for portion in range(2))
    assert first != second


def test_batches_of_one_size_are_of_that_size(groups: dict[str, Pairs], processor: Processor) -> None:
    size = BatchSize(300, 120)
    batches = Epochs(PLAN, groups, processor, one_size=True)[0]
    assert len(batches) > 5
    for batch in batches:
        assert (len(batch.source), len(batch.target), batch.longest) == (300, 300, 120)
        assert len(batch.source_starts) == len(batch.target_starts) == size.sequences + 1


def test_a_size_that_not_every_pair_fits_is_refused(groups: dict[str, Pairs], processor: Processor) -> None:
    plans = [dataclasses.replace(ONCE, schedule=Schedule(steps=1, batch_pieces=pieces)) for pieces in (121, 122)]
    with pytest.raises(SettingError, match="'batch_pieces' must be 122 or more"):
        Epochs(plans[0], groups, processor, one_size=True)
    assert Epochs(plans[0], groups, processor)[0]
    assert Epochs(plans[1], groups, processor, one_size=True)[0]


def test_there_are_as_many_portions_as_steps_can_need(
    groups: dict[str, Pairs], processor: Processor, small_portions: None
) -> None:
    assert len(Epochs(ONCE, groups, processor)) == 7
    assert len(Epochs(ONCE, groups, processor, one_size=True)) == 21


def test_what_a_model_wrote_is_marked(groups: dict[str, Pairs], processor: Processor) -> None:
    pairs = encoded(dataclasses.replace(PLAN, synthetic=("b",)), groups, processor)
    mark = processor.piece_to_id("<0x01>")
    marked = [index for index in range(len(pairs)) if pairs.pair(index)[0][0] == mark]
    assert marked == list(pairs.origins[1])
    assert not any(mark in pairs.pair(index)[1] for index in range(len(pairs)))


def test_nobody_can_write_the_marks(groups: dict[str, Pairs], processor: Processor) -> None:
    assert processor.encode("\x01\x02\x03Saya") == processor.encode("Saya")
    wicked = {"a": [("\x01\x03Saya pergi ke pasar.", "\x02I go to the market.")], "b": groups["b"]}
    plan = dataclasses.replace(ONCE, direction="both")
    found = texts(encoded(plan, wicked, processor), processor)
    assert found[(f"{TO_ENGLISH}Saya pergi ke pasar.", "I go to the market.")] == 1
    assert found[(f"{TO_INDONESIAN}I go to the market.", "Saya pergi ke pasar.")] == 1


def test_both_directions_show_each_pair_both_ways(groups: dict[str, Pairs], processor: Processor) -> None:
    pairs = encoded(dataclasses.replace(ONCE, direction="both"), groups, processor)
    there = [(TO_ENGLISH + left, right) for group in groups.values() for left, right in group]
    back = [(TO_INDONESIAN + right, left) for group in groups.values() for left, right in group]
    assert texts(pairs, processor) == Counter([*there, *back])
    # Mixed within a source: where pieces are drawn for the first part, both ways have it.
    mark = processor.piece_to_id("<0x02>")
    first = [pairs.pair(index)[0][0] == mark for index in pairs.origins[1]][: len(groups["b"])]
    assert 0.2 < sum(first) / len(first) < 0.8


def test_back_translation_turns_pairs_and_needs_no_mark(groups: dict[str, Pairs], processor: Processor) -> None:
    pairs = encoded(dataclasses.replace(ONCE, direction="en-id"), groups, processor)
    assert texts(pairs, processor) == Counter((right, left) for group in groups.values() for left, right in group)


def test_the_mark_of_synthetic_text_is_for_the_side_it_stands_on(
    groups: dict[str, Pairs], processor: Processor
) -> None:
    plan = dataclasses.replace(ONCE, direction="both", synthetic=("a",), synthetic_english=("b",))
    sides = {(way, name): Epochs(plan, groups, processor).sides([("Ya", "Yes")], way, name)
             for way in plan.directions for name in ("a", "b", "")}  # fmt: skip
    assert sides == {
        ("id-en", "a"): [(f"{TO_ENGLISH}{SYNTHETIC}Ya", "Yes")],
        ("id-en", "b"): [(f"{TO_ENGLISH}Ya", "Yes")],
        ("id-en", ""): [(f"{TO_ENGLISH}Ya", "Yes")],
        ("en-id", "a"): [(f"{TO_INDONESIAN}Yes", "Ya")],
        ("en-id", "b"): [(f"{TO_INDONESIAN}{SYNTHETIC}Yes", "Ya")],
        ("en-id", ""): [(f"{TO_INDONESIAN}Yes", "Ya")],
    }


@pytest.mark.parametrize("direction", ["id-en", "en-id", "both"])
def test_small_letters_are_no_target(groups: dict[str, Pairs], processor: Processor, direction: str) -> None:
    plan = dataclasses.replace(PLAN, sources={"a": 8.0, "b": 8.0}, direction=direction, augmented=1.0)
    seen = texts(encoded(plan, groups, processor), processor)
    assert not [right for _, right in seen if right == right.lower()]
    assert any(left == left.lower() for left, _ in seen) == (direction != "en-id")


def test_sampling_cuts_words_otherwise_and_changes_no_text(groups: dict[str, Pairs], processor: Processor) -> None:
    plain = encoded(PLAN, groups, processor)
    drawn = encoded(dataclasses.replace(PLAN, sampling=0.2), groups, processor)
    assert len(drawn.source) > len(plain.source)
    assert drawn.target == plain.target
    assert texts(drawn, processor) == texts(plain, processor)


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_sampling_cuts_the_share_asked_for(groups: dict[str, Pairs], processor: Processor, share: float) -> None:
    plain = encoded(PLAN, groups, processor)
    drawn = encoded(dataclasses.replace(PLAN, sampling=0.1, sampled_share=share), groups, processor)
    assert drawn.origins == plain.origins
    for origin in plain.origins:
        changed = [index for index in origin if drawn.pair(index)[0] != plain.pair(index)[0]]
        most = round(share * len(origin))
        # A short sentence may by chance be cut as it would be without sampling.
        assert set(changed) <= set(origin[:most])
        assert len(changed) >= 0.8 * most


@pytest.mark.parametrize(
    "change",
    [
        {"synthetic": ("c",)},
        {"synthetic_english": ("c",)},
        {"augmented": 1.5},
        {"sampling": -0.1},
        {"sampled_share": 1.1},
    ],
    ids=str,
)
def test_plans_that_do_not_fit_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(SettingError):
        dataclasses.replace(PLAN, **change)  # type: ignore[arg-type]
