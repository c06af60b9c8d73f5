"""What holds for every text: nothing is lost, nothing overlaps, the same text gives the same spans, in linear time."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from trap_list import Trap, cut, traps

from translate.segmentation import segment
from translate.segmentation.repair import undo_escapes
from translate.sentences import Role, Sentence

SEED = Path(__file__).parents[2] / "seeds" / "000_0516dd0dd5d9d22c.txt"
FORMAT_CHARACTERS = "\u00ad\u200b\u200d\u200e\u200f\u2060\ufeff"
REACHED = [case for case in traps() if not case.known]
# Sentences of running text, whole in themselves: what stands before or after does not change how they are read. One
# that opens with "Kata" is left out: after a quotation it reads as its attribution.
_OTHER_KINDS = ("dateline", "list", "heading", "link", "tail", "dialogue", "unbalanced")
PROSE = [
    case
    for case in REACHED
    if case.kind not in _OTHER_KINDS and case.text[-1] in '.!?"”' and not case.text.startswith("Kata ")
]
QUOTED = [
    case for case in PROSE if case.kind in ("attribution", "quotation", "typographic", "bracket", "money", "time")
]
# A machine under load must not fail a property.
_unhurried = settings(deadline=None)

phrases = st.sampled_from(
    [
        *(case.text for case in REACHED),
        *("Baca juga: Banjir Datang Lagi", "Editor: Rina Wati", "(abc/def)", "[Gambas:Video CNN]", "date 2023-05"),
        *("Jakarta (ANTARA) -", "ADVERTISEMENT", "Halaman selanjutnya", "1. Beras", "• Gula", "Syaratnya:"),
    ]
)
separators = st.sampled_from(
    ["", " ", "  ", "\n", "\n\n", "\r\n", " \n ", "\u00a0", "\u2028", "\t", "&nbsp;", "\u200b"]
)
marks = st.sampled_from([*"\"“”'‘’()[].,:;!?…-–•\ufffd", "''", "``", "&quot;", "&amp;quot;", "...", *FORMAT_CHARACTERS])


@st.composite
def scraped(draw: st.DrawFn) -> str:
    """Draw an article of real phrases, with separators lost or odd and marks where none belong."""
    pieces = draw(st.lists(st.tuples(phrases, separators), min_size=1, max_size=8))
    text = "".join(phrase + separator for phrase, separator in pieces)
    for mark in draw(st.lists(marks, max_size=4)):
        position = draw(st.integers(0, len(text)))
        text = text[:position] + mark + text[position:]
    return text


texts = scraped() | st.text(max_size=200) | st.lists(marks | separators | st.characters(), max_size=60).map("".join)


def solid(text: str) -> str:
    """Return the text without its white space."""
    return "".join(text.split())


def spans(text: str) -> list[tuple[int, int, Role]]:
    return [(sentence.start, sentence.end, sentence.role) for sentence in segment(text)]


@_unhurried
@given(texts)
@example("\u200b")
@example(" \u200b \u2060 ")
@example("\ufeff\n\u200e")
@example("\ud83d \ude00")
@example("&nbsp;&nbsp;")
@example("&#0;&#55296;&#1114112;")
def test_every_character_but_white_space_is_in_exactly_one_span(text: str) -> None:
    reached = 0
    for start, end, _ in spans(text):
        assert reached <= start < end <= len(text)
        assert not text[reached:start].strip()
        assert text[start:end] == text[start:end].strip()
        reached = end
    assert not text[reached:].strip()


@_unhurried
@given(texts)
def test_joining_is_the_inverse(text: str) -> None:
    sentences = segment(text)
    assert solid("".join(text[sentence.start : sentence.end] for sentence in sentences)) == solid(text)
    # What a reader is shown is the repaired text, whole and in order.
    assert solid("".join(sentence.text for sentence in sentences)) == solid(undo_escapes(text).text)


@_unhurried
@given(texts)
def test_what_needed_no_repair_is_shown_as_it_is(text: str) -> None:
    if undo_escapes(text).text == text:
        assert all(sentence.text == text[sentence.start : sentence.end] for sentence in segment(text))


@_unhurried
@given(texts)
def test_the_same_text_gives_the_same_sentences(text: str) -> None:
    assert segment(text) == segment(text)


def test_another_process_gives_the_same_sentences() -> None:
    program = (
        "import sys; from translate.segmentation import segment\n"
        "for line in sys.stdin: print([(s.start, s.end, s.role.value) for s in segment(line)])"
    )
    lines = "".join(case.text.replace("\n", " ") + "\n" for case in traps())
    lines += SEED.read_text(encoding="utf-8").replace("\n", " ") + "\n"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            input=lines,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            cwd=SEED.parents[1],
            capture_output=True,
            check=True,
            encoding="utf-8",
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert outputs.pop().count("\n") == lines.count("\n")


def test_a_sentence_segmented_again_gives_itself() -> None:
    # A heading or a dateline is known by what stands around it; every other sentence is one by itself.
    for case in REACHED:
        for sentence in segment(case.text):
            if sentence.role not in (Role.HEADLINE, Role.DATELINE):
                assert [again.text for again in segment(sentence.text)] == [sentence.text]


@_unhurried
@given(st.lists(st.sampled_from(PROSE), min_size=2, max_size=4), st.sampled_from([" ", "\n", ""]))
def test_a_sentence_of_running_text_segmented_again_gives_itself(cases: list[Trap], separator: str) -> None:
    for sentence in segment(separator.join(case.text for case in cases)):
        assert [again.text for again in segment(sentence.text)] == [sentence.text]


@_unhurried
@given(st.lists(st.sampled_from(PROSE), min_size=2, max_size=4), st.sampled_from([" ", "  ", "\n", "\u00a0"]))
def test_sentences_are_cut_in_company_as_they_are_alone(cases: list[Trap], separator: str) -> None:
    # The stray quotation mark of one case would pair with that of another.
    assume(sum(case.text.count('"') % 2 for case in cases) < 2)
    text, expected = "", set()
    for case in cases:
        text += separator if text else ""
        if not case.text[0].islower():
            expected.add(len(text))
        expected |= {len(text) + start for start in case.starts if start}
        text += case.text
    assert cut(text, {start for start, _, _ in spans(text)}) == cut(text, expected)


@_unhurried
@given(st.lists(st.sampled_from(QUOTED), min_size=6, max_size=10), st.data())
def test_one_stray_quotation_mark_moves_few_borders(cases: list[Trap], data: st.DataObject) -> None:
    text = " ".join(case.text for case in cases)
    at = data.draw(st.integers(0, len(text)))
    found = {start - (start > at) for start, _, _ in spans(f'{text[:at]}"{text[at:]}')}
    # A mark is read with its neighbours: the sentences on either side of it may change, not the rest of the article.
    assert len(found ^ {start for start, _, _ in spans(text)}) <= 4


def test_the_kind_of_line_break_and_the_space_around_change_nothing() -> None:
    def found(text: str) -> list[tuple[str, Role]]:
        return [(solid(sentence.text), sentence.role) for sentence in segment(text)]

    for case in REACHED:
        expected = found(case.text)
        assert found(case.text.replace("\n", "\r\n")) == expected
        assert found(case.text.replace("\n", "\u2028")) == expected
        assert found(f" \n{case.text}\n\n ") == expected
        assert found(f"\ufeff{case.text}") == expected


@pytest.mark.parametrize("character", [*FORMAT_CHARACTERS, "\ufffd"])
def test_what_is_not_seen_goes_with_the_word_it_touches(character: str) -> None:
    first, second = "Hujan turun.", "Jalan banjir."
    for text, expected in (
        (f"{first}{character} {second}", [first + character, second]),
        (f"{first} {character}{second}", [first, character + second]),
        (f"{character}{first} {second}{character}", [character + first, second + character]),
    ):
        assert [text[start:end] for start, end, _ in spans(text)] == expected


def test_what_stands_for_a_lost_quotation_mark_goes_with_the_quotation() -> None:
    text = "Warga lega. \ufffdKami selamat,\ufffd kata Yanti. \ufffdAir surut.\ufffd"
    assert [text[start:end] for start, end, _ in spans(text)] == [
        "Warga lega.",
        "\ufffdKami selamat,\ufffd kata Yanti.",
        "\ufffdAir surut.\ufffd",
    ]


@_unhurried
@given(st.lists(phrases, min_size=1, max_size=4), st.sampled_from(["\n\n", "\n\n\n"]), st.data())
def test_an_escaped_article_has_the_spans_of_the_plain_one(pieces: list[str], gap: str, data: st.DataObject) -> None:
    plain = gap.join(pieces).replace("&quot;", '"')
    entity = data.draw(st.sampled_from(["&quot;", "&amp;quot;", "&#34;", "&#x22;"]))
    expected = [(solid(sentence.text), sentence.role) for sentence in segment(plain)]
    assert [(solid(one.text), one.role) for one in segment(plain.replace('"', entity))] == expected


# Long enough that work which grows with the square of the length would take minutes, not less than a second.
HOSTILE = {
    "no space": "a",
    "quotation marks": '"',
    "apostrophes": "'",
    "full stops": ".",
    "full stops with spaces": ". ",
    "initials": "A.",
    "nested brackets": "(",
    "brackets": "()",
    "newlines": "\n",
    "lines": "a\n",
    "heading lines": "Warga Desa\n\n",
    "indented lines": "a\n                  ",
    "ampersands": "&",
    "escaped ampersands": "&amp;",
    "soft hyphens": "\u00ad",
    "zero-width spaces": "a\u200b ",
    "replacement characters": "\ufffd",
    "links": "Baca juga: ",
    "datelines": "Jakarta (ANTARA) - ",
    "credits": "Editor: ",
    "reporter codes": "(abc/def)",
    "list items": "1. A ",
    "bullets": "• ",
    "addresses": "www.a.",
    "e-mail": "a@",
    "capitals": "AB ",
    "run-together words": "aBc",
    "spaces": " ",
    "opening quotations": '"A ',
    "closing quotations": 'A." ',
}
HOSTILE_CHARACTERS = 60_000


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_cut_in_time_and_whole(name: str) -> None:
    text = (HOSTILE[name] * HOSTILE_CHARACTERS)[:HOSTILE_CHARACTERS]
    sentences = segment(text)
    assert_whole(text, sentences)


def assert_whole(text: str, sentences: list[Sentence]) -> None:
    """Assert that the spans are in order and hold every character but white space; quick on long texts."""
    reached = 0
    for sentence in sentences:
        assert reached <= sentence.start < sentence.end
        assert not text[reached : sentence.start].strip()
        reached = sentence.end
    assert not text[reached:].strip()
