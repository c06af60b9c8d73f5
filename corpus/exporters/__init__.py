"""Formats a corpus is exported to, one file each."""

from importlib import import_module
from typing import TYPE_CHECKING

from translate.errors import SettingError, nearest

if TYPE_CHECKING:
    from corpus.exporters.base import Exporter

EXPORTERS = {
    "tmx": "corpus.exporters.tmx:TmxExporter",
    "moses": "corpus.exporters.lines:MosesExporter",
    "tsv": "corpus.exporters.lines:TsvExporter",
    "jsonl": "corpus.exporters.jsonl:JsonlExporter",
    "arrow": "corpus.exporters.arrow:ArrowExporter",
}


def find_exporter(name: str) -> "Exporter":
    """Return the exporter called ``name``; raise SettingError for an unknown name."""
    if name not in EXPORTERS:
        raise SettingError(f"no format '{name}'{nearest(name, EXPORTERS)} (known: {', '.join(EXPORTERS)})")
    module, kind = EXPORTERS[name].split(":")
    exporter: Exporter = getattr(import_module(module), kind)()
    return exporter
