"""BuildPlan: every setting of a corpus build, once."""

import dataclasses
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from corpus.canonical import canonical_json, text_sha256
from corpus.deduplication import Deduplication
from corpus.exclusion import TestSet
from corpus.executors.base import ExecutorName
from corpus.filtering import filter_limits
from corpus.filters import FILTERS
from corpus.recipe import RECIPE_FORMAT, Recipe
from corpus.recovery import LADDER
from translate.backends.base import ComputeType, Device, most_threads
from translate.decoding import LARGEST_BEAM, DecodingOptions
from translate.errors import SettingError, nearest
from translate.lexicon import PACKAGED, Lexicon, read_lexicon
from translate.limits import Limit
from translate.sentences import Role
from translate.settings import read_toml, type_problems

BackendName = Literal["auto", "ctranslate2", "transformers"]
"""Names of the engines that a plan may name."""

_SPLIT_NAME = re.compile(r"\w+(\.\w+)*")  # what `datasets` accepts
# "all" is the keyword of `datasets` for every split together.
_RESERVED_SPLITS = frozenset({"all"})
_SHARE_SLACK = 1e-6
_DECODING = DecodingOptions()


def _setting(text: str) -> dict[str, str]:
    return {"help": text}


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildPlan:
    """Every setting of a build; ``dataclasses.fields(BuildPlan)[i].metadata["help"]`` describes each in one line.

    Raises:
        SettingError: one or more values do not fit; all of them are named.
    """

    model: str = field(default="bundled", metadata=_setting("Model: a name of the catalogue, a hub id or a folder."))
    revision: str | None = field(
        default=None, metadata=_setting("Commit of a hub model. Default: the newest, which every pair then names.")
    )
    allow_pickle: bool = field(
        default=False, metadata=_setting("Accept weights in Python's pickle format, which can run code.")
    )
    backend: BackendName = field(default="auto", metadata=_setting("Engine that runs the model."))
    device: Device = field(default="auto", metadata=_setting("Where the engine runs."))
    compute_type: ComputeType = field(
        default="auto", metadata=_setting("Number format the engine computes in; auto is its best.")
    )
    threads: int = field(default=0, metadata=_setting("CPU cores to use; 0 is all."))
    beam: int = field(default=_DECODING.beam_size, metadata=_setting("Beam size of the search; 1 is greedy."))
    length_penalty: float = field(
        default=_DECODING.length_penalty,
        metadata=_setting("Exponent of the length by which scores are divided while beams are compared."),
    )
    max_source_pieces: int | None = field(
        default=_DECODING.max_source_pieces,
        metadata=_setting("Longest source in pieces; longer sentences are split at clauses. Default: the model's."),
    )
    max_target_pieces: int | None = field(
        default=_DECODING.max_target_pieces,
        metadata=_setting("Longest translation in pieces. Default: by source length."),
    )
    no_repeat_ngram_size: int = field(
        default=_DECODING.no_repeat_ngram_size,
        metadata=_setting("Forbid repeated n-grams of this many pieces; 0 allows all."),
    )
    text_column: str = field(default="text", metadata=_setting("Field of a record that holds its text."))
    limit: int | None = field(default=None, metadata=_setting("Most articles to read. Default: all."))
    splits: dict[str, float] = field(
        default_factory=lambda: {"train": 1.0},
        metadata=_setting("Share of the articles in each split, such as train=0.98,validation=0.01,test=0.01."),
    )
    roles: tuple[str, ...] = field(
        default=(Role.HEADLINE.value, Role.BODY.value),
        metadata=_setting("Roles whose sentences become pairs."),
    )
    lists: str | None = field(
        default=None, metadata=_setting("Folder of lists, such as abbreviations.txt, added to those of segmentation.")
    )
    glossary: str | None = field(
        default=None, metadata=_setting("File of terms and the English that stands for them, with a tab between.")
    )
    filters: tuple[str, ...] = field(
        # Adequacy is for English from elsewhere, and a build makes its own.
        default=tuple(name for name in FILTERS if name != "adequacy"),
        metadata=_setting("Filters that a pair has to pass; with an empty list all pairs pass."),
    )
    thresholds: dict[str, float] = field(
        default_factory=dict,
        metadata=_setting("Thresholds instead of the filters' own, such as length_ratio=3."),
    )
    min_quality: float | None = field(
        default=None,
        metadata=_setting("Least quality of a pair, from 0 to 1. Default: pairs of every quality are kept."),
    )
    deduplicate: Deduplication = field(
        default="near",
        metadata=_setting("Duplicates to remove: near (which includes exact ones), exact or none."),
    )
    near_threshold: float = field(
        # Among 287,000 sentences of news 621 have a near duplicate at 0.9 (tests/benchmarks/near_thresholds.py), and
        # 133 at 0.95. All 208 in which a word was replaced by another, or "tidak" was added or removed, were read: at
        # most 5 have another meaning; the others have "ujar" for "kata", or begin with "Sebelumnya". When a random word
        # of a sentence is replaced by another, 10 % of the sentences still reach 0.9 and 0.5 % reach 0.95. Such pairs
        # are rare in news.
        default=0.9,
        metadata=_setting("Smallest share of common character 5-grams at which sentences are near duplicates."),
    )
    exclude: tuple[str, ...] = field(
        default=(), metadata=_setting("Files of test sets; pairs that overlap them are removed.")
    )
    exclude_threshold: float = field(
        # A setting of its own: keeping more duplicates must not let test sentences in.
        default=0.9,
        metadata=_setting("Share of common character 5-grams from which a pair overlaps a test sentence."),
    )
    recovery: bool = field(
        default=True, metadata=_setting("Translate sentences that fail a filter again, with another search.")
    )
    drop_personal: bool = field(
        default=False, metadata=_setting("Drop pairs with e-mail addresses, telephone, identity or account numbers.")
    )
    executor: ExecutorName = field(
        default="inline",
        metadata=_setting("Where shards are processed: inline, in local processes or on a Ray cluster."),
    )
    workers: int = field(default=0, metadata=_setting("Workers of local and ray; 0 is one for each core."))
    address: str | None = field(
        default=None, metadata=_setting("Address of a Ray cluster, or auto. Default: Ray on this machine alone.")
    )
    shard_articles: int = field(default=50, metadata=_setting("Most articles translated together and saved together."))
    shard_characters: int = field(
        default=200_000, metadata=_setting("Characters after which a shard ends, even with fewer articles.")
    )
    file_megabytes: int = field(default=500, metadata=_setting("Uncompressed size after which a new data file begins."))
    license: str = field(
        default="unknown", metadata=_setting("Licence of the articles for the card, as the hub spells it.")
    )
    source: str = field(default="", metadata=_setting("Where the articles come from, for the card."))
    pretty_name: str = field(
        default="Indonesian-English sentence pairs", metadata=_setting("Title of the dataset card.")
    )

    def __post_init__(self) -> None:
        mistyped = type_problems(self)
        if mistyped:  # the other checks need values of the right type
            raise SettingError("; ".join(mistyped))
        problems = [*_choice_problems(self), *_number_problems(self)]
        problems += [*_split_problems(self.splits), *_role_problems(self.roles), *_executor_problems(self)]
        problems += _filter_problems(self.filters, self.thresholds)
        problems += [
            f"`{name}` is {value}, expected a number from 0.5 to 1"
            for name in ("near_threshold", "exclude_threshold")
            if not 0.5 <= (value := getattr(self, name)) <= 1
        ]
        problems += [
            f"`{name}` is empty"
            for name in ("model", "text_column", "license", "pretty_name")
            if not getattr(self, name).strip()
        ]
        if problems:
            raise SettingError("; ".join(problems))
        object.__setattr__(self, "splits", {name: float(share) for name, share in self.splits.items()})
        object.__setattr__(self, "thresholds", {name: float(limit) for name, limit in self.thresholds.items()})
        object.__setattr__(self, "filters", tuple(self.filters))
        object.__setattr__(self, "exclude", tuple(self.exclude))
        object.__setattr__(self, "roles", tuple(Role(role).value for role in self.roles))

    @classmethod
    def from_toml(cls, path: Path) -> "BuildPlan":
        """Return the plan of a TOML file; raise SettingError naming every key that is wrong."""
        return read_toml(cls, path)

    def decoding(self) -> DecodingOptions:
        """Return the part that decides how translations are searched for."""
        return DecodingOptions(
            beam_size=self.beam,
            length_penalty=self.length_penalty,
            max_source_pieces=self.max_source_pieces,
            max_target_pieces=self.max_target_pieces,
            no_repeat_ngram_size=self.no_repeat_ngram_size,
        )

    def limits(self) -> dict[str, Limit]:
        """Return the limits of the filters in use by name, the gravest findings first."""
        given = self.thresholds if self.min_quality is None else {**self.thresholds, "quality": self.min_quality}
        return {name: rule for name, rule in filter_limits(given).items() if name in self.filters}

    def lexicon(self) -> Lexicon:
        """Return the lists of segmentation with those of the user; raise InputError if the latter cannot be read."""
        return read_lexicon(Path(self.lists)) if self.lists is not None else PACKAGED

    def recipe(
        self,
        translator: Mapping[str, object],
        version: str,
        lexicon: Lexicon = PACKAGED,
        test_sets: Sequence[TestSet] = (),
    ) -> Recipe:
        """Return what decides the output: this plan, a loaded translator, this tool's version, lists and test sets.

        ``model``, ``backend``, ``device`` and the like are left out, because the facts of the translator say what was
        loaded; ``text_column`` and ``limit`` too, because the digest of the articles covers them; and ``executor``,
        ``workers`` and ``address``, because rows do not depend on them.
        """
        # The wording of a licence does not change any row.
        facts = {name: value for name, value in translator.items() if name != "licence"}
        rows: dict[str, object] = {
            "format": RECIPE_FORMAT,
            "sejajar": version,
            "roles": list(self.roles),
            "lists": text_sha256(canonical_json(dict(lexicon.added))) if lexicon.added else None,
            "filters": {name: rule.threshold for name, rule in self.limits().items()},
            "drop_personal": self.drop_personal,
            "recovery": list(LADDER) if self.recovery else [],
            "shard_articles": self.shard_articles,
            "shard_characters": self.shard_characters,
            # The search of this plan, not the default that the translator describes.
            "model": {**facts, "decoding": dataclasses.asdict(self.decoding())},
        }
        # A list, because the order of the splits decides which article belongs to which.
        files: dict[str, object] = {
            "splits": [[name, share] for name, share in self.splits.items()],
            "deduplicate": self.deduplicate,
            "near_threshold": self.near_threshold,
            "exclude": [[one.name, one.sha256] for one in test_sets],
            "exclude_threshold": self.exclude_threshold,
            "file_megabytes": self.file_megabytes,
            "license": self.license,
            "source": self.source,
            "pretty_name": self.pretty_name,
        }
        return Recipe(rows=rows, files=files)


