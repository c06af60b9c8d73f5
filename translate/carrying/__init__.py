"""What must come through a translation unchanged, or as a glossary says: found, covered, put back and checked."""

from translate.carrying.carriers import Carrier as Carrier
from translate.carrying.carriers import measured_carrier as measured_carrier
from translate.carrying.covering import Covered as Covered
from translate.carrying.covering import Part as Part
from translate.carrying.covering import restored as restored
from translate.carrying.finding import Finder as Finder
from translate.carrying.glossary import GlossarySource as GlossarySource
from translate.carrying.glossary import as_glossary as as_glossary
from translate.carrying.records import Kind as Kind
from translate.carrying.records import Span as Span

__all__ = [
    "Carrier",
    "Covered",
    "Finder",
    "GlossarySource",
    "Kind",
    "Part",
    "Span",
    "as_glossary",
    "measured_carrier",
    "restored",
]
