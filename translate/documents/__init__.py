"""Documents translated in place; ``translate_document`` is the entry point, ``_FORMATS`` the table of formats."""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import PurePath

from translate.documents.paragraphs import translate_paragraphs
from translate.documents.records import OpenedDocument, TranslatedDocument, Translates
from translate.errors import InputError, SettingError
from translate.lexicon import PACKAGED, Lexicon

__all__ = [
    "TranslatedDocument",
    "supported_suffixes",
    "translate_document",
]

_FORMATS: Mapping[str, str] = {
    ".docx": "translate.documents.word:open_docx",
    ".epub": "translate.documents.epub:open_epub",
    ".htm": "translate.documents.html_pages:open_html",
    ".html": "translate.documents.html_pages:open_html",
    ".markdown": "translate.documents.markdown:open_markdown",
    ".md": "translate.documents.markdown:open_markdown",
    ".odt": "translate.documents.opendocument:open_odt",
    ".po": "translate.documents.po:open_po",
    ".pptx": "translate.documents.slides:open_pptx",
    ".srt": "translate.documents.subtitles:open_srt",
    ".txt": "translate.documents.plain_text:open_text",
    ".vtt": "translate.documents.subtitles:open_vtt",
    ".xhtml": "translate.documents.html_pages:open_html",
    ".xlf": "translate.documents.xliff:open_xliff",
    ".xliff": "translate.documents.xliff:open_xliff",
}
_INSTALL = "pip install 'sejajar[documents]'"


def supported_suffixes() -> frozenset[str]:
    """Return the suffixes of the files that can be translated in place, in lower case and with their dot."""
    return frozenset(_FORMATS)


def translate_document(
    data: bytes,
    name: str,
    translator: Translates,
    *,
    lexicon: Lexicon = PACKAGED,
    progress: Callable[[int, int], object] | None = None,
) -> TranslatedDocument:
    """Return a document in English, in the form that it had; ``name`` is its file name, which says what it is.

    Every text of the document is translated or kept as it is. ``progress`` is called with the number of texts that
    are translated and the number known so far; what it raises ends the work.

    Raises:
        InputError: an unknown suffix, a damaged document, or one that is refused for what it would unpack to.
        SettingError: a library that the format needs is not installed.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix not in _FORMATS:
        raise InputError(f"{name}: no document that can be translated; known are {', '.join(sorted(_FORMATS))}")
    opened = _opener(suffix)(data, name)
    outcome = translate_paragraphs(opened.paragraphs, translator, lexicon, progress)
    notes = list(opened.notes)
    if outcome.lost:
        sentences = "1 sentence" if outcome.lost == 1 else f"{outcome.lost:,} sentences"
        notes.append(f"{sentences}: formatting of single words could not be placed in the English")
    return TranslatedDocument(content=opened.save(), pairs=outcome.pairs, notes=tuple(notes))


def _opener(suffix: str) -> Callable[[bytes, str], OpenedDocument]:
    module, _, function = _FORMATS[suffix].partition(":")
    try:
        found: Callable[[bytes, str], OpenedDocument] = getattr(import_module(module), function)
    except ModuleNotFoundError as error:
        raise SettingError(f"{suffix} files need the package '{error.name}': {_INSTALL}") from error
    return found