_CHOICES = {
    "backend": BackendName,
    "device": Device,
    "compute_type": ComputeType,
    "deduplicate": Deduplication,
    "executor": ExecutorName,
}


def _choice_problems(plan: BuildPlan) -> list[str]:
    problems = []
    for name, choices in _CHOICES.items():
        value, known = getattr(plan, name), get_args(choices)
        if value not in known:
            hint = nearest(str(value), known) or f" (known: {', '.join(known)})"
            problems.append(f"`{name}` is {value!r}, expected one of its names{hint}")
    return problems


def _number_problems(plan: BuildPlan) -> list[str]:
    counts = ("beam", "max_source_pieces", "max_target_pieces", "limit")
    sizes = ("shard_articles", "shard_characters", "file_megabytes")
    problems = [
        f"`{name}` is {value}, expected 1 or more"
        for name in (*counts, *sizes)
        if (value := getattr(plan, name)) is not None and value < 1
    ]
    problems += [
        f"`{name}` is {value}, expected 0 or more"
        for name in ("threads", "no_repeat_ngram_size", "workers")
        if (value := getattr(plan, name)) < 0
    ]
    if plan.min_quality is not None:
        if not 0 <= plan.min_quality <= 1:
            problems.append(f"`min_quality` is {plan.min_quality}, expected a number from 0 to 1")
        if "quality" not in plan.filters:
            problems.append("there is a `min_quality`, and 'quality' is not among 'filters'")
        if "quality" in plan.thresholds:
            problems.append("`min_quality` and the threshold of 'quality' are the same; give one of them")
    if plan.beam > LARGEST_BEAM:
        problems.append(f"`beam` is {plan.beam}, expected at most {LARGEST_BEAM}: larger ones translate worse")
    if plan.threads > most_threads():
        problems.append(f"`threads` is {plan.threads}, expected at most {most_threads()}: every thread takes memory")
    if not math.isfinite(plan.length_penalty):
        problems.append(f"`length_penalty` is {plan.length_penalty}, expected a finite number")
    return problems


