"""What one epoch shows a model: pairs drawn by source, augmented, encoded, in shuffled batches of packed pairs."""

import random
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from translate.control_pieces import SLOTS
from translate.errors import SettingError
from translate.sentences import TextPair
from translate.training.augmentation import AUGMENTATIONS, augmented
from translate.training.encoding import MARKS, SYNTHETIC, TO_ENGLISH, TO_INDONESIAN, encode_pairs
from translate.training.packing import BatchSize, like_length_batches, mixed_batches, packed, packed_to_size
from translate.training.plan import TrainingPlan, TranslationDirection
from translate.training.records import EncodedPairs, PackedPairs
from translate.training.subword_sampling import SubwordSampler

if TYPE_CHECKING:
    from sentencepiece import SentencePieceProcessor

# Pairs of one portion of an epoch: two or three seconds of a core's work.
_PORTION = 20_000


class Epochs:
    """The epochs of a plan over groups of ``(id, en)`` pairs, each in portions that can be made separately.

    A portion is the same whenever it is asked for. With ``one_size`` all batches have the same shape, as compiled code
    on a GPU wants them, and hold pairs of any length; else each has pairs of like length.
    """

    def __init__(
        self,
        plan: TrainingPlan,
        groups: Mapping[str, Sequence[TextPair]],
        processor: "SentencePieceProcessor",
        *,
        one_size: bool = False,
    ) -> None:
        self._plan, self._groups, self._processor, self._one_size = plan, groups, processor, one_size
        self._size = BatchSize(plan.schedule.batch_pieces, plan.max_pieces)
        least = plan.max_pieces + self._size.rests
        if one_size and plan.schedule.batch_pieces < least:
            raise SettingError(f"'batch_pieces' must be {least} or more on a GPU, for pairs of 'max_pieces'")
        shown = sum(plan.sources[name] * len(group) for name, group in groups.items())
        self.portions = max(1, round(shown / _PORTION)) if one_size else 1
        self._sampler = SubwordSampler(processor, plan.sampling)
        self._latest: tuple[int, list[PackedPairs]] | None = None

    def __len__(self) -> int:
        """Return how many portions the plan's steps can need at most: a batch a portion is the least."""
        return self._plan.schedule.steps * self.portions

    def __getitem__(self, number: int) -> list[PackedPairs]:
        """Return the batches of one portion, counted on through the epochs."""
        if self._latest is None or self._latest[0] != number:
            self._latest = None  # two epochs at once would be twice the memory
            made = self._batches(*divmod(number, self.portions))
            if self.portions > 1:  # where many are made ahead none is asked for again
                return made
            self._latest = number, made
        return self._latest[1]

    def _batches(self, epoch: int, portion: int) -> list[PackedPairs]:
        pairs, chooser = self.encoded(epoch, portion)
        plan = self._plan
        if not self._one_size:
            return [packed(pairs, one) for one in like_length_batches(pairs, plan.schedule.batch_pieces, chooser)]
        batches = mixed_batches(pairs, self._size, chooser)
        return [packed_to_size(pairs, one, self._size, plan.vocabulary_size) for one in batches]

    def encoded(self, epoch: int, portion: int) -> tuple[EncodedPairs, random.Random]:
        """Return the encoded pairs of one portion of an epoch, and the random generator that drew them."""
        plan = self._plan
        seed = (plan.schedule.seed * 100_003 + epoch) * self.portions + portion
        chooser = random.Random(seed)  # noqa: S311 - a shuffle, not a secret
        drawn = []
        for name, weight in plan.sources.items():
            group = self._groups[name][portion :: self.portions]
            # Rounded by chance: of a small source a portion may hold a pair or two.
            wanted = len(group) * (weight % 1)
            part = round(wanted) if self.portions == 1 else int(wanted + chooser.random())
            pairs = list(group) * int(weight) + chooser.sample(group, k=part)
            ways = ((way, self._changed(pairs, way, chooser)) for way in plan.directions)
            sides = [side for way, changed in ways for side in self.sides(changed, way, name)]
            chooser.shuffle(sides)
            drawn.append(sides)
        sampled = (lambda text: self._sampler.pieces(text, chooser)) if plan.sampling else None
        return encode_pairs(drawn, self._processor, plan.max_pieces, sampled, plan.sampled_share), chooser

    def _changed(self, pairs: Sequence[TextPair], way: TranslationDirection, chooser: random.Random) -> list[TextPair]:
        # Small letters on the target side would teach careless output; some vocabularies have no slots.
        left_out = {"in_lower_case"} if way != "id-en" else set()
        if SLOTS[0] not in self._processor.encode(SLOTS[0], out_type=str):
            left_out.add("with_slots")
        changes = [change for change in AUGMENTATIONS if change not in left_out]
        return augmented(pairs, self._plan.augmented, chooser, changes)

    def sides(self, pairs: Sequence[TextPair], way: TranslationDirection, name: str = "") -> list[TextPair]:
        """Return ``(id, en)`` pairs as ``(source, target)`` of the direction ``way``, marked as the plan says."""
        plan = self._plan
        mark = {"id-en": TO_ENGLISH, "en-id": TO_INDONESIAN}[way] if plan.direction == "both" else ""
        if name in (plan.synthetic if way == "id-en" else plan.synthetic_english):
            mark += SYNTHETIC
        turned = pairs if way == "id-en" else [(right, left) for left, right in pairs]
        # What stands at the head of a text in the data is no mark.
        return [(mark + source.lstrip(MARKS), target) for source, target in turned]
