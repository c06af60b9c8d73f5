"""The weights of the features, learned on development data, and the lattice of scores that they give."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from corpus.alignment.band import Strip, strips
from corpus.alignment.blocks import KINDS, block_features, null_features
from corpus.alignment.search import Lattice
from corpus.alignment.vectors import Evidence

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Scores are sums of features times weights, in the order of ``FEATURES`` and ``NULL_FEATURES``.

    ``kinds`` holds the score of each kind of link before any evidence. ``moved`` is what a link out of order must gain
    over leaving its sentences alone. ``calibration`` holds slope and intercept from the log-odds of the search to those
    of the confidence. Texts whose likeness is below ``refusal`` are taken for unrelated.
    """

    kinds: Mapping[tuple[int, int], float]
    features: Values
    id_alone: Values
    en_alone: Values
    moved: float
    calibration: tuple[float, float]
    refusal: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchWeights:
    """Weights of the likeness of two articles: by words, names and numbers, and the margin; and what is added."""

    features: Values
    bias: float


@cache
def learned_weights() -> Weights:
    """Return the weights that ship; ``tests/benchmarks/learn_alignment.py`` learned them."""
    return weights_from(_shipped())


@cache
def learned_matching() -> MatchWeights:
    """Return the weights that articles are matched with; ``tests/benchmarks/match_articles.py`` learned them."""
    values: dict[str, float] = dict(_shipped()["matching"])  # type: ignore[call-overload]
    bias = values.pop("bias")
    return MatchWeights(features=np.array(list(values.values())), bias=bias)


def _shipped() -> dict[str, object]:
    text = resources.files(__package__).joinpath("weights.json").read_text(encoding="utf-8")
    found: dict[str, object] = json.loads(text)
    return found


def weights_from(values: Mapping[str, object]) -> Weights:
    """Return the weights in the JSON object of ``weights.json``."""
    table: dict[str, dict[str, float]] = values  # type: ignore[assignment]
    return Weights(
        kinds={kind: table["kinds"]["-".join(map(str, kind))] for kind in KINDS},
        features=np.array(list(table["features"].values())),
        id_alone=np.array(list(table["id_alone"].values())),
        en_alone=np.array(list(table["en_alone"].values())),
        moved=float(values["moved"]),  # type: ignore[arg-type]
        calibration=(table["calibration"]["slope"], table["calibration"]["intercept"]),
        refusal=float(values["refusal"]),  # type: ignore[arg-type]
    )


def scored_lattice(evidence: Evidence, weights: Weights, parts: list[Strip] | None = None) -> Lattice:
    """Return the scores of all links of two texts, in the band that their anchors give or in ``parts``."""
    parts = strips(evidence) if parts is None else parts
    rows, columns = len(evidence.id_lengths), len(evidence.en_lengths)
    width = max(part.last_column - part.first_column for part in parts) + 1
    links = {kind: np.full((rows + 1, width), -np.inf, dtype=np.float64) for kind in KINDS}
    first, last = np.zeros(rows + 1, dtype=np.int64), np.zeros(rows + 1, dtype=np.int64)
    best_row, best_column = np.zeros(rows), np.zeros(columns)
    for part in parts:
        first[part.first_row : part.last_row + 1] = part.first_column
        last[part.first_row : part.last_row + 1] = part.last_column
        features = block_features(evidence, part.tile)
        for kind, block in features.items():
            scores = np.tensordot(weights.features, block, axes=1) + weights.kinds[kind]
            _place(links[kind], scores, part, kind)
        single = features[1, 1][0]
        tile = part.tile
        if single.size:
            inner = slice(tile.rows.start, tile.rows.stop), slice(tile.columns.start, tile.columns.stop)
            best_row[inner[0]] = np.maximum(best_row[inner[0]], single.max(axis=1))
            best_column[inner[1]] = np.maximum(best_column[inner[1]], single.max(axis=0))
    return Lattice(
        links=links,
        id_alone=weights.id_alone @ null_features(evidence.id_lengths, best_row),
        en_alone=weights.en_alone @ null_features(evidence.en_lengths, best_column),
        first=first,
        last=last,
    )


def _place(target: Values, scores: Values, part: Strip, kind: tuple[int, int]) -> None:
    """Put the scores of the links that end in a part of the band into their rows and columns."""
    if not scores.size:
        return
    tile = part.tile
    ends = range(tile.rows.start + kind[0], tile.rows.start + kind[0] + scores.shape[0])
    stops = range(tile.columns.start + kind[1], tile.columns.start + kind[1] + scores.shape[1])
    top, left = max(part.first_row, ends.start), max(part.first_column, stops.start)
    if top >= ends.stop or left >= stops.stop:
        return
    chosen = scores[top - ends.start :, left - stops.start :]
    rows, columns = chosen.shape
    target[top : top + rows, left - part.first_column : left - part.first_column + columns] = chosen
