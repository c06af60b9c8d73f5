"""A translator that needs no model, and articles to give it."""

import json
from itertools import cycle
from pathlib import Path

from translate.errors import ModelError
from translate.sentences import Translation

ARTICLES = [
    {
        "id": "a1",
        "text": "Harga beras naik di pasar tradisional\n\nHarga beras di Kota Malang naik pada pekan ini. "
        "Pedagang mengatakan pasokan dari petani berkurang.\n\nWarga berharap harga segera turun.",
        "title": "Harga beras naik",
        "date": "2023-05-03",
        "url": "https://kabar.example/beras",
        "source": "Kabar Desa",
    },
    {"id": "a2", "text": "Jembatan gantung itu selesai dibangun bulan lalu. Anak-anak kini berangkat lebih siang."},
    {
        "id": "a3",
        "text": "Hujan deras mengguyur Bogor sejak Senin malam.\nBaca juga: Banjir di Jakarta mulai surut\n"
        "Petugas menutup dua jalan yang tergenang.",
    },
    {"id": "a4", "text": "Tim bulu tangkis putri menang atas tuan rumah. Pertandingan berlangsung selama dua jam."},
    {"id": "a5", "text": "Museum itu buka setiap hari, kecuali hari Jumat. Tiket masuk dijual di gerbang utara."},
]


_SMALL_WORDS = ("the", "people", "who", "were", "there", "that", "day", "said", "they", "would", "come", "back", "with")


def english_of(sentence):
    """Return what the fake translator says: English words and the sentence's own in capitals by turns.

    The filters take it for a translation: English by its letters, of a fitting length, every name and number in it.
    """
    return " ".join(f"{small} {word.upper()}" for small, word in zip(cycle(_SMALL_WORDS), sentence.split()))


class FakeTranslator:
    """Says ``english_of`` of every sentence, except for those it is told what to say about.

    ``says`` maps a sentence to its text and flags. ``fails_at`` is the number of the call, from 1, that raises.
    """

    def __init__(self, revision="1", says=None, fails_at=None):
        self.origin = f"mt:fake@{revision}"
        self.says = says or {}
        self.fails_at = fails_at
        self.calls = []

    def translate(self, sentences, options=None):
        self.calls.append(list(sentences))
        if len(self.calls) == self.fails_at:
            raise ModelError("the engine broke")
        found = []
        for sentence in sentences:
            text, flags = self.says.get(sentence, (english_of(sentence), ()))
            found.append(Translation(source=sentence, text=text, score=-0.25, flags=flags, quality=0.75))
        return found

    def describe(self):
        return {"model": "fake", "revision": self.origin.partition("@")[2], "sha256": "00ff", "licence": "CC0-1.0"}


def write_articles(folder, articles=ARTICLES, name="berita.jsonl"):
    folder.mkdir(parents=True, exist_ok=True)
    lines = [line if isinstance(line, str) else json.dumps(line) for line in articles]
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def contents(folder):
    """Return every file below a folder with its bytes."""
    return {
        str(path.relative_to(folder)): path.read_bytes() for path in sorted(Path(folder).rglob("*")) if path.is_file()
    }
