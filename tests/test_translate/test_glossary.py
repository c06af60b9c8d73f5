"""A user's glossary: read with clear errors, found in sentences, put into the English."""

from pathlib import Path

import pytest

from translate.backends.echo_backend import EchoBackend
from translate.carrying import as_glossary
from translate.carrying.carriers import Carrier
from translate.carrying.glossary import Glossary
from translate.errors import InputError
from translate.models import Checkpoint
from translate.translator import Translator

TERMS = {
    "pajak": "levy",
    "pajak karbon": "carbon tax",
    "pajak karbon dunia": "world carbon tax",
    "AS": "US",
    "PM 2,5": "fine dust",
    "Danau Toba": "Lake Toba",
}


def found(text: str, *, any_case: bool = False) -> list[tuple[str, str]]:
    spans = Glossary(TERMS).find(text, any_case=any_case)
    return [(text[span.start : span.end], span.english) for span in spans]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Ia membayar pajak karbon.", [("pajak karbon", "carbon tax")]),
        ("Ia membayar pajak  karbon.", [("pajak  karbon", "carbon tax")]),
        ("Pajak karbon naik.", [("Pajak karbon", "carbon tax")]),
        ("Soal Pajak Karbon Dunia itu.", [("Pajak Karbon Dunia", "World Carbon Tax")]),
        ("Besarnya pajak karbonnya dan pajak-nya.", [("pajak karbon", "carbon tax"), ("pajak", "levy")]),
        ("Pajaklah sebabnya; perpajakan tidak.", [("Pajak", "levy")]),
        ("Kata menteri AS, asap dari as roda.", [("AS", "US")]),
        ("Kadar PM 2,5 naik.", [("PM 2,5", "fine dust")]),
        ("Di danau Toba dan Danau Toba-lah.", [("Danau Toba", "Lake Toba")]),
        ("Tidak ada apa-apa.", []),
    ],
)
def test_the_longest_term_is_found_in_its_case(text: str, spans: list[tuple[str, str]]) -> None:
    assert found(text) == spans


def test_in_capitals_any_case_counts() -> None:
    assert found("DANAU TOBA KENA PAJAK", any_case=True) == [("DANAU TOBA", "Lake Toba"), ("PAJAK", "levy")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("pajak\tlevy\nbea masuk\n", r"terms\.tsv:2: no tabs in 'bea masuk'; a line is a term, a tab and its English"),
        ("pajak\tlevy\tx\n", r"terms\.tsv:1: 2 tabs in"),
        ("# a remark\n\npajak\t \n", r"terms\.tsv:3: the English is empty"),
        ("\tlevy\n", r"terms\.tsv:1: the term is empty"),
        ("--\tdash\n", r"terms\.tsv:1: the term '--' has no letter and no digit"),
        ("pajak\tle\x07vy\n", r"terms\.tsv:1: the English holds a character that cannot be printed"),
        ("pajak\tlevy\npajak\tlevy\npajak\ttax\n", r"terms\.tsv:3: 'pajak' has another English in line 2"),
        ("# only a remark\n", r"terms\.tsv: holds no term"),
    ],
)
def test_a_bad_row_is_named_with_its_line(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "terms.tsv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        as_glossary(file)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.tsv: cannot be read \(No such file"):
        as_glossary(str(tmp_path / "none.tsv"))
    (tmp_path / "latin.tsv").write_bytes("caf\xe9\tcoffee house\n".encode("latin-1"))
    with pytest.raises(InputError, match=r"latin\.tsv: cannot be read, as it is not UTF-8 \(byte 3\)"):
        as_glossary(tmp_path / "latin.tsv")
    with pytest.raises(InputError, match="`glossary`: 'pajak': the English is empty"):
        as_glossary({"pajak": ""})


def test_a_file_and_a_mapping_of_the_same_terms_have_one_digest(tmp_path: Path) -> None:
    file = tmp_path / "terms.tsv"
    file.write_text("\ufeffuang muka\tdown payment\r\npajak\tlevy\r\n", encoding="utf-8")
    read, given = as_glossary(file), as_glossary({"pajak": "levy", "uang  muka": "down payment"})
    assert read.english == given.english and read.sha256 == given.sha256
    assert read.sha256 != as_glossary({"pajak": "tax", "uang muka": "down payment"}).sha256
    assert as_glossary(None).english == {}


def test_terms_stand_in_the_english(tiny_checkpoint: Checkpoint) -> None:
    translator = Translator(tiny_checkpoint, EchoBackend(), glossary={"uang muka": "down payment", "AS": "US"})
    translator._carrier = Carrier(form="slots", share=1.0)
    found = translator.translate(["Uang muka kami kecil.", "Ia membayar uang muka ke AS.", "Ia pulang."])
    assert [one.text for one in found] == ["Down payment kami kecil.", "Ia membayar down payment ke US.", "Ia pulang."]
    assert [("glossary" in one.flags) for one in found] == [True, True, False]
    assert translator.describe()["glossary"] == as_glossary({"AS": "US", "uang muka": "down payment"}).sha256
    assert "glossary" not in Translator(tiny_checkpoint, EchoBackend()).describe()
