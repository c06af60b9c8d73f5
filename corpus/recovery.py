"""Sentences whose translation fails a filter are translated again with another search before they are dropped.

The ladder was chosen on 220 scraped articles of 22 newsrooms with the bundled model. 199 sentences failed; each was
tried on every rung, and what passed was read. These ways were left out, for these reasons:

* capitals and titles in lower case (30 of 37 pass): the model then translates names, "Lampung" becomes "lamp"
* list numbers, emoji and repeated marks removed (2 of 16 pass, both are tables)
* no repeated 3-grams: it hides a loop more often than it repairs it ("the issue of the honorarium of the honorarium"
  becomes "of the honorarium of the caretaker"; 4 of 5 were like this), and it turns other figures into wrong ones
* another beam for loops (better in 1 of 4)
* beams of 8 and 16 and other length penalties: they take up to ten times as long, and every sentence that passed also
  passes on a rung below
* sentences in the wrong language or with a low score: a later pass is no better
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.verdicts import Verdict, judge
from translate.decoding import DecodingOptions
from translate.limits import Limit
from translate.sentences import Translation

RECOVERED = "recovered:"
"""The flag of a recovered pair begins with this; the name of the rung that helped follows."""

SearchAgain = Callable[[Sequence[str], DecodingOptions], Sequence[Translation]]
"""Translates sentences, in order, with the given search."""

_NUMBERS = frozenset({"number_conflicts", "number_omissions"})
RECOVERABLE = _NUMBERS | {"shortest_side", "copy", "repetition", "length_ratio", "truncation", "sentence_counts"}
"""Filters that another search may satisfy; a pair that fails any other filter as well is not tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A change of the search, and the filters that it is for."""

    filters: frozenset[str]
    change: Callable[[DecodingOptions], DecodingOptions]


def _other_beam(decoding: DecodingOptions) -> DecodingOptions:
    # Figures that are wrong with a wide beam are often right with a greedy search, and the other way round.
    return replace(decoding, beam_size=1 if decoding.beam_size > 1 else 4)


def _clauses(decoding: DecodingOptions, pieces: int) -> DecodingOptions:
    return replace(decoding, max_source_pieces=min(pieces, decoding.max_source_pieces or pieces))


# Clauses keep figures best and end loops: 17 of 19 that were read are better. But the places where they are joined
# show ("he said. Wednesday"). So another beam comes first where it can help, and longer clauses before shorter ones.
LADDER: Mapping[str, Rung] = {
    "other_beam": Rung(filters=_NUMBERS, change=_other_beam),
    "clauses_40": Rung(filters=RECOVERABLE, change=lambda decoding: _clauses(decoding, 40)),
    "clauses_24": Rung(filters=RECOVERABLE, change=lambda decoding: _clauses(decoding, 24)),
}
"""The rungs by name, in the order they are tried; the number in a name is the most pieces of a clause."""


def recover(
    verdicts: Mapping[str, Verdict], translate: SearchAgain, decoding: DecodingOptions, limits: Mapping[str, Limit]
) -> dict[str, Verdict]:
    """Return the verdicts on the sentences that passed on a rung; a flag of the translation names it.

    A sentence that fails on every rung is not among them: it keeps its first translation. Each rung translates all
    sentences that still fail in one call; the result for one does not depend on the others.
    """
    found: dict[str, Verdict] = {}
    for name, rung in LADDER.items():
        changed = rung.change(decoding)
        failing = [text for text, one in verdicts.items() if text not in found and _may_help(rung, one.failed)]
        if failing and changed != decoding:
            again = {
                text: replace(translation, flags=(*translation.flags, RECOVERED + name))
                for text, translation in zip(failing, translate(failing, changed), strict=True)
            }
            found.update((text, one) for text, one in judge(again, limits).items() if not one.failed)
    return found


def _may_help(rung: Rung, failed: Sequence[str]) -> bool:
    return not rung.filters.isdisjoint(failed) and RECOVERABLE.issuperset(failed)
