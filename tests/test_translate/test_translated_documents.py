"""Documents keep their form: only what people read changes, nothing is lost, and the order stays."""

import html
import re
import zipfile
from collections import Counter
from io import BytesIO

import polib
import pytest
from document_samples import ARCHIVES, CHANGES, HTML, MARKDOWN, SRT, TEXTS, VTT, XLIFF, Made, sample, shouted
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html
from markdown_it import MarkdownIt

from translate.backends.echo_backend import EchoBackend
from translate.documents import supported_suffixes, translate_document
from translate.errors import InputError
from translate.models import Checkpoint
from translate.translator import Translator

FORMATS = [*TEXTS, *ARCHIVES]
LOUD = Made(shouted)


def changed(name: str, change: str = "shouted", text: str | None = None) -> str:
    data = sample(name) if text is None else text.encode()
    return translate_document(data, name, Made(CHANGES[change])).content.decode()


def xml_members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def skeleton(data: bytes) -> list[tuple[object, object]]:
    """Return the tags and attributes of XML in order, without what may change."""
    return [
        (one.tag, sorted(item for item in one.attrib.items() if not item[0].endswith("}space")))
        for one in etree.fromstring(data).iter()
    ]


def letters(text: str) -> Counter[str]:
    """Return how often each letter and figure is in a text, case and character references aside."""
    return Counter(re.findall(r"\w", html.unescape(text).lower()))


def texts(data: bytes) -> str:
    return "".join(etree.fromstring(data).itertext())


@pytest.mark.parametrize("change", ["shouted", "backwards", "without_slots", "nasty"])
@pytest.mark.parametrize("name", ARCHIVES)
def test_an_archive_keeps_its_members_and_their_structure(name: str, change: str) -> None:
    before = sample(name)
    after = translate_document(before, name, Made(CHANGES[change])).content
    old, new = xml_members(before), xml_members(after)
    assert list(new) == list(old)
    with zipfile.ZipFile(BytesIO(before)) as one, zipfile.ZipFile(BytesIO(after)) as other:
        assert other.infolist()[0].compress_type == one.infolist()[0].compress_type
    assert after != before
    for member, content in old.items():
        if content and member.endswith((".xml", ".xhtml", ".opf", ".ncx")):
            kept = [item if not str(item[0]).endswith("}html") else (item[0], "") for item in skeleton(new[member])]
            was = [item if not str(item[0]).endswith("}html") else (item[0], "") for item in skeleton(content)]
            assert [tag for tag, _ in kept] == [tag for tag, _ in was], member
            if change != "nasty" and not member.endswith(".xhtml"):
                assert kept == was, member
        else:
            assert new[member] == content


@pytest.mark.parametrize("change", ["shouted", "backwards", "without_slots", "silent"])
@pytest.mark.parametrize("name", ["a.html", "a.md", "a.srt", "a.vtt", *ARCHIVES])
def test_no_character_is_lost_or_doubled(name: str, change: str) -> None:
    """These translators give back the words that they get; if nothing comes back, the text stays."""
    data = sample(name)
    after = translate_document(data, name, Made(CHANGES[change])).content
    if name in TEXTS:
        assert letters(after.decode().replace('lang="en"', "", 1)) == letters(data.decode().replace('lang="id"', ""))
        return
    new = xml_members(after)
    for member, content in xml_members(data).items():
        if re.search(r"(document|content|slide\d+|footnotes|header\d+|footer\d+)\.xml$", member):
            assert letters(texts(new[member])) == letters(texts(content)), member


@pytest.mark.parametrize("name", FORMATS)
def test_translating_again_gives_the_same(name: str) -> None:
    once = translate_document(sample(name), name, LOUD)
    assert once == translate_document(sample(name), name, LOUD)
    assert once.pairs
    assert all(pair.text.upper() == pair.source.upper() for pair in once.pairs)


@pytest.mark.parametrize("name", FORMATS)
def test_with_the_tiny_model(name: str, tiny_checkpoint: Checkpoint) -> None:
    """A real tokenizer, and an engine that gives back what it gets: pieces the vocabulary lacks are lost, no more."""
    translator = Translator(tiny_checkpoint, EchoBackend())
    document = translate_document(sample(name), name, translator)
    assert len(document.pairs) == len(translate_document(sample(name), name, LOUD).pairs)
    assert document.content


