import json
from dataclasses import asdict

import pytest

from translate.errors import InputError
from translate.evaluation import compare, evaluate, worst

SOURCES = ["Saya punya 5 kucing di rumah.", "Hujan turun di Bogor.", "Ibu memasak nasi."]
REFERENCES = ["I have 5 cats at home.", "It is raining in Bogor.", "Mother is cooking rice."]


def test_perfect() -> None:
    result = evaluate(SOURCES, REFERENCES, REFERENCES)
    assert result.sentences == 3
    assert result.bleu.value == pytest.approx(100)
    assert result.chrf.value == pytest.approx(100)
    assert result.length_ratio == 1
    assert (result.number_fidelity, result.copy_rate, result.repetition_rate, result.empty_rate) == (1, 0, 0, 0)
    assert "version:" in result.bleu.signature
    assert "nw:2" in result.chrf.signature


def test_faults_are_counted() -> None:
    translations = ["I have 50 cats at home.", " ", "rice rice rice rice rice rice"]
    result = evaluate(SOURCES, translations, REFERENCES)
    assert result.number_fidelity == 0
    assert result.empty_rate == pytest.approx(1 / 3)
    assert result.repetition_rate == pytest.approx(1 / 3)
    assert result.copy_rate == 0
    assert 0 <= result.bleu.value < 60


def test_copying_the_source_is_seen() -> None:
    lower = [source.lower() for source in SOURCES]
    assert evaluate(lower, lower, REFERENCES).copy_rate == pytest.approx(2 / 3)  # the third has only three words


def test_without_numbers_there_is_no_number_fidelity() -> None:
    result = evaluate(SOURCES[1:], REFERENCES[1:], REFERENCES[1:])
    assert result.number_fidelity is None
    json.dumps(asdict(result), allow_nan=False)


def test_scores_are_those_of_sacrebleu() -> None:
    import sacrebleu

    translations = ["I own 5 cats at home.", "It rains in Bogor.", "Mother cooks rice."]
    result = evaluate(SOURCES, translations, REFERENCES)
    assert result.bleu.value == sacrebleu.corpus_bleu(translations, [REFERENCES]).score
    assert result.chrf.value == sacrebleu.corpus_chrf(translations, [REFERENCES], word_order=2).score


@pytest.mark.parametrize("sizes", [(3, 2, 2), (2, 2, 3), (2, 3, 3), (0, 0, 0)])
def test_sides_of_unequal_length_or_none_are_refused(sizes: tuple[int, int, int]) -> None:
    sides = [list(side)[:size] for side, size in zip((SOURCES, REFERENCES, REFERENCES), sizes, strict=True)]
    with pytest.raises(InputError, match=f"{sizes[0]} sources, {sizes[1]} translations, {sizes[2]} references"):
        evaluate(*sides)


def test_compare_tells_a_better_system(indonesian: list[str], sentence_pairs: list[tuple[str, str]]) -> None:
    references = [pair[1] for pair in sentence_pairs]
    comparisons = compare(indonesian, references, references)
    assert [one.metric for one in comparisons] == ["BLEU", "chrF2++"]
    for one in comparisons:
        assert one.candidate == pytest.approx(100)
        assert one.baseline < 40
        assert one.p_value < 0.01
        assert "bs:1000" in one.signature


def test_compare_sees_no_difference_where_there_is_none(sentence_pairs: list[tuple[str, str]]) -> None:
    references = [pair[1] for pair in sentence_pairs]
    assert all(one.p_value == 1 for one in compare(references, references, references))


def test_worst_first() -> None:
    translations = ["I have 5 cats at home.", "xyz", "Mother cooks rice."]
    found = worst(translations, REFERENCES, 2)
    assert [position for position, _ in found] == [1, 2]
    assert found[0][1] < found[1][1]
    assert worst([], [], 5) == []
