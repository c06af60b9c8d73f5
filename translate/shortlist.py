"""A vocabulary shortlist, learned from pairs: the target pieces that are likely for each source piece.

With it CTranslate2 scores only the target pieces that the source pieces of a batch bring. That is faster, most of all
with a large vocabulary. A text may then differ from that of the whole vocabulary, and depends on the sentences in the
same batch (``tests/benchmarks/shortlist.py`` measures how often). So a model has a shortlist only if it is asked for.
"""

import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from translate.control_pieces import END, PADDING, UNKNOWN
from translate.errors import InputError, OutputError, SettingError, first_line
from translate.models import CHECKPOINT_FILES, SHORTLIST, Checkpoint
from translate.sentences import TextPair
from translate.tokenization import Tokenizer
from translate.writing import written_whole

if TYPE_CHECKING:
    import torch

# Every combination of source and target piece in a sentence is held in memory: some 1,000 of 20 bytes a sentence.
_MOST_PAIRS = 20_000
_ROUNDS = 5  # of expectation and maximisation: Och and Ney (2003) use five of model 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortlistOptions:
    """How many likely target pieces each source piece adds, and how many are scored for every source."""

    candidates: int = 30
    always: int = 300

    def __post_init__(self) -> None:
        if self.candidates < 1 or self.always < 0:
            raise SettingError("`candidates` must be 1 or more and `always` 0 or more")


def shortlist(pairs: Sequence[TextPair], tokenizer: Tokenizer, options: ShortlistOptions) -> str:
    """Return a shortlist as the text of CTranslate2's ``vmap.txt``: ``source piece<TAB>target pieces`` in lines.

    The line without a source piece has the pieces that are always scored: bytes, single characters and the commonest
    target pieces of ``pairs``. A source piece brings itself, for names, and the pieces that are likeliest by IBM model
    1 (Brown et al. 1993); a piece that is not in the pairs brings only itself. At most 20,000 pairs are used, spread
    evenly over all. Raises InputError if no pair is usable.
    """
    step = max(1, len(pairs) // _MOST_PAIRS)
    sides = [(tokenizer.encode(left), tokenizer.encode_target(right)) for left, right in pairs[::step][:_MOST_PAIRS]]
    ids = [(tokenizer.ids(left), tokenizer.ids(right)) for left, right in sides if left and right]
    if not ids:
        raise InputError("no pair to learn a shortlist from")
    everything = tokenizer.vocabulary_pieces()
    likely = _likeliest(ids, len(everything), options.candidates)
    counts = Counter(number for _, target in ids for number in target)
    commonest = sorted(counts, key=lambda number: (-counts[number], number))[: options.always]
    short = [number for number, piece in enumerate(everything) if len(piece.removeprefix("▁")) <= 1 or _is_byte(piece)]
    lines = [_line("", (everything[number] for number in dict.fromkeys([*short, *commonest])))]
    for number, piece in enumerate(everything):
        if piece not in (END, UNKNOWN, PADDING):
            lines.append(_line(piece, (everything[one] for one in dict.fromkeys([number, *likely.get(number, ())]))))
    return "".join(lines)


def write_shortlisted(checkpoint: Checkpoint, text: str, out: Path) -> None:
    """Write a copy of ``checkpoint`` with a shortlist into the folder ``out``, which appears only when it is whole.

    It gets a revision of its own, since its translations may differ. Raises OutputError if ``out`` is not
    empty or cannot be written.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise OutputError(f"{out}: is not empty; choose another `out` or remove it")
    target = out.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(target) as unfinished:
            unfinished.mkdir()
            for file in checkpoint.path.iterdir():
                # Scores, logs and other files belong to the model without a shortlist.
                if file.name in CHECKPOINT_FILES:
                    shutil.copyfile(file, unfinished / file.name)
            (unfinished / SHORTLIST).write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{out}: cannot be written ({error.strerror or first_line(error)})") from error


def _line(source: str, targets: Iterable[str]) -> str:
    # CTranslate2 splits source n-grams and targets at spaces; no SentencePiece piece contains one.
    return f"{source}\t{' '.join(piece for piece in targets if piece not in (END, UNKNOWN, PADDING))}\n"


def _is_byte(piece: str) -> bool:
    return len(piece) == 6 and piece.startswith("<0x")


def _likeliest(ids: Sequence[tuple[list[int], list[int]]], size: int, count: int) -> dict[int, list[int]]:
    """Return for each source id the ``count`` target ids of the highest probability, best first."""
    import torch

    keys, places = _together(ids, size)
    links, inverse = torch.unique(keys, return_inverse=True)
    sources, targets = links // size, links % size
    probability = torch.ones(len(links), dtype=torch.float64)
    for _ in range(_ROUNDS):
        share = probability[inverse]
        share = share / torch.bincount(places, share)[places]
        counts = torch.bincount(inverse, share, minlength=len(links))
        probability = counts / torch.bincount(sources, counts, minlength=size)[sources]
    order = torch.argsort(probability, descending=True, stable=True)
    found: dict[int, list[int]] = {}
    for source, target in zip(sources[order].tolist(), targets[order].tolist(), strict=True):
        best = found.setdefault(source, [])
        if len(best) < count:
            best.append(target)
    return found


def _together(ids: Sequence[tuple[list[int], list[int]]], size: int) -> "tuple[torch.Tensor, torch.Tensor]":
    """Return each source piece with each target piece of its pair as one number, and which target place it explains.

    *Shape:* (source pieces times target pieces of every pair,) each.
    """
    import torch

    keys, places, place = [], [], 0
    for source, target in ids:
        left, right = torch.tensor(source), torch.tensor(target)
        keys.append((left[:, None] * size + right).flatten())
        places.append(torch.arange(place, place + len(target)).repeat(len(source)))
        place += len(target)
    return torch.cat(keys), torch.cat(places)
