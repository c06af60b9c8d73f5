#!/usr/bin/env bash
# datasets 5.2.0: from rows of which some lack a key, one would expect a column for each key, with None where it is
# missing, as the JSON loader and pandas give. from_list, from_generator and map take the columns of the first row only
# and drop the other keys of all later rows without a word.
# Seen: of [{'id'}, {'id', 'en'}] only the column 'id' is left, three times; the JSON loader keeps 'en'. Given features
# with 'en', from_generator keeps it, and from_list stops with an error.
# For a user: if just the first sentence has no translation yet, all translations are gone. Give features.
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
rows = [{"id": "Banjir surut."}, {"id": "Warga pulang.", "en": "Residents went home."}]
features = datasets.Features({"id": datasets.Value("string"), "en": datasets.Value("string")})


def generate():
    yield from rows


file = Path(os.environ["HF_HOME"]) / "rows.jsonl"
file.parent.mkdir(exist_ok=True)
file.write_text("".join(json.dumps(row) + "\n" for row in rows))
numbers = datasets.Dataset.from_dict({"number": [0, 1]})
losing = {
    "from_list": datasets.Dataset.from_list(rows),
    "from_generator": datasets.Dataset.from_generator(generate),
    "map": numbers.map(lambda row: rows[row["number"]], remove_columns="number"),
}
keeping = {
    "JSON loader": datasets.load_dataset("json", data_files=str(file), split="train"),
    "from_generator with features": datasets.Dataset.from_generator(generate, features=features),
}
try:
    datasets.Dataset.from_list(rows, features=features)
    stops = False
except ValueError:
    stops = True
print("datasets", datasets.__version__)
for name, dataset in (losing | keeping).items():
    print(f"{name:28} {dataset[:]}")
print("from_list with features stops with an error:", stops)
for dataset in keeping.values():
    assert dataset["en"][:] == [None, "Residents went home."]
for dataset in losing.values():
    assert dataset.column_names == ["id"] and len(dataset) == 2, "changed"
assert stops, "changed"
PYTHON
