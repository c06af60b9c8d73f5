"""HTML pages: only text and the attributes that a reader sees change; every other character of the file stays."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

from translate.documents.records import Kind, Node, OpenedDocument, Paragraph
from translate.documents.spliced import Spliced
from translate.errors import InputError, first_line

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "col",
        "colgroup",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "frameset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "link",
        "main",
        "menu",
        "meta",
        "nav",
        "noscript",
        "ol",
        "optgroup",
        "option",
        "p",
        "pre",
        "search",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_CODE = frozenset(["code", "kbd", "samp", "tt", "var"])
_WITHOUT_TEXT = frozenset(
    [
        "audio",
        "canvas",
        "iframe",
        "math",
        "object",
        "picture",
        "pre",
        "script",
        "style",
        "svg",
        "template",
        "textarea",
        "video",
        "xmp",
        "noembed",
        "noframes",
        "plaintext",
    ]
)
_LINKS = frozenset(["a", "button"])
_WHOLE_PAGE = frozenset(["html", "body", "div", "main", "section", "article", "header", "footer", "nav"])
# What the HTML standard lists as translatable attributes ("translate"), as far as people see or hear it as text.
_ATTRIBUTES = frozenset(["abbr", "alt", "aria-label", "aria-description", "label", "placeholder", "summary", "title"])
_META_TEXTS = frozenset(
    [
        "description",
        "og:title",
        "og:description",
        "og:image:alt",
        "twitter:title",
        "twitter:description",
        "twitter:image:alt",
    ]
)
_ATTRIBUTE = re.compile(r"""([^\s=/>"']+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")
# No part of it is tried twice, so that a tag without an end is found out in linear time.
_TAG = re.compile(r"""<(?>[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+'|(?!["'])))*+>""")
_MARKUP = re.compile(r"<[a-zA-Z/!?]")
_NOT_MARKUP = re.compile(r"<(script|style|textarea|title|xmp|iframe|noembed|noframes|plaintext)\b", re.IGNORECASE)
# Deeper formatting than any page means: it belongs to tags that are never closed.
_DEEPEST_FORMATTING = 50
_BROKEN_TAG = re.compile(r"<[a-zA-Z/!?]")
_INDONESIAN = re.compile(r"(?:id|in|ind)(?:-|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    """A tag, a stretch of text or something else at ``start``; what it is ends where the next one starts."""

    start: int
    kind: str
    name: str = ""
    raw: str = ""


class _Events(HTMLParser):
    """Notes where tags and texts begin."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self.events: list[_Event] = []
        end = _end_of_markup(text)
        try:
            self.feed(text[:end])
            self.close()
        except AssertionError as error:  # what html.parser raises for some broken declarations
            raise InputError(f"not HTML that can be read ({first_line(error)})") from error
        self.events += [_Event(start=end, kind="other"), _Event(start=len(text), kind="end")]

    def _note(self, kind: str, name: str = "", raw: str = "") -> None:
        line, column = self.getpos()
        self.events.append(_Event(start=self._lines[line - 1] + column, kind=kind, name=name, raw=raw))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._note("open", tag, self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._note("closed", tag, self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self._note("close", tag)

    def handle_data(self, data: str) -> None:
        del data
        self._note("text")

    def handle_entityref(self, name: str) -> None:
        del name
        self._note("text")

    def handle_charref(self, name: str) -> None:
        del name
        self._note("text")

    def handle_comment(self, data: str) -> None:
        del data
        self._note("other")

    def handle_decl(self, decl: str) -> None:
        del decl
        self._note("other")

    def handle_pi(self, data: str) -> None:
        del data
        self._note("other")

    def unknown_decl(self, data: str) -> None:
        del data
        self._note("other")


@dataclass(slots=True)
class _Reader:
    """Gathers paragraphs while it goes through the events of a page."""

    spliced: Spliced
    paragraphs: list[Paragraph] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    inline: list[tuple[str, int]] = field(default_factory=list)
    skipped: str = ""
    depth: int = 0
    kept: list[str] | None = None

    def read(self) -> list[Paragraph]:
        """Return the paragraphs of the page, attributes each as a paragraph of its own."""
        for event, following in pairwise(_whole_texts(_Events(self.spliced.text).events)):
            if self.skipped:
                self._skip(event, self.spliced.text[event.start : following.start])
            elif event.kind == "text":
                self._text(event.start, following.start)
            elif event.kind in ("open", "closed"):
                self._open(event)
            elif event.kind == "close":
                self._close(event.name)
        self._end_paragraph()
        return self.paragraphs

    def _end_paragraph(self) -> None:
        self._end_kept()
        if any(node.kind is Kind.TEXT for node in self.nodes):
            self.paragraphs.append(Paragraph(nodes=self.nodes))
        self.nodes, self.inline = [], []

    def _end_kept(self) -> None:
        if self.kept is not None and self.kept:
            self.nodes.append(Node(text=html.unescape("".join(self.kept)), kind=Kind.FIXED, linked=True))
        self.kept = None

    def _skip(self, event: _Event, raw: str) -> None:
        if event.kind == "text" and self.kept is not None:
            self.kept.append(raw)
        if event.name == self.skipped and event.kind in ("open", "close"):
            self.depth += 1 if event.kind == "open" else -1
        if not self.depth:
            self.skipped = ""
            self._end_kept()

    def _text(self, start: int, end: int) -> None:
        raw = self.spliced.text[start:end]
        if _BROKEN_TAG.search(raw):  # a browser may see a comment or a tag where html.parser sees text
            self.nodes.append(Node(text="", kind=Kind.ANCHOR))
            return
        links = any(name in _LINKS for name, _ in self.inline)
        put = self.spliced.putter(start, end, _escaped)
        self.nodes.append(Node(text=html.unescape(raw), style=tuple(self.inline), linked=links, put=put))

    def _open(self, event: _Event) -> None:
        name = event.name
        attributes = dict(_attributes(event))
        values = {key: html.unescape(value) for key, (value, _) in attributes.items()}
        off = _is_off(name, values)
        is_block = name in _BLOCKS
        if is_block:
            self._end_paragraph()
        if not off:
            self._attributes(name, attributes, values)
        leaf = name in _VOID or event.kind == "closed"
        if (off or name in _CODE or name in _WITHOUT_TEXT) and not leaf:
            self.skipped, self.depth = name, 1
            self.kept = [] if not is_block and name not in _WITHOUT_TEXT else None
        if not is_block and (leaf or name in _WITHOUT_TEXT):
            self.nodes.append(Node(text="\n" if name == "br" else "", kind=Kind.ANCHOR))
        elif not is_block and not self.skipped:
            if len(self.inline) == _DEEPEST_FORMATTING:
                self._end_paragraph()
            self.inline.append((name, event.start))

    def _close(self, name: str) -> None:
        if name in _BLOCKS:
            self._end_paragraph()
            return
        for position in range(len(self.inline) - 1, -1, -1):
            if self.inline[position][0] == name:
                del self.inline[position:]
                return

    def _attributes(
        self, name: str, attributes: dict[str, tuple[str, tuple[int, int]]], values: dict[str, str]
    ) -> None:
        for key, (_, (start, end)) in attributes.items():
            if name == "html" and key in ("lang", "xml:lang"):
                if _INDONESIAN.match(values[key]):
                    self.spliced.putter(start, end)('"en"')
            elif _is_read(name, key, values):
                put = self.spliced.putter(start, end, _quoted)
                self.paragraphs.append(Paragraph(nodes=[Node(text=values[key], put=put)]))


def open_html(data: bytes, name: str) -> OpenedDocument:
    """Return an HTML or XHTML page as paragraphs; raise InputError for what is not text."""
    spliced = Spliced(data, name, declares=True)
    try:
        paragraphs = _Reader(spliced).read()
    except InputError as error:
        raise InputError(f"{name}: {error}") from error
    return OpenedDocument(paragraphs=paragraphs, save=spliced.save)


def _end_of_markup(text: str) -> int:
    """Return where a tag or comment begins that never ends, or the end of the text.

    What follows it is a part of it for a browser, and ``html.parser`` would look for its end again and again.
    """
    position = 0
    while found := _MARKUP.search(text, position):
        start = found.start()
        if text.startswith("<!--", start):
            end = text.find("-->", start + 2)
            position = end + 3
        else:
            tag = _TAG.match(text, start)
            end = tag.end() if tag else -1
            raw = _NOT_MARKUP.match(text, start)
            closing = re.compile(rf"</{raw[1]}", re.IGNORECASE).search(text, end) if raw and tag else None
            if raw and tag and closing is None:
                return len(text)
            position = closing.start() if closing else end
        if end < 0:
            return start
    return len(text)


def _whole_texts(events: list[_Event]) -> list[_Event]:
    """Return the events with each run of text events, which character references begin anew, as one."""
    return [
        event
        for position, event in enumerate(events)
        if not (event.kind == "text" and position and events[position - 1].kind == "text")
    ]


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _quoted(text: str) -> str:
    return f'"{html.escape(text)}"'


def _attributes(event: _Event) -> Iterator[tuple[str, tuple[str, tuple[int, int]]]]:
    """Yield each attribute of a tag that has a value: its name, the raw value and where that is, quotes included."""
    begin = re.match(r"<[^\s/>]+", event.raw)
    for match in _ATTRIBUTE.finditer(event.raw, begin.end() if begin else 0):
        if match[2] is not None:
            where = (event.start + match.start(2), event.start + match.end(2))
            yield match[1].lower(), (match[2].strip("\"'") if match[2][0] in "\"'" else match[2], where)


def _is_off(name: str, values: dict[str, str]) -> bool:
    """Return whether a page asks for an element to be left alone, or it is in a language other than Indonesian."""
    if values.get("translate", "").lower() == "no" or "notranslate" in values.get("class", "").split():
        return True
    language = values.get("lang") or values.get("xml:lang") or ""
    return bool(language) and name not in _WHOLE_PAGE and not _INDONESIAN.match(language)


def _is_read(name: str, key: str, values: dict[str, str]) -> bool:
    """Return whether people read the attribute ``key`` of an element as text."""
    if name == "meta":
        return key == "content" and (values.get("name") or values.get("property") or "").lower() in _META_TEXTS
    if name == "input" and key == "value":
        return values.get("type", "").lower() in ("submit", "button", "reset")
    if name == "link" or (key == "summary" and name != "table"):
        return False
    return key in _ATTRIBUTES
