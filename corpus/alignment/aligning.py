"""Two versions of an article → links between their sentences, with confidence, or the reason why there are none."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from corpus.alignment.moved import find_moved
from corpus.alignment.records import AlignedVersions, Link, PivotTranslator, TextVersions
from corpus.alignment.search import Step, best_links, probability, totals
from corpus.alignment.vectors import Evidence, Space, gather_evidence
from corpus.alignment.weights import Weights, learned_weights, scored_lattice
from translate.decoding import DecodingOptions
from translate.document import ARTICLE_ROLES
from translate.sentences import Role, TextPair

# Sentences whose translations are in memory at once; an article is never divided.
_SENTENCES_AT_ONCE = 4096
# Links that are less sure give way to a moved passage that is surer.
_DOUBTFUL = 0.6
_GREEDY = DecodingOptions(beam_size=1)

SecondOpinion = Callable[[Sequence[TextPair]], Sequence[float]]
"""Says for each ``(id, en)`` how probable it is, from 0 to 1, that the English is a translation of the Indonesian."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignOptions:
    """How versions are aligned.

    ``roles`` are those of the Indonesian sentences that take part. Links below ``min_confidence`` are taken apart:
    their sentences stay alone. ``decoding`` is the search for the pivot; a greedy one is enough. With a
    ``second_opinion`` no link has a higher confidence than that gives it.
    """

    roles: tuple[Role, ...] = ARTICLE_ROLES
    min_confidence: float = 0.3
    decoding: DecodingOptions = _GREEDY
    second_opinion: SecondOpinion | None = None
    weights: Weights = field(default_factory=learned_weights)


def align(
    versions: Iterable[TextVersions], translator: PivotTranslator, options: AlignOptions | None = None
) -> Iterator[AlignedVersions]:
    """Yield the links of each pair of texts, in order; each distinct Indonesian sentence is translated once.

    Memory holds a few thousand sentences, or one pair of texts if that is longer; the time is linear in the sentences.
    """
    options = options or AlignOptions()
    for batch in _batches(versions):
        texts = list(
            dict.fromkeys(one.text for pair in batch for one in pair.id_sentences if one.role in options.roles)
        )
        found = translator.translate(texts, options.decoding)
        pivot = {text: one.text for text, one in zip(texts, found, strict=True)}
        for pair in batch:
            yield _aligned(pair, pivot, options)


def _batches(versions: Iterable[TextVersions]) -> Iterator[list[TextVersions]]:
    batch: list[TextVersions] = []
    size = 0
    for pair in versions:
        batch.append(pair)
        size += len(pair.id_sentences)
        if size >= _SENTENCES_AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _aligned(versions: TextVersions, pivot: dict[str, str], options: AlignOptions) -> AlignedVersions:
    part = [place for place, one in enumerate(versions.id_sentences) if one.role in options.roles]
    english = [one.text for one in versions.en_sentences]
    if not part or not english:
        side = "English" if part else "Indonesian"
        return AlignedVersions(
            versions=versions, links=(), coverage=0.0, likeness=0.0, refusal=f"no {side} sentence takes part"
        )
    indonesian = [versions.id_sentences[place].text for place in part]
    evidence = gather_evidence(indonesian, [pivot[text] for text in indonesian], english)
    links = found_links(evidence, options.weights)
    if options.second_opinion is not None:
        links = _confirmed(links, indonesian, english, options.second_opinion)
    share, likeness = coverage(evidence, links)
    if likeness < options.weights.refusal:
        reason = (
            f"the texts seem unrelated: the likeness of their sentences is {likeness:.2f}, and versions of an article "
            f"have {options.weights.refusal:g} or more"
        )
        return AlignedVersions(versions=versions, links=(), coverage=share, likeness=likeness, refusal=reason)
    kept = _with_all_sentences(links, len(indonesian), len(english), options.min_confidence)
    placed = [replace(link, id=tuple(part[one] for one in link.id)) for link in kept]
    return AlignedVersions(versions=versions, links=tuple(placed), coverage=share, likeness=likeness)


