"""The main path of translation: encode, split what is too long, batch, generate, join, respell names, check."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

from translate.backends import load_backend
from translate.backends.base import Backend, EngineOptions
from translate.batching import Batch, batches_of_like_length
from translate.casing import is_in_capitals, truecased
from translate.checks import failed_checks
from translate.clauses import split_clauses
from translate.decoding import DecodingOptions, Hypothesis, target_limit
from translate.document import ARTICLE_ROLES, TranslatedText, reassemble
from translate.errors import ModelError, SettingError
from translate.lexicon import PACKAGED, Lexicon
from translate.models import Checkpoint, TrustOptions, locate, read_json
from translate.name_spelling import with_names_of_source
from translate.numbers import with_values_of_source
from translate.personal import PERSONAL, personal_data
from translate.segmentation import segment
from translate.sentences import Role, Translation
from translate.tokenization import Tokenizer, scrub
from translate.written_out import written_out

# Padded source pieces per batch. Every beam has a cache, and engines keep memory that they once used. 256 to 2,048
# take the same processor time (int8, two cores); a build needs up to 400 MB with 2,048, 325 with 1,024, 280 with 512.
PIECE_BUDGET = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOptions:
    """The engine that runs a model, the device it runs on, and the word tables used for translating.

    The ``backend`` ``auto`` is CTranslate2 on the CPU, and transformers if ``cuda`` is asked for. ``lexicon`` holds
    the tables for sentences in capitals and for names, and for segmentation in ``translate_text``.
    """

    backend: str = "auto"
    engine: EngineOptions = field(default_factory=EngineOptions)
    trust: TrustOptions = field(default_factory=TrustOptions)
    lexicon: Lexicon = PACKAGED


class Translator:
    """Translates Indonesian sentences with one loaded model; the same calls give the same output.

    In float32 a sentence has the same translation in any batch. In int8 the batch can decide a near tie of the beam
    search: it did for 4 of 200 news sentences at beam 4.
    """

    def __init__(
        self,
        checkpoint: Checkpoint,
        backend: Backend,
        decoding: DecodingOptions | None = None,
        lexicon: Lexicon = PACKAGED,
    ) -> None:
        self.checkpoint = checkpoint
        self._lexicon = lexicon
        self._backend = backend
        self._decoding = decoding or DecodingOptions()
        self._tokenizer = Tokenizer(checkpoint.path)
        self._positions = _positions(checkpoint)
        self._longest_source = _longest_source(checkpoint, self._positions)

    @classmethod
    def load(
        cls, name: str = "bundled", options: LoadOptions | None = None, decoding: DecodingOptions | None = None
    ) -> "Translator":
        """Return a translator for the model called ``name``: a catalogue name, a folder or a hub repository.

        Raises ModelError if the model is unknown, incomplete or not to be trusted, SettingError for an unknown
        backend or a device that is not there.
        """
        options = options or LoadOptions()
        checkpoint = locate(name, options.trust)
        Tokenizer(checkpoint.path)  # finds a broken vocabulary before an engine is loaded
        backend = options.backend
        if backend == "auto":
            backend = "transformers" if options.engine.device == "cuda" else "ctranslate2"
        return cls(checkpoint, load_backend(backend, checkpoint, options.engine), decoding, options.lexicon)

    @property
    def origin(self) -> str:
        """The provenance of every translation made here: ``mt:<model>@<revision>``."""
        return self.checkpoint.origin

    def describe(self) -> dict[str, object]:
        """Return everything that decides the output, ready for JSON: model, weights, engine, decoding."""
        return {
            "model": self.checkpoint.name,
            "revision": self.checkpoint.revision,
            "sha256": self.checkpoint.sha256,
            "licence": self.checkpoint.licence,
            **self._backend.describe(),
            "decoding": asdict(self._decoding),
        }

    def translate(self, sentences: Iterable[str], decoding: DecodingOptions | None = None) -> list[Translation]:
        """Return one translation for each of any number of sentences, in order; a blank one gives an empty one.

        Sentences longer than the model can read are translated clause by clause and flagged ``split``. Sentences in
        capitals, which models translate badly, are lowered to ordinary case first, and their English is put in
        capitals. Names that the model damaged or translated are spelled as in the source and flagged ``respelled``.
        Raises TypeError for a single string, whose characters would be taken for sentences, and for what is no text.
        """
        if isinstance(sentences, str):
            raise TypeError("translate() takes a list of sentences, not one string")
        sentences = list(sentences)
        for number, sentence in enumerate(sentences):
            if not isinstance(sentence, str):
                raise TypeError(f"translate() takes sentences as text; number {number} is {type(sentence).__name__}")
        decoding = decoding or self._decoding
        capitals = [is_in_capitals(sentence) for sentence in sentences]
        readable = [self._readable(one, capitals=loud) for one, loud in zip(sentences, capitals, strict=True)]
        clauses = [self._clauses(sentence, decoding) for sentence in readable]
        sources = list(dict.fromkeys(source for parts in clauses for source in parts))
        found = dict(zip(sources, self._generate(sources, decoding), strict=True))
        return [
            self._joined(sentence, [found[source] for source in parts], capitals=loud)
            for sentence, parts, loud in zip(sentences, clauses, capitals, strict=True)
        ]

    def translate_text(
        self, article: str, roles: Sequence[Role] = ARTICLE_ROLES, lexicon: Lexicon | None = None
    ) -> TranslatedText:
        """Return the article's sentences of the given ``roles`` in English, with the article's line breaks.

        ``lexicon`` holds the tables of words and phrases for segmentation; None takes those given at loading.
        """
        sentences = segment(article, lexicon or self._lexicon)
        chosen = {position: sentence for position, sentence in enumerate(sentences) if sentence.role in roles}
        translations = self.translate([sentence.text for sentence in chosen.values()])
        english = {
            position: translation.text
            for position, translation in zip(chosen, translations, strict=True)
            if translation.text
        }
        return TranslatedText(
            english=reassemble(article, sentences, english),
            pairs=tuple(zip(chosen.values(), translations, strict=True)),
            left_out=tuple(sentence for sentence in sentences if sentence.role not in roles),
        )

    def _readable(self, sentence: str, *, capitals: bool) -> str:
        """Return what the model reads: ordinary case, abbreviations written out, values in plain figures."""
        return written_out(truecased(sentence, self._lexicon) if capitals else sentence, self._lexicon)

    def _clauses(self, sentence: str, decoding: DecodingOptions) -> list[tuple[str, ...]]:
        """Return the pieces of ``sentence``, in as many parts as are needed for each to fit the model."""
        limit = min(decoding.max_source_pieces or self._longest_source, self._positions - 1)
        if limit < 1:
            raise SettingError("the model's positions leave no room for a source piece")
        # A piece has at most 16 characters (SentencePiece's default): a very long text is split before it is encoded.
        texts = split_clauses(
            " ".join(sentence.split()),
            lambda text: len(text) <= 16 * limit and len(self._tokenizer.encode(text)) <= limit,
        )
        parts = [tuple(self._tokenizer.encode(text)) for text in texts]
        # One character can be more pieces than a small limit allows (bytes, ligatures): then its pieces are split.
        return [
            pieces[first : first + limit]
            for pieces in parts
            if any(piece.strip("▁") for piece in pieces)
            for first in range(0, len(pieces), limit)
        ]

    def _generate(self, sources: Sequence[tuple[str, ...]], decoding: DecodingOptions) -> list[Hypothesis]:
        """Return the hypothesis of each source, in order, generated in batches of like length."""
        batches = list(
            batches_of_like_length(
                [len(source) for source in sources],
                lambda length: target_limit(length, decoding, self._positions),
                PIECE_BUDGET,
            )
        )

        def generate(batch: Batch) -> list[Hypothesis]:
            return self._backend.generate([sources[p] for p in batch.positions], decoding, batch.limit)

        by_position: dict[int, Hypothesis] = {}
        with ThreadPoolExecutor(self._backend.parallel_batches) as threads:
            for batch, hypotheses in zip(batches, threads.map(generate, batches), strict=True):
                by_position.update(zip(batch.positions, hypotheses, strict=True))
        return [by_position[position] for position in range(len(sources))]

    def _joined(self, sentence: str, hypotheses: Sequence[Hypothesis], *, capitals: bool) -> Translation:
        """Return the translation of ``sentence``, joined from those of its parts, with flags of the checks."""
        scrubbed = scrub(sentence) != sentence
        if not hypotheses:
            return Translation(source=sentence, text="", score=None, flags=("scrubbed",) if scrubbed else ())
        found = " ".join(filter(None, (self._tokenizer.decode(hypothesis.pieces) for hypothesis in hypotheses)))
        readable = self._readable(sentence, capitals=capitals)
        named = with_names_of_source(readable, found, self._lexicon)
        respelled = named != found
        text = with_values_of_source(sentence, readable, named)
        text = text.upper() if capitals else text
        pieces = [len(hypothesis.pieces) + 1 for hypothesis in hypotheses]
        total = sum(hypothesis.score * count for hypothesis, count in zip(hypotheses, pieces, strict=True))
        noted = {
            "split": len(hypotheses) > 1,
            "length_limit": any(hypothesis.stopped_by_limit for hypothesis in hypotheses),
            "scrubbed": scrubbed,
            "respelled": respelled,
            PERSONAL: bool(personal_data(sentence)),
            "values_restored": text != (named.upper() if capitals else named),
        }
        flags = (*(name for name, seen in noted.items() if seen), *failed_checks(sentence, text))
        return Translation(source=sentence, text=text, score=total / sum(pieces), flags=flags)


def _positions(checkpoint: Checkpoint) -> int:
    return _whole_number(checkpoint.path / "config.json", "max_position_embeddings") or 512


def _longest_source(checkpoint: Checkpoint, positions: int) -> int:
    """Return the most source pieces for one translation: the tokenizer's ``model_max_length`` less the end mark."""
    path = checkpoint.path / "tokenizer_config.json"
    trained = _whole_number(path, "model_max_length") if path.is_file() else None
    return min(trained or positions, positions) - 1


def _whole_number(path: Path, key: str) -> int | None:
    value = read_json(path).get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 2:
        raise ModelError(f"{path}: '{key}' is {value!r}, expected a number of pieces")
    return int(value)
