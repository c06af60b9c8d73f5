"""README.md of a corpus: the dataset card, with the YAML header that ``datasets`` and the hub read."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Template
from typing import TYPE_CHECKING

from corpus.counts import Counts
from corpus.formats import SUBSETS, Row, features_of
from corpus.manifest import DataFile, rows_by_split
from corpus.plan import BuildPlan
from translate.limits import Limit

if TYPE_CHECKING:
    from datasets import DatasetInfo
    from huggingface_hub import DatasetCardData

_SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
    (100_000_000, "10M<n<100M"),
    (1_000_000_000, "100M<n<1B"),
)
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~$])")

_BODY = Template("""
# $title

$pairs Indonesian–English sentence $pair_word from $articles Indonesian $article_word. The Indonesian is as it was
found; **the English is machine translation** by `$origin`, and no person has checked it.

## How to load

```python
from datasets import load_dataset

pairs = load_dataset("PATH_OR_NAME")                 # subset "pairs"
articles = load_dataset("PATH_OR_NAME", "articles")
rejected = load_dataset("PATH_OR_NAME", "rejected")
```

Every row of `pairs` cuts its Indonesian out of the article it came from: `article["text"][row["start"]:row["end"]]`.
$examples
## Structure

$sizes
All subsets are split by article, by a hash of `article_id`: an article, its pairs and its rejections are in the same
split. A split without rows has no file.$empty

- `pairs`: one sentence and its translation. `position` counts all sentences of the article from 0, also those that
  became no pair. `start` and `end` are characters of the raw article text. `score` is the mean log-probability
  (natural log) per target piece. `quality` is from 0 to 1, fitted on other texts: how likely a reader accepts the
  sense; null where it cannot be told. `flags` names what automatic checks found; `repaired` marks a sentence in which
  escapes or odd spaces were undone, so that it differs from the raw text, `respelled` a translation in which a name
  that the model damaged or translated was spelled as in the source, `recovered:…` one that passed the filters only when
  it was searched for another way. `rule` names the rule of segmentation that gave the Indonesian sentence its role and
  its end; null where it is not known.
- `articles`: the raw `text`, and `english`, put together from the pairs with the article's paragraph breaks.
- `rejected`: everything that became no pair, with the `stage` and the `rule` that rejected it, and the rule's `value`
  and `threshold` where it has numbers. `span_rule` is what `rule` is in `pairs`. `reason` says why a record could not
  be read.
- `data/scores/` is no subset, so that `load_dataset` leaves it alone: for every translated sentence `article_id`,
  `position`, whether the filters `kept` it, and the value of every filter, null where it has nothing to say. With
  these, `sejajar stats --what-if` tells what other limits would keep.
- `data/matches/` is no subset either: for every pair taken out as a duplicate or because of a test set, with its
  `stage` and `rule`, the `similarity` and what it is like (`matched`): the `pair_id` that stays, or `file:line`.

## How it was made

Articles were cut into sentences, each with a role. Translated were sentences of the roles $roles.
$filters Nothing is left out silently:

| stage | count |
|---|---:|
$stages

$removals

$rules
$limits
`manifest.json` holds the recipe, versions and checksums. The same articles and the same recipe give the same files,
byte for byte, on the same kind of processor; on another the model's arithmetic may round differently.

### Model

$model

### Articles

Source: $source. Licence of the articles: $license. The English is derived from them, so their licence holds for it
too; the licence of the model is above.

## Limits

- Machine translation makes mistakes that no check finds: wrong senses, names changed, sentences softened or left
  incomplete. Do not take `en` for a human reference, nor measure other systems against it.
- Sentence borders and roles come from rules; a few sentences are cut wrongly or have the wrong role.
- Articles are stored as they were found, with the names and views in them, and whatever is not correct in them.
""")

_FILTERED = "Each translation was measured by the filters below, and rejected by the first that it did not pass."


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """The facts of a card; ``model`` describes the translator, ``examples`` are rows of ``pairs``."""

    plan: BuildPlan
    origin: str
    model: Mapping[str, object]
    counts: Counts
    files: Sequence[DataFile]
    examples: Sequence[Row]


def make_card(facts: CardFacts) -> str:
    """Return the text of README.md: the YAML header and the description."""
    header = _header(facts).to_yaml().strip()
    return f"---\n{header}\n---\n{_body(facts)}"


def _header(facts: CardFacts) -> "DatasetCardData":
    from datasets.info import DatasetInfosDict
    from huggingface_hub import DatasetCardData

    card = DatasetCardData(
        language=["id", "en"],
        license=one_line(facts.plan.license),
        pretty_name=one_line(facts.plan.pretty_name),
        task_categories=["translation"],
        multilinguality=["translation"],
        language_creators=["found", "machine-generated"],
        annotations_creators=["machine-generated"],
        source_datasets=["original"],
        size_categories=[size_category(facts.counts.pairs)],
        tags=["parallel-corpus", "machine-translated", "sentence-aligned"],
        configs=[subset_config(subset, facts.files) for subset in SUBSETS],
    )
    infos = {subset: subset_info(subset, facts.files) for subset in SUBSETS}
    DatasetInfosDict(infos).to_dataset_card_data(card)
    return card


def subset_info(subset: str, files: Sequence[DataFile], *, two_articles: bool = False) -> "DatasetInfo":
    """Return what the header says of a subset: columns, and rows and bytes of each split."""
    from datasets import DatasetInfo, SplitDict, SplitInfo

    own = [file for file in files if file.subset == subset]
    splits = SplitDict()
    for split in dict.fromkeys(file.split for file in own):
        parts = [file for file in own if file.split == split]
        rows, size = sum(part.rows for part in parts), sum(part.memory_bytes for part in parts)
        splits.add(SplitInfo(name=split, num_bytes=size, num_examples=rows))
    return DatasetInfo(
        config_name=subset,
        features=features_of(subset, two_articles=two_articles),
        splits=splits,
        download_size=sum(file.bytes for file in own),
        dataset_size=sum(file.memory_bytes for file in own),
    )


def subset_config(subset: str, files: Sequence[DataFile]) -> dict[str, object]:
    """Return what the header says of the files of a subset."""
    # Every file by its name: while articles are added, new files lie there before the card knows of them.
    splits: dict[str, list[str]] = {}
    for file in files:
        if file.subset == subset:
            splits.setdefault(file.split, []).append(file.path)
    config: dict[str, object] = {
        "config_name": subset,
        "data_files": [{"split": split, "path": paths} for split, paths in splits.items()],
    }
    return {**config, "default": True} if subset == SUBSETS[0] else config


def size_category(rows: int) -> str:
    """Return the hub's name for a number of rows."""
    return next((name for limit, name in _SIZES if rows < limit), "n>1T" if rows > 10**12 else "1B<n<10B")


