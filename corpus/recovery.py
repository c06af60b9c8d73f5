"""Sentences whose translation a filter speaks against are translated again, another way, before they are dropped.

The ladder was chosen on 220 scraped articles of 22 newsrooms with the bundled model: 199 sentences failed, each was
tried on every rung, and what passed was read. Left out for what was read or counted there:

* capitals and titles written small (30 of 37 pass): the model then translates names, "Lampung" becomes "lamp"
* list numbers, emoji and repeated marks taken off (2 of 16 pass, both tables)
* no repeated 3-grams: it hides a loop more often than it mends it ("the issue of the honorarium of the honorarium"
  becomes "of the honorarium of the caretaker"; 4 of 5 read were of that kind), and makes wrong figures of others
* another beam for loops (better in 1 of 4 read)
* beams of 8 and 16 and other length penalties: nothing passed that the rungs below did not bring, at up to ten times
  the time
* sentences in the wrong language or with a low score: what passes later is no better, only luckier
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.verdicts import Verdict, judge
from translate.decoding import DecodingOptions
from translate.limits import Limit
from translate.sentences import Translation

RECOVERED = "recovered:"
"""What the flag of a recovered pair begins with; the name of the rung that helped follows."""

SearchAgain = Callable[[Sequence[str], DecodingOptions], Sequence[Translation]]
"""Translates sentences, in order, with the given search."""

_NUMBERS = frozenset({"number_conflicts", "number_omissions"})
RECOVERABLE = _NUMBERS | {"shortest_side", "copy", "repetition", "length_ratio", "truncation", "sentence_counts"}
"""Findings that another search may mend; a pair with any other finding as well is not tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A change of the search, and the findings it is for."""

    mends: frozenset[str]
    change: Callable[[DecodingOptions], DecodingOptions]


def _other_beam(decoding: DecodingOptions) -> DecodingOptions:
    # Wrong figures of a wide beam are often the wide beam's own; of a greedy search, the greed's.
    return replace(decoding, beam_size=1 if decoding.beam_size > 1 else 4)


def _clauses(decoding: DecodingOptions, pieces: int) -> DecodingOptions:
    return replace(decoding, max_source_pieces=min(pieces, decoding.max_source_pieces or pieces))


# Clauses keep figures best and end loops, 17 of 19 that were read are better; but their joints show ("he said.
# Wednesday"), so another beam comes first, where it can help, and longer clauses before shorter ones.
LADDER: Mapping[str, Rung] = {
    "other_beam": Rung(mends=_NUMBERS, change=_other_beam),
    "clauses_40": Rung(mends=RECOVERABLE, change=lambda decoding: _clauses(decoding, 40)),
    "clauses_24": Rung(mends=RECOVERABLE, change=lambda decoding: _clauses(decoding, 24)),
}
"""The rungs by name, in the order they are tried; the numbers of clauses are the most pieces of one."""


def recover(
    verdicts: Mapping[str, Verdict], translate: SearchAgain, decoding: DecodingOptions, rules: Mapping[str, Limit]
) -> dict[str, Verdict]:
    """Return the verdicts on those sentences that passed in the end, their translations flagged with what helped.

    A sentence that fails on every rung is not among them: its first translation stands. Each rung takes all sentences
    that are still failing in one call; what becomes of one does not depend on the others.
    """
    found: dict[str, Verdict] = {}
    for name, rung in LADDER.items():
        changed = rung.change(decoding)
        failing = [text for text, one in verdicts.items() if text not in found and _may_mend(rung, one.failed)]
        if failing and changed != decoding:
            again = {
                text: replace(translation, flags=(*translation.flags, RECOVERED + name))
                for text, translation in zip(failing, translate(failing, changed), strict=True)
            }
            found.update((text, one) for text, one in judge(again, rules).items() if not one.failed)
    return found


def _may_mend(rung: Rung, failed: Sequence[str]) -> bool:
    return not rung.mends.isdisjoint(failed) and RECOVERABLE.issuperset(failed)
