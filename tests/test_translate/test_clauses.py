import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translate.clauses import split_clauses


def at_most(limit: int):
    return lambda text: len(text) <= limit


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("Hujan turun.", 40, ["Hujan turun."]),
        ("Hujan turun; jalan banjir di kota.", 25, ["Hujan turun;", "jalan banjir di kota."]),
        ("Kami, kata ibu; pergi, kata ayah.", 25, ["Kami, kata ibu;", "pergi, kata ayah."]),
        ("Hujan turun lama, jalan banjir di kota.", 25, ["Hujan turun lama,", "jalan banjir di kota."]),
        ("Hujan turun sejak pagi sehingga jalan banjir", 30, ["Hujan turun sejak pagi", "sehingga jalan banjir"]),
        ("Ia membeli beras dan adiknya membeli ikan", 25, ["Ia membeli beras", "dan adiknya membeli ikan"]),
        ("satu dua tiga empat", 10, ["satu dua", "tiga empat"]),
        ('Ia bilang "ya!" lalu pulang ke rumah.', 25, ['Ia bilang "ya!"', "lalu pulang ke rumah."]),
        ("Ya, saya membeli dua kilogram beras", 30, ["Ya, saya membeli", "dua kilogram beras"]),
        ("abcdefghij", 5, ["abcde", "fghij"]),
        ("Nilainya 12,5 atau 13", 15, ["Nilainya 12,5", "atau 13"]),
    ],
)
def test_cuts_at_the_best_border(text: str, limit: int, expected: list[str]) -> None:
    assert split_clauses(text, at_most(limit)) == expected


def test_empty_and_single_characters_are_never_cut() -> None:
    assert split_clauses("", at_most(0)) == [""]
    assert split_clauses("a", at_most(0)) == ["a"]


@settings(max_examples=150, deadline=None)
@given(text=st.text(st.sampled_from("ab ,.;dan-("), max_size=80), limit=st.integers(1, 30))
def test_parts_fit_and_lose_only_white_space(text: str, limit: int) -> None:
    parts = split_clauses(text, at_most(limit))
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(len(part) <= limit for part in parts)


def test_a_long_word_is_cut_in_reasonable_time() -> None:
    assert "".join(split_clauses("x" * 100_000, at_most(100))) == "x" * 100_000


def test_a_border_near_an_end_is_not_used() -> None:
    """Ten words with a comma after the first or the last but one are cut in the middle."""
    words = ["rumah"] * 10
    for place in (0, 8):
        text = " ".join(word + "," * (number == place) for number, word in enumerate(words))
        assert [len(part.split()) for part in split_clauses(text, lambda part: len(part.split()) < 10)] == [5, 5]
    text = " ".join(word + "," * (number == 2) for number, word in enumerate(words))
    assert [len(part.split()) for part in split_clauses(text, lambda part: len(part.split()) < 10)] == [3, 7]
