"""HTML of a request: the texts between its tags are translated, and every other character stays as it is."""

import html
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

_NOT_TRANSLATED = frozenset({"code", "kbd", "pre", "samp", "script", "style", "svg", "template", "textarea", "var"})
# Elements without an end tag (HTML standard, "void elements").
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedText:
    """A text between two tags: its place in the HTML, and what a reader sees of it."""

    start: int
    end: int
    text: str


def texts_between_tags(markup: str) -> list[MarkedText]:
    """Return the texts of HTML that are to be translated, in order.

    Left out is what is in ``<code>``, ``<pre>``, ``<script>`` and the like, and in an element with ``translate="no"``
    or the class ``notranslate``.
    """
    reader = _Reader(markup)
    reader.feed(markup)
    reader.close()
    return reader.texts()


def with_texts(markup: str, places: Sequence[MarkedText], texts: Sequence[str]) -> str:
    """Return the HTML with other texts in the given places, escaped, so that none of them can become a tag."""
    parts, end = [], 0
    for place, text in zip(places, texts, strict=True):
        parts += [markup[end : place.start], html.escape(text, quote=False)]
        end = place.end
    return "".join([*parts, markup[end:]])


class _Reader(HTMLParser):
    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=False)
        self._markup = markup
        self._lines = [0]
        for line in markup.split("\n")[:-1]:
            self._lines.append(self._lines[-1] + len(line) + 1)
        self._spans: list[tuple[int, int]] = []
        self._open: list[tuple[str, bool]] = []  # open elements, and whether they are translated
        self._counts = Counter[str]()

    def texts(self) -> list[MarkedText]:
        """Return the spans that were found, each whole and with a letter in it."""
        joined: list[list[int]] = []
        for start, end in self._spans:
            if joined and joined[-1][1] == start:
                joined[-1][1] = end
            else:
                joined.append([start, end])
        found = (MarkedText(start=a, end=b, text=html.unescape(self._markup[a:b])) for a, b in joined)
        return [one for one in found if any(map(str.isalpha, one.text))]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element, and whether its text is to be translated."""
        given = dict(attrs)
        translated = self._is_translated() and tag not in _NOT_TRANSLATED
        if (given.get("translate") or "").lower() == "no" or "notranslate" in (given.get("class") or "").split():
            translated = False
        elif (given.get("translate") or "").lower() == "yes":
            translated = tag not in _NOT_TRANSLATED
        if tag not in _VOID:
            self._open.append((tag, translated))
            self._counts[tag] += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Pass over an element without content."""

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and those inside it that were left open."""
        if not self._counts[tag]:  # never opened; looking for it would take quadratic time
            return
        while self._open:
            inner, _ = self._open.pop()
            self._counts[inner] -= 1
            if inner == tag:
                return

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self._note(len(data))

    def handle_entityref(self, name: str) -> None:
        """Note a named character."""
        self._note_reference(len(name) + 1)

    def handle_charref(self, name: str) -> None:
        """Note a numbered character."""
        self._note_reference(len(name) + 2)

    def _is_translated(self) -> bool:
        return self._open[-1][1] if self._open else True

    def _note_reference(self, length: int) -> None:
        start = self._position()
        self._note(length + (self._markup[start + length : start + length + 1] == ";"))

    def _note(self, length: int) -> None:
        start = self._position()
        if length and self._is_translated():
            self._spans.append((start, start + length))

    def _position(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column
