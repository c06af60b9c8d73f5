"""Fine-tuning: training a MarianMT checkpoint further on the user's own pairs, with Hugging Face's trainer."""

import math
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Protocol

from translate.control_pieces import END
from translate.conversion import load_model, quiet_transformers
from translate.errors import InputError, ModelError, SettingError
from translate.models import Checkpoint
from translate.overlap import OverlapWall
from translate.sentences import TextPair
from translate.tokenization import Tokenizer
from translate.training.network import round_to_int8_grid
from translate.writing import written_into

if TYPE_CHECKING:
    from transformers import MarianMTModel, TrainerState

_TOKENIZER_FILES = ("source.spm", "target.spm", "vocab.json", "tokenizer_config.json")
_IGNORED = -100  # the label that transformers leaves out of the loss


@dataclass(frozen=True, slots=True, kw_only=True)
class FineTuningOptions:
    """How long and how fast to train; ``steps`` above 0 overrides ``epochs``.

    The rate rises over the first tenth of the steps and then falls to 0. 1e-4 suits small models and thousands of
    pairs; large checkpoints and few pairs need less.
    """

    epochs: float = 3.0
    steps: int = 0
    learning_rate: float = 1e-4
    batch_pairs: int = 32
    max_pieces: int = 160
    seed: int = 1

    def __post_init__(self) -> None:
        if not 0 < self.epochs < math.inf or self.steps < 0 or self.batch_pairs < 1 or self.max_pieces < 2:
            raise SettingError(
                "`epochs`, `batch_pairs` and `max_pieces` must be finite and above 0, and `steps` 0 or more"
            )
        if not 0 < self.learning_rate < 1:
            raise SettingError(f"`learning_rate` is {self.learning_rate}, expected a number between 0 and 1")


