"""The endpoints of LibreTranslate's API that take text: translate, detect, languages, suggest and the small ones."""

from collections.abc import Sequence

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from translate.documents import supported_suffixes
from translate.serving.guard import Guard
from translate.serving.languages import LANGUAGES, checked_languages, detect, listed_languages
from translate.serving.memory import TranslationMemory
from translate.serving.metrics import Metrics
from translate.serving.options import ServerOptions
from translate.serving.parameters import is_true, text_field, texts_field, whole_number
from translate.serving.replies import ApiError, missing
from translate.serving.service import Answer, TranslationService, seconds_from_now


class TextEndpoints:
    """Handlers of the requests that carry texts."""

    def __init__(self, options: ServerOptions, service: TranslationService, guard: Guard) -> None:
        self._options = options
        self._service = service
        self._guard = guard

    async def translate(self, request: Request) -> Response:
        """POST /translate."""
        fields = await self._guard.admitted(request)
        deadline = seconds_from_now(self._options.deadline)
        given = texts_field(fields)
        source, target = checked_languages(text_field(fields, "source"), text_field(fields, "target"))
        form = str(fields.get("format") or "text").lower()
        if form not in ("text", "html"):
            raise ApiError(400, f"{form} format is not supported")
        count = whole_number(fields, "alternatives", self._options.alternatives_limit)
        texts = [given] if isinstance(given, str) else given
        self._check_size(texts)
        detected = await run_in_threadpool(lambda: [detect(text)[0] for text in texts]) if source == "auto" else []
        languages = [one.language for one in detected] if detected else [source] * len(texts)
        foreign = [position for position, language in enumerate(languages) if language != target]
        answers = [Answer(english=text) for text in texts]
        translate = self._service.pages if form == "html" else self._service.texts
        made = await translate([texts[position] for position in foreign], deadline)
        for position, one in zip(foreign, made, strict=True):
            answers[position] = one
        columns: dict[str, list[object]] = {"translatedText": [one.english for one in answers]}
        if detected:
            columns["detectedLanguage"] = [one.as_dict() for one in detected]
        if count:
            columns["alternatives"] = [
                await self._service.alternatives(
                    text, html=form == "html", first=one.english, count=count, deadline=deadline
                )
                if position in foreign
                else []
                for position, (text, one) in enumerate(zip(texts, answers, strict=True))
            ]
        if is_true(fields, "pairs"):
            columns["pairs"] = [list(one.pairs) for one in answers]
        single = isinstance(given, str)
        return JSONResponse({name: values[0] if single else values for name, values in columns.items()})

    async def detect(self, request: Request) -> Response:
        """POST /detect."""
        fields = await self._guard.admitted(request)
        given = texts_field(fields)
        texts = [given] if isinstance(given, str) else given
        self._check_size(texts)
        found = await run_in_threadpool(lambda: [[one.as_dict() for one in detect(text)] for text in texts])
        return JSONResponse(found[0] if isinstance(given, str) else found)

    def _check_size(self, texts: Sequence[str]) -> None:
        size = sum(map(len, texts))
        for found, limit in ((len(texts), self._options.batch_limit), (size, self._options.char_limit)):
            if found > limit:
                raise ApiError(400, f"Invalid request: request ({found}) exceeds text limit ({limit})")


class SmallEndpoints:
    """Handlers of the requests that need no model."""

    def __init__(
        self, options: ServerOptions, guard: Guard, memory: TranslationMemory | None, metrics: Metrics
    ) -> None:
        self._options = options
        self._guard = guard
        self._memory = memory
        self._metrics = metrics

    async def languages(self, request: Request) -> Response:
        """GET /languages."""
        del request
        return JSONResponse(listed_languages())

    async def health(self, request: Request) -> Response:
        """GET /health."""
        del request
        return JSONResponse({"status": "ok"})

    async def settings(self, request: Request) -> Response:
        """GET /frontend/settings."""
        del request
        options = self._options
        return JSONResponse(
            {
                "charLimit": options.char_limit,
                "frontendTimeout": 500,
                "apiKeys": options.keys is not None,
                "keyRequired": options.keys is not None,
                "suggestions": options.suggestions,
                "filesTranslation": options.files,
                "supportedFilesFormat": sorted(supported_suffixes()),
                "language": {
                    "source": {"code": "id", "name": LANGUAGES["id"]},
                    "target": {"code": "en", "name": LANGUAGES["en"]},
                },
            }
        )

    async def suggest(self, request: Request) -> Response:
        """POST /suggest: kept for people to look at; it translates nothing by itself."""
        if not self._options.suggestions or self._memory is None:
            raise ApiError(403, "Suggestions are disabled on this server.")
        fields = await self._guard.admitted(request)
        text = text_field(fields, "q")
        suggestion = fields.get("s")
        if not isinstance(suggestion, str) or not suggestion:
            raise missing("s")
        checked_languages(text_field(fields, "source"), text_field(fields, "target"))
        if max(len(text), len(suggestion)) > self._options.char_limit:
            size = max(len(text), len(suggestion))
            raise ApiError(400, f"Invalid request: request ({size}) exceeds text limit ({self._options.char_limit})")
        self._memory.suggest(text, suggestion)
        return JSONResponse({"success": True})

    async def metrics(self, request: Request) -> Response:
        """GET /metrics."""
        self._guard.check_metrics_token(request)
        return PlainTextResponse(self._metrics.text(), media_type="text/plain; version=0.0.4")
