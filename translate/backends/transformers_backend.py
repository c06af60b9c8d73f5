"""transformers: the reference engine, on any device that torch knows."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from translate.backends.base import EngineOptions
from translate.control_pieces import END, PADDING, UNKNOWN
from translate.conversion import load_model
from translate.decoding import DecodingOptions, Hypothesis
from translate.errors import SettingError
from translate.models import Checkpoint
from translate.tokenization import Tokenizer

if TYPE_CHECKING:
    import torch


class TransformersBackend:
    """A MarianMTModel run by ``generate``, without the checkpoint's own defaults for decoding."""

    name = "transformers"
    parallel_batches = 1

    def __init__(self, checkpoint: Checkpoint, options: EngineOptions) -> None:
        import torch
        import transformers

        device = options.device
        if device == "auto":
            device = "cuda" if torch.cuda.is_available() else "cpu"
        if device == "cuda" and not torch.cuda.is_available():
            raise SettingError("device 'cuda' was asked for and no CUDA device is there; use 'cpu' or 'auto'")
        compute_type = "float32" if options.compute_type == "auto" else options.compute_type
        if compute_type == "int8":
            raise SettingError("backend 'transformers' has no compute type 'int8'; use 'float32' or 'ctranslate2'")
        if options.threads:
            torch.set_num_threads(options.threads)
        self._tokenizer = Tokenizer(checkpoint.path)
        self._model = load_model(checkpoint).to(device=device, dtype=getattr(torch, compute_type))
        self._end, self._unknown, self._padding = self._tokenizer.ids([END, UNKNOWN, PADDING])
        self._description = {
            "engine": self.name,
            "engine_version": transformers.__version__,
            "device": device,
            "compute_type": compute_type,
        }

    def generate(
        self, batch: Sequence[Sequence[str]], options: DecodingOptions, max_target_pieces: int
    ) -> list[Hypothesis]:
        """Return the best hypothesis of each source, in order."""
        import torch
        from transformers import GenerationConfig

        config = GenerationConfig(
            num_beams=options.beam_size,
            length_penalty=options.length_penalty,
            no_repeat_ngram_size=options.no_repeat_ngram_size,
            max_new_tokens=max_target_pieces + 1,
            min_new_tokens=1,
            do_sample=False,
            early_stopping=False,
            renormalize_logits=True,
            suppress_tokens=[self._padding, self._unknown],
            eos_token_id=self._end,
            pad_token_id=self._padding,
            decoder_start_token_id=self._padding,
        )
        sources = self._padded([[*self._tokenizer.ids(source), self._end] for source in batch])
        with torch.inference_mode():
            # The model's own generation_config (beams, limits, forced end) would fill whatever is left unset.
            self._model.generation_config = config
            outputs = self._model.generate(
                input_ids=sources, attention_mask=(sources != self._padding).long(), generation_config=config
            )
            scores = self._mean_log_probabilities(sources, outputs)
        rows: list[list[int]] = outputs[:, 1:].tolist()
        return [
            self._hypothesis(ids, score, max_target_pieces) for ids, score in zip(rows, scores.tolist(), strict=True)
        ]

    def score(self, batch: Sequence[tuple[Sequence[str], Sequence[str]]]) -> list[float]:
        """Return the mean log-probability per target piece of each given pair, in order."""
        import torch

        sources = self._padded([[*self._tokenizer.ids(source), self._end] for source, _ in batch])
        labels = self._padded([[*self._tokenizer.ids(target), self._end] for _, target in batch])
        counted = labels != self._padding
        start = labels.new_full((len(batch), 1), self._padding)
        with torch.inference_mode():
            logits = self._model(
                input_ids=sources,
                attention_mask=(sources != self._padding).long(),
                decoder_input_ids=torch.cat([start, labels[:, :-1]], dim=1),
            ).logits.float()
            chosen = logits.log_softmax(-1).gather(-1, labels.unsqueeze(-1)).squeeze(-1)
            means = chosen.masked_fill(~counted, 0).sum(1) / counted.sum(1)
        scores: list[float] = means.tolist()
        return scores

    def _padded(self, rows: Sequence[Sequence[int]]) -> "torch.Tensor":
        import torch

        width = max(len(row) for row in rows)
        padded = [[*row, *[self._padding] * (width - len(row))] for row in rows]
        return torch.tensor(padded, device=self._model.device)

    def _mean_log_probabilities(self, sources: "torch.Tensor", outputs: "torch.Tensor") -> "torch.Tensor":
        """Return each output's mean log-probability per piece, end mark counted.

        Pieces that the search forbids (``<pad>``, ``<unk>``, an end mark first) are left out of the softmax.

        *Shape:* sources (batch, source pieces), outputs (batch, 1 + target pieces) → (batch,).
        """
        logits = self._model(
            input_ids=sources,
            attention_mask=(sources != self._padding).long(),
            decoder_input_ids=outputs[:, :-1],
        ).logits.float()
        logits[..., [self._padding, self._unknown]] = float("-inf")
        logits[:, 0, self._end] = float("-inf")  # as in the search: the first piece is never the end mark
        labels = outputs[:, 1:]
        generated = labels != self._padding
        chosen = logits.log_softmax(-1).gather(-1, labels.unsqueeze(-1)).squeeze(-1)
        return chosen.masked_fill(~generated, 0).sum(1) / generated.sum(1)

    def _hypothesis(self, ids: list[int], score: float, limit: int) -> Hypothesis:
        ended = self._end in ids
        kept = ids[: ids.index(self._end)] if ended else [index for index in ids if index != self._padding][:limit]
        return Hypothesis(pieces=tuple(self._tokenizer.pieces(kept)), score=score, stopped_by_limit=not ended)

    def describe(self) -> dict[str, str]:
        """Return engine, version, device and compute type."""
        return dict(self._description)
