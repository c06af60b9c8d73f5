import json
import unicodedata
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translate.control_pieces import END, PADDING, UNKNOWN
from translate.errors import ModelError
from translate.tokenization import Tokenizer, scrub

TYPOGRAPHIC = [
    "“Kami siap,” kata ketua.",
    "‘Ya,’ jawabnya.",
    "Jumat’at – Sabtu — Minggu",
    "Harga 5–10 persen…",
    "«Bon» ‹jour›",
    "Ａｂｃ １２３ ！",
    "½ kg, 20 °C, 10 m²",
    "Rp\u00a05.000",
    "soft\u00adhyphen",
    "zero\u200bwidth",
    "\ufefftanda urutan bita",
    "e\u0301 dan é",
    "🙂 👍🏽 👨‍👩‍👧",
    "سلام dunia",
    "日本語",
    "tab\tdan\tbaris",
    "  spasi   ganda  ",
    "ﬁle ﬂuida",
    "C++ & C# < D > E",
    "100% @nama #tagar",
    "''kutip'' ``ganda``",
    "https://contoh.co.id/a?b=c",
]


@pytest.fixture(scope="module")
def tokenizer(tiny_model: Path) -> Tokenizer:
    return Tokenizer(tiny_model)


@pytest.fixture(scope="module")
def marian(tiny_model: Path) -> object:
    from transformers import MarianTokenizer

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Recommended: pip install sacremoses")
        return MarianTokenizer.from_pretrained(tiny_model)


@settings(max_examples=200, deadline=None)
@given(text=st.text(st.characters(codec=None, exclude_categories=()), max_size=40))
def test_no_text_has_unknown_pieces(tokenizer: Tokenizer, text: str) -> None:
    pieces = tokenizer.encode(text)
    assert not {UNKNOWN, END, PADDING} & set(pieces)
    assert len(tokenizer.ids(pieces)) == len(pieces)
    assert tokenizer.pieces(tokenizer.ids(pieces)) == pieces


@settings(max_examples=200, deadline=None)
@given(text=st.text(st.sampled_from("abcde fghijkl. Saya,Rp0123456789?!()[]/éñ£漢字سلام🙂"), max_size=40))
def test_round_trip(tokenizer: Tokenizer, text: str) -> None:
    assert tokenizer.decode(tokenizer.encode(text)) == " ".join(text.split())


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=30))
def test_a_second_round_trip_changes_nothing(tokenizer: Tokenizer, text: str) -> None:
    once = tokenizer.decode(tokenizer.encode(text))
    assert tokenizer.decode(tokenizer.encode(once)) == once
    assert once == " ".join(once.split())


def test_marian_tokenizer_sees_the_same(tokenizer: Tokenizer, marian, indonesian: list[str]) -> None:
    texts = [*indonesian, *TYPOGRAPHIC]
    assert len(texts) >= 50
    for text in texts:
        ids = marian(text).input_ids
        assert ids == [*tokenizer.ids(tokenizer.encode(text)), *tokenizer.ids([END])], text
        decoded = marian.decode(ids, skip_special_tokens=True)
        assert decoded == tokenizer.decode(tokenizer.encode(text)), text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Saya </s> pergi", "Saya   pergi"),
        ("<unk><pad>", "  "),
        (">>ind<<a", " a"),
        (">> zsm_Latn << a", "  a"),
        (">>dua kata<<", ">>dua kata<<"),
        (">>1<<", ">>1<<"),
        ("a\u2581b", "a b"),
        ("a\udc00b", "a b"),
        ("a\0b", "a b"),
        ("</S> < /s> <pad", "</S> < /s> <pad"),
    ],
)
def test_scrub(text: str, expected: str) -> None:
    assert scrub(text) == expected


@pytest.mark.parametrize("hidden", ["<\u200b/s>", "<pa\u200dd>", "＜unk＞", "<\u00adpad>"])
def test_control_tokens_that_folding_would_spell_stay_text(tokenizer: Tokenizer, hidden: str) -> None:
    pieces = tokenizer.encode(f"Saya {hidden} pergi")
    assert not {UNKNOWN, END, PADDING} & set(pieces)
    assert "pergi" in tokenizer.decode(pieces)


def test_decode_leaves_out_control_tokens(tokenizer: Tokenizer) -> None:
    assert tokenizer.decode(["▁", "a", UNKNOWN, "b", PADDING, END]) == "ab"
    assert tokenizer.decode([]) == ""


def test_decoded_text_is_one_line(tokenizer: Tokenizer) -> None:
    assert tokenizer.decode(["▁", "a", "<0x0A>", "b", "<0x0D>", "<0x09>", "c"]) == "a b c"


def test_half_a_character_does_not_break_decoding(tokenizer: Tokenizer) -> None:
    assert tokenizer.decode(["▁", "a", "<0xF0>", "<0x9F>"]).startswith("a")


def test_digits_stand_alone(tokenizer: Tokenizer) -> None:
    pieces = tokenizer.encode("Rp85.000 pada 2023")
    assert [piece for piece in pieces if piece.strip("▁").isdigit()] == [
        piece for piece in pieces if any(char.isdigit() for char in piece) and len(piece.strip("▁")) == 1
    ]
    assert "".join(piece for piece in pieces if piece.isdigit()) == "850002023"


def test_composed_and_decomposed_are_the_same_pieces(tokenizer: Tokenizer) -> None:
    for text in ("Café São Tomé", "Đà Nẵng", "Köln"):
        assert tokenizer.encode(unicodedata.normalize("NFD", text)) == tokenizer.encode(text)


def test_a_model_that_does_not_fold_gets_the_opus_rules(tmp_path: Path, indonesian: list[str]) -> None:
    import io

    import sentencepiece

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([*indonesian, "a' b'"]),
        model_writer=model,
        vocab_size=120,
        hard_vocab_limit=False,
        normalization_rule_name="identity",
        minloglevel=2,
    )
    processor = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    pieces = [processor.id_to_piece(index) for index in range(processor.get_piece_size())]
    for name in ("source.spm", "target.spm"):
        (tmp_path / name).write_bytes(model.getvalue())
    vocabulary = {piece: index for index, piece in enumerate([*dict.fromkeys([END, UNKNOWN, PADDING, *pieces])])}
    (tmp_path / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    tokenizer = Tokenizer(tmp_path)
    assert tokenizer.encode("“Kami\u200b siap”") == tokenizer.encode('"Kami siap"')
    assert UNKNOWN in tokenizer.encode("漢")


@pytest.mark.parametrize("name", ["source.spm", "target.spm", "vocab.json"])
def test_missing_file(copied_model: Callable[[str], Path], name: str) -> None:
    folder = copied_model("copy")
    (folder / name).unlink()
    with pytest.raises(ModelError, match=f"no {name}"):
        Tokenizer(folder)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("source.spm", b"not a model", "cannot be read"),
        ("vocab.json", b"{", "cannot be read"),
        ("vocab.json", b"\xff\xfe", "cannot be read"),
        ("vocab.json", b"[]", "holds no JSON object"),
        ("vocab.json", b'{"</s>": 0, "<unk>": 1}', "no id for <pad>"),
    ],
)
def test_broken_file(copied_model: Callable[[str], Path], name: str, content: bytes, message: str) -> None:
    folder = copied_model("copy")
    (folder / name).write_bytes(content)
    with pytest.raises(ModelError, match=message) as caught:
        Tokenizer(folder)
    assert "\n" not in str(caught.value)
