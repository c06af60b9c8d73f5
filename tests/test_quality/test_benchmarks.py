"""What the benchmarks compute, at a size of seconds."""

import dataclasses
from importlib import import_module
from pathlib import Path

import pytest

from translate.training.plan import ModelShape, Schedule, TrainingPlan

SHAPE = ModelShape(width=32, feed_forward=64, heads=2, encoder_layers=2, decoder_layers=1)


def test_operations_are_those_that_torch_counts(sentence_pairs: list[tuple[str, str]], tiny_model: Path) -> None:
    import sentencepiece
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    from translate.training.encoding import encode_pairs
    from translate.training.packing import packed
    from translate.training.transformer import MarianTransformer, pair_tensors

    rate = import_module("training_rate")
    processor = sentencepiece.SentencePieceProcessor(model_file=str(tiny_model / "source.spm"))
    size = processor.get_piece_size()
    batch = packed(encode_pairs([sentence_pairs[:9]], processor, 160), range(9))
    model = MarianTransformer(SHAPE, size)
    with FlopCounterMode(display=False) as counter:
        model.losses(pair_tensors(batch, torch.device("cpu")), 0.1, torch.float32)[0].backward()
    shown, computed = rate.shown_and_computed(batch, size, rows=True)
    assert rate.operations(SHAPE, size, computed) == pytest.approx(counter.get_total_flops(), rel=1e-6)
    assert rate.operations(SHAPE, size, shown) < counter.get_total_flops()
    assert rate.labels(shown) == len(batch.target)


def test_training_rate_at_a_small_size(sentence_pairs: list[tuple[str, str]], tiny_model: Path) -> None:
    import sentencepiece

    rate = import_module("training_rate")
    processor = sentencepiece.SentencePieceProcessor(model_file=str(tiny_model / "source.spm"))
    schedule = Schedule(steps=100, batch_pieces=500, compile=False)
    plan = TrainingPlan(
        sources={"any": 2.0}, schedule=schedule, vocabulary_size=processor.get_piece_size(), model=SHAPE
    )
    result = rate.measured(plan, sentence_pairs, processor, 3, (64,))
    assert result["steps"] == 3
    assert 0 < result["utilisation"] <= result["with_padding"] < 1
    assert set(result["product_gflops"]) == {"64x64x64", "500x32x64"}


def test_padding_is_computed_and_not_counted(sentence_pairs: list[tuple[str, str]], tiny_model: Path) -> None:
    import sentencepiece

    from translate.training.encoding import encode_pairs
    from translate.training.packing import BatchSize, packed, packed_to_size

    rate = import_module("training_rate")
    processor = sentencepiece.SentencePieceProcessor(model_file=str(tiny_model / "source.spm"))
    pairs = encode_pairs([sentence_pairs[:5]], processor, 160)
    lengths = [tuple(len(side) for side in pairs.pair(index)) for index in range(5)]
    longest = max(max(one) for one in lengths)
    shown, computed = rate.shown_and_computed(packed(pairs, range(5)), 480, rows=True)
    assert shown == rate.Step(sides=lengths, attended=lengths)
    assert computed == rate.Step(sides=lengths, attended=[(longest, longest)] * 5)
    filled = packed_to_size(pairs, range(5), BatchSize(pieces=600, longest=160), 480)
    shown, computed = rate.shown_and_computed(filled, 480, rows=False)
    assert shown == rate.Step(sides=lengths, attended=lengths)
    assert computed.sides == computed.attended
    assert computed.sides[:5] == lengths
    assert [sum(side) for side in zip(*computed.sides, strict=True)] == [600, 600]
    assert rate.operations(SHAPE, 100, shown) < rate.operations(SHAPE, 100, computed)
    wider = dataclasses.replace(SHAPE, encoder_layers=4)
    assert rate.operations(wider, 100, shown) > rate.operations(SHAPE, 100, shown)


RECORD = {
    "bleu": {"value": 20.04, "signature": "b"},
    "chrf": {"value": 45.0, "signature": "c"},
}
COMPARED = [
    {"metric": "BLEU", "baseline": 17.0, "candidate": 20.04, "p_value": 0.001},
    {"metric": "chrF2++", "baseline": 45.5, "candidate": 45.0, "p_value": 0.2},
]


def test_the_table_of_ablations() -> None:
    ablations = import_module("ablations")
    first = {"step": "v0", "test_sets": {"news": RECORD}}
    second = {"step": "more", "test_sets": {"news": {**RECORD, "against_step_before": COMPARED}}}
    table = ablations.table({"steps": [first, second]})
    assert "| v0 | 20.0 | 45.0 |" in table
    assert r"| more | 20.0 (+3.0\*\*) | 45.0 (-0.5) |" in table
    assert "`b`" in table
    card = f"above\n{ablations.BEGIN}\nold\n{ablations.END}\nbelow"
    assert ablations.with_table(card, "new") == f"above\n{ablations.BEGIN}\nnew\n{ablations.END}\nbelow"
    with pytest.raises(SystemExit, match="needs the two lines"):
        ablations.with_table("no marks", "new")