def found_links(evidence: Evidence, weights: Weights) -> list[Link]:
    """Return the links of two texts with both sides, with confidence; passages out of order are among them."""
    lattice = scored_lattice(evidence, weights)
    steps = best_links(lattice)
    sums = totals(lattice)
    links = [_link(step, probability(lattice, sums, step), weights) for step in steps if step[2] and step[3]]
    sure = [link for link in links if link.confidence >= _DOUBTFUL]
    doubtful = {(link.id, link.en): link for link in links if link.confidence < _DOUBTFUL}
    alone = _unlinked(sure, lattice.rows, len(lattice.en_alone))
    others = [_link(one.step, one.probability, weights) for one in find_moved(evidence, weights, alone)]
    moved = [
        replace(link, moved=any(_cross(link, one) for one in sure))
        for link in others
        if (link.id, link.en) not in doubtful
    ]
    # A doubtful link can hold a sentence whose counterpart stands elsewhere; it stays if that is not so.
    taken = set().union(*(_places(link) for link in moved))
    return [*sure, *(link for link in doubtful.values() if not _places(link) & taken), *moved]


def _places(link: Link) -> set[tuple[int, int]]:
    return {(0, place) for place in link.id} | {(1, place) for place in link.en}


def _cross(one: Link, other: Link) -> bool:
    return (one.id[0] < other.id[0]) != (one.en[0] < other.en[0])


def _unlinked(links: Iterable[Link], rows: int, columns: int) -> tuple[list[int], list[int]]:
    """Return the places of the sentences of each side that no link has."""
    taken = set().union(*(_places(link) for link in links))
    sides = [
        [place for place in range(size) if (side, place) not in taken] for side, size in enumerate((rows, columns))
    ]
    return sides[0], sides[1]


def _link(step: Step, share: float, weights: Weights) -> Link:
    row, column, height, width = step
    slope, intercept = weights.calibration
    bounded = min(max(share, 1e-9), 1 - 1e-9)
    confidence = 1 / (1 + math.exp(-(slope * math.log(bounded / (1 - bounded)) + intercept)))
    return Link(
        id=tuple(range(row, row + height)),
        en=tuple(range(column, column + width)),
        confidence=confidence,
    )


def _confirmed(
    links: Sequence[Link], indonesian: Sequence[str], english: Sequence[str], opinion: SecondOpinion
) -> list[Link]:
    pairs = [
        (" ".join(indonesian[one] for one in link.id), " ".join(english[one] for one in link.en)) for link in links
    ]
    return [
        replace(link, confidence=min(link.confidence, other)) for link, other in zip(links, opinion(pairs), strict=True)
    ]


def coverage(evidence: Evidence, links: Iterable[Link]) -> tuple[float, float]:
    """Return the share of the better covered side that is linked, weighted by confidence, and the likeness.

    The likeness is the same share weighted by the cosine of the links' character n-grams besides. In short texts that
    have nothing to do with each other the order alone makes links seem sure; their likeness is near 0.
    """
    shares, alike = np.zeros(2), np.zeros(2)
    for link in links:
        size = np.array([evidence.id_lengths[list(link.id)].sum(), evidence.en_lengths[list(link.en)].sum()])
        shares += link.confidence * size
        alike += link.confidence * _cosine(evidence.characters, link) * size
    totals_of_sides = np.maximum(1, [evidence.id_lengths.sum(), evidence.en_lengths.sum()])
    return float((shares / totals_of_sides).max()), float((alike / totals_of_sides).max())


def _cosine(space: Space, link: Link) -> float:
    left, right = space.id_vectors[list(link.id)].sum(axis=0), space.en_vectors[list(link.en)].sum(axis=0)
    lengths = space.id_norms[len(link.id) - 1][link.id[0]] * space.en_norms[len(link.en) - 1][link.en[0]]
    return float((left @ right.T).item() / lengths) if lengths else 0.0


def _with_all_sentences(links: Iterable[Link], rows: int, columns: int, min_confidence: float) -> list[Link]:
    """Return the links that are sure enough, with one for every sentence that is in none, in order of their places."""
    kept = [link for link in links if link.confidence >= min_confidence]
    linked = {place for link in kept for place in link.id}, {place for link in kept for place in link.en}
    following = {place: link for link in kept for place in link.en}
    ordered: list[Link] = []
    by_first = {link.id[0]: link for link in kept}
    for place in range(rows):
        if place in by_first:
            ordered.append(by_first[place])
        elif place not in linked[0]:
            ordered.append(Link(id=(place,), en=(), confidence=0.0))
    # English sentences that are alone stand behind the link of the sentence before them.
    for place in range(columns):
        if place not in linked[1]:
            before = following.get(place - 1)
            spot = ordered.index(before) + 1 if before else 0
            link = Link(id=(), en=(place,), confidence=0.0)
            ordered.insert(spot, link)
            following[place] = link
    return ordered
