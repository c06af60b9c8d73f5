#!/usr/bin/env bash
# trafilatura 2.3.1: HTML's q element is a quotation within a sentence (blockquote is the one for a block), so one
# would expect a sentence with it to stay one line, with quotation marks as a browser shows them. The text breaks off
# after the quotation, the rest starts a new line, even a lone comma, and no marks are set.
# Seen: 'Bupati berkata, <q>kami akan membantu warga</q>, lalu pulang.' gives two lines, the second ', lalu pulang.'
# For a user: sentence splitting and alignment by line see fragments. The XML output keeps the sentence in one piece
# (as a quote element within p).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check trafilatura==2.3.1 lxml_html_clean==0.4.6
"$work/venv/bin/python" - <<'PYTHON'
import trafilatura

body = (
    "<p>Harga beras di pasar kota naik dua hari terakhir karena pasokan dari petani berkurang. "
    "Pedagang mengatakan pembeli mulai mengurangi belanja mereka.</p>"
    "<p>Pemerintah kota akan menggelar pasar murah di tiga kecamatan. Warga diminta membawa kartu keluarga.</p>"
)


def last_lines(sentence: str) -> list[str]:
    """Return what is extracted of a paragraph that follows two others."""
    page = f"<html><body><article><h1>Kabar desa</h1>{body}<p>{sentence}</p></article></body></html>"
    return trafilatura.extract(page).split("\n")[3:]


print("trafilatura", trafilatura.__version__)
cases = {
    "Bupati berkata, <em>kami akan membantu warga</em>, lalu pulang.": [
        "Bupati berkata, kami akan membantu warga, lalu pulang.",
    ],
    "Bupati berkata, <q>kami akan membantu warga</q>, lalu pulang.": [
        "Bupati berkata, kami akan membantu warga", ", lalu pulang.",
    ],
    "Satu <q>dua</q> tiga <q>empat</q> lima.": ["Satu dua", "tiga empat", "lima."],
}
for sentence, expected in cases.items():
    seen = last_lines(sentence)
    print(f"{sentence}\n    -> {seen}")
    assert seen == expected, "changed"
PYTHON
