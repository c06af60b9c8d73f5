"""What a built corpus holds, and why: statistics, what-if, the story of a sentence, text and page to show them."""

from corpus.inspection.filter_statistics import parse_what_if, what_if
from corpus.inspection.ledger import ArticleTrace, Candidate, SentenceTrace, explain
from corpus.inspection.report_page import make_page
from corpus.inspection.report_text import (
    article_lines,
    candidate_lines,
    sentence_lines,
    statistics_lines,
    statistics_record,
    what_if_lines,
)
from corpus.inspection.statistics import collect

__all__ = [
    "ArticleTrace",
    "Candidate",
    "SentenceTrace",
    "article_lines",
    "candidate_lines",
    "collect",
    "explain",
    "make_page",
    "parse_what_if",
    "sentence_lines",
    "statistics_lines",
    "statistics_record",
    "what_if",
    "what_if_lines",
]
