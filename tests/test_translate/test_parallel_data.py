import gzip
from pathlib import Path

import pytest
import sentencepiece

from translate.errors import InputError, SettingError
from translate.overlap import OverlapWall, letters_only
from translate.pair_files import read_pairs, read_parallel_lines
from translate.training.encoding import MARKS, SYNTHETIC, TO_ENGLISH, encode_pairs, mark_ids
from translate.training.sources import locate_sources


def test_read_pairs(tmp_path: Path) -> None:
    content = "Saya pergi.\tI go.\nBaris\u2028dua\tLine\x85two\r\n\t\n".encode()
    plain, zipped = tmp_path / "a.tsv", tmp_path / "b.tsv.gz"
    plain.write_bytes(content)
    zipped.write_bytes(gzip.compress(content))
    expected = [("Saya pergi.", "I go."), ("Baris\u2028dua", "Line\x85two"), ("", "")]
    assert list(read_pairs(plain)) == list(read_pairs(zipped)) == expected


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.tsv", b"satu\tone\ndua\n", ":2: expected id<TAB>en, found 1 column"),
        ("a.tsv", b"a\tb\tc\n", ":1: expected id<TAB>en, found 3 columns"),
        ("a.tsv", b"sa\xfftu\tone\n", "not UTF-8"),
        ("a.tsv.gz", b"not gzip", "cannot be read"),
        ("a.tsv.gz", gzip.compress(b"satu\tone\n" * 1000)[:-12], "cannot be read"),
        ("a.tsv.gz", gzip.compress(b"satu\tone\n")[:10] + b"\xff" * 40, "cannot be read"),
    ],
    ids=["one column", "three columns", "not UTF-8", "not gzip", "cut gzip", "damaged gzip"],
)
def test_broken_pairs(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        list(read_pairs(path))
    assert str(path) in str(caught.value)


def test_read_parallel_lines(tmp_path: Path) -> None:
    (tmp_path / "dev.id").write_bytes("satu\r\ndua\rdua\u2028\n\n".encode())
    (tmp_path / "dev.en").write_bytes(b"one\ntwo\n\n")
    assert read_parallel_lines(tmp_path / "dev") == [("satu", "one"), ("dua\rdua\u2028", "two"), ("", "")]


@pytest.mark.parametrize(
    ("left", "right", "message"),
    [
        (b"a\nb\n", b"a\n", "has 2 lines and .* 1; they must match"),
        (b"a\n", None, r"dev\.en: cannot be read \(No such file"),
        (b"a\n", b"\xff\n", r"dev\.en: not UTF-8 \(byte 0\)"),
    ],
)
def test_broken_parallel_lines(tmp_path: Path, left: bytes, right: bytes | None, message: str) -> None:
    (tmp_path / "dev.id").write_bytes(left)
    if right is not None:
        (tmp_path / "dev.en").write_bytes(right)
    with pytest.raises(InputError, match=message):
        read_parallel_lines(tmp_path / "dev")


def test_a_stem_with_dots(tmp_path: Path) -> None:
    (tmp_path / "dev.v1.id").write_text("a\n")
    (tmp_path / "dev.v1.en").write_text("b\n")
    assert read_parallel_lines(tmp_path / "dev.v1") == [("a", "b")]


def test_letters_only() -> None:
    assert letters_only("“Rapat, ke-2!” ITU") == letters_only("rapat ke 2 itu") == "rapatke2itu"


@pytest.mark.parametrize(
    ("pair", "admitted"),
    [
        (("Rapat itu ditunda besok.", "Something else entirely."), False),
        (("Kalimat lain sama sekali.", "THE MEETING was postponed!"), False),
        (("RAPAT ITU DITUNDA BESOK", "x"), False),
        (("Rapat itu ditunda lusa.", "The meeting is put off."), True),
        (("Terima.", "Thanks."), True),
    ],
)
def test_overlap_wall(pair: tuple[str, str], admitted: bool) -> None:
    wall = OverlapWall([("Rapat itu ditunda besok.", "The meeting was postponed."), ("Terima.", "Thanks.")])
    assert wall.admits(pair) == admitted
    assert wall.hits == (not admitted)


def test_encode_pairs(tiny_model: Path) -> None:
    processor = sentencepiece.SentencePieceProcessor(model_file=str(tiny_model / "source.spm"))
    groups = [[("Saya pergi.", "I go."), ("", "Nothing."), ("Kata", "")], [("Ya", "Yes"), ("a " * 50, "b")]]
    pairs = encode_pairs(groups, processor, 40)
    assert len(pairs) == 2
    assert pairs.origins == (range(0, 1), range(1, 2))
    source, target = pairs.pair(0)
    assert list(source) == processor.encode("Saya pergi.", add_eos=True)
    assert list(target) == processor.encode("I go.", add_eos=True)
    assert source[-1] == target[-1] == 0
    assert pairs.width(0) == max(len(source), len(target))


def test_marks_become_the_pieces_of_their_bytes(tiny_model: Path) -> None:
    processor = sentencepiece.SentencePieceProcessor(model_file=str(tiny_model / "source.spm"))
    pairs = encode_pairs([[(f"{TO_ENGLISH}{SYNTHETIC}Saya pergi.", "I go."), (TO_ENGLISH, "Nothing.")]], processor, 40)
    assert len(pairs) == 1, "a mark alone is no source"
    source, target = pairs.pair(0)
    marks = [processor.piece_to_id("<0x02>"), processor.piece_to_id("<0x01>")]
    assert list(source) == [*marks, *processor.encode("Saya pergi.", add_eos=True)]
    assert list(target) == processor.encode("I go.", add_eos=True)
    assert mark_ids(TO_ENGLISH + SYNTHETIC, processor) == marks
    assert len({processor.unk_id(), *mark_ids(MARKS, processor)}) == 4


def test_locate_sources(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for path in (first / "news.tsv", first / "talks.tsv.gz", first / "notes.txt", second / "made.tsv.gz"):
        path.parent.mkdir(exist_ok=True)
        path.touch()
    assert locate_sources([first], ["talks", "news"]) == {
        "talks": first / "talks.tsv.gz",
        "news": first / "news.tsv",
    }
    assert locate_sources([first, second], ["made", "news"]) == {
        "made": second / "made.tsv.gz",
        "news": first / "news.tsv",
    }
    with pytest.raises(SettingError, match=r"for source 'new'; did you mean 'news'\?, 'xyz'$"):
        locate_sources([first, second], ["new", "xyz", "talks"])
    with pytest.raises(SettingError, match=r"no file NAME\.tsv or NAME\.tsv\.gz for source 'made'"):
        locate_sources([first], ["made"])
