"""Every error a user can cause, and nothing else.

SejajarError                 one line: what is wrong, where, and what to do
├── InputError               a file or record cannot be read as an article
├── OutputError              an output place cannot be written, or holds something else
├── SettingError             an option or plan key that does not exist or does not fit
├── ModelError               a model cannot be found, trusted or loaded
└── BrokenOffError           a source stopped answering half-way; what was done is kept

Anything that is not a SejajarError is a bug. The commands turn a SejajarError into its one line and exit code 2.
"""

import difflib
from collections.abc import Iterable


class SejajarError(Exception):
    """An error the user can fix; its text is one line that says what is wrong, where, and what to do."""


class InputError(SejajarError):
    """A source that cannot be read: missing, binary, in another encoding, or without the text asked for."""


class OutputError(SejajarError):
    """An output place that cannot be written or that holds the work of another recipe."""


class SettingError(SejajarError):
    """A setting that does not exist or whose value does not fit."""


class ModelError(SejajarError):
    """A model that cannot be found, verified or loaded."""


class BrokenOffError(SejajarError):
    """A source that stopped answering half-way, such as a network; trying again may go further."""


def first_line(error: BaseException) -> str:
    """Return the first line of what an error says, without a final stop; the name of its class if it says nothing."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__).rstrip(".")


def shortened(name: str, width: int = 200) -> str:
    """Return a name of at most ``width`` characters, its middle left out, for a message of one line."""
    half = (width - 1) // 2
    return name if len(name) <= width else f"{name[:half]}…{name[-half:]}"


def nearest(name: str, known: Iterable[str], *, least: float = 0.5) -> str:
    """Return ``; did you mean 'x'?`` for the closest known name, or an empty string.

    ``least`` is the smallest share of common characters (``difflib.SequenceMatcher.ratio``).
    """
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=least)
    return f"; did you mean '{close[0]}'?" if close else ""
