"""Measuring a model on good pairs: the limit of adequacy, and the scale of quality."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from translate.calibration import AdequacyLimit, Calibration, QualityFit
from translate.errors import InputError
from translate.evidence import evidence, evidence_table
from translate.quality import QualityScale, fit_scale
from translate.sentences import TextPair
from translate.word_pairs import packaged_word_pairs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from translate.translator import Translator

ACCEPTABLE = 50.0
"""Sentence chrF++ from which a translation counts as accepted.

One reader judged 60 translations of the bundled model, six from each band of chrF++ from 25 to 85, and accepted the
sense of 39. Limits from 36 to 50 agree with 35 to 39 of the verdicts and higher ones with fewer: a reference says only
roughly what a reader accepts. 50 is the strictest of them.
"""

# Nine in ten of what is left are caught by the other filters, or are near enough to be translations.
_CAUGHT = 0.992
_FEWEST = 200
# Some 40 curves of 10 knots do not get better with more, and their tables need 25 MB for as many.
_MOST = 20_000


def calibrate(translator: "Translator", pairs: Sequence[TextPair]) -> Calibration:
    """Return the calibration of a translator's model, measured on ``pairs`` of sentences that it was not trained on.

    The limit of adequacy is where 99.2 % of all sentences with the English of the pair after them are caught; that of
    sound pairs differs far more from text to text. The scale of quality is fitted to sentence chrF++ of the model's
    own translations; pairs below the limit of adequacy are left out of it. At most 20,000 pairs are used, spread
    evenly. Raises InputError if fewer than 200 pairs have both sides.
    """
    usable = [pair for pair in dict.fromkeys(pairs) if all(side.strip() for side in pair)]
    usable = usable[:: max(1, -(-len(usable) // _MOST))]
    if len(usable) < _FEWEST:
        raise InputError(f"{len(usable)} pairs with two sides are too few to calibrate with; give {_FEWEST} or more")
    limit, own = _adequacy(translator, usable)
    sound = [pair for pair, value in zip(usable, own, strict=True) if value is None or value >= limit.threshold]
    return Calibration(
        model_sha256=translator.checkpoint.sha256,
        pairs=len(usable),
        adequacy=limit,
        quality=_quality(translator, sound),
    )


def _adequacy(translator: "Translator", pairs: Sequence[TextPair]) -> tuple[AdequacyLimit, list[float | None]]:
    import numpy as np

    own = translator.adequacy(pairs)
    strange = translator.adequacy([(one[0], after[1]) for one, after in pairwise(pairs) if one[1] != after[1]])
    good, bad = (np.array([value for value in values if value is not None]) for values in (own, strange))
    threshold = round(float(np.quantile(bad, _CAUGHT)), 2)
    limit = AdequacyLimit(
        threshold=threshold,
        caught=round(float((bad < threshold).mean()), 4),
        dropped=round(float((good < threshold).mean()), 4),
    )
    return limit, own


def _quality(translator: "Translator", pairs: Sequence[TextPair]) -> QualityFit:
    import numpy as np

    translations = translator.translate([source for source, _ in pairs])
    chrf = sentence_chrf([one.text for one in translations], [reference for _, reference in pairs])
    made = [place for place, one in enumerate(translations) if one.score is not None]
    rows = [evidence(translations[place], packaged_word_pairs()) for place in made]
    scores = np.array([chrf[place] for place in made])
    unseen = np.array(unseen_quality(rows, scores.tolist()))
    return QualityFit(
        scale=fit_scale(evidence_table(rows), scores.tolist(), ACCEPTABLE),
        acceptable=ACCEPTABLE,
        pearson=_pearson(unseen, scores),
        score_pearson=_pearson(np.array([row["score"] for row in rows]), scores),
    )


def unseen_quality(rows: Sequence[Mapping[str, float]], chrf: Sequence[float]) -> list[float]:
    """Return the quality of each row of evidence by a scale that was fitted on the rows of the other parity."""
    scales: list[QualityScale] = []
    for parity in (1, 0):
        scales.append(fit_scale(evidence_table(rows[parity::2]), chrf[parity::2], ACCEPTABLE))
    return [scales[place % 2].quality(row) for place, row in enumerate(rows)]


def sentence_chrf(translations: Sequence[str], references: Sequence[str]) -> list[float]:
    """Return the sentence chrF++ (Popović 2017, word order 2) of each translation, from 0 to 100."""
    from sacrebleu.metrics.chrf import CHRF

    metric = CHRF(word_order=2)
    return [
        metric.sentence_score(translation, [reference]).score
        for translation, reference in zip(translations, references, strict=True)
    ]


def _pearson(one: "NDArray[np.float64]", other: "NDArray[np.float64]") -> float:
    import numpy as np

    found = float(np.corrcoef(one, other)[0, 1])
    return round(found, 4) if np.isfinite(found) else 0.0
