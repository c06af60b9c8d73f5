"""Word documents (DOCX): the text of every part that a reader sees, with its runs, links, notes and text boxes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from translate.documents.archives import Archive, xml_bytes
from translate.documents.records import Kind, Node, OpenedDocument, Paragraph

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PARTS = re.compile(r"word/(?:document\d*|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
# Runs within these are shown as part of the text; what else stands in a paragraph is an object or a mark of a place.
_TRANSPARENT = frozenset(
    f"{_W}{name}"
    for name in (
        "r",
        "hyperlink",
        "ins",
        "moveTo",
        "smartTag",
        "sdt",
        "sdtContent",
        "customXml",
        "dir",
        "bdo",
        "ruby",
        "rubyBase",
        "fldSimple",
    )
)
_INSERTED = frozenset(f"{_W}{name}" for name in ("ins", "moveTo"))
_DELETED = frozenset(f"{_W}{name}" for name in ("del", "moveFrom"))
_SILENT = frozenset(
    f"{_W}{name}"
    for name in (
        "rPr",
        "pPr",
        "proofErr",
        "lastRenderedPageBreak",
        "sdtPr",
        "sdtEndPr",
        "instrText",
        "smartTagPr",
        "customXmlPr",
        "delText",
        "delInstrText",
        "rt",
        "rubyPr",
    )
)
# Of a run's properties those that say nothing about its look.
_INVISIBLE = frozenset(f"{_W}{name}" for name in ("lang", "noProof", "rPrChange", "webHidden"))
# What Word, pandoc and others call the styles of program text; it stays as it is.
_CODE = re.compile(r"[rp]Style\[.*'(?:\w*Verbatim\w*|\w*Code|HTML\w*|SourceText)'", re.IGNORECASE)
# Fields whose result is text for the reader; the results of others, such as page numbers, stay as they are.
_FIELDS_OF_TEXT = frozenset(["HYPERLINK", "TOC", "INDEX", "QUOTE", "TITLE", "SUBJECT", ""])


@dataclass(slots=True)
class _Fields:
    """The fields that are open at a place of a part; a field can span paragraphs."""

    open: list[list[str]] = field(default_factory=list)

    @property
    def fixed(self) -> bool:
        """Whether the text here is the result of a field that Word computes."""
        return any(_command(one[0]) not in _FIELDS_OF_TEXT for one in self.open if one[1] == "result")

    @property
    def linked(self) -> bool:
        """Whether the text here is the result of a link."""
        return any(_command(one[0]) == "HYPERLINK" for one in self.open)

    def meet(self, element: Any) -> None:
        """Note the beginning, middle or end of a field, or a part of its instruction."""
        if element.tag == f"{_W}instrText":
            if self.open:
                self.open[-1][0] += element.text or ""
            return
        kind = element.get(f"{_W}fldCharType")
        if kind == "begin":
            self.open.append(["", "code"])
        elif kind == "separate" and self.open:
            self.open[-1][1] = "result"
        elif kind == "end" and self.open:
            self.open.pop()


def open_docx(data: bytes, name: str) -> OpenedDocument:
    """Return a Word document as paragraphs; raise InputError for what is none, or what is refused."""
    archive = Archive(data, name)
    archive.read("word/document.xml")
    trees = {part: archive.xml(part) for part in archive.names if _PARTS.fullmatch(part)}
    paragraphs = []
    for tree in trees.values():
        fields = _Fields()
        for element in tree.iter(f"{_W}p"):
            look = _look(element, "pPr", f"{_W}pStyle")
            nodes = list(_nodes(element, fields, in_link=False, style=look))
            paragraphs.append(Paragraph(nodes=nodes))
    elements = {element.tag for tree in trees.values() for element in tree.iter()}

    def save() -> bytes:
        return archive.with_changed({part: xml_bytes(tree, archive.read(part)) for part, tree in trees.items()})

    return OpenedDocument(paragraphs=paragraphs, save=save, notes=_notes(archive, elements))


def _notes(archive: Archive, elements: set[Any]) -> list[str]:
    notes = []
    if elements & {f"{_W}ins", *_DELETED}:
        notes.append("tracked changes: inserted text was translated, deleted text was left as it is")
    if elements & {f"{_W}fldChar", f"{_W}fldSimple"}:
        notes.append("fields such as page numbers and dates were left as they are; update them in Word")
    if any(part.startswith(("word/charts/", "word/diagrams/", "word/embeddings/")) for part in archive.names):
        notes.append("charts, diagrams and embedded files were left as they are")
    if any(part.startswith("_xmlsignatures/") for part in archive.names):
        notes.append("the digital signature does not fit the translated document")
    return notes


def _nodes(parent: Any, fields: _Fields, *, in_link: bool, style: str = "") -> Iterator[Node]:
    """Yield the nodes of a paragraph or of what stands in it; paragraphs of text boxes within it are not among them."""
    for element in parent:
        tag = element.tag
        if tag in (f"{_W}fldChar", f"{_W}instrText"):
            fields.meet(element)
        elif tag in _SILENT:
            continue
        elif tag in _DELETED:
            _meet_all(element, fields)
        elif tag == f"{_W}t":
            yield _text(element, fields, in_link=in_link, style=style)
        elif tag == f"{_W}fldSimple" and _command(element.get(f"{_W}instr", "")) not in _FIELDS_OF_TEXT:
            yield Node(text="".join(one.text or "" for one in element.iter(f"{_W}t")), kind=Kind.FIXED)
        elif tag in _TRANSPARENT:
            link = in_link or tag == f"{_W}hyperlink"
            changed = tag if tag in _INSERTED else ""  # so that a reader can still reject what was inserted
            inner = changed + style + (_look(element) if tag == f"{_W}r" else "")
            yield from _nodes(element, fields, in_link=link, style=inner)
        else:
            is_break = tag in (f"{_W}br", f"{_W}cr") and element.get(f"{_W}type", "textWrapping") == "textWrapping"
            yield Node(text="\n" if is_break else "\t" if tag == f"{_W}tab" else "", kind=Kind.ANCHOR)


def _text(element: Any, fields: _Fields, *, in_link: bool, style: str) -> Node:
    text = element.text or ""
    if fields.fixed or _CODE.search(style):
        return Node(text=text, kind=Kind.FIXED)

    def put(english: str) -> None:
        element.text = english
        if english != english.strip():
            element.set(_XML_SPACE, "preserve")

    link = in_link or fields.linked
    return Node(text=text, style=(style, link), linked=link, put=put)


def _meet_all(parent: Any, fields: _Fields) -> None:
    """Note the fields that begin or end in deleted text."""
    for element in parent.iter(f"{_W}fldChar"):
        fields.meet(element)


def _look(element: Any, properties: str = "rPr", only: str = "") -> str:
    """Return what the properties of a run or paragraph say about its look, as one text that can be compared."""
    found = element.find(f"{_W}{properties}")
    if found is None:
        return ""
    said = [one for one in found if one.tag not in _INVISIBLE and (not only or one.tag == only)]
    return " ".join(f"{one.tag}{sorted(one.attrib.items())}" for one in said)


def _command(instruction: str) -> str:
    """Return the name of a field, the first word of its instruction."""
    return next(iter(instruction.split()), "").upper()
