"""LibreTranslate's API: the fields, codes and messages that its clients expect."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="needs the extra 'serve'")
from serving_fakes import UpperTranslator
from starlette.testclient import TestClient

from translate.serving import ServerOptions, create_app
from translate.serving.keys import add_key
from translate.serving.memory import TranslationMemory

JSON = {"source": "id", "target": "en"}


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(create_app(UpperTranslator())) as client:
        yield client


def test_a_text_and_a_list_of_texts(client: TestClient) -> None:
    one = client.post("/translate", json={**JSON, "q": "Ia pulang."})
    assert (one.status_code, one.json()) == (200, {"translatedText": "IA PULANG."})
    texts = ["Ia pulang.", "Harga naik. Hujan turun.", "", "   ", "😀"]
    several = client.post("/translate", json={**JSON, "q": texts})
    assert several.json() == {"translatedText": ["IA PULANG.", "HARGA NAIK. HUJAN TURUN.", "", "   ", "😀"]}


@pytest.mark.parametrize("way", ["json", "urlencoded", "multipart", "query"])
def test_every_way_to_send_fields(client: TestClient, way: str) -> None:
    fields = {**JSON, "q": "Ia pulang."}
    sent = {
        "json": {"json": fields},
        "urlencoded": {"data": fields},
        "multipart": {"files": {name: (None, value) for name, value in fields.items()}},
        "query": {"params": fields},
    }[way]
    assert client.post("/translate", **sent).json() == {"translatedText": "IA PULANG."}  # type: ignore[arg-type]


def test_lines_and_spaces_of_a_text_stay(client: TestClient) -> None:
    text = "\n Ia pulang.\n\nHarga naik. Hujan turun.\nSelesai  \n"
    answer = client.post("/translate", json={**JSON, "q": text}).json()
    assert answer["translatedText"] == text.upper()


def test_form_lines_end_in_a_line_feed(client: TestClient) -> None:
    answer = client.post("/translate", data={**JSON, "q": "Ia pulang.\r\nHarga naik."})
    assert answer.json()["translatedText"] == "IA PULANG.\nHARGA NAIK."


def test_automatic_detection_looks_at_each_text(client: TestClient) -> None:
    texts = ["Harga beras di pasar itu naik sejak pekan lalu.", "The price of rice has risen since last week.", "😀"]
    answer = client.post("/translate", json={"q": texts, "source": "auto", "target": "en"}).json()
    assert [one["language"] for one in answer["detectedLanguage"]] == ["id", "en", "en"]
    assert [one["confidence"] > 90 for one in answer["detectedLanguage"]] == [True, True, False]
    assert answer["translatedText"] == [texts[0].upper(), texts[1], texts[2]]
    single = client.post("/translate", json={"q": texts[0], "source": "auto", "target": "en"}).json()
    assert single["detectedLanguage"] == answer["detectedLanguage"][0]


def test_pairs_with_spans(client: TestClient) -> None:
    text = "Ia pulang. Harga naik."
    pairs = client.post("/translate", json={**JSON, "q": text, "pairs": True}).json()["pairs"]
    assert (
        [text[pair["start"] : pair["end"]] for pair in pairs]
        == ["Ia pulang.", "Harga naik."]
        == [p["id"] for p in pairs]
    )
    assert [pair["en"] for pair in pairs] == ["IA PULANG.", "HARGA NAIK."]


def test_alternatives_differ_from_the_translation(client: TestClient) -> None:
    answer = client.post("/translate", json={**JSON, "q": "Ia pulang.", "alternatives": 2}).json()
    assert len({answer["translatedText"], *answer["alternatives"]}) == 1 + len(answer["alternatives"])
    assert 1 <= len(answer["alternatives"]) <= 2
    several = client.post("/translate", json={**JSON, "q": ["Ia pulang.", "Harga naik."], "alternatives": 1}).json()
    assert [len(one) for one in several["alternatives"]] == [1, 1]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "Invalid request: missing q parameter"),
        ({"q": ""}, "Invalid request: missing q parameter"),
        ({"q": []}, "Invalid request: missing q parameter"),
        ({"q": "a", "target": "en"}, "Invalid request: missing source parameter"),
        ({"q": "a", "source": "id"}, "Invalid request: missing target parameter"),
        ({"q": "a", "source": "zz", "target": "en"}, "zz is not supported"),
        ({"q": "a", "source": "id", "target": "auto"}, "auto is not supported"),
        (
            {"q": "a", "source": "en", "target": "id"},
            "Indonesian (id) is not available as a target language from English (en)",
        ),
        ({**JSON, "q": "a", "format": "xml"}, "xml format is not supported"),
        ({**JSON, "q": "a", "alternatives": "x"}, "Invalid request: alternatives parameter is not a number"),
        ({**JSON, "q": "a", "alternatives": 99}, "Invalid request: alternatives parameter must be <= 3"),
        ({**JSON, "q": 5}, "Invalid request: q parameter is neither a string nor a list of strings"),
        ({**JSON, "q": ["a", 5]}, "Invalid request: q parameter is neither a string nor a list of strings"),
        ({**JSON, "q": "a" * 51}, "Invalid request: request (51) exceeds text limit (50)"),
        ({**JSON, "q": ["a"] * 6}, "Invalid request: request (6) exceeds text limit (5)"),
    ],
)
def test_refusals(fields: dict[str, object], message: str) -> None:
    with TestClient(create_app(UpperTranslator(), ServerOptions(char_limit=50, batch_limit=5))) as client:
        answer = client.post("/translate", json=fields)
    assert (answer.status_code, answer.json()) == (400, {"error": message})


@pytest.mark.parametrize("body", [b"{", b"[1]", b'"a"', b"\xff\xfe", b"[" * 100_000])
def test_a_body_that_is_no_json_object(client: TestClient, body: bytes) -> None:
    answer = client.post("/translate", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()) == (400, {"error": "Invalid JSON format"})


def test_capital_letters_in_codes(client: TestClient) -> None:
    assert client.post("/translate", json={"q": "Ia pulang.", "source": "ID", "target": "EN"}).status_code == 200


def test_small_endpoints(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "ok"}
    assert client.post("/health").status_code == 405
    assert {one["code"]: one["targets"] for one in client.get("/languages").json()} == {
        "id": ["en", "id"],
        "en": ["en"],
    }
    settings = client.get("/frontend/settings").json()
    assert settings["charLimit"] == 50_000
    assert settings["language"]["source"] == {"code": "id", "name": "Indonesian"}
    assert settings["keyRequired"] is False
    assert client.get("/spec").json()["openapi"].startswith("3.")
    assert client.post("/nothing", json={}).status_code in (404, 405)


def test_detect(client: TestClient) -> None:
    found = client.post("/detect", json={"q": "Harga beras di pasar itu naik sejak pekan lalu."}).json()
    assert [one["language"] for one in found] == ["id", "en"]
    assert found[0]["confidence"] > 90
    assert client.post("/detect", json={"q": "😀 123"}).json() == [{"confidence": 0.0, "language": "en"}]
    assert client.post("/detect", json={}).json() == {"error": "Invalid request: missing q parameter"}
    assert len(client.post("/detect", json={"q": ["satu dua", "three four"]}).json()) == 2


def test_suggestions_are_off_and_translate_nothing(client: TestClient, tmp_path: Path) -> None:
    fields = {**JSON, "q": "Ia pulang.", "s": "He went home."}
    refused = client.post("/suggest", json=fields)
    assert (refused.status_code, refused.json()) == (403, {"error": "Suggestions are disabled on this server."})
    memory = tmp_path / "memory.sqlite"
    with TestClient(create_app(UpperTranslator(), ServerOptions(suggestions=True, memory=memory))) as open_client:
        assert open_client.post("/suggest", json=fields).json() == {"success": True}
        assert open_client.post("/suggest", json={**JSON, "q": "a"}).json()["error"].endswith("missing s parameter")
        assert open_client.post("/translate", json={**JSON, "q": "Ia pulang."}).json()["translatedText"] == "IA PULANG."
    kept = TranslationMemory(memory, "mt:other@1")
    assert kept.suggestions() == [("Ia pulang.", "He went home.")]
    kept.close()


def test_keys(tmp_path: Path) -> None:
    file = tmp_path / "keys.tsv"
    key = add_key(file, "redaksi")
    assert key not in file.read_text(encoding="utf-8")
    with TestClient(create_app(UpperTranslator(), ServerOptions(keys=file))) as client:
        ask = {**JSON, "q": "Ia pulang."}
        none = client.post("/translate", json=ask)
        assert (none.status_code, none.json()["error"]) == (400, "Please contact the server operator to get an API key")
        wrong = client.post("/translate", json={**ask, "api_key": key + "x"})
        assert (wrong.status_code, wrong.json()) == (403, {"error": "Invalid API key"})
        assert client.post("/translate", json={**ask, "api_key": key}).status_code == 200
        assert client.post("/translate", json=ask, headers={"Authorization": f"Bearer {key}"}).status_code == 200
        for _ in range(10):
            guessed = client.post("/translate", json={**ask, "api_key": "guess"})
        assert guessed.status_code == 429
        assert int(guessed.headers["retry-after"]) >= 1
        assert client.post("/translate", json={**ask, "api_key": key}).status_code == 429  # this client guesses
        assert key not in client.get("/metrics").text


def test_the_rate_of_requests(client: TestClient) -> None:
    with TestClient(create_app(UpperTranslator(), ServerOptions(request_limit=3))) as limited:
        codes = [limited.post("/detect", json={"q": "a"}).status_code for _ in range(5)]
    assert codes == [200, 200, 200, 429, 429]


def test_a_body_over_its_limit_is_refused_before_it_is_read() -> None:
    with TestClient(create_app(UpperTranslator(), ServerOptions(body_limit=1000))) as client:
        stated = client.post("/translate", json={**JSON, "q": "a" * 1000})
        assert (stated.status_code, stated.json()) == (
            413,
            {"error": "Invalid request: the body is larger than 1000 bytes"},
        )
        unstated = client.post("/translate", content=(b"a" * 400 for _ in range(4)))
        assert unstated.status_code == 413
        fits = json.dumps({**JSON, "q": "a " * 400}).encode()
        assert client.post("/translate", content=fits + b" " * (1000 - len(fits))).status_code == 200


def test_cors_is_off_until_it_is_asked_for(client: TestClient) -> None:
    asked = {"Origin": "https://contoh.example"}
    assert "access-control-allow-origin" not in client.get("/languages", headers=asked).headers
    with TestClient(create_app(UpperTranslator(), ServerOptions(cors="https://contoh.example"))) as allowed:
        found = allowed.get("/languages", headers=asked).headers
        assert found["access-control-allow-origin"] == "https://contoh.example"
        other = allowed.get("/languages", headers={"Origin": "https://lain.example"}).headers
        assert "access-control-allow-origin" not in other


def test_metrics_count_and_may_ask_for_a_token(client: TestClient) -> None:
    client.post("/translate", json={**JSON, "q": "Nama saya Rahasia."})
    text = client.get("/metrics").text
    assert 'libretranslate_http_request_duration_seconds_count{endpoint="/translate",status="200"} 1.0' in text
    assert "sejajar_sentences_total 1.0" in text
    assert "Rahasia" not in text
    with TestClient(create_app(UpperTranslator(), ServerOptions(metrics_token="rahasia"))) as guarded:
        assert guarded.get("/metrics").status_code == 401
        assert guarded.get("/metrics", headers={"Authorization": "Bearer rahasi"}).status_code == 401
        assert guarded.get("/metrics", headers={"Authorization": "Bearer rahasia"}).status_code == 200
