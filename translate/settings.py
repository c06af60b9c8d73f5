"""Frozen dataclasses filled from TOML files and option values; one error lists all mistakes."""

import dataclasses
import tomllib
import types
import typing
from collections.abc import Mapping
from pathlib import Path

from translate.errors import SettingError, nearest

T = typing.TypeVar("T")


def read_toml(kind: type[T], path: Path) -> T:
    """Return ``kind`` filled from the TOML file at ``path``; raise SettingError naming every key that is wrong."""
    try:
        return settings_from(kind, read_toml_table(path), str(path))
    except SettingError as error:
        # A setting in backticks becomes an option in a command's message; what is wrong in a file is a key.
        raise SettingError(str(error).replace("`", "'")) from error


def read_toml_table(path: Path) -> dict[str, object]:
    """Return the TOML file at ``path`` as a dictionary; raise SettingError if it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise SettingError(f"{path}: not UTF-8 (byte {error.start})") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingError(f"{path}: not TOML: {error}") from error


def settings_from(kind: type[T], values: Mapping[str, object], where: str) -> T:
    """Return the dataclass ``kind`` filled from ``values``; ``where`` opens the message of a SettingError.

    Tables fill nested dataclasses, tables of tables dictionaries of those. All unknown keys and ill-typed values are
    reported in one error.
    """
    problems: list[str] = []
    filled = _fill(kind, values, "", problems)
    if problems:
        raise SettingError(f"{where}: " + "; ".join(problems))
    return typing.cast("T", filled)


def type_problems(settings: object) -> list[str]:
    """Return one message for each field of a dataclass whose value has another type than the field's.

    A list may stand for a tuple, a whole number for a float.
    """
    hints = typing.get_type_hints(type(settings))
    problems: list[str] = []
    for field in dataclasses.fields(typing.cast("typing.Any", settings)):
        value, hint = getattr(settings, field.name), hints[field.name]
        origin = typing.get_origin(hint)
        if origin is tuple:
            entries = value if isinstance(value, list | tuple) else ()
            if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in entries):
                problems.append(f"`{field.name}` is {value!r}, expected a list of texts")
        elif origin is dict:
            if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
                problems.append(f"`{field.name}` is {value!r}, expected names with their numbers")
        elif origin is not typing.Literal:
            found: list[str] = []
            _checked(value, hint, field.name, found)
            problems += [one.replace(f"'{field.name}'", f"`{field.name}`", 1) for one in found]
    return problems


def _fill(kind: type, values: Mapping[str, object], prefix: str, problems: list[str]) -> object:
    hints = typing.get_type_hints(kind)
    known = {field.name: field for field in dataclasses.fields(kind)}
    arguments: dict[str, object] = {}
    for key, value in values.items():
        if key not in known:
            hint = nearest(key, known) or f" (known: {', '.join(known)})"
            problems.append(f"unknown key '{prefix}{key}'{hint}")
        elif dataclasses.is_dataclass(hints[key]) and isinstance(value, Mapping):
            arguments[key] = _fill(typing.cast("type", hints[key]), value, f"{prefix}{key}.", problems)
        else:
            arguments[key] = _checked(value, hints[key], f"{prefix}{key}", problems)
    for name, field in known.items():
        required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        if required and name not in values:
            problems.append(f"key '{prefix}{name}' is missing")
    if problems:
        return None
    try:
        return kind(**arguments)
    except SettingError as error:
        problems.append(f"{prefix}{error}" if prefix else str(error))
        return None


def _table(value: object, kind: type, name: str, problems: list[str]) -> object:
    if isinstance(value, Mapping):
        return _fill(kind, value, f"{name}.", problems)
    problems.append(f"'{name}' is {value!r}, expected a table")
    return None


def _checked(value: object, hint: object, name: str, problems: list[str]) -> object:
    """Return ``value`` converted to ``hint`` (lists to tuples, whole numbers to float) or note a problem."""
    if typing.get_origin(hint) is tuple and isinstance(value, list):
        return tuple(value)
    if typing.get_origin(hint) is dict and isinstance(value, Mapping):
        kind: type = typing.get_args(hint)[1]
        if not dataclasses.is_dataclass(kind):
            return {key: _checked(entry, kind, f"{name}.{key}", problems) for key, entry in value.items()}
        return {key: _table(entry, kind, f"{name}.{key}", problems) for key, entry in value.items()}
    allowed = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    if float in allowed and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    plain = tuple(kind for kind in allowed if isinstance(kind, type))
    fits = isinstance(value, plain) and not (isinstance(value, bool) and bool not in plain)
    if typing.get_origin(hint) is typing.Literal:
        allowed = plain = typing.get_args(hint)
        fits = value in plain
    if not fits:
        expected = " or ".join(getattr(kind, "__name__", str(kind)) for kind in allowed)
        problems.append(f"'{name}' is {value!r}, expected {expected}")
    return value
