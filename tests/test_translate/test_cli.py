import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from translate.cli import COMMANDS
from translate.errors import SejajarError

SEED = Path(__file__).parents[2] / "seeds" / "000_0516dd0dd5d9d22c.txt"
Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, model_cache: Path) -> Run:
    """Return a function that runs a command; converted models are kept for the whole test run."""
    monkeypatch.setattr("translate.conversion.default_cache", lambda: model_cache)
    group = click.Group("sejajar", commands=list(COMMANDS))

    def invoke(*arguments: object, stdin: str | bytes | None = None, ok: bool = True) -> Result:
        result = CliRunner().invoke(group, [str(argument) for argument in arguments], input=stdin)
        if ok:
            if result.exception is not None:
                raise result.exception
            assert result.exit_code == 0
        return result

    return invoke


@pytest.fixture
def fast(tiny_model: Path) -> list[object]:
    return ["--model", tiny_model, "--beam", "1", "--threads", "1", "--max-target-pieces", "12"]


def mistake(result: Result, kind: type[BaseException] = SejajarError) -> str:
    assert isinstance(result.exception, kind), result.exception
    message = str(result.exception)
    assert message
    assert "\n" not in message
    assert result.stdout == ""
    return message


def records(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.split("\n")[:-1]]


def test_lines_in_lines_out(run: Run, fast: list[object], tmp_path: Path, indonesian: list[str]) -> None:
    lines = ["", indonesian[0], "  ", "dua\u2028bagian\x85satu\rbaris", "</s>", indonesian[1], "", indonesian[0]]
    result = run("translate", "-", "--lines", *fast, stdin="\n".join(lines) + "\n")
    out = result.stdout.split("\n")
    assert out.pop() == ""
    assert len(out) == len(lines)
    assert [bool(line) for line in out] == [False, True, False, True, False, True, False, True]
    assert out[1] == out[7]
    path = tmp_path / "in.txt"
    path.write_bytes(("\ufeff" + "\r\n".join(lines)).encode())
    run("translate", path, "--lines", "--out", tmp_path / "out.txt", *fast)
    assert (tmp_path / "out.txt").read_bytes().decode() == result.stdout