class LossObserver(Protocol):
    """Receives the loss while a model is fine-tuned."""

    def loss_logged(self, step: int, loss: float) -> None:
        """Receive the mean loss (nats a piece) since it was last logged."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FineTuned:
    """What a model was fine-tuned on: pairs used, pairs refused because they are in a test set, pairs too long."""

    pairs: int
    refused_overlap_with_dev: int
    too_long: int
    steps: int
    final_loss: float


def finetune(
    base: Checkpoint,
    pairs: Iterable[TextPair],
    test_pairs: Iterable[TextPair],
    out: Path,
    options: FineTuningOptions,
    observer: LossObserver | None = None,
) -> FineTuned:
    """Train ``base`` further on ``pairs`` and save it as a checkpoint of the same form in ``out``.

    A pair that shares a sentence with ``test_pairs``, or is longer than the model or ``max_pieces``, is left out and
    counted. ``observer`` receives the loss about twenty times. The saved model has the base's tokenizer files and is
    rounded to the int8 grid as the bundled one is. Raises InputError if no pair is left, ModelError if the base does
    not load or the result is not finite, SettingError if accelerate is not installed.
    """
    wall = OverlapWall(test_pairs)
    admitted = [pair for pair in pairs if wall.admits(pair)]
    rows = _encoded(base, admitted, options.max_pieces)
    if not rows:
        raise InputError("no pair is left to learn from: all are in `dev`, empty, or over `max_pieces`")
    model = load_model(base)
    out.mkdir(parents=True, exist_ok=True)  # what cannot be written is said before the training
    with TemporaryDirectory() as scratch:
        steps, loss = _run(model, rows, scratch, options, observer)
    if not math.isfinite(loss):
        raise ModelError(f"the loss is {loss}: nothing was saved; try a smaller learning rate")
    _save(model, base, out)
    return FineTuned(
        pairs=len(rows),
        refused_overlap_with_dev=wall.hits,
        too_long=len(admitted) - len(rows),
        steps=steps,
        final_loss=loss,
    )


def _encoded(base: Checkpoint, pairs: Iterable[TextPair], max_pieces: int) -> list[dict[str, list[int]]]:
    """Return the pairs as piece ids with end marks, without those over ``max_pieces`` on either side."""
    tokenizer = Tokenizer(base.path)
    rows = []
    for source, target in pairs:
        sides = {"input_ids": tokenizer.encode(source), "labels": tokenizer.encode_target(target)}
        row = {name: tokenizer.ids([*pieces, END]) for name, pieces in sides.items()}
        if all(1 < len(ids) <= max_pieces for ids in row.values()):
            rows.append(row)
    return rows


def _run(
    model: "MarianMTModel",
    rows: list[dict[str, list[int]]],
    scratch: str,
    options: FineTuningOptions,
    observer: LossObserver | None,
) -> tuple[int, float]:
    """Train ``model`` in place; return the number of steps and the mean loss (nats a piece) over the run."""
    import torch
    from transformers import PrinterCallback, Seq2SeqTrainer, Seq2SeqTrainingArguments, TrainerCallback
    from transformers.utils import is_accelerate_available

    if not is_accelerate_available():
        raise SettingError("fine-tuning needs the package accelerate: pip install 'sejajar[finetune]'")

    class Reporting(TrainerCallback):  # type: ignore[misc]
        """Passes the loss that the trainer logs to the observer."""

        def on_log(self, args: object, state: "TrainerState", control: object, **logged: Any) -> None:
            """Receive what the trainer logs."""
            del args, control
            loss = logged["logs"].get("loss", logged["logs"].get("train_loss"))
            if observer and loss is not None:
                observer.loss_logged(state.global_step, float(loss))

    planned = options.steps or math.ceil(len(rows) / options.batch_pairs * options.epochs)
    arguments = Seq2SeqTrainingArguments(
        output_dir=scratch,  # it makes the folder, and writes nothing there
        num_train_epochs=options.epochs,
        max_steps=options.steps or -1,
        learning_rate=options.learning_rate,
        per_device_train_batch_size=options.batch_pairs,
        warmup_steps=planned // 10,
        train_sampling_strategy="group_by_length",
        bf16=torch.cuda.is_available(),
        dataloader_pin_memory=torch.cuda.is_available(),
        logging_steps=max(1, planned // 20),
        save_strategy="no",
        report_to="none",
        disable_tqdm=True,
        seed=options.seed,
    )
    trainer = Seq2SeqTrainer(
        model=model,
        args=arguments,
        train_dataset=rows,
        data_collator=_Collator(model.config.pad_token_id),
        callbacks=[Reporting()],
    )
    trainer.remove_callback(PrinterCallback)  # it prints to stdout
    result = trainer.train()
    return int(result.global_step), float(result.training_loss)


@dataclass(frozen=True, slots=True)
class _Collator:
    """Pads the rows of a batch to one length; the padding has no label."""

    padding: int

    def __call__(self, rows: list[dict[str, list[int]]]) -> dict[str, Any]:
        """Return ids, mask and labels (pairs, pieces) of a batch."""
        import torch

        def filled(key: str, value: int) -> torch.Tensor:
            longest = max(len(row[key]) for row in rows)
            return torch.tensor([row[key] + [value] * (longest - len(row[key])) for row in rows])

        ids = filled("input_ids", self.padding)
        return {
            "input_ids": ids,
            "attention_mask": (ids != self.padding).long(),
            "labels": filled("labels", _IGNORED),
        }


def _save(model: "MarianMTModel", base: Checkpoint, out: Path) -> None:
    """Write weights and tokenizer files; raise ModelError, with nothing written, if the tokenizer does not load."""
    import torch

    round_to_int8_grid(model)
    with quiet_transformers(), written_into(out) as unfinished:
        model.to("cpu", torch.float16).save_pretrained(unfinished)
        for name in _TOKENIZER_FILES:
            if (base.path / name).is_file():
                shutil.copyfile(base.path / name, unfinished / name)
        Tokenizer(unfinished)


def finetuning_card(
    base: Checkpoint,
    sources: Iterable[str],
    options: FineTuningOptions,
    done: FineTuned,
    scores: Mapping[str, Mapping[str, Any]],
) -> str:
    """Return the model card of a fine-tuned model: its base, its data, its settings, and what it gained and lost."""
    listed = "\n".join(f"- `{source}`" for source in sources)
    table = "\n".join(
        f"| {name} | {one['metric']} | {one['baseline']:.2f} | {one['candidate']:.2f} | {one['p_value']:.3f} |"
        for name, score in scores.items()
        for one in score["compared"]
    )
    judged = (
        f"| test set | metric | before | after | p |\n|---|---|---:|---:|---:|\n{table}" if table else "Not measured."
    )
    settings = ", ".join(f"{key} {value}" for key, value in asdict(options).items())
    return f"""---
language: [id, en]
pipeline_tag: translation
library_name: transformers
tags: [marian, sejajar]
---

# {base.name}, fine-tuned

Indonesian to English, a MarianMT checkpoint. It started from **{base.origin}** (SHA-256 {base.sha256}).
Licence of the base: {base.licence or "not stated"}. That licence and those of the pairs below apply to it.

## Learned from

{listed}

{done.pairs:,} pairs in {done.steps:,} steps. Left out: {done.too_long:,} empty or too long,
{done.refused_overlap_with_dev:,} that share a sentence with a test set. Mean loss {done.final_loss:.3f} nats a piece.
Settings: {settings}.

## Before and after

{judged}

p is from paired bootstrap resampling (sacreBLEU); signatures are in `evaluation.json`.
"""
