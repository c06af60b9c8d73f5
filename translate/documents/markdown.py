"""Markdown: the text of headings, paragraphs, lists and tables changes; marks, links, code and HTML stay."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from translate.documents.records import Kind, Node, OpenedDocument, Paragraph
from translate.documents.spliced import Spliced

_FRONT_MATTER = re.compile(r"---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]:?")
# What begins a list, a quotation, a heading or a line under one when it stands at the beginning of a line.
_LINE_MARK = re.compile(r"^(\s*)(?:([-+*>#=])|(\d{1,9})([.)]))(?=\s|$)")
_SPECIAL = re.compile(r"[\\`*_\[\]<>|]")
_RULES = ("newline", "escape", "entity", "backticks", "strikethrough", "emphasis", "link", "image", "autolink")
_RULES_OF_HTML = ("html_inline",)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark:
    """A stretch ``[start, end)`` of a text that is a mark, and the rule of Markdown that made it one."""

    start: int
    end: int
    rule: str


def open_markdown(data: bytes, name: str) -> OpenedDocument:
    """Return a Markdown file as paragraphs; raise InputError for what is not text."""
    spliced = Spliced(data, name)
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.inline.ruler.enableOnly(["text", *_RULES, *_RULES_OF_HTML])
    marks: list[_Mark] = []
    _watch(parser, marks)
    text = spliced.text.replace("\r\n", " \n")  # positions stay; the parser would make one character of the two
    front = _FRONT_MATTER.match(text)
    body = re.sub(r"[^\n]", " ", text[: front.end()]) + text[front.end() :] if front else text
    lines = [0, *(match.end() for match in re.finditer("\n", body))]
    paragraphs, missed, cell = [], 0, 0
    block = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    block.disable("inline")
    for token in block.parse(body):
        if token.type == "tr_open" and token.map:
            cell = lines[token.map[0]]
        if token.type != "inline" or not token.content or not token.map:
            continue
        place = _source_of(body, lines, token.content, max(cell, lines[token.map[0]]))
        if place is None:
            missed += 1
            continue
        cell = place[-1] + 1
        marks.clear()
        parser.parseInline(token.content)
        paragraphs.append(Paragraph(nodes=list(_nodes(token.content, place, marks, spliced))))
    notes = ["the front matter was left as it is"] if front else []
    if missed:
        notes.append(f"{missed} texts whose place in the file could not be told were left as they are")
    return OpenedDocument(paragraphs=paragraphs, save=spliced.save, notes=notes)


def _source_of(body: str, lines: list[int], content: str, start: int) -> list[int] | None:
    """Return the position in the file of each character of ``content``, whose lines lost what begins a block."""
    places: list[int] = []
    for rank, line in enumerate(content.split("\n")):
        if rank:
            following = next((one for one in lines if one > start), None)
            if following is None:
                return None
            places.append(following - 1)
            start = following
        end = body.find("\n", start)
        found = body.find(line, start, len(body) if end < 0 else end)
        if found < 0:
            return None
        if rank or not places:
            places.extend(range(found, found + len(line)))
        start = found + len(line) if line else start
    return places


def _watch(parser: MarkdownIt, marks: list[_Mark]) -> None:
    """Make the parser note where the rules of inline Markdown find something, besides what they do."""
    rules: Any = parser.inline.ruler
    for rule in rules.__rules__:
        if rule.name != "text":
            rule.fn = _noting(rule.name, rule.fn, marks)
    rules.__cache__ = None


def _noting(
    name: str, rule: Callable[[StateInline, bool], bool], marks: list[_Mark]
) -> Callable[[StateInline, bool], bool]:
    def noted(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's call
        start = state.pos
        closing = -1
        if not silent and name in ("link", "image"):
            opening = start + (name == "image")
            closing = state.md.helpers.parseLinkLabel(state, opening, name == "link")
            state.pos = start
        level = getattr(state, "nested", 0)
        done = rule(state, silent)
        if not done or silent or level:
            return done
        if closing >= 0 and name == "link":
            marks.append(_Mark(start=start, end=start + 1, rule="link_open"))
            marks.append(_Mark(start=closing, end=state.pos, rule="link_close"))
        else:
            marks.append(_Mark(start=start, end=state.pos, rule=name))
        return done

    return noted


def _nodes(content: str, place: list[int], marks: list[_Mark], spliced: Spliced) -> Iterator[Node]:
    """Yield the nodes of one text: what is between the marks, and the marks that a reader sees."""
    style: list[str] = []
    position = 0
    for mark in [*sorted(marks, key=lambda one: (one.start, one.end)), None]:
        start = len(content) if mark is None else mark.start
        if start < position:
            continue
        yield from _texts(content, (position, start), place, tuple(style), spliced)
        if mark is None:
            return
        position = mark.end
        raw = content[mark.start : mark.end]
        if mark.rule in ("link_open", "link_close", "emphasis", "strikethrough"):
            _turn(style, "link" if mark.rule.startswith("link") else raw)
        elif mark.rule == "newline":
            hard = raw.startswith("\\") or content[: mark.start].endswith("  ")
            yield Node(text="\n" if hard else " ", kind=Kind.ANCHOR)
        elif mark.rule == "html_inline":
            _turn(style, "html")
            yield Node(text="\n" if raw.lower().startswith("<br") else "", kind=Kind.ANCHOR)
        elif mark.rule == "image":
            yield Node(text="", kind=Kind.ANCHOR)
        else:
            shown = raw[1:] if mark.rule == "escape" else unescape(raw) if mark.rule == "entity" else raw.strip("`")
            yield Node(text=shown, kind=Kind.FIXED)


def _turn(style: list[str], mark: str) -> None:
    """Open a style, or close it if it is open."""
    if mark in style:
        del style[style.index(mark) :]
    else:
        style.append(mark)


def _texts(
    content: str, span: tuple[int, int], place: list[int], style: tuple[str, ...], spliced: Spliced
) -> Iterator[Node]:
    """Yield the text of a span, references to footnotes apart."""
    position, end = span
    for found in [*_FOOTNOTE.finditer(content, position, end), None]:
        stop = found.start() if found else end
        if position < stop:
            first, last = place[position], place[stop - 1] + 1
            begins_line = position == 0 or content[position - 1] == "\n"
            text = content[position:stop]
            put = spliced.putter(first, last, _escaping(text, begins_line=begins_line))
            yield Node(text=text, style=style, linked="link" in style, put=put)
        if found:
            yield Node(text="", kind=Kind.ANCHOR)
            position = found.end()


def _escaping(source: str, *, begins_line: bool) -> Callable[[str], str]:
    """Return a function that escapes what would be a mark of Markdown in a translation of ``source``."""

    def escape(text: str) -> str:
        text = _SPECIAL.sub(lambda sign: sign[0] if sign[0] in source else f"\\{sign[0]}", text)
        if not begins_line:
            return text
        return _LINE_MARK.sub(lambda mark: f"{mark[1]}\\{mark[2]}" if mark[2] else f"{mark[1]}{mark[3]}\\{mark[4]}", text)

    return escape
