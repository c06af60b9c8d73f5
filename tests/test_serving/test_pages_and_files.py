"""HTML, documents, the memory and hostile input of the server."""

import io
import json
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="needs the extra 'serve'")
from serving_fakes import UpperTranslator
from starlette.testclient import TestClient

from translate.errors import OutputError
from translate.serving import ServerOptions, create_app
from translate.serving.files import safe_name
from translate.serving.memory import HUMAN_EDITED, TranslationMemory

JSON = {"source": "id", "target": "en"}


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(create_app(UpperTranslator(), ServerOptions(request_limit=100_000))) as client:
        yield client


@pytest.mark.parametrize(
    ("markup", "english"),
    [
        ("<p>Ia pulang.</p>", "<p>IA PULANG.</p>"),
        ("<p>Ia <b>segera</b> pulang.</p>", "<p>IA <b>SEGERA</b> PULANG.</p>"),
        ("<p title='dua kata' id='a'>Ia</p>", "<p title=\"DUA KATA\" id='a'>IA</p>"),
        ("a &lt;script&gt; b", "A &lt;SCRIPT&gt; B"),
        ("Hak &amp; kewajiban &copy; 2023", "HAK &amp; KEWAJIBAN © 2023"),
        ("<code>kode</code> kata <pre>x y</pre>", "<code>kode</code> KATA <pre>x y</pre>"),
        ('<p translate="no">tetap <i>ini</i></p><p>ubah</p>', '<p translate="no">tetap <i>ini</i></p><p>UBAH</p>'),
        ('<p class="a notranslate">tetap</p>ubah', '<p class="a notranslate">tetap</p>UBAH'),
        ("<!DOCTYPE html><!-- komentar --><br>satu<br/>dua", "<!DOCTYPE html><!-- komentar --><br>SATU<br/>DUA"),
        ("<script>var a = 'naik';</script>akhir", "<script>var a = 'naik';</script>AKHIR"),
        ("<p>tanpa akhir <b>tebal", "<p>TANPA AKHIR <b>TEBAL"),
        ("</b></i>liar</u>", "</b></i>LIAR</u>"),
        ("\r\n<p>Satu\nbaris</p>\r\n", "\r\n<p>SATU BARIS</p>\r\n"),
    ],
)
def test_only_texts_of_html_change(client: TestClient, markup: str, english: str) -> None:
    answer = client.post("/translate", json={**JSON, "q": markup, "format": "html"}).json()
    assert answer["translatedText"].replace("SATU\nBARIS", "SATU BARIS") == english


@pytest.mark.parametrize("unit", ["<a>", "</b>", "<a></b>", "&", "<", "<!--", "&#1", "<a b='", "<b>x", "<p x="])
def test_broken_html_gets_an_answer(client: TestClient, unit: str) -> None:
    """With quadratic time this would pass the deadline: documents hold the time of pages."""
    markup = unit * (40_000 // len(unit))
    answer = client.post("/translate", json={**JSON, "q": markup, "format": "html"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "text",
    ["\ud800 Ia pulang.", "Ia\0 pulang.", "</s> <unk> >>id<<", "\u202eIa pulang.", "e\u0301" * 50, "a" * 40_000, "⟦1⟧"],
)
def test_hostile_texts_get_an_answer(client: TestClient, text: str) -> None:
    body = json.dumps({**JSON, "q": text, "pairs": True}).encode()
    answer = client.post("/translate", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 200
    assert client.post("/detect", content=body, headers={"content-type": "application/json"}).status_code == 200


def test_a_document_goes_in_and_comes_back(client: TestClient) -> None:
    sent = {"file": ("berita.txt", b"Ia pulang.\n\nHarga naik.\n")}
    address = client.post("/translate_file", data=JSON, files=sent).json()["translatedFileUrl"]
    fetched = client.get(address)
    assert fetched.content.decode() == "IA PULANG.\n\nHARGA NAIK.\n"
    assert "berita_en.txt" in fetched.headers["content-disposition"]
    assert fetched.headers["x-content-type-options"] == "nosniff"
    assert client.get("/download_file/lain.txt").json() == {"error": "Invalid filename"}
    assert client.get("/download_file/..%2F..%2Fetc%2Fpasswd").status_code in (400, 404)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("berita.exe", b"x", "Invalid request: file format not supported"),
        ("berita.txt", b"", "Invalid request: empty file"),
        ("rusak.docx", b"no archive", None),
    ],
)
def test_documents_that_are_refused(client: TestClient, name: str, content: bytes, message: str | None) -> None:
    answer = client.post("/translate_file", data=JSON, files={"file": (name, content)})
    assert answer.status_code == 400
    assert message is None or answer.json() == {"error": message}


def test_an_archive_that_unpacks_to_too_much_is_refused(client: TestClient) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 300_000_000)
    answer = client.post("/translate_file", data=JSON, files={"file": ("bom.docx", packed.getvalue())})
    assert answer.status_code == 400


