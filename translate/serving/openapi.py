"""The description of the API for programs: OpenAPI 3.1."""

from importlib.metadata import version
from typing import Any

_TEXT = {"type": "string"}
_CODE = {"type": "string", "enum": ["id", "en"]}
_ERROR = {
    "description": "Refused, with the reason.",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
}
_TEXT_OR_TEXTS = {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
_KEY = {"type": "string", "description": "API key, where the server asks for one."}


def document(address: str) -> dict[str, Any]:
    """Return the description of a server at an address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Sejajar",
            "version": version("sejajar"),
            "description": "Indonesian to English, by LibreTranslate's API. Further fields: `pairs`.",
        },
        "servers": [{"url": address.rstrip("/")}],
        "paths": _paths(),
        "components": {"schemas": _schemas()},
    }


def _paths() -> dict[str, Any]:
    settings = {"type": "object", "required": ["charLimit", "language", "supportedFilesFormat"]}
    listed = {"type": "array", "items": {"$ref": "#/components/schemas/Language"}}
    found = {"type": "array", "items": {}}
    address = {
        "type": "object",
        "required": ["translatedFileUrl"],
        "properties": {"translatedFileUrl": {"type": "string", "format": "uri"}},
    }
    named = {"name": "name", "in": "path", "required": True, "schema": _TEXT}
    return {
        "/translate": {"post": _posted("Translate a text or several", "TranslateRequest", "Translated")},
        "/detect": {"post": _posted("Tell the language of a text", "DetectRequest", found)},
        "/suggest": {"post": _posted("Suggest a better translation", "SuggestRequest", "Success")},
        "/translate_file": {
            "post": {
                "summary": "Translate a document",
                "requestBody": _file_body(),
                "responses": {
                    "200": _answer("Where the document in English is.", address),
                    "4XX": _ERROR,
                    "504": _ERROR,
                },
            }
        },
        "/download_file/{name}": {
            "get": {
                "summary": "Fetch a document",
                "parameters": [named],
                "responses": {
                    "200": {"description": "The document.", "content": {"application/octet-stream": {}}},
                    "4XX": _ERROR,
                },
            }
        },
        "/languages": {"get": _got("List the languages", listed)},
        "/frontend/settings": {"get": _got("Tell the limits of the server", settings)},
        "/health": {"get": _got("Tell that the server is there", {"type": "object", "required": ["status"]})},
    }


def _posted(summary: str, request: str, answer: str | dict[str, Any]) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{answer}"} if isinstance(answer, str) else answer
    asked = {"schema": {"$ref": f"#/components/schemas/{request}"}}
    return {
        "summary": summary,
        "requestBody": {
            "required": True,
            "content": {"application/json": asked, "application/x-www-form-urlencoded": asked},
        },
        "responses": {"200": _answer("Done.", schema), "4XX": _ERROR, "504": _ERROR},
    }


def _got(summary: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"summary": summary, "responses": {"200": _answer("Done.", schema)}}


def _answer(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _file_body() -> dict[str, Any]:
    fields = {"file": {"type": "string", "format": "binary"}, "source": _TEXT, "target": _TEXT, "api_key": _KEY}
    schema = {"type": "object", "required": ["file", "source", "target"], "properties": fields}
    return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}


def _schemas() -> dict[str, Any]:
    def fields(required: list[str], **properties: Any) -> dict[str, Any]:
        return {"type": "object", "required": required, "properties": properties}

    source = {"type": "string", "enum": ["id", "en", "auto"]}
    detected = fields(["confidence", "language"], confidence={"type": "number"}, language=_CODE)
    return {
        "Error": fields(["error"], error=_TEXT),
        "Success": fields(["success"], success={"type": "boolean"}),
        "Language": fields(
            ["code", "name", "targets"], code=_CODE, name=_TEXT, targets={"type": "array", "items": _CODE}
        ),
        "TranslateRequest": fields(
            ["q", "source", "target"],
            q=_TEXT_OR_TEXTS,
            source=source,
            target=_CODE,
            format={"type": "string", "enum": ["text", "html"], "default": "text"},
            alternatives={"type": "integer", "minimum": 0, "default": 0},
            pairs={"type": "boolean", "default": False, "description": "Also return the aligned sentences."},
            api_key=_KEY,
        ),
        "Translated": fields(
            ["translatedText"],
            translatedText=_TEXT_OR_TEXTS,
            detectedLanguage={"oneOf": [detected, {"type": "array", "items": detected}]},
            alternatives={"type": "array", "items": {}},
            pairs={"type": "array", "items": {}},
        ),
        "DetectRequest": fields(["q"], q=_TEXT_OR_TEXTS, api_key=_KEY),
        "SuggestRequest": fields(["q", "s", "source", "target"], q=_TEXT, s=_TEXT, source=source, target=_CODE),
    }
