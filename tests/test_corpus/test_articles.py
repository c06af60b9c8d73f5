import csv
import datetime
import gzip
import io
import json
import os
import re
import sys
import tempfile
import tracemalloc
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.reading.articles import ReadOptions, read_articles
from corpus.reading.documents import markdown_record
from corpus.reading.sources import find_sources
from corpus.records import Article, UnreadableRecord
from translate.errors import BrokenOffError, InputError, SettingError

PADI = (
    "Petani di Desa Sukamaju mulai memanen padi pada Senin pagi. "
    "Hasil panen tahun ini, menurut kepala desa, lebih banyak daripada tahun lalu.\n"
)
PASAR = "Pasar itu baru dibuka kembali setelah diperbaiki enam bulan.\r\n\r\nPara pedagang gembira.\r\n"
KAFE = "Seorang pengunjung memesan café au lait di kedai dekat stasiun."
PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>Jembatan baru dibuka</title>
<meta property="og:site_name" content="Kabar Desa">
<meta property="article:published_time" content="2022-08-17T08:00:00+07:00">
<link rel="canonical" href="https://kabar.example/jembatan"></head>
<body><nav><a href="/">Beranda</a></nav><script>var menu = 1;</script><article><h1>Jembatan baru dibuka</h1>
<p>Warga dua desa kini dapat menyeberangi sungai tanpa perahu, karena jembatan gantung sudah selesai.</p>
<p>“Anak-anak tidak lagi terlambat ke sekolah,” kata seorang guru yang mengajar di seberang sungai.</p>
</article></body></html>"""


def read(*sources, **options):
    return list(read_articles([str(source) for source in sources], ReadOptions(**options)))


def articles(*sources, **options):
    records = read(*sources, **options)
    assert all(isinstance(record, Article) for record in records), records
    return records


def records_until_error(*sources, **options):
    found = []
    with pytest.raises(InputError, match="not one article"):
        for record in read_articles([str(source) for source in sources], ReadOptions(**options)):
            found.append(record)
    return found


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    data = data.encode("utf-8") if isinstance(data, str) else data
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def jsonl(*records):
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def parquet(path, **columns):
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table(columns), path)
    return path


# --- formats ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [PADI, PASAR])
@pytest.mark.parametrize("name", ["panen.txt", "panen.txt.gz", "PANEN.TXT"])
def test_text_is_unchanged(tmp_path, name, text):
    assert articles(write(tmp_path / name, text)) == [Article(article_id=name, text=text)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_are_dropped(tmp_path, encoding):
    write(tmp_path / "a.txt", KAFE.encode(encoding))
    write(tmp_path / "b.jsonl", jsonl({"text": KAFE}, {"text": PADI}).encode(encoding))
    write(tmp_path / "c.tsv", f"text\tid\n{KAFE}\t7\n".encode(encoding))
    assert [record.text for record in articles(tmp_path)] == [KAFE, KAFE, PADI, KAFE]


@pytest.mark.parametrize("suffix", [".md", ".md.gz"])
def test_markdown(tmp_path, suffix):
    source = (
        "---\ntitle: 'Festival layang-layang'\ndate: 2021-07-03\ntags:\n  - budaya\nurl: https://kabar.example/l\n"
        "source: Kabar Desa\n---\n# Festival layang-layang #\n\nRibuan **layang-layang** dari [lima provinsi]"
        '(https://kabar.example/p "Peta") naik *bersama* di pantai.\n\n![Foto pantai](pantai_1.jpg)\n'
        "Berkas data_2021_final.csv memuat 2 * 3 * 4 lomba, __semuanya__ _gratis_.\n"
    )
    (article,) = articles(write(tmp_path / f"festival{suffix}", source))
    assert article == Article(
        article_id=f"festival{suffix}",
        text=(
            "Festival layang-layang\n\nRibuan layang-layang dari lima provinsi naik bersama di pantai.\n\n"
            "Foto pantai\nBerkas data_2021_final.csv memuat 2 * 3 * 4 lomba, semuanya gratis.\n"
        ),
        title="Festival layang-layang",
        date="2021-07-03",
        url="https://kabar.example/l",
        source="Kabar Desa",
    )


def test_markdown_without_front_matter_keeps_its_rules(tmp_path):
    text = "---\nGaris di atas tidak pernah ditutup: ini isi artikel.\n"
    assert articles(write(tmp_path / "a.md", text))[0].text == text


@pytest.mark.parametrize("suffix", [".html", ".htm", ".html.gz"])
def test_html(tmp_path, suffix):
    (article,) = articles(write(tmp_path / f"jembatan{suffix}", PAGE))
    assert "Warga dua desa kini dapat menyeberangi sungai" in article.text
    assert "“Anak-anak tidak lagi terlambat ke sekolah,” kata" in article.text
    assert "Beranda" not in article.text
    assert "var menu" not in article.text
    assert (article.title, article.date) == ("Jembatan baru dibuka", "2022-08-17")
    assert (article.url, article.source) == ("https://kabar.example/jembatan", "Kabar Desa")


def test_html_without_main_text_gives_its_visible_text(tmp_path, monkeypatch):
    import trafilatura

    monkeypatch.setattr(trafilatura, "bare_extraction", lambda *args, **kwargs: None)
    page = write(tmp_path / "a.html", PAGE)
    assert articles(page)[0].text.splitlines() == [
        "Beranda",
        "Jembatan baru dibuka",
        "Warga dua desa kini dapat menyeberangi sungai tanpa perahu, karena jembatan gantung sudah selesai.",
        "“Anak-anak tidak lagi terlambat ke sekolah,” kata seorang guru yang mengajar di seberang sungai.",
    ]


def test_html_in_a_declared_character_set(tmp_path):
    page = PAGE.replace("utf-8", "iso-8859-1").encode("cp1252")
    assert "“Anak-anak" in articles(write(tmp_path / "a.html", page))[0].text


@pytest.mark.parametrize("page", ["", "<html><body></body></html>", "<p> </p>", "<?xml version='1.0'?>"])
def test_html_without_text(tmp_path, page):
    (record,) = records_until_error(write(tmp_path / "a.html", page))
    assert record.rule == "empty_text"


RECORDS = [
    {"id": "k-1", "text": PADI, "title": "Panen", "date": "2023-05-01", "url": "https://a.example",
     "source": "Kabar"},
    {"id": "k-2", "text": 'Ia berkata, "Silakan masuk."\nLalu pintu dibuka.', "title": None, "date": None,
     "url": None, "source": None},
]  # fmt: skip


def as_articles(records):
    return [Article(article_id=record["id"], **{k: v for k, v in record.items() if k != "id"}) for record in records]


@pytest.mark.parametrize("suffix", [".jsonl", ".ndjson", ".jsonl.gz"])
def test_jsonl(tmp_path, suffix):
    assert articles(write(tmp_path / f"a{suffix}", jsonl(*RECORDS))) == as_articles(RECORDS)


@pytest.mark.parametrize(("suffix", "delimiter"), [(".csv", ","), (".tsv", "\t"), (".csv.gz", ","), (".tsv.gz", "\t")])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_csv_and_tsv(tmp_path, suffix, delimiter, quoting, line_end):
    out = io.StringIO()
    writer = csv.DictWriter(out, list(RECORDS[0]), delimiter=delimiter, quoting=quoting, lineterminator=line_end)
    writer.writeheader()
    writer.writerows(RECORDS)
    assert articles(write(tmp_path / f"a{suffix}", out.getvalue())) == as_articles(RECORDS)


def test_parquet(tmp_path):
    path = parquet(tmp_path / "a.parquet", **{name: [r[name] for r in RECORDS] for name in RECORDS[0]})
    assert articles(path) == as_articles(RECORDS)


def test_parquet_values_become_text(tmp_path):
    path = parquet(
        tmp_path / "a.parquet",
        id=[7, None],
        isi=[PADI.encode(), KAFE.encode()],
        date=[datetime.datetime(2023, 5, 1, 6, 30), None],
        source=[["Kabar", "Desa"], None],
        url=[float("nan"), 1.5],
    )
    assert articles(path, text_column="isi") == [
        Article(article_id="7", text=PADI, date="2023-05-01T06:30:00", source='["Kabar", "Desa"]'),
        Article(article_id="a.parquet:2", text=KAFE, url="1.5"),
    ]


def test_hugging_face_folder(tmp_path):
    folder = tmp_path / "kabar"
    write(folder / "train.jsonl", jsonl({"text": PADI, "id": 3, "isi": ""}, {"text": PASAR, "id": None}))
    write(folder / "test.jsonl", jsonl({"text": KAFE, "id": None, "isi": "Ringkasan kabar."}))
    found = articles(f"hf:{folder}")
    assert [(a.article_id, a.text) for a in found] == [("3", PADI), ("kabar:train:2", PASAR)]
    found = articles(f"hf:{folder}:test:isi")
    assert [(a.article_id, a.text) for a in found] == [("kabar:test:1", "Ringkasan kabar.")]


# --- sources ---------------------------------------------------------------------------------------------


def test_folder_is_read_in_order_and_passes_over_what_is_no_article(tmp_path):
    for name in ["b.txt", "B.txt", "a/z.txt", "a-1.txt", "a/b/c.txt.gz", "ä.txt"]:
        write(tmp_path / name, name)
    for name in ["README.md", "a/readme.txt", ".rahasia.txt", ".git/x.txt", "foto.jpg", "tanpa_akhiran"]:
        write(tmp_path / name, PADI)
    os.mkfifo(tmp_path / "pipa.txt")
    assert [article.article_id for article in articles(tmp_path)] == [
        "B.txt", "a-1.txt", "a/b/c.txt.gz", "a/z.txt", "b.txt", "ä.txt",
    ]  # fmt: skip
    assert len(find_sources([str(tmp_path)]).skipped) == 7


def test_folder_links_are_not_followed(tmp_path):
    write(tmp_path / "a.txt", PADI)
    (tmp_path / "lagi").symlink_to(tmp_path)
    assert [article.article_id for article in articles(tmp_path)] == ["a.txt"]


def test_glob(tmp_path, monkeypatch):
    for name in ["2022/a.txt", "2023/a.txt", "2023/b/c.txt", "2023/README.md", "lain/a.txt"]:
        write(tmp_path / name, name)
    monkeypatch.chdir(tmp_path)
    ids = ["2022/a.txt", "2023/a.txt", "2023/b/c.txt"]
    assert [a.article_id for a in articles("202*/")] == ids
    assert [a.article_id for a in articles(tmp_path / "202*")] == ids
    assert [a.article_id for a in articles("2023/*.txt")] == ["a.txt"]
    assert [a.article_id for a in articles("2023/**")] == ["a.txt", "b/c.txt"]
    assert [a.article_id for a in articles("**/*")] == [*ids, "lain/a.txt"]
    assert [a.article_id for a in articles("**/a.*")] == ["2022/a.txt", "2023/a.txt", "lain/a.txt"]


def test_a_name_with_brackets_is_no_glob(tmp_path):
    assert articles(write(tmp_path / "a[1].txt", PADI))[0].article_id == "a[1].txt"


def test_a_file_reached_twice_is_read_once(tmp_path):
    path = write(tmp_path / "a.txt", PADI)
    assert len(articles(tmp_path, path, tmp_path / "*.txt")) == 1


def test_a_readme_named_directly_is_read(tmp_path):
    assert articles(write(tmp_path / "README.md", PADI))[0].text == PADI


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("panem.txt", "does not exist; did you mean 'panen.txt'"),
        ("tiada/panen.txt", "neither does its folder"),
        ("~/panen.txt", "'~' is not expanded"),
        ("*.html", "matches nothing"),
        ("foto.*", "matches no article file; readable are .txt"),
        ("kosong", "holds no article file"),
        ("foto.jpg", r"unsupported suffix \(.jpg\).*readable are .txt, .md"),
        ("data.json", "unsupported suffix.*did you mean '.jsonl'"),
        ("bin.dat", r"unsupported suffix \(.dat\); readable are"),
        ("", "empty SOURCE"),
        ("hf:", "not of the form"),
        ("hf:a:b:c:d", "not of the form"),
        ("hf:./tiada", "neither a local path nor"),
        (
            "berita.csv",
            r"no column 'text' \(columns: nomor, teks\); did you mean 'teks'\?; name .* `text_column`",
        ),
        ("berita.parquet", r"no column 'text' \(columns: teks\)"),
        ("hf:dataset", r"no column 'text' \(columns: teks\)"),
        ("hf:dataset:uji", "Bad split: uji"),
        ("hf:kosong", "cannot be read"),
    ],
)
def test_sources_are_checked_before_reading(tmp_path, monkeypatch, source, message):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "panen.txt", PADI)
    write(tmp_path / "foto.jpg", b"\xff\xd8")
    write(tmp_path / "data.json", "{}")
    write(tmp_path / "bin.dat", "{}")
    write(tmp_path / "berita.csv", "nomor,teks\n1,Kabar baik.\n")
    write(tmp_path / "dataset/train.jsonl", jsonl({"teks": "Kabar baik."}))
    parquet(tmp_path / "berita.parquet", teks=["Kabar baik."])
    (tmp_path / "kosong").mkdir()
    with pytest.raises(InputError, match=message) as caught:
        read_articles([source, "panen.txt"], ReadOptions())
    assert "\n" not in str(caught.value)


def test_all_bad_sources_are_named_at_once(tmp_path):
    write(tmp_path / "a.csv", "isi\nKabar.\n")
    with pytest.raises(InputError, match=r"2 sources cannot be read: \(1\) .*x.txt.*; \(2\) .*y.txt"):
        read(tmp_path / "x.txt", tmp_path / "y.txt")
    with pytest.raises(InputError, match=r"^2 sources.*'text'.*'hf:.*cannot be read"):
        read(tmp_path / "a.csv", f"hf:{tmp_path}:uji")
    with pytest.raises(InputError, match="no SOURCE"):
        read()


def test_missing_network_is_one_clear_error(monkeypatch):
    import datasets

    def unreachable(*args, **kwargs):
        raise ConnectionError("Couldn't reach 'kabar/desa' on the Hub (ConnectError)\nmore")

    monkeypatch.setattr(datasets, "load_dataset", unreachable)
    with pytest.raises(InputError, match=r"'hf:kabar/desa:train' cannot be read: Couldn't reach.*network") as caught:
        read("hf:kabar/desa")
    assert "\n" not in str(caught.value)


def test_a_dataset_that_breaks_off_is_no_finished_source(tmp_path):
    """Its rest is not lost in silence: the reader fails, after the articles before it, and may be asked again."""
    path = write(tmp_path / "kabar/train.jsonl", jsonl({"text": PADI}))
    reader = read_articles([str(write(tmp_path / "a.txt", KAFE)), f"hf:{tmp_path / 'kabar'}"], ReadOptions())
    path.unlink()
    assert next(reader).text == KAFE
    with pytest.raises(BrokenOffError, match=r"after row 0 .*kept") as caught:
        next(reader)
    assert "\n" not in str(caught.value)


def test_what_is_passed_over_is_told(tmp_path):
    write(tmp_path / "a.txt", KAFE)
    for name in ("README.md", "catatan.docx", ".tersembunyi.txt"):
        write(tmp_path / name, KAFE)
    write(tmp_path / "readme-berita.txt", PADI)
    told = []
    articles = list(read_articles([str(tmp_path)], ReadOptions(), SimpleNamespace(on_skipped=told.extend)))
    assert [article.article_id for article in articles] == ["a.txt", "readme-berita.txt"]
    assert sorted(Path(path).name for path in told) == [".tersembunyi.txt", "README.md", "catatan.docx"]


@pytest.mark.parametrize(
    "page",
    [
        "<table><tr><td>Warga &#11; desa</td></tr></table>",
        '<meta charset="undefined"><p>Kaf\xe9 itu ramai sekali malam ini.</p>',
    ],
)
def test_a_strange_page_does_not_stop_the_others(tmp_path, page):
    (tmp_path / "a.html").write_bytes(page.encode("latin-1"))
    write(tmp_path / "b.txt", KAFE)
    assert list(read(tmp_path))[-1].text == KAFE


# --- what cannot be read ---------------------------------------------------------------------------------

TRUNCATED = gzip.compress(os.urandom(3000).hex().encode())[:-900]
BAD_FILES = [
    ("x.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary", "binary data"),
    ("x.txt", b"\x01\x02\xff\xfe\x03", "binary", "binary data"),
    ("x.txt", b"%PDF-1.7 teks", "binary", "binary data"),
    ("x.txt", KAFE.encode("utf-16-le"), "binary", "binary data"),
    ("x.jsonl", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary", "binary data"),
    ("x.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary", "binary data"),
    (
        "x.txt",
        KAFE.encode("cp1252"),
        "wrong_encoding",
        "at byte 30; it looks like Latin-1/Windows-1252; .*: iconv -f",
    ),
    ("x.txt", b"\xef\xbb\xbfab\xff\x81", "wrong_encoding", "at byte 5; convert it to UTF-8"),
    ("x.txt.gz", gzip.compress(KAFE.encode("cp1252"), mtime=0), "wrong_encoding", "gzip -dc .* | iconv -f"),
    ("x.md", KAFE.encode("cp1252"), "wrong_encoding", "not UTF-8"),
    ("x.html", KAFE.encode("cp1252"), "wrong_encoding", "not UTF-8"),
    ("x.txt", b"\xff\xfea", "wrong_encoding", "broken UTF-16"),
    ("x.txt", b"", "empty_text", "empty"),
    ("x.txt", " \n\t\n", "empty_text", "empty"),
    ("x.md", "---\ntitle: Kosong\n---\n", "empty_text", "empty"),
    ("x.jsonl", b"", "empty_file", "no record"),
    ("x.jsonl", b"\n \n", "empty_file", "no record"),
    ("x.csv", b"", "empty_file", "no record"),
    ("x.csv", b"text\n", "empty_file", "no record"),
    ("x.csv", b"nomor,isi\n1,Kabar.\n", "no_text_column", r"\(columns: nomor, isi\)"),
    ("x.txt.gz", b"bukan gzip", "broken_gzip", "not a whole gzip"),
    ("x.txt.gz", TRUNCATED, "broken_gzip", "not a whole gzip"),
    ("x.jsonl.gz", TRUNCATED, "broken_gzip", "not a whole gzip"),
    ("x.parquet", b"", "broken_parquet", "not a whole Parquet"),
    ("x.parquet", b"PAR1 terpotong", "broken_parquet", "not a whole Parquet"),
]


@pytest.mark.parametrize(("name", "data", "rule", "reason"), BAD_FILES)
def test_a_bad_file_does_not_lose_the_others(tmp_path, name, data, rule, reason):
    data = data.encode() if isinstance(data, str) else data
    (tmp_path / name).write_bytes(data)
    write(tmp_path / "a.txt", PADI)
    write(tmp_path / "z.txt", PASAR)
    first, bad, last = read(tmp_path)
    assert (first.text, last.text) == (PADI, PASAR)
    assert isinstance(bad, UnreadableRecord)
    assert (bad.article_id, bad.rule, bad.place) == (name, rule, str(tmp_path / name))
    assert re.search(reason, bad.reason)
    assert "\n" not in bad.reason


@pytest.mark.parametrize("name", ["x.txt", "x.parquet", "x.csv", "x.jsonl"])
def test_nothing_readable_is_an_error_after_the_last_record(tmp_path, name):
    path = write(tmp_path / name, b"\0\1\2")
    records = records_until_error(path)
    assert [record.rule for record in records] == ["broken_parquet" if name == "x.parquet" else "binary"]


def test_a_broken_link_is_reported(tmp_path):
    (tmp_path / "a.txt").symlink_to(tmp_path / "tiada.txt")
    write(tmp_path / "b.txt", PADI)
    bad, good = read(tmp_path)
    assert (bad.rule, good.text) == ("unreadable_file", PADI)


def test_a_csv_without_the_column_in_a_folder_is_one_record(tmp_path):
    write(tmp_path / "a.csv", "nomor,teks\n1,Kabar.\n")
    write(tmp_path / "b.csv", "nomor,text\n1,Kabar.\n")
    bad, good = read(tmp_path)
    assert (bad.rule, good.text) == ("no_text_column", "Kabar.")
    assert "did you mean 'teks'" in bad.reason


def test_bad_jsonl_lines(tmp_path):
    lines = [
        jsonl({"text": PADI}).encode(),
        b'{"text": "terpotong\n',
        b"\n",
        b'["bukan objek"]\n',
        jsonl({"isi": PADI, "id": "tanpa-teks"}).encode(),
        jsonl({"text": 5}).encode(),
        jsonl({"text": None}).encode(),
        jsonl({"text": "  "}).encode(),
        b'{"text": "caf\xe9"}\n',
        b'{"text": "setengah \\ud800"}\n',
        b'{"text": "Kabar.", "title": "\\udc00"}\n',
        b"[" * 100_000 + b"\n",
        b'{"text": ' + b"9" * 5000 + b"}\n",
        jsonl({"text": KAFE}).encode().rstrip(b"\n"),
    ]
    path = write(tmp_path / "a.jsonl", b"".join(lines))
    records = read(path)
    assert [record.text for record in records if isinstance(record, Article)] == [PADI, KAFE]
    bad = [record for record in records if isinstance(record, UnreadableRecord)]
    assert [(record.place.removeprefix(str(path)), record.rule) for record in bad] == [
        (":2", "invalid_json"),
        (":4", "invalid_json"),
        (":5", "no_text"),
        (":6", "no_text"),
        (":7", "no_text"),
        (":8", "empty_text"),
        (":9", "wrong_encoding"),
        (":10", "invalid_unicode"),
        (":11", "invalid_unicode"),
        (":12", "invalid_json"),
        (":13", "invalid_json"),
    ]
    assert f"at byte {path.read_bytes().index(0xE9)};" in bad[6].reason
    assert (bad[0].article_id, bad[2].article_id) == ("a.jsonl:2", "tanpa-teks")
    assert "fields: isi, id" in bad[2].reason
    assert not any("\n" in record.reason for record in bad)


def test_csv_rows_that_cannot_be_read(tmp_path):
    path = write(
        tmp_path / "a.csv",
        b'id,text\n1,"Dua\nbaris"\n\n2,Satu, dua\n3,caf\xe9\n4,\n5\n6,Akhir,,\n,Tanpa nomor\n',
    )
    records = read(path)
    assert [(r.article_id, r.text) for r in records if isinstance(r, Article)] == [
        ("1", "Dua\nbaris"), ("6", "Akhir"), ("a.csv:7", "Tanpa nomor"),
    ]  # fmt: skip
    assert [
        (r.article_id, r.place.removeprefix(str(path)), r.rule) for r in records if isinstance(r, UnreadableRecord)
    ] == [
        ("a.csv:2", ":5", "invalid_csv"),
        ("a.csv:3", ":6", "wrong_encoding"),
        ("4", ":7", "no_text"),
        ("5", ":8", "no_text"),
    ]


def test_quotes_in_tables_are_not_lost(tmp_path):
    path = write(
        tmp_path / "a.tsv",
        'text\tid\n"Ya," katanya.\t1\nIa bilang "ya".\t2\n"Belum ditutup\t3\n"Dia ""pergi""."\t4\n"Selesai.\t5\n',
    )
    assert [article.text for article in articles(path)] == [
        '"Ya," katanya.', 'Ia bilang "ya".', '"Belum ditutup', 'Dia "pergi".', '"Selesai.',
    ]  # fmt: skip


def test_long_csv_cells(tmp_path):
    text = "Kalimat yang panjang, dengan koma.\n" * 20_000
    out = io.StringIO()
    csv.writer(out).writerows([["text"], [text], ["Pendek."]])
    before = csv.field_size_limit()
    assert [article.text for article in articles(write(tmp_path / "a.csv", out.getvalue()))] == [
        text,
        "Pendek.",
    ]
    assert csv.field_size_limit() == before


def test_articles_that_are_too_long(tmp_path, monkeypatch):
    for module in ("corpus.reading.encodings", "corpus.reading.delimited", "corpus.reading.tables"):
        monkeypatch.setattr(sys.modules[module], "MAX_ARTICLE_BYTES", 1000)
    write(tmp_path / "a.txt", "a" * 1001)
    write(tmp_path / "b.jsonl", jsonl({"text": "a" * 5000}, {"text": PADI}))
    write(tmp_path / "c.csv", "text,id\n" + "a" * 5000 + f',1\n"{PADI}",2\n')
    write(tmp_path / "d.jsonl", jsonl({"text": "a" * 5000}, {"text": KAFE}).encode("utf-16"))
    parquet(tmp_path / "e.parquet", text=["a" * 1001, KAFE])
    records = read(tmp_path)
    assert [record.text for record in records if isinstance(record, Article)] == [PADI, PADI, KAFE, KAFE]
    assert [record.rule for record in records if isinstance(record, UnreadableRecord)] == ["too_long"] * 5


def test_parquet_that_breaks_off(tmp_path):
    path = parquet(tmp_path / "a.parquet", text=[os.urandom(50).hex() for _ in range(2000)])
    data = bytearray(path.read_bytes())
    data[5000:9000] = b"\xff" * 4000
    path.write_bytes(data)
    write(tmp_path / "b.txt", PADI)
    *_, bad, good = read(tmp_path)
    assert (bad.rule, good.text) == ("broken_parquet", PADI)


# --- ids, limit, memory ----------------------------------------------------------------------------------


def test_repeated_ids_are_numbered(tmp_path):
    ids = ["a", "a#2", "a", "a", "", None, "b"]
    path = write(tmp_path / "x.jsonl", jsonl(*({"id": name, "text": KAFE} for name in ids)))
    found = ["a", "a#2", "a#3", "a#4", "x.jsonl:5", "x.jsonl:6", "b"]
    assert [article.article_id for article in articles(path)] == found
    other = write(tmp_path / "lain/x.jsonl", path.read_bytes())
    assert [article.article_id for article in articles(path, other)][7:] == [
        "a#5", "a#2#2", "a#6", "a#7", "x.jsonl:5#2", "x.jsonl:6#2", "b#2",
    ]  # fmt: skip


def test_limit_counts_articles_of_all_sources(tmp_path):
    write(tmp_path / "a.jsonl", "rusak\n" + jsonl({"text": PADI}, {"text": PASAR}))
    write(tmp_path / "b.txt", KAFE)
    assert [isinstance(record, Article) for record in read(tmp_path, limit=2)] == [False, True, True]
    assert len(read(tmp_path, limit=9)) == 4


@pytest.mark.parametrize("options", [{"limit": 0}, {"limit": -1}, {"text_column": ""}])
def test_impossible_options(options):
    with pytest.raises(SettingError):
        ReadOptions(**options)


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_memory_does_not_grow_with_the_file(tmp_path, suffix):
    path = tmp_path / f"besar{suffix}"
    text = "Hujan turun sejak pagi di kota itu. " * 300
    rows = 2000  # some 20 MB
    if suffix == ".jsonl":
        write(path, jsonl({"text": text}) * rows)
    elif suffix == ".csv":
        write(path, "text\n" + f'"{text}"\n' * rows)
    else:
        parquet(path, text=[f"{number} {text}" for number in range(rows)])
    list(read_articles([str(path)], ReadOptions(limit=1)))  # imports are not what is measured
    tracemalloc.start()
    try:
        assert sum(1 for _ in read_articles([str(path)], ReadOptions())) == rows
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()


def test_the_first_record_does_not_wait_for_the_rest(tmp_path, monkeypatch):
    path = write(tmp_path / "besar.jsonl", jsonl({"text": PADI}))
    with path.open("r+b") as file:
        file.truncate(50 * 2**30)  # sparse: costs no disk, but could not be read whole
    monkeypatch.setattr("corpus.reading.encodings._HEAD_BYTES", 10)
    assert next(read_articles([str(path)], ReadOptions())).text == PADI


STRINGS = st.text(st.characters(exclude_categories=["Cs"]))
FIELDS = {name: st.none() | STRINGS for name in ("title", "date", "url", "source")}
RECORD_LISTS = st.lists(
    st.fixed_dictionaries({"id": STRINGS.filter(str.strip), "text": STRINGS.filter(str.strip), **FIELDS}),
    min_size=1,
    unique_by=lambda record: record["id"],
)


@given(records=RECORD_LISTS, ascii_only=st.booleans())
@settings(max_examples=60, deadline=None)
def test_any_records_written_as_jsonl_read_back_equal(records, ascii_only):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.jsonl")
        lines = (json.dumps(record, ensure_ascii=ascii_only) + "\n" for record in records)
        path.write_text("".join(lines), encoding="utf-8", newline="")
        assert articles(path) == as_articles(records)


@given(
    texts=st.lists(st.text(st.sampled_from('a,\t"\n\r é')).filter(str.strip), min_size=1),
    delimiter=st.sampled_from([",", "\t"]),
)
@settings(max_examples=100, deadline=None)
def test_any_texts_written_as_csv_read_back_equal(texts, delimiter):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.csv" if delimiter == "," else "a.tsv")
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
            writer.writerows([["text", "nomor"], *([text, "1"] for text in texts)])
        assert [article.text for article in articles(path)] == texts


@given(
    data=st.binary(max_size=300),
    suffix=st.sampled_from(["txt", "md", "jsonl", "csv", "tsv", "txt.gz", "parquet"]),
)
@settings(max_examples=150, deadline=None)
def test_no_bytes_at_all_are_a_bug(data, suffix):
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, f"a.{suffix}").write_bytes(data)
        Path(folder, "b.txt").write_text(PADI, encoding="utf-8")
        *_, last = read(folder)
        assert isinstance(last, Article)


@pytest.mark.parametrize(
    "part", ["[", "[a](", "![a](b", "__a ", "**a ", "*a ", "_a ", "# ", "#  \t ", "---\n", "a: \t"]
)
def test_markdown_takes_linear_time(part):
    markdown_record(part * 20_000 + "x")  # seconds to hours, if a pattern were to go back and forth
    markdown_record("---\n" + part * 20_000 + "x\n---\n")
