"""The values of filters at the borders of their rules; ``test_filters.py`` of the contracts tests what all promise."""

import dataclasses
import json
import math
from pathlib import Path

import pytest

from corpus.filtering import PlainPair, filter_limits, score_pairs
from translate.errors import SettingError

NAME_FOUND, NAME_MISSING = math.log(0.63 / 0.0075), math.log(0.37 / 0.9925)
WORD_FOUND, WORD_MISSING = math.log(0.12 / 0.0025), math.log(0.88 / 0.9975)


def value(name: str, indonesian: str, english: str) -> float:
    return score_pairs([PlainPair(id=indonesian, en=english)], [name])[name][0]


@pytest.mark.parametrize(
    ("indonesian", "english", "weight"),
    [
        # A name on both sides counts once for each side.
        ("Kata Budi di sana saja.", "There says Budi to him.", 2 * NAME_FOUND + WORD_MISSING),
        ("Kata Budi di sana saja.", "There says Anto to him.", 2 * NAME_MISSING + WORD_MISSING),
        # The first word of a sentence or a quotation may be large without being a name.
        ('Ia kata: "Budi itu di sana."', 'He says: "Budi was in there."', WORD_MISSING),
        # Other words count from five letters on, and are found by their first four sounds.
        ("ia lihat polisi", "he saw policemen", 2 * WORD_FOUND + WORD_MISSING),
        ("ia lihat poli", "he saw poli", WORD_MISSING),
        # In a headline every word is large, and none is taken for a name.
        ("Rapat Budi Anto Dodi", "Meet Budi Anto Dodi", WORD_MISSING),
        ("", "", 0.0),
    ],
)
def test_names_weighs_names_and_long_words_of_both_sides(indonesian: str, english: str, weight: float) -> None:
    assert value("names", indonesian, english) == pytest.approx(weight)


def test_languages_are_judged_from_twenty_letters_on() -> None:
    nineteen, twenty = "harga beras di pasar", "harga beras di pasaran"
    assert [sum(map(str.isalpha, text)) for text in (nineteen, twenty)] == [17, 19]
    assert math.isnan(value("language_id", twenty, "x"))
    assert not math.isnan(value("language_id", f"{twenty}1a", "x"))
    assert math.isnan(value("language_en", "x", "the price of rice is up"[:22]))
    assert not math.isnan(value("language_en", "x", "the price of rice is upper"))


def test_values_of_languages_have_four_digits() -> None:
    found = value("language_id", "Harga beras di pasar itu naik sejak pekan lalu.", "x")
    assert found == round(found, 4) != round(found, 3)


@pytest.mark.parametrize(("text", "share"), [("ɏ1", 0.5), ("ɐ1", 0.0), ("Ḁ1", 0.5), ("ỿ1", 0.5), ("ἀ1", 0.0)])
def test_letters_of_latin_blocks_count_and_no_others(text: str, share: float) -> None:
    assert value("letters", text, "aa") == share


@pytest.mark.parametrize(
    ("english", "counts_as_two"),
    [
        ("It was J. Kalla who came to see the flooded village again.", False),
        ("It was Prof. Kalla who came to see the flooded village again.", False),
        ("It was no. 5 who came to see the flooded village for us again.", False),
        ("He came. Kalla saw the flooded village and its people again.", True),
        ("It was in 5. Kalla saw the flooded village and its people too.", True),
    ],
)
def test_initials_and_abbreviations_end_no_sentence(english: str, counts_as_two: bool) -> None:
    assert (value("sentence_counts", "Ia datang.", english) > 1) is counts_as_two


def test_a_filter_that_does_not_exist_is_named_with_all_that_do() -> None:
    with pytest.raises(SettingError, match=r"no filter 'zzz' \(known: shortest_side, copy, .*model_score, quality\)"):
        filter_limits({"zzz": 1.0})


def test_the_limits_are_those_that_were_measured() -> None:
    results = Path(__file__).parents[1] / "benchmarks" / "results" / "filters.json"
    measured = json.loads(results.read_text(encoding="utf-8"))["defaults"]
    assert {name: dataclasses.asdict(limit) for name, limit in filter_limits().items()} == measured


@pytest.mark.parametrize(
    "text",
    [
        "Urang kampuang tu alah pai ka pasa patang.",
        "Ambo indak tau bilo inyo ka baliak.",
        "Abdi teu acan neda.",
        "Kumaha damang, parantos lami teu tepang.",
        "Wong tuwane ora ngerti yen anake ora mlebu sekolah.",
        "Dheweke durung lunga.",
    ],
)
def test_a_regional_language_is_no_indonesian(text: str) -> None:
    limit = filter_limits()["language_id"]
    assert not limit.passes(value("language_id", text, "x"))


@pytest.mark.parametrize(
    "text",
    [
        "Tokoh itu menulis buku Wong Jawa Ora Ilang tentang desanya yang sudah lama ditinggalkan penduduk.",
        "Kini warga mau balik ke kampung, kata Ana dan Dina di Kota Padang.",
        "Ia memakai batik alus buatan pengrajin Solo untuk acara di kantor gubernur.",
        "Lagu Minang itu dinyanyikan oleh penyanyi asal Payakumbuh.",
    ],
)
def test_a_name_or_a_word_of_a_regional_language_is_no_reason_to_drop_a_line(text: str) -> None:
    assert filter_limits()["language_id"].passes(value("language_id", text, "x"))


def test_half_of_the_amounts_lost_fails_and_a_lost_year_does_not() -> None:
    limit = filter_limits()["number_omissions"]
    assert not limit.passes(value("number_omissions", "Ada 250 orang dari 14 desa.", "There were 250 people."))
    assert not limit.passes(value("number_omissions", "Harga naik 5 persen jadi Rp12.500.", "It rose by 5 percent."))
    assert limit.passes(value("number_omissions", "Ada 250 orang pada 2012.", "There were 250 people."))
    assert limit.passes(value("number_omissions", "Ada 250 orang pada Rabu (3/5).", "There were 250 people."))
    assert limit.passes(value("number_omissions", "Ada 25 kursi, 14 meja, 12 papan.", "25 chairs and 14 desks."))
