from pathlib import Path

import pytest

from translate.errors import InputError
from translate.lexicon import PACKAGED, Lexicon, read_lexicon, table_names
from translate.segmentation import segment


def roles(article: str, lexicon: Lexicon) -> list[str]:
    return [f"{sentence.role}:{sentence.text}" for sentence in segment(article, lexicon)]


def test_every_table_holds_entries_without_comments() -> None:
    for name in table_names():
        entries = PACKAGED.entries(name)
        assert entries
        assert not [entry for entry in entries if "  #" in entry or entry.startswith("#") or entry != entry.strip()]


def test_no_entry_stands_twice_in_its_table() -> None:
    for name in table_names():
        entries = PACKAGED.entries(name)
        assert len(entries) == len(set(entries)), name


def test_a_users_lists_are_added(tmp_path: Path) -> None:
    (tmp_path / "abbreviations.txt").write_text("# Kami sendiri\nDirut  # Direktur Utama\n", encoding="utf-8")
    (tmp_path / "boilerplate.txt").write_text("^Gabung saluran kami…\n", encoding="utf-8")
    own = read_lexicon(tmp_path)
    article = "Hujan turun menurut Dirut. Budi. Gabung saluran kami di sini."
    assert roles(article, own) == [
        "body:Hujan turun menurut Dirut. Budi.",
        "boilerplate:Gabung saluran kami di sini.",
    ]
    assert len(roles(article, PACKAGED)) == 3
    assert own.words("abbreviations") == PACKAGED.words("abbreviations") | {"dirut"}


def test_a_list_of_no_table_is_named(tmp_path: Path) -> None:
    (tmp_path / "singkatan.txt").write_text("Dirut\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"singkatan\.txt: no table of this name; there are abbreviations, "):
        read_lexicon(tmp_path)


def test_a_folder_without_lists_and_a_missing_one_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no list"):
        read_lexicon(tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        read_lexicon(tmp_path / "none")


def test_a_list_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "titles.txt").write_bytes(b"Bapak \xff\n")
    with pytest.raises(InputError, match="cannot be read"):
        read_lexicon(tmp_path)
