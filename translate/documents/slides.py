"""Presentations (PPTX): the text of slides and of the notes to them, shape by shape."""

import re
from collections.abc import Iterator
from typing import Any

from translate.documents.archives import Archive, xml_bytes
from translate.documents.records import Kind, Node, OpenedDocument, Paragraph
from translate.errors import InputError

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PARTS = re.compile(r"ppt/(?:slides|notesSlides|diagrams)/(?:slide|notesSlide|data|drawing)\d+\.xml")
_INVISIBLE = frozenset(["lang", "altLang", "dirty", "err", "smtClean", "noProof", "bmk"])


def open_pptx(data: bytes, name: str) -> OpenedDocument:
    """Return a presentation as paragraphs; raise InputError for what is none, or what is refused."""
    archive = Archive(data, name)
    if "ppt/presentation.xml" not in archive.names:
        raise InputError(f"{name}: not a presentation: no ppt/presentation.xml in it")
    trees = {part: archive.xml(part) for part in archive.names if _PARTS.fullmatch(part)}
    paragraphs = [Paragraph(nodes=list(_nodes(element))) for tree in trees.values() for element in tree.iter(f"{_A}p")]

    def save() -> bytes:
        return archive.with_changed({part: xml_bytes(tree, archive.read(part)) for part, tree in trees.items()})

    notes = []
    if any(part.startswith(("ppt/charts/", "ppt/embeddings/", "ppt/comments/")) for part in archive.names):
        notes.append("charts, comments and embedded files were left as they are")
    return OpenedDocument(paragraphs=paragraphs, save=save, notes=notes)


def _nodes(paragraph: Any) -> Iterator[Node]:
    for element in paragraph:
        text = element.find(f"{_A}t")
        if element.tag == f"{_A}r" and text is not None:
            properties = element.find(f"{_A}rPr")
            yield Node(
                text=text.text or "",
                style=_look(properties),
                linked=properties is not None and properties.find(f"{_A}hlinkClick") is not None,
                put=_putter(text),
            )
        elif element.tag == f"{_A}br":
            yield Node(text="\n", kind=Kind.ANCHOR)
        elif element.tag == f"{_A}fld":
            yield Node(text=(text.text or "") if text is not None else "", kind=Kind.FIXED)


def _putter(element: Any) -> Any:
    def put(english: str) -> None:
        element.text = english

    return put


def _look(properties: Any) -> str:
    """Return what a run's properties say about its look, as one text that can be compared."""
    if properties is None:
        return ""
    own = sorted(item for item in properties.attrib.items() if item[0] not in _INVISIBLE)
    inner = [(one.tag, sorted(one.attrib.items())) for one in properties.iter() if one is not properties]
    return f"{own}{inner}"