def test_only_the_text_of_a_page_changes() -> None:
    after = changed("a.html")
    assert after.count("jangan ubah") == HTML.count("jangan ubah")
    assert "jangan   ubah" in after
    assert '<title>BERITA &amp; OPINI</title><meta name="description" content="KABAR HARI INI">' in after
    assert "KEMENTERIAN <b>KEUANGAN</b> MENGUMUMKAN ANGGARAN BARU PADA <i>RABU</i>." in after
    assert 'LIHAT <a href="x?a=1&b=2">LAPORAN LENGKAP</a> UNTUK KETERANGAN LEBIH LANJUT.</p>' in after
    assert "PERINTAH <code>pip install x</code> UNTUK MEMASANG PAKET. TANDA &lt;SCRIPT&gt; TIDAK" in after
    assert "JALAN SUDIRMAN<br>JAKARTA PUSAT<br/>TELEPON 021-555" in after
    assert """alt="FOTO &quot;PRESIDEN&quot; DAN MENTERI" data-x""" in after
    assert '<span lang="en">breaking news</span> DI LAHAN 10 M<sup>2</sup>.' in after
    assert '<input type=submit value="KIRIM">' in after
    assert "<td>1.500,5</td> TEKS LEPAS" in after
    assert '<html lang="en">' in after


@pytest.mark.parametrize("change", CHANGES)
def test_no_tag_is_new_in_a_page(change: str) -> None:
    def tags(page: str) -> list[tuple[str, tuple[str, ...]]]:
        return [(str(one.tag), tuple(one.attrib)) for one in lxml_html.document_fromstring(page).iter()]

    assert tags(changed("a.html", change)) == tags(HTML)


_PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<a href='x'>",
        "</a>",
        "<br>",
        "<code>",
        "</code>",
        "<div>",
        "</div>",
        "<li>",
        "&lt;",
        "&amp;",
        "&copy",
        "&#60;",
        "<",
        ">",
        "&",
        " ",
        "\n",
        "Ibu pergi",
        "ke pasar.",
        "Harga naik!",
        "<!--",
        "-->",
        "<!",
        "<?x",
        "</",
        '<img alt="Foto sawah">',
        "<span translate=no>",
        "</span>",
        "<script>",
        "</script>",
        '"',
        "'",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=25).map("".join), st.sampled_from(["shouted", "backwards", "nasty"]))
def test_any_page_keeps_its_tags(page: str, change: str) -> None:
    def tags(text: str) -> list[str]:
        return re.findall(r"<[a-zA-Z/!?][^<>]*>", text)

    try:
        after = changed("a.html", change, page)
    except InputError:
        return
    strip = re.compile(r"alt=(\"[^\"]*\")")
    assert [strip.sub("", one) for one in tags(after)] == [strip.sub("", one) for one in tags(page)]


def shape(text: str) -> list[tuple[str, str, int]]:
    """Return what a Markdown parser sees, without the texts and without formatting that may have been given up."""
    found = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text):
        found.append((token.type, token.markup, token.nesting))
        for inner in token.children or ():
            if inner.type in ("link_open", "code_inline", "image", "hardbreak", "html_inline"):
                found.append((inner.type, str(inner.attrs.get("href", "")), 0))
    return found


@pytest.mark.parametrize("change", CHANGES)
def test_markdown_is_read_as_before(change: str) -> None:
    after = changed("a.md", change)
    assert shape(after) == shape(MARKDOWN)
    assert after.count("jangan") == MARKDOWN.count("jangan")


def test_marks_of_markdown_stay_where_they_belong() -> None:
    after = changed("a.md")
    assert "# HARGA *BERAS* NAIK\n" in after
    assert 'LIHAT [LAPORAN LENGKAP](http://contoh.id/a_b "jangan ubah") UNTUK KETERANGAN LEBIH LANJUT[^1].' in after
    assert "- GUNAKAN `pip install x` UNTUK" in after
    assert "  1. BUTIR DENGAN SNAKE_CASE DAN 5 * 3." in after
    assert "> KUTIPAN DARI MENTERI  \n> YANG PANJANG \\*BINTANG\\* DAN BERLANJUT & SELESAI." in after
    assert "| BERAS MERAH | 12.000 |\n| CABAI \\| RAWIT | 50.000 |" in after
    assert "[^1]: CATATAN KAKI DI SINI." in after
    assert "JAKARTA<br>KEMARIN <https://contoh.id>." in after


