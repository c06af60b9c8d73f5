"""The settings of the server; every limit is on unless it is turned off."""

from dataclasses import dataclass
from pathlib import Path

from translate.errors import SettingError


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOptions:
    """What the server accepts and keeps.

    ``char_limit`` is characters in a request, ``batch_limit`` texts in a request, ``body_limit`` bytes of a request
    and ``file_limit`` bytes of a document. ``queue_limit`` is the sentences that may wait; more are refused with 429.
    ``gather_ms`` is how long sentences of several requests are gathered for one batch, ``deadline`` the seconds after
    which a request is given up. ``request_limit`` is requests of a client in a minute. ``keys`` is a file of API keys
    as ``serving.keys`` writes it; None asks for none. ``memory`` is the file of the translation memory; None keeps
    none. ``cors`` is the origin that may call from a browser, ``*`` for all; None allows none.
    """

    char_limit: int = 50_000
    batch_limit: int = 500
    body_limit: int = 2_000_000
    file_limit: int = 20_000_000
    queue_limit: int = 5_000
    alternatives_limit: int = 3
    gather_ms: float = 4.0
    deadline: float = 60.0
    request_limit: int = 1_200
    keys: Path | None = None
    memory: Path | None = None
    cors: str | None = None
    suggestions: bool = False
    files: bool = True
    page: bool = True
    metrics_token: str | None = None

    def __post_init__(self) -> None:
        for name in ("char_limit", "batch_limit", "body_limit", "file_limit", "queue_limit", "request_limit"):
            if getattr(self, name) < 1:
                raise SettingError(f"`{name}` is {getattr(self, name)}, expected 1 or more")
        if not 0 <= self.alternatives_limit <= 10:
            raise SettingError(f"`alternatives_limit` is {self.alternatives_limit}, expected 0 to 10")
        if not 0 <= self.gather_ms <= 1000:
            raise SettingError(f"`gather_ms` is {self.gather_ms}, expected 0 to 1000 milliseconds")
        if not 0 < self.deadline <= 3600:
            raise SettingError(f"`deadline` is {self.deadline}, expected more than 0 and at most 3600 seconds")
