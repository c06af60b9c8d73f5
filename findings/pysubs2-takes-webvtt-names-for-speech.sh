#!/usr/bin/env bash
# pysubs2 1.8.1: a WebVTT cue may have a name on the line above its times, and comments stand in NOTE blocks; neither
# is shown on screen. One would expect both to be dropped or kept apart. From the second cue on, a name that is not a
# number, and every comment, is added to the text of the cue before it.
# Seen: 'Selamat pagi.' becomes 'Selamat pagi.', an empty line and 'salam-kedua', the name of the next cue.
# For a user: subtitles translated or aligned through pysubs2 hold names and translators' notes as if someone said
# them, and written back they show on screen. Numbered cues do not show the fault.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pysubs2==1.8.1
"$work/venv/bin/python" - <<'PYTHON'
import pysubs2

subtitles = """WEBVTT

pembuka
00:00:01.000 --> 00:00:02.000
Selamat pagi.

salam-kedua
00:00:03.000 --> 00:00:04.000
Apa kabar?

NOTE periksa lagi

3
00:00:05.000 --> 00:00:06.000
Baik.
"""
texts = [event.plaintext for event in pysubs2.SSAFile.from_string(subtitles)]
print("pysubs2", pysubs2.VERSION)
print(texts)
assert texts == ["Selamat pagi.\n\nsalam-kedua", "Apa kabar?\n\nNOTE periksa lagi", "Baik."], "changed"
PYTHON
