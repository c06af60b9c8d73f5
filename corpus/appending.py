"""A finished corpus that more articles are added to: what is in it already, and which records are new."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.canonical import stable_digest
from corpus.counts import Counts
from corpus.dataset_files import DataFile
from corpus.finished_corpus import FinishedCorpus, open_corpus
from corpus.formats import MATCHES, TABLES
from corpus.manifest import Inputs, inputs_of
from corpus.output_folder import MANIFEST
from corpus.records import Article, UnreadableRecord
from corpus.saving import file_sha256
from translate.errors import OutputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The corpus that is added to, and what the additions are called.

    ``manifest_sha256`` tells whether work in progress was meant for this very corpus. ``label`` stands in the names
    of new files; ``appended`` is what the manifest says of additions so far.
    """

    corpus: FinishedCorpus
    manifest_sha256: str
    files: tuple[DataFile, ...]
    appended: tuple[Mapping[str, object], ...]

    @property
    def label(self) -> str:
        """``added00001-`` for the first addition, and so on; sorted by name the files stand in the order they came."""
        return f"added{len(self.appended) + 1:05d}-"

    @property
    def counts(self) -> Counts:
        """The counts of the corpus as it is."""
        return self.corpus.counts

    @property
    def pair_files(self) -> tuple[Path, ...]:
        """The files of its pairs."""
        return tuple(file.path for file in self.corpus.files_of("pairs"))

    def with_added(self, files: Sequence[DataFile], splits: Sequence[str]) -> list[DataFile]:
        """Return its files and new ones: by table, then by split, then as they came."""
        tables, order = (*TABLES, MATCHES), list(splits)
        return sorted(
            [*self.files, *files], key=lambda file: (tables.index(file.subset), order.index(file.split), file.path)
        )

    def manifest_with_added(self, manifest: Mapping[str, object], added: Inputs) -> dict[str, object]:
        """Return a manifest of the whole corpus with what was added last."""
        entry = {"label": self.label, "shards": added.shards, "sha256": added.sha256}
        kept = {name: self.corpus.manifest[name] for name in ("inputs", "reading")}
        return {**manifest, **kept, "appended": [*self.appended, entry]}


def open_base(out: Path) -> Base:
    """Return the finished corpus in a folder as one to add to.

    Raises:
        InputError: a file of it is missing or was changed.
        OutputError: its manifest does not say what is needed.
    """
    corpus = open_corpus(out)
    manifest = corpus.manifest
    facts, appended = manifest.get("files"), manifest.get("appended", [])
    try:
        files = tuple(
            DataFile(subset=file.subset, split=file.split, path=file.name, **facts[file.name])  # type: ignore[index]
            for file in corpus.files
        )
        inputs_of(manifest)
    except (KeyError, TypeError) as error:
        raise OutputError(f"'{out / MANIFEST}' does not say what is in every file; build the corpus anew") from error
    return Base(
        corpus=corpus,
        manifest_sha256=file_sha256(out / MANIFEST),
        files=files,
        appended=tuple(appended) if isinstance(appended, list) else (),
    )


class Arrivals:
    """Tells new records from those that a corpus holds; ``known`` counts the latter.

    An article is there if one of its id and its text is. Another text under an id that is taken is a new article,
    ``id#2``, as when both are built at once; so is one that was changed, whose unchanged sentences are duplicates.
    Memory holds some 120 bytes for each article.
    """

    def __init__(self, corpus: FinishedCorpus) -> None:
        self.known = 0
        self._texts: dict[int, int] = {}
        for row in corpus.rows("articles", ["article_id", "text"]):
            self._texts[stable_digest(str(row["article_id"]))] = stable_digest(str(row["text"]))
        for row in corpus.rows("rejected", ["article_id", "position", "stage", "rule"]):
            if row["position"] is None and row["stage"] == "reading":
                self._texts[stable_digest(str(row["article_id"]))] = stable_digest(f"\0{row['rule']}")

    def new(self, records: Iterable[Article | UnreadableRecord]) -> Iterator[Article | UnreadableRecord]:
        """Yield the records that are not in the corpus, under ids that are free."""
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