def test_ablations_hold_each_step_against_the_one_before(
    tiny_model: Path, sentence_pairs: list[tuple[str, str]]
) -> None:
    ablations = import_module("ablations")
    steps = [["one", str(tiny_model)], ["two", str(tiny_model)]]
    result = ablations.ablations(steps, {"own": dict(enumerate(sentence_pairs[:5], start=1))})
    first, second = (row["test_sets"]["own"] for row in result["steps"])
    assert "against_step_before" not in first
    assert [one["p_value"] for one in second["against_step_before"]] == [1.0, 1.0]
    assert [row["model"]["model"] for row in result["steps"]] == ["one", "two"]


def test_decoding_speed_at_a_small_size(tmp_path: Path) -> None:
    """Both models write just as many pieces, or the share asked for."""
    from translate.models import locate

    speed = import_module("decoding_speed")
    model = speed.opus_shaped(tmp_path, dataclasses.replace(SHAPE, encoder_layers=1), 13_000)
    shipped = locate("bundled")
    sentences = ["Hujan turun sejak pagi di kota itu.", "Warga mengungsi."]
    whole, part = (speed.job(model, sentences, shipped, 1, share) for share in (1.0, 0.5))
    assert part.pieces < whole.pieces == speed.job(shipped, sentences, shipped, 1, 1.0).pieces
    result = speed.compared({"shipped": whole, "same text": part}, beam=2, turns=1)
    assert result["ratio_same_text"] > 0


def test_test_sets_are_read_without_the_lines_that_are_numbered(tmp_path: Path) -> None:
    ablations = import_module("ablations")
    (tmp_path / "set.id").write_text("satu\ndua\ntiga\n", encoding="utf-8")
    (tmp_path / "set.en").write_text("one\ntwo\nthree\n", encoding="utf-8")
    (tmp_path / "lines").write_text("2\n", encoding="utf-8")
    sets = ablations.read_test_sets([tmp_path / "set"], [f"set={tmp_path / 'lines'}"])
    assert sets == {"set": {1: ("satu", "one"), 3: ("tiga", "three")}}


def test_translations_made_elsewhere_are_taken_by_their_line(tmp_path: Path) -> None:
    ablations = import_module("ablations")
    (tmp_path / "set.en").write_text("first\nsecond\nthird\n", encoding="utf-8")
    translated, description = ablations.translator_of(str(tmp_path))
    assert translated("set", {1: ("satu", "one"), 3: ("tiga", "three")}) == ["first", "third"]
    assert description == {"model": "translations made elsewhere"}


def test_respellings_are_judged_by_the_reference() -> None:
    names = import_module("name_spelling")
    pairs = [
        ("Rahmawati datang.", "Rahmawati came."),
        ("Rahmawati datang.", "Rahmawi came."),
        ("Rahmawati datang.", "She came."),
        ("Budi datang.", "Budi came."),
    ]
    judged = names.judged(pairs, ["Rahmawi came."] * 3 + ["Budi came."])
    assert judged == {"sentences": 4, "agreed": 1, "against": 1, "undecided": 1, "references_changed": 1}


def test_searches_are_scored_and_timed(tiny_model: Path, sentence_pairs: list[tuple[str, str]]) -> None:
    from translate import DecodingOptions, Translator

    beams = import_module("beams")
    row = beams.searched(
        Translator.load(str(tiny_model)), DecodingOptions(beam_size=2), {"own": dict(enumerate(sentence_pairs[:5]))}
    )
    assert row["beam_size"] == 2
    assert row["seconds"] > 0
    assert row["own"]["bleu"] > 0


def test_a_larger_vocabulary_cuts_texts_into_fewer_pieces(
    tmp_path: Path, sentence_pairs: list[tuple[str, str]]
) -> None:
    sizes = import_module("vocabulary_size")
    pairs = [list(pair) for pair in sentence_pairs]
    small, large = (sizes.Vocabulary(tmp_path / str(size), pairs, size, SHAPE) for size in (350, 450))
    assert large.pieces_a_sentence(sentence_pairs)["id"] < small.pieces_a_sentence(sentence_pairs)["id"]
    assert large.megabytes > small.megabytes
    assert small.job().pieces > 0


def test_weights_of_titles_are_fitted_to_where_titles_really_end() -> None:
    import numpy as np

    weights = import_module("title_weights")
    articles = [
        f"Warga {place} Keluhkan Harga Beras\n\nPemerintah {place} membuka pasar murah sejak pagi ini.\nWarga datang."
        for place in ("Bogor", "Depok", "Bekasi", "Padang", "Kupang")
    ]
    source = weights.material(articles)
    assert source.titles[0] == "Warga Bogor Keluhkan Harga Beras"
    assert len(source.openings[0]) == 2
    data = weights.joins(source, 60, 1)
    held = [weights.WEIGHTS[name] for name in weights.NAMES]
    found = weights.fitted(data, held)
    by_hand = [name in weights.BY_HAND for name in weights.NAMES]
    assert np.array(held)[by_hand].tolist() == found[by_hand].tolist()
    assert weights.scored(data, found)["log_likelihood"] > weights.scored(data, np.array(held))["log_likelihood"]
    assert weights.scored(data, found)["right_share"] > 0.9
