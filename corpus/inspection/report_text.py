"""What inspection finds, as lines of plain text and as JSON values."""

import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping

from corpus.finished_corpus import FinishedCorpus, Place
from corpus.inspection.filter_statistics import ChangedSentence, WhatIf
from corpus.inspection.histograms import Histogram
from corpus.inspection.ledger import MAX_CANDIDATES, ArticleTrace, Candidate, Explanation, RuleResult, SentenceTrace
from corpus.inspection.statistics import Statistics

_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_MOST_SOURCES = 12


Found = Statistics | WhatIf | Explanation
"""Everything that can be shown."""


def text_lines(found: Found, corpus: FinishedCorpus) -> Iterator[str]:
    """Yield what was found in a corpus as lines of plain text."""
    if isinstance(found, Statistics):
        return _statistics_lines(found)
    if isinstance(found, WhatIf):
        return _what_if_lines(found)
    if isinstance(found, ArticleTrace):
        return _article_lines(found)
    if isinstance(found, SentenceTrace):
        return _sentence_lines(found, corpus.manifest.roles)
    return _candidate_lines(found)


def as_record(found: Found) -> dict[str, object]:
    """Return what was found as JSON values."""
    if isinstance(found, Statistics):
        return _statistics_record(found)
    if isinstance(found, WhatIf):
        return dataclasses.asdict(found)
    if isinstance(found, tuple):
        return {"kind": "candidates", "candidates": [dataclasses.asdict(one) for one in found]}
    kind = "article" if isinstance(found, ArticleTrace) else "sentence"
    return {"kind": kind, **dataclasses.asdict(found)}


def _article_lines(article: ArticleTrace) -> Iterator[str]:
    """Yield what is known of an article, and a line for each of its sentences."""
    yield f"article {_plain(article.article_id)}"
    for whole in article.dropped_by:
        yield f"dropped     by {whole.rule}, in the stage {whole.stage}"
        if whole.reason:
            yield f"because     {_plain(whole.reason)}"
    if article.facts:
        yield f"read        {_facts(article.facts)}"
    if article.sentences:
        fates = Counter(_fate(sentence) for sentence in article.sentences)
        yield "became      " + ", ".join(f"{number:,} {fate}" for fate, number in fates.most_common())
    yield f"stored      {_place(article.place)}"
    width = max((len(sentence.span_rule or "") for sentence in article.sentences), default=0)
    for sentence in article.sentences:
        rule = f"{sentence.span_rule or '':<{width}} " if width else ""
        yield f"{sentence.position:>5}  {sentence.role:<11} {rule}{_fate(sentence):<28} {_shortened(sentence.id)}"


def _sentence_lines(sentence: SentenceTrace, roles: tuple[str, ...]) -> Iterator[str]:
    """Yield what happened to a sentence, stage by stage; ``roles`` are those that become pairs."""
    yield f"{_plain(sentence.article_id)}:{sentence.position}  {_fate(sentence)}  (pair id {sentence.pair_id})"
    yield f"read        {_facts(sentence.facts)}"
    rule = f", by the rule {sentence.span_rule}" if sentence.span_rule else ""
    yield f"segmented   role {sentence.role}, characters {sentence.start} to {sentence.end} of the article{rule}"
    yield f"  raw       {_plain(sentence.raw)}"
    if sentence.id != sentence.raw:
        yield f"  repaired  {_plain(sentence.id)}"
    if sentence.en is None:
        yield "translated  no"
    else:
        score = "" if sentence.score is None else f", score {sentence.score:.3f}"
        quality = "" if sentence.quality is None else f", quality {sentence.quality:.2f}"
        flags = f", flags {' '.join(sentence.flags)}" if sentence.flags else ""
        yield f"translated  {sentence.origin or 'yes'}{score}{quality}{flags}"
        yield f"  en        {_plain(sentence.en)}"
    for number, result in enumerate(sentence.rules):
        yield f"{'' if number else 'checked':<12}{_rule_line(result)}"
    if (sentence.stage, sentence.rule) == ("segmentation", "role"):
        yield f"dropped     sentences of the role {sentence.role} become no pairs; those of {', '.join(roles)} do"
    elif sentence.stage is not None:
        like = f", like {_plain(sentence.matched)}" if sentence.matched else ""
        yield f"dropped     by {sentence.rule}, in the stage {sentence.stage}{like}"
    yield f"{'stored' if sentence.stage else 'kept':<12}{_place(sentence.place)}"


