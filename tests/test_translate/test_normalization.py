import unicodedata

import pytest

from translate.normalization import folding_rules, normalize_as_opus, sentencepiece_rules


@pytest.fixture(scope="module")
def rules() -> dict[str, str]:
    pairs = list(folding_rules())
    assert len(pairs) == len({left for left, _ in pairs}), "a character with two rules"
    return dict(pairs)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Kami siap,” katanya.", '"Kami siap," katanya.'),
        ("Jum’at", "Jum'at"),
        ("‘Ya’", "‘Ya'"),
        ("5–10 — dst", "5–10 — dst"),
        ("tunggu…", "tunggu..."),
        ("ＡＢＣ，１２３！", "ABC,123!"),
        ("a\u200bb\u2060c\ufeffd", "abcd"),
        ("a\x07b\tc\nd", "a b c d"),
        ("  dua   spasi ", "dua spasi"),
        ("a\u00a0b", "a b"),
        ("«kutip»", '"kutip"'),
        ("", ""),
        ("biasa saja, 12,5 persen (2020)", "biasa saja, 12,5 persen (2020)"),
    ],
)
def test_normalize_as_opus(text: str, expected: str) -> None:
    assert normalize_as_opus(text) == expected
    assert normalize_as_opus(expected) == expected


@pytest.mark.parametrize(
    ("char", "folded"),
    [
        *((quote, '"') for quote in "“”„«»″"),
        *((quote, "'") for quote in "‘’‚‹›′`´"),
        *((dash, "-") for dash in "‐‑‒–—―−"),
        ("\u00a0", " "),
        ("\u3000", " "),
        ("\n", " "),
        ("\u2028", " "),
        ("\u200b", ""),
        ("\u00ad", ""),
        ("\ufeff", ""),
        ("\u200f", ""),
        ("\ufe0f", ""),
        ("\x07", ""),
        ("…", "..."),
        ("Ａ", "A"),
        ("ﬁ", "fi"),
        ("²", "2"),
        ("e\u0301", "é"),
    ],
)
def test_folding(rules: dict[str, str], char: str, folded: str) -> None:
    assert rules[char] == folded


@pytest.mark.parametrize("char", "aZ09.,;:!?'\"()-/&%$é漢س🙂\u0301")
def test_ordinary_characters_have_no_rule(rules: dict[str, str], char: str) -> None:
    assert char not in rules


def test_folding_is_done_in_one_pass(rules: dict[str, str]) -> None:
    unfinished = {left: right for left, right in rules.items() if any(rules.get(char, char) != char for char in right)}
    assert unfinished == {}


def test_folded_text_is_composed(rules: dict[str, str]) -> None:
    assert all(unicodedata.is_normalized("NFC", right) for right in rules.values())


def test_sentencepiece_rules_are_hexadecimal_tsv() -> None:
    lines = sentencepiece_rules().splitlines()
    assert "201C\t22" in lines
    assert "2026\t2E 2E 2E" in lines
    assert "200B\t" in lines
    assert all(line.count("\t") == 1 for line in lines)
