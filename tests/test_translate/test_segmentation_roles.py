import pytest

from translate.lexicon import PACKAGED, Lexicon
from translate.segmentation.records import Stretch, Unit
from translate.segmentation.roles import (
    below_signature,
    captioned,
    code_end,
    code_start,
    leading_credit_end,
    photo_credits,
    role_by_words,
)
from translate.segmentation.rules import EndRule, RoleRule
from translate.sentences import Role


def whole(text: str) -> Stretch:
    return Stretch(text, 0, len(text))


def units(text: str, *roles: Role) -> tuple[Stretch, list[Unit]]:
    """Return the lines of a text as units of these roles."""
    found, position = [], 0
    for line, role in zip(text.split("\n"), roles, strict=True):
        found.append(Unit(position, position + len(line), role, RoleRule.RUNNING_TEXT, EndRule.LINE_END))
        position += len(line) + 1
    return whole(text), found


@pytest.mark.parametrize(
    ("text", "role", "rule"),
    [
        ("(abc/def)", Role.CREDIT, "signature"),
        ("(*)", Role.CREDIT, "signature"),
        ("ANTARA/Budi Santoso", Role.CREDIT, "signature"),
        ("Rina Wati/Tribunjateng", Role.CREDIT, "signature"),
        ("(Foto: Budi Santoso)", Role.CREDIT, "photo-credit"),
        ("Foto oleh Budi Santoso", Role.CREDIT, "photo-credit"),
        ("(Sumber: Anadolu)", Role.CREDIT, "source-note"),
        ("Rina Wati berkontribusi pada artikel ini.", Role.CREDIT, "contributor-note"),
        ("document.write(lebar)", Role.BOILERPLATE, "script"),
        ("Tonton videonya di sini:", Role.BOILERPLATE, "click-request"),
        ("Untuk lengkapnya klik di sini.", Role.BOILERPLATE, "click-request"),
        ("* * *", Role.BOILERPLATE, "no-letters"),
        ("Foto: Warga menunggu di balai desa.", Role.CAPTION, "caption-words"),
        ("Ilustrasi banjir di Bogor", Role.CAPTION, "caption-words"),
        ("Ilustrasi banjir di Bogor dipasang.", Role.BODY, "running-text"),
        (f"Foto: {'Warga menunggu. ' * 13}", Role.BODY, "running-text"),
        (f"Foto oleh {'Budi Santoso ' * 6}", Role.BODY, "running-text"),
        ("Hujan turun di Bogor.", Role.BODY, "running-text"),
    ],
)
def test_a_sentence_has_a_role_by_its_own_words(text: str, role: Role, rule: str) -> None:
    assert role_by_words(text, PACKAGED) == (role, rule)


def test_a_users_words_make_a_source_note() -> None:
    assert role_by_words("(Disadur dari Antara)", Lexicon({"source_labels": ("Disadur",)}))[0] is Role.CREDIT


def test_a_photo_credit_in_a_sentence_is_none() -> None:
    text = "Warga (Foto: Budi) pulang. Hujan. (Foto: Rina)"
    assert [text[start:end] for start, end in photo_credits(whole(text))] == ["(Foto: Rina)"]


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("ANTARA FOTO/BUDI SANTOSO Warga menunggu.", "ANTARA FOTO/BUDI SANTOSO "),
        ("ANTARA FOTO/Budi Santoso Warga menunggu.", "ANTARA FOTO/Budi Santoso "),
        ("ANTARA FOTO/budi", ""),
        ("ANTARA FOTO/Budi", "ANTARA FOTO/Budi"),
        ("Warga menunggu.", ""),
    ],
)
def test_a_photo_credit_before_its_caption_ends_with_the_name(text: str, credit: str) -> None:
    assert text[: leading_credit_end(whole(text))] == credit


def test_a_code_before_tags_and_one_inside() -> None:
    assert code_end(whole("(abc/def) banjir jakarta")) == 9
    assert code_end(whole("(abc/def) Banjir jakarta")) == 0
    assert code_end(whole("(abc/def) banjir jakarta.")) == 0
    assert code_end(whole("(abc/def)")) == 0
    assert code_start(whole("Banjir (abc/def) lagi")) == 7
    assert code_start(whole("Banjir(abc/def) lagi")) == 20


def test_the_sentence_before_a_photo_credit_is_its_caption_unless_it_quotes() -> None:
    text, found = units("Warga pulang.\n(Foto: Budi)", Role.BODY, Role.CREDIT)
    assert [one.role for one in captioned(text, found)] == [Role.CAPTION, Role.CREDIT]
    text, found = units('"Kami pulang."\n(Foto: Budi)', Role.BODY, Role.CREDIT)
    assert list(captioned(text, found)) == found
    text, found = units("Warga pulang.\nEditor: Budi", Role.BODY, Role.CREDIT)
    assert list(captioned(text, found)) == found


def tail(*lines: str) -> list[Role]:
    text, found = units("\n".join(lines), *[Role.HEADLINE if line.istitle() else Role.BODY for line in lines])
    return [one.role for one in below_signature(text, found)]


def test_what_has_no_mark_below_the_signature_belongs_to_the_page() -> None:
    page, body, headline = Role.BOILERPLATE, Role.BODY, Role.HEADLINE
    assert tail("Hujan turun.", "(abc/def)", "Banjir Datang", "jakarta") == [body, body, page, page]
    assert tail("Hujan turun.", "Tags:", "Budi Santoso, S.H.", "jakarta")[2:] == [page, page]
    assert tail("Hujan turun.", "(abc/def)", "Budi Santoso, S.H.", "Banjir Datang")[2:] == [headline, headline]
    long = "Warga desa itu pulang setelah hujan reda."
    assert tail("Hujan turun.", "(abc/def)", long, "jakarta")[2:] == [body, body]
    assert tail("(abc/def)", "x" * 200)[1] is page
    assert tail("(abc/def)", "x" * 201)[1] is body