def _facts(facts: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {_plain(str(value))}" for name, value in facts.items() if value is not None)


def _place(place: Place) -> str:
    return f"subset {place.subset}, split {place.split}: {place.file}, row {place.row}"


def _fate(sentence: SentenceTrace) -> str:
    return "pair" if sentence.stage is None else f"dropped: {sentence.stage}/{sentence.rule}"


def _rule_line(rule: RuleResult) -> str:
    value = "no value" if rule.value is None else f"{rule.value:.4g}"
    limit = "" if rule.threshold is None else f", limit {rule.threshold:g}"
    return f"{rule.name}: {value}{limit}, {'passed' if rule.passed else 'failed'}"


def _candidate_lines(candidates: tuple[Candidate, ...]) -> Iterator[str]:
    """Yield a line for each sentence that holds a fragment of text."""
    more = " or more" if len(candidates) == MAX_CANDIDATES else ""
    yield f"{len(candidates)}{more} sentences hold that text:"
    for one in candidates:
        yield f"{_plain(one.key)}  {_shortened(one.id)}"


def _shortened(text: str) -> str:
    plain = _plain(text)
    return plain if len(plain) <= 100 else f"{plain[:99]}…"


def _plain(text: str) -> str:
    """Return a text of an article in which no character can command a terminal."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)


def _statistics_lines(statistics: Statistics) -> Iterator[str]:
    """Yield counts, distributions, flags, drops by rule and roles by source."""
    counts = statistics.counts
    yield f"records     {counts.records:,} = {counts.articles:,} articles + {counts.unreadable:,} unreadable"
    yield (
        f"sentences   {counts.spans:,} = {counts.pairs:,} pairs + {counts.other_roles:,} not the article "
        f"+ {counts.dropped:,} dropped + {counts.excluded:,} of test sets + {counts.duplicates:,} duplicates"
    )
    yield f"pairs       {_listed(statistics.rows.get('pairs', {})) or '0'}; {statistics.flagged_pairs:,} with flags"
    yield f"English by  {_listed(statistics.origins) or 'nobody'}"
    yield f"size        {statistics.bytes:,} bytes on disk"
    yield ""
    yield f"{'of the pairs':<14}{'mean':>9}" + "".join(f"{share:>9.0%}" for share in _QUANTILES)
    for name, (kept, _) in statistics.measures.items():
        values = [kept.mean, *(kept.quantile(share) for share in _QUANTILES)]
        yield f"{name:<14}" + "".join(f"{'–' if value is None else format(value, '.3g'):>9}" for value in values)
    yield from _table("flags of pairs", counts.flags)
    rules = {f"{stage}/{rule}": n for stage, table in statistics.dropped.items() for rule, n in table.items()}
    yield from _table("left out or dropped, by rule", rules)
    yield from _table("left out, by role", statistics.left_out)
    sources = {name: sum(table.values()) for name, table in statistics.roles.items()}
    yield from _table("sentences by source", sources, _MOST_SOURCES)


def _listed(table: Mapping[str, int]) -> str:
    return ", ".join(f"{_plain(name)} {number:,}" for name, number in table.items())


def _table(title: str, table: Mapping[str, int], most: int | None = None) -> Iterator[str]:
    """Yield a table, the largest first; beyond ``most`` rows what is left as one."""
    ordered = sorted(table.items(), key=lambda item: (-item[1], item[0]))
    if ordered:
        yield ""
        yield title
    for name, number in ordered[:most]:
        yield f"  {number:>12,}  {_plain(name)}"
    if rest := ordered[most:] if most is not None else []:
        yield f"  {sum(number for _, number in rest):>12,}  in {len(rest):,} more"


def _statistics_record(statistics: Statistics) -> dict[str, object]:
    """Return the statistics as JSON values; a distribution is its mean, its quantiles and its steps."""
    record = dataclasses.asdict(statistics)
    record["counts"] = statistics.counts.as_dict()
    record["measures"] = {
        name: {"kept": _distribution(kept), "dropped": _distribution(dropped)}
        for name, (kept, dropped) in statistics.measures.items()
    }
    record["filters"] = {
        one.name: {
            **dataclasses.asdict(one.rule),
            "kept": _distribution(one.kept),
            "dropped": _distribution(one.dropped),
        }
        for one in statistics.filters
    }
    return record


def _distribution(values: Histogram) -> dict[str, object]:
    filled = [number for number, count in enumerate(values.counts) if count]
    first, last = (filled[0], filled[-1] + 1) if filled else (0, 0)
    return {
        "values": values.total,
        "mean": values.mean,
        "quantiles": {f"{share:g}": values.quantile(share) for share in _QUANTILES},
        "below": values.below,
        "above": values.above,
        "step": values.step,
        "first_edge": values.edge(first),
        "counts": list(values.counts[first:last]),
    }


def _what_if_lines(result: WhatIf) -> Iterator[str]:
    """Yield how many more or fewer pairs other thresholds would keep, and some of them."""
    for name, threshold in result.now.items():
        yield f"{name}: {result.then[name]:g} → {threshold:g}"
    difference = result.kept_now - result.kept_then
    more = f"{abs(difference):,} {'more' if difference >= 0 else 'fewer'}"
    yield f"kept        {result.kept_then:,} → {result.kept_now:,}, {more} (before duplicates are looked for)"
    for what, total, changes in (
        ("would be kept", result.newly_kept, result.would_keep),
        ("would be dropped", result.newly_dropped, result.would_drop),
    ):
        yield f"{total:,} {what}" + (f", {len(changes):,} of them:" if changes else "")
        for change in changes:
            yield from _change_lines(change)


def _change_lines(change: ChangedSentence) -> Iterator[str]:
    values = ", ".join(
        f"{name} {'–' if value is None else format(value, '.4g')}" for name, value in change.values.items()
    )
    yield f"  {_plain(change.key)}  {values}"
    yield f"    id  {_plain(change.id)}"
    yield f"    en  {_plain(change.en or '')}"
