"""The fields of a request, wherever the client put them: JSON, a form, a multipart form or the address."""

import json
import re
from collections.abc import Mapping

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from translate.serving.replies import ApiError, missing

_TOO_MANY_FIELDS = 50
# Half a character, which JSON can spell and UTF-8 cannot hold: a space in its place keeps all positions.
_SURROGATES = re.compile("[\ud800-\udfff]")


async def read_parameters(request: Request, body_limit: int) -> dict[str, object]:
    """Return the fields of a request; those of the body win over those of the address.

    Raises ApiError 400 for a body that is not what its type says.
    """
    fields: dict[str, object] = dict(request.query_params)
    if request.method != "POST":
        return fields
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        fields.update(await _form(request, body_limit))
    elif body := await request.body():
        fields.update(_json_object(body))
    return fields


async def _form(request: Request, body_limit: int) -> Mapping[str, object]:
    try:
        form = await request.form(max_files=1, max_fields=_TOO_MANY_FIELDS, max_part_size=body_limit)
    except HTTPException as error:  # what Starlette raises for a broken or an oversized form
        raise ApiError(400, f"Invalid request: {error.detail}") from error
    # LibreTranslate makes one text of form fields whose lines end as HTTP has them.
    return {
        name: value if isinstance(value, UploadFile) else value.replace("\r\n", "\n") for name, value in form.items()
    }


def _json_object(body: bytes) -> Mapping[str, object]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ApiError(400, "Invalid JSON format") from error
    if not isinstance(value, dict):
        raise ApiError(400, "Invalid JSON format")
    return value


def text_field(fields: Mapping[str, object], name: str) -> str:
    """Return a field that must be there and be text; raise ApiError 400 otherwise."""
    value = fields.get(name)
    if value is None or value == "":
        raise missing(name)
    if not isinstance(value, str):
        raise ApiError(400, f"Invalid request: {name} parameter is not a string")
    return _SURROGATES.sub(" ", value)


def texts_field(fields: Mapping[str, object]) -> list[str] | str:
    """Return ``q``: a text, or a list of texts; raise ApiError 400 where it is neither."""
    value = fields.get("q")
    if value is None or value in ("", []):
        raise missing("q")
    if isinstance(value, str):
        return _SURROGATES.sub(" ", value)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return [_SURROGATES.sub(" ", one) for one in value]
    raise ApiError(400, "Invalid request: q parameter is neither a string nor a list of strings")


def whole_number(fields: Mapping[str, object], name: str, most: int) -> int:
    """Return a field that is a whole number from 0 to ``most``; 0 where it is missing."""
    value = fields.get(name, 0)
    try:
        number = int(value) if isinstance(value, int | str) and not isinstance(value, bool) else None
    except ValueError:
        number = None
    if number is None or number < 0:
        raise ApiError(400, f"Invalid request: {name} parameter is not a number")
    if number > most:
        raise ApiError(400, f"Invalid request: {name} parameter must be <= {most}")
    return number


def is_true(fields: Mapping[str, object], name: str) -> bool:
    """Return whether a field says yes: JSON ``true``, or the words that forms have for it."""
    value = fields.get(name)
    return value is True or (isinstance(value, str) and value.strip().lower() in ("true", "1", "yes", "on"))
