"""Training a compact MarianMT model from a plan: read, encode, batch, step, average, evaluate, save."""

import itertools
import json
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from translate.cores import available_cores
from translate.errors import InputError, OutputError, SettingError
from translate.models import locate
from translate.overlap import OverlapWall
from translate.sentences import TextPair
from translate.training.cleaning import PairCleaner
from translate.training.epochs import Epochs
from translate.training.learning_curve import LOG, draw_learning_curve
from translate.training.network import load_weights, write_checkpoint
from translate.training.packing import PackedPairs, packed
from translate.training.parallel_data import EncodedPairs, encode_pairs, locate_sources, read_pairs, read_parallel_lines
from translate.training.plan import Cleaning, ModelShape, Schedule, TrainingPlan
from translate.training.vocabulary import train_vocabulary, write_tokenizer

if TYPE_CHECKING:
    import torch
    from sentencepiece import SentencePieceProcessor

    from translate.training.transformer import PairTensors

Report: TypeAlias = Callable[[Mapping[str, object]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingData:
    """Where the pairs are: ``folder`` holds the plan's sources as TSV files, ``dev`` are stems of held-out line files.

    A stem ``news`` stands for ``news.id`` and ``news.en``; no training pair may share a sentence with them. ``made``
    is a second folder of sources, ``texts`` one of texts in one language, ``vocabulary`` a SentencePiece model to be
    used instead of learning one from the pairs.
    """

    folder: Path
    dev: tuple[Path, ...] = ()
    made: Path | None = None
    texts: Path | None = None
    vocabulary: Path | None = None

    def is_made(self, name: str) -> bool:
        """Return whether a source was made by a model, and lies in ``made``."""
        return self.made is not None and (self.made / f"{name}.tsv.gz").exists()


def train(plan: TrainingPlan, data: TrainingData, out: Path, report: Report) -> None:
    """Train the plan's model and save it as a MarianMT checkpoint in ``out``, telling ``report`` how it goes.

    A run that was stopped goes on from its last saved step. Raises OutputError if ``out`` holds another plan's run,
    InputError or SettingError for data that is not there, ModelError if the plan's initial model does not fit.
    """
    dev_pairs = [read_parallel_lines(stem) for stem in data.dev]
    groups = _read_groups(plan, data, dev_pairs, report)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{out}: cannot be made a folder ({error.strerror})") from error
    processor = _vocabulary(plan, data, groups, out)
    epochs = Epochs(plan, groups, processor, one_size=has_cuda())
    if not any(epochs[portion] for portion in range(epochs.portions)):
        raise InputError(f"{data.folder}: no pair of the plan's sources is usable (within 'max_pieces', not in --dev)")
    by_people = {name: group for name, group in groups.items() if not data.is_made(name)}
    watched = [*(pairs[:1000] for pairs in dev_pairs), _shown_pairs(plan, by_people)]
    sides = [epochs.sides(pairs, plan.directions[0]) for pairs in watched]
    run = TrainingRun(plan, epochs, encode_pairs(sides, processor, plan.max_pieces), out)
    run.resume()
    run.learn(report)
    run.export()
    draw_learning_curve(out, [stem.name for stem in data.dev])


def _read_groups(
    plan: TrainingPlan, data: TrainingData, dev_pairs: list[list[TextPair]], report: Report
) -> dict[str, list[TextPair]]:
    wall, cleaner = OverlapWall(pair for pairs in dev_pairs for pair in pairs), PairCleaner(plan.cleaning)
    groups: dict[str, list[TextPair]] = {}
    cleaned: dict[str, dict[str, int]] = {}
    folders = [*([data.made] if data.made else []), data.folder]
    for name, path in locate_sources(folders, plan.sources).items():
        admitted = (pair for pair in read_pairs(path) if wall.admits(pair))
        groups[name], cleaned[name] = cleaner.cleaned(admitted, checked=data.is_made(name))
    counts = {"pairs": {name: len(group) for name, group in groups.items()}, "refused_overlap_with_dev": wall.hits}
    report(counts if plan.cleaning == Cleaning() else {**counts, "cleaned": cleaned})
    return groups


def _vocabulary(
    plan: TrainingPlan, data: TrainingData, groups: dict[str, list[TextPair]], out: Path
) -> "SentencePieceProcessor":
    import sentencepiece

    path = out / "source.spm"
    if not path.exists():
        if data.vocabulary:
            model = data.vocabulary.read_bytes()
        elif plan.initial:
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
        self.average = torch.optim.swa_utils.AveragedModel(
            self.model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(plan.schedule.average_decay)
        )
        self.optimizers = new_optimizers(self.model, plan.schedule)
        if plan.schedule.compile:
            self.model.compile_parts(dynamic=self.device.type == "cpu")

    def learn(self, report: Report) -> None:
        """Step until the plan's last step, saving and logging every ``save_every`` steps."""
        from translate.training.transformer import pair_tensors

        started, sums = time.monotonic(), Sums()
        for batch in self._batches_from_here():
            sums.add(self._learn_from(pair_tensors(batch, self.device)))
            if self.step % self.plan.schedule.save_every == 0 or self.step == self.plan.schedule.steps:
                loss, pieces = sums.taken()  # waits for the device
                self._report(loss / pieces, pieces / (time.monotonic() - started), report)
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
        # Dropout depends on the step alone, so that a resumed run learns what an undisturbed one does.
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
        """Write the averaged weights as a MarianMT checkpoint."""
        write_checkpoint(self.average.module, self.plan, self.out)


class Sums:
    """Losses and pieces of several steps, added up on the device so that it need not be waited for."""

    def __init__(self) -> None:
        self._parts: list[tuple[torch.Tensor, torch.Tensor]] = []

    def add(self, part: "tuple[torch.Tensor, torch.Tensor]") -> None:
        """Take along the summed loss (nats) and the number of pieces of a step."""
        self._parts.append(part)

    def taken(self) -> tuple[float, float]:
        """Return the sums of both, as numbers, and begin anew."""
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
    """Return the portions of all epochs in order, for a GPU made ahead by a process on each core but one."""
    if device == "cpu":
        return (epochs[number] for number in itertools.count())
    from torch.utils.data import DataLoader

    workers = max(1, available_cores() - 1)  # a core is left to the process that feeds the device
    ahead: Iterable[list[PackedPairs]] = DataLoader(epochs, batch_size=None, num_workers=workers, collate_fn=list)
    return ahead


def learning_rate_factor(step: int, schedule: Schedule) -> float:
    """Return the share of the full learning rate at ``step``: warm-up, plateau, linear decay (Hu et al. 2024)."""
    rising = (step + 1) / max(schedule.warmup_steps, 1)
    falling = (schedule.steps - step) / max(schedule.decay_steps, 1)
    return min(1.0, rising, falling)
