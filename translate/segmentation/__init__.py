"""An article's text to its sentences; ``segment`` is the entry point."""

from translate.segmentation.repair import RUN_TOGETHER
from translate.segmentation.rules import RULES
from translate.segmentation.units import segment

__all__ = [
    "RULES",
    "RUN_TOGETHER",
    "segment",
]
