#!/usr/bin/env bash
# translate-toolkit 3.20.4: a target in XLIFF 1.2 has a state, such as 'final' or 'needs-translation'; one would expect
# istranslated and isfuzzy to follow it. They look at the unit's attribute 'approved' alone: without it, a target in
# state 'final' or 'signed-off' is fuzzy and counts as untranslated; with it, one in state 'needs-translation' or 'new'
# counts as translated.
# Seen: of seven units, istranslated is true just for those with approved='yes', whatever the state.
# For a user: a memory or corpus made of the translated units lacks everything from tools that write states without
# 'approved' (it is optional), and may hold targets marked as still to be translated.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check translate-toolkit==3.20.4
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
from importlib import import_module
from importlib.metadata import version

xlifffile = import_module("translate.storage.xliff").xlifffile  # of the toolkit

print("translate-toolkit", version("translate-toolkit"))
cases = [
    ("", "translated"), ("", "final"), ("", "signed-off"), ("", "needs-translation"),
    ('approved="yes"', "final"), ('approved="yes"', "needs-translation"), ('approved="yes"', "new"),
]
for approved, state in cases:
    file = xlifffile()
    file.parse(f"""<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file original="kabar" source-language="id" target-language="en" datatype="plaintext"><body>
<trans-unit id="1" {approved}><source>Banjir surut.</source>
<target state="{state}">The flood receded.</target></trans-unit>
</body></file></xliff>""".encode())
    (unit,) = [unit for unit in file.units if unit.source]
    print(f"state {state:18} {approved:15} translated {unit.istranslated()!s:6} fuzzy {unit.isfuzzy()}")
    assert unit.istranslated() == bool(approved) and unit.isfuzzy() == (not approved), "changed"
PYTHON
