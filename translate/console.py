"""What all commands share: options collected in the context, reading text, progress and messages on stderr."""

import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeAlias, TypeVar

import click

from translate.errors import InputError, OutputError
from translate.writing import written_whole

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

Ticker: TypeAlias = Callable[[str], None]
Command = TypeVar("Command", bound=Callable[..., object])

_KEPT = "sejajar.options"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_CONVERT = "convert it, for example with: iconv -f WINDOWS-1252 -t UTF-8"


class GivenPath(click.Path):
    """A path that the user gives to a command; an empty one, as an unset shell variable leaves, is refused."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(
        self, value: "str | os.PathLike[str]", param: click.Parameter | None, ctx: click.Context | None
    ) -> "str | bytes | os.PathLike[str]":
        """Return the path; Path("") would be the current folder."""
        if value == "":
            self.fail("the name is empty; name a file or a folder", param, ctx)
        return super().convert(value, param, ctx)


PATH = GivenPath()
"""The type of every option and argument that is a path."""


def stored_option(name: str, kind: object, text: str) -> Callable[[Command], Command]:
    """Return a click option whose value is stored in the context, not passed to the command.

    A command with many settings reads them with ``given_options`` and makes one options dataclass of them. Options that
    the user did not give are missing, so that only the dataclass has defaults. The ``kind`` ``bool`` makes a flag.
    """

    def keep(context: click.Context, parameter: click.Parameter, value: object) -> None:
        if parameter.name is not None and value is not None:
            context.meta.setdefault(_KEPT, {})[parameter.name] = value

    if kind is bool:
        return click.option(name, is_flag=True, default=None, expose_value=False, callback=keep, help=text)
    option_type = click.Choice(kind) if isinstance(kind, tuple) else kind
    return click.option(name, type=option_type, expose_value=False, callback=keep, help=text)


def given_options() -> dict[str, object]:
    """Return the values that the user gave for the stored options of the current command."""
    return dict(click.get_current_context().meta.get(_KEPT, {}))


def option_names(program: click.Command) -> dict[str, str]:
    """Return the options of a program and all its commands by the names of their settings: ``text_column``."""
    names: dict[str, str] = {}
    for command in program.commands.values() if isinstance(program, click.Group) else ():
        names.update(option_names(command))
    for parameter in program.params:
        if isinstance(parameter, click.Option) and parameter.name is not None:
            names[parameter.name] = max(parameter.opts, key=len)
    return names


def with_options(message: str, names: Mapping[str, str]) -> str:
    """Return a message of the library for users of the commands: a setting in backticks becomes its option.

    The library writes "choose another `out`", and a command says "choose another --out". ``names`` maps settings to
    options; what it does not name stays as it is.
    """
    return re.sub(r"`(\w+)`", lambda found: names.get(found[1], found[0]), message)


def is_quiet() -> bool:
    """Return whether ``--quiet`` was given."""
    return bool(given_options().get("quiet"))


quiet_option = stored_option("--quiet", bool, "No progress and no summary, only errors.")


def tell(message: str) -> None:
    """Print one message to stderr, unless ``--quiet`` was given."""
    if not is_quiet():
        click.echo(message, err=True)


def warn(message: str) -> None:
    """Print one message to stderr, always."""
    click.echo(message, err=True)


def json_line(record: Mapping[str, object]) -> str:
    """Return ``record`` as one line of JSON that UTF-8 can hold: lone surrogates, which it cannot, as escapes."""
    line = json.dumps(record, ensure_ascii=False)
    return re.sub("[\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", line)


def print_json(record: Mapping[str, object]) -> None:
    """Print one record as a line of JSON to stdout."""
    click.echo(json_line(record))


@contextmanager
def ticker() -> Iterator[Ticker]:
    """Give a function that shows a text as one changing line on stderr; without a terminal it does nothing."""
    if is_quiet() or not sys.stderr.isatty():
        yield lambda text: None  # noqa: ARG005 - nobody reads it
        return
    from rich.console import Console

    with Console(stderr=True).status("starting") as status:
        yield lambda text: status.update(text)


def read_text(path: str) -> str:
    """Return the UTF-8 text of a file, or of stdin for ``-``; raise InputError naming what is wrong with it."""
    data = _read_bytes(path)
    where = "stdin" if path == "-" else path
    if b"\0" in data[:8192] and not data.startswith(_UTF16_MARKS):
        raise InputError(f"{where}: binary, not text")
    encoding = "utf-16" if data.startswith(_UTF16_MARKS) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(f"{where}: not UTF-8 (byte {error.start}); {_CONVERT}") from error


def _read_bytes(path: str) -> bytes:
    if path == "-":
        return _stdin().read()
    try:
        return _file(path).read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error


def _stdin() -> BinaryIO:
    """Return stdin as bytes; raise InputError if the shell closed it."""
    if sys.stdin is None:
        raise InputError("stdin: closed; name a file, or pipe text in")
    return sys.stdin.buffer


def _file(path: str) -> Path:
    """Return the path of a file; raise InputError for a folder."""
    file = Path(path)
    if file.is_dir():
        raise InputError(f"{path}: a folder; give one file, or use 'sejajar build' for folders")
    return file


def text_lines(path: str) -> Iterator[str]:
    """Yield the lines of a UTF-8 file, or of stdin for ``-``, without their line feeds; nothing else ends a line."""
    if path == "-":
        yield from _decoded(_stdin(), "stdin")
        return
    try:
        with _file(path).open("rb") as stream:
            yield from _decoded(stream, path)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error


def _decoded(stream: BinaryIO, where: str) -> Iterator[str]:
    for number, line in enumerate(stream, start=1):
        if number == 1 and line.startswith(_UTF16_MARKS):
            yield from _utf16_lines(line + stream.read(), where)
            return
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise InputError(f"{where}:{number}: not UTF-8 (byte {error.start} of the line); {_CONVERT}") from error


def _utf16_lines(data: bytes, where: str) -> Iterator[str]:
    try:
        text = data.decode("utf-16")
    except UnicodeDecodeError as error:
        raise InputError(f"{where}: not UTF-16, though it begins as UTF-16 does ({error.reason})") from error
    yield from (line.rstrip("\r") for line in text.removesuffix("\n").split("\n"))


@contextmanager
def output(path: str) -> Iterator[Callable[[str], None]]:
    """Give a function that writes text to ``path``, or to stdout for ``-``; a file appears only when it is complete.

    Devices and pipes are written to directly. Raises OutputError for a folder or a place that cannot be written.
    """
    if path == "-":
        yield lambda text: click.echo(text, nl=False)
        return
    target = Path(path).resolve()
    if not path or target.is_dir():
        raise OutputError(f"'{path}' is a folder; name a file for the output")
    is_device = target.exists() and not target.is_file()
    try:
        with (
            nullcontext(target) if is_device else written_whole(target, shared=True) as place,
            place.open("w", encoding="utf-8", newline="\n") as stream,
        ):

            def write(text: str) -> None:
                stream.write(text)

            yield write
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror})") from error


def text_console(path: str) -> "Console":
    """Return the console for styled text that goes to ``path`` (- is stdout); only a terminal gets colour.

    ``NO_COLOR`` in the environment turns every style off.
    """
    from rich.console import Console

    if path == "-":
        return Console(color_system=None if os.environ.get("NO_COLOR") else "auto")
    return Console(file=io.StringIO(), force_terminal=False, color_system=None)


def painted(console: "Console", line: "Text") -> str:
    """Return one line of styled text as ``console`` prints it, with its line feed."""
    with console.capture() as capture:
        console.print(line, soft_wrap=True)
    return capture.get()
