import re

import pytest

from translate.segmentation.records import Stretch, mark_at, trimmed

TEXT = "  Hujan turun.” Warga (lega). "


def test_a_part_keeps_what_is_known_and_is_the_same_record_where_nothing_is_cut() -> None:
    whole = Stretch(TEXT, 0, len(TEXT), closing=frozenset({14}), addresses=((2, 7),), items=frozenset({3}))
    part = whole.part(2, 14)
    assert part.shown == "Hujan turun."
    assert (part.closing, part.addresses, part.items) == (whole.closing, whole.addresses, whole.items)
    assert part.part(2, 14) is part
    assert whole.after(16).before(21).shown == "Warga"


def test_patterns_see_no_further_than_the_stretch() -> None:
    stretch = Stretch(TEXT, 2, 7)
    assert stretch.match(re.compile("Hujan$"))
    assert stretch.fullmatch(re.compile("Hujan"))
    assert stretch.search(re.compile("turun")) is None
    assert [match.group() for match in stretch.finditer(re.compile("[aiueo]"))] == ["u", "a"]
    assert (stretch.at(6), stretch.at(7)) == ("n", "\n")


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        ("Hujan turun.", True),
        ("“Hujan turun.”  ", True),
        ("Syaratnya:", True),
        ("Hujan turun", False),
        ("pukul 1.30", False),
    ],
)
def test_a_final_mark_may_have_closing_marks_and_spaces_behind_it(text: str, ended: bool) -> None:
    assert Stretch(text, 0, len(text)).has_final_mark() is ended


def test_white_space_alone_is_trimmed_to_nothing() -> None:
    assert trimmed(" a b ", 0, 5) == (1, 4)
    assert trimmed("   ", 0, 3) == (3, 3)
    assert Stretch(TEXT, 0, 8).trimmed().shown == "Hujan"


def mark(text: str, closing: int | None = None) -> tuple[str, str, bool, str]:
    stretch = Stretch(text, 0, len(text), closing=frozenset(() if closing is None else (closing,)))
    found = re.search(r"\.", text)
    assert found
    made = mark_at(stretch, found, 0)
    assert made
    return made.word, made.closers, made.glued, text[made.next :]


def test_a_mark_knows_its_word_what_closes_with_it_and_what_follows() -> None:
    assert mark("Hujan turun. Warga") == ("turun", "", False, "Warga")
    assert mark("Hujan turun.Warga") == ("turun", "", True, "Warga")
    assert mark('"Hujan turun." Warga', 13) == ("turun", '"', False, "Warga")
    assert mark('Hujan turun."Warga"') == ("turun", "", True, '"Warga"')
    assert mark("(Hujan turun.) Warga") == ("turun", ")", False, "Warga")


def test_at_the_end_of_a_stretch_there_is_no_border() -> None:
    found = re.search(r"\.", "Hujan. ")
    assert found
    assert mark_at(Stretch("Hujan. ", 0, 7), found, 0) is None
