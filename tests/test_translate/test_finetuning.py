import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from translate.cli import COMMANDS
from translate.errors import InputError, SettingError
from translate.models import locate
from translate.pair_files import read_training_pairs
from translate.training.finetuning import FineTuned, FineTuningOptions, finetune, finetuning_card

OPTIONS = FineTuningOptions(steps=6, batch_pairs=8, learning_rate=5e-3)
Pairs = list[tuple[str, str]]


@pytest.fixture(scope="module")
def tuned(tiny_model: Path, sentence_pairs: Pairs, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, FineTuned]:
    out = tmp_path_factory.mktemp("tuned") / "model"
    long = [("kata " * 200, "word " * 200)]
    return out, finetune(locate(str(tiny_model)), [*sentence_pairs, *long], sentence_pairs[:3], out, OPTIONS)


def test_what_was_left_out_is_counted(tuned: tuple[Path, FineTuned], sentence_pairs: Pairs) -> None:
    _, done = tuned
    assert done.pairs == len(sentence_pairs) - 3
    assert (done.refused_overlap_with_dev, done.too_long, done.steps) == (3, 1, 6)


def test_it_learns(tiny_model: Path, sentence_pairs: Pairs, tmp_path: Path) -> None:
    few = sentence_pairs[:8]
    first = finetune(locate(str(tiny_model)), few, [], tmp_path / "a", dataclasses.replace(OPTIONS, steps=1))
    more = finetune(locate(str(tiny_model)), few, [], tmp_path / "b", dataclasses.replace(OPTIONS, steps=30))
    assert more.final_loss < first.final_loss - 0.2


def test_the_same_seed_gives_the_same_weights(tiny_model: Path, sentence_pairs: Pairs, tmp_path: Path) -> None:
    for name in ("a", "b"):
        finetune(locate(str(tiny_model)), sentence_pairs, [], tmp_path / name, OPTIONS)
    assert locate(str(tmp_path / "a")).sha256 == locate(str(tmp_path / "b")).sha256


def test_a_fresh_process_translates_with_it_in_both_engines(tuned: tuple[Path, FineTuned], model_cache: Path) -> None:
    code = """
import sys
from pathlib import Path
from translate import DecodingOptions, EngineOptions, LoadOptions, Translator
for backend in ("ctranslate2", "transformers"):
    engine = EngineOptions(device="cpu", compute_type="float32", cache=Path(sys.argv[2]), threads=1)
    decoding = DecodingOptions(beam_size=1, max_target_pieces=10)
    translator = Translator.load(sys.argv[1], LoadOptions(backend=backend, engine=engine), decoding)
    print([one.text for one in translator.translate(["Saya membeli beras.", "Hujan turun."])])
"""
    command = [sys.executable, "-c", code, str(tuned[0]), str(model_cache)]
    lines = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    assert lines[0] == lines[1] != ""


def test_nothing_but_the_checkpoint_is_left(tuned: tuple[Path, FineTuned], tiny_model: Path) -> None:
    names = {path.name for path in tuned[0].iterdir()}
    assert names >= {"model.safetensors", "config.json", "source.spm", "target.spm", "vocab.json"}
    assert not [name for name in names if (tuned[0] / name).is_dir()]
    assert (tuned[0] / "vocab.json").read_bytes() == (tiny_model / "vocab.json").read_bytes()


def test_pairs_from_every_kind_of_source(tmp_path: Path) -> None:
    rows = [{"translation": {"id": "Saya pergi.", "en": "I go."}}, {"translation": {"id": " ", "en": "Nothing."}}]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (tmp_path / "b.tsv").write_text("Saya pergi.\tI go.\n", encoding="utf-8")
    folder = tmp_path / "set"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "train.jsonl").write_bytes((tmp_path / "a.jsonl").read_bytes())
    for source in (tmp_path / "a.jsonl", tmp_path / "b.tsv", folder):
        assert read_training_pairs(str(source)) == [("Saya pergi.", "I go.")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"text": "Saya pergi."}\n', "no column 'translation'"),
        ('{"translation": {"id": "Saya", "fr": "Je"}}\n', "row 1: 'translation' is not"),
        ('{"translation": {"id": " ", "en": " "}}\n', "no pair to learn from"),
        ("{", "not a dataset"),
    ],
)
def test_sources_that_do_not_fit(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_training_pairs(str(path))
    with pytest.raises(InputError, match="does not exist"):
        read_training_pairs(str(tmp_path / "none"))


@pytest.mark.parametrize(
    "change", [{"epochs": 0}, {"steps": -1}, {"batch_pairs": 0}, {"max_pieces": 1}, {"learning_rate": 0}]
)
def test_options_that_do_not_fit(change: dict[str, float]) -> None:
    with pytest.raises(SettingError):
        FineTuningOptions(**change)  # type: ignore[arg-type]


def test_no_pair_left(tiny_model: Path, sentence_pairs: Pairs, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no pair is left"):
        finetune(locate(str(tiny_model)), sentence_pairs, sentence_pairs, tmp_path / "out", OPTIONS)


def test_the_command(tiny_model: Path, sentence_pairs: Pairs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "own.tsv").write_text("".join(f"{left}\t{right}\n" for left, right in sentence_pairs), encoding="utf-8")
    for side, language in enumerate(("id", "en")):
        lines = "".join(pair[side] + "\n" for pair in sentence_pairs[:4])
        (tmp_path / f"dev.{language}").write_text(lines, encoding="utf-8")
    out = tmp_path / "out"
    command = next(one for one in COMMANDS if one.name == "finetune")
    arguments = [str(tmp_path / "own.tsv"), "--base", str(tiny_model), "--dev", str(tmp_path / "dev"), "--steps", "2"]
    done = CliRunner().invoke(command, [*arguments, "--out", str(out)], catch_exceptions=False)
    record = json.loads(done.stdout)
    assert record["refused_overlap_with_dev"] == 4
    assert set(record["test_sets"]["dev"]) == {"before", "after", "compared"}
    assert "ship" in done.stderr
    card = (out / "README.md").read_text(encoding="utf-8")
    assert locate(str(tiny_model)).origin in card
    assert "| dev | BLEU |" in card
    again = CliRunner().invoke(command, [*arguments, "--out", str(out)])
    assert again.exit_code
    assert "is not empty" in str(again.exception)


def test_the_card_loads() -> None:
    from huggingface_hub import ModelCard

    base = dataclasses.replace(locate("bundled"), licence=None)
    done = FineTuned(pairs=10, refused_overlap_with_dev=0, too_long=1, steps=5, final_loss=1.5)
    card = ModelCard(finetuning_card(base, ["corpus-out"], OPTIONS, done, {}))
    assert card.data.language == ["id", "en"]
    assert "Not measured." in card.text
