"""Counts of a build: what became of records, spans and pairs, and the check that none was lost."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields


class CountError(AssertionError):
    """The counts of a build do not add up; this is a bug in the program, not a mistake of the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many records, spans and pairs there were.

    ``records`` = ``articles`` + ``unreadable``, which includes articles that could not be processed; ``spans`` =
    ``pairs`` + ``other_roles`` + ``dropped`` + ``excluded`` + ``duplicates``, the last two removed when all shards are
    done. ``rules`` counts the rows of the ledger by ``stage/rule``, ``flags`` the kept pairs by flag, ``role_spans``
    and ``role_characters`` the spans of every role and their raw characters, ``test_sets`` the pairs that overlap each
    test set.
    """

    records: int = 0
    articles: int = 0
    unreadable: int = 0
    characters: int = 0
    spans: int = 0
    pairs: int = 0
    other_roles: int = 0
    dropped: int = 0
    excluded: int = 0
    duplicates: int = 0
    rules: Mapping[str, int] = field(default_factory=dict)
    flags: Mapping[str, int] = field(default_factory=dict)
    role_spans: Mapping[str, int] = field(default_factory=dict)
    role_characters: Mapping[str, int] = field(default_factory=dict)
    test_sets: Mapping[str, int] = field(default_factory=dict)

    @property
    def rejected(self) -> int:
        """Rows of the ledger: unreadable records, spans of other roles, and pairs that were dropped or removed."""
        return self.unreadable + self.other_roles + self.translated - self.pairs

    @property
    def translated(self) -> int:
        """Sentences that were translated, kept or not."""
        return self.pairs + self.dropped + self.excluded + self.duplicates

    def check(self) -> None:
        """Raise CountError unless every record and every span is accounted for."""
        equations = {
            "records = articles + unreadable": (self.records, self.articles + self.unreadable),
            "spans = pairs + other roles + dropped + excluded + duplicates": (
                self.spans,
                self.translated + self.other_roles,
            ),
            "spans = sum over roles": (self.spans, sum(self.role_spans.values())),
            "ledger = sum over rules": (self.rejected, sum(self.rules.values())),
        }
        check_equal(equations)

    def as_dict(self) -> dict[str, object]:
        """Return the counts as JSON values with sorted keys in every table."""
        return {
            name: dict(sorted(value.items())) if isinstance(value, Mapping) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, object]) -> "Counts":
        """Return the counts that ``as_dict`` wrote; raise TypeError for other keys."""
        return cls(**values)  # type: ignore[arg-type]


def add_counts(parts: Iterable[Counts]) -> Counts:
    """Return the sum of counts, field by field and key by key."""
    numbers: Counter[str] = Counter()
    tables: dict[str, Counter[str]] = {}
    for part in parts:
        for each in fields(part):
            value = getattr(part, each.name)
            if isinstance(value, Mapping):
                tables.setdefault(each.name, Counter()).update(value)
            else:
                numbers[each.name] += value
    values: dict[str, object] = {**numbers, **{name: dict(table) for name, table in tables.items()}}
    return Counts.from_dict(values)


def check_equal(equations: Mapping[str, tuple[int, int]]) -> None:
    """Raise CountError naming every equation whose sides differ."""
    wrong = [f"{name}: {left} against {right}" for name, (left, right) in equations.items() if left != right]
    if wrong:
        raise CountError("the counts of this build do not add up: " + "; ".join(wrong))
