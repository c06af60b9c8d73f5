import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.deduplication import NO_PAIR, PairBatch, find_duplicates
from corpus.similarity import band_keys, band_shape, figures_of, jaccard, sentence_key, shingles
from translate.overlap import letters_only

LONG = (
    "Seluruh penerima bantuan adalah nelayan kecil yang aktif dalam kelompok usaha bersama di pesisir utara, "
    "dan mereka sudah terdaftar sejak tahun 2021"
)
WORDS = ("air", "batu", "daun", "emas", "ikan", "jalan", "kapal", "laut", "malam", "padi", "rumah", "tanah", "5", "7,5")
DISTRICTS = [
    f"{one}{two}{three}" for one in "bdgk" for two in ("ar", "un", "is", "et") for three in ("ok", "im", "ung")
]
sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
# Computed on x86-64; another processor or release of rensa must come to the same.
KEYS_OF_A_SENTENCE = [16754774497797467213, 10786165294739378153]
corpora = st.lists(st.tuples(sentences, st.sampled_from([-0.1, -0.5, -2.0, math.nan])), max_size=25)


def duplicates_of(corpus, scratch, size=7, mode="near", threshold=0.7, fixed=0):
    """Return what ``find_duplicates`` says of (text, score) pairs that come in batches of ``size``."""

    def batches():
        for part, is_fixed in ((corpus[:fixed], True), (corpus[fixed:], False)):
            for first in range(0, len(part), size):
                chunk = part[first : first + size]
                yield PairBatch(
                    texts=[text for text, _ in chunk],
                    scores=np.array([score for _, score in chunk], dtype=float),
                    admitted=np.ones(len(chunk), dtype=bool),
                    fixed=is_fixed,
                )

    return find_duplicates(batches, mode, threshold, scratch / "index")


def quality(score):
    return math.inf if math.isnan(score) else score


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("Harga BERAS naik.", "harga beras naik", True),
        ("“Harga beras naik,”", "Harga beras naik", True),
        ("Inflasi 1,5 persen.", "Inflasi 15 persen.", False),
        ("Tumbuh 1.500 unit", "Tumbuh 1,500 unit", False),
        ("***", "---", False),
        ("***", " *** ", True),
    ],
)
def test_sentences_are_the_same_by_letters_and_figures(left, right, same):
    assert (sentence_key(left) == sentence_key(right)) == same


@given(st.text(max_size=30), st.text(max_size=30))
def test_similarity_is_symmetric_and_one_only_for_the_same_ngrams(left, right):
    one, two = shingles(left), shingles(right)
    assert jaccard(one, two) == jaccard(two, one)
    assert 0 <= jaccard(one, two) <= 1
    assert (jaccard(one, two) == 1) == (one == two)


@pytest.mark.parametrize("threshold", [0.5, 0.7, 0.8, 0.9, 0.95, 1.0])
def test_bands_find_99_percent_at_the_threshold(threshold):
    bands, rows = band_shape(threshold)
    assert bands * rows <= 128
    assert 1 - (1 - threshold**rows) ** bands >= 0.99


def test_band_keys_are_the_same_on_every_machine():
    keys = band_keys(["hargaberasnaikdipasar"], ["1,5"], 0.9)
    assert keys.shape == (1, 12)
    assert keys[0, :2].tolist() == KEYS_OF_A_SENTENCE


def test_of_exact_duplicates_the_best_scored_is_kept_and_of_equals_the_first(tmp_path):
    corpus = [("Ya.", -1.0), ("YA", -0.5), ("Tidak.", -1.0), ("ya!", -0.5), ("Tidak", -1.0)]
    found = duplicates_of(corpus, tmp_path, mode="exact")
    assert found.kept.tolist() == [1, NO_PAIR, NO_PAIR, 1, 2]
    assert found.similarity[[0, 3, 4]].tolist() == [1, 1, 1]
    assert not found.near.any()


def test_a_person_is_kept_before_a_machine(tmp_path):
    assert duplicates_of([("Ya.", -0.1), ("Ya", math.nan)], tmp_path).kept.tolist() == [1, NO_PAIR]


def test_scores_that_differ_by_rounding_are_equal(tmp_path):
    assert duplicates_of([("Ya.", -0.50001), ("Ya", -0.49999)], tmp_path).kept.tolist() == [NO_PAIR, 0]
    assert duplicates_of([("Ya.", -0.5004), ("Ya", -0.4996)], tmp_path).kept.tolist() == [NO_PAIR, 0]
    assert duplicates_of([("Ya.", -0.5009), ("Ya", -0.4996)], tmp_path).kept.tolist() == [1, NO_PAIR]


