"""CTranslate2: int8 on the CPU, half precision on CUDA; the engine used by default."""

from collections.abc import Sequence
from typing import get_args

from translate.backends.base import ComputeType, EngineOptions
from translate.control_pieces import END
from translate.conversion import converted
from translate.cores import available_cores
from translate.decoding import DecodingOptions, Hypothesis
from translate.errors import ModelError, SettingError, first_line
from translate.models import Checkpoint, read_json


class CTranslate2Backend:
    """A checkpoint converted to CTranslate2, one single-threaded worker per core on the CPU."""

    name = "ctranslate2"

    def __init__(self, checkpoint: Checkpoint, options: EngineOptions) -> None:
        import ctranslate2

        # CUDA only where it is asked for: its libraries come from elsewhere, and its texts differ slightly.
        device = "cpu" if options.device == "auto" else options.device
        compute_type = options.compute_type
        if compute_type == "auto":
            compute_type = "int8" if device == "cpu" else "float16"
        if device == "cuda" and not ctranslate2.get_cuda_device_count():
            raise SettingError("device 'cuda' was asked for and no CUDA device is there; use 'cpu' or 'auto'")
        if compute_type not in ctranslate2.get_supported_compute_types(device):
            known = ", ".join(sorted(set(get_args(ComputeType)) & ctranslate2.get_supported_compute_types(device)))
            raise SettingError(f"compute type '{compute_type}' does not run on device '{device}' (there: {known})")
        threads = options.threads or available_cores()
        # Workers of one thread each share nothing and scale best; a GPU is kept busy by two.
        self.parallel_batches = threads if device == "cpu" else 2
        self._description = {
            "engine": self.name,
            "engine_version": ctranslate2.__version__,
            "device": device,
            "compute_type": compute_type,
        }
        folder = converted(checkpoint, compute_type, options.cache)
        try:
            self._translator = ctranslate2.Translator(
                str(folder),
                device=device,
                compute_type=compute_type,
                inter_threads=self.parallel_batches if device == "cpu" else 1,
                intra_threads=1,
            )
        except (RuntimeError, ValueError) as error:
            raise ModelError(
                f"{folder}: CTranslate2 cannot load it ({first_line(error)}); remove the folder and try again"
            ) from error
        self._has_shortlist = (folder / "vmap.txt").is_file()
        # Checkpoints converted from transformers do not add the source's end mark themselves.
        self._end = [] if read_json(folder / "config.json").get("add_source_eos") else [END]

    def generate(
        self, batch: Sequence[Sequence[str]], options: DecodingOptions, max_target_pieces: int
    ) -> list[Hypothesis]:
        """Return the best hypothesis of each source, in order."""
        results = self._translator.translate_batch(
            [[*source, *self._end] for source in batch],
            beam_size=options.beam_size,
            length_penalty=options.length_penalty,
            no_repeat_ngram_size=options.no_repeat_ngram_size,
            max_input_length=0,
            max_decoding_length=max_target_pieces + 1,
            min_decoding_length=1,
            return_scores=True,
            return_end_token=True,
            disable_unk=True,
            use_vmap=self._has_shortlist,
        )
        return [
            _hypothesis(result.hypotheses[0], result.scores[0], options.length_penalty, max_target_pieces)
            for result in results
        ]

    def score(self, batch: Sequence[tuple[Sequence[str], Sequence[str]]]) -> list[float]:
        """Return the mean log-probability per target piece of each given pair, in order."""
        results = self._translator.score_batch(
            [[*source, *self._end] for source, _ in batch], [list(target) for _, target in batch], max_input_length=0
        )
        return [sum(result.log_probs) / len(result.log_probs) for result in results]

    def describe(self) -> dict[str, str]:
        """Return engine, version, device and compute type."""
        return dict(self._description)


def _hypothesis(pieces: Sequence[str], score: float, length_penalty: float, limit: int) -> Hypothesis:
    """Return CTranslate2's result with its score, a sum over length**penalty, made a mean per piece."""
    ended = bool(pieces) and pieces[-1] == END
    total = score * len(pieces) ** length_penalty
    return Hypothesis(
        pieces=tuple(pieces[:-1] if ended else pieces[:limit]),
        score=total / max(len(pieces), 1),
        stopped_by_limit=not ended,
    )
