"""The Marian transformer over packed batches: sequences are laid end to end, so nothing is computed for padding.

Its parameters have the names of transformers' ``MarianMTModel``, so weights can be loaded from one and saved to it,
and it computes the same numbers. Imports torch.
"""

import inspect
import math
from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from translate.training.plan import ModelShape
from translate.training.records import PackedPairs

FusedAttention: TypeAlias = Callable[[Tensor, Tensor, Tensor, Tensor, Tensor, int], Tensor]


class Layout(NamedTuple):
    """The positions of the sequences in a packed side of ``T`` pieces.

    *Shape:* ``starts`` (sequences + 1,) int32; ``positions`` (T,), a piece's place in its sequence; ``longest``, no
    sequence has more pieces. Without fused attention, ``rows`` (sequences, longest) says which piece stands where in
    a padded batch, ``inside`` where in it there is a piece, and ``back`` (T,) the place of a piece in the flattened
    rows; else they are None.
    """

    starts: Tensor
    positions: Tensor
    longest: int
    rows: Tensor | None = None
    inside: Tensor | None = None
    back: Tensor | None = None


class PairTensors(NamedTuple):
    """A packed batch of sentence pairs on a device. *Shape:* ids (T,) int64, starts (sequences + 1,) int32."""

    source: Tensor
    source_starts: Tensor
    target: Tensor
    target_starts: Tensor
    longest: int


def pair_tensors(batch: PackedPairs, device: torch.device) -> PairTensors:
    """Return a batch as tensors on ``device``; the copies are asynchronous."""

    def moved(ids: NDArray[Any], kind: torch.dtype) -> Tensor:
        tensor = torch.from_numpy(ids.astype(np.int32))
        tensor = tensor.pin_memory() if device.type == "cuda" else tensor
        return tensor.to(device, non_blocking=True).to(kind)

    return PairTensors(
        source=moved(batch.source, torch.long),
        source_starts=moved(batch.source_starts, torch.int32),
        target=moved(batch.target, torch.long),
        target_starts=moved(batch.target_starts, torch.int32),
        longest=batch.longest,
    )


def _fused_attention() -> dict[bool, FusedAttention]:
    """Return torch's attention within packed sequences, causal and not; nothing where torch has none."""
    try:
        from torch.nn.attention.varlen import varlen_attn
    except ImportError:
        return {}
    # Some releases of torch have ``is_causal``, others a window.
    if "is_causal" in inspect.signature(varlen_attn).parameters:
        options: dict[bool, dict[str, object]] = {True: {"is_causal": True}, False: {}}
    else:
        options = {True: {"window_size": (-1, 0)}, False: {}}

    def fused(causal: bool) -> FusedAttention:  # noqa: FBT001
        def attention(q: Tensor, k: Tensor, v: Tensor, to: Tensor, of: Tensor, longest: int) -> Tensor:
            result: Tensor = varlen_attn(q, k, v, to, of, longest, longest, **options[causal])
            return result

        return attention

    return {True: fused(causal=True), False: fused(causal=False)}


_FUSED = _fused_attention()


def packed_layout(starts: Tensor, pieces: int, longest: int) -> Layout:
    """Return the layout of the sequences that begin at ``starts`` and fill ``pieces`` places.

    On a CUDA device attention is fused and needs no rows; elsewhere the layout holds them.
    """
    places = torch.arange(pieces, device=starts.device)
    sequence = torch.searchsorted(starts[1:].contiguous(), places, right=True)
    positions = places - starts[sequence]
    if starts.is_cuda and _FUSED:
        return Layout(starts, positions, longest)
    rows = starts[:-1, None] + torch.arange(longest, device=starts.device)
    inside = rows < starts[1:, None]
    return Layout(starts, positions, longest, rows.clamp_max(pieces - 1), inside, sequence * longest + positions)


def _attend(query: Tensor, key: Tensor, value: Tensor, to: Layout, of: Layout | None = None) -> Tensor:
    """Return attention within sequences, to earlier pieces of the same side alone where ``of`` is None.

    *Shape:* query (Tq, heads, size), key and value (Tk, heads, size) → (Tq, heads * size).
    """
    causal, of = of is None, of or to
    if to.rows is None or to.inside is None or to.back is None or of.rows is None or of.inside is None:
        return _FUSED[causal](query, key, value, to.starts, of.starts, to.longest).flatten(1)
    sides = (_rows_of(query, to.rows), _rows_of(key, of.rows), _rows_of(value, of.rows))
    return _padded_attention(sides, of.inside, causal=causal).index_select(0, to.back)


def _rows_of(side: Tensor, rows: Tensor) -> Tensor:
    """Return a packed side padded; unlike indexing, this is the same to the bit on any number of threads."""
    return side.index_select(0, rows.flatten()).unflatten(0, rows.shape)