def _executor_problems(plan: BuildPlan) -> list[str]:
    if plan.workers > 1 and plan.executor == "inline":
        return [f"`workers` is {plan.workers}, but the `executor` is inline; choose local or ray"]
    return []


def _split_problems(splits: Mapping[str, object]) -> list[str]:
    problems = []
    if not splits:
        return ["`splits` is empty, expected at least one split such as train=1"]
    for name, share in splits.items():
        if not _SPLIT_NAME.fullmatch(name) or name in _RESERVED_SPLITS:
            problems.append(f"split '{name}' is no valid name; use letters, digits and '_', and not 'all'")
        if isinstance(share, bool) or not isinstance(share, int | float) or not 0 < share <= 1:
            problems.append(f"the share of split '{name}' is {share!r}, expected a number above 0, at most 1")
    if not problems:
        total = math.fsum(share for share in splits.values() if isinstance(share, int | float))
        if abs(total - 1) > _SHARE_SLACK:
            problems.append(f"the shares of `splits` add up to {total:g}, expected 1")
    return problems


def _filter_problems(filters: tuple[str, ...], thresholds: Mapping[str, object]) -> list[str]:
    problems = [
        f"no filter '{name}'{nearest(str(name), FILTERS) or ' (known: ' + ', '.join(FILTERS) + ')'}"
        for name in dict.fromkeys((*filters, *thresholds))
        if name not in FILTERS
    ]
    if len(set(filters)) < len(filters):
        problems.append("'filters' names a filter twice")
    for name, limit in thresholds.items():
        if isinstance(limit, bool) or not isinstance(limit, int | float) or not math.isfinite(limit):
            problems.append(f"the threshold of '{name}' is {limit!r}, expected a finite number")
        elif name in FILTERS and name not in filters:
            problems.append(f"there is a threshold for '{name}', which is not among 'filters'")
    return problems


def _role_problems(roles: tuple[str, ...]) -> list[str]:
    known = [role.value for role in Role]
    if not roles:
        return ["'roles' is empty, expected at least one role such as body"]
    problems = [
        f"unknown role '{role}'{nearest(str(role), known) or ' (known: ' + ', '.join(known) + ')'}"
        for role in roles
        if not isinstance(role, str) or role not in known
    ]
    if not problems and len(set(roles)) < len(roles):
        problems.append("'roles' names a role twice")
    return problems
