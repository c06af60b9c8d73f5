import pytest

from corpus.counts import CountError, Counts
from corpus.dataset_files import DataFile
from corpus.manifest import Inputs, counts_of, inputs_of, make_manifest
from corpus.plan import BuildPlan
from translate.errors import OutputError

PLAN = BuildPlan(limit=7)
COUNTS = Counts(
    records=2, articles=2, spans=3, pairs=2, other_roles=1, role_spans={"body": 3}, rules={"segmentation/role": 1}
)


def manifest(pairs=2, articles=2, rejected=1, scores=2, counts=COUNTS):
    rows = {"pairs": pairs, "articles": articles, "rejected": rejected, "scores": scores}
    files = [
        DataFile(subset=subset, split="train", path=f"data/{subset}/x", rows=n, memory_bytes=1, bytes=2, sha256="0")
        for subset, n in rows.items()
    ]
    recipe = PLAN.recipe({"model": "fake"}, "0.1.0")
    return make_manifest(PLAN, recipe, Inputs(shards=1, sha256="ab"), counts, files)


def test_what_a_manifest_says_can_be_read_back():
    made = manifest()
    assert inputs_of(made) == Inputs(shards=1, sha256="ab")
    assert counts_of(made) == (COUNTS, {"pairs": {"train": 2}, "articles": {"train": 2}, "rejected": {"train": 1}})
    assert made["reading"] == {"text_column": "text", "limit": 7}


@pytest.mark.parametrize("lost", [{"pairs": 1}, {"articles": 3}, {"rejected": 0}, {"scores": 1}])
def test_rows_lost_on_the_way_to_the_files_stop_the_build(lost):
    with pytest.raises(CountError, match=f"rows of {next(iter(lost))}"):
        manifest(**lost)


def test_counts_are_checked():
    with pytest.raises(CountError, match="records = articles"):
        manifest(counts=Counts(records=1, articles=2, pairs=2, spans=2, role_spans={"body": 2}))


@pytest.mark.parametrize("edited", [{}, {"counts": {"pears": 1}, "rows": {}}, {"counts": [], "rows": {}}])
def test_an_edited_manifest_is_the_users_mistake(edited):
    with pytest.raises(OutputError, match="lost its counts"):
        counts_of(edited)
    assert inputs_of(edited) == Inputs(shards=0, sha256="")
