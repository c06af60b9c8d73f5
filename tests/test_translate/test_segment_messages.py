import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from translate.cli import segment_command
from translate.errors import InputError


def run(*arguments: object, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(segment_command, [str(argument) for argument in arguments], input=stdin)


@pytest.mark.parametrize("options", [[], ["--show"]])
@pytest.mark.parametrize(
    ("stdin", "message"),
    [
        (b"", "stdin: no text; give one article"),
        (b" \n\t\n", "stdin: no text"),
        (b"\x00\x01ELF", "stdin: binary, not text"),
        (b"caf\xe9 di kota", "stdin: not UTF-8 (byte 3); convert it, for example with: iconv"),
    ],
)
def test_what_is_no_article_on_stdin_is_said(stdin: bytes, message: str, options: list[str]) -> None:
    result = run("-", *options, stdin=stdin)
    assert isinstance(result.exception, InputError)
    assert message in str(result.exception)
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("stdin", "message"),
    [
        (b"Hujan turun.", 'stdin:1: not a JSON object with a "text"'),
        (b'{"id": 1}', "such as {"),
        (b"\x00\x01ELF", "stdin:1: not a JSON object"),
        (b'{"text": "caf\xe9"}', "stdin:1: not UTF-8 (byte 13 of the line); convert it"),
    ],
)
def test_what_is_no_record_on_stdin_is_said_with_its_line(stdin: bytes, message: str) -> None:
    result = run("-", "--jsonl", stdin=stdin)
    assert isinstance(result.exception, InputError)
    assert message in str(result.exception)


def test_no_records_are_no_mistake_but_are_told() -> None:
    result = run("-", "--jsonl")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "stdin: empty" in result.stderr


@pytest.mark.parametrize("options", [[], ["--jsonl"]])
def test_a_folder_and_an_empty_file_are_named(tmp_path: Path, options: list[str]) -> None:
    assert "a folder; give one file" in str(run(tmp_path, *options).exception)
    (tmp_path / "kosong.txt").touch()
    if not options:
        assert "kosong.txt: no text" in str(run(tmp_path / "kosong.txt").exception)


@pytest.mark.skipif(os.name != "posix", reason="a shell closes stdin")
@pytest.mark.parametrize("options", ["", " --jsonl"])
def test_a_closed_stdin_is_said(options: str) -> None:
    command = f"'{sys.executable}' -c 'from translate.cli import segment_command as c; c()' -{options} <&-"
    found = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False)
    assert "stdin: closed; name a file, or pipe text in" in found.stderr


def test_records_before_a_broken_one_are_printed_whole() -> None:
    result = run("-", "--jsonl", stdin=b'{"text": "Ia tiba."}\n[1]\n')
    assert json.loads(result.stdout)["sentences"][0]["text"] == "Ia tiba."
    assert "stdin:2:" in str(result.exception)
