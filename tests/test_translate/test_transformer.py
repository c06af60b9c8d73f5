"""The packed transformer against transformers' ``MarianMTModel``, and what packing must not change."""

import itertools
from array import array
from collections.abc import Sequence

import pytest
import torch
from torch import Tensor
from torch.nn import functional
from transformers import MarianMTModel

from translate.control_pieces import END_ID
from translate.training.network import new_model
from translate.training.packing import BatchSize, packed, packed_to_size
from translate.training.plan import ModelShape, Schedule, TrainingPlan
from translate.training.records import EncodedPairs, PackedPairs
from translate.training.transformer import MarianTransformer, PairTensors, packed_layout, pair_tensors

PIECES = 60
PLAN = TrainingPlan(
    sources={"own": 1.0},
    schedule=Schedule(steps=1),
    vocabulary_size=PIECES,
    max_pieces=40,
    model=ModelShape(width=32, feed_forward=48, heads=4, encoder_layers=2, decoder_layers=2, max_positions=40),
)
CPU = torch.device("cpu")
Pair = tuple[list[int], list[int]]


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    torch.manual_seed(3)
    lengths = [(5, 9), (12, 3), (2, 2), (7, 7), (1, 15), (20, 1)]
    return [
        tuple([*torch.randint(2, PIECES, (length,)).tolist(), END_ID] for length in one)  # type: ignore[misc]
        for one in lengths
    ]


@pytest.fixture
def model() -> MarianTransformer:
    """A model whose biases and norms matter as much as its matrices."""
    torch.manual_seed(5)
    model = MarianTransformer(PLAN.model, PIECES).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.normal_(1.0 if "norm.weight" in name else 0.0, 0.25)
        model.model.shared.weight[PIECES].zero_()
    return model


@pytest.fixture
def reference(model: MarianTransformer) -> MarianMTModel:
    reference = new_model(PLAN).eval()
    found = reference.load_state_dict(model.state_dict(), strict=False)
    assert found.unexpected_keys == []
    assert not {name for name in found.missing_keys if not name.endswith(("embed_positions.weight", "logits_bias"))} - {
        "model.encoder.embed_tokens.weight",
        "model.decoder.embed_tokens.weight",
        "lm_head.weight",
    }
    return reference


def encoded(pairs: Sequence[Pair]) -> EncodedPairs:
    starts = [array("L", itertools.accumulate((len(pair[side]) for pair in pairs), initial=0)) for side in (0, 1)]
    source, target = (array("H", itertools.chain.from_iterable(pair[side] for pair in pairs)) for side in (0, 1))
    return EncodedPairs(source, starts[0], target, starts[1], (range(len(pairs)),))


def batch_of(pairs: Sequence[Pair]) -> PairTensors:
    return pair_tensors(packed(encoded(pairs), range(len(pairs))), CPU)


def losses(
    model: MarianTransformer, batch: PairTensors, smoothing: float = 0.1, dtype: torch.dtype = torch.float32
) -> list[float]:
    with torch.no_grad():
        return [float(one) for one in model.losses(batch, smoothing, dtype)]


def logits(model: MarianTransformer, pairs: Sequence[Pair]) -> list[Tensor]:
    """The scores of all pieces but ``<pad>`` for every target piece of each pair, from one packed batch."""
    batch = batch_of(pairs)
    source = packed_layout(batch.source_starts, len(batch.source), batch.longest)
    target = packed_layout(batch.target_starts, len(batch.target), batch.longest)
    read = torch.tensor([piece for _, right in pairs for piece in (PIECES, *right[:-1])])
    with torch.no_grad():
        memory = model.encoded(batch.source, source, torch.float32)
        scores = model.decoded(read, target, memory, source) @ model.pieces_weight.T
    return list(scores.split([len(right) for _, right in pairs]))


def reference_logits(reference: MarianMTModel, pair: Pair) -> Tensor:
    source, target = (torch.tensor([side]) for side in (pair[0], [PIECES, *pair[1][:-1]]))
    with torch.no_grad():
        scores: Tensor = reference(input_ids=source, decoder_input_ids=target).logits[0]
    return scores


