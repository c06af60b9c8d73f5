import dataclasses
from pathlib import Path

import datasets
import pyarrow.parquet as pq
import pytest

from corpus import dataset_files
from corpus.counts import Counts
from corpus.dataset_files import FileLayout, write_dataset
from corpus.filters import FILTERS
from corpus.formats import COLUMNS, MATCHES, TABLES, features_of, rows_of, write_rows
from corpus.records import Article, BilingualArticle, FilterScores, Rejection, SentencePair, ShardRows
from corpus.splitting import split_of
from translate.sentences import Role

# The columns users rely on, in order.
PROMISED = {
    "pairs": "translation pair_id article_id position start end role origin score quality flags rule source date url",
    "articles": "article_id text english title english_title date url source n_sentences n_pairs",
    "rejected": "article_id position start end role id en stage rule value threshold span_rule reason",
    "scores": "article_id position kept " + " ".join(FILTERS),
}


def pair(article_id, position=0, **changes):
    made = SentencePair(
        pair_id=f"{position:016x}",
        article_id=article_id,
        position=position,
        start=0,
        end=5,
        role=Role.BODY,
        id="Ya, “benar”.",
        en="Yes, “true”.",
        origin="human",
        score=None,
        quality=None,
        flags=("numbers", "repaired"),
        rule="full_stop",
        source=None,
        date="2023",
        url=None,
    )
    return dataclasses.replace(made, **changes)


def shard_rows(article_ids, *, rejected=True):
    return ShardRows(
        articles=tuple(
            BilingualArticle(article=Article(article_id=name, text="Ya."), english="Yes.", n_sentences=2, n_pairs=1)
            for name in article_ids
        ),
        pairs=tuple(pair(name) for name in article_ids),
        rejections=tuple(
            Rejection(article_id=name, stage="filters", rule="copy", role=Role.BODY, value=0.9, threshold=0.7)
            for name in article_ids
            if rejected
        ),
        scores=tuple(
            FilterScores(article_id=name, position=0, kept=True, values={"copy": 0.25, "language_id": None})
            for name in article_ids
        ),
        counts=Counts(),
    )


def written_shards(folder, *shards):
    for number, rows in enumerate(shards):
        (folder / str(number)).mkdir(parents=True)
        for subset in TABLES:
            write_rows(rows_of(subset, rows), subset, folder / str(number) / f"{subset}.parquet")
    return [folder / str(number) for number in range(len(shards))]


def layout(file_bytes=10**9, **splits):
    return FileLayout(splits=splits or {"train": 1.0}, file_bytes=file_bytes)


@pytest.mark.parametrize("subset", TABLES)
def test_columns_are_those_promised(subset):
    assert list(COLUMNS[subset]) == PROMISED[subset].split()
    assert list(features_of(subset)) == PROMISED[subset].split()


def test_a_pair_comes_back_as_it_was(tmp_path):
    write_rows(rows_of("pairs", shard_rows(["a1"])), "pairs", tmp_path / "x.parquet")
    (row,) = datasets.Dataset.from_parquet(str(tmp_path / "x.parquet"), cache_dir=str(tmp_path / "cache")).to_list()
    assert row == {
        "translation": {"id": "Ya, “benar”.", "en": "Yes, “true”."},
        "pair_id": "0000000000000000",
        "article_id": "a1",
        "position": 0,
        "start": 0,
        "end": 5,
        "role": "body",
        "origin": "human",
        "score": None,
        "quality": None,
        "flags": ["numbers", "repaired"],
        "rule": "full_stop",
        "source": None,
        "date": "2023",
        "url": None,
    }


@pytest.mark.parametrize("subset", TABLES)
def test_a_file_alone_tells_datasets_its_features(tmp_path, subset):
    write_rows(rows_of(subset, shard_rows(["a1"])), subset, tmp_path / "x.parquet")
    loaded = datasets.Dataset.from_parquet(str(tmp_path / "x.parquet"), cache_dir=str(tmp_path / "cache"))
    assert loaded.features == features_of(subset)


