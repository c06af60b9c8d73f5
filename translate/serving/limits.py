"""What is refused before a request is read: bodies that are too large, and clients that ask too often."""

import math
import time
from collections import OrderedDict

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from translate.serving.replies import ApiError

# The page has no inline code and calls no other host.
_HEADERS = (
    (b"content-security-policy", b"default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)
_MINUTE = 60.0
_CLIENTS = 10_000  # addresses remembered; the one that asked least recently is forgotten first


class BodyLimit:
    """Middleware that refuses a body over its limit with 413, by its stated length or as soon as it is longer.

    ``limits`` gives the bytes for a path; "" is the limit of all others. Bodies without a stated length are counted as
    they arrive.
    """

    def __init__(self, app: ASGIApp, limits: dict[str, int]) -> None:
        self._app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, its body counted."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limits.get(scope["path"], self._limits[""])
        stated = dict(scope["headers"]).get(b"content-length", b"")
        refused = ApiError(413, f"Invalid request: the body is larger than {limit} bytes")
        if stated.isdigit() and int(stated) > limit:
            await refused.response()(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            """Receive a part of the body, and count it."""
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise refused
            return message

        try:
            await self._app(scope, counted, send)
        except ApiError as error:
            await error.response()(scope, receive, send)


class SafeHeaders:
    """Middleware that tells browsers to run nothing but the page's own files, on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and add the headers to its answer."""

        async def with_headers(message: Message) -> None:
            """Send a part of the answer."""
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), *_HEADERS]}
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


class RequestRate:
    """Counts the requests of each client in a minute: a bucket of ``limit`` tokens that fills up again evenly."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def check(self, client: str) -> None:
        """Raise ApiError 429 where a client has no token left; none is taken."""
        if self._tokens(client) < 1:
            raise self._slowdown(client)

    def take(self, client: str) -> None:
        """Take a token of a client; raise ApiError 429 where it has none left."""
        self.check(client)
        self._buckets[client] = (self._tokens(client) - 1, time.monotonic())
        self._buckets.move_to_end(client)
        if len(self._buckets) > _CLIENTS:
            self._buckets.popitem(last=False)

    def _tokens(self, client: str) -> float:
        tokens, then = self._buckets.get(client, (float(self._limit), 0.0))
        return min(self._limit, tokens + (time.monotonic() - then) * self._limit / _MINUTE)

    def _slowdown(self, client: str) -> ApiError:
        seconds = math.ceil((1 - self._tokens(client)) * _MINUTE / self._limit)
        return ApiError(429, f"Slowdown: {self._limit} per 1 minute", {"Retry-After": str(max(1, seconds))})
