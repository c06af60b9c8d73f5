#!/usr/bin/env bash
# datasets 5.2.0: Translation(languages=['id', 'en']) is declared with the source language first, and the rows are
# given so too; one would expect the rows to come back in that order. They come back sorted by code, while features
# still names the languages in the declared order.
# Seen: the row {'id': 'Banjir surut.', 'en': 'The flood receded.'} comes back with 'en' first.
# For a user: code that takes source and target from the row's values, or zips them with features' languages, trains or
# scores the wrong direction, for just those pairs of which the source sorts last. Take texts by code.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check datasets==5.2.0
HF_HOME="$work/cache" HF_HUB_OFFLINE=1 "$work/venv/bin/python" - <<'PYTHON'
import datasets

features = datasets.Features({"translation": datasets.Translation(languages=["id", "en"])})
row = {"id": "Banjir surut.", "en": "The flood receded."}
dataset = datasets.Dataset.from_dict({"translation": [row]}, features=features)
languages = dataset.features["translation"].languages
back = dataset[0]["translation"]
print("datasets", datasets.__version__)
print("languages:", languages)
print("row:", back)
print("zipped:", dict(zip(languages, back.values())))
assert languages == ["id", "en"] and list(back) == ["en", "id"], "changed"
PYTHON
