"""Scores of translations: BLEU and chrF++ with signatures, significance tests, and rates of typical mistakes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from translate.checks import CHECKS, copied_share, number_share, repeated_share
from translate.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A corpus score and the signature that says exactly how it was computed."""

    value: float
    signature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The scores of the translations of one test set.

    ``length_ratio`` is the number of characters in the translations over that in the references. The rates are shares
    of sentences from 0 to 1: ``number_fidelity`` of those with figures in the source (None if there are none), the
    others of all.
    """

    sentences: int
    bleu: Score
    chrf: Score
    length_ratio: float
    number_fidelity: float | None
    copy_rate: float
    repetition_rate: float
    empty_rate: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two systems on one test set: the score of each, and the p-value of their difference."""

    metric: str
    baseline: float
    candidate: float
    p_value: float
    signature: str


def evaluate(sources: Sequence[str], translations: Sequence[str], references: Sequence[str]) -> Evaluation:
    """Return the scores of ``translations`` against ``references``, one reference a sentence.

    BLEU (Papineni et al. 2002) and chrF++ (Popović 2017, word order 2) as sacreBLEU computes them (Post 2018).

    Raises:
        InputError: there is no sentence, or the lists have unequal lengths; sacreBLEU would score the part that fits.
    """
    lengths = {"sources": len(sources), "translations": len(translations), "references": len(references)}
    if len(set(lengths.values())) > 1 or not sources:
        raise InputError(", ".join(f"{count:,} {name}" for name, count in lengths.items()) + "; expected one of each")
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    bleu, chrf = BLEU(), CHRF(word_order=2)
    scores = [metric.corpus_score(list(translations), [list(references)]) for metric in (bleu, chrf)]
    pairs = list(zip(sources, translations, strict=True))
    with_numbers = [pair for pair in pairs if any(char.isdigit() for char in pair[0])]
    return Evaluation(
        sentences=len(pairs),
        bleu=Score(value=scores[0].score, signature=str(bleu.get_signature())),
        chrf=Score(value=scores[1].score, signature=str(chrf.get_signature())),
        length_ratio=sum(map(len, translations)) / max(sum(map(len, references)), 1),
        number_fidelity=_share(not CHECKS["numbers"].fails(number_share(*pair)) for pair in with_numbers)
        if with_numbers
        else None,
        copy_rate=_share(CHECKS["copy"].fails(copied_share(*pair)) for pair in pairs),
        repetition_rate=_share(CHECKS["repetition"].fails(repeated_share(*pair)) for pair in pairs),
        empty_rate=_share(not text.strip() for text in translations),
    )


def compare(baseline: Sequence[str], candidate: Sequence[str], references: Sequence[str]) -> list[Comparison]:
    """Return BLEU and chrF++ of both systems with the p-value of paired bootstrap resampling (Koehn 2004)."""
    from sacrebleu.metrics.base import Metric
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF
    from sacrebleu.significance import PairedTest, Result

    metrics: dict[str, Metric] = {"BLEU": BLEU(), "chrF2++": CHRF(word_order=2)}
    systems: list[tuple[str, Sequence[str]]] = [("baseline", list(baseline)), ("candidate", list(candidate))]
    signatures, results = PairedTest(systems, metrics, [list(references)], test_type="bs", n_samples=1000)()
    comparisons = []
    for name in metrics:
        first, second = (result for result in results[name] if isinstance(result, Result))
        comparisons.append(
            Comparison(
                metric=name,
                baseline=first.score,
                candidate=second.score,
                # If nothing differs, sacreBLEU gives the lowest p-value instead of the highest.
                p_value=1.0 if second.p_value is None or first.score == second.score else second.p_value,
                signature=str(signatures[name]),
            )
        )
    return comparisons


def worst(translations: Sequence[str], references: Sequence[str], count: int) -> list[tuple[int, float]]:
    """Return the positions and sentence chrF++ of the ``count`` lowest-scoring translations, lowest first."""
    from sacrebleu.metrics.chrf import CHRF

    metric = CHRF(word_order=2)
    scores = [
        metric.sentence_score(translation, [reference]).score
        for translation, reference in zip(translations, references, strict=True)
    ]
    order = sorted(range(len(scores)), key=lambda position: (scores[position], position))
    return [(position, scores[position]) for position in order[:count]]


def _share(outcomes: Iterable[bool]) -> float:
    """Return the share of true ``outcomes``; 0 where there are none."""
    seen = list(outcomes)
    return sum(seen) / max(len(seen), 1)
