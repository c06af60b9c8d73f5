"""What one epoch shows a model: pairs drawn by source, augmented, encoded, in shuffled batches of like length."""

import random
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from translate.augmentation import AUGMENTATIONS, augmented
from translate.parallel_data import SYNTHETIC, EncodedPairs, TextPair, encode_pairs
from translate.training_plan import TrainingPlan

if TYPE_CHECKING:
    import torch
    from sentencepiece import SentencePieceProcessor


class Epochs:
    """The epochs of a plan over groups of ``(id, en)`` pairs; epoch ``n`` is the same whenever it is asked for."""

    def __init__(
        self, plan: TrainingPlan, groups: Mapping[str, Sequence[TextPair]], processor: "SentencePieceProcessor"
    ) -> None:
        self._plan, self._groups, self._processor = plan, groups, processor
        self._latest: tuple[int, EncodedPairs, list[list[int]]] | None = None

    def batches(self, epoch: int) -> tuple[EncodedPairs, list[list[int]]]:
        """Return the encoded pairs of an epoch and its batches: lists of their indices, each under the piece budget."""
        if self._latest is None or self._latest[0] != epoch:
            self._latest = None  # two epochs at once would be twice the memory
            pairs, chooser = self._encoded(epoch)
            self._latest = epoch, pairs, like_length_batches(pairs, self._plan.schedule.batch_pieces, chooser)
        return self._latest[1:]

    def _encoded(self, epoch: int) -> tuple[EncodedPairs, random.Random]:
        import sentencepiece

        plan = self._plan
        seed = plan.schedule.seed * 100_003 + epoch
        chooser = random.Random(seed)  # noqa: S311 - a shuffle, not a secret
        drawn = []
        for name, weight in plan.sources.items():
            group = self._groups[name]
            pairs = list(group) * int(weight) + chooser.sample(group, k=round(len(group) * (weight % 1)))
            # Small letters on the target side would teach careless output.
            ways = [way for way in AUGMENTATIONS if plan.direction == "id-en" or way != "in_lower_case"]
            sides = turned(augmented(pairs, plan.augmented, chooser, ways), plan)
            mark = SYNTHETIC if name in plan.synthetic else ""
            drawn.append([(mark + source, target) for source, target in sides])
        sentencepiece.set_random_generator_seed(seed % 2**32)
        return encode_pairs(drawn, self._processor, plan.max_pieces, plan.sampling), chooser


def turned(pairs: Sequence[TextPair], plan: TrainingPlan) -> list[TextPair]:
    """Return ``(id, en)`` pairs as ``(source, target)`` pairs of the plan's direction."""
    return list(pairs) if plan.direction == "id-en" else [(english, indonesian) for indonesian, english in pairs]


def like_length_batches(pairs: EncodedPairs, budget: int, chooser: random.Random) -> list[list[int]]:
    """Return the indices of all pairs in shuffled batches of like length, whose longer side padded is in budget."""
    order = list(range(len(pairs)))
    chooser.shuffle(order)
    order.sort(key=pairs.width)
    batches: list[list[int]] = []
    for index in order:
        if not batches or (len(batches[-1]) + 1) * _rounded(pairs.width(index)) > budget:
            batches.append([])
        batches[-1].append(index)
    chooser.shuffle(batches)
    return batches


def _rounded(length: int) -> int:
    """Return ``length`` rounded up to a multiple of 8, which matrix kernels like and which keeps shapes few."""
    return -(-length // 8) * 8


def padded_batch(
    pairs: EncodedPairs, batch: Sequence[int], padding: int
) -> "tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]":
    """Return source ids and decoder input ids of the pairs in ``batch``, where the labels belong, and the labels.

    *Shape:* ids (pairs, pieces), filled up to a multiple of 8 pieces with ``padding``; the label positions, in the
    flattened decoder input, and the labels (labels,) each.
    """
    import torch

    sides = list(zip(*(pairs.pair(index) for index in batch), strict=True))
    source, target = (
        torch.full((len(batch), _rounded(max(len(ids) for ids in side))), padding, dtype=torch.long) for side in sides
    )
    for tensor, side in zip((source, target), sides, strict=True):
        for row, ids in enumerate(side):
            tensor[row, : len(ids)] = torch.tensor(ids, dtype=torch.long)
    shifted = target.roll(1, dims=1)
    shifted[:, 0] = padding
    flat = target.flatten()
    kept = (flat != padding).nonzero().squeeze(1)
    return source, shifted, kept, flat[kept]
