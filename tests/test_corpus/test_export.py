"""Every export format: the same pairs, whole or not at all, and nothing replaced unasked."""

import gzip
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp

import datasets
import pytest
from corpus_fakes import ARTICLES, FakeTranslator, contents, write_articles
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from corpus.build import build_corpus
from corpus.exporters import EXPORTERS, find_exporter
from corpus.exporting import export_corpus
from corpus.plan import BuildPlan
from translate.errors import InputError, OutputError, SettingError

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
Pairs = list[tuple[str, str]]


@pytest.fixture(scope="module", autouse=True)
def no_cache_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.setattr(datasets.config, "HF_DATASETS_CACHE", str(tmp_path_factory.mktemp("cache")))
    yield
    patch.undo()


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    write_articles(folder / "in", [*ARTICLES, {"id": "a6", "text": 'Kata "baru" & <b>tebal</b> itu ditulis ulang.'}])
    plan = BuildPlan(splits={"train": 0.5, "test": 0.5}, shard_articles=2, thresholds={"markup": 99.0})
    build_corpus([folder / "in"], folder / "out", plan, translator=FakeTranslator())
    return folder / "out"


def stored(corpus: Path, splits: tuple[str, ...] = ("train", "test")) -> Pairs:
    rows = [row for split in splits for row in datasets.load_dataset(str(corpus), split=split)]
    return [(row["translation"]["id"], row["translation"]["en"]) for row in rows]


def read_tmx(path: Path) -> Pairs:
    units = etree.parse(str(path)).getroot().iterfind("body/tu")
    return [tuple(unit.xpath(f"string(tuv[@xml:lang='{code}']/seg)") for code in ("id", "en")) for unit in units]


def read_moses(path: Path) -> Pairs:
    sides = [
        path.with_name(f"{path.name}.{code}").read_text(encoding="utf-8").split("\n")[:-1] for code in ("id", "en")
    ]
    return list(zip(*sides, strict=True))


def read_tsv(path: Path) -> Pairs:
    return [tuple(line.split("\t")) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]


def read_jsonl(path: Path) -> Pairs:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [(row["translation"]["id"], row["translation"]["en"]) for row in rows]


def read_arrow(path: Path) -> Pairs:
    loaded = datasets.load_from_disk(str(path))
    parts = loaded.values() if isinstance(loaded, datasets.DatasetDict) else [loaded]
    return [(row["translation"]["id"], row["translation"]["en"]) for part in parts for row in part]


READERS: dict[str, Callable[[Path], Pairs]] = {
    "tmx": read_tmx,
    "moses": read_moses,
    "tsv": read_tsv,
    "jsonl": read_jsonl,
    "arrow": read_arrow,
}


@pytest.fixture(params=EXPORTERS)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


def test_the_pairs_come_out_in_order(name: str, corpus: Path, tmp_path: Path) -> None:
    report = export_corpus(corpus, name, tmp_path / "out")
    pairs = READERS[name](tmp_path / "out")
    assert pairs == stored(corpus)
    assert report.pairs == len(pairs) == 13
    assert report.changes == {}
    assert all(path.exists() for path in report.outputs)


def test_one_split_comes_out_alone(name: str, corpus: Path, tmp_path: Path) -> None:
    report = export_corpus(corpus, name, tmp_path / "out", split="test")
    assert READERS[name](tmp_path / "out") == stored(corpus, ("test",))
    assert 0 < report.pairs < 13


def test_an_unknown_split_is_refused_with_those_there_are(name: str, corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"no split 'tset'; did you mean 'test'\? \(train, test\)"):
        export_corpus(corpus, name, tmp_path / "out", split="tset")
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_replaced_unless_forced(name: str, corpus: Path, tmp_path: Path) -> None:
    export_corpus(corpus, name, tmp_path / "out", split="train")
    before = contents(tmp_path)
    with pytest.raises(OutputError, match="exists; set `force`"):
        export_corpus(corpus, name, tmp_path / "out")
    assert contents(tmp_path) == before
    export_corpus(corpus, name, tmp_path / "out", force=True)
    assert READERS[name](tmp_path / "out") == stored(corpus)


