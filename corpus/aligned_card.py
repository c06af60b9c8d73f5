"""README.md of a corpus of aligned versions: the dataset card of pairs whose English people wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from string import Template

from corpus.card import example_block, markdown_table, size_category, subset_config, subset_info, subset_sizes
from corpus.counts import Counts
from corpus.formats import SUBSETS, Row
from corpus.manifest import DataFile

_TITLE = "Aligned Indonesian-English articles"

_BODY = Template("""
# $title

$pairs Indonesian–English pairs from $articles articles that exist in both languages. Both sides are as they were found.
Which sentences belong together was computed, and no person has checked it; `confidence` says how sure each link is.

## How to load

```python
from datasets import load_dataset

pairs = load_dataset("PATH_OR_NAME")                 # subset "pairs"
articles = load_dataset("PATH_OR_NAME", "articles")
rejected = load_dataset("PATH_OR_NAME", "rejected")
```

Every row of `pairs` cuts its texts out of its articles: `article["text"][row["start"]:row["end"]]` and
`article["english"][row["en_start"]:row["en_end"]]`.
$examples
## Structure

$sizes
- `pairs`: one to three sentences of each side. `position`, `role` and `rule` are those of the first Indonesian one.
  `confidence` is the probability that exactly these sentences belong together. `origin` is `human`, and `score`, a
  model's, is null. `flags` has `moved` for a passage that stands elsewhere in the English article, and `repaired` for a
  text that differs from the raw one.
- `articles`: the raw `text`, and the raw English version, `english`.
- `rejected`: every sentence that became no pair. In the stage `alignment`, `no_counterpart` is a sentence that stands
  on one side alone, and `unrelated` a pair of articles that was refused, with its likeness. `filters` names the
  filter that a linked pair failed.

## How it was made

Articles were cut into sentences. Indonesian sentences of the roles $roles were translated by `$model` to be compared
with the English ones; the translations are not kept. Links of a confidence below $confidence were left apart.

$rules
Licence of the articles: not stated. Text of others stays theirs: find out what you may do with it.
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignedFacts:
    """The facts of a card; ``model`` is the origin of the translations used, ``examples`` are rows of ``pairs``."""

    model: str
    roles: Sequence[str]
    min_confidence: float
    counts: Counts
    files: Sequence[DataFile]
    examples: Sequence[Row]


def make_aligned_card(facts: AlignedFacts) -> str:
    """Return the text of README.md: the YAML header and the description."""
    return f"---\n{_header(facts)}\n---\n{_body(facts)}"


def _header(facts: AlignedFacts) -> str:
    from datasets.info import DatasetInfosDict
    from huggingface_hub import DatasetCardData

    card = DatasetCardData(
        language=["id", "en"],
        license="unknown",
        pretty_name=_TITLE,
        task_categories=["translation"],
        multilinguality=["translation"],
        language_creators=["found"],
        annotations_creators=["machine-generated"],
        source_datasets=["original"],
        size_categories=[size_category(facts.counts.pairs)],
        tags=["parallel-corpus", "sentence-aligned"],
        configs=[subset_config(subset, facts.files) for subset in SUBSETS],
    )
    infos = {subset: subset_info(subset, facts.files, two_articles=True) for subset in SUBSETS}
    DatasetInfosDict(infos).to_dataset_card_data(card)
    return str(card.to_yaml()).strip()


def _body(facts: AlignedFacts) -> str:
    return _BODY.substitute(
        title=_TITLE,
        pairs=f"{facts.counts.pairs:,}",
        articles=f"{facts.counts.articles:,}",
        examples=example_block(facts.examples),
        sizes=markdown_table(("subset", "split", "rows"), subset_sizes(facts.files)),
        roles=" and ".join(f"`{role}`" for role in facts.roles),
        model=facts.model.replace("`", "'"),
        confidence=f"{facts.min_confidence:g}",
        rules=markdown_table(
            ("rejected by", "count"), [(rule, f"{n:,}") for rule, n in sorted(facts.counts.rules.items())]
        ),
    )
