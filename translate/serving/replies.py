"""What a request is answered with when it cannot be served: a status and one line, as LibreTranslate words it."""

from collections.abc import Mapping

from starlette.responses import JSONResponse


class ApiError(Exception):
    """A request that is refused: HTTP ``status``, one line for the client, and headers such as Retry-After."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = dict(headers or {})

    def response(self) -> JSONResponse:
        """Return the answer: ``{"error": message}``."""
        return JSONResponse({"error": self.message}, self.status, headers=self.headers)


def missing(name: str) -> ApiError:
    """Return the error of a request without a field that it must have."""
    return ApiError(400, f"Invalid request: missing {name} parameter")
