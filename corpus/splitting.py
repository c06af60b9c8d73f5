"""Article → split, by a stable hash of its id: an article never changes its split, whatever is added later."""

from collections.abc import Mapping
from hashlib import blake2b


def split_of(article_id: str, shares: Mapping[str, float]) -> str:
    """Return the split of an article: its id hashed to a point of [0, 1), looked up in the cumulative shares."""
    digest = blake2b(article_id.encode("utf-8"), digest_size=8).digest()
    point = int.from_bytes(digest, "big") / 2**64
    reached = 0.0
    for name, share in shares.items():
        reached += share
        if point < reached:
            return name
    # Ten shares of 0.1 add up to a little less than 1; a point beyond the sum belongs to the last split.
    return name