def _padded_attention(sides: tuple[Tensor, Tensor, Tensor], inside: Tensor, *, causal: bool) -> Tensor:
    """Return attention in padded rows as plain products, flattened.

    On the CPU torch's fused attention takes three times as long in bfloat16 (100 pairs of 40 pieces, forwards and
    backwards: 117 ms against 35 ms).
    """
    query, key, value = (side.transpose(1, 2) for side in sides)
    scores = query @ key.transpose(2, 3) / math.sqrt(query.shape[-1])
    seen = inside[:, None, None, :]
    if causal:
        seen = seen & torch.ones(scores.shape[2:], dtype=torch.bool, device=scores.device).tril()
    # A finite value, so that a row of padding, which sees nothing, does not become "not a number".
    shares = scores.masked_fill(~seen, torch.finfo(scores.dtype).min).softmax(-1)
    return (shares @ value).transpose(1, 2).flatten(2).flatten(0, 1)


def linear(x: Tensor, *layers: nn.Linear) -> Tensor:
    """Return the outputs of several linear layers on one input, side by side, as one product."""
    if len(layers) == 1:
        weight, bias = layers[0].weight, layers[0].bias
    else:
        weight, bias = (torch.cat([getattr(layer, name) for layer in layers]) for name in ("weight", "bias"))
    return functional.linear(x, weight.to(x.dtype), bias.to(x.dtype))


def normalized(x: Tensor, norm: nn.LayerNorm) -> Tensor:
    """Return ``x`` normalised, in its own precision."""
    return functional.layer_norm(x, norm.normalized_shape, norm.weight.to(x.dtype), norm.bias.to(x.dtype), norm.eps)


class Attention(nn.Module):
    """The four projections of multi-head attention."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.k_proj, self.v_proj, self.q_proj, self.out_proj = (nn.Linear(width, width) for _ in range(4))

    def split(self, x: Tensor) -> Tensor:
        """Return ``x`` by heads. *Shape:* (…, width) → (…, heads, size)."""
        return x.unflatten(-1, (self.heads, -1))


class Layer(nn.Module):
    """A layer of the encoder, normalised after each sublayer (Vaswani et al. 2017)."""

    def __init__(self, shape: ModelShape, dropout: float) -> None:
        super().__init__()
        self.dropout = dropout
        self.self_attn = Attention(shape.width, shape.heads)
        self.self_attn_layer_norm = nn.LayerNorm(shape.width)
        self.fc1 = nn.Linear(shape.width, shape.feed_forward)
        self.fc2 = nn.Linear(shape.feed_forward, shape.width)
        self.final_layer_norm = nn.LayerNorm(shape.width)

    def added(self, x: Tensor, change: Tensor, norm: nn.LayerNorm) -> Tensor:
        """Return the residual sum, normalised."""
        return normalized(x + functional.dropout(change, self.dropout, self.training), norm)

    def fed_forward(self, x: Tensor) -> Tensor:
        """Return ``x`` after the feed-forward sublayer."""
        return self.added(x, linear(functional.silu(linear(x, self.fc1)), self.fc2), self.final_layer_norm)

    def attended(self, x: Tensor, layout: Layout, of: Layout | None) -> Tensor:
        """Return ``x`` after the self-attention sublayer; ``of`` None is causal."""
        inner = self.self_attn
        q, k, v = (inner.split(part) for part in linear(x, inner.q_proj, inner.k_proj, inner.v_proj).chunk(3, -1))
        change = linear(_attend(q, k, v, layout, of), inner.out_proj)
        return self.added(x, change, self.self_attn_layer_norm)

    def forward(self, x: Tensor, layout: Layout) -> Tensor:
        """Return the layer's output. *Shape:* (T, width) → the same."""
        return self.fed_forward(self.attended(x, layout, layout))


class DecoderLayer(Layer):
    """A layer of the decoder, which also attends to the encoder's output."""

    def __init__(self, shape: ModelShape, dropout: float) -> None:
        super().__init__(shape, dropout)
        self.encoder_attn = Attention(shape.width, shape.heads)
        self.encoder_attn_layer_norm = nn.LayerNorm(shape.width)

    def decoded(self, x: Tensor, layout: Layout, memory: Tensor, memory_layout: Layout) -> Tensor:
        """Return the layer's output. *Shape:* x (Tt, width), memory (Ts, width) → (Tt, width)."""
        x, outer = self.attended(x, layout, None), self.encoder_attn
        q = outer.split(linear(x, outer.q_proj))
        k, v = (outer.split(part) for part in linear(memory, outer.k_proj, outer.v_proj).chunk(2, -1))
        change = linear(_attend(q, k, v, layout, memory_layout), outer.out_proj)
        return self.fed_forward(self.added(x, change, self.encoder_attn_layer_norm))


def sinusoids(positions: int, width: int) -> Tensor:
    """Return Marian's fixed positions: sines in the first half of the width, cosines in the second."""
    rates = torch.exp(torch.arange(0, width, 2, dtype=torch.float64) * (-math.log(10_000.0) / width))
    angles = torch.arange(positions, dtype=torch.float64)[:, None] * rates
    return torch.cat([angles.sin(), angles.cos()], dim=1).float()


