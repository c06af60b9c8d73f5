"""``sejajar build`` as a user runs it: what it leaves, what it says, and what bad input gets."""

import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import datasets
import pytest

from corpus.cli import main

ARTICLE = (
    "Warga Bangun Jembatan Bambu\n\n"
    "Bandung (ANTARA) - Warga membangun jembatan baru di atas sungai itu pada Rabu (3/5).Jembatan lama rusak "
    'karena banjir besar bulan lalu. "Kami bekerja bersama selama dua minggu," kata Dewi.'
)


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The one line that says what was wrong."""
        return [line for line in self.err.splitlines() if line.startswith("sejajar: ")][-1]


@pytest.fixture
def sejajar(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    def run(*arguments: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["sejajar", *map(str, arguments)])
        try:
            main()
            code = 0
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 1
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run


@pytest.fixture
def build(sejajar: Callable[..., Outcome], tiny_model: Path) -> Callable[..., Outcome]:
    """``sejajar build`` with a small model, which says nonsense: checks that would drop its output see little."""
    return lambda *arguments: sejajar("build", *arguments, "--model", tiny_model, "--beam", 1)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "artikel.txt"
    path.parent.mkdir()
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_summary_tells_where_everything_went(build: Callable[..., Outcome], article: Path, tmp_path: Path) -> None:
    done = build(article, "--out", tmp_path / "out", "--json")
    assert done.code == 0, done.err
    counts = json.loads(done.out)["counts"]
    assert counts["articles"] == 1
    assert counts["spans"] == 5 == counts["pairs"] + counts["dropped"] + counts["other_roles"]
    assert counts["role_spans"] == {"headline": 1, "dateline": 1, "body": 3}
    assert re.search(r"^left out +1 .*dateline 1", done.err, flags=re.MULTILINE)
    assert f'datasets.load_dataset("{tmp_path / "out"}")' in done.err


def test_nothing_is_printed_when_quiet(build: Callable[..., Outcome], article: Path, tmp_path: Path) -> None:
    done = build(article, "--out", tmp_path / "out", "--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_a_second_run_says_that_all_is_done_and_changes_nothing(
    build: Callable[..., Outcome], article: Path, tmp_path: Path
) -> None:
    build(article, "--out", tmp_path / "out")
    before = files_of(tmp_path / "out")
    again = build(article, "--out", tmp_path / "out")
    assert again.code == 0
    assert "already done" in again.err
    assert files_of(tmp_path / "out") == before


def test_the_same_input_gives_the_same_files_in_another_folder(
    build: Callable[..., Outcome], article: Path, tmp_path: Path
) -> None:
    build(article, "--out", tmp_path / "one")
    build(article.parent, "--out", tmp_path / "two" / "deeper")
    one, two = files_of(tmp_path / "one"), files_of(tmp_path / "two" / "deeper")
    assert one == two


def test_a_plan_file_is_obeyed_and_options_override_it(
    build: Callable[..., Outcome], article: Path, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text('roles = ["headline"]\nbeam = 3\nlicense = "cc-by-4.0"\n', encoding="utf-8")
    assert build(article, "--out", tmp_path / "out", "--plan", plan).code == 0
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["counts"]["other_roles"] == 4
    assert '"beam_size": 1' in json.dumps(manifest)
    assert "license: cc-by-4.0" in (tmp_path / "out" / "README.md").read_text(encoding="utf-8")


def test_duplicates_and_test_sets_are_told_and_zero_hits_too(
    build: Callable[..., Outcome], article: Path, tmp_path: Path
) -> None:
    (article.parent / "salinan.txt").write_text(ARTICLE, encoding="utf-8")
    sets = [tmp_path / "dev.txt", tmp_path / "lain.tsv"]
    sets[0].write_text("Jembatan lama rusak karena banjir besar bulan lalu.\n", encoding="utf-8")
    sets[1].write_text("Kalimat lain sama sekali.\tAnother sentence altogether.\n", encoding="utf-8")
    plan = tmp_path / "plan.toml"
    plan.write_text("filters = []\n", encoding="utf-8")
    options = [part for path in sets for part in ("--exclude", path)]
    done = build(article.parent, "--out", tmp_path / "out", "--plan", plan, *options, "--json")
    assert done.code == 0, done.err
    counts = json.loads(done.out)["counts"]
    assert (counts["pairs"], counts["excluded"], counts["duplicates"]) == (3, 2, 3)
    assert "excluded   2 (dev.txt 2, lain.tsv has no overlap)" in done.err
    assert "duplicates 3 (duplicates/exact 3)" in done.err
    missing = build(article, "--out", tmp_path / "two", "--exclude", tmp_path / "hilang.txt")
    assert (missing.code, (tmp_path / "two").exists()) == (2, False)
    assert "hilang.txt" in missing.complaint
    none = build(article.parent, "--out", tmp_path / "three", "--plan", plan, "--deduplicate", "none")
    assert "\nduplicates " not in none.err


def test_articles_are_added_and_what_is_there_is_said(
    build: Callable[..., Outcome], article: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    build(article, "--out", out)
    before = {name: data for name, data in files_of(out).items() if name.startswith("data")}
    assert "--append" in build(write_second(article), "--out", out).complaint
    added = build(article.parent, "--out", out, "--append", "--json")
    assert (added.code, json.loads(added.out)["counts"]["articles"]) == (0, 2)
    assert "added      1 article, 1 pair; 1 of these records were in it before\n" in added.err
    assert {name: files_of(out)[name] for name in before} == before
    assert "already done" in build(article.parent, "--out", out, "--append").err
    other = build(article.parent, "--out", out, "--append", "--deduplicate", "exact")
    assert other.code == 2
    assert 'another recipe (deduplicate "exact", was "near")' in other.complaint
    assert build(article.parent, "--out", out, "--append", "--fresh").code == 2


def write_second(article: Path) -> Path:
    second = article.with_name("kedua.txt")
    second.write_text("Pasar itu buka setiap hari Senin sampai Sabtu.", encoding="utf-8")
    return article.parent


BAD_SOURCES: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing path": (lambda _: None, "does not exist|no such"),
    "empty folder": (lambda path: path.mkdir(), "no readable article|no article"),
    "empty file": (lambda path: path.with_suffix(".txt").write_bytes(b""), "empty"),
    "binary file": (lambda path: path.with_suffix(".txt").write_bytes(bytes(range(256)) * 8), "binary"),
    "Latin-1 file": (
        lambda path: path.with_suffix(".txt").write_bytes("Kafé itu ramai sekali.".encode("latin-1")),
        "UTF-8",
    ),
    "CSV without the column": (
        lambda path: path.with_suffix(".csv").write_text("judul,isi\nSatu,Warga berkumpul.\n", encoding="utf-8"),
        "text.*column|column.*text",
    ),
    "unsupported suffix": (lambda path: path.with_suffix(".pdf").write_bytes(b"%PDF-1.7"), r"\.pdf"),
}


@pytest.mark.parametrize("case", BAD_SOURCES)
def test_a_bad_source_gets_one_clear_line_and_leaves_nothing(
    case: str, build: Callable[..., Outcome], tmp_path: Path
) -> None:
    make, said = BAD_SOURCES[case]
    make(tmp_path / "masukan")
    made = sorted(tmp_path.iterdir())
    source = made[0] if made else tmp_path / "masukan"
    done = build(source, "--out", tmp_path / "out")
    assert done.code == 2, done.err
    assert source.name in done.err
    assert re.search(said, done.err, flags=re.IGNORECASE), done.err
    assert "Traceback" not in done.err
    assert not (tmp_path / "out").exists()


def test_bad_records_are_named_and_the_good_ones_kept(build: Callable[..., Outcome], tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": "a", "text": "Warga berkumpul di balai desa pagi ini."}),
        '{"id": "b", "text": ',
        json.dumps({"id": "c", "title": "Tanpa isi"}),
        json.dumps({"id": "d", "text": "Pasar itu buka setiap hari Senin."}),
    ]
    source = tmp_path / "berita.jsonl"
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = build(source, "--out", tmp_path / "out")
    assert done.code == 2
    assert "berita.jsonl:2" in done.err
    assert "berita.jsonl:3" in done.err
    assert "2 of 4 records" in done.complaint
    articles = datasets.load_dataset(str(tmp_path / "out"), "articles", cache_dir=str(tmp_path / "cache"))["train"]
    assert articles["article_id"] == ["a", "d"]
    rejected = datasets.load_dataset(str(tmp_path / "out"), "rejected", cache_dir=str(tmp_path / "cache"))["train"]
    assert [row["rule"] for row in rejected if row["stage"] == "reading"] == ["invalid_json", "no_text"]


def test_a_bad_file_in_a_folder_does_not_lose_the_others(
    build: Callable[..., Outcome], article: Path, tmp_path: Path
) -> None:
    (article.parent / "rusak.txt").write_bytes(b"\x00\x01\x02" * 100)
    done = build(article.parent, "--out", tmp_path / "out")
    assert done.code == 2
    assert "rusak.txt" in done.err
    articles = datasets.load_dataset(str(tmp_path / "out"), "articles", cache_dir=str(tmp_path / "cache"))["train"]
    assert articles["article_id"] == ["artikel.txt"]


def test_an_output_folder_that_is_a_file_is_refused(
    build: Callable[..., Outcome], article: Path, tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    done = build(article, "--out", tmp_path / "out")
    assert done.code == 2
    assert "out" in done.complaint
    assert (tmp_path / "out").read_text(encoding="utf-8") == "a file"


def test_an_output_folder_below_a_file_is_refused(build: Callable[..., Outcome], article: Path, tmp_path: Path) -> None:
    # Root may write where the mode forbids it, but nobody can make a folder inside a file.
    done = build(article, "--out", article / "out")
    assert done.code == 2
    assert "Traceback" not in done.err


def test_the_corpus_of_another_recipe_is_not_overwritten(
    build: Callable[..., Outcome], article: Path, tmp_path: Path
) -> None:
    build(article, "--out", tmp_path / "out")
    before = files_of(tmp_path / "out")
    plan = tmp_path / "plan.toml"
    plan.write_text('roles = ["body"]\n', encoding="utf-8")
    done = build(article, "--out", tmp_path / "out", "--plan", plan)
    assert done.code == 2
    assert "--fresh" in done.complaint
    assert files_of(tmp_path / "out") == before
    assert build(article, "--out", tmp_path / "out", "--plan", plan, "--fresh").code == 0
    assert files_of(tmp_path / "out") != before


def test_limits_of_filters_are_taken_from_the_plan_and_from_the_command(
    build: Callable[..., Outcome], article: Path, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text("[thresholds]\nlength_ratio = 9\ncopy = 1\n", encoding="utf-8")
    done = build(article, "--out", tmp_path / "out", "--plan", plan, "--thresholds", "copy=0.5")
    assert done.code == 0, done.err
    filters = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["filters"]
    assert (filters["length_ratio"]["threshold"], filters["copy"]["threshold"]) == (9.0, 0.5)
    wrong = build(article, "--out", tmp_path / "other", "--thresholds", "coppy=0.5")
    assert (wrong.code, "'copy'" in wrong.complaint) == (2, True)


def test_lists_of_the_user_reach_segmentation(build: Callable[..., Outcome], article: Path, tmp_path: Path) -> None:
    article.write_text("Ini sumbangan dari Yay. Melati untuk warga di desa itu.", encoding="utf-8")
    (tmp_path / "daftar").mkdir()
    (tmp_path / "daftar" / "abbreviations.txt").write_text("yay\n", encoding="utf-8")
    counts = [
        json.loads(build(article, "--out", tmp_path / name, "--json", *options).out)["counts"]["spans"]
        for name, options in (("plain", ()), ("taught", ("--lists", tmp_path / "daftar")))
    ]
    assert counts == [2, 1]
    wrong = build(article, "--out", tmp_path / "other", "--lists", tmp_path / "kosong")
    assert (wrong.code, "kosong" in wrong.complaint) == (2, True)


def test_an_unknown_plan_key_names_the_nearest(build: Callable[..., Outcome], article: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text("beem = 2\n", encoding="utf-8")
    done = build(article, "--out", tmp_path / "out", "--plan", plan)
    assert done.code == 2
    assert "plan.toml" in done.complaint
    assert "'beem'" in done.complaint
    assert "'beam'" in done.complaint


def test_a_value_that_does_not_fit_is_an_option_on_the_command_line_and_a_key_in_a_plan(
    build: Callable[..., Outcome], article: Path, tmp_path: Path
) -> None:
    assert "--near-threshold is 7.0" in build(article, "--out", tmp_path / "a", "--near-threshold", 7).complaint
    (tmp_path / "plan.toml").write_text("near_threshold = 7.0\n", encoding="utf-8")
    done = build(article, "--out", tmp_path / "a", "--plan", tmp_path / "plan.toml")
    assert "plan.toml: 'near_threshold' is 7.0" in done.complaint


def test_adding_to_nothing_says_that_a_new_corpus_is_built(
    build: Callable[..., Outcome], article: Path, tmp_path: Path
) -> None:
    done = build(article, "--out", tmp_path / "neu", "--append")
    assert (done.code, f"'{tmp_path / 'neu'}' holds no corpus to add to: a new one is built" in done.err) == (0, True)


def test_an_unknown_model_names_those_known(sejajar: Callable[..., Outcome], article: Path, tmp_path: Path) -> None:
    done = sejajar("build", article, "--out", tmp_path / "out", "--model", "bundeled")
    assert done.code == 2
    assert "'bundled'" in done.complaint
    assert not (tmp_path / "out").exists()


def test_a_model_folder_without_its_vocabulary_is_refused(
    sejajar: Callable[..., Outcome], article: Path, tmp_path: Path, tiny_model: Path
) -> None:
    broken = tmp_path / "model"
    broken.mkdir()
    for file in tiny_model.iterdir():
        if file.name != "source.spm":
            (broken / file.name).write_bytes(file.read_bytes())
    done = sejajar("build", article, "--out", tmp_path / "out", "--model", broken)
    assert done.code == 2
    assert "source.spm" in done.complaint


def test_pickled_weights_are_refused(
    sejajar: Callable[..., Outcome], article: Path, tmp_path: Path, tiny_model: Path
) -> None:
    broken = tmp_path / "model"
    broken.mkdir()
    for file in tiny_model.iterdir():
        name = "pytorch_model.bin" if file.name == "model.safetensors" else file.name
        (broken / name).write_bytes(file.read_bytes())
    done = sejajar("build", article, "--out", tmp_path / "out", "--model", broken)
    assert done.code == 2
    assert "pickle" in done.complaint


@pytest.mark.parametrize("arguments", [("build",), ("build", "x", "--beem", "2"), ("bild",)])
def test_a_wrong_command_line_is_the_users_mistake(sejajar: Callable[..., Outcome], arguments: tuple[str, ...]) -> None:
    done = sejajar(*arguments)
    assert done.code == 2
    assert "Usage" in done.err or "Error" in done.err


def test_the_sample_article_becomes_fifteen_pairs_without_a_network(
    sejajar: Callable[..., Outcome], tmp_path: Path
) -> None:
    """The main job with the bundled model; the test session blocks every socket."""
    seeds = Path(__file__).parents[2] / "seeds"
    done = sejajar("build", seeds, "--out", tmp_path / "out")
    assert done.code == 0, done.err
    pairs = datasets.load_dataset(str(tmp_path / "out"), cache_dir=str(tmp_path / "cache"))["train"]
    text = next(seeds.glob("*.txt")).read_text(encoding="utf-8")
    assert len(pairs) == 15
    for row in pairs:
        assert text[row["start"] : row["end"]] == row["translation"]["id"]
        assert row["translation"]["en"].strip()
        assert re.fullmatch(r"mt:bundled@[0-9a-f]{12}", row["origin"])
        assert row["score"] < 0


def test_progress_as_json_is_one_object_a_line_on_stderr(
    build: Callable[..., Outcome], article: Path, tmp_path: Path
) -> None:
    done = build(article, "--out", tmp_path / "out", "--log-json")
    assert (done.code, done.out) == (0, "")
    events = [json.loads(line) for line in done.err.splitlines()]
    assert [one["event"] for one in events] == ["phase", "shard", "phase", "phase", "done"]
    assert events[-1]["counts"]["articles"] == 1
    assert all(one["seconds"] >= 0 for one in events)
