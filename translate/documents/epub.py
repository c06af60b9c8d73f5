"""Electronic books (EPUB): every chapter as a page of HTML, with the table of contents, title and description."""

import posixpath
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from translate.documents.archives import Archive, xml_bytes
from translate.documents.html_pages import open_html
from translate.documents.records import Node, OpenedDocument, Paragraph
from translate.errors import InputError

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_PACKAGE = "{http://www.idpf.org/2007/opf}"
_CORE = "{http://purl.org/dc/elements/1.1/}"
_NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
_ROOT_FILE = "{urn:oasis:names:tc:opendocument:xmlns:container}rootfile"
_REFERENCE = "{http://www.w3.org/2001/04/xmlenc#}CipherReference"


def open_epub(data: bytes, name: str) -> OpenedDocument:
    """Return a book as paragraphs; raise InputError for what is none, is protected, or is refused."""
    archive = Archive(data, name)
    paragraphs: list[Paragraph] = []
    savers: dict[str, Callable[[], bytes]] = {}
    package = _package(archive)
    tree = archive.xml(package)
    chapters = _members(tree, package, "application/xhtml+xml")
    _refuse_protected(archive, chapters)
    for member in chapters:
        if member in archive.names:
            page = open_html(archive.read(member), f"{name}: {member}")
            paragraphs.extend(page.paragraphs)
            savers[member] = page.save
    paragraphs.extend(_texts(tree, f"{_CORE}title", f"{_CORE}description"))
    for language in tree.iter(f"{_CORE}language"):
        if (language.text or "").strip().lower().split("-")[0] in ("id", "in", "ind"):
            language.text = "en"
    savers[package] = lambda: xml_bytes(tree, archive.read(package))
    for member in _members(tree, package, "application/x-dtbncx+xml"):
        if member in archive.names:
            contents = archive.xml(member)
            paragraphs.extend(_texts(contents, f"{_NCX}text"))
            savers[member] = _saver(archive, member, contents)

    def save() -> bytes:
        return archive.with_changed({member: saved() for member, saved in savers.items()})

    return OpenedDocument(paragraphs=paragraphs, save=save, notes=[])


def _package(archive: Archive) -> str:
    """Return the member that lists all others."""
    found = next(archive.xml(_CONTAINER).iter(_ROOT_FILE), None)
    path = found.get("full-path") if found is not None else None
    if not path:
        raise InputError(f"{archive.name}: not a book: {_CONTAINER} names no package file")
    return str(path)


def _members(tree: Any, package: str, kind: str) -> list[str]:
    """Return the members of a media type that the package lists, by their names in the archive."""
    folder = posixpath.dirname(package)
    items = [one for one in tree.iter(f"{_PACKAGE}item") if one.get("media-type") == kind and one.get("href")]
    found = (posixpath.normpath(posixpath.join(folder, unquote(one.get("href")))) for one in items)
    return list(dict.fromkeys(found))


def _refuse_protected(archive: Archive, chapters: list[str]) -> None:
    """Raise InputError if chapters are encrypted; fonts often are, which does not matter."""
    if _ENCRYPTION not in archive.names:
        return
    protected = {unquote(one.get("URI", "")) for one in archive.xml(_ENCRYPTION).iter(_REFERENCE)}
    if protected & set(chapters):
        raise InputError(f"{archive.name}: protected against copying; its chapters are encrypted")


def _texts(tree: Any, *tags: str) -> list[Paragraph]:
    return [
        Paragraph(nodes=[Node(text=element.text, put=_putter(element))])
        for element in tree.iter(*tags)
        if element.text and not len(element)
    ]


def _saver(archive: Archive, member: str, tree: Any) -> Callable[[], bytes]:
    return lambda: xml_bytes(tree, archive.read(member))


def _putter(element: Any) -> Callable[[str], None]:
    def put(english: str) -> None:
        element.text = english

    return put
