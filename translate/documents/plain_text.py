"""Plain text: sentences exchanged, white space and line breaks between them kept."""

from translate.documents.records import Node, OpenedDocument, Paragraph
from translate.documents.spliced import Spliced


def open_text(data: bytes, name: str) -> OpenedDocument:
    """Return a text file as one paragraph; raise InputError for what is not text."""
    spliced = Spliced(data, name)
    whole = Node(text=spliced.text, put=spliced.putter(0, len(spliced.text)))
    return OpenedDocument(paragraphs=[Paragraph(nodes=[whole], raw=True)], save=spliced.save)
