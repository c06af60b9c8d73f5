"""What a push sends to the hub, on a hub that is none."""

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

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


class HubServer(BaseHTTPRequestHandler):
    """The few addresses of the hub that a push asks for; ``repositories`` maps names to their files."""

    repositories: ClassVar[dict[str, dict[str, bytes]]] = {}
    private: ClassVar[dict[str, bool]] = {}
    commits: ClassVar[list[dict[str, object]]] = []

    def do_GET(self) -> None:
        repository, _, place = self.path.removeprefix("/api/datasets/").partition("/tree/main")
        files = self.repositories[repository]
        entries = [{"type": "file", "path": path, "size": len(data), "oid": "0" * 40} for path, data in files.items()]
        self.answer(entries if place else {"id": repository, "sha": "0" * 40, "siblings": []})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/api/repos/create":
            asked = json.loads(body)
            assert asked["type"] == "dataset"
            name = f"{asked['organization']}/{asked['name']}"
            known = name in self.repositories
            if not known:
                self.repositories[name] = {}
                # Up to version 1 the client says "private", then "visibility".
                self.private[name] = asked.get("visibility") == "private" or asked.get("private", False)
            # Of a repository that is there the hub tells the address too, with the status of a conflict.
            self.answer({"url": f"https://huggingface.co/datasets/{name}", "id": name}, 409 if known else 200)
        elif self.path == "/api/validate-yaml":
            self.answer({"errors": [], "warnings": []})
        elif self.path.endswith("/preupload/main"):
            names = [file["path"] for file in json.loads(body)["files"]]
            self.answer({"files": [{"path": name, "uploadMode": "regular", "shouldIgnore": False} for name in names]})
        else:
            repository = self.path.removeprefix("/api/datasets/").removesuffix("/commit/main")
            self.commit(self.repositories[repository], [json.loads(line) for line in body.splitlines()])
            self.answer(
                {"commitOid": "1" * 40, "commitUrl": f"https://huggingface.co/datasets/{repository}/commit/{'1' * 40}"}
            )

    def commit(self, files: dict[str, bytes], lines: list[dict[str, dict[str, str]]]) -> None:
        for line in lines:
            key, value = line["key"], line["value"]
            if key == "header":
                self.commits.append(value)
            elif key == "file":
                files[value["path"]] = base64.b64decode(value["content"])
            else:
                assert key == "deletedFile"
                del files[value["path"]]

    def answer(self, value: object, status: int = 200) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def hub_api(socket_enabled: None) -> Iterator[object]:
    """Give the real client of the hub, and a server on this machine for it to talk to."""
    from huggingface_hub import HfApi

    for table in (HubServer.repositories, HubServer.private, HubServer.commits):
        table.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), HubServer) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield HfApi(endpoint=f"http://127.0.0.1:{server.server_port}", token="hf_none")
        server.shutdown()


@pytest.mark.parametrize("public", [False, True])
def test_the_real_client_takes_what_a_push_asks_for(folder: Path, hub_api: object, public: bool) -> None:
    plan = plan_push(folder, "petani/beras")
    assert push_corpus(folder, plan, public=public, hub=hub_api) == "https://huggingface.co/datasets/petani/beras"
    found = HubServer.repositories["petani/beras"]
    assert found == {name: (folder / name).read_bytes() for name in plan.files}
    assert HubServer.private == {"petani/beras": not public}
    assert [commit["summary"] for commit in HubServer.commits] == [plan.commit_message]


def test_a_second_push_replaces_the_data_and_leaves_what_else_is_there(folder: Path, hub_api: object) -> None:
    plan = plan_push(folder, "petani/beras")
    old = {
        ".gitattributes": b"*.parquet filter=lfs",
        "data/pairs/train-00000-of-00002.parquet": b"old",
        "notes.md": b"x",
    }
    HubServer.repositories["petani/beras"] = dict(old)
    push_corpus(folder, plan, public=True, hub=hub_api)
    found = HubServer.repositories["petani/beras"]
    assert set(found) == {*plan.files, ".gitattributes", "notes.md"}
    assert found[".gitattributes"] == old[".gitattributes"]
    assert HubServer.private == {}
    assert len(HubServer.commits) == 1
