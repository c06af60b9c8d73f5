"""Every span names the rule that gave it its role and the one that ended it; every rule of the table is used."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.segmentation import RULES, segment
from translate.segmentation.rules import EndRule, RoleRule

BODY = "Pemerintah kota membuka pasar murah di lima kecamatan sejak pagi tadi, kata seorang pejabat."
BELOW = f"{BODY}\n"

# A rule of a role, an article, and the span that has it.
ROLES = [
    ("running-text", "Hujan turun di Bogor.", "Hujan turun di Bogor."),
    ("title-line", f"Harga Beras Naik Lagi\n\n{BELOW}", "Harga Beras Naik Lagi"),
    ("heading-line", f"{BODY}\n\nLangkah berikutnya\n{BELOW}", "Langkah berikutnya"),
    (
        "joined-title",
        "Warga Kota Bogor Keluhkan Harga Beras KOMPAS.com - Harga beras naik lagi.",
        "Warga Kota Bogor Keluhkan Harga Beras",
    ),
    (
        "before-dateline",
        "Baca juga: Banjir Datang Lagi\nHarga beras naik. JAKARTA (ANTARA) - Warga resah.",
        "Harga beras naik.",
    ),
    ("run-in-heading", "2. Cara merawatBan perlu diganti.", "2. Cara merawat"),
    ("list-heading", "Bahan yang perlu disiapkan • Gula pasir • Garam dapur", "Bahan yang perlu disiapkan"),
    (
        "heading-before-link",
        "Hujan turun. Tiga Langkah Mudah Menanam Cabai ADVERTISEMENT Siapkan benih.",
        "Tiga Langkah Mudah Menanam Cabai",
    ),
    ("dateline", "Jakarta (ANTARA) - Hujan turun.", "Jakarta (ANTARA) -"),
    ("link-phrase", "Baca juga: Banjir Datang Lagi", "Baca juga: Banjir Datang Lagi"),
    ("bracketed-link", "Hujan turun (baca juga: Banjir Datang) di Bogor.", "(baca juga: Banjir Datang)"),
    (
        "title-below-link",
        f"{BODY}\n\nBaca Juga\nTim Penolong Temukan Dua Korban Banjir\nWarga Bogor Menunggu Bantuan Pangan\n",
        "Warga Bogor Menunggu Bantuan Pangan",
    ),
    ("credit-phrase", f"{BODY} Editor: Rina Wati", "Editor: Rina Wati"),
    ("source-after-link", f"{BODY} Ikuti Whatsapp Channel Republikasumber : Antara", "sumber : Antara"),
    ("photo-credit", "Warga menunggu bantuan. (Foto: Budi Santoso)", "(Foto: Budi Santoso)"),
    (
        "leading-photo-credit",
        f"ANTARA FOTO/BUDI SANTOSO Warga menunggu bantuan.\n\n{BODY}",
        "ANTARA FOTO/BUDI SANTOSO",
    ),
    ("signature", f"{BODY} (abc/def)", "(abc/def)"),
    ("source-note", f"{BODY}\n(Ditulis oleh Rina Wati)", "(Ditulis oleh Rina Wati)"),
    (
        "contributor-note",
        f"{BODY}\nRina Wati berkontribusi dalam penulisan artikel ini.",
        "Rina Wati berkontribusi dalam penulisan artikel ini.",
    ),
    (
        "caption-words",
        f"{BODY}\n\nKeterangan foto warga menunggu bantuan.\n\n{BODY}",
        "Keterangan foto warga menunggu bantuan.",
    ),
    (
        "caption-after-credit",
        f"ANTARA FOTO/BUDI SANTOSO Warga menunggu bantuan.\n\n{BODY}",
        "Warga menunggu bantuan.",
    ),
    ("caption-before-credit", "Warga menunggu bantuan. (Foto: Budi Santoso)", "Warga menunggu bantuan."),
    ("crawler-line", f"date 2023-05\n{BODY}", "date 2023-05"),
    ("page-phrase", f"{BODY} ADVERTISEMENT {BODY}", "ADVERTISEMENT"),
    ("page-insert", f"{BODY} [Gambas:Video 20detik] {BODY}", "[Gambas:Video 20detik]"),
    ("page-number", f"{BODY}\nHalaman 2 dari 3", "Halaman 2 dari 3"),
    ("hashtags", f"{BODY} #banjir #jakarta", "#banjir #jakarta"),
    (
        "repeated-title",
        "Warga lega. Promo Belanja Akhir Tahun di Toko Kami Promo Belanja Akhir Tahun di Toko Kami Hujan turun.",
        "Promo Belanja Akhir Tahun di Toko Kami",
    ),
    (
        "script",
        f"{BODY}\nvar lebar = ambil();",
        "var lebar = ambil();",
    ),
    ("click-request", f"{BODY}\nTonton videonya di sini:", "Tonton videonya di sini:"),
    ("no-letters", f"{BODY}\n***\n{BODY}", "***"),
    ("below-signature", f"{BODY} (abc/def)\nbanjir jakarta", "banjir jakarta"),
    ("invisible", "\u200b\u200b", ""),
]
# A rule of an end, an article, and the span that ends by it.
ENDS = [
    ("final-mark", "Hujan turun. Jalan banjir.", "Hujan turun."),
    ("small-letter", "Hujan turun sejak pagi. warga mengungsi ke balai desa.", "Hujan turun sejak pagi."),
    ("new-speaker", '"Kami siap." Kata Budi, "Ini sulit."', '"Kami siap."'),
    ("ellipsis", "Ia terdiam... Warga menunggu.", "Ia terdiam..."),
    ("question-or-exclamation", "Siapa yang datang? Warga menunggu.", "Siapa yang datang?"),
    ("figure", "Hujan turun di desa. 20 orang mengungsi.", "Hujan turun di desa."),
    ("closing-mark", 'Ia menjawab, "Kami siap." Warga menunggu.', 'Ia menjawab, "Kami siap."'),
    ("web-name", "Hujan turun di desa sekitarnya.Kompas.com mencatat hal itu.", "Hujan turun di desa sekitarnya."),
    ("single-letter", "Wortel kaya vitamin A. Warga menanamnya.", "Wortel kaya vitamin A."),
    ("degree", "Acara dibuka Budi Santoso, S.H. Warga datang.", "Acara dibuka Budi Santoso, S.H."),
    ("abbreviation", "Usianya 30 thn. Ibu itu pulang.", "Usianya 30 thn."),
    ("lost-space", "Hujan turun.Jalan banjir.", "Hujan turun."),
    ("line-end", "Hujan turun\n\nJalan banjir.", "Jalan banjir."),
    ("list-begins", "Bahan yang perlu disiapkan • Gula pasir • Garam dapur", "Bahan yang perlu disiapkan"),
    ("next-item", "Bahan yang perlu disiapkan • Gula pasir • Garam dapur", "• Gula pasir"),
    ("repeated-words", "Shell Super Shell Super adalah bahan bakar.", "Shell Super"),
    ("joined-words", "2. Cara merawatBan perlu diganti.", "2. Cara merawat"),
    ("numbered-heading", "2. Cara merawat ban mobil Ban perlu diganti.", "2. Cara merawat ban mobil"),
    ("opening-word", "Langkah yang mudah Namun warga belum tahu caranya.", "Langkah yang mudah"),
    (
        "quotation",
        'Menjaga air bersih "Kami meminta semua warga menjaga sumber air di desa ini," ujar Budi.',
        "Menjaga air bersih",
    ),
    ("dateline-next", "Harga beras naik JAKARTA (ANTARA) - Warga resah.", "Harga beras naik"),
    ("link-next", "Hujan turun. Baca juga: Banjir Datang Lagi", "Hujan turun."),
    ("credit-next", "Hujan turun. Editor: Rina Wati", "Hujan turun."),
    ("page-matter-next", "Hujan turun. ADVERTISEMENT Warga pulang.", "Hujan turun."),
    ("signature-next", "Hujan turun di desa itu (abc/def)", "Hujan turun di desa itu"),
    ("phrase-end", "Hujan turun. ADVERTISEMENT Warga pulang.", "ADVERTISEMENT"),
    ("dash", "Jakarta (ANTARA) - Hujan turun.", "Jakarta (ANTARA) -"),
    (
        "title-evidence",
        "Baca juga: Banjir Rendam Ratusan Rumah di Bogor Warga mengungsi ke balai desa sejak tadi malam.",
        "Baca juga: Banjir Rendam Ratusan Rumah di Bogor",
    ),
    (
        "full-stop",
        "Baca juga: Banjir datang lagi di Bogor. Warga mengungsi ke balai desa.",
        "Baca juga: Banjir datang lagi di Bogor.",
    ),
    (
        "names-end",
        "Editor: Rina Wati turun ke desa itu sejak pagi dan melihat warga mengungsi bersama anak-anak mereka",
        "Editor: Rina Wati",
    ),
]


def rules_of(article: str, text: str) -> list[list[str]]:
    return [sentence.rule.split("/") for sentence in segment(article) if sentence.text == text]


@pytest.mark.parametrize(("rule", "article", "text"), ROLES, ids=[rule for rule, *_ in ROLES])
def test_a_rule_gives_the_role(rule: str, article: str, text: str) -> None:
    assert rule in [role for role, _ in rules_of(article, text)]


@pytest.mark.parametrize(("rule", "article", "text"), ENDS, ids=[rule for rule, *_ in ENDS])
def test_a_rule_makes_the_end(rule: str, article: str, text: str) -> None:
    assert rule in [end for _, end in rules_of(article, text)]


def test_every_rule_of_the_table_has_an_example_and_no_other() -> None:
    assert sorted(rule for rule, *_ in ROLES) == sorted(map(str, RoleRule))
    assert sorted(rule for rule, *_ in ENDS) == sorted(map(str, EndRule))
    assert set(RULES) == {*map(str, RoleRule), *map(str, EndRule)}
    assert len(RULES) == len(RoleRule) + len(EndRule)


def test_every_rule_is_explained_in_one_sentence() -> None:
    for rule, meaning in RULES.items():
        assert meaning[0].isupper()
        assert meaning.endswith(".")
        assert meaning.count(". ") == 0
        assert rule == rule.lower()


@given(
    st.lists(st.sampled_from([article for _, article, _ in ROLES + ENDS]), min_size=1, max_size=4),
    st.sampled_from(" \n"),
)
def test_no_span_has_a_rule_that_is_not_in_the_table(articles: list[str], between: str) -> None:
    for sentence in segment(between.join(articles)):
        role, end = sentence.rule.split("/")
        assert role in set(RoleRule)
        assert end in set(EndRule)
