import copy

import pytest
import torch
from torch import Tensor, nn

from translate.training.optimizers import StackedMuon, new_optimizers, orthogonalized
from translate.training.plan import ModelShape, Schedule
from translate.training.transformer import MarianTransformer

SHAPES = {"tall": (48, 16), "wide": (16, 48), "square": (24, 24)}
RATE, DECAY = 0.02, 0.5


def matrices(shapes: list[tuple[int, int]]) -> list[nn.Parameter]:
    torch.manual_seed(1)
    return [nn.Parameter(torch.randn(shape)) for shape in shapes]


def step(optimizer: torch.optim.Optimizer, parameters: list[nn.Parameter], seed: int) -> None:
    torch.manual_seed(seed)
    for parameter in parameters:
        # The first gradient is large: how fast momentum forgets it is seen in every later step.
        parameter.grad = torch.randn(parameter.shape) * (10 if seed == 0 else 1)
    optimizer.step()


def values(parameters: list[nn.Parameter]) -> list[Tensor]:
    return [parameter.detach().clone() for parameter in parameters]


@pytest.mark.parametrize("shapes", [*([shape] * 3 for shape in SHAPES.values()), [*SHAPES.values()] * 2], ids=str)
def test_steps_are_those_of_torch(shapes: list[tuple[int, int]]) -> None:
    ours, theirs = matrices(shapes), matrices(shapes)
    stacked = StackedMuon(ours, RATE, DECAY)
    single = torch.optim.Muon(
        theirs, lr=RATE, weight_decay=DECAY, momentum=0.95, nesterov=True, adjust_lr_fn="match_rms_adamw"
    )
    for seed in range(12):
        old = values(ours), values(theirs)
        step(stacked, ours, seed)
        step(single, theirs, seed)
        moves = [
            [one - before for one, before in zip(values(side), sides, strict=True)]
            for side, sides in zip((ours, theirs), old, strict=True)
        ]
        for move, expected in zip(*moves, strict=True):
            # Both orthogonalise in bfloat16, in another order of operations.
            assert (move - expected).norm() < 0.05 * expected.norm()


def test_a_matrix_without_a_gradient_stays() -> None:
    parameters = matrices([(24, 24), (24, 24)])
    before = values(parameters)
    optimizer = StackedMuon(parameters, RATE, DECAY)
    parameters[1].grad = torch.ones(24, 24)
    optimizer.step()
    assert torch.equal(parameters[0], before[0])
    assert not torch.equal(parameters[1], before[1])


def test_a_resumed_optimizer_goes_on_exactly() -> None:
    parameters = matrices([*SHAPES.values()] * 2)
    optimizer = StackedMuon(parameters, RATE, DECAY)
    for seed in range(3):
        step(optimizer, parameters, seed)
    stored, restored = copy.deepcopy(optimizer.state_dict()), [nn.Parameter(one) for one in values(parameters)]
    again = StackedMuon(restored, 1.0, 0.0)
    again.load_state_dict(stored)
    for seed in (3, 4):
        step(optimizer, parameters, seed)
        step(again, restored, seed)
    assert all(torch.equal(one, other) for one, other in zip(parameters, restored, strict=True))


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_orthogonalized(shape: tuple[int, int]) -> None:
    """Singular values come near 1, singular vectors stay, and no matrix of a stack touches another."""
    torch.manual_seed(2)
    left, _, right = torch.linalg.svd(torch.randn(3, *shape), full_matrices=False)
    strengths = torch.tensor([0.3, 1.0, 20.0])[:, None] * torch.linspace(0.2, 1.0, min(shape))
    result = orthogonalized(left * strengths[:, None] @ right)
    assert result.dtype == torch.bfloat16
    found = torch.linalg.svdvals(result.float())
    assert 0.6 < found.min() < found.max() < 1.25
    alike = torch.nn.functional.cosine_similarity(result.float().flatten(1), (left @ right).flatten(1))
    assert alike.min() > 0.98


def test_muon_steps_the_hidden_matrices_and_adam_the_rest() -> None:
    shape = ModelShape(width=32, feed_forward=64, heads=2, encoder_layers=2, decoder_layers=1)
    model = MarianTransformer(shape, 50)
    schedule = Schedule(steps=1, learning_rate=3e-3, matrix_learning_rate=4e-3, weight_decay=0.02)
    muon, adam = new_optimizers(model, schedule)
    names = {parameter: name for name, parameter in model.named_parameters()}
    hidden, others = ([names[one] for one in optimizer.param_groups[0]["params"]] for optimizer in (muon, adam))
    assert sorted([*hidden, *others]) == sorted(names.values())
    assert all(name.endswith(".weight") and "norm" not in name for name in hidden)
    assert [name for name in others if not name.endswith("bias") and "norm" not in name] == ["model.shared.weight"]
    for optimizer, rate in ((muon, 4e-3), (adam, 3e-3)):
        group = optimizer.param_groups[0]
        assert (group["lr"], group["full_lr"], group["weight_decay"]) == (rate, rate, 0.02)
