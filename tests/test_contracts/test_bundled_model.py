"""What is promised of the checkpoint that ships, whatever its quality: form, size, and that every program agrees."""

from importlib.resources import files
from pathlib import Path

import pytest
from sacrebleu.metrics.chrf import CHRF

from translate.backends.base import EngineOptions
from translate.decoding import DecodingOptions
from translate.translator import LoadOptions, Translator

FOLDER = Path(str(files("translate.bundled")))
GREEDY = DecodingOptions(beam_size=1)


def translator(backend: str, compute_type: str) -> Translator:
    options = LoadOptions(backend=backend, engine=EngineOptions(compute_type=compute_type))  # type: ignore[arg-type]
    return Translator.load("bundled", options, GREEDY)


@pytest.fixture(scope="module")
def by_engine(indonesian: list[str]) -> dict[str, list[str]]:
    """Greedy translations of the same sentences by each engine."""
    engines = (("transformers", "float32"), ("ctranslate2", "float32"), ("ctranslate2", "int8"))
    return {
        f"{backend} {compute_type}": [one.text for one in translator(backend, compute_type).translate(indonesian)]
        for backend, compute_type in engines
    }


def test_the_weights_are_small_and_half_precision() -> None:
    from safetensors import safe_open

    assert (FOLDER / "model.safetensors").stat().st_size <= 45_000_000
    with safe_open(FOLDER / "model.safetensors", "pt") as stored:
        kinds = {str(stored.get_tensor(name).dtype) for name in stored.keys()}  # noqa: SIM118 - not a dictionary
    assert kinds == {"torch.float16"}


def test_the_card_names_every_source_of_the_recipe() -> None:
    import tomllib

    sources = tomllib.loads((FOLDER / "recipe.toml").read_text(encoding="utf-8"))["sources"]
    card = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert sources
    assert [name for name in sources if f"| {name} |" not in card] == []


def test_no_file_tells_where_it_was_made() -> None:
    for file in FOLDER.iterdir():
        if file.is_file():
            assert b"/tmp/" not in file.read_bytes(), file.name


def test_transformers_alone_says_the_same(by_engine: dict[str, list[str]], indonesian: list[str]) -> None:
    """Somebody with ``from_pretrained`` and nothing of ours gets our translation."""
    import warnings

    import torch
    from transformers import MarianMTModel, MarianTokenizer

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Recommended: pip install sacremoses")
        tokenizer = MarianTokenizer.from_pretrained(FOLDER)
    model = MarianMTModel.from_pretrained(FOLDER, dtype=torch.float32).eval()
    sentences = indonesian[:16]
    inputs = tokenizer(sentences, return_tensors="pt", padding=True)
    outputs = model.generate(**inputs, num_beams=1, max_new_tokens=100)
    texts = tokenizer.decode(outputs, skip_special_tokens=True)
    assert texts == by_engine["ctranslate2 float32"][:16]


def test_both_engines_say_the_same(by_engine: dict[str, list[str]]) -> None:
    first, second = by_engine["transformers float32"], by_engine["ctranslate2 float32"]
    assert sum(a == b for a, b in zip(first, second, strict=True)) >= 0.99 * len(first)


def test_int8_stays_near_float32(by_engine: dict[str, list[str]]) -> None:
    assert CHRF().corpus_score(by_engine["ctranslate2 int8"], [by_engine["ctranslate2 float32"]]).score >= 95


def test_it_translates(by_engine: dict[str, list[str]], sentence_pairs: list[tuple[str, str]]) -> None:
    """Far better than the source left as it is, on sentences written for these tests."""
    references = [pair[1] for pair in sentence_pairs]
    copied = CHRF().corpus_score([pair[0] for pair in sentence_pairs], [references]).score
    assert CHRF().corpus_score(by_engine["ctranslate2 int8"], [references]).score >= copied + 15


def test_typography_does_not_matter() -> None:
    plain, typographic = 'Dia berkata, "Saya akan pulang."', "Dia berkata, “Saya akan\u00a0pulang.”"
    one, two = translator("ctranslate2", "int8").translate([plain, typographic])
    assert one.text == two.text


def test_its_calibration_is_that_of_its_weights_and_tells_right_from_wrong(
    sentence_pairs: list[tuple[str, str]],
) -> None:
    bundled = translator("ctranslate2", "int8")
    assert bundled.calibration is not None, "run: sejajar models calibrate bundled PAIRS"
    limit = bundled.calibration.adequacy
    assert limit.caught > 0.99
    english = [right for _, right in sentence_pairs]
    strange = [(left, other) for (left, _), other in zip(sentence_pairs, english[7:] + english[:7], strict=True)]
    values = bundled.adequacy(sentence_pairs)
    assert sum(value is not None and value >= limit.threshold for value in values) >= len(values) - 1
    assert sum(value is not None and value < limit.threshold for value in bundled.adequacy(strange)) > 0.9 * len(values)
    assert bundled.calibration.quality.pearson > bundled.calibration.quality.score_pearson
