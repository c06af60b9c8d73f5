"""The optimisers of training: Muon for the hidden matrices, AdamW for embeddings, biases and norms."""

import math
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn

from translate.training.plan import Schedule

# Coefficients of the quintic iteration, and the momentum, of Jordan et al. (2024), "Muon".
_QUINTIC = (3.4445, -4.775, 2.0315)
_ITERATIONS, _MOMENTUM = 5, 0.95


def orthogonalized(stack: Tensor) -> Tensor:
    """Return roughly the nearest semi-orthogonal matrix to each, in bfloat16. *Shape:* (matrices, rows, columns)."""
    x = stack.bfloat16()
    tall = x.shape[1] > x.shape[2]
    x = x.mT if tall else x
    x = x / x.norm(dim=(1, 2), keepdim=True).clamp_min(1e-7)
    first, second, third = _QUINTIC
    for _ in range(_ITERATIONS):
        product = x @ x.mT
        x = first * x + (second * product + third * (product @ product)) @ x
    return x.mT if tall else x


class StackedMuon(torch.optim.Optimizer):
    """Muon that updates all matrices of one shape as one stack: a few large products instead of hundreds of small ones.

    Steps are scaled to AdamW's usual size, 0.2 sqrt(larger side) (Liu et al. 2025, "Muon is scalable"). The same as
    ``torch.optim.Muon`` with ``adjust_lr_fn="match_rms_adamw"``.
    """

    def __init__(self, matrices: Iterable[Tensor], learning_rate: float, weight_decay: float) -> None:
        super().__init__(matrices, {"lr": learning_rate, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self) -> None:
        """Update every matrix that has a gradient."""
        for group in self.param_groups:
            stacks: dict[torch.Size, list[Tensor]] = defaultdict(list)
            for matrix in group["params"]:
                if matrix.grad is not None:
                    stacks[matrix.shape].append(matrix)
            for matrices in stacks.values():
                self._step_stack(matrices, group)

    def _step_stack(self, matrices: list[Tensor], group: dict[str, Any]) -> None:
        gradients = [matrix.grad for matrix in matrices if matrix.grad is not None]
        momenta = [self.state[one].setdefault("momentum_buffer", torch.zeros_like(one)) for one in matrices]
        torch._foreach_lerp_(momenta, gradients, 1 - _MOMENTUM)
        update = orthogonalized(torch.stack(gradients).lerp_(torch.stack(momenta), _MOMENTUM))
        step = -group["lr"] * 0.2 * math.sqrt(max(matrices[0].shape))
        torch._foreach_mul_(matrices, 1 - group["lr"] * group["weight_decay"])
        torch._foreach_add_(matrices, list(update.to(matrices[0].dtype).unbind()), alpha=step)


def new_optimizers(model: nn.Module, schedule: Schedule) -> list[torch.optim.Optimizer]:
    """Return the optimisers of a model; the schedule scales the rate ``full_lr`` of each group."""
    matrices: list[Tensor] = []
    others: list[Tensor] = []
    for name, parameter in model.named_parameters():
        (matrices if parameter.ndim == 2 and "shared" not in name else others).append(parameter)
    optimizers: list[torch.optim.Optimizer] = [
        StackedMuon(matrices, schedule.matrix_learning_rate, schedule.weight_decay),
        torch.optim.AdamW(
            others, lr=schedule.learning_rate, betas=(0.9, 0.98), weight_decay=schedule.weight_decay, fused=True
        ),
    ]
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            group["full_lr"] = group["lr"]
    return optimizers
