"""Quality: evidence about a translation, the scale fitted to it, and the calibration kept beside a model."""

import json
import math
import random
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.cli import cli
from translate.calibrating import calibrate, sentence_chrf
from translate.calibration import CALIBRATION, calibration_of, save_calibration
from translate.errors import InputError, ModelError
from translate.evidence import evidence, evidence_table
from translate.models import locate
from translate.quality import Curve, QualityScale, fit_scale, quality_of
from translate.sentences import Translation
from translate.translator import LoadOptions, Translator
from translate.word_pairs import packaged_word_pairs


def translation(source: str, text: str, score: float | None = -0.4) -> Translation:
    return Translation(source=source, text=text, score=score)


def evidence_of(source: str, text: str, score: float = -0.4) -> dict[str, float]:
    return evidence(translation(source, text, score), packaged_word_pairs())


@settings(deadline=None)  # the first call reads the tables
@given(st.text(max_size=60), st.text(max_size=60))
def test_all_evidence_is_finite_for_any_text(source: str, text: str) -> None:
    found = evidence_of(source, text)
    assert all(math.isfinite(value) for value in found.values())
    assert list(found) == list(evidence_of("Hujan turun.", "It rained."))


def test_words_that_say_something_else_count_against_a_translation() -> None:
    source = "Pemerintah membangun jembatan dan rumah sakit di desa itu."
    right = evidence_of(source, "The government built bridges and hospitals in the village.")
    wrong = evidence_of(source, "The singer cooked a fish and a painting in the cloud.")
    assert right["found_weighty"] > wrong["found_weighty"]
    assert right["explained_weighty"] > wrong["explained_weighty"]
    assert right["not_explained"] < wrong["not_explained"]


def test_the_table_of_words_is_sound() -> None:
    table = packaged_word_pairs()
    assert table.english["pemerintah"]["government"] > 0.5
    assert table.counts.keys() == table.news.keys() == table.english.keys()
    assert all(sum(likely.values()) <= 1.01 for likely in table.english.values())
    assert {"yang", "di", "the", "of"} <= table.small_words
    assert not {"pemerintah", "jembatan", "bridge"} & table.small_words


def test_a_curve_is_straight_between_its_knots_and_level_beyond_them() -> None:
    curve = Curve(knots=(0.0, 1.0, 3.0), values=(0.0, 2.0, 0.0))
    assert [curve.at(value) for value in (-5.0, 0.0, 0.5, 1.0, 2.0, 3.0, 9.0)] == [0.0, 0.0, 1.0, 2.0, 1.0, 0.0, 0.0]


def test_a_fitted_scale_finds_what_decides_and_is_calibrated() -> None:
    rng = random.Random(3)
    rows = [{"tells": rng.uniform(-2, 2), "says nothing": rng.random(), "same": 1.0} for _ in range(3000)]
    chrf = [50 + 12 * row["tells"] + rng.gauss(0, 10) for row in rows]
    scale = fit_scale(evidence_table(rows[:2000]), chrf[:2000], 50.0)
    quality = [scale.quality(row) for row in rows[2000:]]
    accepted = [value >= 50 for value in chrf[2000:]]
    assert sum(quality) / len(quality) == pytest.approx(sum(accepted) / len(accepted), abs=0.03)
    sure = [good for value, good in zip(quality, accepted, strict=True) if value > 0.9]
    doubtful = [good for value, good in zip(quality, accepted, strict=True) if value < 0.1]
    assert sum(sure) / len(sure) > 0.88
    assert sum(doubtful) / len(doubtful) < 0.12
    spans = {name: max(curve.values) - min(curve.values) for name, curve in scale.curves.items()}
    assert spans["tells"] > 5 * spans["says nothing"]


@pytest.mark.parametrize("chrf", [[80.0] * 40, [10.0] * 40])
def test_a_scale_can_be_fitted_where_all_are_alike(chrf: list[float]) -> None:
    rows = [{"tells": float(number)} for number in range(40)]
    quality = fit_scale(evidence_table(rows), chrf, 50.0).quality(rows[0])
    assert 0 <= quality <= 1
    assert (quality > 0.5) == (chrf[0] > 50)


