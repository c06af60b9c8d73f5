import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from translate.backends import load_backend
from translate.backends.base import EngineOptions
from translate.backends.echo_backend import EchoBackend
from translate.decoding import DecodingOptions, Hypothesis
from translate.errors import ModelError, SettingError
from translate.lexicon import Lexicon
from translate.models import Checkpoint
from translate.sentences import Role
from translate.tokenization import Tokenizer
from translate.translator import LoadOptions, Translator

SEED = Path(__file__).parents[2] / "seeds" / "000_0516dd0dd5d9d22c.txt"


@pytest.fixture(scope="module")
def echo(tiny_checkpoint: Checkpoint) -> Translator:
    """A translator whose engine returns its input: whatever is lost, the translator lost."""
    return Translator(tiny_checkpoint, EchoBackend())


@pytest.fixture(scope="module")
def translator(tiny_checkpoint: Checkpoint, model_cache: Path) -> Translator:
    engine = EngineOptions(device="cpu", compute_type="float32", threads=2, cache=model_cache)
    backend = load_backend("ctranslate2", tiny_checkpoint, engine)
    return Translator(tiny_checkpoint, backend, DecodingOptions(beam_size=2, max_target_pieces=30))


class SpyBackend(EchoBackend):
    """An echo that keeps what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.sources: list[Sequence[str]] = []

    def generate(
        self, batch: Sequence[Sequence[str]], options: DecodingOptions, max_target_pieces: int
    ) -> list[Hypothesis]:
        self.sources.extend(batch)
        return super().generate(batch, options, max_target_pieces)


@pytest.mark.parametrize("blank", ["", " ", "\t\n", "\u00a0\u3000", "\u200b", "\ufeff", "\u200d \u2060"])
def test_blank_gives_nothing(echo: Translator, blank: str) -> None:
    [translation] = echo.translate([blank])
    assert (translation.source, translation.text, translation.score, translation.flags) == (blank, "", None, ())


def test_no_sentences_give_no_translations(translator: Translator) -> None:
    assert translator.translate([]) == []


def test_one_string_is_refused(echo: Translator) -> None:
    with pytest.raises(TypeError, match="a list of sentences"):
        echo.translate("Selamat pagi.")


def test_order_and_duplicates(echo: Translator, indonesian: list[str]) -> None:
    sentences = [*indonesian, "", *reversed(indonesian), indonesian[3]]
    translations = echo.translate(sentences)
    assert [translation.source for translation in translations] == sentences
    assert [translation.text for translation in translations] == sentences


def test_a_duplicate_is_generated_once(tiny_checkpoint: Checkpoint, indonesian: list[str]) -> None:
    spy = SpyBackend()
    Translator(tiny_checkpoint, spy).translate([indonesian[0], indonesian[1], indonesian[0]] * 5)
    assert len(spy.sources) == 2


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(24)), cut=st.integers(0, 24))
def test_any_split_into_batches_gives_the_same(
    translator: Translator, indonesian: list[str], order: list[int], cut: int
) -> None:
    expected = whole(translator, indonesian)
    sentences = [indonesian[position] for position in order]
    found = [*translator.translate(sentences[:cut]), *translator.translate(sentences[cut:])]
    assert [one.text for one in found] == [expected[position] for position in order]


_WHOLE: dict[int, list[str]] = {}


def whole(translator: Translator, sentences: list[str]) -> list[str]:
    if id(translator) not in _WHOLE:
        _WHOLE[id(translator)] = [one.text for one in translator.translate(sentences[:24])]
    return _WHOLE[id(translator)]


def piece_text(tokenizer: Tokenizer, count: int) -> str:
    """Return a sentence of exactly ``count`` pieces, without any border but spaces."""
    words = ["saya", "beras", "pasar", "rumah", "a"]
    text = "Ibu"
    while len(tokenizer.encode(text)) < count:
        for word in words:
            longer = f"{text} {word}"
            if len(tokenizer.encode(longer)) <= count:
                text = longer
                break
        else:
            text += "a"
    assert len(tokenizer.encode(text)) == count
    return text


@pytest.mark.parametrize(("pieces", "split"), [(157, False), (158, False), (159, False), (160, True), (161, True)])
def test_the_longest_sentence_read_whole(tiny_checkpoint: Checkpoint, pieces: int, split: bool) -> None:
    """The model was trained on 160 pieces, end mark included."""
    spy = SpyBackend()
    text = piece_text(Tokenizer(tiny_checkpoint.path), pieces)
    [translation] = Translator(tiny_checkpoint, spy).translate([text])
    assert ("split" in translation.flags) == split
    assert (len(spy.sources) > 1) == split
    assert translation.text == text
    assert "length_limit" not in translation.flags


@pytest.mark.parametrize("limit", [4, 11, 40])
def test_nothing_is_lost_where_a_sentence_is_split(
    tiny_checkpoint: Checkpoint, indonesian: list[str], limit: int
) -> None:
    spy = SpyBackend()
    translator = Translator(tiny_checkpoint, spy, DecodingOptions(max_source_pieces=limit))
    text = " ".join(indonesian)
    [translation] = translator.translate([text])
    assert "split" in translation.flags
    assert all(0 < len(source) <= limit for source in spy.sources)
    assert translation.text.replace(" ", "") == text.replace(" ", "")
    if limit == 40:
        assert translation.text == text


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_a_character_of_many_pieces_is_parted_not_cut(tiny_checkpoint: Checkpoint, limit: int) -> None:
    spy = SpyBackend()
    text = "ﬃ…㎏"  # each unfolds to several letters or marks
    Translator(tiny_checkpoint, spy, DecodingOptions(max_source_pieces=limit)).translate([text])
    assert all(0 < len(source) <= limit for source in spy.sources)
    tokenizer = Tokenizer(tiny_checkpoint.path)
    wanted = {piece for char in text for piece in tokenizer.encode(char)} - {"▁"}
    assert wanted <= {piece for source in spy.sources for piece in source}


def test_a_hundred_thousand_letters_without_a_space(echo: Translator) -> None:
    word = "".join("bacadufegihojeku"[i % 16] for i in range(100_000))
    [translation] = echo.translate([word])
    assert translation.text.replace(" ", "") == word
    assert "split" in translation.flags


@pytest.mark.parametrize(
    ("text", "expected", "scrubbed"),
    [
        ("Saya </s> pergi.", "Saya pergi.", True),
        ("<pad>Saya<unk> pergi.</s>", "Saya pergi.", True),
        (">>ind<< Saya pergi.", "Saya pergi.", True),
        (">> eng << Saya pergi.", "Saya pergi.", True),
        (">> Baca juga << Saya pergi.", ">> Baca juga << Saya pergi.", False),
        ("Saya\u2581pergi.", "Saya pergi.", True),
        ("Saya \ud83d pergi.", "Saya pergi.", True),
        ("Saya\x00 pergi.", "Saya pergi.", True),
        ("\ufeffSaya per\u200dgi.", "Saya pergi.", False),
        ("Kafe\u0301 itu buka.", "Kafé itu buka.", False),
        ("Selamat 🙂👍🏽 pagi", "Selamat 🙂👍🏽 pagi", False),
        ("Kata \u200fسلام\u200e itu", "Kata سلام itu", False),
        ("日本語 dan ไทย", "日本語 dan ไทย", False),
        ("<s> 5 < 6 > 4 && </p>", "<s> 5 < 6 > 4 && </p>", False),
    ],
)
def test_odd_text_is_harmless(echo: Translator, text: str, expected: str, scrubbed: bool) -> None:
    [translation] = echo.translate([text])
    assert translation.text == expected
    assert ("scrubbed" in translation.flags) == scrubbed
    assert translation.source == text


def test_nothing_but_control_tokens(echo: Translator) -> None:
    [translation] = echo.translate(["</s><pad>"])
    assert (translation.text, translation.score, translation.flags) == ("", None, ("scrubbed",))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec=None, exclude_categories=()), max_size=60))
def test_no_text_breaks_a_translator(echo: Translator, text: str) -> None:
    [translation] = echo.translate([text])
    assert "\n" not in translation.text
    assert "\ufffd" not in translation.text
    assert translation.score is not None or translation.text == "" or "carried" in translation.flags


def test_flags(tiny_checkpoint: Checkpoint, echo: Translator) -> None:
    short = Translator(tiny_checkpoint, EchoBackend(), DecodingOptions(max_target_pieces=3))
    [translation] = short.translate(["Saya membeli dua kilogram beras di pasar."])
    assert "length_limit" in translation.flags
    [copied] = echo.translate(["saya membeli beras di pasar"])
    assert copied.flags == ("copy",)


def test_score_of_parts_is_weighted_by_pieces(tiny_checkpoint: Checkpoint) -> None:
    class Scored(EchoBackend):
        def generate(
            self, batch: Sequence[Sequence[str]], options: DecodingOptions, max_target_pieces: int
        ) -> list[Hypothesis]:
            return [Hypothesis(pieces=tuple(s), score=-float(len(s)), stopped_by_limit=False) for s in batch]

    spy = SpyBackend()
    text = "Saya membeli beras, dua kilogram saja di pasar ikan pagi ini."
    decoding = DecodingOptions(max_source_pieces=25)
    Translator(tiny_checkpoint, spy, decoding).translate([text])
    lengths = [len(source) for source in spy.sources]
    assert len(set(lengths)) > 1
    [translation] = Translator(tiny_checkpoint, Scored(), decoding).translate([text])
    mean = -sum(length * (length + 1) for length in lengths) / sum(length + 1 for length in lengths)
    assert translation.score == pytest.approx(mean)


def test_decoding_of_a_call_overrides_that_of_the_translator(echo: Translator) -> None:
    text = "Saya membeli beras di pasar."
    [short] = echo.translate([text], DecodingOptions(max_target_pieces=2))
    assert len(short.text) < len(text)
    assert echo.translate([text])[0].text == text


def test_describe_is_json(translator: Translator, tiny_checkpoint: Checkpoint) -> None:
    described = json.loads(json.dumps(translator.describe(), allow_nan=False))
    assert described["sha256"] == tiny_checkpoint.sha256
    assert described["engine"] == "ctranslate2"
    assert described["compute_type"] == "float32"
    assert described["decoding"]["beam_size"] == 2


def test_origin(translator: Translator, tiny_checkpoint: Checkpoint) -> None:
    assert translator.origin == f"mt:tiny@{tiny_checkpoint.sha256[:12]}"


def test_load(tiny_model: Path, model_cache: Path) -> None:
    engine = EngineOptions(device="cpu", cache=model_cache, threads=1)
    loaded = Translator.load(str(tiny_model), LoadOptions(engine=engine), DecodingOptions(beam_size=1))
    assert loaded.describe()["engine"] == "ctranslate2"
    assert loaded.describe()["compute_type"] == "int8"
    [translation] = loaded.translate(["Selamat pagi."])
    assert translation.text
    assert translation.score is not None
    assert translation.score < 0


def test_load_refuses_what_is_not_there(tiny_model: Path) -> None:
    with pytest.raises(ModelError, match="no model 'bundeld'; did you mean 'bundled'"):
        Translator.load("bundeld")
    with pytest.raises(SettingError, match="no backend 'transformer'; did you mean 'transformers'"):
        Translator.load(str(tiny_model), LoadOptions(backend="transformer"))


def test_the_seed_article(echo: Translator) -> None:
    article = SEED.read_text(encoding="utf-8")
    result = echo.translate_text(article)
    assert len(result.pairs) == 15
    assert len(result.left_out) == 4
    assert all(sentence.role is Role.BODY for sentence, _ in result.pairs)
    for sentence, translation in result.pairs:
        assert article[sentence.start : sentence.end] == sentence.text == translation.source == translation.text
    assert result.english == " ".join(translation.text for _, translation in result.pairs)


def test_paragraphs_are_kept(echo: Translator) -> None:
    article = (
        "Hujan turun di Bogor. Jalan banjir.\n\nWarga mengungsi ke sekolah.\nBantuan tiba sore hari.\n\n\n\nAir surut."
    )
    assert echo.translate_text(article).english == article


def test_roles_can_be_chosen(echo: Translator) -> None:
    result = echo.translate_text(SEED.read_text(encoding="utf-8"), roles=(Role.CREDIT,))
    assert [sentence.role for sentence, _ in result.pairs] == [Role.CREDIT]
    assert len(result.left_out) == 18


def test_a_blank_article(echo: Translator) -> None:
    result = echo.translate_text(" \n ")
    assert (result.english, result.pairs, result.left_out) == ("", (), ())


def test_an_article_is_cut_by_the_lists_it_is_given(echo: Translator) -> None:
    article = "Acara itu dibuka pagi ini. Ini sumbangan dari Yay. Melati untuk warga."
    lists = Lexicon({"abbreviations": ("yay",)})
    assert [len(echo.translate_text(article, lexicon=one).pairs) for one in (Lexicon(), lists)] == [3, 2]


def test_damaged_names_are_spelled_as_the_source_does_and_flagged(tiny_checkpoint: Checkpoint) -> None:
    class Forgetful(EchoBackend):
        def generate(
            self, batch: Sequence[Sequence[str]], options: DecodingOptions, max_target_pieces: int
        ) -> list[Hypothesis]:
            tokenizer = Tokenizer(tiny_checkpoint.path)
            pieces = tuple(tokenizer.encode("Rahmawi came."))
            return [Hypothesis(pieces=pieces, score=-1.0, stopped_by_limit=False) for _ in batch]

    translator = Translator(tiny_checkpoint, Forgetful())
    damaged, other = translator.translate(["Rahmawati datang.", "Budi datang."])
    assert (damaged.text, damaged.flags) == ("Rahmawati came.", ("respelled",))
    assert other.text == "Rahmawi came."
    assert "respelled" not in other.flags


def test_own_tables_decide_how_names_are_spelled(tiny_checkpoint: Checkpoint) -> None:
    """The tables given at loading hold for sentences and for whole articles."""

    class Translating(EchoBackend):
        def generate(
            self, batch: Sequence[Sequence[str]], options: DecodingOptions, max_target_pieces: int
        ) -> list[Hypothesis]:
            del batch, options, max_target_pieces
            pieces = Tokenizer(tiny_checkpoint.path).encode("Rose Tarigan datang.")
            return [Hypothesis(pieces=tuple(pieces), score=0.0, stopped_by_limit=False)]

    own = Lexicon({"translated_names": ("Mawar Rose",)})
    translator = Translator(tiny_checkpoint, Translating(), lexicon=own)
    [translation] = translator.translate(["Mawar Tarigan datang."])
    assert (translation.text, translation.flags[0]) == ("Mawar Tarigan datang.", "respelled")
    assert translator.translate_text("Mawar Tarigan datang.").english == "Mawar Tarigan datang."
    [plain] = Translator(tiny_checkpoint, Translating()).translate(["Mawar Tarigan datang."])
    assert plain.text == "Rose Tarigan datang."


def test_any_iterable_of_sentences_is_taken(echo: Translator, indonesian: list[str]) -> None:
    given = indonesian[:4]
    expected = [translation.text for translation in echo.translate(given)]
    for sentences in (iter(given), (one for one in given), dict.fromkeys(given), tuple(given)):
        assert [translation.text for translation in echo.translate(sentences)] == expected


def test_what_is_no_text_is_refused(echo: Translator) -> None:
    with pytest.raises(TypeError, match="number 1 is int"):
        echo.translate(["Ya.", 3])  # type: ignore[list-item]


def test_the_model_reads_values_and_abbreviations_in_full(tiny_checkpoint: Checkpoint) -> None:
    spy = SpyBackend()
    source = "Ia dihukum 2 tahun 6 bulan s.d. tgl. 5 Mei."
    [translation] = Translator(tiny_checkpoint, spy).translate([source])
    read = "".join(spy.sources[0]).replace("▁", " ").strip()
    assert read == "Ia dihukum 2 tahun dan 6 bulan sampai tanggal 5 Mei."
    assert translation.source == source


def test_personal_data_is_flagged(echo: Translator) -> None:
    flags = [translation.flags for translation in echo.translate(["Hubungi sari@contoh.co.id.", "Ia pulang."])]
    assert [("personal" in one) for one in flags] == [True, False]
