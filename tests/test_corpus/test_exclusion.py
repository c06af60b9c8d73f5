import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.exclusion import EvaluationWall, read_test_sets
from translate.errors import InputError
from translate.overlap import OverlapWall

LONG = "Para nelayan di pesisir utara sudah kembali melaut sejak Senin pagi karena cuaca membaik"


def save(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.fixture
def files(tmp_path):
    lines = [{"id": "Harga beras naik di pasar."}, {"en": "The bridge was finished last month."}]
    (tmp_path / "c.txt.gz").write_bytes(gzip.compress(b"The museum is open every day.\n"))
    return [
        save(tmp_path / "a.tsv", f"{LONG}.\tFishermen on the north coast are at sea again.\n"),
        save(tmp_path / "b.jsonl", "\n".join(json.dumps(line) for line in lines) + "\n"),
        str(tmp_path / "c.txt.gz"),
    ]


def test_every_format_is_read_with_lines(files):
    sets = read_test_sets(files)
    assert [test_set.name for test_set in sets] == ["a.tsv", "b.jsonl", "c.txt.gz"]
    assert [[line for line, _ in test_set.sentences] for test_set in sets] == [[1, 1], [1, 2], [1]]
    assert sets[2].sentences == ((1, "The museum is open every day."),)


def test_files_called_alike_are_told_apart_by_their_folders(tmp_path):
    paths = [save(tmp_path / folder / "dev.txt", "Satu kalimat.") for folder in ("berita", "umum")]
    assert [test_set.name for test_set in read_test_sets(paths)] == ["berita/dev.txt", "umum/dev.txt"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.tsv", "satu\n", "line 1: expected id<TAB>en, found 1 columns"),
        ("a.jsonl", '{"id": "x"}\n{"id"\n', "line 2: not JSON"),
        ("a.jsonl", "[1]\n", "line 1: expected an object"),
        ("a.txt", " \n", "no sentence in it"),
    ],
)
def test_a_bad_file_is_named_with_its_line(tmp_path, name, text, said):
    with pytest.raises(InputError, match=said):
        read_test_sets([save(tmp_path / name, text)])


def test_a_missing_file_and_one_not_utf8_are_said(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_test_sets([str(tmp_path / "nothing.txt")])
    (tmp_path / "latin.txt").write_bytes("Kafé ramai".encode("latin-1"))
    with pytest.raises(InputError, match="not UTF-8"):
        read_test_sets([str(tmp_path / "latin.txt")])


@pytest.mark.parametrize(
    ("pair", "rule", "matched", "sets"),
    [
        ((f"“{LONG.upper()}”", "x"), "exact", "a.tsv:1", (0,)),
        ((f"{LONG}, kata dia.", "x"), "near", "a.tsv:1", (0,)),
        (("Harga beras naik di pasar", "the BRIDGE was finished last month"), "exact", "b.jsonl:1", (1,)),
        (("x", "The museum is open every day"), "exact", "c.txt.gz:1", (2,)),
        ((LONG, "The museum is open every day."), "exact", "a.tsv:1", (0, 2)),
    ],
)
def test_an_overlap_on_either_side_is_found(files, pair, rule, matched, sets):
    wall = EvaluationWall(read_test_sets(files), 0.85)
    other = ("Jembatan itu dicat.", "Rice has become dearer.")
    found = wall.overlaps([other, pair, other])
    assert list(found) == [1]
    assert (found[1].rule, found[1].matched, found[1].test_sets) == (rule, matched, sets)
    assert 0.85 <= found[1].similarity <= 1


def test_a_short_sentence_says_nothing(tmp_path):
    wall = EvaluationWall(read_test_sets([save(tmp_path / "a.txt", "Terima kasih!\n")]), 0.9)
    assert wall.overlaps([("Terima kasih", "Thank you")]) == {}


def test_the_same_n_grams_in_other_letters_are_near_and_not_exact(tmp_path):
    # Laughter of another length has the same 5-grams: its similarity is 1, and still its letters differ.
    test_set = save(tmp_path / "a.txt", f"{'ha' * 20}\n{LONG}\n{'ha' * 30}\n")
    found = EvaluationWall(read_test_sets([test_set]), 0.9).overlaps([("ha" * 25, "x"), ("ha" * 30, "x"), (LONG, "x")])
    assert {place: (one.rule, one.similarity, one.matched) for place, one in found.items()} == {
        0: ("near", 1.0, "a.txt:1"),
        1: ("exact", 1.0, "a.txt:3"),
        2: ("exact", 1.0, "a.txt:2"),
    }


def test_of_several_near_sentences_the_most_similar_is_named(tmp_path):
    test_set = save(tmp_path / "a.txt", f"{LONG} kemarin\n{LONG} ya\n{LONG} lagi\n{LONG} kini\n")
    (found,) = EvaluationWall(read_test_sets([test_set]), 0.85).overlaps([(LONG, "x")]).values()
    assert (found.rule, found.matched) == ("near", "a.txt:2")
    assert found.similarity < 1
    # Either side counts, the more similar one decides, and of two equals the first line is named.
    (found,) = EvaluationWall(read_test_sets([test_set]), 0.85).overlaps([(f"{LONG} kini", f"{LONG} lagi")]).values()
    assert (found.rule, found.matched) == ("exact", "a.txt:3")


@pytest.mark.parametrize(("letters", "overlaps"), [(11, False), (12, True)])
def test_sentences_of_twelve_letters_and_more_are_compared(tmp_path, letters, overlaps):
    text = "abcdefghijklmn"[:letters]
    wall = EvaluationWall(read_test_sets([save(tmp_path / "a.txt", f"{text}\n")]), 0.9)
    assert bool(wall.overlaps([(text, "x")])) is overlaps


words = st.lists(st.sampled_from(["nelayan", "pasar", "beras", "melaut", "Senin", "12", "ya"]), max_size=5).map(
    " ".join
)


@settings(deadline=None, max_examples=50)
@given(st.lists(words, min_size=1, max_size=6), st.lists(st.tuples(words, words), max_size=8))
def test_what_the_wall_of_training_refuses_is_refused(tmp_path_factory, tests, pairs):
    path = save(tmp_path_factory.mktemp("a") / "dev.txt", "Kalimat pertama dari himpunan uji\n" + "\n".join(tests))
    found = EvaluationWall(read_test_sets([path]), 1.0).overlaps(pairs)
    wall = OverlapWall([(line, "") for line in tests])
    exact = {place for place, overlap in found.items() if overlap.rule == "exact"}
    assert exact == {place for place, pair in enumerate(pairs) if not wall.admits(pair)}
