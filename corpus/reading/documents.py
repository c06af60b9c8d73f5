"""One article a file: plain text, Markdown and HTML → the text of the article and its metadata."""

import codecs
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from corpus.reading.encodings import Unreadable, decode, read_bytes, read_text
from corpus.reading.sources import ArticleFile

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_METADATA = ("title", "date", "url", "source")

_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_KEY_VALUE = re.compile(r"^([A-Za-z]+)[ \t]*:[ \t]*(\S.*)$", re.MULTILINE)

_HEADING = re.compile(r"^[ ]{0,3}#{1,6}[ \t]+([^\r\n]*)", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()\n]|\([^()\n]*\))*\)")
# Strong before emphasis; the marks must touch the words they set off, so that "2 * 3" and "nama_berkas" stay.
# Strong text in underscores ends within 300 characters: without a limit, a long line takes quadratic time.
_EMPHASIS = (
    re.compile(r"(?<![\w*\\])\*\*(?=[^\s*])([^*\n]*?)(?<=[^\s*\\])\*\*(?![\w*])"),
    re.compile(r"(?<![\w\\])__(?=[^\s_])([^\n]{0,300}?)(?<=[^\s_\\])__(?!\w)"),
    re.compile(r"(?<![\w*\\])\*(?=[^\s*])([^*\n]*?)(?<=[^\s*\\])\*(?![\w*])"),
    re.compile(r"(?<![\w\\])_(?=[^\s_])([^_\n]*?)(?<=[^\s_\\])_(?!\w)"),
)

# Where browsers look for the declaration: the first 1024 bytes (HTML standard, "prescan a byte stream").
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_CHARSET_BYTES = 1024
# lxml refuses them in a tree, and "&#11;" brings one in after parsing.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CONTAINERS = re.compile(r"</?(?:center|div|font|section|span)\b[^<>]{0,2000}>", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
# fmt: off
_BLOCKS = (
    "address", "article", "aside", "blockquote", "br", "caption", "dd", "div", "dl", "dt", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav",
    "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
)
# fmt: on
_RUNNING_TEXT = ("p", "li", "blockquote", "dd", "td", "h1", "h2", "h3", "h4", "h5", "h6")
_NO_TEXT = ("head", "noscript", "script", "style", "template")


def read_document(file: ArticleFile) -> Mapping[str, object]:
    """Return the record of a one-article file: ``text``; ``title``, ``date``, ``url``, ``source`` if found.

    Raises:
        Unreadable: the file is binary, in another encoding or too long.
        OSError, EOFError, zlib.error: it cannot be opened or decompressed.
    """
    if file.format == "markdown":
        return markdown_record(read_text(file))
    if file.format == "html":
        return html_record(_decode_html(read_bytes(file), file))
    return {"text": read_text(file)}


def markdown_record(markdown: str) -> Mapping[str, object]:
    """Return a Markdown text without its light markup, and the simple ``key: value`` lines before it.

    Headings, links, images and emphasis become their text; everything else stays as it is.
    """
    record: dict[str, object] = {}
    front = _FRONT_MATTER.match(markdown)
    if front:
        markdown = markdown[front.end() :]
        for key, value in _KEY_VALUE.findall(front[1]):
            if key.lower() in _METADATA:
                record[key.lower()] = _unquoted(value.strip())
    text = _HEADING.sub(_heading, markdown)
    # Twice, for an image inside a link.
    text = _LINK.sub(r"\1", _LINK.sub(r"\1", text))
    for emphasis in _EMPHASIS:
        text = emphasis.sub(r"\1", text)
    record["text"] = text
    return record


def _heading(found: re.Match[str]) -> str:
    """Return the text of a heading without its closing ``#`` marks."""
    text = found[1].rstrip()
    bare = text.rstrip("#")
    return bare.rstrip() if bare[-1:] in ("", " ", "\t") else text


def html_record(html: str) -> Mapping[str, object]:
    """Return the main text of a web page with its title, date, address and site, as trafilatura finds them.

    A page without a main text gives all its visible text, one block a line.
    """
    import trafilatura

    html = _CONTROLS.sub(" ", _XML_DECLARATION.sub("", html, count=1))
    if not html.strip():
        return {"text": ""}
    found = trafilatura.bare_extraction(_with_plain_phrases(html), with_metadata=True, include_comments=False)
    if found is None or isinstance(found, dict):
        return {"text": _visible_text(html)}
    record: dict[str, object] = {"text": found.text or _visible_text(html)}
    record.update(title=found.title, date=found.date, url=found.url, source=found.sitename)
    return {key: value for key, value in record.items() if value}


def _with_plain_phrases(html: str) -> "HtmlElement | str":
    """Return a page whose times, labels and quotations inside running text are plain phrases.

    trafilatura 2.1 leaves the words of ``<time>`` and ``<label>`` out of a sentence, and ends a line at ``<q>``.
    """
    tree = _parsed(html)
    if tree is None:
        return html
    for element in list(tree.iter("time", "label", "q")):
        if next(element.iterancestors(*_RUNNING_TEXT), None) is None:
            continue  # a date line or a form, not a part of a sentence
        if element.tag == "q":  # browsers show its quotation marks
            element.text = '"' + (element.text or "")
            element.tail = '"' + (element.tail or "")
        element.tag = "span"
    return tree


def _parsed(html: str) -> "HtmlElement | None":
    """Return the tree of a page, or None for what is no HTML.

    libxml2 leaves out what is nested more than 256 deep. A page that is nests containers without a meaning of their
    own, which are left out then.
    """
    from trafilatura.utils import HTML_PARSER, load_html

    tree = load_html(html)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in HTML_PARSER.error_log):
        return load_html(_CONTAINERS.sub("<br>", html))
    return tree


def _visible_text(html: str) -> str:
    tree = _parsed(html)
    if tree is None:
        return ""
    for element in list(tree.iter(*_NO_TEXT)):
        element.drop_tree()
    for element in tree.iter(*_BLOCKS):
        element.text = "\n" + _CONTROLS.sub(" ", element.text or "")
        element.tail = "\n" + _CONTROLS.sub(" ", element.tail or "")
    lines = (" ".join(line.split()) for line in str(tree.text_content()).splitlines())
    return "\n".join(line for line in lines if line)


def _decode_html(data: bytes, file: ArticleFile) -> str:
    """Return a page as text: UTF-8, or else the character set the page itself declares."""
    try:
        return decode(data, file)
    except Unreadable as error:
        declared = _CHARSET.search(data[:_CHARSET_BYTES])
        if error.rule != "wrong_encoding" or declared is None:
            raise
        try:
            name = codecs.lookup(declared[1].decode("ascii")).name
            # Pages that say Latin-1 mean Windows-1252 (WHATWG Encoding standard, "names and labels").
            return data.decode("cp1252" if name == "iso8859-1" else name)
        except (LookupError, UnicodeError):
            raise error from None


def _unquoted(value: str) -> str | None:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return None if value in {"null", "~"} else value