@pytest.mark.parametrize("other", [f"“{LONG},” kata dia.", f"Adapun {LONG[0].lower()}{LONG[1:]}."])
def test_a_planted_near_duplicate_is_found(tmp_path, other):
    corpus = [(f"Kalimat nomor {number} berbicara tentang hal lain sama sekali.", -1.0) for number in range(200)]
    corpus[50:50] = [(LONG, -1.0)]
    corpus[150:150] = [(other, -0.2)]
    found = duplicates_of(corpus, tmp_path, threshold=0.9)
    assert np.flatnonzero(found.kept != NO_PAIR).tolist() == [50]
    assert found.kept[50] == 150
    assert found.near[50]
    expected = jaccard(shingles(letters_only(LONG)), shingles(letters_only(other)))
    assert found.similarity[50] == pytest.approx(expected)


def test_lines_without_letters_are_alike_only_if_they_are_the_same(tmp_path):
    assert duplicates_of([("***", -1.0), ("---", -1.0), (" ***", -1.0)], tmp_path).kept.tolist() == [-1, -1, 0]


def test_duplicates_are_found_among_many_sentences_of_one_template(tmp_path):
    names = [f"{first}{second}" for first in ("bara", "tiku", "seno", "lada") for second in DISTRICTS]
    template = "Hujan ringan diperkirakan turun di kecamatan {} dan sekitarnya pada siang sampai malam hari ini"
    corpus = [(template.format(name), -1.0) for name in names]
    corpus += [(f"{text}, kata dia", -2.0) for text, _ in corpus[:20]]
    found = duplicates_of(corpus, tmp_path, threshold=0.9)
    assert found.kept[len(names) :].tolist() == list(range(20))


def test_a_copy_of_a_pair_that_has_gone_is_like_the_one_that_stays(tmp_path):
    other = f"Adapun {LONG}."
    found = duplicates_of([(LONG, -1.0), (LONG.upper(), -1.5), (other, -0.2)], tmp_path)
    assert found.kept.tolist() == [2, 2, NO_PAIR]
    assert found.near.tolist() == [True, True, False]
    assert found.similarity[1] == found.similarity[0] < 1


def test_other_figures_are_another_sentence(tmp_path):
    assert duplicates_of([(LONG, -1.0), (LONG.replace("2021", "2022"), -1.0)], tmp_path).kept.tolist() == [-1, -1]


def test_nothing_is_looked_for_if_nothing_is_wanted(tmp_path):
    assert duplicates_of([("Ya.", -1.0), ("Ya.", -1.0)], tmp_path, mode="none").kept.tolist() == [-1, -1]


def test_a_pair_that_was_refused_before_is_nobodys_duplicate(tmp_path):
    def batches():
        yield PairBatch(texts=["Ya.", "Ya.", "Ya."], scores=np.zeros(3), admitted=np.array([False, True, True]))

    assert find_duplicates(batches, "near", 0.9, tmp_path / "index").kept.tolist() == [-1, -1, 1]


def test_nothing_is_left_in_the_scratch_folder(tmp_path):
    duplicates_of([("Ya.", -1.0), ("Ya.", -1.0)], tmp_path)
    assert list(tmp_path.iterdir()) == []


@settings(deadline=None, max_examples=60)
@given(corpora, st.integers(1, 30), st.integers(1, 30))
def test_the_result_depends_on_no_batch_size(tmp_path_factory, corpus, one, other):
    tmp_path = tmp_path_factory.mktemp("a")
    left, right = (duplicates_of(corpus, tmp_path, size) for size in (one, other))
    assert left.kept.tolist() == right.kept.tolist()
    assert left.similarity.tolist() == right.similarity.tolist()


@settings(deadline=None, max_examples=60)
@given(corpora, st.sampled_from(["exact", "near"]), st.integers(0, 10))
def test_who_goes_is_like_somebody_better_who_stays(tmp_path_factory, corpus, mode, fixed):
    found = duplicates_of(corpus, tmp_path_factory.mktemp("a"), mode=mode, fixed=fixed)
    fixed = min(fixed, len(corpus))
    assert (found.kept[:fixed] == NO_PAIR).all()
    for number, keeper in enumerate(found.kept.tolist()):
        if keeper == NO_PAIR:
            continue
        assert found.kept[keeper] == NO_PAIR
        left, right = corpus[number][0], corpus[keeper][0]
        assert figures_of(left) == figures_of(right)
        assert keeper < fixed or quality(corpus[keeper][1]) >= quality(corpus[number][1])
        if found.near[number]:
            value = jaccard(shingles(letters_only(left)), shingles(letters_only(right)))
            assert found.similarity[number] == pytest.approx(value)
            assert value >= 0.7
        else:
            assert sentence_key(left) == sentence_key(right)
    staying = [sentence_key(corpus[one][0]) for one in range(fixed, len(corpus)) if found.kept[one] == NO_PAIR]
    assert len(set(staying)) == len(staying)
