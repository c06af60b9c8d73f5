"""What a finished corpus holds, and why: statistics, what-if, the story of a sentence, and how these are shown."""

from corpus.inspection.filter_statistics import what_if
from corpus.inspection.ledger import explain
from corpus.inspection.report_page import make_page
from corpus.inspection.report_text import as_record, text_lines
from corpus.inspection.statistics import collect

__all__ = [
    "as_record",
    "collect",
    "explain",
    "make_page",
    "text_lines",
    "what_if",
]
