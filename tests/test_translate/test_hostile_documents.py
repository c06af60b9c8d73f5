"""What could harm whoever opens a document is refused with one line, and nothing outside the document is read."""

import io
import time
import warnings
import zipfile
from collections.abc import Callable

import pytest
from document_samples import SAMPLES, Made, sample, shouted

from translate.documents import supported_suffixes, translate_document
from translate.errors import InputError

ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


def refused(data: bytes, name: str) -> str:
    with pytest.raises(InputError) as raised:
        translate_document(data, name, Made(shouted))
    message = str(raised.value)
    assert "\n" not in message
    assert message.startswith(name)
    return message


def rebuilt(name: str, change: Callable[[str, bytes], bytes], more: dict[str, bytes] | None = None) -> bytes:
    """Return a sample whose members went through ``change``, with ``more`` members after them."""
    out = io.BytesIO()
    with zipfile.ZipFile(SAMPLES / name) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, change(member, old.read(member)))
        for member, content in (more or {}).items():
            with warnings.catch_warnings(action="ignore"):
                new.writestr(member, content)
    return out.getvalue()


def same(member: str, content: bytes) -> bytes:
    del member
    return content


MAIN = {
    "rich.docx": "word/document.xml",
    "rich.odt": "content.xml",
    "rich.pptx": "ppt/slides/slide1.xml",
    "pandoc.epub": "EPUB/content.opf",
}


@pytest.mark.parametrize("doctype", [ENTITIES, OUTSIDE])
@pytest.mark.parametrize("name", MAIN)
def test_entities_are_refused(name: str, doctype: str) -> None:
    def declare(member: str, content: bytes) -> bytes:
        if member != MAIN[name]:
            return content
        head, mark, rest = content.partition(b"?>")
        return head + mark + doctype.encode() + rest

    assert "declares XML entities" in refused(rebuilt(name, declare), name)


@pytest.mark.parametrize("doctype", [ENTITIES, OUTSIDE])
def test_entities_are_refused_in_xliff(doctype: str) -> None:
    text = sample("a.xlf").decode().replace("<!-- jangan ubah -->", doctype).replace("Tekan", "&a;")
    assert "declares XML entities" in refused(text.encode(), "a.xlf")


@pytest.mark.parametrize("name", MAIN)
def test_an_archive_that_unpacks_to_far_more_is_refused(name: str) -> None:
    bomb = rebuilt(name, same, {"word/media/zeros.bin": bytes(40_000_000)})
    assert len(bomb) < 200_000
    started = time.perf_counter()
    assert "times its size" in refused(bomb, name)
    assert time.perf_counter() - started < 1


def test_a_member_that_lies_about_its_size_is_damaged() -> None:
    data = bytearray(
        rebuilt("rich.docx", lambda member, content: content + b" " * (member == "word/document.xml") * 10**6)
    )
    at = data.find(b"PK\x01\x02")
    while data[at + 46 : at + 46 + 17] != b"word/document.xml":
        at = data.find(b"PK\x01\x02", at + 4)
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    refused(bytes(data), "rich.docx")


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a/../../x", "..\\x", "C:\\x", "C:/x"])
def test_members_that_point_elsewhere_are_refused(path: str) -> None:
    assert "points elsewhere" in refused(rebuilt("rich.docx", same, {path: b"x"}), "rich.docx")


def test_members_that_are_there_twice_are_refused() -> None:
    assert "twice" in refused(rebuilt("rich.docx", same, {"word/document.xml": b"<x/>"}), "rich.docx")


def test_too_many_members_are_refused() -> None:
    assert "members" in refused(rebuilt("rich.odt", same, {f"Pictures/{n}": b"" for n in range(10_001)}), "rich.odt")


def test_a_protected_book_is_refused() -> None:
    encryption = (
        b'<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><e:CipherReference '
        b'xmlns:e="http://www.w3.org/2001/04/xmlenc#" URI="EPUB/text/ch001.xhtml"/></encryption>'
    )
    assert "protected" in refused(rebuilt("pandoc.epub", same, {"META-INF/encryption.xml": encryption}), "pandoc.epub")


@pytest.mark.parametrize("suffix", sorted(supported_suffixes()))
@pytest.mark.parametrize("data", [b"", b"\0\1\2\3" * 10, b"PK\x03\x04" + b"x" * 50, b"\xff\xfea", b"\xe9t\xe9 caf\xe9"])
def test_what_is_no_document_is_refused_or_stays(suffix: str, data: bytes) -> None:
    try:
        assert translate_document(data, f"a{suffix}", Made(shouted)).content == data
    except InputError as error:
        assert str(error).startswith(f"a{suffix}: ")
        assert "\n" not in str(error)


@pytest.mark.parametrize("name", MAIN)
def test_any_cut_archive_is_refused(name: str) -> None:
    data = sample(name)
    for share in (0.1, 0.5, 0.9, 0.99):
        refused(data[: int(len(data) * share)], name)


@pytest.mark.parametrize("name", MAIN)
def test_broken_xml_is_refused(name: str) -> None:
    def cut(member: str, content: bytes) -> bytes:
        return content[:-20] if member == MAIN[name] else content

    assert "not well-formed XML" in refused(rebuilt(name, cut), name)


def test_deep_xml_is_refused_and_deep_html_is_not() -> None:
    deep = "<g id='1'>" * 5000 + "Buka berkas" + "</g>" * 5000
    refused(sample("a.xlf").decode().replace("Simpan", deep).encode(), "a.xlf")
    page = "<b>" * 20_000 + "Buka berkas itu." + "</b>" * 20_000
    after = translate_document(page.encode(), "a.html", Made(shouted)).content.decode()
    assert after == page.replace("Buka berkas itu.", "BUKA BERKAS ITU.")


def test_other_versions_and_languages_are_refused() -> None:
    xliff = sample("a.xlf").decode()
    assert "source language is fr" in refused(xliff.replace('"id-ID"', '"fr"').encode(), "a.xlf")
    assert "target language is de" in refused(xliff.replace('"id-ID"', '"id" target-language="de"').encode(), "a.xlf")
    messages = sample("a.po").decode().replace('"Project', '"Language: de\\n"\n"Project')
    assert "Language is de" in refused(messages.encode(), "a.po")
    two = '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0"/>'
    assert "not XLIFF 1.2 (version 2.0)" in refused(two.encode(), "a.xlf")
    assert "WEBVTT" in refused(sample("a.srt"), "a.vtt")
    assert "no subtitles" in refused(b"Hanya teks.", "a.srt")


@pytest.mark.parametrize(
    "text",
    ["kata " * 20_000, "a" * 200_000, "<p>Ibu pergi." * 4000, "<" * 20_000, "&" * 20_000, "*" * 4000, "[" * 2000],
)
@pytest.mark.parametrize("name", ["a.html", "a.md", "a.txt"])
def test_large_texts_take_no_more_than_seconds(name: str, text: str) -> None:
    started = time.perf_counter()
    translate_document(text.encode(), name, Made(shouted))
    assert time.perf_counter() - started < 10