def test_formatting_that_is_given_up_leaves_no_marks() -> None:
    """Two stars and two without text between them would be four stars."""
    document = translate_document(
        b"Ibu **pergi** ke pasar.",
        "a.md",
        Made(lambda text: "Mother went to the market." if "Ibu" in text else "leaves"),
    )
    assert document.content == b"Mother went to the market."
    assert document.notes == ("1 sentence: formatting of single words could not be placed in the English",)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", ["a.srt", "a.vtt"])
def test_subtitles_keep_their_lines(name: str, change: str) -> None:
    before, after = TEXTS[name].split("\n"), changed(name, change).split("\n")
    assert len(after) == len(before)
    for old, new in zip(before, after, strict=True):
        assert bool(old.strip()) == bool(new.strip())
        assert ("-->" in old) == ("-->" in new)
        if "-->" in old or old.isdecimal() or "jangan" in old:
            assert new == old


def test_a_sentence_runs_through_several_cues() -> None:
    translator = Made(shouted)
    after = translate_document(SRT.encode(), "a.srt", translator).content.decode()
    assert "Aku tidak tahu mengapa kau pergi dari rumah." in translator.asked
    assert "AKU TIDAK TAHU MENGAPA\n" in after
    assert "<i>KAU PERGI DARI RUMAH.</i>\nKEMBALILAH!\n" in after
    assert "- APA KABAR?\n- BAIK, TERIMA KASIH.\n5\n" in after
    assert "{\\an8}SELESAI.\n" in after
    assert "<v Budi>SELAMAT PAGI &amp; SELAMAT DATANG.\n" in changed("a.vtt", text=VTT)


def test_messages_get_a_translation_and_keep_their_placeholders() -> None:
    file = polib.pofile(changed("a.po"))
    assert [entry.msgid for entry in file] == [entry.msgid for entry in polib.pofile(TEXTS["a.po"])]
    assert file[0].msgstr == "BERKAS %s TIDAK DITEMUKAN\n"
    assert (file[0].flags, file[0].comment, file[0].occurrences) == (["c-format"], "jangan ubah", [("a.c", "1")])
    assert file[1].msgstr_plural == {0: "%d BERKAS DIHAPUS", 1: "%d BERKAS DIHAPUS"}
    assert file[2].msgstr == "Keep"
    assert file.metadata["Language"] == "en"


def test_indonesian_translations_of_messages_become_english() -> None:
    text = TEXTS["a.po"].replace('"Project', '"Language: id\\n"\n"Project').replace('"Keep"', '"Simpan data"')
    file = polib.pofile(changed("a.po", text=text))
    assert [entry.msgstr for entry in file] == ["", "", "SIMPAN DATA"]


def test_units_of_xliff_get_a_target() -> None:
    after = changed("a.xlf")
    state = 'state="needs-review-translation" state-qualifier="leveraged-mt"'
    assert f'<target {state}>TEKAN <g id="b">TOMBOL MERAH</g> UNTUK BERHENTI<x id="2"/>.</target>' in after
    assert '<target state="translated">Keep</target>' in after
    assert f'<target {state}>BUKA BERKAS <ph id="1">jangan ubah</ph> SEKARANG</target>' in after
    assert 'target-language="en"' in after
    assert after.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<!-- jangan ubah -->')
    old = [one for one in skeleton(XLIFF.encode()) if "target" not in str(one[0])]
    assert len([one for one in skeleton(after.encode()) if "target" not in str(one[0])]) == len(old) + 3


def text_of(name: str, member: str, change: str = "shouted") -> str:
    after = xml_members(translate_document(sample(name), name, Made(CHANGES[change])).content)
    return "|".join(etree.fromstring(after[member]).itertext())


