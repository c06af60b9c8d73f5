#!/usr/bin/env bash
# lxml 6.1.3 and trafilatura 2.3.1: a page whose article lies in more than 256 nested elements is valid HTML, and browsers
# show it. One would expect its text, or an error. lxml.html returns a tree without what lies deeper, and raises nothing;
# only the parser's error_log says "Excessive depth". trafilatura then takes the rest of the page for the article.
# Seen: of a page with a heading and 300 nested <div> around two sentences, the heading alone is left; with 200 all is
# there. HTMLParser(huge_tree=True) keeps the text of 300.
# For a user: pages of page builders lose their article without a word. Read error_log, or leave out plain containers.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check trafilatura==2.3.1 lxml_html_clean==0.4.6 lxml==6.1.3
"$work/venv/bin/python" - <<'PYTHON'
import lxml
import lxml.html
import trafilatura

STORY = "<p>Warga desa itu memanen padi sejak pagi. Mereka berharap harga gabah naik.</p>" * 4


def page(depth):
    return f"<html><body><h1>Panen raya</h1>{'<div>' * depth}{STORY}{'</div>' * depth}</body></html>"


print("lxml", lxml.__version__, "trafilatura", trafilatura.__version__)
counts = {}
for depth in (200, 300):
    text = lxml.html.fromstring(page(depth)).text_content()
    main = trafilatura.extract(page(depth)) or ""
    counts[depth] = (text.count("gabah"), main.count("gabah"))
    print(f"depth {depth}: lxml keeps {counts[depth][0]} of 4 paragraphs, trafilatura {counts[depth][1]}")
huge = lxml.html.HTMLParser(huge_tree=True)
kept = lxml.html.fromstring(page(300), parser=huge).text_content().count("gabah")
print(f"depth 300 with huge_tree: lxml keeps {kept} of 4")
assert counts == {200: (4, 4), 300: (0, 0)} and kept == 4, "changed"
PYTHON
