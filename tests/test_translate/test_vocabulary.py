import json
from pathlib import Path

import pytest
import sentencepiece

from translate.control_pieces import END, PADDING, UNKNOWN
from translate.errors import SettingError
from translate.training.vocabulary import train_vocabulary, write_tokenizer


@pytest.fixture(scope="module")
def processor(tiny_model: Path) -> sentencepiece.SentencePieceProcessor:
    return sentencepiece.SentencePieceProcessor(model_file=str(tiny_model / "source.spm"))


def test_ids_are_marian_ids(tiny_model: Path, processor: sentencepiece.SentencePieceProcessor) -> None:
    vocabulary = json.loads((tiny_model / "vocab.json").read_text(encoding="utf-8"))
    assert vocabulary[END] == processor.eos_id() == 0
    assert vocabulary[UNKNOWN] == processor.unk_id() == 1
    assert vocabulary[PADDING] == len(vocabulary) - 1 == processor.get_piece_size() == 480
    assert [vocabulary[processor.id_to_piece(index)] for index in range(480)] == list(range(480))


def test_all_bytes_are_pieces(processor: sentencepiece.SentencePieceProcessor) -> None:
    assert sum(processor.is_byte(index) for index in range(480)) == 256


def test_the_model_folds_typography_itself(processor: sentencepiece.SentencePieceProcessor) -> None:
    assert processor.normalize("“Ya” – ‘tidak’…\u200b") == processor.normalize("\"Ya\" - 'tidak'...")
    assert processor.encode("“Ya”") == processor.encode('"Ya"')
    assert processor.encode("Café") == processor.encode("Cafe\u0301")


def test_both_sides_share_one_model(tiny_model: Path) -> None:
    assert (tiny_model / "source.spm").read_bytes() == (tiny_model / "target.spm").read_bytes()


def test_the_same_text_gives_the_same_model(sentence_pairs: list[tuple[str, str]]) -> None:
    texts = [text for pair in sentence_pairs for text in pair]
    assert train_vocabulary(texts, 400) == train_vocabulary(texts, 400)


def test_tokenizer_config_says_the_longest_source(tmp_path: Path, tiny_model: Path) -> None:
    write_tokenizer(tmp_path, (tiny_model / "source.spm").read_bytes(), 96)
    config = json.loads((tmp_path / "tokenizer_config.json").read_text(encoding="utf-8"))
    assert config["model_max_length"] == 96
    assert (config["source_lang"], config["target_lang"]) == ("id", "en")
    assert {path.name for path in tmp_path.iterdir()} == {
        "source.spm",
        "target.spm",
        "vocab.json",
        "tokenizer_config.json",
    }


@pytest.mark.parametrize(("texts", "size"), [(["Saya pergi."], 8000), (["Saya pergi."], 50), ([], 300)])
def test_a_size_that_does_not_fit_the_text_is_a_setting_error(texts: list[str], size: int) -> None:
    with pytest.raises(SettingError, match=f"a vocabulary of {size} pieces cannot be learned") as caught:
        train_vocabulary(texts, size)
    assert "\n" not in str(caught.value)
