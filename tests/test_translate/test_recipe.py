import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from translate.errors import InputError, OutputError, SettingError
from translate.settings import read_toml
from translate.training import pipeline as recipe_module
from translate.training.events import JsonLinesObserver, LinesTranslated, TrainingObserver
from translate.training.pipeline import train
from translate.training.plan import ModelShape, Schedule, TrainingData
from translate.training.recipe import LearningStep, MonolingualText, TrainingRecipe, TranslationStep, steps_in_order
from translate.training.sources import read_text_lines
from translate.training.vocabulary import train_vocabulary

SCHEDULE = Schedule(steps=2, warmup_steps=1, decay_steps=1, batch_pieces=1500, save_every=2, compile=False)
SHAPE = ModelShape(width=32, feed_forward=64, heads=2, encoder_layers=1, decoder_layers=1)
RECIPE = TrainingRecipe(
    ship="student",
    sources={"own": 1.0},
    models={"any": SHAPE},
    learn={
        "first": LearningStep(model="any", schedule=SCHEDULE, direction="both"),
        "second": LearningStep(
            model="any", schedule=SCHEDULE, start="first", direction="both", made={"back": 2.0, "ahead": 1.0}
        ),
        "student": LearningStep(model="any", schedule=SCHEDULE, source_weight=0.5, made={"back": 0.5, "taught": 1.0}),
        "unused": LearningStep(model="any", schedule=SCHEDULE),
    },
    translate={
        "back": TranslationStep(by="first", text="news-en", into="id"),
        "ahead": TranslationStep(by="first", text="news-id", into="en"),
        "taught": TranslationStep(by="second", text="news-id", into="en", with_sources=True, beam_size=2),
    },
    texts={"news-id": MonolingualText(for_vocabulary=2), "news-en": MonolingualText()},
    vocabulary_size=400,
    fewest_texts=1,
    max_pieces=100,
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, sentence_pairs: list[tuple[str, str]]) -> TrainingData:
    folder = tmp_path_factory.mktemp("data")
    (folder / "own.tsv").write_text("".join(f"{left}\t{right}\n" for left, right in sentence_pairs), encoding="utf-8")
    (folder / "news-id.txt").write_text("Hujan turun.\nPasar\ttutup.\n\nHujan turun.\n", encoding="utf-8")
    with gzip.open(folder / "news-en.txt.gz", "wt", encoding="utf-8") as lines:
        lines.write("Rain fell.\nThe market closed.\nSchools reopened.\n")
    (folder / "news-en.tags").write_text("good\nbad\ngood\n", encoding="utf-8")
    return TrainingData(folder=folder, texts=folder)


class BreaksOff(TrainingObserver):
    """Stops a run where a training step begins, or where a translation step is done."""

    def __init__(self, step: str) -> None:
        self._step = step

    def recipe_step_started(self, name: str) -> None:
        if name == self._step:
            raise KeyboardInterrupt

    def lines_translated(self, event: LinesTranslated) -> None:
        if event.step == self._step:
            raise KeyboardInterrupt


def recorder(records: list[dict[str, object]]) -> JsonLinesObserver:
    """An observer that keeps what the command prints."""
    return JsonLinesObserver(lambda line: records.append(json.loads(line)))


def pairs_of(path: Path) -> list[list[str]]:
    return [row.split("\t") for row in gzip.decompress(path.read_bytes()).decode().splitlines()]


@pytest.fixture
def shouting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of a model's translations: each line in reverse, word by word, and none for a line with "market"."""

    def translations(
        recipe: TrainingRecipe, settings: TranslationStep, lines: list[str], out: Path
    ) -> Mapping[int, str]:
        del recipe, out
        turned = (" ".join(reversed(line.split())) for line in lines)
        return {position: f"{settings.into} {text}" for position, text in enumerate(turned) if "market" not in text}

    monkeypatch.setattr(recipe_module, "_translations", translations)


def test_what_is_needed_comes_first_and_once() -> None:
    assert steps_in_order(RECIPE) == ["first", "back", "ahead", "second", "taught", "student"]


def test_plans_take_over_the_recipe(tmp_path: Path) -> None:
    second, student = RECIPE.plan("second", tmp_path), RECIPE.plan("student", tmp_path)
    assert second.initial == str(tmp_path / "first")
    assert second.sources == {"own": 1.0, "back": 2.0, "ahead": 1.0}
    assert (second.synthetic, second.synthetic_english) == (("back",), ("ahead",))
    assert student.initial is None
    assert student.sources == {"own": 0.5, "back": 0.5, "taught": 1.0}
    # Its English is a teacher's on purpose: only what a model wrote to be read is marked.
    assert (student.synthetic, student.synthetic_english) == (("back",), ())


