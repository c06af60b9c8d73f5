"""The application: routes, limits, errors, and what lives as long as the server."""

import hashlib
import json
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from translate.serving.endpoints import SmallEndpoints, TextEndpoints
from translate.serving.files import FileEndpoints
from translate.serving.gathering import SentenceQueue, SentenceTranslator
from translate.serving.guard import Guard
from translate.serving.limits import BodyLimit, SafeHeaders
from translate.serving.memory import TranslationMemory
from translate.serving.metrics import Metrics
from translate.serving.openapi import document
from translate.serving.options import ServerOptions
from translate.serving.replies import ApiError
from translate.serving.service import TranslationService

PAGE = Path(__file__).parent / "page"
LOG = logging.getLogger("sejajar.serving")

Handler = Callable[[Request], Awaitable[Response]]


def create_app(
    translator: SentenceTranslator, options: ServerOptions | None = None, mounted: Sequence[BaseRoute] = ()
) -> Starlette:
    """Return the ASGI application that serves a translator; ``mounted`` are further routes, such as a review page.

    Raises InputError for a file of keys and OutputError for a memory that cannot be used.
    """
    options = options or ServerOptions()
    memory = TranslationMemory(options.memory, maker_of(translator)) if options.memory else None
    queue = SentenceQueue(translator, gather_ms=options.gather_ms, queue_limit=options.queue_limit)
    metrics, guard = Metrics(queue), Guard(options)
    service = TranslationService(queue, memory)
    texts = TextEndpoints(options, service, guard)
    small = SmallEndpoints(options, guard, memory, metrics)
    files = FileEndpoints(options, guard, service)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        queue.start()
        yield
        await queue.close()
        await run_in_threadpool(service.close)
        if memory:
            memory.close()

    def route(path: str, handler: Handler, method: str, name: str | None = None) -> Route:
        return Route(path, _watched(handler, path, metrics), methods=[method], name=name)

    routes: list[BaseRoute] = [
        route("/translate", texts.translate, "POST"),
        route("/detect", texts.detect, "POST"),
        route("/translate_file", files.translate, "POST"),
        route("/download_file/{name}", files.download, "GET", "download_file"),
        route("/languages", small.languages, "GET"),
        route("/frontend/settings", small.settings, "GET"),
        route("/suggest", small.suggest, "POST"),
        route("/health", small.health, "GET"),
        route("/metrics", small.metrics, "GET"),
        route("/spec", _specification, "GET"),
        *mounted,
    ]
    if options.page:
        routes.append(Mount("/", StaticFiles(directory=PAGE, html=True), name="page"))
    return Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=_middleware(options),
        exception_handlers=dict.fromkeys((ApiError, HTTPException, Exception), _error_answer),
    )


def maker_of(translator: SentenceTranslator) -> str:
    """Return the SHA-256 of all that decides a translator's English, by which the memory tells makers apart."""
    described = json.dumps(translator.describe(), sort_keys=True, default=str)
    return hashlib.sha256(described.encode("utf-8")).hexdigest()


def _middleware(options: ServerOptions) -> list[Middleware]:
    limits = {"": options.body_limit, "/translate_file": options.file_limit}
    listed = [Middleware(SafeHeaders), Middleware(BodyLimit, limits=limits)]
    if options.cors:
        cors = Middleware(
            CORSMiddleware,
            allow_origins=[options.cors],
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type"],
            max_age=1_728_000,
        )
        listed.insert(0, cors)
    return listed


def _watched(handler: Handler, endpoint: str, metrics: Metrics) -> Handler:
    """Return a handler whose answers are counted, timed and logged; texts and keys are in neither."""

    async def watched(request: Request) -> Response:
        """Answer a request, whatever becomes of it."""
        started, status = time.monotonic(), 500
        with metrics.in_flight.labels(endpoint).track_inprogress():
            try:
                response = await handler(request)
                status = response.status_code
            except ApiError as error:
                status, response = error.status, error.response()
            finally:
                await request.close()  # the uploaded file, where there is one
                seconds = time.monotonic() - started
                metrics.answered(endpoint, status, seconds)
                record = {"endpoint": endpoint, "status": status, "seconds": round(seconds, 4)}
                LOG.info(json.dumps({"time": time.strftime("%Y-%m-%dT%H:%M:%S%z"), **record}))
        return response

    return watched


async def _specification(request: Request) -> Response:
    return JSONResponse(document(str(request.base_url)))


async def _error_answer(request: Request, error: Exception) -> Response:
    """Answer an error as ``{"error": one line}``.

    One that was not foreseen is only logged: its text may hold a client's.
    """
    del request
    if isinstance(error, ApiError):
        return error.response()
    if isinstance(error, HTTPException):
        return JSONResponse({"error": error.detail}, error.status_code, headers=error.headers)
    LOG.error("the request failed", exc_info=error)
    return JSONResponse({"error": "Internal server error"}, 500)
