#!/usr/bin/env bash
# langcodes 3.5.1: closest_supported_match says which of the supported languages to use for a tag, or none if all are
# too far. One would expect none for Javanese or Sundanese where Indonesian is supported, or at least Malay to be
# nearer, which an Indonesian reader can follow. The distance counts what readers of a language are likely to know, not
# likeness of text: Javanese and Sundanese match Indonesian, Malay does not, and Indonesian matches Malay but not the
# other way round.
# Seen: with 'id' and 'en' supported, 'jv' and 'su' give 'id', 'ms' gives none; distances: id to ms 14, ms to id 34.
# For a user: choosing a model or sorting a corpus by this match sends Javanese text to an Indonesian engine.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check langcodes==3.5.1
"$work/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from langcodes import closest_supported_match, tag_distance

print("langcodes", version("langcodes"))
matches = {tag: closest_supported_match(tag, ["id", "en"]) for tag in ("id", "jv", "su", "ms")}
distances = tag_distance("id", "ms"), tag_distance("ms", "id")
print("with id and en supported:", matches)
print("distance from id to ms and from ms to id:", distances)
assert matches == {"id": "id", "jv": "id", "su": "id", "ms": None}, "changed"
assert distances[0] < distances[1], "changed"
PYTHON
