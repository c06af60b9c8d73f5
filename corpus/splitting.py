"""Article → split, by a stable hash of its id, so that an article never crosses and later articles move none."""

from collections.abc import Mapping
from hashlib import blake2b


def split_of(article_id: str, shares: Mapping[str, float]) -> str:
    """Return the split of an article: its id hashed to a point of [0, 1), looked up in the cumulated shares."""
    digest = blake2b(article_id.encode("utf-8"), digest_size=8).digest()
    point = int.from_bytes(digest, "big") / 2**64
    reached = 0.0
    for name, share in shares.items():
        reached += share
        if point < reached:
            return name
    # Shares of 0.1 add up to a little less than 1; what lies beyond belongs to the last.
    return name
