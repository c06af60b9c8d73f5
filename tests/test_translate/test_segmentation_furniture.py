import pytest

from translate.segmentation.furniture import furnished, names_end, with_matter, without_title
from translate.segmentation.records import Extent, Line, Stretch
from translate.segmentation.rules import EndRule, RoleRule
from translate.sentences import Role


def whole(text: str) -> Stretch:
    return Stretch(text, 0, len(text))


def pieces(text: str, *, opens: bool = False) -> list[tuple[str, str, Extent]]:
    found = with_matter(whole(text), opens=opens).pieces
    return [(text[piece.start : piece.phrase_end], str(piece.rule), piece.extent) for piece in found]


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("Hujan turun. Baca juga: Banjir Datang", ("Baca juga:", "link-phrase", Extent.TITLE)),
        ("Hujan turun. BACA JUGA: Banjir Datang", ("BACA JUGA:", "link-phrase", Extent.TITLE)),
        ("Hujan turun (baca juga: Banjir) lagi.", ("(baca juga: Banjir)", "bracketed-link", Extent.FIXED)),
        ("Hujan turun. Editor: Rina Wati", ("Editor:", "credit-phrase", Extent.NAMES)),
        ("Hujan turun. ADVERTISEMENT Warga pulang.", ("ADVERTISEMENT", "page-phrase", Extent.FIXED)),
        ("Hujan turun. [Gambas:Video 20detik]", ("[Gambas:Video 20detik]", "page-insert", Extent.FIXED)),
        ("Hujan turun. #banjir #bogor", ("#banjir #bogor", "hashtags", Extent.FIXED)),
        ("Hujan turun. Halaman 1 dari 2", ("Halaman 1 dari 2", "page-number", Extent.FIXED)),
        ("Warga pulang. (Foto: Budi)", ("(Foto: Budi)", "photo-credit", Extent.FIXED)),
    ],
)
def test_a_phrase_or_a_form_opens_newsroom_matter(text: str, piece: tuple[str, str, Extent]) -> None:
    assert pieces(text) == [piece]


@pytest.mark.parametrize(
    "text",
    [
        "Berita lainnya yang banyak dibaca warga.",
        "Wartawan: Apa rencana Anda?",
        "Warga BACA JUGAAN.",
        "Ia menulis #banjir dalam pesannya.",
        "Tanda (foto kanan), tetapi tidak jelas.",
    ],
)
def test_running_text_with_the_same_words_does_not(text: str) -> None:
    assert pieces(text) == []


def test_a_title_given_twice_is_taken_out_twice() -> None:
    title = "Promo Belanja Akhir Tahun di Toko Kami"
    assert [text for text, *_ in pieces(f"Warga lega. {title} {title} Hujan turun.")] == [title, title]
    name = "Raden Ayu Siti Aminah Kusuma"
    assert pieces(f"Warga lega. {name} {name} adalah seorang guru.") == []
    assert pieces("Ayo Maju Terus! Ayo Maju Terus! Hujan turun.") == []


def test_pieces_do_not_overlap_and_a_photo_credit_is_surer() -> None:
    text = "Warga pulang. (Foto: Editor: Budi) Baca juga: Banjir Datang Lagi"
    assert [rule for _, rule, _ in pieces(text)] == ["photo-credit", "link-phrase"]


def test_the_first_paragraph_that_is_no_crawlers_line_is_the_top() -> None:
    text = "date 2023-05\nHujan turun."
    found, top = furnished([Stretch(text, 0, 12), Stretch(text, 13, len(text))])
    assert top == 1
    assert (found[0].metadata_end, found[0].is_matter, found[1].is_matter) == (12, True, False)
    assert furnished([Stretch(text, 0, 12)])[1] == 0


def test_a_place_with_a_dash_is_a_dateline_in_the_first_three_paragraphs_alone() -> None:
    text = "\n".join(["Jakarta, 5 Mei 2020 - Hujan turun."] * 5)
    lines = [Stretch(text, 35 * index, 35 * index + 34) for index in range(5)]
    found, _ = furnished(lines)
    dated = [[piece.role for piece in one.pieces] == [Role.DATELINE] for one in found]
    assert dated == [True, True, True, False, False]


def test_a_caption_is_searched_behind_its_photo_credit() -> None:
    text = "ANTARA FOTO/BUDI SANTOSO Warga menunggu. Baca juga: Banjir Datang"
    found = with_matter(whole(text), opens=False)
    assert text[: found.credit_end].strip() == "ANTARA FOTO/BUDI SANTOSO"
    assert [piece.rule for piece in found.pieces] == [RoleRule.LINK_PHRASE]


def test_a_title_is_cut_off_and_the_rest_searched_from_there() -> None:
    text = "Warga Bogor Keluhkan Harga JAKARTA, KOMPAS.com - Hujan turun."
    paragraph = with_matter(whole(text), opens=True)
    title, rest = without_title(paragraph, 27)
    assert (title.stretch.shown, title.line, title.ended) == (text[:27], Line.JOINED_TITLE, EndRule.DATELINE_NEXT)
    assert [piece.role for piece in rest.pieces] == [Role.DATELINE]
    assert without_title(paragraph, 0) == (paragraph,)
    link = with_matter(whole("Baca juga: Banjir Datang Lagi di Bogor Hujan turun."), opens=True)
    assert without_title(link, 39) == (link,)


def test_a_credit_of_more_than_fourteen_words_ends_with_its_names() -> None:
    short = " Rina Wati, Budi Santoso"
    assert names_end(whole(short)) == len(short)
    words = " ".join(["turun"] * 12)
    assert names_end(whole(f" Rina Wati {words}")) == len(" Rina Wati ") + len(words)
    assert names_end(whole(f" Rina Wati {words} lagi")) == len(" Rina Wati")
