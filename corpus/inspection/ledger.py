"""explain(): what happened to an article, sentence or pair of a finished corpus, stage by stage."""

import difflib
import heapq
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from corpus.finished_corpus import FinishedCorpus, Place
from corpus.formats import MATCHES, SCORES, Row
from corpus.pairing import pair_id
from translate.errors import InputError

_PAIR_ID = re.compile("[0-9a-f]{16}")
_QUOTES = "\"'“”‘’"
MAX_CANDIDATES = 20
"""Most sentences that are listed for a fragment of text; if there are more, a longer fragment is needed."""

_NEAREST_KEYS = 3
_ALIKE = 0.5  # as in translate.errors.nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """The result of a rule at the build: value and threshold, None if it has no numbers, and whether it passed."""

    name: str
    value: float | None
    threshold: float | None
    passed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceTrace:
    """One sentence at every stage.

    ``facts`` is the metadata of its article. ``raw`` is the text of the article between ``start`` and ``end``, ``id``
    the same after repairs. ``en``, ``score``, ``quality`` and ``origin`` are None where there is no translation, or
    where they were not stored. ``span_rule`` names the rule of segmentation that gave the span its role and its end,
    None where it was not stored. ``stage`` and ``rule`` say what dropped it; both are None for a pair. ``matched`` is
    what a removed pair resembles: the id of the pair that stays, or the ``file:line`` of a test sentence.
    """

    article_id: str
    facts: Mapping[str, object]
    position: int
    start: int
    end: int
    role: str
    raw: str
    id: str
    en: str | None
    score: float | None
    quality: float | None
    flags: tuple[str, ...]
    span_rule: str | None
    origin: str | None
    pair_id: str
    rules: tuple[RuleResult, ...]
    stage: str | None
    rule: str | None
    place: Place
    matched: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppedWhole:
    """What dropped a whole article; ``reason`` says why it could not be read, None where it was not stored."""

    stage: str
    rule: str
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleTrace:
    """An article, its metadata, and the trace of each of its sentences, in order.

    ``dropped_by`` holds each row of the ledger that is about the whole article, such as one that could not be read.
    """

    article_id: str
    facts: Mapping[str, object]
    place: Place
    sentences: tuple[SentenceTrace, ...]
    dropped_by: tuple[DroppedWhole, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence that contains a fragment of text, and its key."""

    key: str
    id: str
    en: str | None


Explanation = ArticleTrace | SentenceTrace | tuple[Candidate, ...]


def explain(corpus: FinishedCorpus, key: str) -> Explanation:
    """Return what happened to what ``key`` names.

    A key is the id of an article, the id of a pair, ``article_id:position``, or else a fragment of a sentence in
    either language, with or without quotation marks. If one sentence contains the fragment, it is explained; if several
    do, the first ``MAX_CANDIDATES`` are returned. Memory holds a row group and the rows of one article.

    Raises:
        InputError: nothing in the corpus matches the key; the message names the nearest keys.
    """
    if not key.strip():
        raise InputError("the key is empty; give an article's id, a pair's id, ID:POSITION or a fragment of a sentence")
    article = _article(corpus, key)
    if article is not None:
        return article
    found = _owner_of_pair(corpus, key) if _PAIR_ID.fullmatch(key) else _owner_and_position(corpus, key)
    if found is not None:
        return _sentence(corpus, *found)
    candidates = tuple(islice(_containing(corpus, key.strip().strip(_QUOTES)), MAX_CANDIDATES))
    if len(candidates) == 1:
        owner, _, position = candidates[0].key.rpartition(":")
        return _sentence(corpus, owner, int(position))
    if not candidates:
        raise InputError(f"nothing in '{corpus.folder}' is called '{key}' or holds that text{_nearest(corpus, key)}")
    return candidates


def _owner_of_pair(corpus: FinishedCorpus, key: str) -> tuple[str, int] | None:
    """Return article and position of a pair, or of a dropped sentence that would have this id as a pair."""
    for _, row in corpus.rows_where("pairs", "pair_id", [key]):
        return _str(row, "article_id"), _int(row, "position")
    for row in corpus.rows("rejected", ["article_id", "position", "start", "end", "id"]):
        if row["position"] is not None and _pair_id(row) == key:
            return _str(row, "article_id"), _int(row, "position")
    return None


def _owner_and_position(corpus: FinishedCorpus, key: str) -> tuple[str, int] | None:
    owner, _, position = key.rpartition(":")
    if not owner or not position.isdecimal():
        return None
    known = (corpus.rows_where(subset, "article_id", [owner]) for subset in ("articles", "rejected"))
    return (owner, int(position)) if any(next(rows, None) for rows in known) else None


def _sentence(corpus: FinishedCorpus, article_id: str, position: int) -> SentenceTrace:
    article = _article(corpus, article_id)
    sentences = article.sentences if article is not None else ()
    for sentence in sentences:
        if sentence.position == position:
            return sentence
    known = f"it has positions 0 to {len(sentences) - 1}" if sentences else "it has no sentences"
    if article is not None and article.dropped_by:
        known = "it was dropped as a whole by " + ", ".join(
            f"{one.stage}/{one.rule}" + (f" ({one.reason})" if one.reason else "") for one in article.dropped_by
        )
    raise InputError(f"article '{article_id}' has no sentence {position}; {known}")


def _article(corpus: FinishedCorpus, article_id: str) -> ArticleTrace | None:
    """Return an article with all its sentences, or None if neither the corpus nor the ledger knows it."""
    whole: list[DroppedWhole] = []
    facts: dict[str, object] = {}
    text, place = "", None
    for at, row in corpus.rows_where("articles", "article_id", [article_id]):
        text, place = _str(row, "text"), at
        facts = {name: value for name, value in row.items() if name not in ("article_id", "text", "english")}
        facts["characters"] = len(text)
    scores: dict[int, Row] = {}
    if corpus.has_scores:
        scores = {_int(row, "position"): row for _, row in corpus.rows_where(SCORES, "article_id", [article_id])}
    matches = {
        _int(row, "position"): _str(row, "matched") for _, row in corpus.rows_where(MATCHES, "article_id", [article_id])
    }
    sentences = []
    for subset in ("pairs", "rejected"):
        for at, row in corpus.rows_where(subset, "article_id", [article_id]):
            if row["position"] is None:
                reason = _str(row, "reason") if row.get("reason") else None
                whole.append(DroppedWhole(stage=_str(row, "stage"), rule=_str(row, "rule"), reason=reason))
                place = place or at
            else:
                rules = _rules(corpus, row, scores.get(_int(row, "position")))
                trace = _trace(row, at, text, rules)
                sentences.append(replace(trace, facts=facts, matched=matches.get(trace.position)))
    if place is None:
        return None
    return ArticleTrace(
        article_id=article_id,
        facts=facts,
        place=place,
        sentences=tuple(sorted(sentences, key=lambda sentence: sentence.position)),
        dropped_by=tuple(whole),
    )


def _trace(row: Row, place: Place, text: str, rules: tuple[RuleResult, ...]) -> SentenceTrace:
    start, end = _int(row, "start"), _int(row, "end")
    indonesian, english = _texts(row)
    values: dict[str, Any] = dict(row)
    dropped = place.subset == "rejected"
    return SentenceTrace(
        article_id=_str(row, "article_id"),
        facts={},
        position=_int(row, "position"),
        start=start,
        end=end,
        role=_str(row, "role"),
        raw=text[start:end],
        id=indonesian,
        en=english,
        score=values.get("score"),
        quality=values.get("quality"),
        flags=tuple(values.get("flags", ())),
        span_rule=values.get("span_rule" if dropped else "rule"),
        origin=values.get("origin"),
        pair_id=values.get("pair_id") or _pair_id(row),
        rules=rules,
        stage=values.get("stage"),
        rule=values["rule"] if dropped else None,
        place=place,
    )


def _rules(corpus: FinishedCorpus, row: Row, scores: Row | None) -> tuple[RuleResult, ...]:
    """Return the results of the rules for a sentence: every filter with a stored value, and the rule in the ledger."""
    found: dict[str, RuleResult] = {}
    for name, stored in (scores or {}).items():
        limit = corpus.filters.get(name)
        if limit is not None:
            measured = stored if isinstance(stored, float) else None
            found[name] = RuleResult(
                name=name, value=measured, threshold=limit.threshold, passed=limit.passes(measured)
            )
    given: dict[str, Any] = dict(row)
    if given.get("value") is not None:
        rule = _str(row, "rule")
        found[rule] = RuleResult(name=rule, value=given["value"], threshold=given["threshold"], passed=False)
    return tuple(found.values())


def _containing(corpus: FinishedCorpus, fragment: str) -> Iterator[Candidate]:
    """Yield the sentences that contain a fragment in either language, whatever the case of its letters."""
    import pyarrow.compute as pc

    columns = {
        "pairs": ["article_id", "position", "translation"],
        "rejected": ["article_id", "position", "id", "en"],
    }
    if not fragment:
        return
    for subset, names in columns.items():
        for _, batch in corpus.batches(subset, names):
            sides = [
                pc.struct_field(batch.column("translation"), code) if subset == "pairs" else batch.column(code)
                for code in ("id", "en")
            ]
            here, there = (
                pc.fill_null(pc.match_substring(side, fragment, ignore_case=True), fill_value=False) for side in sides
            )
            hits = pc.and_(pc.or_(here, there), pc.is_valid(batch.column("position")))
            for row in batch.filter(hits).to_pylist():
                indonesian, english = _texts(row)
                yield Candidate(key=f"{row['article_id']}:{row['position']}", id=indonesian, en=english)


def _nearest(corpus: FinishedCorpus, key: str) -> str:
    """Return ``; nearest: …`` with the keys of articles most like one that is unknown, or an empty string."""
    wanted = key.rpartition(":")[0] if key.rpartition(":")[2].isdecimal() else key
    best: dict[str, float] = {}
    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)  # the side that is prepared once
    for subset in ("articles", "rejected"):
        for row in corpus.rows(subset, ["article_id"]):
            name = _str(row, "article_id")
            matcher.set_seq1(name)
            # The quick upper bounds make nearly all of the slow comparisons unnecessary.
            if name not in best and matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE:
                best[name] = matcher.ratio()
                best = dict(heapq.nlargest(_NEAREST_KEYS, best.items(), key=lambda item: item[1]))
    names = [f"'{name}'" for name, ratio in best.items() if ratio >= _ALIKE]
    if names:
        return f"; nearest: {', '.join(names)}"
    first = next(corpus.rows("articles", ["article_id"]), None)
    return f"; articles are called like '{first['article_id']}'" if first else ""


def _texts(row: Row) -> tuple[str, str | None]:
    values: dict[str, Any] = dict(row)
    translation = values.get("translation")
    return (translation["id"], translation["en"]) if translation else (values["id"], values.get("en"))


def _pair_id(row: Row) -> str:
    return pair_id(_str(row, "article_id"), _int(row, "start"), _int(row, "end"), _texts(row)[0])


def _str(row: Row, name: str) -> str:
    return str(row[name])


def _int(row: Row, name: str) -> int:
    value = row[name]
    if not isinstance(value, int):
        raise TypeError(f"column '{name}' holds {value!r}, not a whole number")
    return value
