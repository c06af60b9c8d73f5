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


@pytest.mark.parametrize(
    ("name", "hint"),
    [("qxz", "there are abbreviations, "), ("abbreviation", "did you mean 'abbreviations'"), ("Titles", "titles")],
)
def test_a_list_of_no_table_is_named(tmp_path: Path, name: str, hint: str) -> None:
    (tmp_path / f"{name}.txt").write_text("Dirut\n", encoding="utf-8")
    with pytest.raises(InputError, match=rf"{name}\.txt: no table of this name; .*{hint}"):
        read_lexicon(tmp_path)


def test_a_folder_without_lists_a_missing_one_and_a_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no list"):
        read_lexicon(tmp_path)
    with pytest.raises(InputError, match=r"cannot be read \(No such file or directory\); name the folder"):
        read_lexicon(tmp_path / "none")
    (tmp_path / "titles.txt").write_text("Dirut\n", encoding="utf-8")
    with pytest.raises(InputError, match="a file; name the folder"):
        read_lexicon(tmp_path / "titles.txt")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"Bapak \xff\n", "not UTF-8 .byte 6.; save it as UTF-8"),
        (b"Bapak\n^\n", r":2: '\^' is not a word or phrase; remove the line"),
        (b"Ba\0pak\n", ":1: .* is not a word or phrase"),
        (None, r"cannot be read \(Is a directory\)"),
    ],
)
def test_a_list_that_cannot_be_read_is_named_with_its_line(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "titles.txt"
    path.write_bytes(content) if content is not None else path.mkdir()
    with pytest.raises(InputError, match=rf"titles\.txt.*{message}"):
        read_lexicon(tmp_path)


@pytest.mark.parametrize("table", table_names())
def test_signs_of_patterns_are_letters_like_others_in_every_table(tmp_path: Path, table: str) -> None:
    (tmp_path / f"{table}.txt").write_text("Abc(d[e*+?\\\n", encoding="utf-8")
    own = read_lexicon(tmp_path)
    article = (
        "Jakarta (ANTARA) - Foto: Budi. Abc(d[e*+?\\: Hujan turun.\n\nBaca juga: Banjir Datang\n\nAir naik. (abc/def)"
    )
    found = segment(article, own)
    assert "".join("".join(article[one.start : one.end].split()) for one in found) == "".join(article.split())