def test_more_lines_than_are_read_at_once(
    run: Run, fast: list[object], indonesian: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("translate.cli.LINES_AT_ONCE", 5)
    chunked = run("translate", "-", "--lines", *fast, stdin="\n".join(indonesian[:17]))
    monkeypatch.undo()
    assert len(chunked.stdout.splitlines()) == 17


def test_no_lines(run: Run, tmp_path: Path) -> None:
    """No model is needed, none is loaded, and the output file is there all the same."""
    (tmp_path / "in.txt").touch()
    run("translate", tmp_path / "in.txt", "--lines", "--out", tmp_path / "out.txt", "--model", "nowhere")
    assert (tmp_path / "out.txt").read_bytes() == b""


def test_translate_an_article(run: Run, fast: list[object]) -> None:
    result = run("translate", SEED, *fast)
    assert len(result.stdout.strip()) > 50
    assert "left out, as not the article: metadata" in result.stderr
    quiet = run("translate", SEED, "--quiet", *fast)
    assert (quiet.stdout, quiet.stderr) == (result.stdout, "")


def test_pairs(run: Run, fast: list[object], tiny_model: Path) -> None:
    result = run("translate", SEED, "--pairs", *fast)
    article = SEED.read_text(encoding="utf-8")
    pairs = records(result)
    assert len(pairs) == 15
    for pair in pairs:
        assert list(pair) == ["id", "en", "start", "end", "role", "score", "flags", "origin"]
        assert article[pair["start"] : pair["end"]] == pair["id"]
        assert pair["en"]
        assert pair["role"] == "body"
        assert pair["score"] < 0
        assert pair["origin"].startswith("mt:tiny@")


def test_both_engines_are_there(run: Run, fast: list[object], indonesian: list[str]) -> None:
    options = ["--lines", *fast, "--compute-type", "float32", "--device", "cpu"]
    texts = {
        run("translate", "-", *options, "--backend", name, stdin="\n".join(indonesian[:5])).stdout
        for name in ("auto", "ctranslate2", "transformers")
    }
    assert len(texts) == 1


def test_lines_and_pairs_exclude_each_other(run: Run) -> None:
    result = run("translate", "-", "--lines", "--pairs", ok=False)
    assert result.exit_code == 2
    assert "exclude each other" in result.stderr


def test_segment_a_text(run: Run) -> None:
    [record] = records(run("segment", SEED))
    article = SEED.read_text(encoding="utf-8")
    assert list(record) == ["id", "sentences"]
    assert record["id"] == SEED.name
    assert len(record["sentences"]) == 19
    for sentence in record["sentences"]:
        assert list(sentence) == ["text", "start", "end", "role", "rule"]
        assert sentence["text"] == article[sentence["start"] : sentence["end"]]
    assert [one["role"] for one in record["sentences"]].count("body") == 15
    assert [one["rule"] for one in record["sentences"][:3]] == [
        "crawler-line/phrase-end",
        "link-phrase/line-end",
        "dateline/dash",
    ]


def test_segment_json_lines(run: Run, tmp_path: Path) -> None:
    lines = [
        {"id": "a", "text": "Hujan turun. Jalan banjir.", "extra": 1},
        {"text": "Satu."},
        {"id": 7, "text": ""},
        {"id": "😀", "text": "Hujan 😀 turun. \ud83d Jalan banjir."},
    ]
    content = "\n\n".join(json.dumps(line) for line in lines) + "\n"
    path = tmp_path / "articles.jsonl"
    path.write_text(content)
    result = run("segment", path)
    assert run("segment", "-", "--jsonl", stdin=content).stdout == result.stdout
    found = records(result)
    assert [record["id"] for record in found] == ["a", 3, 7, "😀"]
    assert [len(record["sentences"]) for record in found[:3]] == [2, 1, 0]
    for line, record in zip(lines, found, strict=True):
        for sentence in record["sentences"]:
            assert sentence["text"] == line["text"][sentence["start"] : sentence["end"]]


def test_segment_with_the_users_own_lists(run: Run, tmp_path: Path) -> None:
    (tmp_path / "abbreviations.txt").write_text("dirut\n", encoding="utf-8")
    article = tmp_path / "article.in"
    article.write_text("Menurut Dirut. Budi, laba naik.", encoding="utf-8")
    [without], [with_lists] = records(run("segment", article)), records(run("segment", article, "--lists", tmp_path))
    assert [len(without["sentences"]), len(with_lists["sentences"])] == [2, 1]
    assert "cannot be read" in mistake(run("segment", article, "--lists", tmp_path / "none", ok=False))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", ':2: not a JSON object with a "text"'),
        ('{"id": 1}', ':2: not a JSON object with a "text"'),
        ("[1]", ':2: not a JSON object with a "text"'),
        ('"text"', ':2: not a JSON object with a "text"'),
        ("null", ':2: not a JSON object with a "text"'),
        ('{"text": 5}', ':2: "text" is not a string'),
        ('{"text": null}', ':2: "text" is not a string'),
    ],
)
def test_broken_json_lines(run: Run, tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"text": "Satu."}\n' + line + "\n")
    result = run("segment", path, "--out", tmp_path / "out.jsonl", ok=False)
    assert message in mistake(result)
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize("command", ["translate", "segment"])
@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "cannot be read"), (b"\x00\x01\x02", "binary, not text"), (b"caf\xe9", "not UTF-8")],
)
def test_bad_files(run: Run, tmp_path: Path, command: str, content: bytes | None, message: str) -> None:
    path = tmp_path / "in.txt"
    if content is not None:
        path.write_bytes(content)
    assert message in mistake(run(command, path, ok=False))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--model", "bundeld"], "did you mean 'bundled'"),
        (["--beam", "0"], "`beam_size` is 0, expected 1 or more"),
        (["--threads", "-2"], "`threads` is -2"),
        (["--max-source-pieces", "0"], "`max_source_pieces` is 0"),
        (["--compute-type", "float16", "--device", "cpu"], "does not run on device 'cpu'"),
        (["--backend", "transformers", "--compute-type", "int8"], "no compute type 'int8'"),
    ],
)
def test_bad_options(run: Run, tiny_model: Path, options: list[str], message: str) -> None:
    result = run("translate", SEED, "--model", tiny_model, *options, ok=False)
    assert message in mistake(result)


def test_output_that_cannot_be_written(run: Run, fast: list[object], tmp_path: Path) -> None:
    result = run("translate", SEED, "--out", tmp_path / "no" / "out.txt", *fast, ok=False)
    assert "cannot be written" in mistake(result)


