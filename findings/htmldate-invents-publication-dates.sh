#!/usr/bin/env bash
# htmldate 1.11.0 (trafilatura takes its dates from it): for a page that says nowhere when it was published, one would
# expect no date. By default it takes any date it finds: the year of a copyright line (as 1 January), a day in history
# that the article tells of, even the number of a letter. Nothing in the answer tells such a guess from a date that the
# page states.
# Seen: 2019-01-01 from '© 2019', 1998-03-03 from 'berdiri pada 3 Maret 1998', 2015-03-12 from 'Surat nomor
# 12/03/2015'.
# For a user: a corpus sorted, split or cut by date holds articles in wrong years, and a test set of 'new' articles old
# ones. With extensive_search=False none of these three is taken.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check htmldate==1.11.0
"$work/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from htmldate import find_date

body = "<p>Harga beras di pasar kota naik dua hari terakhir karena pasokan dari petani berkurang.</p>"
cases = {
    "": None,
    "<footer>© 2019 Desa Maju</footer>": "2019-01-01",
    "<p>Kota ini berdiri pada 3 Maret 1998.</p>": "1998-03-03",
    "<p>Surat nomor 12/03/2015 mengatur pasar.</p>": "2015-03-12",
}
print("htmldate", version("htmldate"))
for more, expected in cases.items():
    page = f"<html><head><title>Harga beras naik</title></head><body><article>{body}{more}</article></body></html>"
    seen, strict = find_date(page), find_date(page, extensive_search=False)
    print(f"{more or '(no date)'} -> {seen}, without extensive search {strict}")
    assert seen == expected and strict is None, "changed"
PYTHON
