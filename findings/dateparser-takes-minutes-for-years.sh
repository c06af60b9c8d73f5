#!/usr/bin/env bash
# dateparser 1.5.0: Indonesian writes the time with a full stop, 'pukul 10.30 WIB', and dateparser.parse reads that
# right. One would expect search_dates, told that the text is Indonesian, to find the same time, or nothing. It cuts at
# the full stop and reads the minutes with the time zone as a day of the month, or as a year.
# Seen, with 12 June 2024 as today: '10.30 WIB' is found as 30 June 2024, '05.45 WIB' as 12 June 2045, '13.00 WIB' as
# 12 June 2000. Without the zone nothing is found; nor is Friday as Jum'at, only as Jumat.
# For a user: dates looked for in news text come out of ordinary times of day.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check dateparser==1.5.0
"$work/venv/bin/python" - <<'PYTHON'
from datetime import datetime

import dateparser
from dateparser.search import search_dates

settings = {"RELATIVE_BASE": datetime(2024, 6, 12, 9, 0)}
print("dateparser", dateparser.__version__)
alone = dateparser.parse("10.30 WIB", languages=["id"], settings=settings)
print("parse: 10.30 WIB ->", alone)
assert (alone.day, alone.hour, alone.minute) == (12, 10, 30)
cases = {
    "Rapat mulai pukul 10.30 WIB.": ("30 WIB", 2024, 6, 30),
    "Hujan turun sejak pukul 05.45 WIB hingga siang.": ("45 WIB", 2045, 6, 12),
    "Jalan ditutup mulai pukul 13.00 WIB.": ("00 WIB", 2000, 6, 12),
}
for text, expected in cases.items():
    ((found, date),) = search_dates(text, languages=["id"], settings=settings)
    print(f"search_dates: {text} -> {found!r} {date.date()}")
    assert (found, date.year, date.month, date.day) == expected, "changed"
assert search_dates("Rapat mulai pukul 10.30.", languages=["id"], settings=settings) is None, "changed"
assert search_dates("Rapat digelar Jum'at pagi.", languages=["id"], settings=settings) is None, "changed"
assert search_dates("Rapat digelar Jumat pagi.", languages=["id"], settings=settings), "changed"
PYTHON
