"""What the benchmarks share: a result printed and kept, and a measurement in a process of its own."""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any


def test_set_parser(description: str | None) -> argparse.ArgumentParser:
    """Return a parser for test sets to be scored: STEM..., --exclude-lines NAME=FILE, --model and --out."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stems", type=Path, nargs="+")
    parser.add_argument("--exclude-lines", action="append", default=[], metavar="NAME=FILE")
    parser.add_argument("--model", default="bundled")
    parser.add_argument("--out", type=Path)
    return parser


def record(result: object, out: Path | None) -> None:
    """Print ``result`` as JSON, and write it to ``out`` if one is given."""
    print(as_json(result), end="")
    keep(result, out)


def keep(result: object, out: Path | None) -> None:
    """Write ``result`` as JSON to ``out`` if one is given."""
    if out:
        out.write_text(as_json(result), encoding="utf-8")


def as_json(result: object) -> str:
    """Return ``result`` as the files in ``results/`` hold it."""
    return json.dumps(result, indent=1, ensure_ascii=False) + "\n"


def from_own_process(script: str, *arguments: str) -> Any:
    """Return what ``script`` prints as JSON on its last line; a new process's peak memory is its own."""
    done = subprocess.run([sys.executable, script, *arguments], check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])
