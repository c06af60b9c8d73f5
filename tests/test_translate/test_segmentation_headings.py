import pytest

from translate.segmentation.furniture import furnished
from translate.segmentation.headings import headline_rule, is_entry, joined_title_end, line_kinds, run_in_starts
from translate.segmentation.paragraphs import paragraphs
from translate.segmentation.records import Line, Paragraph, Stretch
from translate.segmentation.rules import EndRule, RoleRule
from translate.sentences import Role

BODY = "Pemerintah kota membuka pasar murah di lima kecamatan sejak pagi tadi, kata seorang pejabat."


def whole(text: str) -> Stretch:
    return Stretch(text, 0, len(text))


def lines(text: str) -> list[Paragraph]:
    return line_kinds(*furnished(paragraphs(whole(text))))


def kinds(text: str) -> list[Line]:
    return [one.line for one in lines(text)]


def test_the_first_line_above_an_empty_one_is_the_title() -> None:
    assert kinds(f"Harga Beras Naik Lagi\n\n{BODY}")[0] is Line.TITLE
    assert kinds(f"date 2023-05\nBanjir Lagi! Warga Mengungsi\n\n{BODY}")[1] is Line.TITLE


@pytest.mark.parametrize(
    "line",
    [
        "Harga beras naik lagi.",
        "Harga beras naik,",
        "Syarat yang diminta:",
        f"{'Harga beras naik lagi ' * 12}sekali",
        "Baca juga: Banjir Datang Lagi",
        "Harga beras naik. Warga resah?",
        "Bahan: - Gula - Garam",
        "Harga Beras Naik Editor: Rina Wati",
    ],
)
def test_a_first_line_of_another_form_is_no_title(line: str) -> None:
    assert kinds(f"{line}\n\n{BODY}")[0] is not Line.TITLE


def test_a_title_needs_a_paragraph_below() -> None:
    assert kinds("Harga Beras Naik Lagi") == [Line.TEXT]
    assert kinds(f"Harga Beras Naik Lagi\nHujan turun.\n{BODY}")[0] is Line.TEXT


def test_a_short_line_above_a_longer_paragraph_is_a_heading() -> None:
    assert kinds(f"{BODY}\n\nLangkah berikutnya\n{BODY}") == [Line.TEXT, Line.HEADING, Line.TEXT]
    assert kinds(f"{BODY}\n\nLangkah berikutnya\nEditor: Rina Wati\n{BODY}")[1] is Line.HEADING


@pytest.mark.parametrize(
    "below",
    [
        f"Langkah berikutnya.\n{BODY}",
        f"langkah berikutnya\n{BODY}",
        f"Langkah berikutnya -\n{BODY}",
        f"Pelatih : Budi Santoso\n{BODY}",
        "Langkah berikutnya\nHujan turun di Bogor.",
        f"Langkah berikutnya\n{BODY[:-1]}",
        "Langkah berikutnya",
        f"{'Langkah ' * 15}\n{BODY}",
    ],
)
def test_other_lines_are_no_heading(below: str) -> None:
    assert kinds(f"{BODY}\n\n{below}")[1] is not Line.HEADING


def test_a_line_of_a_list_is_no_heading() -> None:
    assert kinds(f"{BODY[:-1]}:\nLangkah berikutnya\n{BODY}")[1] is Line.TEXT
    assert kinds(f"{BODY}\nLangkah pertama\nLangkah berikutnya\n{BODY}")[2] is Line.TEXT


TITLE = "Tim Penolong Temukan Dua Korban Banjir Bogor"


def test_titles_below_the_phrase_of_a_link_are_links() -> None:
    text = f"{BODY}\n\nBaca Juga\n{TITLE}\nWarga Bogor Menunggu Bantuan Pangan\n{BODY}"
    assert kinds(text) == [Line.TEXT, Line.TEXT, Line.FIRST_LINK, Line.LINK, Line.TEXT]


