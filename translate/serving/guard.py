"""Who may ask, and how often: API keys, the rate of requests, and the token of the metrics."""

import hmac

from starlette.requests import Request

from translate.serving.keys import ApiKeys
from translate.serving.limits import RequestRate
from translate.serving.options import ServerOptions
from translate.serving.parameters import read_parameters
from translate.serving.replies import ApiError

# Wrong keys that a client may send in a minute: enough for a slip of the pen, too few to guess.
_WRONG_KEYS = 10


class Guard:
    """Admits requests: reads their fields, and counts and checks what comes with them."""

    def __init__(self, options: ServerOptions) -> None:
        self._options = options
        self._keys = ApiKeys.read(options.keys) if options.keys else None
        self._requests = RequestRate(options.request_limit)
        self._wrong_keys = RequestRate(_WRONG_KEYS)

    async def admitted(self, request: Request, body_limit: int | None = None) -> dict[str, object]:
        """Return the fields of a request that may be served.

        Raises ApiError: 429 for too many requests or wrong keys, 400 without a key, 403 with a wrong one.
        """
        client = request.client.host if request.client else "unknown"
        self._requests.take(client)
        if self._keys is not None:
            self._wrong_keys.check(client)  # refused while the bucket is empty, whatever the key
        fields = await read_parameters(request, body_limit or self._options.body_limit)
        if self._keys is not None:
            key = fields.get("api_key") or _bearer(request)
            if not isinstance(key, str) or not key:
                raise ApiError(400, "Please contact the server operator to get an API key")
            if not self._keys.accepts(key):
                self._wrong_keys.take(client)
                raise ApiError(403, "Invalid API key")
        return fields

    def check_metrics_token(self, request: Request) -> None:
        """Raise ApiError 401 where the metrics ask for a token and the request has another or none."""
        token = self._options.metrics_token
        if token and not hmac.compare_digest(_bearer(request).encode(), token.encode()):
            raise ApiError(401, "Unauthorized", {"WWW-Authenticate": "Bearer"})


def _bearer(request: Request) -> str:
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else ""