def test_a_file_is_needed_and_may_be_forbidden(client: TestClient) -> None:
    assert client.post("/translate_file", data=JSON).json() == {"error": "Invalid request: missing file parameter"}
    with TestClient(create_app(UpperTranslator(), ServerOptions(files=False))) as closed:
        answer = closed.post("/translate_file", data=JSON, files={"file": ("a.txt", b"a")})
    assert (answer.status_code, answer.json()["error"]) == (403, "Files translation are disabled on this server.")


@pytest.mark.parametrize("name", ["../x.txt", "..\\x.txt", "/etc/x.txt", "C:\\a\\x.txt", "a/b/../x.txt", ".x.txt"])
def test_only_the_last_part_of_a_name_is_used(name: str) -> None:
    assert safe_name(name) == "x.txt"


@pytest.mark.parametrize("name", ["a" * 300 + ".txt", "a\0\r\nb.txt", "\u202etxt.exe.txt", 'a"; b=.txt'])
def test_names_are_short_and_plain(name: str) -> None:
    safe = safe_name(name)
    assert len(safe) <= 100
    assert safe.endswith(".txt")
    assert not set(safe) & set('\0\r\n"/\\;\u202e')


def test_the_memory_answers_what_was_translated_before(tmp_path: Path) -> None:
    options = ServerOptions(memory=tmp_path / "memory.sqlite")
    first, second, other = UpperTranslator(), UpperTranslator(), UpperTranslator()
    other.name = "another model"
    ask = {**JSON, "q": ["Ia pulang.", "Harga naik."], "pairs": True}
    answers = []
    for translator in (first, second, other):
        with TestClient(create_app(translator, options)) as client:
            answers.append(client.post("/translate", json=ask).json())
    assert answers[0] == answers[1] == answers[2]
    assert [sum(map(len, one.batches)) for one in (first, second, other)] == [2, 0, 2]


def test_what_a_person_wrote_wins_and_says_so(tmp_path: Path) -> None:
    options = ServerOptions(memory=tmp_path / "memory.sqlite")
    memory = TranslationMemory(tmp_path / "memory.sqlite", "anything")
    memory.keep_edited("Ia pulang.", "She went home.")
    memory.close()
    with TestClient(create_app(UpperTranslator(), options)) as client:
        answer = client.post("/translate", json={**JSON, "q": "Ia pulang.", "pairs": True}).json()
    assert answer["translatedText"] == "She went home."
    assert answer["pairs"][0]["flags"] == [HUMAN_EDITED]


def test_a_memory_of_another_program_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.sqlite").write_text("no database, but long enough to look like one " * 30, encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be opened as a translation memory"):
        TranslationMemory(tmp_path / "a.sqlite", "m")


def test_the_page_is_served_and_may_run_only_its_own_code(client: TestClient) -> None:
    page = client.get("/")
    assert "<title>Sejajar" in page.text
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert client.get("/page.js").status_code == client.get("/page.css").status_code == 200
    assert "http://" not in page.text + client.get("/page.js").text + client.get("/page.css").text


def test_an_unforeseen_error_tells_the_client_nothing() -> None:
    class Broken(UpperTranslator):
        def translate(self, sentences, decoding=None):  # type: ignore[no-untyped-def]
            raise RuntimeError(f"secret {sentences}")

    with TestClient(create_app(Broken()), raise_server_exceptions=False) as client:
        answer = client.post("/translate", json={**JSON, "q": "Ia pulang."})
    assert (answer.status_code, answer.json()) == (500, {"error": "Internal server error"})


def test_a_request_past_its_deadline_is_given_up() -> None:
    with TestClient(create_app(UpperTranslator(0.5), ServerOptions(deadline=0.1))) as client:
        started = time.monotonic()
        answer = client.post("/translate", json={**JSON, "q": "Ia pulang."})
        assert answer.status_code == 504
        assert time.monotonic() - started < 0.45
