import dataclasses
import itertools
import json
import shutil
import warnings
from array import array
from pathlib import Path

import numpy as np
import pytest

from translate.control_pieces import SLOTS
from translate.errors import InputError, ModelError, OutputError, SettingError
from translate.training.events import JsonLinesObserver
from translate.training.pipeline import train
from translate.training.plan import Cleaning, ModelShape, Schedule, TrainingData, TrainingPlan
from translate.training.run import check_fused_attention, learning_rate_factor
from translate.training.sources import PACKAGED_PAIRS, locate_sources
from translate.training.vocabulary import write_tokenizer

SCHEDULE = Schedule(
    steps=8, warmup_steps=2, decay_steps=2, batch_pieces=1500, save_every=4, average_decay=0.5, compile=False
)
PLAN = TrainingPlan(
    sources={"own": 1.5},
    schedule=SCHEDULE,
    vocabulary_size=400,
    max_pieces=100,
    model=ModelShape(width=32, feed_forward=64, heads=2, encoder_layers=1, decoder_layers=1),
)


def with_steps(steps: int, save_every: int = 4) -> TrainingPlan:
    return dataclasses.replace(PLAN, schedule=dataclasses.replace(SCHEDULE, steps=steps, save_every=save_every))


def recorder(records: list[dict[str, object]]) -> JsonLinesObserver:
    """An observer that keeps what the command prints."""
    return JsonLinesObserver(lambda line: records.append(json.loads(line)))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, sentence_pairs: list[tuple[str, str]]) -> TrainingData:
    """The test sentences for training, of which four are held out and must not be learned."""
    folder = tmp_path_factory.mktemp("parallel")
    (folder / "own.tsv").write_text("".join(f"{left}\t{right}\n" for left, right in sentence_pairs), encoding="utf-8")
    for side, language in enumerate(("id", "en")):
        lines = "".join(pair[side] + "\n" for pair in sentence_pairs[:4])
        (folder / f"dev.{language}").write_text(lines, encoding="utf-8")
    return TrainingData(folder=folder, dev=(folder / "dev",))


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, data: TrainingData) -> tuple[Path, list[dict[str, object]]]:
    """An undisturbed run of 8 steps and what it reported."""
    out, reports = tmp_path_factory.mktemp("run") / "model", []
    train(PLAN, data, out, recorder(reports))
    return out, reports


def weights(folder: Path) -> dict[str, object]:
    from safetensors.torch import load_file

    return load_file(folder / "model.safetensors")


def state(folder: Path) -> dict[str, object]:
    from safetensors.torch import load_file

    return load_file(folder / "training-state.safetensors")


def assert_equal(first: dict[str, object], second: dict[str, object]) -> None:
    import torch

    assert first.keys() == second.keys()
    different = [name for name, value in first.items() if not torch.equal(value, second[name])]
    assert different == []


def test_it_learns(trained: tuple[Path, list[dict[str, object]]]) -> None:
    _, reports = trained
    losses = [report["loss"] for report in reports if "loss" in report]
    held_out = [report["dev_loss"][0] for report in reports if "dev_loss" in report]
    assert [report["step"] for report in reports if "step" in report] == [4, 8]
    assert losses[1] < losses[0] - 0.1
    assert held_out[1] < held_out[0]


def test_the_loss_on_pairs_shown_is_logged_beside_that_on_held_out_ones(
    trained: tuple[Path, list[dict[str, object]]],
) -> None:
    shown = [report["shown_loss"] for report in trained[1] if "shown_loss" in report]
    assert len(shown) == 2
    assert 0 < shown[1] < shown[0]


def test_held_out_sentences_are_refused(trained: tuple[Path, list[dict[str, object]]]) -> None:
    assert trained[1][0] == {"pairs": {"own": 60}, "refused_overlap_with_dev": 4}


def test_what_cleaning_leaves_out_is_reported(data: TrainingData, tmp_path: Path) -> None:
    """Seen twice, a source is a duplicate of itself; the counts say so by source and rule."""
    (data.folder / "again.tsv").write_bytes((data.folder / "own.tsv").read_bytes())
    plan = dataclasses.replace(
        with_steps(1), sources={"own": 1.0, "again": 1.0}, cleaning=Cleaning(duplicates=True, checks=("empty",))
    )
    reports: list[dict[str, object]] = []
    train(plan, data, tmp_path / "model", recorder(reports))
    assert reports[0] == {
        "pairs": {"own": 60, "again": 0},
        "refused_overlap_with_dev": 8,
        "cleaned": {"own": {}, "again": {"duplicates": 60}},
    }


