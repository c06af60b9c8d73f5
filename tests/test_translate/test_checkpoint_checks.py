"""A checkpoint whose vocabulary, settings and weights do not fit together is refused when it is found."""

import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from translate.errors import ModelError
from translate.models import WEIGHTS, locate

Copy = Callable[[str], Path]


def change(file: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    """Edit the JSON object in a file."""
    content = json.loads(file.read_text(encoding="utf-8"))
    edit(content)
    file.write_text(json.dumps(content), encoding="utf-8")


def rotate(vocabulary: dict[str, int]) -> None:
    vocabulary.update({piece: (index + 1) % len(vocabulary) for piece, index in vocabulary.items()})


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda ids: ids.pop("</s>"), "no id for </s>"),
        (lambda ids: ids.update({"<unk>": "1"}), "the id of '<unk>' is '1'"),
        (lambda ids: ids.update({"<unk>": True}), "the id of '<unk>' is True"),
        (lambda ids: ids.update({"<unk>": ids["</s>"]}), "are not 0 to 480"),
        (lambda ids: ids.update({piece: index + 1 for piece, index in ids.items()}), "are not 0 to 480"),
        (rotate, "gives </s> the id 0"),
        (lambda ids: ids.update({f"kata{number}": 481 + number for number in range(500)}), "981 pieces"),
    ],
)
def test_a_vocabulary_that_does_not_fit(
    copied_model: Copy, edit: Callable[[dict[str, Any]], object], message: str
) -> None:
    folder = copied_model("spoilt")
    change(folder / "vocab.json", edit)
    with pytest.raises(ModelError, match=message):
        locate(str(folder))


@pytest.mark.parametrize(("key", "value"), [("vocab_size", 100), ("vocab_size", None), ("eos_token_id", 5)])
def test_settings_that_do_not_fit(copied_model: Copy, key: str, value: object) -> None:
    folder = copied_model("spoilt")
    change(folder / "config.json", lambda config: config.update({key: value}))
    with pytest.raises(ModelError, match="take both files from the same checkpoint"):
        locate(str(folder))


@pytest.mark.parametrize(
    "content", [b"", b"\x05\0\0", struct.pack("<Q", 1 << 60) + b"{}", struct.pack("<Q", 4) + b"[{}]", b"\0" * 64]
)
def test_weights_without_a_header(copied_model: Copy, content: bytes) -> None:
    folder = copied_model("spoilt")
    (folder / WEIGHTS).write_bytes(content)
    with pytest.raises(ModelError, match="not a safetensors file, or a damaged one"):
        locate(str(folder))
