"""Adding articles to a finished corpus: what it already contains, and which records are new."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.canonical import file_sha256, stable_digest
from corpus.counts import Counts
from corpus.finished_corpus import FinishedCorpus, open_corpus
from corpus.formats import MATCHES, TABLES
from corpus.manifest import MANIFEST, Addition, DataFile, Manifest
from corpus.records import PROCESSING, READING, Article, UnreadableRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The corpus that articles are added to.

    ``manifest_sha256`` tells whether unfinished work belongs to this very corpus. ``label`` stands in the names of new
    files.
    """

    corpus: FinishedCorpus
    manifest_sha256: str

    @property
    def label(self) -> str:
        """``added00001-`` for the first addition, and so on; files sorted by name are in this order."""
        return f"added{len(self.corpus.manifest.additions) + 1:05d}-"

    @property
    def counts(self) -> Counts:
        """The counts of the corpus before the addition."""
        return self.corpus.counts

    @property
    def files(self) -> tuple[DataFile, ...]:
        """The data files of the corpus before the addition."""
        return self.corpus.manifest.files

    @property
    def pair_files(self) -> tuple[Path, ...]:
        """The files of its pairs."""
        return tuple(file.path for file in self.corpus.files_of("pairs"))

    def with_added(self, files: Sequence[DataFile], splits: Sequence[str]) -> list[DataFile]:
        """Return its files and new ones by table, then by split, then in the order they were added."""
        tables, order = (*TABLES, MATCHES), list(splits)
        return sorted(
            [*self.files, *files], key=lambda file: (tables.index(file.subset), order.index(file.split), file.path)
        )

    def manifest_with_added(self, manifest: Manifest) -> Manifest:
        """Return the manifest of the whole corpus, whose ``inputs`` are those of the addition, as one to be written."""
        first = self.corpus.manifest
        added = Addition(label=self.label, inputs=manifest.inputs)
        return replace(manifest, inputs=first.inputs, reading=first.reading, additions=(*first.additions, added))


def open_base(out: Path) -> Base:
    """Return the finished corpus in a folder, ready for additions; raise InputError if a file is missing or changed."""
    return Base(corpus=open_corpus(out), manifest_sha256=file_sha256(out / MANIFEST))


class Arrivals:
    """Picks the records that are not in a corpus yet; ``known`` counts those that are.

    An article is known if the corpus has its text under its id. Another text under an id that is taken is a new
    article, ``id#2``, as when both are built at once. So is an article that was changed; its unchanged sentences are
    then duplicates. Memory holds some 120 bytes for each article.
    """

    def __init__(self, corpus: FinishedCorpus) -> None:
        self.known = 0
        self._texts: dict[int, int] = {}
        for row in corpus.rows("articles", ["article_id", "text"]):
            self._texts[stable_digest(str(row["article_id"]))] = stable_digest(str(row["text"]))
        for row in corpus.rows("rejected", ["article_id", "position", "stage", "rule", "id"]):
            if row["position"] is None and row["stage"] in (READING, PROCESSING):
                content = f"\0{row['rule']}" if row["id"] is None else str(row["id"])
                self._texts[stable_digest(str(row["article_id"]))] = stable_digest(content)

    def new(self, records: Iterable[Article | UnreadableRecord]) -> Iterator[Article | UnreadableRecord]:
        """Yield the records that are not in the corpus, with ids that are not in it."""
        for record in records:
            content = stable_digest(record.text if isinstance(record, Article) else f"\0{record.rule}")
            name, number = record.article_id, 1
            while (found := self._texts.get(stable_digest(name))) not in (None, content):
                number += 1
                name = f"{record.article_id}#{number}"
            if found == content:
                self.known += 1
                continue
            self._texts[stable_digest(name)] = content
            yield record if name == record.article_id else replace(record, article_id=name)