def test_even_force_replaces_only_what_is_of_its_kind(name: str, corpus: Path, tmp_path: Path) -> None:
    for path in find_exporter(name).outputs(tmp_path / "out"):
        path.mkdir()
        (path / "catatan.txt").write_text("penting", encoding="utf-8")
    before = contents(tmp_path)
    with pytest.raises(OutputError, match="exists and is not"):
        export_corpus(corpus, name, tmp_path / "out", force=True)
    assert contents(tmp_path) == before


def test_a_failure_leaves_nothing(name: str, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = type(find_exporter(name))
    write = kind.write

    def break_off(self, pairs, outputs):
        write(self, pairs, outputs)
        raise OSError(28, "No space left on device", str(outputs[0]))

    monkeypatch.setattr(kind, "write", break_off)
    with pytest.raises(OutputError, match="No space left on device"):
        export_corpus(corpus, name, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_the_same_corpus_gives_the_same_bytes(name: str, corpus: Path, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        export_corpus(corpus, name, tmp_path / folder / "out")
    first, second = contents(tmp_path / "one"), contents(tmp_path / "two")
    # `datasets` writes a random fingerprint into state.json.
    assert {path: data for path, data in first.items() if not path.endswith("state.json")} == {
        path: data for path, data in second.items() if not path.endswith("state.json")
    }


def test_a_place_in_the_corpus_or_in_no_folder_is_refused(name: str, corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="lies inside the corpus"):
        export_corpus(corpus, name, corpus / "data" / "out")
    with pytest.raises(OutputError, match="there is no folder"):
        export_corpus(corpus, name, tmp_path / "nirgends" / "out")


@pytest.mark.parametrize("name", ["tmx", "tsv", "jsonl"])
def test_a_name_in_gz_is_compressed(name: str, corpus: Path, tmp_path: Path) -> None:
    export_corpus(corpus, name, tmp_path / f"out.{name}.gz")
    (tmp_path / "plain").write_bytes(gzip.decompress((tmp_path / f"out.{name}.gz").read_bytes()))
    assert READERS[name](tmp_path / "plain") == stored(corpus)


def test_both_files_of_a_name_in_gz_are_compressed(corpus: Path, tmp_path: Path) -> None:
    report = export_corpus(corpus, "moses", tmp_path / "out.gz")
    assert [path.name for path in report.outputs] == ["out.id.gz", "out.en.gz"]
    sides = [gzip.decompress(path.read_bytes()).decode("utf-8").split("\n")[:-1] for path in report.outputs]
    assert list(zip(*sides, strict=True)) == stored(corpus)


def test_an_unknown_format_names_the_nearest(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="did you mean 'tmx'"):
        export_corpus(corpus, "tmxx", tmp_path / "out")


def test_a_folder_without_a_finished_corpus_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no finished corpus"):
        export_corpus(tmp_path, "tsv", tmp_path / "out")


def written(name: str, texts: Pairs, folder: Path) -> tuple[Pairs, dict[str, int]]:
    """Return what a format gives back of pairs that stand in no corpus, and what it says it changed."""
    place = Path(mkdtemp(dir=folder)) / "out"
    exporter = find_exporter(name)
    done = exporter.write(TextSource(texts), exporter.outputs(place))
    assert done.pairs == len(texts)
    return READERS[name](place), dict(done.changes)


class TextSource:
    """Stands in for the pairs of a corpus."""

    def __init__(self, texts: Pairs) -> None:
        self.texts = texts

    def rows(self) -> Iterator[dict[str, object]]:
        for number, (indonesian, english) in enumerate(self.texts):
            empty = dict.fromkeys(("source", "date", "url"))
            yield {
                **empty,
                "translation": {"id": indonesian, "en": english},
                "pair_id": f"{number:016x}",
                "article_id": "a",
                "position": number,
                "start": 0,
                "end": 1,
                "role": "body",
                "origin": "mt:fake@1",
                "score": -0.5,
                "flags": ["numbers", "repaired"],
            }


# What an article may hold: everything but half characters, which no reader lets through.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
PAIRS = st.lists(st.tuples(TEXT, TEXT), max_size=6)
ODD = [("satu\u2028dua\x85tiga\u2029", "\tone\r\ntwo\x0b\x00\ufffe ")]
LINE_BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"


@given(texts=PAIRS)
@example(texts=ODD)
def test_jsonl_changes_nothing(texts: Pairs, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert written("jsonl", texts, tmp_path_factory.getbasetemp()) == (texts, {})


@pytest.mark.parametrize(("name", "parting"), [("moses", LINE_BREAKS), ("tsv", LINE_BREAKS + "\t")])
@given(texts=PAIRS)
@example(texts=ODD)
def test_lines_lose_breaks_alone_and_say_how_many(
    name: str, parting: str, texts: Pairs, tmp_path_factory: pytest.TempPathFactory
) -> None:
    got, changes = written(name, texts, tmp_path_factory.getbasetemp())
    pattern = re.compile(f"\r\n|[{parting}]")
    assert got == [tuple(pattern.sub(" ", text) for text in pair) for pair in texts]
    assert sum(changes.values()) == sum(len(pattern.findall(text)) for pair in texts for text in pair)


@given(texts=PAIRS)
@example(texts=ODD)
def test_tmx_loses_what_xml_forbids_alone_and_says_how_many(
    texts: Pairs, tmp_path_factory: pytest.TempPathFactory
) -> None:
    def legal(char: str) -> bool:
        code = ord(char)  # https://www.w3.org/TR/xml/#charsets
        return code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000

    got, changes = written("tmx", texts, tmp_path_factory.getbasetemp())
    assert got == [tuple("".join(c if legal(c) else "\ufffd" for c in text) for text in pair) for pair in texts]
    assert sum(changes.values()) == sum(not legal(c) for pair in texts for text in pair for c in text)


def test_tmx_has_what_importers_ask_for(corpus: Path, tmp_path: Path) -> None:
    export_corpus(corpus, "tmx", tmp_path / "out.tmx")
    root = etree.parse(str(tmp_path / "out.tmx")).getroot()
    assert (root.tag, dict(root.attrib)) == ("tmx", {"version": "1.4"})
    header = dict(root.find("header").attrib)
    assert header.pop("creationtoolversion")
    assert header == {
        "creationtool": "sejajar",
        "segtype": "sentence",
        "o-tmf": "sejajar",
        "adminlang": "en",
        "srclang": "id",
        "datatype": "plaintext",
    }
    rows = [row for split in ("train", "test") for row in datasets.load_dataset(str(corpus), split=split)]
    units = root.findall("body/tu")
    assert [unit.get("tuid") for unit in units] == [row["pair_id"] for row in rows]
    assert len({unit.get("tuid") for unit in units}) == len(units)
    for unit, row in zip(units, rows, strict=True):
        properties = {one.get("type"): one.text for one in unit.iterfind("prop")}
        assert properties["x-article-id"] == row["article_id"]
        assert int(properties["x-position"]) == row["position"]
        assert properties["x-origin"] == "mt:fake@1"
        assert float(properties["x-score"]) == row["score"]
        assert properties.get("x-source") == row["source"]
        assert [variant.get(LANG) for variant in unit.iterfind("tuv")] == ["id", "en"]
        # The DTD wants properties before variants.
        assert [child.tag for child in unit] == ["prop"] * len(properties) + ["tuv"] * 2


def test_arrow_keeps_every_column_and_its_type(corpus: Path, tmp_path: Path) -> None:
    export_corpus(corpus, "arrow", tmp_path / "out")
    saved, published = datasets.load_from_disk(str(tmp_path / "out")), datasets.load_dataset(str(corpus))
    assert set(saved) == set(published) == {"train", "test"}
    for split in saved:
        assert saved[split].features == published[split].features
        assert saved[split].to_list() == published[split].to_list()
    assert not any(path.name.startswith("out.") for path in tmp_path.iterdir())


def test_jsonl_is_what_run_translation_reads(corpus: Path, tmp_path: Path) -> None:
    export_corpus(corpus, "jsonl", tmp_path / "out.jsonl")
    loaded = datasets.load_dataset("json", data_files=str(tmp_path / "out.jsonl"), split="train")
    assert list(loaded[0]["translation"]) == ["id", "en"]
    assert loaded["pair_id"] == [row["pair_id"] for part in datasets.load_dataset(str(corpus)).values() for row in part]


def test_tsv_is_what_training_reads(corpus: Path, tmp_path: Path) -> None:
    from translate.pair_files import read_pairs

    export_corpus(corpus, "tsv", tmp_path / "out.tsv.gz")
    assert list(read_pairs(tmp_path / "out.tsv.gz")) == stored(corpus)
