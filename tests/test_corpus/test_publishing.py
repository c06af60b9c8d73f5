"""What a push sends to the hub, on a hub that is none."""

from pathlib import Path

import pytest
from corpus_fakes import contents
from finished_fakes import add_scores, make_corpus

from corpus.publishing import plan_push, push_corpus
from translate.errors import BrokenOffError, InputError, SettingError


class FakeHub:
    """Remembers what it is asked for; ``fails`` is raised at the upload."""

    def __init__(self, fails: Exception | None = None) -> None:
        self.calls: list[tuple[str, dict[str, object]]] = []
        self.fails = fails

    def create_repo(self, repo_id: str, **options: object) -> None:
        self.calls.append(("create_repo", {"repo_id": repo_id, **options}))

    def upload_folder(self, **options: object) -> None:
        if self.fails:
            raise self.fails
        self.calls.append(("upload_folder", options))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_corpus(tmp_path)


def test_the_plan_names_every_file_with_its_size_and_nothing_else(folder: Path) -> None:
    (folder / ".sejajar").mkdir()
    (folder / ".sejajar" / "lock").write_text("", encoding="utf-8")
    add_scores(folder, {}, {"length_ratio": {"threshold": 2.0, "direction": "at_most"}})
    plan = plan_push(folder, "petani/beras")
    wanted = {name: len(data) for name, data in contents(folder).items() if not name.startswith(".")}
    assert plan.files == wanted
    assert {"README.md", "manifest.json", "data/scores/train-00000-of-00001.parquet"} <= set(plan.files)
    assert plan.bytes == sum(wanted.values())


@pytest.mark.parametrize("public", [False, True])
def test_a_push_is_one_commit_that_removes_older_data(folder: Path, public: bool) -> None:
    hub, plan = FakeHub(), plan_push(folder, "petani/beras")
    before = contents(folder)
    assert push_corpus(folder, plan, public=public, hub=hub) == "https://huggingface.co/datasets/petani/beras"
    (create, made), (upload, sent) = hub.calls
    assert (create, upload) == ("create_repo", "upload_folder")
    assert made == {"repo_id": "petani/beras", "repo_type": "dataset", "private": not public, "exist_ok": True}
    assert sent["allow_patterns"] == list(plan.files)
    assert sent["delete_patterns"] == ["data/**"]
    assert "12 sentence pairs" in str(sent["commit_message"])
    assert contents(folder) == before


def test_the_patterns_mean_to_the_hub_what_the_plan_says(folder: Path) -> None:
    from huggingface_hub.utils import filter_repo_objects

    plan = plan_push(folder, "petani/beras")
    local = [*contents(folder), ".sejajar/lock", "notes.txt"]
    assert sorted(filter_repo_objects(local, allow_patterns=list(plan.files))) == sorted(plan.files)
    remote = ["README.md", "data/pairs/train-00000-of-00002.parquet", ".gitattributes"]
    assert list(filter_repo_objects(remote, allow_patterns=["data/**"])) == ["data/pairs/train-00000-of-00002.parquet"]


def test_a_hub_that_refuses_is_told_in_one_line(folder: Path) -> None:
    plan = plan_push(folder, "petani/beras")
    with pytest.raises(BrokenOffError, match=r"'petani/beras' could not be pushed .*no route.*hf auth login"):
        push_corpus(folder, plan, hub=FakeHub(OSError("no route to host")))


def test_a_damaged_corpus_is_not_sent(folder: Path) -> None:
    path = next((folder / "data" / "articles").glob("*.parquet"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(InputError, match="was changed since the corpus was built"):
        plan_push(folder, "petani/beras")


@pytest.mark.parametrize("name", ["a//b", "a b/c", "", "a/b/c", "-/x-"])
def test_a_name_the_hub_would_refuse_is_refused_at_once(name: str, folder: Path) -> None:
    with pytest.raises(SettingError, match="no name of a repository"):
        plan_push(folder, name)
