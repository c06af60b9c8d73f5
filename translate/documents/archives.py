"""Documents that are zip archives, and XML: read with limits, written again with everything else as it was."""

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from translate.errors import InputError, first_line, shortened

if TYPE_CHECKING:
    from lxml.etree import _ElementTree

MOST_BYTES = 512 * 2**20
"""The most bytes that all members of an archive may have unpacked."""
MOST_MEMBERS = 10_000
"""The most members of an archive."""
MOST_RATIO = 100
"""How many times larger than the archive its contents may be; DEFLATE makes text about 4 to 20 times smaller."""
_ALWAYS_ALLOWED = 16 * 2**20  # small archives of very regular content, such as long empty tables
_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*\?>\s*")
_UNSAFE_PATH = re.compile(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|[\0\\]")


class Archive:
    """A zip archive in memory whose members can be read and exchanged.

    Raises InputError for what is no zip archive, is encrypted, unpacks to far more than it is, or has member names
    that point elsewhere or occur twice.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise InputError(f"{name}: not a document of its kind: no zip archive ({first_line(error)})") from error
        self._members = self._zip.infolist()
        self._refuse_bombs(len(data))

    def _refuse_bombs(self, packed: int) -> None:
        if len(self._members) > MOST_MEMBERS:
            raise InputError(f"{self.name}: refused, {len(self._members):,} members (at most {MOST_MEMBERS:,})")
        seen = set()
        for member in self._members:
            if _UNSAFE_PATH.search(member.orig_filename):
                raise InputError(f"{self.name}: refused, a member points elsewhere: {member.orig_filename[:60]!r}")
            if member.filename in seen:
                raise InputError(f"{self.name}: refused, a member is there twice: {member.filename[:60]!r}")
            if member.flag_bits & 1:
                raise InputError(f"{self.name}: encrypted; save it without a password first")
            seen.add(member.filename)
        total = sum(member.file_size for member in self._members)
        if total > min(MOST_BYTES, max(_ALWAYS_ALLOWED, MOST_RATIO * packed)):
            raise InputError(
                f"{self.name}: refused, it unpacks to {total:,} bytes, {total // max(1, packed):,} times its size"
            )

    @property
    def names(self) -> list[str]:
        """The names of all members, in the order of the archive."""
        return [member.filename for member in self._members]

    def read(self, member: str) -> bytes:
        """Return the bytes of a member; raise InputError if it is missing or damaged."""
        try:
            return self._zip.read(member)
        except KeyError:
            raise InputError(f"{self.name}: not a document of its kind: no {member} in it") from None
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise InputError(f"{self.name}: {member} is damaged ({first_line(error)})") from error

    def xml(self, member: str) -> "_ElementTree":
        """Return a member as a tree of elements; raise InputError for broken XML or XML with entities."""
        return xml_tree(self.read(member), f"{self.name}: {shortened(member, 80)}")

    def with_changed(self, changed: Mapping[str, bytes]) -> bytes:
        """Return the archive with some members exchanged; order, dates and the way of packing stay."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            for member in self._members:
                content = changed[member.filename] if member.filename in changed else self.read(member.filename)
                packing = member.compress_type if member.compress_type == zipfile.ZIP_STORED else zipfile.ZIP_DEFLATED
                info = zipfile.ZipInfo(member.filename, member.date_time)
                info.external_attr, info.create_system = member.external_attr, member.create_system
                made.writestr(info, content, compress_type=packing)
        return out.getvalue()


def xml_tree(data: bytes, where: str) -> "_ElementTree":
    """Return XML as a tree; nothing is loaded from elsewhere and no entity is expanded.

    Raises InputError for broken XML, and for XML that declares entities of its own.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        tree: Any = etree.ElementTree(etree.fromstring(data, parser))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"{where}: not well-formed XML ({first_line(error)})") from error
    dtd = tree.docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise InputError(f"{where}: refused, it declares XML entities")
    return tree


def xml_bytes(tree: "_ElementTree", original: bytes) -> bytes:
    """Return a tree as the bytes of an XML file, with the declaration of the ``original``."""
    from lxml import etree

    declaration = _DECLARATION.match(original)
    encoding = tree.docinfo.encoding or "UTF-8"
    body = bytes(etree.tostring(tree, encoding=encoding, xml_declaration=False))
    if encoding.lower().startswith("utf-16"):
        return bytes(etree.tostring(tree, encoding=encoding, xml_declaration=True))
    return (declaration[0] if declaration else b"") + body
