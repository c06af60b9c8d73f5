import multiprocessing
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from translate import conversion
from translate.conversion import converted, default_cache, load_model, quiet_transformers
from translate.errors import ModelError
from translate.models import WEIGHTS, Checkpoint, locate

Copy = Callable[[str], Path]


def test_the_second_call_converts_nothing(
    tiny_checkpoint: Checkpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = converted(tiny_checkpoint, "int8", tmp_path)
    before = {path.name: path.stat().st_mtime_ns for path in first.iterdir()}
    monkeypatch.setattr(conversion, "_convert", pytest.fail)
    assert converted(tiny_checkpoint, "int8", tmp_path) == first
    assert {path.name: path.stat().st_mtime_ns for path in first.iterdir()} == before
    assert [path.name for path in (tmp_path / "ctranslate2").iterdir()] == [first.name]


def test_each_model_and_number_format_has_its_own_folder(
    tiny_checkpoint: Checkpoint, copied_model: Copy, tmp_path: Path
) -> None:
    folder = copied_model("other")
    (folder / "config.json").write_text((folder / "config.json").read_text() + "\n")
    made = {
        converted(tiny_checkpoint, "int8", tmp_path / "cache"),
        converted(tiny_checkpoint, "float32", tmp_path / "cache"),
        converted(locate(str(folder)), "int8", tmp_path / "cache"),
    }
    assert len(made) == 3


def _convert_when_told(barrier: object, checkpoint: Checkpoint, cache: Path, answers: object) -> None:
    # Both are inside the conversion before either is done: the slower meets the faster one's folder.
    plain = conversion._convert

    def together(*arguments: object) -> None:
        barrier.wait(60)
        plain(*arguments)  # type: ignore[arg-type]

    conversion._convert = together  # type: ignore[assignment]
    answers.put(str(converted(checkpoint, "int8", cache)))


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")  # from Python 3.12 on, of any fork
def test_two_processes_at_once(tiny_checkpoint: Checkpoint, tmp_path: Path) -> None:
    import transformers  # noqa: F401 - so that the forked processes need not import it again

    context = multiprocessing.get_context("fork")
    barrier, answers = context.Barrier(2), context.SimpleQueue()
    arguments = (barrier, tiny_checkpoint, tmp_path, answers)
    processes = [context.Process(target=_convert_when_told, args=arguments) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
    assert answers.get() == answers.get()
    [folder] = (tmp_path / "ctranslate2").iterdir()
    assert {"model.bin", "config.json"} <= {path.name for path in folder.iterdir()}


def test_a_failure_leaves_nothing_behind(
    tiny_checkpoint: Checkpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(checkpoint: Checkpoint, folder: Path, compute_type: str) -> None:
        folder.mkdir()
        (folder / "half").write_text("written")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(conversion, "_convert", fail)
    with pytest.raises(ModelError, match="cannot be stored there \\(No space left on device\\)"):
        converted(tiny_checkpoint, "int8", tmp_path)
    assert list((tmp_path / "ctranslate2").iterdir()) == []


def test_a_cache_that_cannot_be_written(tiny_checkpoint: Checkpoint, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file, not a folder")
    with pytest.raises(ModelError, match="the converted model cannot be stored there") as caught:
        converted(tiny_checkpoint, "int8", tmp_path / "cache")
    assert "\n" not in str(caught.value)


def test_the_default_cache_is_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert tmp_path in default_cache().parents
    assert default_cache().name == "sejajar"


def spoil(folder: Path, change: Callable[[dict[str, object]], object]) -> Checkpoint:
    from safetensors.torch import load_file, save_file

    tensors = load_file(folder / WEIGHTS)
    change(tensors)
    save_file(tensors, folder / WEIGHTS, metadata={"format": "pt"})
    return locate(str(folder))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_weights_that_are_not_numbers(copied_model: Copy, tmp_path: Path, value: float) -> None:
    checkpoint = spoil(
        copied_model("nan"), lambda tensors: tensors["model.decoder.layers.0.fc1.weight"].__setitem__((0, 0), value)
    )
    with pytest.raises(ModelError, match="values that are not numbers"):
        load_model(checkpoint)
    with pytest.raises(ModelError, match="values that are not numbers"):
        converted(checkpoint, "int8", tmp_path / "cache")
    assert list((tmp_path / "cache" / "ctranslate2").iterdir()) == []


def test_weights_of_another_shape(copied_model: Copy) -> None:
    import json

    folder = copied_model("shape")
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "d_model": 64}))
    with pytest.raises(ModelError, match="its embeddings are 481 x 48") as caught:
        load_model(locate(str(folder)))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["model.decoder.layers.0.fc1.weight", "model.encoder.layers.0.self_attn.q_proj.bias"])
def test_missing_weights(copied_model: Copy, name: str) -> None:
    checkpoint = spoil(copied_model("missing"), lambda tensors: tensors.pop(name))
    with pytest.raises(ModelError, match=f"no weights for {name}"):
        load_model(checkpoint)


def test_truncated_weights(copied_model: Copy) -> None:
    folder = copied_model("short")
    content = (folder / WEIGHTS).read_bytes()
    (folder / WEIGHTS).write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelError, match="its weights cannot be loaded"):
        load_model(locate(str(folder)))


def test_half_precision_weights_are_loaded_as_float32(copied_model: Copy) -> None:
    import torch

    def halve(tensors: dict[str, torch.Tensor]) -> None:
        tensors.update({name: value.half() for name, value in tensors.items()})

    model = load_model(spoil(copied_model("half"), halve))  # type: ignore[arg-type]
    assert {parameter.dtype for parameter in model.parameters()} == {torch.float32}


def test_loading_draws_no_progress_bar(tiny_checkpoint: Checkpoint, capfd: pytest.CaptureFixture[str]) -> None:
    from transformers.utils import logging

    load_model(tiny_checkpoint)
    assert capfd.readouterr() == ("", "")
    assert logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    with quiet_transformers():
        pass
    assert not logging.is_progress_bar_enabled()
    logging.enable_progress_bar()


def test_a_damaged_cached_model_says_so(tiny_checkpoint: Checkpoint, tmp_path: Path) -> None:
    from translate.backends.base import EngineOptions
    from translate.backends.ctranslate2_backend import CTranslate2Backend

    folder = converted(tiny_checkpoint, "int8", tmp_path)
    os.truncate(folder / "model.bin", 100)
    with pytest.raises(ModelError, match="remove the folder and try again"):
        CTranslate2Backend(tiny_checkpoint, EngineOptions(device="cpu", cache=tmp_path))
