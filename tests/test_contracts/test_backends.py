"""Every engine keeps the promises of ``translate.backends.base``."""

import itertools
import math
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from translate.backends import BACKENDS, load_backend
from translate.backends.base import Backend, EngineOptions
from translate.control_pieces import END, PADDING, UNKNOWN
from translate.decoding import DecodingOptions, Hypothesis
from translate.errors import SettingError
from translate.models import WEIGHTS, Checkpoint, locate
from translate.tokenization import Tokenizer

GREEDY = DecodingOptions(beam_size=1)
SEARCHES = {
    "greedy": GREEDY,
    "beam 4": DecodingOptions(beam_size=4),
    "beam 4, penalty 0.6": DecodingOptions(beam_size=4, length_penalty=0.6),
}
Pieces = Sequence[str]


@pytest.fixture(scope="module")
def engines(tiny_checkpoint: Checkpoint, model_cache: Path) -> dict[str, Backend]:
    options = EngineOptions(device="cpu", compute_type="float32", threads=1, cache=model_cache)
    return {name: load_backend(name, tiny_checkpoint, options) for name in BACKENDS}


@pytest.fixture(scope="module")
def tokenizer(tiny_model: Path) -> Tokenizer:
    return Tokenizer(tiny_model)


@pytest.fixture(scope="module")
def sources(tokenizer: Tokenizer, indonesian: list[str]) -> list[Pieces]:
    texts = [*indonesian, "a", "7", ".", "🙂", "Ya", f"{indonesian[0]} {indonesian[1]} {indonesian[2]}"]
    return [tokenizer.encode(text) for text in texts]


@pytest.fixture(params=sorted(BACKENDS))
def engine(request: pytest.FixtureRequest, engines: dict[str, Backend]) -> Backend:
    return engines[request.param]


def texts(hypotheses: Sequence[Hypothesis]) -> list[Pieces]:
    return [hypothesis.pieces for hypothesis in hypotheses]


@pytest.mark.parametrize("search", SEARCHES.values(), ids=SEARCHES)
def test_pieces_and_scores_are_sound(engine: Backend, sources: list[Pieces], search: DecodingOptions) -> None:
    hypotheses = engine.generate(sources, search, 64)
    assert len(hypotheses) == len(sources)
    for hypothesis in hypotheses:
        assert 1 <= len(hypothesis.pieces) <= 64
        assert not {END, UNKNOWN, PADDING} & set(hypothesis.pieces)
        assert math.isfinite(hypothesis.score)
        assert hypothesis.score <= 0


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 12])
@pytest.mark.parametrize("search", SEARCHES.values(), ids=SEARCHES)
def test_limit_is_exact(engine: Backend, sources: list[Pieces], search: DecodingOptions, limit: int) -> None:
    for hypothesis in engine.generate(sources, search, limit):
        assert 1 <= len(hypothesis.pieces) <= limit
        if hypothesis.stopped_by_limit:
            assert len(hypothesis.pieces) == limit


def test_limit_that_fits_exactly_stops_nothing(engine: Backend, sources: list[Pieces]) -> None:
    source, free = next(
        (source, free)
        for source, free in zip(sources, engine.generate(sources, GREEDY, 100), strict=True)
        if not free.stopped_by_limit and len(free.pieces) > 3
    )
    length = len(free.pieces)
    exact, shorter = (engine.generate([source], GREEDY, limit)[0] for limit in (length, length - 1))
    assert (exact.pieces, exact.stopped_by_limit) == (free.pieces, False)
    assert (shorter.pieces, shorter.stopped_by_limit) == (free.pieces[:-1], True)


@pytest.mark.parametrize("search", list(SEARCHES.values())[:2], ids=list(SEARCHES)[:2])
def test_batch_composition_changes_nothing(engine: Backend, sources: list[Pieces], search: DecodingOptions) -> None:
    together = engine.generate(sources, search, 40)
    alone = [engine.generate([source], search, 40)[0] for source in sources[::6]]
    assert texts(alone) == texts(together[::6])
    order = list(range(len(sources)))
    random.Random(3).shuffle(order)
    shuffled = engine.generate([sources[position] for position in order], search, 40)
    assert texts(shuffled) == [together[position].pieces for position in order]
    for position, hypothesis in zip(order, shuffled, strict=True):
        assert hypothesis.score == pytest.approx(together[position].score, abs=1e-4)
        assert hypothesis.stopped_by_limit == together[position].stopped_by_limit


