"""Training a compact MarianMT model from a plan: read, encode, batch, step, average, evaluate, save."""

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from translate.cleaning import PairCleaner
from translate.conversion import quiet_transformers
from translate.epochs import Epochs, padded_batch, turned
from translate.errors import InputError, OutputError
from translate.learning_curve import LOG, draw_learning_curve
from translate.models import locate
from translate.network import load_weights, new_model, new_optimizers, pair_loss, round_to_int8_grid
from translate.parallel_data import (
    EncodedPairs,
    OverlapWall,
    TextPair,
    encode_pairs,
    locate_sources,
    read_pairs,
    read_parallel_lines,
)
from translate.training_plan import Cleaning, Schedule, TrainingPlan
from translate.vocabulary import train_vocabulary, write_tokenizer

if TYPE_CHECKING:
    import torch
    from sentencepiece import SentencePieceProcessor

Report: TypeAlias = Callable[[Mapping[str, object]], None]
Tensors: TypeAlias = "tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingData:
    """Where the pairs are: ``folder`` holds the plan's sources as TSV files, ``dev`` are stems of held-out line files.

    A stem ``news`` stands for ``news.id`` and ``news.en``; no training pair may share a sentence with them.
    """

    folder: Path
    dev: tuple[Path, ...] = ()


def train(plan: TrainingPlan, data: TrainingData, out: Path, report: Report) -> None:
    """Train the plan's model and save it as a MarianMT checkpoint in ``out``, telling ``report`` how it goes.

    A run that was stopped goes on from its last saved step. Raises OutputError if ``out`` holds another plan's run,
    InputError or SettingError for data that is not there, ModelError if the plan's initial model does not fit.
    """
    dev_pairs = [read_parallel_lines(stem) for stem in data.dev]
    groups = _read_groups(plan, data.folder, dev_pairs, report)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{out}: cannot be made a folder ({error.strerror})") from error
    processor = _vocabulary(plan, groups, out)
    epochs = Epochs(plan, groups, processor)
    if not epochs.batches(0)[1]:
        raise InputError(f"{data.folder}: no pair of the plan's sources is usable (within 'max_pieces', not in --dev)")
    watched = [*(pairs[:1000] for pairs in dev_pairs), _shown_pairs(plan, groups)]
    run = TrainingRun(
        plan, epochs, encode_pairs([turned(one, plan) for one in watched], processor, plan.max_pieces), out
    )
    run.resume()
    run.learn(report)
    run.export()
    draw_learning_curve(out, [stem.name for stem in data.dev])


def _read_groups(
    plan: TrainingPlan, folder: Path, dev_pairs: list[list[TextPair]], report: Report
) -> dict[str, list[TextPair]]:
    wall, cleaner = OverlapWall(pair for pairs in dev_pairs for pair in pairs), PairCleaner(plan.cleaning)
    groups: dict[str, list[TextPair]] = {}
    cleaned: dict[str, dict[str, int]] = {}
    for name, path in locate_sources(folder, plan.sources).items():
        groups[name], cleaned[name] = cleaner.cleaned(pair for pair in read_pairs(path) if wall.admits(pair))
    counts = {"pairs": {name: len(group) for name, group in groups.items()}, "refused_overlap_with_dev": wall.hits}
    report(counts if plan.cleaning == Cleaning() else {**counts, "cleaned": cleaned})
    return groups


def _vocabulary(plan: TrainingPlan, groups: dict[str, list[TextPair]], out: Path) -> "SentencePieceProcessor":
    import sentencepiece

    path = out / "source.spm"
    if not path.exists():
        if plan.initial:
            model = (locate(plan.initial).path / "source.spm").read_bytes()
        else:
            model = train_vocabulary(_vocabulary_texts(plan, groups), plan.vocabulary_size)
        write_tokenizer(out, model, plan.max_pieces, plan.direction)
    processor = sentencepiece.SentencePieceProcessor(model_file=str(path))
    if processor.get_piece_size() != plan.vocabulary_size:
        raise OutputError(f"{out}: holds another plan's vocabulary; give another --out or remove it")
    return processor


def _vocabulary_texts(plan: TrainingPlan, groups: dict[str, list[TextPair]]) -> list[str]:
    chooser = random.Random(plan.schedule.seed)  # noqa: S311 - a sample, not a secret
    return [
        text
        for name, pairs in groups.items()
        for pair in chooser.sample(pairs, k=min(len(pairs), round(len(pairs) * min(plan.sources[name], 1.0))))
        for text in pair
    ]


def _shown_pairs(plan: TrainingPlan, groups: dict[str, list[TextPair]]) -> list[TextPair]:
    """Return up to 1,000 pairs of people's that training shows: what is learned by heart is far below held-out loss."""
    chooser = random.Random(plan.schedule.seed)  # noqa: S311 - a sample, not a secret
    by_people = {name: group for name, group in groups.items() if name not in plan.synthetic and group}
    if not by_people:
        return []
    sources = chooser.choices(
        list(by_people), [plan.sources[name] * len(group) for name, group in by_people.items()], k=1000
    )
    return [chooser.choice(by_people[name]) for name in sources]


