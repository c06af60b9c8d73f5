"""What was measured of a model, kept beside it: the limit of adequacy, and the scale of quality."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from translate.errors import ModelError, OutputError
from translate.models import Checkpoint, read_json
from translate.quality import Curve, QualityScale
from translate.writing import save_text

CALIBRATION = "calibration.json"
"""The file of a checkpoint folder that holds its calibration."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdequacyLimit:
    """The least mean log-probability of a pair that is kept, and the shares from 0 to 1 that it caught and dropped.

    ``caught`` is of sentences with their neighbour's translation, ``dropped`` of the pairs as they are.
    """

    threshold: float
    caught: float
    dropped: float


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityFit:
    """The scale of quality, and how it was found.

    ``acceptable`` is the sentence chrF++ from which a translation counts as accepted. ``pearson`` is the correlation
    of quality with chrF++ for pairs that the scale was not fitted on, ``score_pearson`` that of the model's own score.
    """

    scale: QualityScale
    acceptable: float
    pearson: float
    score_pearson: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A calibration of the model whose files have the SHA-256 ``model_sha256``, measured on ``pairs`` pairs."""

    model_sha256: str
    pairs: int
    adequacy: AdequacyLimit
    quality: QualityFit

    def as_json(self) -> str:
        """Return the text of the file; ``calibration_of`` reads it."""
        return json.dumps(asdict(self), indent=1) + "\n"

    def sha256(self) -> str:
        """Return the hexadecimal SHA-256 of that text, by which a corpus names the calibration."""
        return hashlib.sha256(self.as_json().encode("utf-8")).hexdigest()


def calibration_of(checkpoint: Checkpoint) -> Calibration | None:
    """Return the calibration beside a model; None where there is none, or where it is that of other weights.

    Raises ModelError if the file is damaged.
    """
    path = checkpoint.path / CALIBRATION
    if not path.is_file():
        return None
    values: Mapping[str, Any] = read_json(path)
    try:
        if values["model_sha256"] != checkpoint.sha256:
            return None
        fit = values["quality"]
        curves = {
            name: Curve(knots=tuple(one["knots"]), values=tuple(one["values"]))
            for name, one in fit["scale"]["curves"].items()
        }
        scale = QualityScale(intercept=float(fit["scale"]["intercept"]), curves=curves)
        return Calibration(
            model_sha256=values["model_sha256"],
            pairs=int(values["pairs"]),
            adequacy=AdequacyLimit(**values["adequacy"]),
            quality=QualityFit(**{**fit, "scale": scale}),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelError(
            f"{path}: is not a calibration of this program ({error}); make it anew with `calibrate`"
        ) from error


def save_calibration(calibration: Calibration, checkpoint: Checkpoint) -> Path:
    """Write a calibration beside its model and return its path; raise OutputError if that cannot be done."""
    path = checkpoint.path / CALIBRATION
    try:
        save_text(calibration.as_json(), path)
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written ({error.strerror}); copy the model into a folder of yours and calibrate that"
        ) from error
    return path
