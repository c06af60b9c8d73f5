"""Messages of programs (gettext PO): English for messages that have none, or for those that are Indonesian."""

import re
from collections.abc import Callable, Iterator

import polib

from translate.documents.records import Kind, Node, OpenedDocument, Paragraph
from translate.documents.spliced import Spliced
from translate.errors import InputError, first_line

_PLACEHOLDER = re.compile(
    r"%(?:\([^)]*\)|\d+\$)?[-+ #0]*(?:\*|\d+)?(?:\.(?:\*|\d+))?(?:hh|h|ll|l|L|z|j|t)?[diouxXeEfFgGaAcrsp@]"
    r"|%%|\{[^{}\n]*\}|\$\{?\w+\}?|<[^<>\n]+>|&\w+;|\\[ntr]"
)
_INDONESIAN = re.compile(r"(?:id|in|ind)(?:[_-]|$)", re.IGNORECASE)


def open_po(data: bytes, name: str) -> OpenedDocument:
    """Return a file of messages as paragraphs; raise InputError for what cannot be read as one.

    If the header says that the translations are Indonesian, they are put into English. Otherwise the messages
    themselves are taken as Indonesian, and those without a translation get one; translations of people stay.
    """
    spliced = Spliced(data, name, declares=True)
    try:
        file = polib.pofile(spliced.text, check_for_duplicates=False)
    except (OSError, ValueError, IndexError) as error:
        raise InputError(f"{name}: not a PO file ({first_line(error)})") from error
    if not len(file) and not file.metadata:
        raise InputError(f"{name}: not a PO file, no message in it")
    language = file.metadata.get("Language", "")
    if language and not re.match(r"(?:en|id|in|ind)(?:[_-]|$)", language, re.IGNORECASE):
        raise InputError(f"{name}: its Language is {language}, expected en or id")
    into_place = bool(_INDONESIAN.match(language))
    kept = sum(bool(one.translated()) for one in file if not one.obsolete)
    paragraphs: list[Paragraph] = []
    for entry in file:
        if not entry.obsolete:
            paragraphs.extend(_translated_text(entry) if into_place else _untranslated_text(entry))
    notes = [f"{kept} messages that had a translation were left as they are"] if kept and not into_place else []
    if into_place:
        notes = ["the header says that the translations are Indonesian: they were put into English"]
    if into_place or not language:
        file.metadata["Language"] = "en"

    def save() -> bytes:
        text = str(file)
        if not spliced.text.startswith("#"):
            text = text.removeprefix("#\n")  # polib's comment above a header that has none
        return text.encode(file.encoding or "utf-8")

    return OpenedDocument(paragraphs=paragraphs, save=save, notes=notes)


def _untranslated_text(entry: polib.POEntry) -> Iterator[Paragraph]:
    """Yield the message and its plural, whose English becomes its translation."""
    if entry.translated():
        return
    if not entry.msgid_plural:
        entry.msgstr, entry.flags = entry.msgid, [flag for flag in entry.flags if flag != "fuzzy"]
        yield Paragraph(nodes=list(_nodes(entry.msgid, lambda text: setattr(entry, "msgstr", text))))
        return
    entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
    yield from _plurals(entry)


def _translated_text(entry: polib.POEntry) -> Iterator[Paragraph]:
    """Yield the Indonesian translations, which are put into English."""
    if entry.msgstr_plural:
        yield from _plurals(entry)
    elif entry.msgstr:
        yield Paragraph(nodes=list(_nodes(entry.msgstr, lambda text: setattr(entry, "msgstr", text))))


def _plurals(entry: polib.POEntry) -> Iterator[Paragraph]:
    for number, text in entry.msgstr_plural.items():

        def put(english: str, number: int = number) -> None:
            entry.msgstr_plural[number] = english

        yield Paragraph(nodes=list(_nodes(text, put)))


def _nodes(text: str, put: Callable[[str], None]) -> Iterator[Node]:
    """Yield the stretches of a message; placeholders stay, and the message is put together from all of them."""
    parts = re.split(f"({_PLACEHOLDER.pattern})", text)

    def putter(rank: int) -> Callable[[str], None]:
        def put_part(english: str) -> None:
            parts[rank] = english
            put("".join(parts))

        return put_part

    for rank, part in enumerate(parts):
        if rank % 2:
            yield Node(text=part, kind=Kind.FIXED)
        elif part:
            yield Node(text=part, put=putter(rank))
