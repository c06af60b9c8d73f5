"""All spans of a sentence that are to be carried, without overlaps."""

from collections.abc import Callable
from dataclasses import dataclass

from translate.carrying.addresses import find_addresses
from translate.carrying.glossary import Glossary
from translate.carrying.names import find_names
from translate.carrying.records import Span, without_overlaps
from translate.carrying.signs import find_signs
from translate.lexicon import Lexicon


@dataclass(frozen=True, slots=True, kw_only=True)
class Finder:
    """What decides which spans are carried: the word tables, a glossary, and what a vocabulary ``spells``."""

    lexicon: Lexicon
    glossary: Glossary
    spells: Callable[[str], bool]

    def find(self, text: str, *, capitals: bool = False) -> list[Span]:
        """Return the spans of ``text`` in order; an address wins over a term, a term over a name or a sign.

        ``capitals`` says that the text is in capitals, where case tells nothing: only terms of the glossary are
        looked for in any case.
        """
        return without_overlaps(
            (
                find_addresses(text, self.lexicon),
                self.glossary.find(text, any_case=capitals),
                [] if capitals else find_names(text, self.lexicon),
                find_signs(text, self.spells),
            )
        )
