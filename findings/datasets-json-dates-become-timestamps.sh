#!/usr/bin/env bash
# datasets 5.2.0: JSON knows no dates, so one would expect load_dataset("json") to give a string for a string. A column
# whose strings all look like ISO dates becomes timestamps, without its zone, and to_json writes it as a number of
# milliseconds. The first file decides for all: with a text after it, loading fails; the other way round, the dates
# come out as other text.
# Seen: '2024-01-05' is written back as 1704412800000; '2024-01-05T10:30:00+07:00' is read as 03:30; after a file with
# 'kemarin', '2024-01-05' is '2024-01-05 00:00:00'.
# For a user: metadata of articles does not survive a round trip, and a shard loads or not by what other shards hold.
# Give features.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check datasets==5.2.0
HF_HOME="$work/cache" HF_HUB_OFFLINE=1 "$work/venv/bin/python" - <<'PYTHON'
import json
import os
from pathlib import Path

import datasets

datasets.disable_progress_bars()
datasets.logging.set_verbosity(datasets.logging.CRITICAL)
folder = Path(os.environ["HF_HOME"])
folder.mkdir(exist_ok=True)


def file(name: str, value: str) -> str:
    """Write a file of one row and return its path."""
    (folder / name).write_text(json.dumps({"date": value}) + "\n")
    return str(folder / name)


def load(*files: str) -> datasets.Dataset:
    """Load JSON files, in this order, as one data set."""
    return datasets.load_dataset("json", data_files=list(files), split="train")


day, zone, word = file("a", "2024-01-05"), file("b", "2024-01-05T10:30:00+07:00"), file("c", "kemarin")
print("datasets", datasets.__version__)
loaded = load(day)
loaded.to_json(folder / "written")
written = (folder / "written").read_text().strip()
print("2024-01-05 is", loaded.features["date"], "and written back as", written)
hour = load(zone)[0]["date"]
print("2024-01-05T10:30:00+07:00 is", repr(hour))
mixed = load(word, day)["date"][:]
print("kemarin, then 2024-01-05:", mixed)
try:
    load(day, word)
    fails = False
except datasets.exceptions.DatasetGenerationError as error:
    fails = True
    print("2024-01-05, then kemarin:", error)
assert json.loads(written) == {"date": 1704412800000}, "changed"
assert (hour.hour, hour.minute, hour.tzinfo) == (3, 30, None), "changed"
assert mixed == ["kemarin", "2024-01-05 00:00:00"] and fails, "changed"
PYTHON
