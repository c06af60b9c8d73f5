from pathlib import Path

import pytest

from translate.backends.base import EngineOptions
from translate.decoding import DecodingOptions
from translate.errors import InputError, OutputError, SettingError
from translate.models import SHORTLIST, Checkpoint, locate
from translate.shortlist import ShortlistOptions, shortlist, write_shortlisted
from translate.tokenization import Tokenizer
from translate.translator import LoadOptions, Translator


@pytest.fixture(scope="module")
def tokenizer(tiny_checkpoint: Checkpoint) -> Tokenizer:
    return Tokenizer(tiny_checkpoint.path)


def table(text: str) -> dict[str, list[str]]:
    return {source: targets.split(" ") for source, targets in (line.split("\t") for line in text.splitlines())}


def test_words_find_their_translations(tokenizer: Tokenizer) -> None:
    """Four sentences in which each word is told from the others by where else it stands."""
    pairs = [("beras mahal", "rice dear"), ("beras murah", "rice cheap"), ("jalan mahal", "road dear"), ("x", "")]
    found = table(shortlist(pairs * 3, tokenizer, ShortlistOptions(candidates=4, always=0)))

    def whole(word: str, translation: str) -> bool:
        return set(tokenizer.encode_target(translation)) <= {
            *found[""],
            *(target for piece in tokenizer.encode(word) for target in found[piece]),
        }

    assert whole("beras", "rice")
    assert whole("jalan", "road")
    assert whole("mahal", "dear")


def test_every_piece_has_a_line_and_brings_itself(tokenizer: Tokenizer, sentence_pairs: list[tuple[str, str]]) -> None:
    found = table(shortlist(sentence_pairs, tokenizer, ShortlistOptions(candidates=3, always=5)))
    pieces = [piece for piece in tokenizer.vocabulary_pieces() if piece not in ("</s>", "<unk>", "<pad>")]
    assert list(found) == ["", *pieces]
    assert all(found[piece][0] == piece and len(found[piece]) <= 4 for piece in pieces)
    assert {"<0x00>", "<0xFF>", "▁", "7"} <= set(found[""])
    assert not {"</s>", "<unk>", "<pad>"} & {target for targets in found.values() for target in targets}


def test_nothing_to_learn_from(tokenizer: Tokenizer) -> None:
    with pytest.raises(InputError, match="no pair to learn a shortlist from"):
        shortlist([("", "")], tokenizer, ShortlistOptions())
    for wrong in ({"candidates": 0}, {"always": -1}):
        with pytest.raises(SettingError):
            ShortlistOptions(**wrong)


def translated(folder: Path, cache: Path, sources: list[str]) -> list[str]:
    options = LoadOptions(engine=EngineOptions(device="cpu", cache=cache, threads=1))
    return [one.text for one in Translator.load(str(folder), options, DecodingOptions(beam_size=1)).translate(sources)]


def test_a_shortlist_of_everything_changes_nothing_and_a_short_one_rules(
    tiny_checkpoint: Checkpoint, tmp_path: Path, model_cache: Path, indonesian: list[str]
) -> None:
    tokenizer = Tokenizer(tiny_checkpoint.path)
    pieces = [piece for piece in tokenizer.vocabulary_pieces() if piece not in ("</s>", "<unk>", "<pad>")]
    write_shortlisted(tiny_checkpoint, f"\t{' '.join(pieces)}\n", tmp_path / "all")
    write_shortlisted(tiny_checkpoint, "\t▁ a b\n", tmp_path / "few")
    sources = indonesian[:12]
    assert translated(tmp_path / "all", model_cache, sources) == translated(tiny_checkpoint.path, model_cache, sources)
    few = translated(tmp_path / "few", model_cache, sources)
    assert set("".join(few)) <= set("ab ")
    assert any(few)


def test_a_shortlisted_model_is_another_model(tiny_checkpoint: Checkpoint, tmp_path: Path) -> None:
    write_shortlisted(tiny_checkpoint, "\ta\n", tmp_path / "one")
    write_shortlisted(tiny_checkpoint, "\tb\n", tmp_path / "two")
    revisions = {locate(str(path)).revision for path in (tiny_checkpoint.path, tmp_path / "one", tmp_path / "two")}
    assert len(revisions) == 3
    with pytest.raises(OutputError, match="is not empty"):
        write_shortlisted(tiny_checkpoint, "\ta\n", tmp_path / "one")
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot be written"):
        write_shortlisted(tiny_checkpoint, "\ta\n", tmp_path / "file" / "x")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "one", "two"]
    assert (tmp_path / "one" / SHORTLIST).read_text() == "\ta\n"
