"""Conversion of a checkpoint to a CTranslate2 folder, made once in the user's cache; safe with several processes."""

import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from translate.errors import ModelError, OutputError, first_line
from translate.models import SHORTLIST, WEIGHTS, Checkpoint
from translate.writing import written_whole

if TYPE_CHECKING:
    from transformers import MarianMTModel


def default_cache() -> Path:
    """Return this project's folder in the user's cache folder."""
    import platformdirs

    return platformdirs.user_cache_path("sejajar")


def converted(checkpoint: Checkpoint, compute_type: str, cache: Path | None = None) -> Path:
    """Return the CTranslate2 folder of ``checkpoint`` stored as ``compute_type``, converting it if it is not there.

    The folder appears only when it is whole. If two processes convert at once, the second discards its
    copy. Raises ModelError if the cache cannot be written.
    """
    import ctranslate2

    name = f"{checkpoint.sha256[:24]}-{compute_type}-ct2-{ctranslate2.__version__}"
    root = (cache or default_cache()) / "ctranslate2"
    target = root / name
    if target.is_dir():
        return target
    try:
        _make(checkpoint, compute_type, target)
    except OSError as error:
        raise ModelError(
            f"{root}: the converted model cannot be stored there ({error.strerror or first_line(error)}); "
            "set XDG_CACHE_HOME to a folder that can be written, or use the `backend` transformers"
        ) from error
    return target


def convert_into(checkpoint: Checkpoint, compute_type: str, out: Path) -> None:
    """Make ``out`` a CTranslate2 folder of ``checkpoint`` with its SentencePiece files, for other programs.

    It appears only when it is whole. Raises OutputError if ``out`` holds something or cannot be written.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise OutputError(f"{out}: is not empty; choose another `out` or remove it")
    try:
        _make(checkpoint, compute_type, out.resolve(), beside=("source.spm", "target.spm"))
    except OSError as error:
        raise OutputError(f"{out}: cannot be written ({error.strerror or first_line(error)})") from error


def _make(checkpoint: Checkpoint, compute_type: str, target: Path, beside: tuple[str, ...] = ()) -> None:
    """Make ``target`` the converted ``checkpoint``, with the checkpoint's files named in ``beside``."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with written_whole(target, shared=True) as unfinished:
            _convert(checkpoint, unfinished, compute_type)
            for name in beside:
                shutil.copyfile(checkpoint.path / name, unfinished / name)
    except OSError:
        # Another process may have made the folder in the meantime.
        if not target.is_dir() or not any(target.iterdir()):
            raise


def _convert(checkpoint: Checkpoint, folder: Path, compute_type: str) -> None:
    from ctranslate2.converters import TransformersConverter
    from transformers import MarianMTModel, MarianTokenizer

    class FullPrecisionConverter(TransformersConverter):  # type: ignore[misc]
        """Loads the weights as float32, whatever they are stored as: int8 scales are then taken from exact values."""

        def load_model(self, model_class: object, path: str, **settings: object) -> MarianMTModel:
            """Return the checkpoint's model, from safetensors where it has them."""
            del model_class, path, settings
            return load_model(checkpoint)

        def load_tokenizer(self, tokenizer_class: object, path: str, **settings: object) -> MarianTokenizer:
            """Return the checkpoint's tokenizer; only its vocabulary is used."""
            del tokenizer_class, settings
            with warnings.catch_warnings():
                # "Recommended: pip install sacremoses": transformers imports it and never calls it.
                warnings.filterwarnings("ignore", message="Recommended: pip install sacremoses")
                return MarianTokenizer.from_pretrained(path)

    try:
        quantization = None if compute_type == "float32" else compute_type
        shortlist = checkpoint.path / SHORTLIST
        FullPrecisionConverter(str(checkpoint.path)).convert(
            str(folder), quantization=quantization, vmap=str(shortlist) if shortlist.is_file() else None
        )
    except _load_errors() as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk's trouble, not the checkpoint's
        raise ModelError(f"{checkpoint.path}: cannot be converted for CTranslate2 ({first_line(error)})") from error


def load_model(checkpoint: Checkpoint) -> "MarianMTModel":
    """Return the checkpoint's MarianMTModel in float32 on the CPU; raise ModelError if its weights do not fit."""
    import torch
    from transformers import MarianMTModel

    try:
        with quiet_transformers():
            model, loaded = MarianMTModel.from_pretrained(
                checkpoint.path,
                dtype=torch.float32,
                use_safetensors=(checkpoint.path / WEIGHTS).is_file(),
                output_loading_info=True,
            )
    except _load_errors() as error:
        raise ModelError(f"{checkpoint.path}: its weights cannot be loaded ({first_line(error)})") from error
    if loaded["missing_keys"]:  # transformers would go on with random numbers in their place
        raise ModelError(f"{checkpoint.path}: no weights for {', '.join(sorted(loaded['missing_keys'])[:3])}")
    if not all(torch.isfinite(parameter).all() for parameter in model.parameters()):
        raise ModelError(f"{checkpoint.path}: its weights hold values that are not numbers")
    return model.eval()


def _load_errors() -> tuple[type[Exception], ...]:
    """Return what transformers raises for a checkpoint whose files do not fit together."""
    import pickle

    from huggingface_hub.errors import StrictDataclassError
    from safetensors import SafetensorError

    return (
        OSError,
        ValueError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
        RuntimeError,
        SafetensorError,
        StrictDataclassError,
        pickle.UnpicklingError,
    )


@contextmanager
def quiet_transformers() -> Iterator[None]:
    """Keep transformers from drawing progress bars, and from reporting what this project checks itself."""
    from transformers.utils import logging

    shown, verbosity = logging.is_progress_bar_enabled(), logging.get_verbosity()
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)
        if shown:
            logging.enable_progress_bar()
