"""A page that shows a corpus: flow, distributions, drops, sources and examples, without scripts or network."""

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from corpus.finished_corpus import FinishedCorpus
from corpus.inspection.filter_statistics import FilterStatistics
from corpus.inspection.histograms import Histogram
from corpus.inspection.plots import Branch, Plot, flow_plot, histogram_plot
from corpus.inspection.statistics import MEASURES, ROLE_RULE, Example, Statistics
from corpus.records import DUPLICATES, EXCLUDED
from translate.sentences import Role

# Longer texts are cut: the longest sentences would fill the screen.
_SHOWN_CHARACTERS = 420
_SHOWN_SOURCES = 12
_BARS = 40
_MEASURE_TITLES = {
    "words_id": ("Length of the Indonesian", "words a sentence"),
    "words_en": ("Length of the English", "words a sentence"),
    "length_ratio": ("Length ratio", "characters of the English over those of the Indonesian"),
    "score": ("The model's score", "mean log-probability per piece, kept pairs only"),
    "quality": ("Quality", "how likely a reader accepts the sense, from 0 to 1, kept pairs only"),
}
_KINDS = {
    "reading": "dropped",
    "processing": "dropped",
    "segmentation": "other",
    "alignment": "other",
    "filters": "dropped",
    EXCLUDED: "removed",
    DUPLICATES: "removed",
}
"""The stages of the ledger, and the colour of what each has removed."""

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figure:
    title: str
    note: str
    plot: Plot


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ranked:
    name: str
    kind: str
    number: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    name: str
    total: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    heading: str
    kind: str
    groups: list[_Group]


def make_page(corpus: FinishedCorpus, statistics: Statistics) -> str:
    """Return the page as HTML; texts of articles are escaped."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(shown=_shown, number=_number, share=_share, size=_size)
    template = environment.from_string((files("corpus.inspection") / "report.html").read_text(encoding="utf-8"))
    counts = statistics.counts
    flow = _flow(statistics)
    return template.render(
        title=corpus.manifest.pretty_name or corpus.folder.resolve().name,
        folder=corpus.folder.resolve().name,
        counts=counts,
        statistics=statistics,
        equations=_equations(statistics),
        wide=flow_plot(flow, width=940, columns=(0, 365, 770)),
        narrow=flow_plot(flow, width=366, columns=(0, 124, 236), longest=13),
        figures=[_measure_figure(statistics, name) for name in MEASURES],
        filters=[_filter_figure(one) for one in statistics.filters],
        drops=_drops(statistics),
        flags=_ranked({(flag, "flagged"): number for flag, number in counts.flags.items()}),
        sources=_sources(statistics.roles),
        roles=[role.value for role in Role if role in counts.role_spans],
        sections=_sections(statistics),
        generator=f"sejajar {corpus.manifest.versions.get('sejajar', '')}".rstrip(),
        recipe=corpus.manifest.recipe.sha256(),
    )


def _drops(statistics: Statistics) -> list[_Ranked]:
    """Return what is not a pair: sentences of other roles by role, the rest by rule."""
    roles = {(f"role {role}", "other"): number for role, number in statistics.left_out.items()}
    rules = {
        (f"{stage}: {rule}", _KINDS[stage]): number
        for stage, rules in statistics.dropped.items()
        for rule, number in rules.items()
        if (stage, rule) != ("segmentation", "role")
    }
    return _ranked({**roles, **rules})


def _flow(statistics: Statistics) -> Branch:
    counts = statistics.counts
    clean = counts.pairs - statistics.flagged_pairs
    kept = (
        Branch(name="clean", number=clean, kind="kept"),
        Branch(name="flagged", number=statistics.flagged_pairs, kind="flagged"),
    )
    others = tuple(Branch(name=name, number=number, kind="other") for name, number in _largest(statistics.left_out, 7))
    parts = (
        Branch(name="pairs", number=counts.pairs, kind="kept", parts=tuple(one for one in kept if one.number)),
        Branch(name="left out", number=counts.other_roles, kind="other", parts=others),
        _stage_branch(statistics, "dropped", "filters"),
        _stage_branch(statistics, "of test sets", EXCLUDED),
        _stage_branch(statistics, "duplicates", DUPLICATES),
    )
    return Branch(name="sentences", number=counts.spans, kind="all", parts=tuple(part for part in parts if part.number))


def _stage_branch(statistics: Statistics, name: str, stage: str) -> Branch:
    rules = statistics.dropped.get(stage, {})
    parts = tuple(Branch(name=rule, number=n, kind=_KINDS[stage]) for rule, n in _largest(rules, 7))
    return Branch(name=name, number=sum(rules.values()), kind=_KINDS[stage], parts=parts)


def _largest(table: Mapping[str, int], most: int) -> list[tuple[str, int]]:
    """Return the largest entries, and the rest as one."""
    ordered = sorted(table.items(), key=lambda item: (-item[1], item[0]))
    rest = sum(number for _, number in ordered[most:])
    return ordered[:most] + ([(f"{len(ordered) - most} more", rest)] if rest else [])


def _equations(statistics: Statistics) -> list[tuple[str, str]]:
    """Return each sum of the build in words and numbers; ``collect`` has checked that they hold."""
    counts = statistics.counts
    return [
        (
            f"{counts.records:,} {_noun(counts.records, 'record')} read",
            f"{counts.articles:,} {_noun(counts.articles, 'article')} + {counts.unreadable:,} that could not be read",
        ),
        (
            f"{counts.spans:,} {_noun(counts.spans, 'sentence')}",
            f"{counts.pairs:,} pairs + {counts.other_roles:,} that are not the article + {counts.dropped:,} dropped "
            f"+ {counts.excluded:,} of test sets + {counts.duplicates:,} duplicates",
        ),
    ]


def _measure_figure(statistics: Statistics, name: str) -> _Figure:
    title, unit = _MEASURE_TITLES[name]
    kept, dropped = statistics.measures[name]
    low, high = _window(name, kept)
    steps = max(1, math.ceil((high - low) / kept.step / _BARS))
    median = kept.quantile(0.5)
    marks = {} if median is None else {f"median {median:g}": median}
    plot = histogram_plot(kept.window(low, high, steps), dropped.window(low, high, steps), marks)
    edges = [kept.quantile(share) for share in (0.05, 0.95)]
    note = f"{unit}; 9 of 10 lie between {edges[0]:g} and {edges[1]:g}" if median is not None else f"{unit}; none"
    return _Figure(title=title, note=note, plot=plot)


def _window(name: str, values: Histogram) -> tuple[float, float]:
    """Return the ends of a plot's axis: all but the outermost values, to a round number."""
    low, high = (values.quantile(share) or 0.0 for share in (0.005, 0.995))
    if name == "score":
        return max(values.low, math.floor(low * 2) / 2 if low else -1.0), values.high
    if name == "quality":
        return values.low, values.high
    if name == "length_ratio":
        return values.low, min(values.high, max(2.0, math.ceil(high * 2) / 2))
    return values.low, min(values.high, max(20.0, math.ceil(high / 10) * 10))


