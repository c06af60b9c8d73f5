"""The endpoints of LibreTranslate's API that take text: translate, detect, languages, suggest and the small ones."""

import itertools
from collections.abc import Sequence

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from translate.serving.guard import Guard
from translate.serving.languages import LANGUAGES, checked_languages, detect, listed_languages
from translate.serving.markup import MarkedText, texts_between_tags, with_texts
from translate.serving.memory import TranslationMemory
from translate.serving.metrics import Metrics
from translate.serving.options import ServerOptions
from translate.serving.parameters import is_true, text_field, texts_field, whole_number
from translate.serving.replies import ApiError, missing
from translate.serving.service import TextInEnglish, TranslationService


class TextEndpoints:
    """Handlers of the requests that carry texts."""

    def __init__(self, options: ServerOptions, service: TranslationService, guard: Guard) -> None:
        self._options = options
        self._service = service
        self._guard = guard

    async def translate(self, request: Request) -> Response:
        """POST /translate."""
        fields = await self._guard.admitted(request)
        deadline = self._service.deadline()
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
        places = await run_in_threadpool(
            lambda: [
                self._places(text, language, target, form) for text, language in zip(texts, languages, strict=True)
            ]
        )
        done = await self._service.translate([place.text for one in places for place in one], deadline)
        by_text = _parted(done, [len(one) for one in places])
        answer: dict[str, object] = {
            "translatedText": [_whole(*one) for one in zip(texts, places, by_text, strict=True)]
        }
        if detected:
            answer["detectedLanguage"] = [one.as_dict() for one in detected]
        if count:
            answer["alternatives"] = [
                await self._alternatives(*one, count, deadline) for one in zip(texts, places, by_text, strict=True)
            ]
        if is_true(fields, "pairs"):
            answer["pairs"] = [
                [pair for one in parts for pair in one.given.pairs(one.translations)] for parts in by_text
            ]
        return JSONResponse(
            answer if isinstance(given, list) else {name: values[0] for name, values in answer.items()}  # type: ignore[index]
        )

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

    @staticmethod
    def _places(text: str, language: str, target: str, form: str) -> list[MarkedText]:
        """Return what of a text is to be translated; nothing where it is in the target language already."""
        if language == target:
            return []
        if form == "html":
            return texts_between_tags(text)
        return [MarkedText(start=0, end=len(text), text=text)]

    async def _alternatives(
        self, text: str, places: Sequence[MarkedText], done: Sequence[TextInEnglish], count: int, deadline: float
    ) -> list[str]:
        """Return other English texts; of HTML with several texts the nth of each make one."""
        others = [await self._service.alternatives(one, count, deadline) for one in done]
        found = []
        for index in range(max(map(len, others), default=0)):
            parts = [mine[index] if index < len(mine) else one.english for mine, one in zip(others, done, strict=True)]
            found.append(_put_back(text, places, parts))
        return found


def _parted(done: Sequence[TextInEnglish], sizes: Sequence[int]) -> list[list[TextInEnglish]]:
    rest = iter(done)
    return [list(itertools.islice(rest, size)) for size in sizes]


def _whole(text: str, places: Sequence[MarkedText], parts: Sequence[TextInEnglish]) -> str:
    return _put_back(text, places, [one.english for one in parts])


def _put_back(text: str, places: Sequence[MarkedText], parts: Sequence[str]) -> str:
    """Return a text with English in its places: all of it, or the texts between its tags."""
    if len(places) == 1 and places[0].start == 0 and places[0].end == len(text):
        return parts[0] if places[0].text == text else with_texts(text, places, parts)
    return with_texts(text, places, parts)


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
        from translate.serving.files import document_suffixes

        options = self._options
        return JSONResponse(
            {
                "charLimit": options.char_limit,
                "frontendTimeout": 500,
                "apiKeys": options.keys is not None,
                "keyRequired": options.keys is not None,
                "suggestions": options.suggestions,
                "filesTranslation": options.files,
                "supportedFilesFormat": document_suffixes(),
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
