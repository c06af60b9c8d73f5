import io
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from translate.cli import COMMANDS
from translate.segment_view import article_view
from translate.segmentation import segment
from translate.sentences import Role

SEED = Path(__file__).parents[2] / "seeds" / "000_0516dd0dd5d9d22c.txt"
LINE = re.compile(
    r" *(?P<position>\d+)  (?P<role>[a-z]+) +(?P<start>\d+)-(?P<end>\d+) (?P<rule>[a-z/-]+) +"
    r"(?P<gap>[+¶␣ ]) (?P<text>.*)"
)


def lines(article: str, width: int | None = None, name: object = "berita") -> list[str]:
    """Return the plain text of the lines of a view; ``width`` makes it a terminal's."""
    console = Console(file=io.StringIO(), force_terminal=width is not None, width=width)
    return [line.plain for line in article_view(console, name, article, segment(article))]


def test_a_line_has_position_role_place_gap_and_text() -> None:
    article = "Jakarta (ANTARA) - Hujan turun.Jalan banjir.\n\nAir surut.  Warga lega. Editor: Rina Wati"
    assert lines(article) == [
        "berita  6 spans: 4 body, 1 dateline, 1 credit",
        "0  dateline      0-18 dateline/dash              Jakarta (ANTARA) -",
        "1  body         19-31 running-text/lost-space    Hujan turun.",
        "2  body         31-44 running-text/line-end    + Jalan banjir.",
        "3  body         46-56 running-text/final-mark  ¶ Air surut.",
        "4  body         58-69 running-text/credit-next ␣ Warga lega.",
        "5  credit       70-87 credit-phrase/line-end     Editor: Rina Wati",
    ]


def test_what_looks_run_together_is_marked_and_explained_below() -> None:
    assert lines("Hujan turun. Hakim menolakrevisi itu.") == [
        "berita  2 spans: 2 body; 1 flagged",
        "0  body          0-12 running-text/final-mark   Hujan turun.",
        "1  body         13-37 running-text/line-end     Hakim menolakrevisi itu. ← run_together",
        "← run_together: two words look run together, but too doubtful to be taken apart",
    ]
    assert not [line for line in lines("Hujan turun.") if "←" in line]


def test_markup_and_emoji_codes_show_as_they_are() -> None:
    article = "[red]Awas[/red] :smile: [link=https://contoh.co.id]klik[/link]."
    console = Console(file=io.StringIO(), force_terminal=True, width=120)
    for line in article_view(console, "[bold]x[/]", article, segment(article)):
        console.print(line)
    shown = console.file.getvalue()
    assert article in shown
    assert "[bold]x[/]" in shown
    assert "\x1b]8" not in shown  # no link


@given(st.text(max_size=80), st.text(max_size=20))
@example("Ada \x1b[31mwarna\x1b[0m,\x07bel,\x9b1m.\r\nIa\u200b\u202epergi.\u2028Pulang.\ud83d", "\x1b[2J")
def test_nothing_steers_the_terminal_and_a_span_is_one_line(article: str, name: str) -> None:
    spans = segment(article)
    heading, *found = lines(article, name=name)
    for line in (heading, *found):
        assert not any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") for character in line)
    assert len(found) == len(spans)
    for position, (line, span) in enumerate(zip(found, spans, strict=True)):
        parts = LINE.fullmatch(line)
        assert parts is not None
        assert (int(parts["position"]), parts["role"], parts["rule"]) == (position, span.role, span.rule)
        assert (int(parts["start"]), int(parts["end"])) == (span.start, span.end)
        raw = article[span.start : span.end]
        assert parts["text"] == raw or re.search(r"\\[xuUntr]", parts["text"])


@pytest.mark.parametrize("width", [10, 48, 60, 200])
def test_long_text_goes_on_below_itself(width: int) -> None:
    article = f"Warga kota itu {'menunggu ' * 40}hujan. {'x' * 300}. 雨が降る東京の街で家族が待っている長い文章。"
    _, *found = lines(article, width)
    indent = found[0].index("Warga")
    assert all(cell_len(line) <= max(width, indent + 20) for line in found)
    assert len(found) > 3
    spans = [line for line in found if line[:indent].strip()]
    assert len(spans) == len(segment(article))
    assert "".join("".join(line[indent:].split()) for line in found) == "".join(article.split())


def test_every_role_has_a_label_of_its_own() -> None:
    from translate.segment_view import _LABELS

    assert set(_LABELS) == set(Role)
    assert len(set(_LABELS.values())) == len(Role)


def run(*arguments: object, stdin: str | None = None) -> Result:
    group = click.Group("sejajar", commands=list(COMMANDS))
    return CliRunner().invoke(group, [str(argument) for argument in arguments], input=stdin, catch_exceptions=False)


def test_piped_there_is_no_colour_and_no_folding(tmp_path: Path) -> None:
    result = run("segment", SEED, "--show")
    assert "\x1b" not in result.stdout
    assert (
        result.stdout.splitlines()[0] == f"{SEED.name}  19 spans: 15 body, 1 dateline, 1 related, 1 credit, 1 metadata"
    )
    spans, legend = result.stdout.split("\nWhat gave the role:\n")
    assert len(spans.splitlines()) == 20
    assert (
        legend.splitlines()[0]
        == "  crawler-line   It is a date, an address or another field that a crawler or a page wrote."
    )
    assert "  closing-mark  A final mark with a closing quotation mark or bracket." in legend.splitlines()
    out = tmp_path / "spans.txt"
    assert run("segment", SEED, "--show", "--out", out).stdout == ""
    assert out.read_text(encoding="utf-8") == result.stdout


def test_several_articles_are_parted_by_an_empty_line() -> None:
    stdin = '{"id": "a", "text": "Hujan turun."}\n{"id": 7, "text": ""}\n'
    shown = run("segment", "-", "--jsonl", "--show", stdin=stdin).stdout
    articles, legend = shown.split("\nWhat gave the role:\n")
    assert articles == "a  1 span: 1 body\n0  body          0-12 running-text/line-end   Hujan turun.\n\n7  0 spans\n"
    assert legend == (
        "  running-text  Nothing in the span or around it speaks for another role.\n"
        "\nWhat gave the end:\n  line-end  The paragraph ends.\n"
    )


def test_without_articles_no_rule_is_explained() -> None:
    assert run("segment", "-", "--jsonl", "--show", "--quiet", stdin="").stdout == ""


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
@pytest.mark.parametrize(("variable", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colour_on_a_terminal_unless_no_color(variable: dict[str, str], coloured: bool) -> None:
    import pty

    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", **variable}
    command = [sys.executable, "-c", "from corpus.cli import main; main()", "segment", "--show", str(SEED)]
    process = subprocess.Popen(command, stdout=theirs, env=environment, cwd=SEED.parents[1])
    os.close(theirs)
    shown = b""
    while chunk := _read(ours):
        shown += chunk
    os.close(ours)
    assert process.wait() == 0
    assert b"Sumber: Anadolu" in shown
    assert (b"\x1b[" in shown) is coloured


def _read(descriptor: int) -> bytes:
    """Return what a terminal shows next; a closed one is an error on Linux and empty elsewhere."""
    try:
        return os.read(descriptor, 4096)
    except OSError:
        return b""
