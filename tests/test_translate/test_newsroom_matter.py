"""Links, titles and page furniture inside the running text: what is theirs ends where the article goes on."""

from itertools import product

import pytest

from translate.segmentation import segment

LEFT = "Harga beras naik di sejumlah pasar."


def units(text: str) -> list[tuple[str, str]]:
    return [(sentence.role.value, sentence.text) for sentence in segment(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"{LEFT} Baca juga: Petani Keluhkan Pupuk Langka Kenaikan itu terjadi sejak awal bulan. Warga pasrah.",
            [
                ("related", "Baca juga: Petani Keluhkan Pupuk Langka"),
                ("body", "Kenaikan itu terjadi sejak awal bulan."),
                ("body", "Warga pasrah."),
            ],
        ),
        (
            f"{LEFT} Baca juga: Petani keluhkan pupuk langka Kenaikan itu terjadi sejak awal bulan.",
            [
                ("related", "Baca juga: Petani keluhkan pupuk langka"),
                ("body", "Kenaikan itu terjadi sejak awal bulan."),
            ],
        ),
        (
            f"{LEFT}\n\nBaca Juga Petani Keluhkan Pupuk Langka\n\nKenaikan itu terjadi sejak awal bulan.",
            [("related", "Baca Juga Petani Keluhkan Pupuk Langka"), ("body", "Kenaikan itu terjadi sejak awal bulan.")],
        ),
        (f"{LEFT} BACA JUGA: Pupuk Kian Langka\n", [("related", "BACA JUGA: Pupuk Kian Langka")]),
        (f"{LEFT} baca juga: Pupuk Kian Langka\n", [("related", "baca juga: Pupuk Kian Langka")]),
        (
            f"{LEFT} [Baca juga: Pupuk Kian Langka] Warga pasrah.",
            [("related", "[Baca juga: Pupuk Kian Langka]"), ("body", "Warga pasrah.")],
        ),
        (
            f"{LEFT} Baca selengkapnya di sini\n\nWarga pasrah.",
            [("boilerplate", "Baca selengkapnya di sini"), ("body", "Warga pasrah.")],
        ),
        (
            f"{LEFT} Tonton juga video panen raya di sini:\n\nWarga pasrah.",
            [("boilerplate", "Tonton juga video panen raya di sini:"), ("body", "Warga pasrah.")],
        ),
        (
            f"{LEFT} SCROLL TO CONTINUE WITH CONTENTIbu Ratna mengeluh.",
            [("boilerplate", "SCROLL TO CONTINUE WITH CONTENT"), ("body", "Ibu Ratna mengeluh.")],
        ),
        (
            f"{LEFT} Untuk mendaftar, silakan klik di sini.",
            [("boilerplate", "Untuk mendaftar, silakan klik di sini.")],
        ),
        # The title of an advertisement stands twice: for its picture and below it.
        (
            f"{LEFT} Cara mudah agar lutut tidak nyeri lagi Cara mudah agar lutut tidak nyeri lagi Warga pasrah.",
            [
                ("boilerplate", "Cara mudah agar lutut tidak nyeri lagi"),
                ("boilerplate", "Cara mudah agar lutut tidak nyeri lagi"),
                ("body", "Warga pasrah."),
            ],
        ),
        # A list that repeats itself belongs to the article.
        (
            f"{LEFT} Datanya: Koperasi petani terdaftar, Koperasi petani terdaftar, Koperasi nelayan.",
            [("body", "Datanya: Koperasi petani terdaftar, Koperasi petani terdaftar, Koperasi nelayan.")],
        ),
        (
            f"{LEFT} #pasarinduk #hargaberas",
            [("boilerplate", "#pasarinduk #hargaberas")],
        ),
        # A timetable that lost its line breaks.
        (
            f"{LEFT} Jadwal pasar murah:Kota Lama pukul 08.00Kampung Baru pukul 09.30Kota Lama pukul 14.15",
            [
                ("body", "Jadwal pasar murah:"),
                ("body", "Kota Lama pukul 08.00"),
                ("body", "Kampung Baru pukul 09.30"),
                ("body", "Kota Lama pukul 14.15"),
            ],
        ),
        (
            f"{LEFT} Sabtu, 14 Juni 202508:00 WIB: Pembukaan09:30 WIB: Lomba memasak",
            [
                ("headline", "Sabtu, 14 Juni 2025"),
                ("body", "08:00 WIB: Pembukaan"),
                ("body", "09:30 WIB: Lomba memasak"),
            ],
        ),
        (
            f"{LEFT} Halaman selanjutnya memuat daftar harga di setiap kota.",
            [("body", "Halaman selanjutnya memuat daftar harga di setiap kota.")],
        ),
        (
            f"{LEFT} Artikel ini telah tayang di Kabar Pagi. Banyak orang membacanya.",
            [("credit", "Artikel ini telah tayang di Kabar Pagi."), ("body", "Banyak orang membacanya.")],
        ),
    ],
)
def test_it_ends_where_the_article_goes_on(text: str, expected: list[tuple[str, str]]) -> None:
    assert units(text) == [("body", LEFT), *expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Harga Cabai Naik di Pasar Induk Jakarta (ANTARA) - Harga cabai naik dua kali lipat.",
            [
                ("headline", "Harga Cabai Naik di Pasar Induk"),
                ("dateline", "Jakarta (ANTARA) -"),
                ("body", "Harga cabai naik dua kali lipat."),
            ],
        ),
        (
            "Harga Cabai Rawit Naik Dua Kali Lipat Pemerintah mengumumkan langkah untuk menahan harga. "
            "Pedagang mengeluh.",
            [
                ("headline", "Harga Cabai Rawit Naik Dua Kali Lipat"),
                ("body", "Pemerintah mengumumkan langkah untuk menahan harga."),
                ("body", "Pedagang mengeluh."),
            ],
        ),
        (
            "date 2023-05\n\nHarga cabai rawit naik lagi\n\nPedagang di pasar induk mengeluh karena sepi pembeli.",
            [
                ("metadata", "date 2023-05"),
                ("headline", "Harga cabai rawit naik lagi"),
                ("body", "Pedagang di pasar induk mengeluh karena sepi pembeli."),
            ],
        ),
        # Names in capitals are no title.
        (
            "Kepala Dinas Kesehatan Kota Bogor Rina Wati mengatakan vaksin sudah tiba.",
            [("body", "Kepala Dinas Kesehatan Kota Bogor Rina Wati mengatakan vaksin sudah tiba.")],
        ),
    ],
)
def test_a_title_joined_to_what_follows(text: str, expected: list[tuple[str, str]]) -> None:
    assert units(text) == expected