def piece_losses(hidden: Tensor, weight: Tensor, labels: Tensor, smoothing: float) -> tuple[Tensor, Tensor]:
    """Return the summed cross-entropy (nats) of the labels, smoothed and plain; a negative label does not count.

    *Shape:* hidden (T, width), weight (pieces, width), labels (T,). Leaving ``<pad>`` out of ``weight`` keeps label
    smoothing from pushing at a piece that is never a target.
    """
    scores = functional.linear(hidden, weight.to(hidden.dtype)).float()
    counted = labels >= 0
    total = scores.logsumexp(-1)
    own = total - scores.gather(-1, labels.clamp_min(0)[:, None]).squeeze(-1)
    flat, zero = total - scores.mean(-1), own.new_zeros(())
    own, flat = torch.where(counted, own, zero), torch.where(counted, flat, zero)
    return ((1 - smoothing) * own + smoothing * flat).sum(), own.detach().sum()


class _Side(nn.Module):
    def __init__(self, layers: list[Layer]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(layers)


class _Inner(nn.Module):
    def __init__(self, shape: ModelShape, rows: int, dropout: float) -> None:
        super().__init__()
        self.shared = nn.Embedding(rows, shape.width)
        self.encoder = _Side([Layer(shape, dropout) for _ in range(shape.encoder_layers)])
        self.decoder = _Side([DecoderLayer(shape, dropout) for _ in range(shape.decoder_layers)])


class MarianTransformer(nn.Module):
    """Encoder and decoder with one tied embedding, whose last row, ``<pad>``, is zero and never learned."""

    def __init__(self, shape: ModelShape, vocabulary_size: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.shape, self.dropout, self.padding = shape, dropout, vocabulary_size
        self.model = _Inner(shape, vocabulary_size + 1, dropout)
        self.positions: Tensor
        self.register_buffer("positions", sinusoids(shape.max_positions, shape.width), persistent=False)
        self._encoder_layer, self._decoder_layer, self._losses = Layer.forward, DecoderLayer.decoded, piece_losses
        for module in self.modules():
            if isinstance(module, nn.Linear | nn.Embedding):
                nn.init.normal_(module.weight, std=0.02)
            if isinstance(module, nn.Linear):
                nn.init.zeros_(module.bias)
        with torch.no_grad():
            self.model.shared.weight[vocabulary_size].zero_()

    def compile_parts(self, *, dynamic: bool) -> None:
        """Compile a layer of each kind and the loss, once for all layers; ``dynamic`` for batches of many shapes."""
        # On the CPU, dropout masks drawn by torch itself are three times as fast as those of compiled code.
        options = {} if self.positions.is_cuda else {"fallback_random": True}
        self._encoder_layer = torch.compile(Layer.forward, dynamic=dynamic, options=options)
        self._decoder_layer = torch.compile(DecoderLayer.decoded, dynamic=dynamic, options=options)
        self._losses = torch.compile(piece_losses, dynamic=dynamic, options=options)

    @property
    def pieces_weight(self) -> Tensor:
        """The embedding of every piece but ``<pad>``. *Shape:* (pieces, width)."""
        return self.model.shared.weight[:-1]

    def embedded(self, ids: Tensor, positions: Tensor, dtype: torch.dtype) -> Tensor:
        """Return scaled embeddings plus positions. *Shape:* ids and positions (T,) → (T, width)."""
        x = functional.embedding(ids, self.model.shared.weight, padding_idx=self.padding)
        x = x * math.sqrt(self.shape.width) + self.positions[positions]
        return functional.dropout(x, self.dropout, self.training).to(dtype)

    def encoded(self, ids: Tensor, layout: Layout, dtype: torch.dtype) -> Tensor:
        """Return the encoder's output. *Shape:* ids (T,) → (T, width)."""
        x = self.embedded(ids, layout.positions, dtype)
        for layer in self.model.encoder.layers:
            x = self._encoder_layer(layer, x, layout)
        return x

    def decoded(self, ids: Tensor, layout: Layout, memory: Tensor, memory_layout: Layout) -> Tensor:
        """Return the decoder's output. *Shape:* ids (Tt,), memory (Ts, width) → (Tt, width)."""
        x = self.embedded(ids, layout.positions, memory.dtype)
        for layer in self.model.decoder.layers:
            x = self._decoder_layer(layer, x, layout, memory, memory_layout)
        return x

    def losses(self, batch: PairTensors, smoothing: float, dtype: torch.dtype) -> tuple[Tensor, Tensor, Tensor]:
        """Return summed smoothed and plain cross-entropy (nats) of a batch's targets, and how many they are."""
        source_layout = packed_layout(batch.source_starts, len(batch.source), batch.longest)
        target_layout = packed_layout(batch.target_starts, len(batch.target), batch.longest)
        # What the decoder reads is one piece behind what it is to write, and begins with <pad>.
        shifted = torch.where(target_layout.positions == 0, self.padding, batch.target.roll(1))
        labels = torch.where(batch.target == self.padding, -1, batch.target)
        memory = self.encoded(batch.source, source_layout, dtype)
        hidden = self.decoded(shifted, target_layout, memory, source_layout)
        smoothed, plain = self._losses(hidden, self.pieces_weight, labels, smoothing)
        return smoothed, plain, (labels >= 0).sum()