def stored(shards):
    """Return what gives ``write_dataset`` the rows of shards as they are."""
    return lambda table: (pq.read_table(shard / f"{table}.parquet") for shard in shards if table != MATCHES)


def test_rows_keep_their_order_over_shards_and_files(tmp_path):
    names = [f"a{number}" for number in range(12)]
    shards = written_shards(tmp_path / "s", *(shard_rows(names[start : start + 3]) for start in range(0, 12, 3)))
    files = write_dataset(stored(shards), tmp_path / "data", layout(file_bytes=1))
    pairs = [file for file in files if file.subset == "pairs"]
    assert [file.path for file in pairs] == [f"data/pairs/train-{n:05d}-of-00004.parquet" for n in range(4)]
    found = [row["article_id"] for file in pairs for row in pq.read_table(tmp_path / file.path).to_pylist()]
    assert found == names
    assert sorted(path.name for path in (tmp_path / "data/pairs").iterdir()) == [file.path[11:] for file in pairs]


def test_small_shards_share_a_row_group_and_big_ones_do_not_pile_up(tmp_path, monkeypatch):
    shards = written_shards(tmp_path / "s", *(shard_rows([f"a{number}"]) for number in range(6)))
    (together, *_) = write_dataset(stored(shards), tmp_path / "one/data", layout())
    assert pq.ParquetFile(tmp_path / "one" / together.path).num_row_groups == 1
    monkeypatch.setattr(dataset_files, "ROW_GROUP_BYTES", 1)
    (apart, *_) = write_dataset(stored(shards), tmp_path / "two/data", layout())
    assert pq.ParquetFile(tmp_path / "two" / apart.path).num_row_groups == 6


def test_every_subset_is_split_by_article(tmp_path):
    names = [f"a{number}" for number in range(40)]
    shares = {"train": 0.5, "validation": 0.25, "test": 0.25}
    shards = written_shards(tmp_path / "s", shard_rows(names[:25]), shard_rows(names[25:]))
    files = write_dataset(stored(shards), tmp_path / "data", layout(**shares))
    assert len(files) == 12
    for file in files:
        found = pq.read_table(tmp_path / file.path).column("article_id").to_pylist()
        assert found == [name for name in names if split_of(name, shares) == file.split]
        assert file.rows == len(found) > 0


def test_a_split_without_rows_has_no_file_and_an_empty_subset_has_one(tmp_path):
    (shard,) = written_shards(tmp_path / "s", shard_rows(["a1"], rejected=False))
    files = write_dataset(stored([shard]), tmp_path / "data", layout(train=0.5, test=0.5))
    assert split_of("a1", {"train": 0.5, "test": 0.5}) == "test"
    assert [(file.subset, file.split, file.rows) for file in files] == [
        ("pairs", "test", 1),
        ("articles", "test", 1),
        ("rejected", "train", 0),
        ("scores", "test", 1),
    ]
    empty = pq.ParquetFile(tmp_path / files[2].path)
    # One row group of length 0 would make `datasets` fail on batches of size 0.
    assert empty.num_row_groups == 0
    assert empty.schema_arrow.names == PROMISED["rejected"].split()


def test_a_failure_on_the_way_closes_every_file(tmp_path):
    shards = written_shards(tmp_path / "s", shard_rows(["a1"]))
    with pytest.raises(OSError, match=r"pairs\.parquet"):
        write_dataset(stored([*shards, tmp_path / "missing"]), tmp_path / "data", layout())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_an_os_error(tmp_path):
    with pytest.raises(OSError, match="No space left"):
        write_rows(rows_of("pairs", shard_rows(["a1"])), "pairs", Path("/dev/full"))
    shards = written_shards(tmp_path / "s", shard_rows(["a1"]))
    (tmp_path / "data/pairs").mkdir(parents=True)
    (tmp_path / "data/pairs/train-00000.tmp").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        write_dataset(stored(shards), tmp_path / "data", layout())
