"""Removal of pairs that overlap given test sets, exactly or nearly, on either side."""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from corpus.similarity import band_keys, jaccard, shingles
from translate.errors import InputError
from translate.overlap import FEWEST_LETTERS, letters_only
from translate.sentences import TextPair

# A set of n-grams takes 10 kB; most test sentences never meet a pair.
_CACHED_SETS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class TestSet:
    """The sentences of a test set, each with its line from 1; ``sha256`` is that of the file's bytes, hexadecimal."""

    __test__ = False  # no test of ours, whatever its name

    name: str
    sha256: str
    sentences: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """A pair's overlap with test sets: the rule, the similarity, and the most similar sentence as ``file:line``.

    ``test_sets`` are the numbers of all test sets that the pair overlaps.
    """

    rule: str
    similarity: float
    matched: str
    test_sets: tuple[int, ...]


def read_test_sets(paths: Sequence[str]) -> tuple[TestSet, ...]:
    """Return test sets from files: ``.tsv`` (id, en), ``.jsonl`` (``id``, ``en``), else one sentence a line; also .gz.

    A set is called by its file's name, with the folder's before it where two files are called alike.

    Raises:
        InputError: a file cannot be read, or there is no sentence in it.
    """
    files = [Path(path) for path in paths]
    names = [file.name for file in files]
    return tuple(
        _read(file, f"{file.resolve().parent.name}/{file.name}" if names.count(file.name) > 1 else file.name)
        for file in files
    )


def _read(file: Path, name: str) -> TestSet:
    try:
        data = file.read_bytes()
        text = (gzip.decompress(data) if file.suffix == ".gz" else data).decode("utf-8-sig")
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"`exclude` '{file}': cannot be read ({getattr(error, 'strerror', None) or error})") from error
    except UnicodeDecodeError as error:
        raise InputError(f"`exclude` '{file}': not UTF-8 (byte {error.start}); convert it with iconv") from error
    kind = Path(file.stem if file.suffix == ".gz" else file.name).suffix
    found: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        sides = _sides(line.removesuffix("\r"), kind, f"`exclude` '{file}', line {number}")
        found += [(number, side) for side in sides if side.strip()]
    if not found:
        raise InputError(f"`exclude` '{file}': no sentence in it; give the file of a test set")
    return TestSet(name=name, sha256=hashlib.sha256(data).hexdigest(), sentences=tuple(found))


def _sides(line: str, kind: str, where: str) -> list[str]:
    """Return the sentences on a line of a test set."""
    if kind == ".tsv" and line.strip():
        columns = line.split("\t")
        if len(columns) != 2:
            raise InputError(f"{where}: expected id<TAB>en, found {len(columns)} columns")
        return columns
    if kind == ".jsonl" and line.strip():
        try:
            record = json.loads(line)
        except ValueError as error:
            raise InputError(f"{where}: not JSON ({error})") from error
        sides = [record.get(side) for side in ("id", "en")] if isinstance(record, Mapping) else []
        texts = [side for side in sides if isinstance(side, str)]
        if not texts:
            raise InputError(f"{where}: expected an object with the texts 'id' and 'en', or one of them")
        return texts
    return [line]


class EvaluationWall:
    """Finds the pairs that overlap test sets.

    Sentences overlap exactly if their letters and digits are the same, nearly if their n-grams are at least as alike
    as ``threshold``, whatever their figures say. Either side of a pair is held against all sentences of all sets;
    those of fewer than ``FEWEST_LETTERS`` letters are passed over. Memory holds 2 kB for each test sentence.
    """

    def __init__(self, test_sets: Sequence[TestSet], threshold: float) -> None:
        self._names = [test_set.name for test_set in test_sets]
        self._threshold = threshold
        self._sentences = [
            (number, line, letters)
            for number, test_set in enumerate(test_sets)
            for line, text in test_set.sentences
            if len(letters := letters_only(text)) >= FEWEST_LETTERS
        ]
        self._exact: dict[str, list[int]] = {}
        self._bands: dict[tuple[int, int], list[int]] = {}
        keys = band_keys([letters for _, _, letters in self._sentences], None, threshold).tolist()
        for sentence, (_, _, letters) in enumerate(self._sentences):
            self._exact.setdefault(letters, []).append(sentence)
            for band in enumerate(keys[sentence]):
                self._bands.setdefault(band, []).append(sentence)
        self._grams = lru_cache(maxsize=_CACHED_SETS)(lambda sentence: shingles(self._sentences[sentence][2]))

    def overlaps(self, pairs: Sequence[TextPair]) -> dict[int, Overlap]:
        """Return the overlaps of those among some pairs that have one, by their place among them."""
        sides = [(place, letters_only(text)) for place, pair in enumerate(pairs) for text in pair]
        sides = [(place, letters) for place, letters in sides if len(letters) >= FEWEST_LETTERS]
        keys = band_keys([letters for _, letters in sides], None, self._threshold).tolist()
        found: dict[int, dict[int, float]] = {}
        for (place, letters), bands in zip(sides, keys, strict=True):
            for sentence, value in self._alike(letters, bands):
                known = found.setdefault(place, {})
                known[sentence] = max(value, known.get(sentence, 0.0))
        return {place: self._overlap(found[place]) for place in sorted(found)}

    def _alike(self, letters: str, bands: Sequence[int]) -> Iterator[tuple[int, float]]:
        """Yield the test sentences that are like one side, 2 standing for the very same letters."""
        for sentence in self._exact.get(letters, ()):
            yield sentence, 2.0
        candidates = {sentence for band in enumerate(bands) for sentence in self._bands.get(band, ())}
        if candidates:
            own = shingles(letters)
            for sentence in candidates:
                value = jaccard(own, self._grams(sentence))
                if value >= self._threshold:
                    yield sentence, value

    def _overlap(self, found: Mapping[int, float]) -> Overlap:
        best = min(found, key=lambda sentence: (-found[sentence], sentence))
        number, line, _ = self._sentences[best]
        return Overlap(
            rule="exact" if found[best] > 1 else "near",
            similarity=min(1.0, found[best]),
            matched=f"{self._names[number]}:{line}",
            test_sets=tuple(sorted({self._sentences[sentence][0] for sentence in found})),
        )
