"""Does another program read our TMX as what went in? Translate Toolkit, and the DTD of TMX 1.4 where one has it.

    python tests/benchmarks/tmx_readers.py CORPUS --python OTHER_VENV/bin/python [--dtd tmx14.dtd]

OTHER_VENV needs ``pip install translate-toolkit``; its package is called ``translate`` too, so it must not be the
environment of this project. Its folder of work is an empty one, for the same reason.
"""

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

from recording import record

from corpus.exporting import export_corpus

_READ = """
import json, sys
from translate.__version__ import sver
from translate.storage.tmx import tmxfile
units = tmxfile.parsefile(sys.argv[1]).units
json.dump({"version": sver, "units": [[unit.getid(), unit.source, unit.target] for unit in units]}, sys.stdout)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--python", type=Path, required=True)
    parser.add_argument("--dtd", type=Path)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        export_corpus(arguments.corpus, "tmx", folder / "pairs.tmx")
        export_corpus(arguments.corpus, "jsonl", folder / "pairs.jsonl")
        lines = (folder / "pairs.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
        stored = [
            [row["pair_id"], row["translation"]["id"], row["translation"]["en"]] for row in map(json.loads, lines)
        ]
        command = [arguments.python.absolute(), "-c", _READ, folder / "pairs.tmx"]
        (folder / "empty").mkdir()
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=folder / "empty")
        read = json.loads(done.stdout)
        result = {
            "translate_toolkit": read["version"],
            "pairs": len(stored),
            "read_back_equal": sum(one == other for one, other in zip(stored, read["units"], strict=True)),
            "valid_by_dtd": valid(folder / "pairs.tmx", arguments.dtd) if arguments.dtd else None,
        }
    record(result, arguments.out)


def valid(document: Path, dtd: Path) -> bool:
    from lxml import etree

    return etree.DTD(str(dtd)).validate(etree.parse(str(document)))


if __name__ == "__main__":
    main()
