"""Markdown: the text of headings, paragraphs, lists and tables changes; marks, links, code and HTML stay."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from translate.documents.records import Kind, Node, OpenedDocument, Paragraph
from translate.documents.spliced import Spliced

_FRONT_MATTER = re.compile(r"---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]:?")
# What begins a list, a quotation, a heading or a line under one when it stands at the beginning of a line.
_LINE_MARK = re.compile(r"^(\s*)(?:([-+*>#=])|(\d{1,9})([.)]))(?=[\s>#=-]|$)", re.MULTILINE)
_SPECIAL = re.compile(r"[\\`*_\[\]<>|]|&(?=#?\w+;)")
_IN_PAIRS = frozenset(["emphasis", "strikethrough"])
_TEXT_RULES = frozenset(["escape", "entity", "newline"])


@dataclass(slots=True, kw_only=True)
class _Mark:
    """A stretch ``[start, end)`` of a text that is a mark, the rule that found it, and the tokens that it gave."""

    start: int
    end: int
    rule: str
    tokens: Sequence[Token] = ()

    @property
    def opens(self) -> bool:
        """Whether formatting begins here; meaningful for marks that stand in pairs."""
        return any(token.nesting == 1 for token in self.tokens)

    @property
    def is_text(self) -> bool:
        """Whether a reader sees characters here: an escape, an entity, or a star that marks nothing."""
        return self.rule in _TEXT_RULES or (self.rule in _IN_PAIRS and not any(one.nesting for one in self.tokens))


@dataclass(slots=True, kw_only=True)
class _Pair:
    """Two marks of formatting and the texts between them, which are taken away when no text is left there."""

    begin: tuple[int, int]
    end: tuple[int, int] = (0, 0)
    texts: dict[int, str] = field(default_factory=dict)
    has_objects: bool = False


@dataclass(slots=True)
class _Inline:
    """One text of a file, with the position in the file of each of its characters."""

    spliced: Spliced
    content: str
    place: list[int]
    marks: list[_Mark]
    in_table: bool = False
    pairs: list[_Pair] = field(default_factory=list)

    def nodes(self) -> Iterator[Node]:
        """Yield the nodes of the text: what is between the marks, and the marks that are objects for a reader."""
        style: list[str] = []
        opened: list[_Pair] = []
        position = 0
        for mark in [*sorted(self.marks, key=lambda one: (one.start, one.end)), None]:
            stop = len(self.content) if mark is None else mark.start
            if stop < position or (mark is not None and self._reads_on(mark)):
                continue
            yield from self._texts(position, stop, tuple(style), opened)
            if mark is None:
                return
            position = mark.end
            yield from self._marked(mark, style, opened)

    def _reads_on(self, mark: _Mark) -> bool:
        return mark.is_text and not self._at(mark).startswith(("  ", "\\\n"))

    def _at(self, mark: _Mark) -> str:
        return self.content[mark.start : mark.end]

    def _marked(self, mark: _Mark, style: list[str], opened: list[_Pair]) -> Iterator[Node]:
        if mark.rule in ("link_open", "link_close"):
            _turn(style, "link")
        elif mark.rule in _IN_PAIRS:
            span = (self.place[mark.start], self.place[mark.end - 1] + 1)
            if mark.opens:
                style.append(self._at(mark))
                opened.append(_Pair(begin=span))
            elif opened:
                style.pop()
                opened[-1].end = span
                self.pairs.append(opened.pop())
        elif mark.rule in ("backticks", "autolink"):
            for pair in opened:
                pair.has_objects = True
            yield Node(text=self._at(mark).strip("`<>"), kind=Kind.FIXED)
        else:
            for pair in opened:
                pair.has_objects = True
            is_break = mark.rule in ("newline", "escape") or self._at(mark).lower().startswith("<br")
            if mark.rule == "html_inline" and not is_break:
                _turn(style, "html")
            yield Node(text="\n" if is_break else "", kind=Kind.ANCHOR)

    def _texts(self, position: int, end: int, style: tuple[str, ...], opened: list[_Pair]) -> Iterator[Node]:
        """Yield the text of a span, references to footnotes apart."""
        for found in [*_FOOTNOTE.finditer(self.content, position, end), None]:
            stop = found.start() if found else end
            if position < stop:
                yield self._text(position, stop, style, opened)
            if found:
                yield Node(text="", kind=Kind.ANCHOR)
                position = found.end()

    def _text(self, start: int, end: int, style: tuple[str, ...], opened: list[_Pair]) -> Node:
        text, bare, position = "", "", start
        for mark in sorted(self.marks, key=lambda one: one.start):
            if mark.rule in ("escape", "entity") and position <= mark.start and mark.end <= end:
                bare += self.content[position : mark.start]
                shown = self._at(mark)[1:] if mark.rule == "escape" else unescape(self._at(mark))
                text += self.content[position : mark.start] + shown
                position = mark.end
        bare += self.content[position:end]
        text += self.content[position:end]
        first = self.place[start]
        put = self.spliced.putter(first, self.place[end - 1] + 1, self._escaping(start, bare))

        def put_and_note(english: str) -> None:
            put(english)
            for pair in opened_here:
                pair.texts[first] = english

        opened_here = list(opened)
        for pair in opened_here:
            pair.texts[first] = text
        return Node(text=text, style=style, linked="link" in style, put=put_and_note)

    def _escaping(self, start: int, bare: str) -> Callable[[str], str]:
        """Return a function that escapes what would be a mark in a translation; signs that stood bare stay bare."""
        bare = bare.replace("|", "") if self.in_table else bare
        begins_line = start == 0 or self.content[start - 1] == "\n"

        def escape(text: str) -> str:
            text = _SPECIAL.sub(lambda sign: sign[0] if sign[0] in bare else f"\\{sign[0]}", text)
            head = "" if begins_line else "x"
            text = _LINE_MARK.sub(_escaped_line_mark, head + text)[len(head) :]
            return text.replace("\n", self._next_line)

        return escape

    @property
    def _next_line(self) -> str:
        """What stands between two lines of the text: a line break and what continues the block, such as ``> ``."""
        rank = self.content.find("\n")
        if rank < 0 or rank + 1 >= len(self.place):
            return " "
        return self.spliced.text[self.place[rank] : self.place[rank + 1]]

    def drop_empty_pairs(self) -> None:
        """Take away the marks of formatting that has no text any more; two stars and two would be four stars."""
        for pair in self.pairs:
            if not pair.has_objects and not "".join(pair.texts.values()).strip():
                for start, end in (pair.begin, pair.end):
                    self.spliced.putter(start, end)("")


def open_markdown(data: bytes, name: str) -> OpenedDocument:
    """Return a Markdown file as paragraphs; raise InputError for what is not text."""
    spliced = Spliced(data, name)
    text = spliced.text.replace("\r\n", " \n")  # positions stay; the parser would make one character of the two
    front = _FRONT_MATTER.match(text)
    body = re.sub(r"[^\n]", " ", text[: front.end()]) + text[front.end() :] if front else text
    inlines, missed = _inlines(body, spliced)
    paragraphs = [Paragraph(nodes=list(inline.nodes())) for inline in inlines]

    def save() -> bytes:
        for inline in inlines:
            inline.drop_empty_pairs()
        return spliced.save()

    notes = ["the front matter was left as it is"] if front else []
    if missed:
        notes.append(f"{missed} texts whose place in the file could not be told were left as they are")
    return OpenedDocument(paragraphs=paragraphs, save=save, notes=notes)


def _inlines(body: str, spliced: Spliced) -> tuple[list[_Inline], int]:
    """Return the texts of a file, and how many could not be found in it."""
    marks: list[_Mark] = []
    parser = _watched(marks)
    blocks = MarkdownIt("commonmark").enable(["table"]).disable("inline")
    starts = [0, *(match.end() for match in re.finditer("\n", body))]
    found, missed, position, in_table = [], 0, 0, False
    for token in blocks.parse(body):
        in_table = token.type in ("th_open", "td_open") or (in_table and token.type == "inline")
        if token.type != "inline" or not token.content or not token.map:
            continue
        place = _source_of(body, token.content, max(position, starts[token.map[0]]))
        if place is None:
            missed += 1
            continue
        position = place[-1] + 1
        marks.clear()
        parser.parseInline(token.content)
        found.append(_Inline(spliced, token.content, place, list(marks), in_table))
    return found, missed


def _source_of(body: str, content: str, start: int) -> list[int] | None:
    """Return the position in the file of each character of ``content``, whose lines lost what begins a block."""
    places: list[int] = []
    for rank, line in enumerate(content.split("\n")):
        if rank:
            start = body.find("\n", start) + 1
            if not start:
                return None
            places.append(start - 1)
        end = body.find("\n", start)
        end = len(body) if end < 0 else end
        found = body.find(line, start, end)
        if found >= 0:
            places.extend(range(found, found + len(line)))
        elif (found := body.find(line.replace("|", "\\|"), start, end)) >= 0:  # in a table
            for rank_in_line, sign in enumerate(line):
                places.append(found + rank_in_line + line.count("|", 0, rank_in_line) + (sign == "|"))
        else:
            return None
        start = places[-1] + 1 if line else start
    return places


def _watched(marks: list[_Mark]) -> MarkdownIt:
    """Return a parser that notes where the rules of inline Markdown find something, besides what they do."""
    parser = MarkdownIt("commonmark").enable(["strikethrough"])
    rules: Any = parser.inline.ruler
    for rule in rules.__rules__:
        if rule.name != "text":
            rule.fn = _noting(rule.name, rule.fn, marks)
    rules.__cache__ = None
    return parser


def _noting(
    name: str, rule: Callable[[StateInline, bool], bool], marks: list[_Mark]
) -> Callable[[StateInline, bool], bool]:
    def noted(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's call
        """Apply the rule, and note what it found."""
        start, before, closing = state.pos, len(state.tokens), -1
        if not silent and name == "link" and state.src[start] == "[":
            closing = state.md.helpers.parseLinkLabel(state, start, True)  # noqa: FBT003 - the parser's call
            state.pos = start
        known = len(marks)
        done = rule(state, silent)
        if not done or silent:
            return done
        if name == "newline" and state.src[:start].endswith("  "):
            start -= len(state.src[:start]) - len(state.src[:start].rstrip(" "))  # the spaces that break the line
        if name == "image":
            del marks[known:]  # its description has positions of its own
        if name == "link":
            marks.append(_Mark(start=start, end=start + 1, rule="link_open"))
            marks.append(_Mark(start=closing, end=state.pos, rule="link_close"))
        else:
            marks.append(_Mark(start=start, end=state.pos, rule=name, tokens=state.tokens[before:]))
        return done

    return noted


def _turn(style: list[str], mark: str) -> None:
    """Open a style, or close it if it is open."""
    if mark in style:
        del style[style.index(mark) :]
    else:
        style.append(mark)


def _escaped_line_mark(mark: re.Match[str]) -> str:
    return f"{mark[1]}\\{mark[2]}" if mark[2] else f"{mark[1]}{mark[3]}\\{mark[4]}"