def test_the_whole_chain(data: TrainingData, tmp_path: Path) -> None:
    """With real, tiny models, whose translations the checks rightly refuse nearly all."""
    from translate.translator import Translator

    reports: list[dict[str, object]] = []
    model = train(RECIPE, data, tmp_path / "out", recorder(reports))
    assert [record["step_of_recipe"] for record in reports if "step_of_recipe" in record] == steps_in_order(RECIPE)
    for record in (record for record in reports if "translated" in record):
        assert record["sentences"] == record["pairs"] + record["too_long"] + sum(record["dropped"].values())
    made = {record["translated"]: record["sentences"] for record in reports if "translated" in record}
    assert made == {"back": 3, "ahead": 2, "taught": 66}
    assert not (tmp_path / "out" / "unused").exists()
    vocabularies = {(tmp_path / "out" / step / "source.spm").read_bytes() for step in ("first", "second", "student")}
    assert vocabularies == {(tmp_path / "out" / "vocabulary.spm").read_bytes()}
    assert len(Translator.load(str(model)).translate(["Hujan turun."])) == 1


@pytest.mark.usefixtures("shouting")
def test_what_is_there_is_not_made_again(data: TrainingData, tmp_path: Path) -> None:
    train(RECIPE, data, tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.tsv.gz")}
    reports: list[dict[str, object]] = []
    train(RECIPE, data, tmp_path, recorder(reports))
    assert {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.tsv.gz")} == before
    assert not any("translated" in record or "step" in record for record in reports)


@pytest.mark.usefixtures("shouting")
def test_pairs_have_indonesian_first_whichever_side_was_made(data: TrainingData, tmp_path: Path) -> None:
    reports: list[dict[str, object]] = []
    train(replace(RECIPE, sources={"own": 1.0}), data, tmp_path, recorder(reports))
    assert pairs_of(tmp_path / "back.tsv.gz") == [
        ["id fell. Rain", "Rain fell."],
        ["id reopened. Schools", "Schools reopened."],
    ]
    assert pairs_of(tmp_path / "ahead.tsv.gz") == [
        ["Hujan turun.", "en turun. Hujan"],
        ["Pasar tutup.", "en tutup. Pasar"],
    ]
    [back] = [record for record in reports if record.get("translated") == "back"]
    assert (back["sentences"], back["too_long"], back["pairs"]) == (3, 1, 2)


def test_lines_are_left_out_by_their_tag(data: TrainingData) -> None:
    assert read_text_lines(data.texts, "news-en", ("bad",)) == ["Rain fell.", "Schools reopened."]
    assert len(read_text_lines(data.texts, "news-en")) == 3
    with pytest.raises(SettingError, match="no line has the tag 'bda'; did you mean 'bad'"):
        read_text_lines(data.texts, "news-en", ("bda",))


@pytest.mark.usefixtures("shouting")
def test_what_is_left_out_is_read_for_nothing(
    data: TrainingData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither translated nor shown to the vocabulary; no more is a sentence of a test set."""
    seen: list[str] = []

    def learned(sentences: Iterable[str], size: int) -> bytes:
        seen.extend(sentences)
        return train_vocabulary(seen, size)

    monkeypatch.setattr(recipe_module, "train_vocabulary", learned)
    (tmp_path / "dev.id").write_text("Sekolah dibuka kembali.\n", encoding="utf-8")
    (tmp_path / "dev.en").write_text("Schools reopened.\n", encoding="utf-8")
    texts = {"news-id": MonolingualText(), "news-en": MonolingualText(leave_out=("bad",), for_vocabulary=10)}
    train(replace(RECIPE, texts=texts), replace(data, dev=(tmp_path / "dev",)), tmp_path / "out")
    assert "Rain fell." in seen
    assert not {"The market closed.", "Schools reopened."} & set(seen)
    assert [pair[1] for pair in pairs_of(tmp_path / "out" / "back.tsv.gz")] == ["Rain fell."]


@pytest.mark.usefixtures("shouting")
@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"vocabulary_size": 410}, r"vocabulary\.spm"),
        ({"augmented": 0.5}, "first"),
        (
            {
                "translate": {
                    **RECIPE.translate,
                    "back": TranslationStep(by="first", text="news-en", into="id", first=1),
                }
            },
            "back",
        ),
        ({"learn": {**RECIPE.learn, "student": LearningStep(model="any", schedule=SCHEDULE)}}, "student"),
    ],
)
def test_what_was_made_from_other_settings_is_refused(
    data: TrainingData, tmp_path: Path, change: dict[str, object], named: str
) -> None:
    """The first step that a change reaches is named; those before it may stay."""
    train(RECIPE, data, tmp_path)
    with pytest.raises(OutputError, match=rf"/{named}.*: was made from other settings"):
        train(replace(RECIPE, **change), data, tmp_path)


@pytest.mark.usefixtures("shouting")
def test_other_test_sets_are_refused(data: TrainingData, tmp_path: Path) -> None:
    """A model that was learned without a wall has perhaps seen what it would be tested on."""
    train(RECIPE, data, tmp_path / "out")
    (tmp_path / "dev.id").write_text("Sekolah dibuka kembali.\n", encoding="utf-8")
    (tmp_path / "dev.en").write_text("Schools reopened.\n", encoding="utf-8")
    with pytest.raises(OutputError, match="was made from other settings, earlier steps or test sets"):
        train(RECIPE, replace(data, dev=(tmp_path / "dev",)), tmp_path / "out")


@pytest.mark.usefixtures("shouting")
def test_a_broken_off_run_goes_on_to_the_same_model(data: TrainingData, tmp_path: Path) -> None:
    train(RECIPE, data, tmp_path / "whole")

    for step in ("back", "second", "taught"):
        with pytest.raises(KeyboardInterrupt):
            train(RECIPE, data, tmp_path / "broken", BreaksOff(step))
    train(RECIPE, data, tmp_path / "broken")
    first, second = (tmp_path / one / "student" / "model.safetensors" for one in ("whole", "broken"))
    assert first.read_bytes() == second.read_bytes()


def test_texts_that_do_not_fit(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"news\.txt: cannot be read"):
        read_text_lines(tmp_path, "news")
    with pytest.raises(SettingError, match=r"give the folder of news-en\.txt as `texts`"):
        read_text_lines(None, "news-en")
    (tmp_path / "some.txt").write_text("a\nb\n", encoding="utf-8")
    (tmp_path / "some.tags").write_text("good\n", encoding="utf-8")
    with pytest.raises(InputError, match="2 lines of text and 1 of tags"):
        read_text_lines(tmp_path, "some", ("bad",))
    (tmp_path / "broken.txt.gz").write_bytes(b"no gzip")
    with pytest.raises(InputError, match=r"broken\.txt: cannot be read"):
        read_text_lines(tmp_path, "broken")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"ship": "studnet"}, "'ship' names 'studnet'; did you mean 'student'"),
        ({"models": {"other": SHAPE}}, r"'learn\.first\.model' names 'any'"),
        ({"translate": {}}, r"'learn\.second\.made' names 'back'"),
        ({"translate": {**RECIPE.translate, "first": RECIPE.translate["back"]}}, "sources and steps are called first"),
        ({"sources": {"own": 1.0, "back": 1.0}}, "sources and steps are called back"),
        ({"texts": {}}, r"'translate\.back\.text' names 'news-en'"),
        ({"synthetic": ("owl",)}, "'synthetic' names owl"),
        ({"augmented": 2.0}, "'augmented' is 2.0"),
        ({"max_pieces": 1000}, "the model has 512 positions"),
        (
            {"learn": {**RECIPE.learn, "first": replace(RECIPE.learn["first"], direction="id-en")}},
            "'translate.back' is into id, but 'first' is id-en",
        ),
        (
            {"learn": {**RECIPE.learn, "first": replace(RECIPE.learn["first"], start="second")}},
            "first → second → first need each other in a circle",
        ),
    ],
)
def test_recipes_that_do_not_hold_together(change: dict[str, object], message: str) -> None:
    with pytest.raises(SettingError, match=message):
        replace(RECIPE, **change)


@pytest.mark.parametrize(
    "change", [{"first": 0}, {"beam_size": 0}, {"temperature": -1.0}, {"beam_size": 2, "temperature": 1.0}]
)
def test_translations_that_cannot_be(change: dict[str, object]) -> None:
    with pytest.raises(SettingError):
        replace(RECIPE.translate["back"], **change)


def test_the_bundled_recipe_can_be_read() -> None:
    from importlib.resources import files

    recipe = read_toml(TrainingRecipe, Path(str(files("translate.bundled"))) / "recipe.toml")
    assert steps_in_order(recipe)[0] == "people"
    assert set(recipe.synthetic) <= set(recipe.sources)


def test_mistakes_in_tables_of_tables_are_named(tmp_path: Path) -> None:
    path = tmp_path / "recipe.toml"
    path.write_text(
        'ship = "a"\nsources = {own = "often"}\nmodels = {any = {widht = 8}}\nlearn = {a = 5}\n', encoding="utf-8"
    )
    with pytest.raises(SettingError) as caught:
        read_toml(TrainingRecipe, path)
    assert "unknown key 'models.any.widht'; did you mean 'width'" in str(caught.value)
    assert "'learn.a' is 5, expected a table" in str(caught.value)
    assert "'sources.own' is 'often', expected float" in str(caught.value)
