"""Translation of large texts with the transformer itself; on a GPU each shape of batch has one captured graph.

``sejajar translate`` uses the engines of ``translate.backends``. This module makes training data, hundreds of
thousands of sentences at a time, in the batch sizes and the precision that suit a GPU. Imports torch.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from translate.control_pieces import END_ID
from translate.errors import SettingError
from translate.training.transformer import DecoderLayer, MarianTransformer, linear, normalized, packed_layout

Ids = NDArray[np.uint16]

# A step takes the full number of rows for sources of up to 32 pieces, and fewer rows for wider ones.
_NARROW = 32
# How many steps pass before the next check whether all sentences have ended, which waits for the device. Even, as steps
# are taken in pairs.
_LOOK_EVERY = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationOptions:
    """How target pieces are chosen, and how many hypotheses are generated at once.

    ``beam_size`` 1 takes the likeliest piece or, with ``temperature`` above 0, draws one of the ``top`` likeliest;
    larger beams rank hypotheses by their log-probability over length ** ``length_penalty``. ``rows`` is the number of
    hypotheses at once for sources of up to 32 pieces.
    """

    beam_size: int = 1
    temperature: float = 0.0
    top: int = 10
    length_penalty: float = 1.0
    rows: int = 4096

    def __post_init__(self) -> None:
        if min(self.beam_size, self.top) < 1 or self.rows < self.beam_size or self.temperature < 0:
            raise SettingError("'beam_size' and 'top' begin at 1, 'rows' at 'beam_size' and 'temperature' at 0")
        if self.beam_size > 1 and self.temperature > 0:
            raise SettingError("'temperature' draws pieces, 'beam_size' ranks them; set only one of them")


@torch.no_grad()
def generate(
    model: MarianTransformer, sources: Sequence[Ids], options: GenerationOptions, dtype: torch.dtype
) -> Iterator[tuple[list[int], list[Ids]]]:
    """Yield all sources in batches: their positions, and the target ids without end marks, shortest sources first.

    ``sources`` are piece ids with their end mark. A translation that reaches the limit before its end mark is empty.
    """
    model.eval()
    order = sorted(range(len(sources)), key=lambda position: len(sources[position]))
    while order:
        width = _rounded_width(len(sources[order[0]]))
        fitting = sum(len(sources[position]) <= width for position in order)
        most = max(1, options.rows * _NARROW // max(width, _NARROW) // options.beam_size)
        search = _Search(model, min(most, fitting), width, options, dtype)
        for first in range(0, fitting, search.sentences):
            batch = order[first : min(first + search.sentences, fitting)]
            yield batch, search.run([sources[position] for position in batch])
        order = order[fitting:]


def _rounded_width(pieces: int) -> int:
    """Return the width of the batch for a source of so many pieces; few widths, as each needs a captured graph."""
    step = 8 if pieces <= 64 else 32
    return -(-pieces // step) * step


def _room(width: int, positions: int) -> int:
    """Return the limit in target pieces for sources of up to ``width`` pieces.

    Of 60,000 human pairs, 10 are longer. The limit is even, as steps are taken in pairs.
    """
    return min(-(-int(1.5 * width + 12) // 8) * 8, positions // 2 * 2)


class _Search:
    """The search for one shape of batch: its caches, its step, and on a GPU the graph of two steps."""

    def __init__(
        self, model: MarianTransformer, sentences: int, width: int, options: GenerationOptions, dtype: torch.dtype
    ) -> None:
        self.sentences, self._model, self._options, self._dtype = sentences, model, options, dtype
        self._beams, self._limit = options.beam_size, _room(width, model.shape.max_positions)
        device, shape = model.positions.device, model.shape
        rows, layers, head = sentences * self._beams, shape.decoder_layers, shape.width // shape.heads
        self._cache = torch.zeros(layers, 2, rows, shape.heads, self._limit, head, dtype=dtype, device=device)
        # Reordered beams are copied from one cache to the other: one pass over memory a step; a single cache needs two.
        self._other = torch.zeros_like(self._cache if self._beams > 1 else self._cache[:0])
        self._memory = torch.zeros(layers, 2, sentences, shape.heads, width, head, dtype=dtype, device=device)
        self._inside = torch.ones(sentences, 1, 1, width, dtype=torch.bool, device=device)
        self._current, self._time = (torch.zeros(size, dtype=torch.long, device=device) for size in (rows, 1))
        self._written = torch.zeros(rows, self._limit, dtype=torch.long, device=device)
        self._done = torch.zeros(rows, dtype=torch.bool, device=device)
        self._total, self._length = (torch.zeros(sentences, self._beams, device=device) for _ in range(2))
        self._places = torch.arange(self._limit, device=device)
        self._firsts = torch.arange(sentences, device=device)[:, None] * self._beams
        self._advance = self._captured() if device.type == "cuda" else self._two_steps

    def _captured(self) -> Callable[[], None]:
        """Return the function that replays two captured steps; after two, each cache has its old role again."""
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            self._two_steps()
        torch.cuda.current_stream().wait_stream(stream)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            self._two_steps()
        replay: Callable[[], None] = graph.replay
        return replay

    def run(self, sources: Sequence[Ids]) -> list[Ids]:
        """Return the target ids of up to ``sentences`` sources, end marks cut off."""
        self._read(sources)
        for tensor in (self._time, self._done, self._length, self._written):
            tensor.zero_()
        self._current.fill_(self._model.padding)
        # All beams are equal at the start, so only the first may win in the first step.
        self._total.fill_(-1e9)[:, 0] = 0
        self._done.view(self.sentences, self._beams)[len(sources) :] = True
        for step in range(0, self._limit, 2):
            self._advance()
            # The best hypothesis is first; once it has ended, a longer one seldom overtakes it.
            if step % _LOOK_EVERY == _LOOK_EVERY - 2 and bool(self._done.view(self.sentences, -1)[:, 0].all()):
                break
        best = (self._total / self._length.clamp_min(1) ** self._options.length_penalty).argmax(1)
        rows = self._written[self._firsts.squeeze(1) + best][: len(sources)].cpu().numpy().astype(np.uint16)
        ended = rows == END_ID
        return [row[: end.argmax() if end.any() else 0] for row, end in zip(rows, ended, strict=True)]

    def _read(self, sources: Sequence[Ids]) -> None:
        """Encode the sources and store the decoder's keys and values of them."""
        model, device = self._model, self._model.positions.device
        lengths = [len(one) for one in sources]
        starts = torch.tensor([0, *np.cumsum(lengths)], dtype=torch.int32, device=device)
        ids = torch.from_numpy(np.concatenate(sources).astype(np.int64)).to(device)
        encoded = model.encoded(ids, packed_layout(starts, len(ids), max(lengths)), self._dtype)
        rows = starts[:-1, None] + torch.arange(self._inside.shape[-1], device=device)
        self._inside.fill_(value=True)
        self._inside[: len(sources), 0, 0] = rows < starts[1:, None]
        padded = encoded[rows.clamp_max(len(ids) - 1)]
        for layer, places in zip(model.model.decoder.layers, self._memory, strict=True):
            outer = layer.encoder_attn
            sides = linear(padded, outer.k_proj, outer.v_proj).chunk(2, -1)
            for place, side in zip(places, sides, strict=True):
                place[: len(sources)] = outer.split(side).transpose(1, 2)

    def _two_steps(self) -> None:
        for _ in range(2):
            (self._step_beams if self._beams > 1 else self._step_rows)()
            self._time.add_(1)

    def _hidden(self) -> Tensor:
        """Return the decoder's output for the current pieces. *Shape:* (rows, width)."""
        model = self._model
        x = functional.embedding(self._current, model.model.shared.weight)
        x = (x * math.sqrt(model.shape.width) + model.positions[self._time]).to(self._dtype)
        seen = (self._places <= self._time)[None, None, None]
        for number, layer in enumerate(model.model.decoder.layers):
            x = self._decoded(x, layer, number, seen)
        return x

    def _decoded(self, x: Tensor, layer: DecoderLayer, number: int, seen: Tensor) -> Tensor:
        inner, outer = layer.self_attn, layer.encoder_attn
        q, k, v = (inner.split(part) for part in linear(x, inner.q_proj, inner.k_proj, inner.v_proj).chunk(3, -1))
        keys, values = self._cache[number]
        keys.index_copy_(2, self._time, k[:, :, None])
        values.index_copy_(2, self._time, v[:, :, None])
        out = functional.scaled_dot_product_attention(q[:, :, None], keys, values, attn_mask=seen)
        x = normalized(x + linear(out.flatten(1), inner.out_proj), layer.self_attn_layer_norm)
        # The beams of a sentence share one copy of its source: each beam is one query.
        q = outer.split(linear(x, outer.q_proj)).unflatten(0, (self.sentences, self._beams)).transpose(1, 2)
        keys, values = self._memory[number]
        out = functional.scaled_dot_product_attention(q, keys, values, attn_mask=self._inside)
        out = out.transpose(1, 2).flatten(0, 1).flatten(1)
        return layer.fed_forward(normalized(x + linear(out, outer.out_proj), layer.encoder_attn_layer_norm))

    def _scores(self) -> Tensor:
        return functional.linear(self._hidden(), self._model.pieces_weight.to(self._dtype)).float()

    def _step_rows(self) -> None:
        scores, options = self._scores(), self._options
        if options.temperature > 0:
            best, pieces = scores.topk(options.top, -1)
            # The largest of scores with Gumbel noise is a draw from their softmax (Gumbel 1954).
            noise = -torch.empty_like(best).exponential_().log()
            drawn = (best / options.temperature + noise).argmax(-1, keepdim=True)
            chosen = pieces.gather(-1, drawn).squeeze(-1)
        else:
            chosen = scores.argmax(-1)
        chosen = chosen.masked_fill(self._done, END_ID)
        self._written.index_copy_(1, self._time, chosen[:, None])
        self._done.logical_or_(chosen == END_ID)
        self._current.copy_(chosen)

    def _step_beams(self) -> None:
        count = self._beams
        best, pieces = self._scores().log_softmax(-1).view(self.sentences, count, -1).topk(count, -1)
        done = self._done.view(self.sentences, count, 1)
        # When a sentence's best hypothesis has ended, its other beams stop too.
        done = done | done[:, :1]
        # A finished hypothesis has one continuation, itself, which adds nothing to its score.
        alone = torch.full_like(best, -1e9)
        alone[..., 0] = 0
        best, pieces = torch.where(done, alone, best), pieces.masked_fill(done, END_ID)
        total = (self._total[:, :, None] + best).flatten(1)
        length = (self._length[:, :, None] + (~done).float()).expand(-1, -1, count).flatten(1)
        chosen = (total / length.clamp_min(1) ** self._options.length_penalty).topk(count, -1).indices
        self._total.copy_(total.gather(1, chosen))
        self._length.copy_(length.gather(1, chosen))
        rows = (self._firsts + chosen // count).flatten()
        next_pieces = pieces.flatten(1).gather(1, chosen).flatten()
        torch.index_select(self._cache, 2, rows, out=self._other)
        self._cache, self._other = self._other, self._cache
        self._written.copy_(self._written.index_select(0, rows))
        self._written.index_copy_(1, self._time, next_pieces[:, None])
        self._done.copy_(self._done.index_select(0, rows) | (next_pieces == END_ID))
        self._current.copy_(next_pieces)