def test_quality_of_nothing_cannot_be_told() -> None:
    scale = QualityScale(intercept=0.0, curves={"score": Curve(knots=(-1.0, 0.0), values=(-40.0, 40.0))})
    assert quality_of(translation("", "", None), scale) is None
    assert quality_of(translation("Ya.", "Yes.", 0.0), scale) == 1.0
    assert quality_of(translation("Ya.", "Yes.", -1.0), scale) == 0.0


def test_chrf_is_that_of_each_sentence() -> None:
    assert sentence_chrf(["It rained.", "zzz"], ["It rained.", "It rained."]) == [100.0, 0.0]


@pytest.fixture(scope="module")
def calibrated(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory, sentence_pairs) -> Translator:
    import shutil

    folder = tmp_path_factory.mktemp("calibrated") / "model"
    shutil.copytree(tiny_model, folder)
    translator = Translator.load(str(folder), LoadOptions())
    more = [(f"{left} {number}", f"{right} {number}") for number in range(4) for left, right in sentence_pairs]
    save_calibration(calibrate(translator, more), translator.checkpoint)
    return Translator.load(str(folder), LoadOptions())


def test_a_calibrated_model_gives_every_sentence_its_quality(calibrated: Translator, indonesian: list[str]) -> None:
    found = calibrated.translate([*indonesian, ""])
    assert found[-1].quality is None
    assert all(one.quality is not None and 0 <= one.quality <= 1 for one in found[:-1])
    assert calibrated.translate([indonesian[3]])[0].quality == pytest.approx(found[3].quality, abs=1e-3)


def test_what_is_saved_is_read_as_it_was(calibrated: Translator) -> None:
    found = calibration_of(calibrated.checkpoint)
    assert found is not None
    assert found == calibrated.calibration
    assert found.model_sha256 == calibrated.checkpoint.sha256
    assert 0.9 < found.adequacy.caught <= 1
    assert calibrated.describe()["calibration"] == found.sha256()


def test_a_calibration_of_other_weights_is_not_used(calibrated: Translator, tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "other"
    shutil.copytree(calibrated.checkpoint.path, folder)
    facts = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
    (folder / "tokenizer_config.json").write_text(json.dumps({**facts, "model_max_length": 50}), encoding="utf-8")
    translator = Translator.load(str(folder), LoadOptions())
    assert translator.calibration is None
    assert translator.translate(["Selamat pagi."])[0].quality is None
    assert translator.describe()["calibration"] is None


@pytest.mark.parametrize("content", ["{", "[]", '{"model_sha256": "HASH"}', '{"model_sha256": "HASH", "quality": 3}'])
def test_a_damaged_calibration_is_one_clear_line(copied_model, content: str) -> None:
    folder = copied_model()
    checkpoint = locate(str(folder))
    (folder / CALIBRATION).write_text(content.replace("HASH", checkpoint.sha256), encoding="utf-8")
    with pytest.raises(ModelError, match=CALIBRATION):
        calibration_of(checkpoint)


def test_too_few_pairs_are_refused(calibrated: Translator, sentence_pairs) -> None:
    with pytest.raises(InputError, match="64 pairs with two sides are too few to calibrate with; give 200 or more"):
        calibrate(calibrated, [*sentence_pairs, *sentence_pairs, ("", "Nothing.")])


def test_the_command_keeps_a_calibration_beside_the_model(copied_model, sentence_pairs, tmp_path: Path) -> None:
    folder = copied_model()
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text(
        "".join(f"{left} {number}\t{right} {number}\n" for number in range(4) for left, right in sentence_pairs),
        encoding="utf-8",
    )
    done = CliRunner().invoke(cli, ["models", "calibrate", str(folder), str(pairs), "--json"])
    assert done.exception is None, done.exception
    record = json.loads(done.stdout)
    assert record["path"] == str(folder / CALIBRATION)
    assert record["pairs"] == 4 * len(sentence_pairs)
    assert set(record["adequacy"]) == {"threshold", "caught", "dropped"}
    assert set(record["quality"]) == {"acceptable", "pearson", "score_pearson"}
    assert calibration_of(locate(str(folder))) is not None