def test_word_keeps_runs_changes_fields_and_columns() -> None:
    document = translate_document(sample("rich.docx"), "rich.docx", LOUD)
    text = text_of("rich.docx", "word/document.xml")
    assert "BUPATI |SITI AMINAH| MERESMIKAN JEMBATAN |BARU| ITU PADA SENIN. WARGA |MENYAMBUT| PERESMIAN" in text
    assert "PEMERINTAH AKAN |SEGERA |tidak |MEMPERBAIKI JALAN DESA." in text
    assert "Nama\tUmur\tKota" not in LOUD.asked
    assert {"Nama", "Umur", "Kota"} <= set(LOUD.asked)
    assert "HALAMAN | PAGE |1" in text_of("rich.docx", "word/footer1.xml")
    assert "LAPORAN BULANAN DESA" in text_of("rich.docx", "word/header1.xml")
    assert "tracked changes: inserted text was translated, deleted text was left as it is" in document.notes
    assert any("fields" in note for note in document.notes)


def test_program_text_in_word_and_opendocument_stays() -> None:
    assert "GUNAKAN |pip install x| UNTUK" in re.sub(r"\|+ *\|+", "|", text_of("pandoc.docx", "word/document.xml"))
    assert "GUNAKAN |pip install x| UNTUK" in text_of("pandoc.odt", "content.xml")
    assert "LAPORAN ITU TERBIT" in text_of("pandoc.docx", "word/footnotes.xml")


def test_a_footnote_stays_at_its_word() -> None:
    text = text_of("rich.odt", "content.xml", "without_slots")
    assert "PETANI DI |KARAWANG| MEMANEN PADI PADA BULAN APRIL|1|DATA DARI DINAS PERTANIAN.|. HARGA" in text
    assert "LIHAT |SITUS RESMI| UNTUK HARGA.|TERIMA KASIH." in text


def test_slides_keep_runs_groups_and_notes() -> None:
    assert "KEMENTERIAN |KEUANGAN| MENGUMUMKAN" in "|".join(
        text_of("pandoc.pptx", f"ppt/slides/slide{number}.xml") for number in (1, 2, 3)
    )
    assert "TEKS DI DALAM KELOMPOK" in text_of("rich.pptx", "ppt/slides/slide1.xml")
    assert "JELASKAN RENCANA ITU" in text_of("rich.pptx", "ppt/notesSlides/notesSlide1.xml")


def test_a_book_is_in_english_throughout() -> None:
    members = xml_members(translate_document(sample("pandoc.epub"), "pandoc.epub", LOUD).content)
    assert next(iter(members)) == "mimetype"
    assert b"<dc:language>en</dc:language>" in members["EPUB/content.opf"]
    assert b"LAPORAN" in members["EPUB/toc.ncx"]
    assert b"<strong>KEUANGAN</strong>" in members["EPUB/text/ch001.xhtml"]
    assert b"HARGA <strong>BERAS</strong> NAIK" in members["EPUB/nav.xhtml"] or b"HARGA" in members["EPUB/nav.xhtml"]


def test_text_keeps_its_lines_and_leaves_nothing_out() -> None:
    article = "Jakarta (ANTARA) - Ibu pergi ke pasar. Harga naik.\n\nBaca juga: Beras mahal\n1.500\n"
    after = changed("a.txt", text=article)
    assert after == "Jakarta (ANTARA) - IBU PERGI KE PASAR. HARGA NAIK.\n\nBACA JUGA: BERAS MAHAL\n1.500\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "windows-1252"])
def test_the_encoding_stays(encoding: str) -> None:
    page = "<meta charset=windows-1252><p>Harga kopi naik – kata “Ibu”.</p>"
    after = translate_document(page.encode(encoding), "a.html", LOUD).content
    assert after.decode(encoding) == "<meta charset=windows-1252><p>HARGA KOPI NAIK – KATA “IBU”.</p>"
    assert after[:2] == page.encode(encoding)[:2]


def test_progress_can_end_the_work() -> None:
    seen: list[tuple[int, int]] = []
    translate_document(HTML.encode(), "a.html", LOUD, progress=lambda done, known: seen.append((done, known)))
    assert seen[-1][0] == seen[-1][1] > 10

    def stop(done: int, known: int) -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        translate_document(HTML.encode(), "a.html", LOUD, progress=stop)


def test_the_suffixes() -> None:
    wanted = {".txt", ".md", ".html", ".docx", ".odt", ".pptx", ".epub", ".srt", ".vtt", ".po", ".xliff"}
    assert wanted <= supported_suffixes()
    with pytest.raises(InputError, match=r"^a\.pdf: .*\.docx"):
        translate_document(b"x", "a.pdf", LOUD)
