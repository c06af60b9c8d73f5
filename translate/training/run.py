"""One training run: step, average, measure the losses, save, resume, and export the MarianMT checkpoint."""

import itertools
import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from translate.cores import available_cores
from translate.errors import OutputError, SettingError
from translate.models import locate
from translate.training.epochs import Epochs
from translate.training.events import StepLogged, TrainingObserver
from translate.training.learning_curve import LOG
from translate.training.network import load_weights, renew_embeddings, write_checkpoint
from translate.training.packing import packed
from translate.training.plan import ModelShape, Schedule, TrainingPlan
from translate.training.records import EncodedPairs, PackedPairs
from translate.training.taught_pieces import RenewedVocabulary
from translate.writing import written_whole

if TYPE_CHECKING:
    import torch

    from translate.training.transformer import PairTensors


class TrainingRun:
    """A model, its optimisers and its running average, one step at a time.

    ``watched`` has the held-out sets and, last, pairs that are trained on; the averaged model's loss on each is logged.
    ``renewed`` says which pieces of the initial model's vocabulary became others.
    """

    def __init__(
        self,
        plan: TrainingPlan,
        epochs: Epochs,
        watched: EncodedPairs,
        out: Path,
        renewed: RenewedVocabulary | None = None,
    ) -> None:
        import torch

        from translate.training.optimizers import new_optimizers
        from translate.training.transformer import MarianTransformer

        torch.manual_seed(plan.schedule.seed)
        self.plan, self.epochs, self.watched, self.out = plan, epochs, watched, out
        self.step = 0
        self.device = torch.device("cuda" if has_cuda() else "cpu")
        if self.device.type == "cuda":
            check_fused_attention(plan.model, torch.cuda.get_device_capability())
        self.model = MarianTransformer(plan.model, plan.vocabulary_size, plan.schedule.dropout).to(self.device)
        if plan.initial:
            load_weights(self.model, locate(plan.initial))
        if renewed:
            renew_embeddings(self.model, renewed, plan.schedule.seed)
        self.average = torch.optim.swa_utils.AveragedModel(
            self.model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(plan.schedule.average_decay)
        )
        self.optimizers = new_optimizers(self.model, plan.schedule)
        if plan.schedule.compile:
            self.model.compile_parts(dynamic=self.device.type == "cpu")

    def learn(self, observer: TrainingObserver) -> None:
        """Step until the plan's last step, saving and logging every ``save_every`` steps."""
        from translate.training.transformer import pair_tensors

        started, sums = time.monotonic(), Sums()
        for batch in self._batches_from_here():
            sums.add(self._learn_from(pair_tensors(batch, self.device)))
            if self.step % self.plan.schedule.save_every == 0 or self.step == self.plan.schedule.steps:
                loss, pieces = sums.taken()  # waits for the device
                self._log(loss / pieces, pieces / (time.monotonic() - started), observer)
                self.save()
                started = time.monotonic()

    def _batches_from_here(self) -> Iterator[PackedPairs]:
        behind = self.step
        for batches in portions_ahead(self.epochs, self.device.type):
            for batch in batches[behind:]:
                if self.step >= self.plan.schedule.steps:
                    return
                yield batch
            behind = max(0, behind - len(batches))
            if self.step >= self.plan.schedule.steps:
                return

    def _learn_from(self, batch: "PairTensors") -> "tuple[torch.Tensor, torch.Tensor]":
        """Take one optimiser step; return the summed smoothed loss (nats) and the number of target pieces."""
        import torch

        schedule = self.plan.schedule
        self.model.train()
        # Dropout depends only on the step, so that a resumed run gives the same weights as one that was not stopped.
        torch.manual_seed(schedule.seed * 1_000_003 + self.step)
        rate = learning_rate_factor(self.step, schedule)
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = group["full_lr"] * rate
        loss, _, count = self.model.losses(batch, schedule.label_smoothing, torch.bfloat16)
        (loss / count).backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for optimizer in self.optimizers:
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        self.step += 1
        self.average.update_parameters(self.model)
        return loss.detach(), count

    def _log(self, loss: float, speed: float, observer: TrainingObserver) -> None:
        *held_out, shown = [round(self._loss_on(origin), 4) for origin in self.watched.origins]
        event = StepLogged(
            step=self.step,
            loss=round(loss, 4),
            dev_loss=tuple(held_out),
            shown_loss=shown,
            target_pieces_per_second=round(speed),
        )
        with (self.out / LOG).open("a", encoding="utf-8") as log:
            log.write(json.dumps(asdict(event)) + "\n")
        observer.step_logged(event)

    def _loss_on(self, origin: range) -> float:
        """Return the averaged model's loss per target piece (nats, no smoothing) on one set of watched pairs."""
        import torch

        from translate.training.transformer import pair_tensors

        model = self.average.module.eval()
        sums = Sums()
        with torch.no_grad():
            order = sorted(origin, key=self.watched.width)
            for first in range(0, len(order), 50):
                batch = pair_tensors(packed(self.watched, order[first : first + 50]), self.device)
                sums.add(model.losses(batch, 0.0, torch.bfloat16)[1:])
        loss, count = sums.taken()
        return loss / max(count, 1)

    def save(self) -> None:
        """Save model, average and optimiser state in place of the last saved state."""
        from safetensors.torch import save_file

        tensors = {f"model.{name}": value for name, value in self.model.named_parameters()}
        tensors |= {f"average.{name}": value for name, value in self.average.module.named_parameters()}
        for number, optimizer in enumerate(self.optimizers):
            for index, state in optimizer.state_dict()["state"].items():
                tensors |= {f"optimizer.{number}.{index}.{key}": value for key, value in state.items()}
        with written_whole(self.out / "training-state.safetensors") as unfinished:
            save_file(
                {name: value.detach().contiguous().clone() for name, value in tensors.items()},
                unfinished,
                metadata={"step": str(self.step), "plan": self.plan.fingerprint()},
            )

    def resume(self) -> None:
        """Load the last saved state, if there is one; raise OutputError if another plan made it."""
        import torch
        from safetensors import safe_open

        path = self.out / "training-state.safetensors"
        if not path.exists():
            return
        with safe_open(path, "pt", device=str(self.device)) as stored:
            metadata = stored.metadata()
            if metadata["plan"] != self.plan.fingerprint():
                raise OutputError(f"{self.out}: holds a run of another plan; choose another `out` or remove this one")
            tensors = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118 - not a dictionary
        with torch.no_grad():
            for prefix, model in (("model", self.model), ("average", self.average.module)):
                for name, parameter in model.named_parameters():
                    parameter.copy_(tensors[f"{prefix}.{name}"])
        for number, optimizer in enumerate(self.optimizers):
            state: dict[int, dict[str, torch.Tensor]] = {}
            for name, value in tensors.items():
                if name.startswith(f"optimizer.{number}."):
                    _, _, index, key = name.split(".", 3)
                    state.setdefault(int(index), {})[key] = value
            optimizer.load_state_dict({**optimizer.state_dict(), "state": state})
        self.step = int(metadata["step"])
        self.average.n_averaged.fill_(self.step)

    def export(self) -> None:
        """Write the averaged weights as a MarianMT checkpoint."""
        write_checkpoint(self.average.module, self.plan, self.out)


