"""Do both sides state the same numbers, dates and times? ``translate.numbers.agreement`` says which differ."""

from collections.abc import Sequence

from corpus.filters.base import ScorablePair
from translate.limits import at_most
from translate.numbers import compare_numbers

# Above the limit of NumberOmissions: a loss of half the amounts weighs as much as three lost years.
_HALF_LOST = 3


class NumberConflicts:
    """How many values of one side have another one in their place on the other side.

    Good: "Rapat dimulai pukul 19.30 WIB dengan biaya Rp1,5 juta." | "The meeting began at 7:30 p.m. at Rp1,500,000."
    Good: "Belasan orang terluka pada 12/5/2024." | "Some 15 people were hurt on May 12, 2024."
    Bad: "Harganya Rp1,5 juta." | "It costs Rp1.5 billion."
    Bad: "Rapat dimulai pukul 19.30 WIB." | "The meeting began at 6:30 p.m."
    Bad: "Persik 0-3 Persita." | "Persik 3-0 Persita."
    Bad: "Ia dihukum 2 tahun 6 bulan." | "He was sentenced to 2 years."
    """

    limit = at_most(0.0)
    unit = "values"

    def score(self, pairs: Sequence[ScorablePair]) -> list[float]:
        """Return the number of values that differ."""
        return [float(len(compare_numbers(pair.id, pair.en).conflicts)) for pair in pairs]

    def explain(self, pair: ScorablePair) -> tuple[str, ...]:
        """Return the values that differ, the Indonesian one and the English one of each."""
        return tuple(f"{one}: {other}" for one, other in compare_numbers(pair.id, pair.en).conflicts)


class NumberOmissions:
    """How many values stand on one side alone; at least 3 if half or more of the amounts of the Indonesian are lost.

    Translators may omit a year, a date or a time, which are no amounts here; three values mean another sentence, and so
    does one of two amounts.

    Good: "Sebanyak 250 orang hadir pada 2012." | "250 people came."
    Bad: "Sebanyak 250 orang dari 14 desa hadir." | "250 people came."
    Bad: "Pada 3/5/2023 pukul 19.30 ada 250 orang di 14 desa." | "Many people were in the villages."
    """

    limit = at_most(2.0)
    unit = "values"

    def score(self, pairs: Sequence[ScorablePair]) -> list[float]:
        """Return the number of values without a counterpart, of both sides together."""
        found = [compare_numbers(pair.id, pair.en) for pair in pairs]
        return [float(max(len(one.missing) + len(one.added), _HALF_LOST if one.halved else 0)) for one in found]

    def explain(self, pair: ScorablePair) -> tuple[str, ...]:
        """Return the values that stand on one side alone, the Indonesian ones first."""
        found = compare_numbers(pair.id, pair.en)
        return (*(f"{one}: nothing" for one in found.missing), *(f"nothing: {one}" for one in found.added))