def test_greedy_text_is_the_same_in_both_engines(engines: dict[str, Backend], sources: list[Pieces]) -> None:
    first, second = (texts(engines[name].generate(sources, GREEDY, 64)) for name in ("ctranslate2", "transformers"))
    assert len(sources) >= 50
    assert len(set(first)) >= 30, "the test model says the same to everything; this test would compare nothing"
    assert first == second


@pytest.mark.parametrize("search", SEARCHES.values(), ids=SEARCHES)
@pytest.mark.parametrize("name", ["ctranslate2", "transformers"])
def test_score_is_the_mean_log_probability_of_the_pieces(
    engines: dict[str, Backend],
    sources: list[Pieces],
    tiny_checkpoint: Checkpoint,
    name: str,
    search: DecodingOptions,
) -> None:
    reference = ForcedScores(tiny_checkpoint)
    hypotheses = engines[name].generate(sources, search, 64)
    for source, hypothesis in zip(sources, hypotheses, strict=True):
        if not hypothesis.stopped_by_limit:
            assert hypothesis.score == pytest.approx(reference(source, hypothesis.pieces), abs=1e-3)
    assert sum(not hypothesis.stopped_by_limit for hypothesis in hypotheses) >= 50


def test_both_engines_give_the_same_score_where_the_limit_stopped_them(
    engines: dict[str, Backend], sources: list[Pieces]
) -> None:
    first, second = (engines[name].generate(sources, GREEDY, 6) for name in ("ctranslate2", "transformers"))
    assert texts(first) == texts(second)
    assert any(hypothesis.stopped_by_limit for hypothesis in first)
    assert [one.score for one in first] == pytest.approx([one.score for one in second], abs=1e-3)


