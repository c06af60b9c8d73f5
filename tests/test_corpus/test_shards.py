import errno
import os

import pytest
from corpus_fakes import FakeTranslator
from hypothesis import given
from hypothesis import strategies as st

from corpus.pairing import PairingOptions, process_shard
from corpus.records import Article, UnreadableRecord
from corpus.shards import Shard, ShardStore, cut_shards
from translate.decoding import DecodingOptions
from translate.sentences import Role

OPTIONS = PairingOptions(roles=frozenset({Role.BODY}), decoding=DecodingOptions())


def article(number, text="Hujan turun sejak pagi."):
    return Article(article_id=f"a{number}", text=text)


def unreadable(number, place="x.jsonl:3"):
    return UnreadableRecord(article_id=f"u{number}", place=place, reason="no text", rule="no_text")


def one_shard(*records):
    (shard,) = cut_shards(records, 100, 10**6)
    return shard


def saved(store, shard):
    return store.save(shard, process_shard(shard.records, FakeTranslator(), OPTIONS))


@given(st.lists(st.integers(0, 40), max_size=30), st.integers(1, 6), st.integers(1, 100))
def test_shards_hold_every_record_once_within_their_limits(lengths, max_records, max_characters):
    records = [article(n, "x" * length) if length else unreadable(n) for n, length in enumerate(lengths)]
    shards = list(cut_shards(records, max_records, max_characters))
    assert [record for shard in shards for record in shard.records] == records
    assert [shard.number for shard in shards] == list(range(len(shards)))
    for shard in shards:
        sizes = [len(record.text) for record in shard.records if isinstance(record, Article)]
        assert 1 <= len(shard.records) <= max_records
        # Without its last record a shard is below the limit, so memory is bounded by limit and longest article.
        assert sum(sizes[:-1]) < max_characters


def test_shards_are_cut_while_records_are_still_being_read():
    def records():
        yield article(1)
        yield article(2)
        raise AssertionError("read too far")

    assert next(cut_shards(records(), 2, 10**6)).number == 0


def test_the_digest_covers_all_that_rows_are_made_from_but_no_place():
    plain = one_shard(article(1), unreadable(1)).sha256
    others = [
        one_shard(article(1)),
        one_shard(article(2), unreadable(1)),
        one_shard(article(1, "Hujan turun."), unreadable(1)),
        one_shard(Article(article_id="a1", text="Hujan turun sejak pagi.", title="Hujan"), unreadable(1)),
        one_shard(unreadable(1), article(1)),
    ]
    assert len({plain, *(shard.sha256 for shard in others)}) == 6
    assert one_shard(article(1), unreadable(1, place="/elsewhere/x.jsonl:3")).sha256 == plain


def test_a_saved_shard_is_found_again_with_its_counts(tmp_path):
    shard = one_shard(article(1), unreadable(1))
    report = saved(ShardStore(tmp_path, "recipe"), shard)
    assert ShardStore(tmp_path, "recipe").find(shard) == report
    assert (report.counts.pairs, report.counts.unreadable) == (1, 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["000000"]


def test_a_shard_of_another_recipe_or_of_other_articles_is_not_reused(tmp_path):
    shard = one_shard(article(1))
    saved(ShardStore(tmp_path, "recipe"), shard)
    assert ShardStore(tmp_path, "other").find(shard) is None
    assert ShardStore(tmp_path, "recipe").find(one_shard(article(2))) is None
    assert ShardStore(tmp_path, "recipe").find(Shard(number=1, records=shard.records, sha256=shard.sha256)) is None


@pytest.mark.parametrize("name", ["pairs.parquet", "articles.parquet", "rejected.parquet", "report.json"])
@pytest.mark.parametrize("damage", ["missing", "cut", "flipped"])
def test_a_damaged_shard_is_done_again(tmp_path, name, damage):
    store, shard = ShardStore(tmp_path, "recipe"), one_shard(article(1))
    saved(store, shard)
    file = store.folder_of(0) / name
    data = file.read_bytes()
    file.unlink()
    if damage == "cut":
        file.write_bytes(data[:-5])
    elif damage == "flipped":
        file.write_bytes(bytes([data[0] ^ 1]) + data[1:])
    assert store.find(shard) is None
    saved(store, shard)
    assert store.find(shard) is not None


def test_a_full_disk_leaves_the_shard_unsaved_and_no_half_of_it(tmp_path, monkeypatch):
    store, shard = ShardStore(tmp_path, "recipe"), one_shard(article(1))
    calls = []

    def full(handle):
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        saved(store, shard)
    assert list(tmp_path.iterdir()) == []
