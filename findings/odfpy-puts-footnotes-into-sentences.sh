#!/usr/bin/env bash
# odfpy 1.4.1: one would expect teletype.extractText of a paragraph to give its text, with footnotes and comments left
# out or set apart. Their text, and the footnote's number, are put in where they are anchored, without a space. Asked
# for all paragraphs, getElementsByType then gives them once more by themselves.
# Seen: 'Harga beras naik pekan ini.' with a footnote gives 'Harga beras naik1Menurut pedagang. pekan ini.'
# For a user: an ODT file translated by paragraph has broken sentences, and footnotes and comments are in it twice.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check odfpy==1.4.1
"$work/venv/bin/python" - <<'PYTHON'
import io
from importlib.metadata import version

from odf.office import Annotation
from odf.opendocument import OpenDocumentText, load
from odf.teletype import extractText
from odf.text import Note, NoteBody, NoteCitation, P

document = OpenDocumentText()
sentence = P(text="Harga beras naik")
note, body = Note(noteclass="footnote", id="catatan1"), NoteBody()
body.addElement(P(text="Menurut pedagang."))
note.addElement(NoteCitation(text="1"))
note.addElement(body)
sentence.addElement(note)
sentence.addText(" pekan ini.")
document.text.addElement(sentence)
sentence = P(text="Banjir")
comment = Annotation()
comment.addElement(P(text="periksa lagi"))
sentence.addElement(comment)
sentence.addText(" sudah surut.")
document.text.addElement(sentence)
file = io.BytesIO()
document.save(file)
file.seek(0)
texts = [extractText(paragraph) for paragraph in load(file).getElementsByType(P)]
print("odfpy", version("odfpy"))
print(texts)
assert texts == [
    "Harga beras naik1Menurut pedagang. pekan ini.", "Menurut pedagang.",
    "Banjirperiksa lagi sudah surut.", "periksa lagi",
], "changed"
PYTHON