def test_the_log_is_kept(trained: tuple[Path, list[dict[str, object]]]) -> None:
    out, reports = trained
    lines = (out / "training-log.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == reports[1:]


def test_the_curve_is_drawn_beside_the_log(trained: tuple[Path, list[dict[str, object]]]) -> None:
    picture = (trained[0] / "learning-curve.svg").read_text(encoding="utf-8")
    assert f"dev {trained[1][-1]['dev_loss'][0]:.2f}" in picture
    assert f"training {trained[1][-1]['loss']:.2f}" in picture


def test_a_resumed_run_gives_the_same_weights(
    trained: tuple[Path, list[dict[str, object]]], data: TrainingData, tmp_path: Path
) -> None:
    out = tmp_path / "model"
    for steps in (3, 5, 8):
        # The lengths may change; the rate must not, so the decay is outside what is run here.
        plan = dataclasses.replace(
            with_steps(8), schedule=dataclasses.replace(SCHEDULE, steps=steps, decay_steps=1, warmup_steps=2)
        )
        train(plan, data, out)
    whole = tmp_path / "whole"
    train(plan, data, whole)
    # Linear decay over one step leaves the rate at its full height up to the last step.
    assert_equal(state(whole), state(out))
    assert_equal(weights(whole), weights(out))


def test_a_finished_run_is_left_as_it_is(trained: tuple[Path, list[dict[str, object]]], data: TrainingData) -> None:
    out, _ = trained
    before, seen = weights(out), []
    train(PLAN, data, out, recorder(seen))
    assert len(seen) == 1
    assert_equal(before, weights(out))


def test_another_plans_run_is_refused(trained: tuple[Path, list[dict[str, object]]], data: TrainingData) -> None:
    out, _ = trained
    other = dataclasses.replace(PLAN, schedule=dataclasses.replace(SCHEDULE, learning_rate=1e-5))
    with pytest.raises(OutputError, match="holds a run of another plan"):
        train(other, data, out)
    with pytest.raises(OutputError, match="holds another plan's vocabulary"):
        train(dataclasses.replace(PLAN, vocabulary_size=410), data, out)


def test_lengths_and_compiling_are_no_part_of_the_fingerprint() -> None:
    same = dataclasses.replace(SCHEDULE, steps=99, decay_steps=50, compile=True)
    assert dataclasses.replace(PLAN, schedule=same).fingerprint() == PLAN.fingerprint()
    for change in ({"seed": 2}, {"dropout": 0.2}, {"batch_pieces": 10}):
        other = dataclasses.replace(PLAN, schedule=dataclasses.replace(SCHEDULE, **change))
        assert other.fingerprint() != PLAN.fingerprint()


def test_the_padding_row_stays_zero(trained: tuple[Path, list[dict[str, object]]]) -> None:
    tensors = weights(trained[0])
    embeddings = tensors["model.shared.weight"]
    assert embeddings.shape == (401, 32)
    assert not embeddings[400].any()
    assert embeddings[:400].any(dim=1).all()
    assert tensors["final_logits_bias"][0, 400] < -1e3


def test_other_programs_load_the_checkpoint_unchanged(trained: tuple[Path, list[dict[str, object]]]) -> None:
    import torch
    from transformers import MarianMTModel, MarianTokenizer

    from translate.conversion import quiet_transformers

    out, _ = trained
    with warnings.catch_warnings(), quiet_transformers():
        warnings.filterwarnings("ignore", message="Recommended: pip install sacremoses")
        model, loaded = MarianMTModel.from_pretrained(out, output_loading_info=True)
        tokenizer = MarianTokenizer.from_pretrained(out)
    assert not any(loaded.values())
    assert model.dtype == torch.float16
    assert model.config.tie_word_embeddings
    batch = tokenizer(["Saya membeli beras."], return_tensors="pt")
    output = model.float().generate(**batch, max_new_tokens=5, max_length=None)
    assert output.shape[0] == 1
    assert not (output[:, 1:] == 400).all()


def test_both_engines_run_the_checkpoint(trained: tuple[Path, list[dict[str, object]]], model_cache: Path) -> None:
    from translate.backends.base import EngineOptions
    from translate.decoding import DecodingOptions
    from translate.translator import LoadOptions, Translator

    texts = []
    for backend in ("ctranslate2", "transformers"):
        engine = EngineOptions(device="cpu", compute_type="float32", cache=model_cache, threads=1)
        decoding = DecodingOptions(beam_size=1, max_target_pieces=10)
        translator = Translator.load(str(trained[0]), LoadOptions(backend=backend, engine=engine), decoding)
        texts.append([one.text for one in translator.translate(["Saya membeli beras.", "Hujan turun."])])
    assert texts[0] == texts[1]


def test_no_usable_pair(data: TrainingData, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no pair of the plan's sources is usable"):
        train(dataclasses.replace(PLAN, max_pieces=2), data, tmp_path / "out")


def test_a_source_that_is_not_there(data: TrainingData, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="for source 'owl'; did you mean 'own'"):
        train(dataclasses.replace(PLAN, sources={"owl": 1.0}), data, tmp_path / "out")


def test_an_output_place_that_is_a_file(data: TrainingData, tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    with pytest.raises(OutputError, match="cannot be made a folder"):
        train(PLAN, data, tmp_path / "out")


def test_a_run_can_start_from_another_model(
    trained: tuple[Path, list[dict[str, object]]], data: TrainingData, tmp_path: Path
) -> None:
    """At rate 0 the weights stay those of the initial model: its vocabulary and its matrices were taken."""
    out = tmp_path / "model"
    still = dataclasses.replace(SCHEDULE, steps=1, learning_rate=0.0, matrix_learning_rate=0.0, weight_decay=0.0)
    train(dataclasses.replace(PLAN, initial=str(trained[0]), schedule=still), data, out)
    assert (out / "source.spm").read_bytes() == (trained[0] / "source.spm").read_bytes()
    # Half a step of the int8 grid and half precision may have moved a weight in between.
    before, after = weights(trained[0]), weights(out)
    assert before.keys() == after.keys()
    assert all((before[name].float() - after[name].float()).abs().max() < 2e-3 for name in before)
    assert max(value.abs().max() for name, value in before.items() if name != "final_logits_bias") > 0.1


def test_an_initial_model_of_another_shape_is_refused(
    trained: tuple[Path, list[dict[str, object]]], data: TrainingData, tmp_path: Path
) -> None:
    plan = dataclasses.replace(PLAN, initial=str(trained[0]), model=dataclasses.replace(PLAN.model, feed_forward=128))
    with pytest.raises(ModelError, match="does not fit the plan's model"):
        train(plan, data, tmp_path / "model")


def test_the_other_direction(data: TrainingData, tmp_path: Path) -> None:
    out = tmp_path / "model"
    plan = dataclasses.replace(with_steps(2), direction="en-id", augmented=0.5, sampling=0.3)
    train(plan, data, out)
    assert json.loads((out / "tokenizer_config.json").read_text(encoding="utf-8"))["source_lang"] == "en"


def test_learning_rate() -> None:
    schedule = Schedule(steps=100, warmup_steps=10, decay_steps=20)
    rates = [learning_rate_factor(step, schedule) for step in range(100)]
    assert rates[0] == 0.1
    assert rates[9:80] == [1.0] * 71
    assert rates[90] == 0.5
    assert rates[99] == pytest.approx(0.05)
    assert min(rates) > 0


@pytest.mark.parametrize(
    "change",
    [{"steps": 0}, {"steps": 1, "save_every": 0}, {"steps": 1, "batch_pieces": 0}, {"steps": 1, "warmup_steps": -1}],
)
def test_a_schedule_that_cannot_be_kept_is_refused(change: dict[str, int]) -> None:
    with pytest.raises(SettingError):
        Schedule(**change)


@pytest.mark.parametrize("change", [{"width": 30, "heads": 4}, {"heads": 0}, {"decoder_layers": 0}])
def test_a_shape_that_does_not_fit_is_refused(change: dict[str, int]) -> None:
    with pytest.raises(SettingError):
        ModelShape(**change)


def test_exported_matrices_are_on_the_int8_grid(trained: tuple[Path, list[dict[str, object]]]) -> None:
    """Half precision moves a weight by 0.05 % at most, far less than half a step of the grid."""
    for name, matrix in weights(trained[0]).items():
        if matrix.ndim == 2 and name.endswith(".weight") and "embed_positions" not in name:
            rows = matrix.float()
            steps = 127 * rows / rows.abs().amax(dim=1, keepdim=True).clamp_min(1e-9)
            assert (steps - steps.round()).abs().max() < 0.2, name


@pytest.mark.filterwarnings("ignore:The .grad attribute of a Tensor")
def test_compiled_parts_compute_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Traced and run without code generation, which takes half a minute."""
    import torch

    from translate.training.packing import packed
    from translate.training.records import EncodedPairs
    from translate.training.transformer import MarianTransformer, pair_tensors

    compiled = torch.compile

    def traced(function: object, *, dynamic: bool, options: object) -> object:
        del options
        return compiled(function, dynamic=dynamic, backend="aot_eager")

    monkeypatch.setattr(torch, "compile", traced)
    model = MarianTransformer(PLAN.model, 400)
    ids = [array("H", [3, 4, 5, 0]), array("H", [6, 7, 0])]
    flat, starts = array("H", [*ids[0], *ids[1]]), array("L", [0, 4, 7])
    pairs = EncodedPairs(flat, starts, flat, starts, (range(2),))
    results = []
    for _ in range(2):
        batch = pair_tensors(packed(pairs, [0, 1]), torch.device("cpu"))
        loss = model.losses(batch, 0.1, torch.float32)[0]
        loss.backward()
        results.append((loss.detach(), model.model.shared.weight.grad.clone()))
        model.zero_grad()
        model.compile_parts(dynamic=True)
    for plain, traced_one in zip(*results, strict=True):
        torch.testing.assert_close(plain, traced_one)


def test_portions_made_ahead_are_those_made_in_turn(tmp_path: Path, sentence_pairs: list[tuple[str, str]]) -> None:
    """As for a GPU: by other processes, in order."""
    import sentencepiece

    from translate.training.epochs import Epochs
    from translate.training.run import portions_ahead
    from translate.training.vocabulary import train_vocabulary

    model = train_vocabulary((text for pair in sentence_pairs for text in pair), 400)
    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    epochs = Epochs(PLAN, {"own": sentence_pairs}, processor, one_size=True)
    ahead = itertools.islice(portions_ahead(epochs, "cuda"), 3)
    for number, batches in enumerate(ahead):
        expected = Epochs(PLAN, {"own": sentence_pairs}, processor, one_size=True)[number]
        assert len(batches) == len(expected) > 0
        for one, other in zip(batches, expected, strict=True):
            assert all(np.array_equal(left, right) for left, right in zip(one, other, strict=True))


def test_a_gpu_that_has_no_fused_attention_is_refused() -> None:
    check_fused_attention(PLAN.model, (8, 0))
    with pytest.raises(SettingError, match=r"compute capability 7\.5 and training on one needs 8\.0"):
        check_fused_attention(PLAN.model, (7, 5))
    with pytest.raises(SettingError, match="heads of 6 do not fit"):
        check_fused_attention(dataclasses.replace(PLAN.model, width=12), (9, 0))


def test_a_model_of_both_directions_claims_no_language(data: TrainingData, tmp_path: Path) -> None:
    train(dataclasses.replace(with_steps(1), direction="both"), data, tmp_path / "model")
    config = json.loads((tmp_path / "model" / "tokenizer_config.json").read_text(encoding="utf-8"))
    assert not {"source_lang", "target_lang"} & config.keys()


def without_slots(folder: Path, source: Path) -> Path:
    """Write a copy of a checkpoint whose slots are ordinary words, which no pair teaches, and return its folder."""
    from sentencepiece.sentencepiece_model_pb2 import ModelProto

    shutil.copytree(source, folder)
    proto = ModelProto()
    proto.ParseFromString((source / "source.spm").read_bytes())
    for number, piece in enumerate(piece for piece in proto.pieces if piece.piece in SLOTS):
        piece.piece, piece.type, piece.score = f"▁Qwerty{'abcdefgh'[number]}", piece.NORMAL, -20.0
    write_tokenizer(folder, proto.SerializeToString(), PLAN.max_pieces)
    return folder


def test_a_renewed_vocabulary_gets_slots_with_embeddings_of_their_own_and_keeps_the_rest(
    tmp_path: Path, trained: tuple[Path, list[dict[str, object]]], data: TrainingData
) -> None:
    initial = without_slots(tmp_path / "initial", trained[0])
    records: list[dict[str, object]] = []
    still = dataclasses.replace(SCHEDULE, steps=1, learning_rate=0.0, matrix_learning_rate=0.0)
    train(
        dataclasses.replace(PLAN, initial=str(initial), renew_vocabulary=True, schedule=still),
        data,
        tmp_path / "out",
        recorder(records),
    )
    assert {"vocabulary_renewed": {"slots": 8, "restored": 0, "cut": 0}} in records
    vocabulary = json.loads((tmp_path / "out" / "vocab.json").read_text(encoding="utf-8"))
    slots = [vocabulary[slot] for slot in SLOTS]
    before, after = (weights(folder)["model.shared.weight"].float() for folder in (initial, tmp_path / "out"))
    others = [index for index in range(len(before)) if index not in slots]
    assert abs(before[others] - after[others]).max() < 1e-3
    rows = after[slots]
    assert abs(before[slots] - rows).max() > 0.02
    assert min(float((rows[i] - rows[j]).norm()) for i in range(8) for j in range(i)) > 0.02


def test_a_vocabulary_is_renewed_only_of_an_initial_model() -> None:
    with pytest.raises(SettingError, match="'renew_vocabulary' needs an 'initial' model"):
        dataclasses.replace(PLAN, renew_vocabulary=True)


def test_pairs_of_the_package_are_a_source_of_any_plan(tmp_path: Path) -> None:
    names = sorted(path.name.split(".")[0] for path in PACKAGED_PAIRS.glob("*.tsv"))
    assert names
    assert locate_sources([tmp_path], names) == {name: PACKAGED_PAIRS / f"{name}.tsv" for name in names}
    mine = tmp_path / f"{names[0]}.tsv"
    mine.write_text("Ya.\tYes.\n", encoding="utf-8")
    assert locate_sources([tmp_path], names[:1]) == {names[0]: mine}
