"""TMX 1.4, level 1: plain text with provenance, for translation memories.

The format: Translation Memory eXchange 1.4b, LISA OSCAR, 2005; its DTD is ``tmx14.dtd``. No DOCTYPE is written: it
would name a file that is not there, and careful parsers refuse documents that have one.
"""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.exporters.base import PairSource, PlainFiles, Written, is_compressed, open_output, texts_of
from corpus.formats import Row
from corpus.manifest import tool_version

if TYPE_CHECKING:
    from lxml import etree

# What XML 1.0 cannot hold in any spelling: https://www.w3.org/TR/xml/#charsets
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REPLACEMENT = "\ufffd"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PROPERTIES = (
    "article_id",
    "position",
    "start",
    "end",
    "role",
    "origin",
    "score",
    "flags",
    "rule",
    "source",
    "date",
    "url",
)


class TmxExporter(PlainFiles):
    """A unit for each pair, ``tuid`` its pair id; the other columns are properties such as ``x-origin``.

    A character that XML cannot hold becomes U+FFFD and is counted; every other character can be read back.
    """

    def write(self, pairs: PairSource, outputs: Sequence[Path]) -> Written:
        """Write header and units; memory holds one unit."""
        from lxml import etree

        written, changes = 0, Counter[str]()
        (path,) = outputs
        with (
            open_output(path, compressed=is_compressed(path)) as file,
            etree.xmlfile(file, encoding="utf-8") as document,
        ):
            document.write_declaration()
            with document.element("tmx", version="1.4"):
                document.write("\n", etree.Element("header", _header()), "\n")
                with document.element("body"):
                    for row in pairs.rows():
                        document.write("\n", _unit(row, changes))
                        written += 1
                    document.write("\n")
                document.write("\n")
        return Written(pairs=written, changes=changes)


def _header() -> dict[str, str]:
    return {
        "creationtool": "sejajar",
        "creationtoolversion": tool_version(),
        "segtype": "sentence",
        "o-tmf": "sejajar",
        "adminlang": "en",
        "srclang": "id",
        "datatype": "plaintext",
    }


def _unit(row: Row, changes: Counter[str]) -> "etree._Element":
    from lxml import etree

    unit = etree.Element("tu", tuid=_legal(str(row["pair_id"]), changes))
    for name in _PROPERTIES:
        value = row.get(name)
        text = " ".join(value) if isinstance(value, list) else "" if value is None else str(value)
        if text:
            etree.SubElement(unit, "prop", type=f"x-{name.replace('_', '-')}").text = _legal(text, changes)
    for language, text in zip(("id", "en"), texts_of(row), strict=True):
        variant = etree.SubElement(unit, "tuv", {_LANG: language})
        etree.SubElement(variant, "seg").text = _legal(text, changes)
    return unit


def _legal(text: str, changes: Counter[str]) -> str:
    legal, illegal = _ILLEGAL.subn(_REPLACEMENT, text)
    if illegal:
        changes["character that XML cannot hold, now U+FFFD"] += illegal
    return legal
