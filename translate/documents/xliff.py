"""Translation files of translators' programs (XLIFF 1.2): a target for every unit that has none."""

import copy
import re
from collections.abc import Iterator
from typing import Any

from translate.documents.archives import xml_bytes, xml_tree
from translate.documents.records import Kind, Node, OpenedDocument, Paragraph
from translate.errors import InputError

_X = "{urn:oasis:names:tc:xliff:document:1.2}"
_INDONESIAN = re.compile(r"(?:id|in|ind)(?:[-_]|$)", re.IGNORECASE)
_WAITING = frozenset(["", "new", "needs-translation"])


def open_xliff(data: bytes, name: str) -> OpenedDocument:
    """Return the units of an XLIFF 1.2 file as paragraphs.

    Targets that are there and not empty stay. New ones say that a machine made them and a person should look. Raises
    InputError for another version of XLIFF or another source language than Indonesian.
    """
    tree: Any = xml_tree(data, name)
    root = tree.getroot()
    if root.tag != f"{_X}xliff":
        version = root.get("version", "unknown")
        raise InputError(f"{name}: not XLIFF 1.2 (version {version}); export it as XLIFF 1.2")
    paragraphs: list[Paragraph] = []
    kept = 0
    for file in root.iter(f"{_X}file"):
        source = file.get("source-language", "id")
        if not _INDONESIAN.match(source):
            raise InputError(f"{name}: its source language is {source}, expected id")
        target = file.get("target-language", "en")
        if not target.lower().startswith("en"):
            raise InputError(f"{name}: its target language is {target}, expected en")
        if file.get("target-language") is None:
            file.set("target-language", "en")
        for unit in file.iter(f"{_X}trans-unit"):
            if _is_off(unit):
                continue
            new = _new_target(unit)
            if new is None:
                kept += 1
            else:
                paragraphs.append(Paragraph(nodes=list(_nodes(new, ()))))
    notes = [f"{kept} units that had a target were left as they are"] if kept else []
    return OpenedDocument(paragraphs=paragraphs, save=lambda: xml_bytes(tree, data), notes=notes)


def _is_off(unit: Any) -> bool:
    """Return whether the unit, or a group that it is in, says that it is not to be translated."""
    return any(one.get("translate") == "no" for one in (unit, *unit.iterancestors(f"{_X}group")))


def _new_target(unit: Any) -> Any:
    """Return a target with the content of the source, put in its place; None if there is one to keep."""
    source, old = unit.find(f"{_X}source"), unit.find(f"{_X}target")
    if source is None or unit.get("approved") == "yes":
        return None
    if old is not None and ("".join(old.itertext()).strip() and old.get("state", "final") not in _WAITING):
        return None
    segments = unit.find(f"{_X}seg-source")
    target = copy.deepcopy(source if segments is None else segments)
    target.tag = f"{_X}target"
    for key, value in old.attrib.items() if old is not None else ():
        target.set(key, value)
    for key in [key for key in target.attrib if key.endswith("}lang")]:
        target.set(key, "en")
    target.set("state", "needs-review-translation")
    target.set("state-qualifier", "leveraged-mt")
    before = segments if segments is not None else source
    if old is not None:
        target.tail = old.tail
        unit.replace(old, target)
    else:
        target.tail = before.tail
        before.addnext(target)
    return target


def _nodes(parent: Any, style: tuple[str, ...]) -> Iterator[Node]:
    if parent.text:
        yield Node(text=parent.text, style=style, put=_putter(parent, "text"))
    for element in parent:
        protected = element.get("mtype") == "protected" if isinstance(element.tag, str) else False
        if element.tag in (f"{_X}g", f"{_X}mrk") and not protected:
            yield from _nodes(element, (*style, str(element.get("id") or element.get("mid"))))
        else:
            text = "".join(element.itertext()) if protected else ""
            yield Node(text=text, kind=Kind.FIXED if text else Kind.ANCHOR)
        if element.tail:
            yield Node(text=element.tail, style=style, put=_putter(element, "tail"))


def _putter(element: Any, where: str) -> Any:
    def put(english: str) -> None:
        setattr(element, where, english)

    return put
