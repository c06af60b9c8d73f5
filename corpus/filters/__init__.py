"""Filters, one file a family: every pair gets a number from each; ``corpus.filtering`` decides by them.

How the thresholds were chosen: ``tests/benchmarks/filters.py`` sets 3,274 human pairs (news and encyclopedia, lines
known to be faulty left out) against the same pairs damaged in thirteen ways, and
``tests/benchmarks/results/filters.json`` keeps what came out. Every threshold stands where its filter drops well
under 1 % of the human pairs, since the losses of seventeen filters add up: 4.5 % all told. The one exception is
``number_conflicts``, which accuses 1.8 %: read one by one, all but 0.2 % of the pairs do state different numbers.

=================  ===========  ======================================================================
filter             human pairs  what it is for, and how much of it the threshold catches
=================  ===========  ======================================================================
shortest_side            0.0 %  a side without a letter or digit
copy                     0.2 %  91 % of copied sources
repetition               0.0 %  97 % of loops
longest_side             0.1 %  lists and paragraphs that were never cut
longest_word             0.0 %  glued text and addresses; the longest in 3,274 pairs has 32 characters
length_ratio             0.2 %  18 % of neighbours' translations, 21-29 % of glued sentences
truncation               0.2 %  92 % of halved English, 88 % of halved Indonesian
sentence_counts          0.2 %  72-82 % of pairs with a second sentence on one side
language_id              0.5 %  97 % of English, all Javanese and 75 % of Malay on the Indonesian side
language_en              0.6 %  98 % of Indonesian on the English side
letters                  0.1 %  tables, rows of figures, other scripts
markup                   0.1 %  tags, entities and wiki brackets
number_conflicts         1.8 %  99.5 % of changed figures, 98 % of changed number words
number_omissions         0.2 %  8 % of neighbours' translations
names                    0.6 %  32 % of neighbours' translations
quotation_marks          0.2 %  2 % of neighbours' translations
adequacy                 3.3 %  99.2 % of neighbours' translations; asked of English from elsewhere alone
model_score               none  no human pair has one; 44 % of what the bundled model makes of capitals
quality                   none  no human pair has one; drops nothing unless it is asked to
=================  ===========  ======================================================================

Without adequacy they catch 59 % of neighbours' translations: a fluent sentence of the right length without names or
figures is beyond them. With it they catch 99.4 %. It was measured on 1,500 pairs more (newspapers, and an encyclopedia
in clean English): of these it drops none, and all filters together 0.6 %. In the first two sets it drops 4 to 5 %; of
some 60 of those pairs that were read more than half say something else, or only a part of the same.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from translate.errors import SettingError, nearest

if TYPE_CHECKING:
    from corpus.filters.base import Filter

FILTERS = {
    "shortest_side": "corpus.filters.lengths:ShortestSide",
    "copy": "corpus.filters.repetitions:Copy",
    "repetition": "corpus.filters.repetitions:Repetition",
    "longest_side": "corpus.filters.lengths:LongestSide",
    "longest_word": "corpus.filters.lengths:LongestWord",
    "length_ratio": "corpus.filters.lengths:LengthRatio",
    "truncation": "corpus.filters.sentence_ends:Truncation",
    "sentence_counts": "corpus.filters.sentence_ends:SentenceCounts",
    "language_id": "corpus.filters.languages:IndonesianSide",
    "language_en": "corpus.filters.languages:EnglishSide",
    "letters": "corpus.filters.characters:Letters",
    "markup": "corpus.filters.characters:Markup",
    "number_conflicts": "corpus.filters.numbers:NumberConflicts",
    "number_omissions": "corpus.filters.numbers:NumberOmissions",
    "names": "corpus.filters.names:Names",
    "quotation_marks": "corpus.filters.quotation_marks:QuotationMarks",
    "adequacy": "corpus.filters.model_judgement:Adequacy",
    "model_score": "corpus.filters.model_score:ModelScore",
    "quality": "corpus.filters.model_judgement:Quality",
}
"""Every filter by the name its rule has in plans, ledgers and scores, the gravest findings first."""


def load_filter(name: str) -> "Filter":
    """Return the filter called ``name``; raise SettingError for an unknown name."""
    if name not in FILTERS:
        raise SettingError(f"no filter '{name}'{nearest(name, FILTERS)} (known: {', '.join(FILTERS)})")
    module, kind = FILTERS[name].split(":")
    found: Filter = getattr(import_module(module), kind)()
    return found
