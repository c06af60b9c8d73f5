"""Translators without a model that make what they do visible, and small documents of every format."""

from collections.abc import Callable, Sequence
from pathlib import Path

from translate.control_pieces import SLOTS
from translate.sentences import Translation

SAMPLES = Path(__file__).parent / "samples"


class Made:
    """A translator that applies a function to every sentence and remembers what it was asked."""

    def __init__(self, change: Callable[[str], str]) -> None:
        self._change = change
        self.asked: list[str] = []

    def translate(self, sentences: Sequence[str]) -> list[Translation]:
        self.asked.extend(sentences)
        return [Translation(source=one, text=self._change(one), score=-0.5) for one in sentences]


def shouted(text: str) -> str:
    """Return the text in capitals: every part of it can be found again."""
    return text.upper()


def backwards(text: str) -> str:
    """Return the words in reverse order, the slots with them: nothing comes back in order."""
    return " ".join(reversed(text.split()))


def without_slots(text: str) -> str:
    """Return the text in capitals without slots, as a model does that does not know them."""
    for slot in SLOTS:
        text = text.replace(slot, "")
    return " ".join(text.upper().split())


def nasty(text: str) -> str:
    """Return what every format could read as its own marks."""
    del text
    return "1. <b onclick='x()'>kota</b> &lt;i> ]]> --> *satu* **dua** [x](y) `z` # | <script>a</script> > lima"


def silent(text: str) -> str:
    """Return nothing, as a model may."""
    del text
    return ""


CHANGES = {
    "shouted": shouted,
    "backwards": backwards,
    "without_slots": without_slots,
    "nasty": nasty,
    "silent": silent,
}

HTML = """<!DOCTYPE html>
<html lang="id"><head><title>Berita &amp; Opini</title><meta name="description" content="Kabar hari ini">
<script>var a = "<p>jangan ubah</p>";</script><style>p { color: red }</style></head>
<body class=x onload='mulai("a")'><h1>Harga beras naik</h1>
<p id=1>Kementerian <b>Keuangan</b> mengumumkan anggaran baru pada <i>Rabu</i>. Lihat <a href="x?a=1&b=2">laporan
lengkap</a> untuk keterangan&nbsp;lebih lanjut.</p>
<p>Gunakan perintah <code>pip install x</code> untuk memasang paket. Tanda &lt;script&gt; tidak berubah.
<p>Jalan Sudirman<br>Jakarta Pusat<br/>Telepon 021-555
<img src=a.png alt='Foto "presiden" dan menteri' data-x="jangan ubah">
<p><span translate="no">jangan ubah</span> bertemu <span lang="en">breaking news</span> di lahan 10 m<sup>2</sup>.
<pre>jangan   ubah</pre><ul><li>Pertama kali<li>Kedua kali</ul><!-- jangan ubah --><input type=submit value=Kirim>
<textarea>jangan ubah</textarea><svg viewBox="0 0 1 1"><text>jangan ubah</text></svg>
<td>1.500,5</td> teks lepas <p class=notranslate>jangan ubah</p></body></html>
"""

MARKDOWN = """---
title: jangan ubah
---
# Harga *beras* naik

Kementerian **Keuangan** mengumumkan anggaran baru. Lihat [laporan
lengkap](http://contoh.id/a_b "jangan ubah") untuk keterangan lebih lanjut[^1].

- Pertama kali dia datang.
- Gunakan `pip install x` untuk memasang paket.
  1. Butir dengan snake_case dan 5 * 3.

> Kutipan dari menteri{two_spaces}
> yang panjang \\*bintang\\*
> dan berlanjut &amp; selesai.

| Nama | Harga |
|---|---:|
| Beras merah | 12.000 |
| Cabai \\| rawit | 50.000 |

```python
jangan("ubah")
```

    jangan ubah

![Foto](a.png) Presiden tiba di Jakarta<br>kemarin <https://contoh.id>.

[^1]: Catatan kaki di sini.

[x]: http://contoh.id "jangan ubah"
""".replace("{two_spaces}", "  ")

SRT = """1
00:00:01,000 --> 00:00:02,000
Aku tidak tahu mengapa

2
00:00:02,500 --> 00:00:04,000 X1:0
<i>kau pergi dari rumah.</i>
Kembalilah!

3
00:00:05,000 --> 00:00:06,000

4
00:00:06,500 --> 00:00:07,000
- Apa kabar?
- Baik, terima kasih.
5
00:00:08,000 --> 00:00:09,000
{\\an8}Selesai.
"""

VTT = """WEBVTT

NOTE jangan ubah

STYLE
::cue { color: red }

awal
00:01.000 --> 00:02.000 align:start
<v Budi>Selamat pagi &amp; selamat datang.

00:03.000 --> 00:04.000
Kita akan pergi ke pasar
untuk membeli ikan.
"""

PO = """# jangan ubah
msgid ""
msgstr ""
"Project-Id-Version: contoh\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

#. jangan ubah
#: a.c:1
#, c-format
msgid "Berkas %s tidak ditemukan\\n"
msgstr ""

msgctxt "menu"
msgid "%d berkas dihapus"
msgid_plural "%d berkas dihapus"
msgstr[0] ""
msgstr[1] ""

msgid "Simpan"
msgstr "Keep"
"""

XLIFF = """<?xml version="1.0" encoding="UTF-8"?>
<!-- jangan ubah -->
<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"><file source-language="id-ID" original="a"
 datatype="plaintext"><body>
<trans-unit id="1"><source>Tekan <g id="b">tombol merah</g> untuk berhenti<x id="2"/>.</source></trans-unit>
<trans-unit id="2"><source>Simpan</source><target state="translated">Keep</target></trans-unit>
<trans-unit id="3" translate="no"><source>jangan ubah</source></trans-unit>
<trans-unit id="4"><source>Buka berkas <ph id="1">jangan ubah</ph> sekarang</source><target/></trans-unit>
</body></file></xliff>
"""

TEXTS = {"a.html": HTML, "a.md": MARKDOWN, "a.srt": SRT, "a.vtt": VTT, "a.po": PO, "a.xlf": XLIFF}
"""Small documents that are text; what must not change says so (jangan ubah: do not change)."""

ARCHIVES = sorted(path.name for path in SAMPLES.iterdir() if path.suffix in (".docx", ".odt", ".epub", ".pptx"))
"""The names of the documents that other programs made."""


def sample(name: str) -> bytes:
    """Return the bytes of a document by its name."""
    return TEXTS[name].encode() if name in TEXTS else (SAMPLES / name).read_bytes()
