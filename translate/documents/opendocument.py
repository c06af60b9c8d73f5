"""OpenDocument texts (ODT): paragraphs and headings, with spans, links, notes, text boxes, headers and footers."""

from collections.abc import Iterator
from typing import Any

from translate.documents.archives import Archive, xml_bytes
from translate.documents.records import Kind, Node, OpenedDocument, Paragraph

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = f"{_TEXT}style-name"
# What LibreOffice and pandoc call the styles of program text; it stays as it is.
_CODE = frozenset(["Source_20_Text", "Source_Text", "Preformatted_20_Text", "Example"])
_TRANSPARENT = frozenset(f"{_TEXT}{name}" for name in ("span", "a", "meta", "ruby", "ruby-base"))
# Objects and marks of a place; the paragraphs within notes, frames and comments are read by themselves.
_ANCHORS = frozenset(
    f"{_TEXT}{name}"
    for name in (
        "note",
        "bookmark",
        "bookmark-start",
        "bookmark-end",
        "reference-mark",
        "reference-mark-start",
        "reference-mark-end",
        "soft-page-break",
        "change",
        "change-start",
        "change-end",
        "ruby-text",
        "alphabetical-index-mark",
        "alphabetical-index-mark-start",
        "alphabetical-index-mark-end",
        "toc-mark",
        "toc-mark-start",
        "toc-mark-end",
        "user-index-mark",
        "user-index-mark-start",
        "user-index-mark-end",
    )
)
_FIELDS = frozenset(f"{_TEXT}{name}" for name in ("page-number", "page-count", "date", "time", "sequence", "title"))


def open_odt(data: bytes, name: str) -> OpenedDocument:
    """Return an OpenDocument text as paragraphs; raise InputError for what is none, or what is refused."""
    archive = Archive(data, name)
    archive.read("content.xml")
    trees = {part: archive.xml(part) for part in ("content.xml", "styles.xml") if part in archive.names}
    paragraphs, tracked, fields = [], False, False
    for tree in trees.values():
        deleted = {one for region in tree.iter(f"{_TEXT}tracked-changes") for one in region.iter()}
        tracked = tracked or bool(deleted)
        for element in tree.iter(f"{_TEXT}p", f"{_TEXT}h"):
            if element not in deleted:
                nodes = list(_nodes(element, (element.get(_STYLE, ""),)))
                fields = fields or any(one.tag in _FIELDS for one in element)
                paragraphs.append(Paragraph(nodes=nodes))
    notes = []
    if tracked:
        notes.append("tracked changes: inserted text was translated, deleted text was left as it is")
    if fields:
        notes.append("fields such as page numbers and dates were left as they are")

    def save() -> bytes:
        return archive.with_changed({part: xml_bytes(tree, archive.read(part)) for part, tree in trees.items()})

    return OpenedDocument(paragraphs=paragraphs, save=save, notes=notes)


def _nodes(parent: Any, style: tuple[str, ...]) -> Iterator[Node]:
    linked = f"{_TEXT}a" in style
    if parent.text:
        yield _text(parent, "text", style, linked=linked)
    for element in parent:
        tag = element.tag
        if not isinstance(tag, str):
            yield Node(text="", kind=Kind.ANCHOR)
        elif tag in _TRANSPARENT:
            look = tag if tag == f"{_TEXT}a" else element.get(_STYLE, "")
            yield from _nodes(element, (*style, look))
        elif tag in _ANCHORS or not tag.startswith(_TEXT):
            yield Node(text="", kind=Kind.ANCHOR)
        elif tag in (f"{_TEXT}s", f"{_TEXT}tab"):
            yield Node(text="\t" if tag == f"{_TEXT}tab" else " ", kind=Kind.ANCHOR)
        elif tag == f"{_TEXT}line-break":
            yield Node(text="\n", kind=Kind.ANCHOR)
        else:
            yield Node(text="".join(element.itertext()), kind=Kind.FIXED)
        if element.tail:
            yield _text(element, "tail", style, linked=linked)


def _text(element: Any, where: str, style: tuple[str, ...], *, linked: bool) -> Node:
    text = str(getattr(element, where))
    if _CODE & set(style):
        return Node(text=text, kind=Kind.FIXED)
    return Node(text=text, style=style, linked=linked, put=lambda english: setattr(element, where, english))