def _filter_figure(one: FilterStatistics) -> _Figure:
    sign = "≥" if one.rule.direction == "at_least" else "≤"
    limit = one.rule.threshold
    # Of whole numbers the limit's own bar is on the good side of the mark.
    mark = (limit // one.kept.step + 1) * one.kept.step if one.whole and sign == "≤" else limit
    # Nearly all values are far from the limit, and those near it are the interesting ones.
    plot = histogram_plot(one.kept, one.dropped, {f"{sign} {limit:g}": mark}, logarithmic=True, whole=one.whole)
    note = f"kept if {sign} {limit:g}; {one.kept.total + one.dropped.total:,} values, logarithmic heights"
    return _Figure(title=one.name, note=note, plot=plot)


def _ranked(table: Mapping[tuple[str, str], int]) -> list[_Ranked]:
    """Return rows of a table from ``(name, kind)`` to number, the largest first."""
    most = max(table.values(), default=0) or 1
    ordered = sorted(table.items(), key=lambda item: (-item[1], item[0]))
    return [_Ranked(name=name, kind=kind, number=number, share=number / most) for (name, kind), number in ordered]


def _sources(roles: Mapping[str, Mapping[str, int]]) -> list[tuple[str, Mapping[str, int], int]]:
    """Return the largest sources with their sentences by role and in all, and the rest as one."""
    shown = [(name, table, sum(table.values())) for name, table in list(roles.items())[:_SHOWN_SOURCES]]
    rest: Counter[str] = Counter()
    for table in list(roles.values())[_SHOWN_SOURCES:]:
        rest.update(table)
    if rest:
        shown.append((f"{len(roles) - _SHOWN_SOURCES:,} more sources", rest, rest.total()))
    return shown


def _sections(statistics: Statistics) -> list[_Section]:
    """Return the examples under their headings, without headings that have no examples."""
    clean = statistics.counts.pairs - statistics.flagged_pairs
    kept = [_Group(name="pairs without flags", total=clean, examples=statistics.kept)]
    flagged = [
        _Group(name=flag, total=statistics.counts.flags.get(flag, len(examples)), examples=examples)
        for flag, examples in statistics.flagged.items()
    ]
    rules = {f"{stage}: {rule}": n for stage, table in statistics.dropped.items() for rule, n in table.items()}
    roles = {f"{ROLE_RULE} {role}": (role, number) for role, number in statistics.left_out.items()}
    groups: dict[str, list[_Group]] = {kind: [] for kind in _KINDS.values()}
    for name, examples in statistics.rejected.items():
        shown, total = roles.get(name) or (name, rules[name])
        groups[_KINDS[name.partition(":")[0]]].append(_Group(name=shown, total=total, examples=examples))
    sections = [
        _Section(heading="Kept", kind="kept", groups=kept),
        _Section(heading="Kept, with a flag", kind="flagged", groups=flagged),
        _Section(heading="Dropped", kind="dropped", groups=groups["dropped"]),
        _Section(heading="Taken out: test sentences and duplicates", kind="removed", groups=groups["removed"]),
        _Section(heading="Left out: not the article", kind="other", groups=groups["other"]),
    ]
    return [section for section in sections if any(group.examples for group in section.groups)]


def _shown(text: str) -> str:
    """Return a text without control characters, cut where it is longer than a page should show."""
    plain = _CONTROLS.sub("\ufffd", text)
    if len(plain) <= _SHOWN_CHARACTERS:
        return plain
    return f"{plain[:_SHOWN_CHARACTERS]}… ({len(plain):,} characters)"


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else f"{value:.3g}"


def _share(part: float, whole: float) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def _size(number: int) -> str:
    """Return a number of bytes in the unit that suits it."""
    value, units = float(number), ["bytes", "kB", "MB", "GB", "TB"]
    while value >= 999.5 and len(units) > 1:
        value, units = value / 1000, units[1:]
    return f"{value:.3g} {units[0]}"


def _noun(number: int, name: str) -> str:
    return name if number == 1 else f"{name}s"
