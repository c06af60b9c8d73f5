"""Models made here: ``train`` one from a plan, ``follow`` a recipe, ``finetune`` one on pairs of one's own."""

from translate.training.finetuning import FineTuningOptions, finetune, finetuning_card, read_training_pairs
from translate.training.parallel_data import read_parallel_lines
from translate.training.pipeline import Recipe, follow
from translate.training.plan import TrainingPlan
from translate.training.run import TrainingData, train

__all__ = [
    "FineTuningOptions",
    "Recipe",
    "TrainingData",
    "TrainingPlan",
    "finetune",
    "finetuning_card",
    "follow",
    "read_parallel_lines",
    "read_training_pairs",
    "train",
]