def _body(facts: CardFacts) -> str:
    counts, plan = facts.counts, facts.plan
    stages = {
        "records read": counts.records,
        "– unreadable": counts.unreadable,
        "– articles": counts.articles,
        "sentences of all roles": counts.spans,
        "– of other roles": counts.other_roles,
        "– translated, then rejected": counts.dropped,
        "– taken out, as they overlap test sets": counts.excluded,
        "– taken out as duplicates": counts.duplicates,
        "– pairs": counts.pairs,
    }
    return _BODY.substitute(
        title=escape_markdown(plan.pretty_name),
        pairs=f"{counts.pairs:,}",
        pair_word="pair" if counts.pairs == 1 else "pairs",
        articles=f"{counts.articles:,}",
        article_word="article" if counts.articles == 1 else "articles",
        origin=facts.origin.replace("`", "'"),
        examples=example_block(facts.examples),
        sizes=markdown_table(("subset", "split", "rows"), subset_sizes(facts.files)),
        empty=_empty_note(facts.files),
        filters=_FILTERED if plan.filters else "No filter was applied.",
        limits=markdown_table(("filter", "passes"), [(name, _passing(limit)) for name, limit in plan.limits().items()]),
        roles=" and ".join(f"`{role}`" for role in plan.roles),
        stages="\n".join(f"| {name} | {count:,} |" for name, count in stages.items()),
        removals=_removals(plan, counts),
        rules=markdown_table(("rejected by", "count"), [(rule, f"{n:,}") for rule, n in sorted(counts.rules.items())]),
        model="\n".join(f"- {name}: {shown}" for name, shown in _model_facts(facts.model)),
        source=escape_markdown(plan.source) or "not stated",
        license=escape_markdown(plan.license),
    )


def _passing(limit: Limit) -> str:
    return f"{limit.direction.replace('_', ' ')} {limit.threshold:g}"


_DUPLICATES = {
    "none": "Duplicates were not looked for.",
    "exact": "Of pairs whose Indonesian has the same letters and figures the best-scored was kept.",
    "near": "Of pairs whose Indonesian has the same letters and figures, and of those with the same figures and at "
    "least $threshold of their character 5-grams in common, the best-scored was kept.",
}


def _removals(plan: BuildPlan, counts: Counts) -> str:
    said = Template(_DUPLICATES[plan.deduplicate]).substitute(threshold=f"{plan.near_threshold:g}")
    if not counts.test_sets:
        return said
    table = markdown_table(
        ("test set kept out", "pairs"), [(name, f"{n:,}") for name, n in sorted(counts.test_sets.items())]
    )
    return f"{said} A pair can overlap several test sets.\n\n{table}"


def subset_sizes(files: Sequence[DataFile]) -> list[tuple[str, ...]]:
    """Return subset, split and number of rows of each."""
    rows = rows_by_split(files)
    return [(subset, split, f"{rows[subset][split]:,}") for subset in rows for split in rows[subset]]


def _empty_note(files: Sequence[DataFile]) -> str:
    empty = [subset for subset, splits in rows_by_split(files).items() if not sum(splits.values())]
    if not empty:
        return ""
    names = " and ".join(f"`{subset}`" for subset in empty)
    return f" Without rows, {names} can be loaded only with `streaming=True`."


def markdown_table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return a table in Markdown, the last column to the right; empty without rows."""
    if not rows:
        return ""
    rule = ["---"] * (len(heads) - 1) + ["---:"]
    lines = [heads, rule, *(tuple(escape_markdown(cell) for cell in row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def example_block(rows: Sequence[Row]) -> str:
    """Return example rows as a block of JSON; empty without rows."""
    if not rows:
        return ""
    text = "\n".join(json.dumps(row, ensure_ascii=False, indent=2, sort_keys=False) for row in rows)
    # The fence has to be longer than any run of backticks in what it encloses.
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"\nThe first rows look like this:\n\n{fence}json\n{text}\n{fence}\n"


def _model_facts(model: Mapping[str, object], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in model.items():
        if isinstance(value, Mapping):
            found += _model_facts(value, f"{prefix}{name}.")
        elif value is not None:
            found.append((escape_markdown(f"{prefix}{name}"), escape_markdown(str(value))))
    return found


def one_line(text: str) -> str:
    """Return a text with every run of white space as one space; a line of ``---`` would end the YAML header."""
    return " ".join(text.split())


def escape_markdown(text: str) -> str:
    """Return a text on one line, with every character escaped that Markdown or HTML would interpret."""
    return _MARKDOWN.sub(r"\\\1", one_line(text))
