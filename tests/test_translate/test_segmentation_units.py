"""How the stages work together: what one adds, the next goes by."""

import pytest

from translate.segmentation import segment
from translate.sentences import Role

BODY = "Pemerintah kota membuka pasar murah di lima kecamatan sejak pagi tadi, kata seorang pejabat."


def spans(text: str) -> list[tuple[str, str]]:
    return [(sentence.text, sentence.rule) for sentence in segment(text)]


def test_a_title_below_a_bare_phrase_joins_it() -> None:
    text = "Hujan turun. Baca juga:\nBanjir Datang Lagi\nWarga pulang."
    assert spans(text)[1:] == [
        ("Baca juga:\nBanjir Datang Lagi", "link-phrase/line-end"),
        ("Warga pulang.", "running-text/line-end"),
    ]


def test_titles_below_a_label_join_it_or_stand_alone() -> None:
    first, second = "Tim Penolong Temukan Dua Korban Banjir", "Warga Bogor Menunggu Bantuan Pangan"
    found = spans(f"{BODY}\n\nBaca Juga\n{first}\n{second}\n{BODY}")
    assert found[1:3] == [
        (f"Baca Juga\n{first}", "title-below-link/line-end"),
        (second, "title-below-link/line-end"),
    ]


@pytest.mark.parametrize(
    ("text", "link", "rule"),
    [
        ("Baca juga: Banjir Datang (abc/def)", "Baca juga: Banjir Datang", "link-phrase/signature-next"),
        ("Baca juga: Banjir datang lagi. Warga pulang.", "Baca juga: Banjir datang lagi.", "link-phrase/full-stop"),
        ("Baca juga: Rumah Sejuk 2. Tanam Pohon", "Baca juga: Rumah Sejuk 2. Tanam Pohon", "link-phrase/line-end"),
        (
            "Baca juga: Banjir Datang Lagi Baca juga: Harga Naik",
            "Baca juga: Banjir Datang Lagi",
            "link-phrase/link-next",
        ),
        ("Baca Juga Banjir Datang Lagi di Bogor", "Baca Juga Banjir Datang Lagi di Bogor", "link-phrase/line-end"),
        ("Baca Juga Banjir datang lagi di Bogor.", "Baca Juga", "link-phrase/phrase-end"),
        ("Baca JugaBanjir Datang Lagi di Bogor", "Baca Juga", "link-phrase/phrase-end"),
        ("Baca Juga Harga Beras Naik Lagi", "Baca Juga Harga Beras Naik Lagi", "link-phrase/line-end"),
        ("Baca Juga Harga Beras Naik", "Baca Juga", "link-phrase/phrase-end"),
    ],
)
def test_a_link_ends_with_its_title(text: str, link: str, rule: str) -> None:
    assert (link, rule) in spans(f"Hujan turun. {text}")


def test_a_reporters_code_is_a_span_of_its_own_before_tags_and_behind_the_sentence() -> None:
    assert spans("Hujan turun di desa (abc/def)") == [
        ("Hujan turun di desa", "running-text/signature-next"),
        ("(abc/def)", "signature/line-end"),
    ]
    assert spans(f"{BODY}\n(abc/def) banjir jakarta")[1:] == [
        ("(abc/def)", "signature/phrase-end"),
        ("banjir jakarta", "below-signature/line-end"),
    ]


def test_the_first_item_of_a_list_ends_a_heading_and_the_next_ends_an_item() -> None:
    assert spans("Bahan yang perlu • Gula pasir • Garam") == [
        ("Bahan yang perlu", "list-heading/list-begins"),
        ("• Gula pasir", "running-text/next-item"),
        ("• Garam", "running-text/line-end"),
    ]


def test_what_opens_a_paragraph_comes_before_its_sentences() -> None:
    assert [rule for _, rule in spans("date 2023-05 Hujan turun.")] == [
        "crawler-line/phrase-end",
        "running-text/line-end",
    ]
    assert [rule for _, rule in spans("ANTARA FOTO/BUDI SANTOSO Warga pulang. Hujan turun.")] == [
        "leading-photo-credit/phrase-end",
        "caption-after-credit/final-mark",
        "caption-after-credit/line-end",
    ]


def test_invisible_characters_go_with_the_span_before_them_or_with_the_next() -> None:
    text = "\u200bHujan turun.\u200b \u200bWarga pulang.\u200b"
    found = segment(text)
    assert [(one.start, one.end, one.text) for one in found] == [
        (0, 14, "Hujan turun."),
        (15, 30, "Warga pulang."),
    ]
    [alone] = segment(" \u200b ")
    assert (alone.start, alone.end, alone.text, alone.role) == (1, 2, "", Role.BOILERPLATE)
    assert segment(" \n ") == []
