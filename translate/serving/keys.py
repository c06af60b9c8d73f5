"""API keys: a file of names and SHA-256 hashes; the keys themselves are never stored."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from translate.errors import InputError, SettingError
from translate.writing import save_text

_LINE = re.compile(r"([\w.@-]{1,64})\t([0-9a-f]{64})")
_NAME = re.compile(r"[\w.@-]{1,64}")


class ApiKeys:
    """The keys that a server accepts, by name.

    A key is 32 random bytes, so one round of SHA-256 is enough to keep it: it cannot be guessed from its hash.
    """

    def __init__(self, hashes: Mapping[str, str]) -> None:
        self._hashes = dict(hashes)

    @classmethod
    def read(cls, path: Path) -> "ApiKeys":
        """Return the keys of a file with a line ``name<TAB>hash`` for each; raise InputError for any other line."""
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{path}: cannot be read as a file of API keys ({error})") from error
        found = {}
        for number, line in enumerate(lines, start=1):
            match = _LINE.fullmatch(line)
            if match is None:
                raise InputError(f"{path}:{number}: expected a name, a tab and the SHA-256 of a key")
            found[match[1]] = match[2]
        if not found:
            raise InputError(f"{path}: holds no API key; make one with `new_key`")
        return cls(found)

    def accepts(self, key: str) -> bool:
        """Return whether a key is one of these; the time it takes does not tell how near it came."""
        hashed = _hash(key)
        return any([hmac.compare_digest(hashed, known) for known in self._hashes.values()])  # noqa: C419 - all of them


def add_key(path: Path, name: str) -> str:
    """Make a new key called ``name``, add its hash to the file, and return the key, which is shown only now.

    Raises SettingError if the name is taken or has other characters than letters, digits and ``._@-``.
    """
    if not _NAME.fullmatch(name):
        raise SettingError(f"`new_key` is '{name}', expected up to 64 letters, digits or . _ @ -")
    known = path.read_text(encoding="utf-8") if path.exists() else ""
    if any(line.split("\t")[0] == name for line in known.splitlines()):
        raise SettingError(f"{path} has a key called '{name}'; remove its line, or choose another name")
    key = secrets.token_urlsafe(32)
    save_text(f"{known}{name}\t{_hash(key)}\n", path)
    path.chmod(0o600)
    return key


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
