#!/usr/bin/env bash
# python-docx 1.2.0: one would expect Paragraph.text to be what Word shows. It takes only runs and links right under
# the paragraph, so words in a tracked insertion, a content control or a smart tag are missing, in mid-sentence, while
# hidden text is in.
# Seen: a paragraph that Word shows as 'Harga beras tidak naik di Bandung sejak Senin.' gives 'Harga beras naik di
# sejak .(draf)': the 'not' is gone, and with it the meaning.
# For a user: a document translated or aligned by Paragraph.text loses words without a sign. Read the w:t elements.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check python-docx==1.2.0
"$work/venv/bin/python" - <<'PYTHON'
import io
from importlib.metadata import version

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

pieces = [
    "<w:r><w:t xml:space='preserve'>Harga beras </w:t></w:r>",
    "<w:ins w:id='1' w:author='x' w:date='2024-01-05T00:00:00Z'>",
    "<w:r><w:t xml:space='preserve'>tidak </w:t></w:r></w:ins>",
    "<w:r><w:t xml:space='preserve'>naik di </w:t></w:r>",
    "<w:smartTag w:uri='urn:tempat' w:element='kota'><w:r><w:t>Bandung</w:t></w:r></w:smartTag>",
    "<w:r><w:t xml:space='preserve'> sejak </w:t></w:r>",
    "<w:sdt><w:sdtContent><w:r><w:t>Senin</w:t></w:r></w:sdtContent></w:sdt>",
    "<w:r><w:t>.</w:t></w:r>",
    "<w:r><w:rPr><w:vanish/></w:rPr><w:t>(draf)</w:t></w:r>",
]
document = Document()
paragraph = parse_xml(f"<w:p {nsdecls('w')}>{''.join(pieces)}</w:p>")
document.element.body.insert(0, paragraph)
file = io.BytesIO()
document.save(file)
text = Document(file).paragraphs[0].text
print("python-docx", version("python-docx"))
print(repr(text))
assert text == "Harga beras naik di  sejak .(draf)", "changed"
PYTHON
