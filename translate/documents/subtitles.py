"""Subtitles (SRT, WebVTT): the text of the cues changes; numbers, times, settings, tags and lines stay."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from translate.documents.records import Kind, Node, OpenedDocument, Paragraph
from translate.documents.spliced import Spliced
from translate.errors import InputError

_TIMES = re.compile(r"^\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}\s*-->\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}.*$")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|</>|<\d[\d:.]*>|\{\\[^{}]*\}|\{/?[biu]\}|\{[yYcCfFsS]:[^{}]*\}")
# A cue whose last line ends so is the end of a sentence; the next cue begins another.
_ENDED = re.compile(r"[.!?…][\"'”’)\]]*\s*$|[♪♫)\]]\s*$")
_BEGINS = re.compile(r"^\s*(?:<[^<>]*>|\{[^{}]*\})*\s*(?:[-–—♪♫\[(]|>>)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One line of text of a cue: where it is in the file, and whether a cue begins with it."""

    start: int
    end: int
    opens_cue: bool


def open_srt(data: bytes, name: str) -> OpenedDocument:
    """Return SubRip subtitles as paragraphs; raise InputError for a file without a line of times."""
    return _opened(data, name, escaped=False)


def open_vtt(data: bytes, name: str) -> OpenedDocument:
    """Return WebVTT subtitles as paragraphs; raise InputError for a file that does not begin as WebVTT does."""
    if not data.lstrip(b"\xef\xbb\xbf").startswith(b"WEBVTT"):
        raise InputError(f"{name}: not WebVTT, which begins with the line WEBVTT")
    return _opened(data, name, escaped=True)


def _opened(data: bytes, name: str, *, escaped: bool) -> OpenedDocument:
    spliced = Spliced(data, name)
    lines = list(_cue_lines(spliced.text))
    has_cues = any(_TIMES.match(line) for line in spliced.text.splitlines())
    if not has_cues and spliced.text.strip() and not escaped:
        raise InputError(f"{name}: no subtitles, no line with times such as 00:00:01,000 --> 00:00:02,000")
    paragraphs = [
        Paragraph(nodes=list(_nodes(group, spliced, escaped=escaped))) for group in _grouped(lines, spliced.text)
    ]
    return OpenedDocument(paragraphs=paragraphs, save=spliced.save)


def _cue_lines(text: str) -> Iterator[_Line]:
    """Yield the lines between a line of times and the next empty line, or the number of the next cue."""
    found = [(match.start(), match.end()) for match in re.finditer(r"[^\r\n]*(?:\r\n|\n|\r|$)", text)]
    contents = [text[start:end].rstrip("\r\n") for start, end in found]
    inside, opens = False, False
    for rank, (start, _) in enumerate(found):
        line = contents[rank]
        if _TIMES.match(line):
            inside = opens = True
        elif not line.strip():
            inside = False
        elif inside:
            if line.strip().isdecimal() and rank + 1 < len(contents) and _TIMES.match(contents[rank + 1]):
                inside = False  # no empty line before the next cue
                continue
            yield _Line(start=start, end=start + len(line), opens_cue=opens)
            opens = False


def _grouped(lines: list[_Line], text: str) -> Iterator[list[_Line]]:
    """Yield the lines that may share a sentence: until one ends it, or the next is another speaker's."""
    group: list[_Line] = []
    for line in lines:
        content = _TAG.sub("", text[line.start : line.end])
        ended = bool(group) and _ENDED.search(_TAG.sub("", text[group[-1].start : group[-1].end]))
        if group and (ended or _BEGINS.match(content)):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _nodes(lines: list[_Line], spliced: Spliced, *, escaped: bool) -> Iterator[Node]:
    style: list[str] = []
    for rank, line in enumerate(lines):
        if rank:
            yield Node(text=" ", kind=Kind.ANCHOR)
        position = line.start
        for tag in [*_TAG.finditer(spliced.text, line.start, line.end), None]:
            stop = tag.start() if tag else line.end
            if position < stop:
                raw = spliced.text[position:stop]
                text = html.unescape(raw) if escaped else raw
                whole = (position, stop) == (line.start, line.end)
                put = spliced.putter(position, stop, partial(_cue_text, escaped=escaped, whole=whole))
                yield Node(text=text, style=tuple(style), linked=bool(style), put=put)
            if tag:
                position = tag.end()
                _turn(style, tag[0])


def _turn(style: list[str], tag: str) -> None:
    """Open the style of a tag, or close the last one."""
    if tag.startswith("</") or tag.startswith("{/"):
        if style:
            style.pop()
    elif not tag.startswith("{") and not tag[1].isdigit():
        style.append(tag)


def _cue_text(text: str, *, escaped: bool, whole: bool) -> str:
    """Return a text as it stands in a cue; a line that would be empty, which ends a cue, gets an ellipsis."""
    text = html.escape(text, quote=False) if escaped else text.replace("-->", "→")
    return "…" if whole and not text.strip() else text