def test_logits_are_those_of_transformers(
    model: MarianTransformer, reference: MarianMTModel, pairs: list[Pair]
) -> None:
    for ours, pair in zip(logits(model, pairs), pairs, strict=True):
        torch.testing.assert_close(ours, reference_logits(reference, pair)[:, :-1], atol=1e-5, rtol=0)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_losses_are_cross_entropy(
    model: MarianTransformer, reference: MarianMTModel, pairs: list[Pair], smoothing: float
) -> None:
    plain = smoothed = 0.0
    for pair in pairs:
        scores, labels = reference_logits(reference, pair), torch.tensor(pair[1])
        plain += float(functional.cross_entropy(scores, labels, reduction="sum"))
        # Smoothing pushes at the pieces there are; <pad> is never a target.
        smoothed += float(functional.cross_entropy(scores[:, :-1], labels, reduction="sum", label_smoothing=smoothing))
    assert losses(model, batch_of(pairs), smoothing) == pytest.approx(
        [smoothed, plain, sum(len(right) for _, right in pairs)], rel=1e-5
    )


def test_a_batch_loses_what_its_pairs_lose(model: MarianTransformer, pairs: list[Pair]) -> None:
    alone = [losses(model, batch_of([pair])) for pair in pairs]
    assert losses(model, batch_of(pairs)) == pytest.approx([sum(one) for one in zip(*alone, strict=True)], rel=1e-5)


def loss_and_gradients(model: MarianTransformer, batch: PackedPairs) -> tuple[list[float], dict[str, Tensor]]:
    model.zero_grad()
    found = model.losses(pair_tensors(batch, CPU), 0.1, torch.float32)
    found[0].backward()
    gradients = {name: parameter.grad.clone() for name, parameter in model.named_parameters()}
    return [float(one.detach()) for one in found], gradients


@pytest.mark.parametrize("size", [BatchSize(pieces=70, longest=30), BatchSize(pieces=200, longest=25)])
def test_what_fills_a_batch_up_teaches_nothing(model: MarianTransformer, pairs: list[Pair], size: BatchSize) -> None:
    given, order = encoded(pairs), range(len(pairs))
    loss, gradients = loss_and_gradients(model, packed(given, order))
    filled_loss, filled_gradients = loss_and_gradients(model, packed_to_size(given, order, size, PIECES))
    assert filled_loss == pytest.approx(loss, rel=1e-5)
    for name, gradient in gradients.items():
        torch.testing.assert_close(filled_gradients[name], gradient, atol=1e-4, rtol=1e-4)


def test_later_target_pieces_change_nothing_earlier(model: MarianTransformer, pairs: list[Pair]) -> None:
    source, target = pairs[0]
    changed = [*target[:4], *(2 + (piece + 1) % (PIECES - 2) for piece in target[4:])]
    first, second = (logits(model, [pairs[1], (source, side), pairs[3]])[1] for side in (target, changed))
    # Piece 4 is read behind place 4.
    torch.testing.assert_close(first[:5], second[:5], atol=0, rtol=0)
    assert all((one - other).abs().max() > 1e-3 for one, other in zip(first[5:], second[5:], strict=True))


def test_other_sequences_change_nothing(model: MarianTransformer, pairs: list[Pair]) -> None:
    first = logits(model, pairs)[3]
    others = [pairs[5], pairs[3], pairs[0]]
    torch.testing.assert_close(logits(model, others)[1], first, atol=1e-5, rtol=0)
    torch.testing.assert_close(logits(model, [pairs[3]])[0], first, atol=1e-5, rtol=0)


def test_padding_is_zero_and_never_learned(model: MarianTransformer, pairs: list[Pair]) -> None:
    size = BatchSize(pieces=90, longest=30)
    _, gradients = loss_and_gradients(model, packed_to_size(encoded(pairs), range(len(pairs)), size, PIECES))
    assert not gradients["model.shared.weight"][PIECES].any()
    assert gradients["model.shared.weight"][:PIECES].abs().sum(1).all()
    assert not MarianTransformer(PLAN.model, PIECES).model.shared.weight[PIECES].any()


def test_dropout_is_for_training_alone(pairs: list[Pair]) -> None:
    torch.manual_seed(1)
    model, batch = MarianTransformer(PLAN.model, PIECES, dropout=0.3), batch_of(pairs)
    model.eval()
    first, second = (losses(model, batch)[0] for _ in range(2))
    model.train()
    third, fourth = (losses(model, batch)[0] for _ in range(2))
    assert first == second
    assert len({first, third, fourth}) == 3


def test_half_precision_is_near(model: MarianTransformer, pairs: list[Pair]) -> None:
    exact, rough = (losses(model, batch_of(pairs), dtype=dtype) for dtype in (torch.float32, torch.bfloat16))
    assert rough == pytest.approx(exact, rel=0.02)
    assert rough != exact
