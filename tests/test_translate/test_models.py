import json
import re
import shutil
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from translate.errors import ModelError
from translate.models import CATALOGUE, PICKLED_WEIGHTS, WEIGHTS, TrustOptions, locate

Copy = Callable[[str], Path]


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Make every name unknown, as on a machine without a network; return the list of names asked for."""
    asked: list[object] = []

    def refuse(host: object, *rest: object, **more: object) -> None:
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)  # the hub's client waits between its attempts
    return asked


def failure(name: str, trust: TrustOptions | None = None) -> str:
    with pytest.raises(ModelError) as caught:
        locate(name, trust)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_a_folder(tiny_model: Path, no_network: list[object]) -> None:
    checkpoint = locate(str(tiny_model))
    assert checkpoint.path == tiny_model
    assert checkpoint.name == "tiny"
    assert len(checkpoint.sha256) == 64
    assert checkpoint.revision == checkpoint.sha256[:12]
    assert checkpoint.origin == f"mt:tiny@{checkpoint.revision}"
    assert no_network == []


def test_a_relative_folder_is_called_by_its_own_name(tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tiny_model)
    assert locate(".").name == "tiny"


@pytest.mark.parametrize("name", ["config.json", "source.spm", "target.spm", "vocab.json", WEIGHTS])
def test_one_byte_makes_another_revision(copied_model: Copy, tiny_model: Path, name: str) -> None:
    folder = copied_model("tiny")
    assert locate(str(folder)).sha256 == locate(str(tiny_model)).sha256
    content = bytearray((folder / name).read_bytes())
    if name.endswith(".json"):
        content += b"\n"
    else:
        content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    assert locate(str(folder)).sha256 != locate(str(tiny_model)).sha256


def test_a_model_card_does_not_make_another_revision(copied_model: Copy, tiny_model: Path) -> None:
    folder = copied_model("tiny")
    (folder / "README.md").write_text("card")
    assert locate(str(folder)).sha256 == locate(str(tiny_model)).sha256


@pytest.mark.parametrize("name", ["config.json", "source.spm", "target.spm", "vocab.json", WEIGHTS])
def test_a_missing_file(copied_model: Copy, name: str) -> None:
    folder = copied_model("copy")
    (folder / name).unlink()
    message = failure(str(folder))
    assert message.startswith(f"{folder}: no {name}")


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (b'{"model_type": "t5"}', "model_type 't5', expected 'marian'"),
        (b"{}", "model_type 'None'"),
        (b"{", "JSON"),
        (b"[]", "JSON"),
        (b"\xff", "JSON"),
    ],
)
def test_a_wrong_configuration(copied_model: Copy, config: bytes, message: str) -> None:
    folder = copied_model("copy")
    (folder / "config.json").write_bytes(config)
    assert message in failure(str(folder))


def pickled(folder: Path) -> None:
    import torch
    from safetensors.torch import load_file

    torch.save(load_file(folder / WEIGHTS), folder / PICKLED_WEIGHTS)
    (folder / WEIGHTS).unlink()


def test_a_pickle_is_refused_unless_allowed(copied_model: Copy) -> None:
    folder = copied_model("copy")
    pickled(folder)
    message = failure(str(folder))
    assert "pickle" in message
    assert "`allow_pickle`" in message
    from translate.conversion import load_model

    checkpoint = locate(str(folder), TrustOptions(allow_pickle=True))
    assert load_model(checkpoint).config.model_type == "marian"


def test_safetensors_beside_a_pickle_need_no_trust(copied_model: Copy) -> None:
    folder = copied_model("copy")
    (folder / PICKLED_WEIGHTS).write_bytes(b"never read")
    from translate.conversion import load_model

    load_model(locate(str(folder)))


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("bundeld", "did you mean 'bundled'?"),
        ("opus-nt", "did you mean 'opus-mt'?"),
        ("./nowhere", "known: bundled, opus-mt"),
        ("a/b/c", "known: bundled, opus-mt"),
        ("/nowhere/at-all", "known: bundled, opus-mt"),
        ("~/model", "known: bundled, opus-mt"),
        ("", "known: bundled, opus-mt"),
    ],
)
def test_an_unknown_name(name: str, hint: str, no_network: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    message = failure(name)
    assert message.startswith(f"no model '{name}'")
    assert hint in message
    assert no_network == []


@pytest.mark.parametrize("name", ["opus-mt", "someone/some-model"])
def test_a_hub_model_without_a_network(name: str, no_network: list[object]) -> None:
    message = failure(name, TrustOptions(revision="0" * 40))
    repository = CATALOGUE[name].repository if name in CATALOGUE else name
    assert message.startswith(f"model '{repository}' could not be fetched from the Hugging Face hub (")
    assert "use the model 'bundled' or a folder" in message
    assert no_network


def test_a_name_the_hub_refuses(no_network: list[object]) -> None:
    assert "no model 'a b/c d'" in failure("a b/c d")
    assert no_network == []


def test_a_fetched_model_is_recorded_by_its_commit(
    copied_model: Copy, monkeypatch: pytest.MonkeyPatch, tiny_model: Path
) -> None:
    import huggingface_hub

    asked: dict[str, object] = {}

    def snapshot(repository: str, **options: object) -> str:
        asked.update(options, repository=repository)
        return str(copied_model("f" * 40))

    monkeypatch.setattr(huggingface_hub, "snapshot_download", snapshot)
    checkpoint = locate("opus-mt", TrustOptions(revision="main"))
    assert checkpoint.origin == f"mt:Helsinki-NLP/opus-mt-id-en@{'f' * 40}"
    assert checkpoint.licence == CATALOGUE["opus-mt"].licence
    assert asked["repository"] == "Helsinki-NLP/opus-mt-id-en"
    assert asked["revision"] == "main"
    assert PICKLED_WEIGHTS not in asked["allow_patterns"]  # type: ignore[operator]


def test_a_fetched_model_without_safetensors_names_the_option(
    copied_model: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    import huggingface_hub

    folder = copied_model("f" * 40)
    (folder / WEIGHTS).unlink()
    monkeypatch.setattr(huggingface_hub, "snapshot_download", lambda *names, **options: str(folder))
    assert "`allow_pickle`" in failure("opus-mt")


def test_the_bundled_model_is_found_without_a_network(no_network: list[object]) -> None:
    from importlib.resources import files

    folder = Path(str(files("translate.bundled")))
    if not (folder / WEIGHTS).is_file():
        assert failure("bundled").startswith(f"{folder}: no ")
        pytest.skip("no model is bundled yet")
    checkpoint = locate("bundled")
    assert checkpoint.path == folder
    assert json.loads((folder / "config.json").read_text(encoding="utf-8"))["model_type"] == "marian"
    assert no_network == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("config.json", "{"),
        ("config.json", "[]"),
        ("config.json", '{"model_type": "marian", "d_model": "32"}'),
        ("config.json", '{"model_type": "marian", "max_position_embeddings": "banyak"}'),
        ("tokenizer_config.json", "5"),
        ("tokenizer_config.json", '{"model_max_length": "x"}'),
        ("tokenizer_config.json", '{"model_max_length": true}'),
        ("tokenizer_config.json", '{"model_max_length": 1}'),
        ("vocab.json", "null"),
        ("vocab.json", "[1]"),
        ("source.spm", "bukan model"),
        ("model.safetensors", "bukan bobot"),
    ],
)
@pytest.mark.parametrize("backend", ["ctranslate2", "transformers"])
def test_a_damaged_file_is_one_line_that_names_the_model(
    name: str, content: str, backend: str, tiny_model: Path, tmp_path: Path
) -> None:
    from translate.translator import LoadOptions, Translator

    broken = tmp_path / "model"
    shutil.copytree(tiny_model, broken)
    (broken / name).write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match=re.escape(str(broken))) as caught:
        Translator.load(str(broken), LoadOptions(backend=backend))
    assert "\n" not in str(caught.value)


def test_the_length_a_tokenizer_allows_is_part_of_the_revision(tiny_model: Path, tmp_path: Path) -> None:
    changed = tmp_path / "model"
    shutil.copytree(tiny_model, changed)
    path = changed / "tokenizer_config.json"
    path.write_text(path.read_text(encoding="utf-8").replace("160", "80"), encoding="utf-8")
    assert locate(str(changed)).revision != locate(str(tiny_model)).revision
