"""A random sample of many rows that is the same each time."""

from bisect import insort
from typing import Generic, TypeVar

from corpus.canonical import stable_digest

Item = TypeVar("Item")


class Sample(Generic[Item]):
    """Keeps the ``size`` items whose keys have the smallest digests, in whatever order the items come."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: list[tuple[int, str, Item]] = []

    def add(self, key: str, item: Item) -> None:
        """Take an item, and forget the one with the largest digest if there are too many."""
        digest = stable_digest(key)
        if self._size and (len(self._kept) < self._size or digest < self._kept[-1][0]):
            insort(self._kept, (digest, key, item), key=lambda one: one[0])
            del self._kept[self._size :]

    def items(self) -> tuple[Item, ...]:
        """Return the items that were kept."""
        return tuple(item for _, _, item in self._kept)