def test_models_list(run: Run) -> None:
    listed = records(run("models", "list", "--json"))
    assert [record["name"] for record in listed] == ["bundled", "opus-mt"]
    assert listed[1]["repository"] == "Helsinki-NLP/opus-mt-id-en"
    assert all(record["licence"] and record["summary"] for record in listed)
    lines = run("models", "list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["bundled", "opus-mt"]


def test_models_show(run: Run, copied_model: Callable[[str], Path]) -> None:
    folder = copied_model("mine")
    (folder / "evaluation.json").write_text('{"dev": {"bleu": 1.5}}')
    (folder / "README.md").write_text("card")
    [record] = records(run("models", "show", folder, "--json"))
    assert record["path"] == str(folder)
    assert record["origin"] == f"mt:mine@{record['revision']}"
    assert record["quality"] == {"dev": {"bleu": 1.5}}
    assert record["bytes"] > 1000
    text = run("models", "show", folder).stdout
    assert f"path: {folder}\n" in text
    assert f"model card: {folder / 'README.md'}" in text
    assert text.splitlines()[-1].split() == ["dev", "1.500"]


def test_models_show_gives_people_a_table_of_quality(run: Run, copied_model: Callable[[str], Path]) -> None:
    folder = copied_model("mine")
    scores = {"model": {"name": "mine"}, "bleu": {"value": 23.68, "signature": "x"}, "copy_rate": 0.25}
    quality = {"news": {**scores, "sentences": 1953}, "fiction": {"chrf": {"value": 40}}}
    (folder / "evaluation.json").write_text(json.dumps(quality))
    lines = run("models", "show", folder).stdout.splitlines()
    assert [line.split() for line in lines[-3:]] == [
        ["test", "set", "bleu", "copy_rate", "sentences", "chrf"],
        ["news", "23.7", "0.250", "1,953", "–"],
        ["fiction", "–", "–", "–", "40"],
    ]
    assert len({len(line) for line in lines[-3:]}) == 1
    assert not any("{" in line for line in lines)


def test_models_show_what_is_not_there(run: Run, tmp_path: Path) -> None:
    assert "did you mean 'bundled'" in mistake(run("models", "show", "bundle", "--json", ok=False))
    assert "no config.json, source.spm" in mistake(run("models", "show", tmp_path, ok=False))


def hub_snapshot(folder: Path, tiny_model: Path) -> Path:
    """Return a snapshot as the hub's cache stores one: links to files that are named by their hashes."""
    snapshot, blobs = folder / "snapshots" / ("c" * 40), folder / "blobs"
    snapshot.mkdir(parents=True)
    blobs.mkdir()
    for file in tiny_model.iterdir():
        content = file.read_bytes()
        large = file.suffix in (".safetensors", ".spm")
        named = hashlib.sha256(content) if large else hashlib.sha1(b"blob %d\0" % len(content) + content)
        (blobs / named.hexdigest()).write_bytes(content)
        (snapshot / file.name).symlink_to(blobs / named.hexdigest())
    return snapshot


def test_models_fetch(run: Run, tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = hub_snapshot(tmp_path, tiny_model)
    monkeypatch.setattr("huggingface_hub.snapshot_download", lambda *names, **options: str(snapshot))
    result = run("models", "fetch", "opus-mt")
    assert result.stdout == f"{snapshot}\n"
    assert "asking the Hugging Face hub" in result.stderr
    assert f"mt:Helsinki-NLP/opus-mt-id-en@{'c' * 40}" in result.stderr
    [record] = records(run("models", "fetch", "opus-mt", "--json"))
    assert record["files_checked"] == len(list(tiny_model.iterdir()))
    run("models", "fetch", "opus-mt", "--sha256", record["sha256"])
    message = mistake(run("models", "fetch", "opus-mt", "--sha256", "0" * 64, ok=False))
    assert f"has the SHA-256 {record['sha256']}" in message


@pytest.mark.parametrize("name", ["config.json", "source.spm"])
def test_a_fetched_file_with_other_bytes_is_named(
    run: Run, tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    snapshot = hub_snapshot(tmp_path, tiny_model)
    monkeypatch.setattr("huggingface_hub.snapshot_download", lambda *names, **options: str(snapshot))
    blob = (snapshot / name).resolve()
    blob.write_bytes(blob.read_bytes() + b"\n")
    message = mistake(run("models", "fetch", "opus-mt", ok=False))
    assert message == f"{blob}: its bytes are not those of the hub; remove this file and fetch again"


def test_models_fetch_of_what_is_here(run: Run, tiny_model: Path) -> None:
    [record] = records(run("models", "fetch", tiny_model, "--json"))
    assert (record["path"], record["files_checked"]) == (str(tiny_model), 0)


def test_models_convert(run: Run, tiny_model: Path, tmp_path: Path, model_cache: Path) -> None:
    first, second = (run("models", "convert", tiny_model).stdout for _ in range(2))
    assert first == second
    assert Path(first.strip()).parent == model_cache / "ctranslate2"
    out = tmp_path / "made"
    assert run("models", "convert", tiny_model, "--out", out, "--compute-type", "float32").stdout == f"{out}\n"
    assert {"model.bin", "config.json", "source.spm", "target.spm"} <= {file.name for file in out.iterdir()}
    assert (out / "model.bin").stat().st_size > 2 * (Path(first.strip()) / "model.bin").stat().st_size
    assert "is not empty" in mistake(run("models", "convert", tiny_model, "--out", out, ok=False))
    (tmp_path / "file").touch()
    assert "cannot be written" in mistake(run("models", "convert", tiny_model, "--out", tmp_path / "file/x", ok=False))
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_models_shortlist(
    run: Run, tiny_model: Path, tmp_path: Path, sentence_pairs: list[tuple[str, str]], fast: list[object]
) -> None:
    (tmp_path / "own.tsv").write_text("".join(f"{left}\t{right}\n" for left, right in sentence_pairs))
    out = tmp_path / "short"
    assert run("models", "shortlist", tiny_model, tmp_path / "own.tsv", "--out", out).stdout == f"{out}\n"
    result = run("translate", "-", "--lines", *fast, "--model", out, stdin=sentence_pairs[0][0] + "\n")
    assert result.stdout.strip()
    wrong = ["--candidates", 0, "--out", tmp_path / "x"]
    assert "`candidates`" in mistake(run("models", "shortlist", tiny_model, tmp_path / "own.tsv", *wrong, ok=False))


@pytest.fixture
def test_set(tmp_path: Path, sentence_pairs: list[tuple[str, str]]) -> Path:
    for side, language in enumerate(("id", "en")):
        (tmp_path / f"set.{language}").write_text("".join(pair[side] + "\n" for pair in sentence_pairs[:6]))
    return tmp_path / "set"


def test_evaluate(run: Run, fast: list[object], test_set: Path, tiny_model: Path, tmp_path: Path) -> None:
    (tmp_path / "without").write_text("2\n5\n")
    options = ["--exclude-lines", tmp_path / "without", "--against", tiny_model, "--json"]
    [record] = records(run("evaluate", test_set, *options, *fast))
    assert record["sentences"] == 4
    assert record["test_set"] == "set"
    assert record["model"]["model"] == "tiny"
    assert 0 <= record["bleu"]["value"] <= 100
    assert [one["metric"] for one in record["against"]] == ["BLEU", "chrF2++"]
    assert all(one["baseline"] == one["candidate"] for one in record["against"])


def test_evaluate_several_sets_into_the_file_of_a_model(
    run: Run, fast: list[object], test_set: Path, tmp_path: Path
) -> None:
    """What is written is what is printed, under the names of the sets; the excluded lines are those of their set."""
    for language in ("id", "en"):
        (tmp_path / f"two.{language}").write_text((tmp_path / f"set.{language}").read_text())
    (tmp_path / "without").write_text("1\n")
    options = ["--exclude-lines", f"two={tmp_path / 'without'}", "--out", tmp_path / "evaluation.json", "--json"]
    printed = records(run("evaluate", test_set, tmp_path / "two", *options, *fast))
    assert json.loads((tmp_path / "evaluation.json").read_text()) == {"set": printed[0], "two": printed[1]}
    assert [record["sentences"] for record in printed] == [6, 5]
    assert all("against" not in record for record in printed)


def test_excluded_lines_of_no_test_set(run: Run, test_set: Path, tmp_path: Path) -> None:
    (tmp_path / "without").write_text("1\n")
    for option in (f"sat={tmp_path / 'without'}", str(tmp_path / "without")):
        result = run("evaluate", test_set, test_set.with_name("two"), "--exclude-lines", option, ok=False)
        assert "say of which test set, set or two" in mistake(result)
    assert "two test sets have one name" in mistake(run("evaluate", test_set, test_set, ok=False))


def test_evaluate_for_a_reader(run: Run, fast: list[object], test_set: Path) -> None:
    text = run("evaluate", test_set, "--worst", 2, *fast).stdout
    assert "bleu: " in text
    assert text.count("\n  ref ") == 2


@pytest.mark.parametrize(
    ("lines", "message"), [("1 2 3 4 5 6", "no sentence to score"), ("x", "not a file of line numbers")]
)
def test_evaluate_nothing(run: Run, test_set: Path, tmp_path: Path, lines: str, message: str) -> None:
    (tmp_path / "without").write_text(lines)
    result = run("evaluate", test_set, "--exclude-lines", tmp_path / "without", "--model", "nowhere", ok=False)
    assert message in mistake(result)


TINY_PLAN = (
    "vocabulary_size = 380\nmax_pieces = 60\n[sources]\nown = 1\n"
    "[schedule]\nsteps = 2\nsave_every = 2\ncompile = false\n"
    "[model]\nwidth = 16\nfeed_forward = 16\nheads = 2\nmax_positions = 64\n"
    "encoder_layers = 1\ndecoder_layers = 1\n"
)


def test_train(run: Run, tmp_path: Path, test_set: Path, sentence_pairs: list[tuple[str, str]]) -> None:
    (tmp_path / "own.tsv").write_text("".join(f"{left}\t{right}\n" for left, right in sentence_pairs[6:]))
    plan = tmp_path / "plan.toml"
    plan.write_text(TINY_PLAN)
    result = run("train", plan, "--data", tmp_path, "--dev", test_set, "--out", tmp_path / "model")
    [scores] = records(result)
    assert scores == json.loads((tmp_path / "model" / "evaluation.json").read_text())
    assert scores["set"]["sentences"] == 6
    assert '"refused_overlap_with_dev": 0' in result.stderr
    [shown] = records(run("models", "show", tmp_path / "model", "--json"))
    assert shown["quality"] == scores


def test_train_from_a_plan_with_mistakes(run: Run, tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text("vocabulry_size = 5\n[sources]\nown = 1\n[schedule]\nsteps = 'x'\n")
    message = mistake(run("train", plan, "--data", tmp_path, "--out", tmp_path / "model", ok=False))
    assert "did you mean 'vocabulary_size'" in message
    assert "'schedule.steps' is 'x', expected int" in message
    assert not (tmp_path / "model").exists()


def test_train_follows_a_recipe(
    run: Run, tmp_path: Path, test_set: Path, sentence_pairs: list[tuple[str, str]]
) -> None:
    (tmp_path / "own.tsv").write_text("".join(f"{left}\t{right}\n" for left, right in sentence_pairs[6:]))
    (tmp_path / "news.txt").write_text("The market closed.\n")
    recipe = tmp_path / "recipe.toml"
    small = "width = 16\nfeed_forward = 16\nheads = 2\nencoder_layers = 1\ndecoder_layers = 1\n"
    schedule = "schedule = {steps = 1, save_every = 1, compile = false}\n"
    recipe.write_text(
        "ship = 'last'\nvocabulary_size = 380\nfewest_texts = 1\nmax_pieces = 60\n[sources]\nown = 1\n[texts.news]\n"
        f"[models.any]\n{small}"
        f"[learn.both]\nmodel = 'any'\ndirection = 'both'\n{schedule}"
        "[translate.back]\nby = 'both'\ntext = 'news'\ninto = 'id'\n"
        f"[learn.last]\nmodel = 'any'\nmade = {{back = 1}}\n{schedule}"
    )
    out = tmp_path / "models"
    result = run("train", recipe, "--data", tmp_path, "--texts", tmp_path, "--dev", test_set, "--out", out)
    [scores] = records(result)
    assert scores == json.loads((out / "last" / "evaluation.json").read_text())
    assert f"model in {out / 'last'}" in result.stderr
    message = mistake(run("train", recipe, "--data", tmp_path, "--out", out, ok=False))
    assert "give the folder of news.txt as " in message


def test_texts_are_for_recipes_and_a_model_of_both_directions_is_not_scored(
    run: Run, tmp_path: Path, test_set: Path, sentence_pairs: list[tuple[str, str]]
) -> None:
    (tmp_path / "own.tsv").write_text("".join(f"{left}\t{right}\n" for left, right in sentence_pairs[6:]))
    plan = tmp_path / "plan.toml"
    plan.write_text(f"direction = 'both'\n{TINY_PLAN}")
    out = tmp_path / "model"
    message = mistake(run("train", plan, "--data", tmp_path, "--texts", tmp_path, "--out", out, ok=False))
    assert "only for recipes, and this plan has no key 'ship'" in message
    result = run("train", plan, "--data", tmp_path, "--dev", test_set, "--out", out)
    assert result.stdout == ""
    assert "is not scored" in result.stderr
    assert not (out / "evaluation.json").exists()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_help_has_an_example(run: Run, command: click.Command) -> None:
    commands = command.commands.values() if isinstance(command, click.Group) else [command]
    names = [[command.name, one.name] if one is not command else [command.name] for one in commands]
    for name in names:
        assert f"Example: sejajar {' '.join(map(str, name))}" in " ".join(run(*name, "--help").stdout.split())