class TrainingRun:
    """A model, its optimisers and its running average, one step at a time.

    ``watched`` are the held-out sets and, last, pairs that are shown: the averaged model's loss on each is logged.
    """

    def __init__(self, plan: TrainingPlan, epochs: Epochs, watched: EncodedPairs, out: Path) -> None:
        import torch

        torch.manual_seed(plan.schedule.seed)
        self.plan, self.epochs, self.watched, self.out = plan, epochs, watched, out
        self.step = 0
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model = new_model(plan).to(self.device)
        if plan.initial:
            load_weights(self.model, locate(plan.initial))
        self.average = torch.optim.swa_utils.AveragedModel(
            self.model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(plan.schedule.average_decay)
        )
        self.optimizers = new_optimizers(self.model, plan.schedule)
        # Dropout masks drawn by torch itself, not by the compiled code: on the CPU that is three times as fast.
        options = {"fallback_random": True}
        self._pair_loss = (
            torch.compile(pair_loss, dynamic=True, options=options) if plan.schedule.compile else pair_loss
        )

    def learn(self, report: Report) -> None:
        """Step until the plan's last step, saving and logging every ``save_every`` steps."""
        started, pieces, losses = time.monotonic(), 0, []
        for pairs, batch in self._batches_from_here():
            loss, count = self._learn_from(self._tensors(pairs, batch))
            losses.append(loss)
            pieces += count
            if self.step % self.plan.schedule.save_every == 0 or self.step == self.plan.schedule.steps:
                seconds = time.monotonic() - started
                self._report(sum(losses) / len(losses), pieces / seconds, report)
                self.save()
                started, pieces, losses = time.monotonic(), 0, []

    def _batches_from_here(self) -> Iterator[tuple[EncodedPairs, list[int]]]:
        epoch, behind = 0, self.step
        while self.step < self.plan.schedule.steps:
            pairs, batches = self.epochs.batches(epoch)
            for batch in batches[behind:]:
                if self.step >= self.plan.schedule.steps:
                    return
                yield pairs, batch
            epoch, behind = epoch + 1, max(0, behind - len(batches))

    def _learn_from(self, tensors: Tensors) -> tuple[float, int]:
        """Take one optimiser step; return the loss per target piece (nats) and the number of target pieces."""
        import torch

        self.model.train()
        # Dropout depends on the step alone, so that a resumed run learns what an undisturbed one does.
        torch.manual_seed(self.plan.schedule.seed * 1_000_003 + self.step)
        rate = learning_rate_factor(self.step, self.plan.schedule)
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = group["full_lr"] * rate
        with self._autocast():
            loss = self._pair_loss(self.model, *tensors, self.plan.schedule.label_smoothing)
        count = len(tensors[-1])
        (loss / count).backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for optimizer in self.optimizers:
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        self.step += 1
        self.average.update_parameters(self.model)
        return float(loss.detach()) / count, count

    def _autocast(self) -> AbstractContextManager[object]:
        import torch

        context: AbstractContextManager[object] = torch.autocast(self.device.type, dtype=torch.bfloat16)
        return context

    def _tensors(self, pairs: EncodedPairs, batch: Sequence[int]) -> Tensors:
        source, shifted, kept, labels = padded_batch(pairs, batch, self.plan.vocabulary_size)
        device = self.device
        return source.to(device), shifted.to(device), kept.to(device), labels.to(device)

    def _report(self, loss: float, speed: float, report: Report) -> None:
        *held_out, shown = [round(self._loss_on(origin), 4) for origin in self.watched.origins]
        record = {
            "step": self.step,
            "loss": round(loss, 4),
            "dev_loss": held_out,
            "shown_loss": shown,
            "target_pieces_per_second": round(speed),
        }
        with (self.out / LOG).open("a", encoding="utf-8") as log:
            log.write(json.dumps(record) + "\n")
        report(record)

    def _loss_on(self, origin: range) -> float:
        """Return the averaged model's loss per target piece (nats, no smoothing) on the watched pairs of one origin."""
        import torch

        model = self.average.module.eval()
        total, count = 0.0, 0
        with torch.no_grad(), self._autocast():
            order = sorted(origin, key=self.watched.width)
            for first in range(0, len(order), 50):
                tensors = self._tensors(self.watched, order[first : first + 50])
                total, count = total + float(pair_loss(model, *tensors, 0.0)), count + len(tensors[-1])
        return total / max(count, 1)

    def save(self) -> None:
        """Store model, average and optimiser state under a temporary name, then rename over the last one."""
        from safetensors.torch import save_file

        tensors = {f"model.{name}": value for name, value in self.model.named_parameters()}
        tensors |= {f"average.{name}": value for name, value in self.average.module.named_parameters()}
        for number, optimizer in enumerate(self.optimizers):
            for index, state in optimizer.state_dict()["state"].items():
                tensors |= {f"optimizer.{number}.{index}.{key}": value for key, value in state.items()}
        path = self.out / "training-state.safetensors"
        temporary = path.with_suffix(".tmp")
        save_file(
            {name: value.detach().contiguous().clone() for name, value in tensors.items()},
            temporary,
            metadata={"step": str(self.step), "plan": self.plan.fingerprint()},
        )
        temporary.replace(path)

    def resume(self) -> None:
        """Take up the last saved state, if there is one; raise OutputError if another plan made it."""
        import torch
        from safetensors import safe_open

        path = self.out / "training-state.safetensors"
        if not path.exists():
            return
        with safe_open(path, "pt", device=str(self.device)) as stored:
            metadata = stored.metadata()
            if metadata["plan"] != self.plan.fingerprint():
                raise OutputError(f"{self.out}: holds a run of another plan; give another --out or remove it")
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
        """Write the averaged weights, rounded to the int8 grid, as a half-precision MarianMT checkpoint."""
        import torch

        round_to_int8_grid(self.average.module)

        with quiet_transformers():
            self.average.module.to("cpu", torch.float16).save_pretrained(self.out)


def learning_rate_factor(step: int, schedule: Schedule) -> float:
    """Return the share of the full learning rate at ``step``: warm-up, plateau, linear decay (Hu et al. 2024)."""
    rising = (step + 1) / max(schedule.warmup_steps, 1)
    falling = (schedule.steps - step) / max(schedule.decay_steps, 1)
    return min(1.0, rising, falling)
