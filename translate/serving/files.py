"""Documents of requests: POST /translate_file and GET /download_file."""

import re
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from translate.documents import supported_suffixes
from translate.errors import SejajarError
from translate.serving.guard import Guard
from translate.serving.languages import checked_languages
from translate.serving.options import ServerOptions
from translate.serving.parameters import text_field
from translate.serving.replies import ApiError, missing
from translate.serving.service import TranslationService, seconds_from_now

_KEPT_SECONDS = 30 * 60  # as LibreTranslate keeps them
_MOST_BYTES = 200_000_000  # of all documents that wait to be fetched; the oldest make room
_DEADLINES = 10  # a document may take as long as this many texts
_SAFE = re.compile(r"[^\w. -]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    name: str
    content: bytes
    made: float


class FileEndpoints:
    """Handlers of the requests that carry documents. Finished documents wait in memory, under names nobody guesses."""

    def __init__(self, options: ServerOptions, guard: Guard, service: TranslationService) -> None:
        self._options = options
        self._guard = guard
        self._service = service
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    async def translate(self, request: Request) -> Response:
        """POST /translate_file."""
        if not self._options.files:
            raise ApiError(403, "Files translation are disabled on this server.")
        fields = await self._guard.admitted(request, self._options.file_limit)
        upload = fields.get("file")
        if not isinstance(upload, UploadFile):
            raise missing("file")
        checked_languages(text_field(fields, "source"), text_field(fields, "target"))
        name = safe_name(upload.filename or "")
        if not name:
            raise ApiError(400, "Invalid request: empty file")
        if not name.lower().endswith(tuple(supported_suffixes())):
            raise ApiError(400, "Invalid request: file format not supported")
        content = await upload.read()
        if not content:
            raise ApiError(400, "Invalid request: empty file")
        english = await self._translated(content, name)
        token = self._keep(name, english)
        address = request.url_for("download_file", name=token)
        return JSONResponse({"translatedFileUrl": str(address)})

    async def download(self, request: Request) -> Response:
        """GET /download_file/NAME."""
        self._forget_old()
        kept = self._kept.get(request.path_params["name"])
        if kept is None:
            raise ApiError(400, "Invalid filename")
        stem, dot, suffix = kept.name.rpartition(".")
        name = f"{stem}_en{dot}{suffix}"
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
        return Response(kept.content, media_type="application/octet-stream", headers=headers)

    async def _translated(self, content: bytes, name: str) -> bytes:
        deadline = seconds_from_now(self._options.deadline * _DEADLINES)
        try:
            document = await self._service.document(content, name, deadline)
        except SejajarError as error:
            raise ApiError(400, f"Invalid request: {' '.join(str(error).split())}") from error
        return document.content

    def _keep(self, name: str, content: bytes) -> str:
        self._forget_old()
        token = secrets.token_urlsafe(24) + PurePosixPath(name).suffix
        self._kept[token] = _Kept(name=name, content=content, made=time.monotonic())
        while sum(len(one.content) for one in self._kept.values()) > _MOST_BYTES and len(self._kept) > 1:
            self._kept.popitem(last=False)
        return token

    def _forget_old(self) -> None:
        limit = time.monotonic() - _KEPT_SECONDS
        while self._kept and next(iter(self._kept.values())).made < limit:
            self._kept.popitem(last=False)


def safe_name(given: str) -> str:
    """Return the last part of a file name without signs that a path or a header could misread; "" if nothing is left.

    It never begins with a dot and has at most 100 characters.
    """
    last = PureWindowsPath(PurePosixPath(given).name).name
    name = _SAFE.sub("_", last).strip(" .")
    stem, dot, suffix = name.rpartition(".")
    return f"{stem[:80]}{dot}{suffix[:19]}"
