"""Whether the files of a MarianMT checkpoint fit together: its vocabulary, its settings and its weights."""

import json
import struct
from collections.abc import Mapping
from pathlib import Path

from translate.control_pieces import END, PADDING, UNKNOWN
from translate.errors import ModelError

_EMBEDDINGS = "model.shared.weight"
_LONGEST_HEADER = 100_000_000  # bytes; the safetensors format allows no more


def check_vocabulary(path: Path, vocabulary: Mapping[str, object], config: Mapping[str, object]) -> None:
    """Raise ModelError unless every piece has an id of its own from 0 to ``vocab_size`` - 1, as in ``config``.

    The ids of the end mark and of padding must be those that the settings name: engines read them in either place.
    """
    file = path / "vocab.json"
    missing = [token for token in (END, UNKNOWN, PADDING) if token not in vocabulary]
    if missing:
        raise ModelError(f"{file}: no id for {', '.join(missing)}")
    wrong = next((piece for piece, index in vocabulary.items() if type(index) is not int), None)
    if wrong is not None:
        raise ModelError(f"{file}: the id of {wrong!r} is {vocabulary[wrong]!r}, expected a whole number")
    if sorted(vocabulary.values()) != list(range(len(vocabulary))):  # type: ignore[type-var]
        raise ModelError(f"{file}: the ids of its {len(vocabulary):,} pieces are not 0 to {len(vocabulary) - 1:,}")
    size = config.get("vocab_size")
    if size != len(vocabulary):
        raise ModelError(
            f"{path}: vocab.json has {len(vocabulary):,} pieces and config.json says `vocab_size` {size}; "
            "take both files from the same checkpoint"
        )
    for key, token in (("eos_token_id", END), ("pad_token_id", PADDING)):
        stated = config.get(key)
        if stated is not None and stated != vocabulary[token]:
            raise ModelError(
                f"{path}: config.json gives {token} the id {stated} ({key}) and vocab.json {vocabulary[token]}; "
                "take both files from the same checkpoint"
            )


def check_weights(weights: Path, config: Mapping[str, object]) -> None:
    """Raise ModelError unless the embeddings in a safetensors file have the size that ``config`` states.

    Only the header of the file is read: a JSON object behind its length in 8 bytes, little-endian.
    """
    shape = _shapes(weights).get(_EMBEDDINGS)
    expected = [config.get("vocab_size"), config.get("d_model")]
    if shape is not None and shape != expected:
        raise ModelError(
            f"{weights}: its embeddings are {' x '.join(map(str, shape))}, and config.json says "
            f"{expected[0]} pieces of width {expected[1]}; take both files from the same checkpoint"
        )


def _shapes(weights: Path) -> dict[str, list[object]]:
    """Return the shape of every tensor in a safetensors file; raise ModelError if its header cannot be read."""
    try:
        with weights.open("rb") as stream:
            (length,) = struct.unpack("<Q", stream.read(8))
            if length > _LONGEST_HEADER:
                raise ValueError("no safetensors header")
            header = json.loads(stream.read(length))
            return {name: list(entry["shape"]) for name, entry in header.items() if name != "__metadata__"}
    except OSError as error:
        raise ModelError(f"{weights}: cannot be read ({error.strerror})") from error
    except (struct.error, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ModelError(f"{weights}: not a safetensors file, or a damaged one; fetch it again") from error
