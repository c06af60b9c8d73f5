import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.checks import CHECKS, Check, copied_share, failed_checks, length_ratio, number_share, repeated_share

GOOD = [
    ("Ketiganya kemudian mengadakan pertemuan.", "The three then held a meeting."),
    ("Harga naik menjadi Rp1.500,50.", "The price rose to Rp1,500.50."),
    ("Ha ha ha, lucu sekali.", "Ha ha ha, very funny."),
    ("Universitas Gadjah Mada, Yogyakarta", "Universitas Gadjah Mada, Yogyakarta"),
    ("Pada Rabu (3/5) pukul 19.30", "On Wednesday (5/3) at 19:30"),
    ("Ya.", "Yes."),
    ("!!!", "!!!"),
    ("Jauh, jauh di sana", "Far, far away"),
    ("Suhu 36,5 derajat, naik 2 derajat.", "The temperature is 36.5 degrees, up 2 degrees."),
    ("Kalau saya yang kerja, saya cepat.", "If I'm working, I'm fast."),
]

BAD = [
    ("Saya pergi ke pasar.", "", {"empty"}),
    ("Saya pergi ke pasar.", "...", {"empty"}),
    ("saya membeli beras di pasar ikan", "saya membeli beras di pasar ikan", {"copy"}),
    ("Kami akan pulang besok pagi.", "I'm sorry, I'm sorry, I'm sorry, I'm sorry.", {"repetition"}),
    ("Hujan turun di Bogor.", "The rain rain rain rain rain fell", {"repetition"}),
    ("Bau sampah tercium di kali itu.", "Smell of waste smell of waste", {"repetition"}),
    (
        "Ya.",
        "Yes, and after that the committee met again in the old town hall to talk about the new bridge.",
        {"length_ratio"},
    ),
    (
        "Rapat itu dihadiri para menteri, kepala daerah, dan wakil dari seluruh serikat buruh di provinsi tersebut.",
        "They met.",
        {"length_ratio"},
    ),
    ("Sebanyak 250 orang hadir.", "As many as 25 people came.", {"numbers"}),
    ("Sebanyak 250 orang hadir.", "Many people came there.", {"numbers"}),
    ("Banyak orang hadir di sana.", "The 40 people came there.", {"numbers"}),
    ("Ada 5 dan 7 lagi.", "There are 5 more of them.", {"numbers"}),
]


@pytest.mark.parametrize(("source", "translation"), GOOD)
def test_good_pairs_fail_nothing(source: str, translation: str) -> None:
    assert failed_checks(source, translation) == ()


@pytest.mark.parametrize(("source", "translation", "failed"), BAD)
def test_bad_pairs_fail_what_is_wrong_with_them(source: str, translation: str, failed: set[str]) -> None:
    assert set(failed_checks(source, translation)) >= failed


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_direction(check: Check) -> None:
    threshold = check.limit.threshold
    beyond = 0.01 if check.limit.direction == "at_most" else -0.01
    assert check.fails(threshold + beyond)
    assert not check.fails(threshold)
    assert not check.fails(threshold - beyond)


@given(source=st.text(max_size=60), translation=st.text(max_size=60))
def test_scores_stay_in_their_range(source: str, translation: str) -> None:
    for score in (copied_share, repeated_share, number_share):
        assert 0 <= score(source, translation) <= 1
    assert length_ratio(source, translation) >= 1
    assert length_ratio(source, translation) == length_ratio(translation, source)


@pytest.mark.parametrize(
    ("source", "translation", "share"),
    [
        ("satu", "one", 1.0),
        ("5", "5", 1.0),
        ("5 6", "5 7", 1 / 2),
        ("1.500.000", "1,500,000", 1.0),
        ("10", "100", 0.0),
        ("٣", "3", 1.0),
    ],
)
def test_number_share(source: str, translation: str, share: float) -> None:
    assert number_share(source, translation) == pytest.approx(share)


def test_copied_share_counts_small_words_alone() -> None:
    assert copied_share("Budi Santoso", "Budi Santoso") == 0
    assert copied_share("di mana kita akan makan", "di mana kita eat") == pytest.approx(3 / 4)


def test_checks_have_the_names_they_are_found_by() -> None:
    assert all(name == check.name for name, check in CHECKS.items())


def test_missing_conflicting_and_added_numbers_all_count() -> None:
    assert number_share("Sebanyak 250 orang hadir.", "250 people came and 40 left.") == 1 / 2
    assert number_share("Sebanyak 250 orang hadir, 40 pulang.", "250 people came.") == 1 / 2
    assert number_share("Sebanyak 250 orang hadir, 40 pulang.", "250 people came and 45 left.") == 1 / 2
    assert number_share("Orang hadir.", "People came.") == 1