class ForcedScores:
    """The checkpoint's mean log-probability (nats) of given pieces and the end mark, computed in double precision."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        from translate.conversion import load_model

        self._tokenizer = Tokenizer(checkpoint.path)
        self._model = load_model(checkpoint).double()
        self._end, self._unknown, self._padding = self._tokenizer.ids([END, UNKNOWN, PADDING])

    def __call__(self, source: Pieces, target: Pieces) -> float:
        import torch

        labels = [*self._tokenizer.ids(target), self._end]
        with torch.inference_mode():
            logits = self._model(
                input_ids=torch.tensor([[*self._tokenizer.ids(source), self._end]]),
                decoder_input_ids=torch.tensor([[self._padding, *labels[:-1]]]),
            ).logits[0]
            logits[:, [self._unknown, self._padding]] = float("-inf")
            logits[0, self._end] = float("-inf")
            return float(logits.log_softmax(-1)[range(len(labels)), labels].mean())


@pytest.mark.parametrize("search", list(SEARCHES.values())[:2], ids=list(SEARCHES)[:2])
@pytest.mark.parametrize("piece", [END, UNKNOWN])
@pytest.mark.parametrize("name", ["ctranslate2", "transformers"])
def test_a_model_that_wants_what_is_forbidden(
    copied_model: Callable[[str], Path], tmp_path: Path, name: str, piece: str, search: DecodingOptions
) -> None:
    from safetensors.torch import load_file, save_file

    folder = copied_model("eager")
    tokenizer = Tokenizer(folder)
    tensors = load_file(folder / WEIGHTS)
    tensors["final_logits_bias"][0, tokenizer.ids([piece])[0]] = 30.0
    save_file(tensors, folder / WEIGHTS, metadata={"format": "pt"})
    engine = load_backend(
        name, locate(str(folder)), EngineOptions(device="cpu", compute_type="float32", cache=tmp_path)
    )
    for hypothesis in engine.generate([tokenizer.encode("Saya pergi."), tokenizer.encode("Ya")], search, 10):
        assert hypothesis.pieces
        assert not {END, UNKNOWN, PADDING} & set(hypothesis.pieces)
        # With the forbidden piece left out of the softmax, what was chosen was likely.
        assert hypothesis.score > -8


def test_every_engine_describes_itself_in_text(engine: Backend) -> None:
    description = engine.describe()
    assert description["engine"] == engine.name
    assert all(isinstance(value, str) and value for value in description.values())
    assert engine.parallel_batches >= 1


def test_no_repeated_ngrams_are_forbidden_alike(engines: dict[str, Backend], sources: list[Pieces]) -> None:
    search = DecodingOptions(beam_size=1, no_repeat_ngram_size=2)
    first, second = (texts(engines[name].generate(sources, search, 40)) for name in ("ctranslate2", "transformers"))
    assert first == second
    for pieces in first:
        bigrams = list(itertools.pairwise(pieces))
        assert len(bigrams) == len(set(bigrams))


def test_int8_is_near_float32(tiny_checkpoint: Checkpoint, model_cache: Path, sources: list[Pieces]) -> None:
    int8, exact = (
        load_backend("ctranslate2", tiny_checkpoint, EngineOptions(compute_type=kind, threads=1, cache=model_cache))
        for kind in ("int8", "float32")
    )
    pairs = list(zip(int8.generate(sources, GREEDY, 40), exact.generate(sources, GREEDY, 40), strict=True))
    # A model that has hardly learned anything is seldom sure, so its texts flip; its certainty must not.
    assert sum(first.pieces[:1] == second.pieces[:1] for first, second in pairs) >= 0.8 * len(sources)
    assert sum(first.score - second.score for first, second in pairs) / len(pairs) == pytest.approx(0, abs=0.05)


def test_unknown_backend_names_the_nearest(tiny_checkpoint: Checkpoint) -> None:
    with pytest.raises(SettingError, match=r"no backend 'ctranslate'; did you mean 'ctranslate2'\?"):
        load_backend("ctranslate", tiny_checkpoint, EngineOptions())


@pytest.mark.parametrize(
    ("name", "kind", "message"),
    [
        ("transformers", "int8", "no compute type 'int8'"),
        ("ctranslate2", "float16", "does not run on device 'cpu'"),
    ],
)
def test_compute_types_that_do_not_run_are_refused(
    tiny_checkpoint: Checkpoint, model_cache: Path, name: str, kind: str, message: str
) -> None:
    options = EngineOptions(device="cpu", compute_type=kind, cache=model_cache)  # type: ignore[arg-type]
    with pytest.raises(SettingError, match=message):
        load_backend(name, tiny_checkpoint, options)


@pytest.mark.parametrize("name", ["ctranslate2", "transformers"])
def test_cuda_without_a_device_is_refused(tiny_checkpoint: Checkpoint, model_cache: Path, name: str) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("a CUDA device is there")
    with pytest.raises(SettingError, match="no CUDA device is there"):
        load_backend(name, tiny_checkpoint, EngineOptions(device="cuda", cache=model_cache))


def test_negative_threads_are_refused() -> None:
    with pytest.raises(SettingError, match="`threads` is -1"):
        EngineOptions(threads=-1)


@pytest.fixture(scope="module")
def given_pairs(tokenizer: Tokenizer, sentence_pairs: list[tuple[str, str]]) -> list[tuple[Pieces, Pieces]]:
    return [(tokenizer.encode(left), tokenizer.encode_target(right)) for left, right in sentence_pairs]


def test_given_pairs_are_scored_in_order(engine: Backend, given_pairs: list[tuple[Pieces, Pieces]]) -> None:
    together = engine.score(given_pairs)
    assert together == pytest.approx([engine.score([pair])[0] for pair in given_pairs], abs=1e-4)
    assert all(math.isfinite(value) and value <= 0 for value in together)


def test_engines_score_given_pairs_alike(engines: dict[str, Backend], given_pairs: list[tuple[Pieces, Pieces]]) -> None:
    one, other = (engines[name].score(given_pairs) for name in ("ctranslate2", "transformers"))
    assert one == pytest.approx(other, abs=1e-3)


def test_a_score_of_given_pieces_is_near_that_of_the_search(engines: dict[str, Backend], sources: list[Pieces]) -> None:
    """The search forbids unknown pieces and an empty output, so its value is never lower than that of the pieces."""
    for name in ("ctranslate2", "transformers"):
        found = engines[name].generate(sources, GREEDY, 64)
        whole = [(source, one) for source, one in zip(sources, found, strict=True) if not one.stopped_by_limit]
        given = engines[name].score([(source, one.pieces) for source, one in whole])
        for value, (_, one) in zip(given, whole, strict=True):
            assert value <= one.score + 1e-4
            assert value == pytest.approx(one.score, abs=0.3)
