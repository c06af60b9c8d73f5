import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.lexicon import Lexicon
from translate.name_spelling import is_damaged, with_names_of_source


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Rahmawati", "Rahmawi"),
        ("Rahmawati", "Rahmaawati"),
        ("Karabakh", "Karakh"),
        ("Purnawirawan", "Purnawan"),
        ("Whistler", "Whisler"),
        ("Bouazizi", "Bouazizizizi"),
        ("Malmström", "Malmströmström"),
    ],
)
def test_a_part_lost_or_said_twice_is_damage(name: str, word: str) -> None:
    assert is_damaged(name, word)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Rumania", "Romania"),
        ("Ramadhan", "Ramadan"),
        ("Mohammad", "Mohamad"),
        ("Rusia", "Russia"),
        ("Rusia", "Russian"),
        ("Sumatera", "Sumatra"),
        ("Sumatera", "Sumatran"),
        ("Athena", "Athens"),
        ("Jepang", "Japan"),
        ("Meksiko", "Mexico"),
        ("Indonesia", "Indonesian"),
        ("Presiden", "President"),
        ("Oktober", "October"),
        ("Letnan", "Lieutenant"),
        ("Panggilan", "Plan"),
        ("Budi", "Budi"),
        ("Budi", "Rudi"),
    ],
)
def test_english_spellings_and_other_words_are_none(name: str, word: str) -> None:
    assert not is_damaged(name, word)


def test_the_sources_spelling_is_taken() -> None:
    source = "Siti Rahmawati menjenguk warga Karabakh di rumah Rahmawati."
    english = "Siti Rahmawi visited Karakh's residents at Rahmawi's house."
    assert with_names_of_source(source, english) == "Siti Rahmawati visited Karabakh's residents at Rahmawati's house."


def test_given_names_of_today_are_not_translated() -> None:
    english = with_names_of_source("Yohanes Tarigan bertemu Maria Simanjuntak.", "John Tarigan met Mary Simanjuntak.")
    assert english == "Yohanes Tarigan met Maria Simanjuntak."
    assert with_names_of_source("Tomas Müller mencetak gol.", "Thomas Müller scored.") == "Tomas Müller scored."


@pytest.mark.parametrize(
    ("source", "english"),
    [
        ("Paus Yohanes Paulus II wafat.", "Pope John Paul II died."),
        ("Karya Yohanes Calvin dibaca lagi.", "The work of John Calvin is read again."),
        ("Patung Santo Yohanes Bosco diresmikan.", "The statue of Saint John Bosco was unveiled."),
        ("Injil Yohanes dibacakan.", "The Gospel of John was read."),
        ("Yohanes Tarigan menyapa John Tarigan.", "Yohanes Tarigan greeted John Tarigan."),
    ],
)
def test_popes_gospels_and_namesakes_are_left(source: str, english: str) -> None:
    assert with_names_of_source(source, english) == english


@pytest.mark.parametrize(
    ("source", "english"),
    [
        ("Siti Rahmawati dan Siti Rahmawi datang.", "Siti Rahmawati and Siti Rahmawi came."),
        ("Menurut Rahmawati, hujan turun.", "According to Rahmawi and Rahmati, it rained."),
        ("rahmawati menulis", "Rahmawi writes"),
        ("Korban tewas saat membaca Alquran.", "He died while reading the Koran."),
        ("Banyak nasabah mengantre.", "Bank customers queued."),
        ("AustraliaKevin datang.", "Australian came."),
        ("BMKG melaporkan gempa.", "BKG reported an earthquake."),
        ("", ""),
    ],
)
def test_what_is_not_certain_is_left(source: str, english: str) -> None:
    """Both are in the source, two could be it; small, common, run together, an acronym; nothing at all."""
    assert with_names_of_source(source, english) == english


@given(st.text(alphabet="AaBbiwt ", max_size=40), st.text(alphabet="AaBbiwt ", max_size=40))
def test_only_names_change_and_doing_it_again_changes_nothing(source: str, english: str) -> None:
    once = with_names_of_source(source, english)
    assert len(once.split()) == len(english.split())
    assert [word for word in once.split() if word.islower()] == [word for word in english.split() if word.islower()]
    assert with_names_of_source(source, once) == once


def test_own_tables_reach_the_names_of_history() -> None:
    source, english = "Buku Yohanes Sinuraya dibaca.", "A book by John Sinuraya is read."
    assert with_names_of_source(source, english) == "A book by Yohanes Sinuraya is read."
    own = Lexicon({"historic_families": ("Sinuraya",)})
    assert with_names_of_source(source, english, own) == english