TITLES = (
    "Warga Desa Sukamaju Gotong Royong Perbaiki Jembatan",
    "Mengapa Harga Minyak Goreng Tak Kunjung Turun?",
    "5 Cara Merawat Tanaman Hias di Musim Hujan",
    "Polisi Tangkap Pelaku Pencurian Motor di Bekasi",
    "Timnas Menang 3-1, Pelatih: Pemain Sudah Berjuang",
    "Menteri Pertanian Janjikan Pupuk Murah untuk Petani",
    "Nelayan keluhkan solar yang makin sulit didapat",
    "Bupati resmikan pasar baru di tengah hujan deras",
)
SENTENCES = (
    "Pemerintah daerah berjanji akan meninjau lokasi itu pekan depan.",
    "Menurut dia, keputusan tersebut sudah dibahas sejak tahun lalu.",
    '"Kami sudah menunggu terlalu lama," kata Ratna.',
    "Sementara itu, para pedagang memilih menutup kios lebih awal.",
    "Ratna berharap bantuan segera datang sebelum musim tanam.",
    "Kenaikan itu membuat banyak keluarga mengurangi belanja.",
)


@pytest.mark.parametrize("label", ["Baca juga: ", "Baca Juga: ", "Simak juga: ", "Lihat juga: "])
def test_a_linked_title_without_a_mark_ends_before_the_next_sentence(label: str) -> None:
    """Every title before every sentence: where it ends is a matter of sense, so a few may be missed."""
    joins = list(product(TITLES, SENTENCES))
    missed = []
    for title, sentence in joins:
        found = units(f"{LEFT} {label}{title} {sentence} Demikian laporan dari pasar.")
        expected = [("body", LEFT), ("related", f"{label}{title}"), ("body", sentence)]
        if found[:3] != expected:
            missed.append(found)
    assert len(missed) <= 0.05 * len(joins), missed


def test_a_link_never_takes_a_whole_sentence() -> None:
    for title, sentence in product(TITLES, SENTENCES[:2]):
        found = units(f"{LEFT} Baca juga: {title} {sentence} {LEFT}")
        assert found[-1] == ("body", LEFT)
        assert not any(role == "related" and "." in text for role, text in found)