class Sums:
    """Losses and pieces of several steps, summed on the device, so that no step waits for the device."""

    def __init__(self) -> None:
        self._parts: list[tuple[torch.Tensor, torch.Tensor]] = []

    def add(self, part: "tuple[torch.Tensor, torch.Tensor]") -> None:
        """Add the summed loss (nats) and the number of pieces of a step."""
        self._parts.append(part)

    def taken(self) -> tuple[float, float]:
        """Return both sums as numbers, and start again from 0."""
        import torch

        if not self._parts:
            return 0.0, 0.0
        loss, pieces = (float(torch.stack(side).double().sum()) for side in zip(*self._parts, strict=True))
        self._parts = []
        return loss, pieces


def has_cuda() -> bool:
    """Return whether training will run on a CUDA device."""
    import torch

    return bool(torch.cuda.is_available())


def check_fused_attention(shape: ModelShape, capability: tuple[int, int]) -> None:
    """Raise SettingError where a GPU of this compute capability has no fused attention for heads of this size."""
    if capability < (8, 0):
        raise SettingError(
            f"this GPU has compute capability {capability[0]}.{capability[1]} and training on one needs 8.0; hide it "
            "(CUDA_VISIBLE_DEVICES=) to train on the CPU"
        )
    if shape.width // shape.heads % 8:
        raise SettingError(f"heads of {shape.width // shape.heads} do not fit a GPU; use a multiple of 8 a head")


def portions_ahead(epochs: Epochs, device: str) -> "Iterable[list[PackedPairs]]":
    """Return the portions of all epochs in order; for a GPU, processes on all cores but one make them ahead."""
    if device == "cpu":
        return (epochs[number] for number in itertools.count())
    from torch.utils.data import DataLoader

    workers = max(1, available_cores() - 1)  # one core is left for the process that feeds the device
    ahead: Iterable[list[PackedPairs]] = DataLoader(epochs, batch_size=None, num_workers=workers, collate_fn=list)
    return ahead


def learning_rate_factor(step: int, schedule: Schedule) -> float:
    """Return the share of the full learning rate at ``step``: warm-up, plateau, linear decay (Hu et al. 2024)."""
    rising = (step + 1) / max(schedule.warmup_steps, 1)
    falling = (schedule.steps - step) / max(schedule.decay_steps, 1)
    return min(1.0, rising, falling)
