"""Training your own models: ``train`` from a plan or a recipe, ``finetune`` on your own pairs."""

from translate.training.events import JsonLinesObserver
from translate.training.finetuning import FineTuningOptions, finetune, finetuning_card
from translate.training.pipeline import read_plan, train
from translate.training.plan import TrainingData

__all__ = [
    "FineTuningOptions",
    "JsonLinesObserver",
    "TrainingData",
    "finetune",
    "finetuning_card",
    "read_plan",
    "train",
]
