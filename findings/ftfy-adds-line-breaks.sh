#!/usr/bin/env bash
# ftfy 6.3.1: given one line, one would expect fix_text to give one line back, and fix_file one for each line of the
# file. A U+2028 within the line (word processors and web forms leave them in text) is turned into a line break, as is
# a lone carriage return.
# Seen: a line with U+2028 comes back as two; of a file of two lines, fix_file gives two pieces, which written out make
# three lines.
# For a user: cleaning the two sides of a parallel corpus, one sentence per line, shifts all that follows against the
# other side. Replace such characters first, or set fix_line_breaks=False.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check ftfy==6.3.1
"$work/venv/bin/python" - <<'PYTHON'
import io

import ftfy

line = "Warga mengungsi.\u2028Air sudah surut."
print("ftfy", ftfy.__version__)
fixed = ftfy.fix_text(line)
kept = ftfy.fix_text(line, fix_line_breaks=False)
returned = ftfy.fix_text("Warga mengungsi.\rAir sudah surut.")
written = "".join(ftfy.fix_file(io.StringIO(line + "\nHujan berhenti.\n", newline="\n")))
print(repr(line), "->", repr(fixed), "and without fix_line_breaks", repr(kept))
print("a file of 2 lines ->", written.count("\n"), "lines")
assert fixed == returned == "Warga mengungsi.\nAir sudah surut." and kept == line, "changed"
assert written.count("\n") == 3, "changed"
PYTHON