@pytest.mark.parametrize(
    "below",
    [f"Warga Bogor Menunggu Bantuan\n{BODY}", f"\n{TITLE}\n{BODY}", f"1. {TITLE}\n{BODY}", f"{TITLE.lower()}\n{BODY}"],
)
def test_one_short_line_or_another_form_below_the_phrase_is_no_link(below: str) -> None:
    assert Line.FIRST_LINK not in kinds(f"{BODY}\n\nBaca Juga\n{below}")


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("Banjir datang lagi", True),
        ("Harga Naik Lagi, Apa Sebabnya?", True),
        ("Harga beras naik lagi.", False),
        ("Siapa yang datang ke rapat itu?", False),
        ("[Gambas:Video 20detik]", False),
        ("ADVERTISEMENT", False),
        ("ADVERTISEMENT Baca juga: Banjir Datang", False),
        ("x" * 200, True),
        ("x" * 201, False),
    ],
)
def test_a_title_or_name_may_stand_below_a_colon(text: str, entry: bool) -> None:
    [line] = lines(text)
    assert is_entry(line) is entry


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Warga Bogor Keluhkan Harga KOMPAS.com - Hujan turun.", "Warga Bogor Keluhkan Harga "),
        ("Warga Keluhkan Harga Beras Banda Aceh (ANTARA) - Hujan turun.", "Warga Keluhkan Harga Beras "),
        ("Warga Keluhkan Harga KOMPAS.com - Hujan turun.", ""),
        ('"Warga Bogor Keluhkan Harga" KOMPAS.com - Hujan turun.', ""),
        ("Pemerintah kota membuka pasar murah.", ""),
    ],
)
def test_a_title_of_four_words_runs_into_the_dateline(text: str, title: str) -> None:
    assert text[: joined_title_end(whole(text))] == title


@pytest.mark.parametrize(
    ("text", "ended", "following", "role", "rule"),
    [
        ("Hujan turun.", EndRule.FINAL_MARK, EndRule.DATELINE_NEXT, Role.BODY, RoleRule.BEFORE_DATELINE),
        ("2. Cara merawat", EndRule.JOINED_WORDS, EndRule.LINE_END, Role.BODY, RoleRule.RUN_IN_HEADING),
        ("cara merawat", EndRule.JOINED_WORDS, EndRule.LINE_END, Role.BODY, None),
        ("Bahan yang perlu", EndRule.LIST_BEGINS, EndRule.LINE_END, Role.BODY, RoleRule.LIST_HEADING),
        ("Bahan yang perlu:", EndRule.LIST_BEGINS, EndRule.LINE_END, Role.BODY, None),
        ("Bahan yang perlu", EndRule.NEXT_ITEM, EndRule.LINE_END, Role.BODY, None),
        ("Cara Menanam Cabai ", EndRule.LINK_NEXT, EndRule.LINK_NEXT, Role.BODY, RoleRule.HEADING_BEFORE_LINK),
        ("Cara Menanam Cabai", EndRule.PAGE_MATTER_NEXT, EndRule.PAGE_MATTER_NEXT, Role.CAPTION, None),
        ("Cara Menanam Cabai.", EndRule.LINK_NEXT, EndRule.LINK_NEXT, Role.BODY, None),
        ("Cara menanam cabai", EndRule.LINK_NEXT, EndRule.LINK_NEXT, Role.BODY, None),
        ("Cara Menanam", EndRule.LINK_NEXT, EndRule.LINK_NEXT, Role.BODY, None),
        ("Cara Menanam Cabai", EndRule.CREDIT_NEXT, EndRule.CREDIT_NEXT, Role.BODY, None),
    ],
)
def test_one_rule_makes_a_part_of_a_paragraph_a_headline(
    text: str, ended: EndRule, following: EndRule, role: Role, rule: RoleRule | None
) -> None:
    assert headline_rule(whole(text), ended, following, role) is rule


def starts(text: str) -> list[tuple[str, EndRule]]:
    return [(text[position:], ended) for position, ended in run_in_starts(whole(text))]


def test_sentences_without_a_mark_before_them() -> None:
    assert starts("Langkah yang mudah Namun warga belum tahu.") == [("Namun warga belum tahu.", EndRule.OPENING_WORD)]
    assert starts("Shell Super Shell Super adalah bahan bakar.") == [
        ("Shell Super adalah bahan bakar.", EndRule.REPEATED_WORDS)
    ]
    assert starts("2. Cara merawatBan perlu diganti.") == [("Ban perlu diganti.", EndRule.JOINED_WORDS)]
    assert starts("2. Cara merawat ban mobil Ban perlu diganti.") == [("Ban perlu diganti.", EndRule.NUMBERED_HEADING)]


@pytest.mark.parametrize(
    "text",
    [
        "Warga menunggu di Namun yang jauh.",
        "Warga Kota Namun yang jauh menunggu.",
        "Harga naik 20 Namun warga tenang.",
        "2. Cara merawat yang Ban perlu diganti.",
        "2. Cara merawat yangBan perlu diganti.",
        "2. Cara merawat siBan perlu diganti.",
        "Ia belajar JavaScript dan menulis.",
        'Ia menegaskan "Kami sudah siap menunggu sejak pagi tadi," ujarnya.',
    ],
)
def test_names_and_words_that_go_on_begin_no_sentence(text: str) -> None:
    assert starts(text) == []
