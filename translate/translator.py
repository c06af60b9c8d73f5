"""The main path of translation: cover, encode, split what is too long, batch, generate, join, restore, check."""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from translate.adequacy import PairScorer
from translate.backends import load_backend
from translate.backends.base import Backend, EngineOptions
from translate.batching import Batch, batches_of_like_length
from translate.calibration import calibration_of
from translate.carrying import (
    Carrier,
    Covered,
    Finder,
    GlossarySource,
    Kind,
    Part,
    Span,
    as_glossary,
    measured_carrier,
    restored,
)
from translate.casing import is_in_capitals, truecased
from translate.checks import failed_checks
from translate.clauses import split_clauses
from translate.conversion import default_cache
from translate.decoding import DecodingOptions, Hypothesis, target_limit
from translate.document import ARTICLE_ROLES, TranslatedText, reassemble
from translate.errors import ModelError, SettingError
from translate.lexicon import PACKAGED, Lexicon
from translate.models import Checkpoint, TrustOptions, locate, read_json
from translate.name_spelling import with_names_of_source, without_stammer
from translate.numbers import with_values_of_source
from translate.personal import PERSONAL, personal_data
from translate.quality import quality_of
from translate.segmentation import segment
from translate.sentences import Role, TextPair, Translation
from translate.tokenization import Tokenizer, scrub
from translate.written_out import written_out

# Padded source pieces per batch. Every beam has a cache, and engines keep memory that they once used. 256 to 2,048
# take the same processor time (int8, two cores); a build needs up to 400 MB with 2,048, 325 with 1,024, 280 with 512.
PIECE_BUDGET = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """Which spans are covered, names or only the needed ones, and the place of the first surrogate."""

    names: bool
    needed: bool
    first: int = 0


# Where a span is not returned, another surrogate often is, and fewer are safer; the plain sentence comes last.
_ATTEMPTS = (
    _Attempt(names=True, needed=True),
    _Attempt(names=True, needed=True, first=3),
    _Attempt(names=False, needed=True, first=5),
    _Attempt(names=False, needed=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """How a sentence is read: covered, in ordinary case, in parts, each with the pieces that the model is given.

    ``plain`` is the covered text before abbreviations and values were written out.
    """

    sentence: str
    capitals: bool
    spans: tuple[Span, ...]
    chosen: tuple[Span, ...]
    covered: Covered
    plain: str
    parts: tuple[tuple[Part, tuple[tuple[str, ...], ...]], ...]


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
        glossary: GlossarySource = None,
    ) -> None:
        self.checkpoint = checkpoint
        self._lexicon = lexicon
        self._backend = backend
        self._decoding = decoding or DecodingOptions()
        self._tokenizer = Tokenizer(checkpoint.path)
        self._finder = Finder(lexicon=lexicon, glossary=as_glossary(glossary), spells=self._tokenizer.spells)
        self._carrier: Carrier | None = None
        self._positions = _positions(checkpoint)
        self._longest_source = _longest_source(checkpoint, self._positions)
        self.calibration = calibration_of(checkpoint)

    @classmethod
    def load(
        cls,
        name: str = "bundled",
        options: LoadOptions | None = None,
        decoding: DecodingOptions | None = None,
        *,
        glossary: GlossarySource = None,
    ) -> "Translator":
        """Return a translator for the model called ``name``: a catalogue name, a folder or a hub repository.

        ``glossary`` holds terms and the English that stands for them: a mapping, or a file with a term, a tab and its
        English on each line. Raises ModelError if the model is unknown, incomplete or not to be trusted, SettingError
        for an unknown backend or a device that is not there, InputError for a glossary that cannot be read.
        """
        options = options or LoadOptions()
        glossary = as_glossary(glossary)
        checkpoint = locate(name, options.trust)
        Tokenizer(checkpoint.path)  # finds a broken vocabulary before an engine is loaded
        backend = options.backend
        if backend == "auto":
            backend = "transformers" if options.engine.device == "cuda" else "ctranslate2"
        return cls(checkpoint, load_backend(backend, checkpoint, options.engine), decoding, options.lexicon, glossary)

    @property
    def origin(self) -> str:
        """The provenance of every translation made here: ``mt:<model>@<revision>``."""
        return self.checkpoint.origin

    def describe(self) -> dict[str, object]:
        """Return everything that decides the output, ready for JSON: model, weights, engine, decoding, glossary."""
        glossary = self._finder.glossary
        return {
            "model": self.checkpoint.name,
            "revision": self.checkpoint.revision,
            "sha256": self.checkpoint.sha256,
            "licence": self.checkpoint.licence,
            **self._backend.describe(),
            "decoding": asdict(self._decoding),
            "calibration": self.calibration.sha256() if self.calibration else None,
            "carrier": self.carrier.form,
            **({"glossary": glossary.sha256} if glossary.english else {}),
        }

    @property
    def carrier(self) -> Carrier:
        """What stands for spans that are to come through unchanged; measured when it is first needed."""
        if self._carrier is None:
            engine = {key: value for key, value in self._backend.describe().items() if key != "threads"}
            key = sha256(json.dumps([self.checkpoint.sha256, engine], sort_keys=True, default=str).encode()).hexdigest()
            self._carrier = measured_carrier(self._plainly, default_cache() / "carriers", key[:32])
        return self._carrier

    def translate(self, sentences: Iterable[str], decoding: DecodingOptions | None = None) -> list[Translation]:
        """Return one translation for each of any number of sentences, in order; a blank one gives an empty one.

        Sentences longer than the model can read are translated clause by clause and flagged ``split``. Sentences in
        capitals, which models translate badly, are lowered to ordinary case first, and their English is put in
        capitals. Names that the model damaged or translated are spelled as in the source and flagged ``respelled``.
        Addresses, placeholders, numbers of cases, signs that the vocabulary lacks and names of firms are ``carried``,
        terms of the ``glossary`` replaced; a sentence whose spans the model does not return in their places is
        translated as it stands and flagged ``not_carried`` if one of them is not in it.
        Raises TypeError for a single string, whose characters would be taken for sentences, and for what is no text.
        """
        if isinstance(sentences, str):
            raise TypeError("translate() takes a list of sentences, not one string")
        sentences = list(sentences)
        for number, sentence in enumerate(sentences):
            if not isinstance(sentence, str):
                raise TypeError(f"translate() takes sentences as text; number {number} is {type(sentence).__name__}")
        decoding = decoding or self._decoding
        found: dict[int, Translation] = {}
        for attempt in _ATTEMPTS:
            left = [position for position in range(len(sentences)) if position not in found]
            readings = {position: self._reading(sentences[position], attempt, decoding) for position in left}
            parts = [part for reading in readings.values() for part in reading.parts]
            sources = list(dict.fromkeys(source for _, pieces in parts for source in pieces))
            made = dict(zip(sources, self._generate(sources, decoding), strict=True))
            for position, reading in readings.items():
                translation = self._joined(reading, made)
                if translation is not None:
                    found[position] = translation
        return self._with_quality(found[position] for position in range(len(sentences)))

    def adequacy(self, pairs: Sequence[TextPair]) -> list[float | None]:
        """Return the model's mean log-probability (natural log) per English piece of each ``(id, en)``, in order.

        It is for English from elsewhere: a sentence that says something else has far less than a translation.
        ``calibration`` has the limit. None where a side is blank or longer than the model can read.
        """
        scorer = PairScorer(tokenizer=self._tokenizer, backend=self._backend, longest=self._positions - 2)
        return scorer.scores(pairs)

    def _with_quality(self, translations: Iterable[Translation]) -> list[Translation]:
        if self.calibration is None:
            return list(translations)
        scale = self.calibration.quality.scale
        return [replace(one, quality=quality_of(one, scale)) for one in translations]

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

    def _reading(self, sentence: str, attempt: _Attempt, decoding: DecodingOptions) -> _Reading:
        """Return how ``sentence`` is read, with its spans covered as the attempt says."""
        capitals = is_in_capitals(sentence)
        clean = unicodedata.normalize("NFC", " ".join(scrub(sentence).split()))
        spans = tuple(self._finder.find(clean, capitals=capitals))
        chosen = tuple(span for span in spans if attempt.names or (attempt.needed and span.needed))
        covered = Covered.of(clean, chosen, self.carrier if chosen else Carrier(), attempt.first)
        if capitals:
            covered = replace(covered, text=truecased(covered.text, self._lexicon))
        plain = covered.text
        covered = replace(covered, text=written_out(plain, self._lexicon))
        parts = [] if chosen and covered.is_bare else self._parts(covered, decoding)
        return _Reading(
            sentence=sentence,
            capitals=capitals,
            spans=spans,
            chosen=chosen,
            covered=covered,
            plain=plain,
            parts=tuple(parts),
        )

    def _parts(self, covered: Covered, decoding: DecodingOptions) -> list[tuple[Part, tuple[tuple[str, ...], ...]]]:
        """Return the parts of a sentence that fit the model, each with its pieces."""
        limit = min(decoding.max_source_pieces or self._longest_source, self._positions - 1)
        if limit < 1:
            raise SettingError("the model's positions leave no room for a source piece")
        # A piece has at most 16 characters (SentencePiece's default): a very long text is split before it is encoded.
        texts = split_clauses(
            covered.text,
            lambda clause: covered.fits(
                clause, lambda text: len(text) <= 16 * limit and len(self._tokenizer.encode(text)) <= limit
            ),
        )
        parts = []
        for part in map(covered.part, texts):
            pieces = tuple(self._tokenizer.encode(part.source))
            # One character can be more pieces than a small limit allows (bytes, ligatures): its pieces are split.
            if any(piece.strip("▁") for piece in pieces):
                parts.append((part, tuple(pieces[at : at + limit] for at in range(0, len(pieces), limit))))
        return parts

    def _plainly(self, sentences: Sequence[str]) -> list[str]:
        """Return the model's English of short sentences, with nothing done before or after."""
        sources = [tuple(self._tokenizer.encode(sentence)) for sentence in sentences]
        return [self._tokenizer.decode(made.pieces) for made in self._generate(sources, self._decoding)]

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

    def _joined(self, reading: _Reading, made: Mapping[tuple[str, ...], Hypothesis]) -> Translation | None:
        """Return the translation joined from those of its parts, with flags; None if a covered span is not in it."""
        sentence, covered = reading.sentence, reading.covered
        scrubbed = scrub(sentence) != sentence
        hypotheses = [made[source] for _, sources in reading.parts for source in sources]
        if not hypotheses:
            return self._untranslated(reading, scrubbed=scrubbed)
        english = []
        respelled = revalued = False
        for number, (part, sources) in enumerate(reading.parts):
            decoded = " ".join(filter(None, (self._tokenizer.decode(made[source].pieces) for source in sources)))
            named = without_stammer(part.source, with_names_of_source(part.source, decoded, self._lexicon))
            # What was put in plain figures is put back where the sentence is read as a whole.
            valued = with_values_of_source(
                reading.plain if len(reading.parts) == 1 else part.source, part.source, named
            )
            text = restored(part, valued, covered.carrier, first=not number)
            if text is None:
                return None
            respelled, revalued = respelled or named != decoded, revalued or valued != named
            english.append(text)
        text = covered.framed(" ".join(filter(None, english)))
        text = text.upper() if reading.capitals else text
        pieces = [len(hypothesis.pieces) + 1 for hypothesis in hypotheses]
        total = sum(hypothesis.score * count for hypothesis, count in zip(hypotheses, pieces, strict=True))
        noted = {
            "split": len(hypotheses) > 1,
            "length_limit": any(hypothesis.stopped_by_limit for hypothesis in hypotheses),
            "scrubbed": scrubbed,
            "respelled": respelled,
            "values_restored": revalued,
            PERSONAL: bool(personal_data(sentence)),
            **_carried_flags(reading, text),
        }
        flags = (*(name for name, seen in noted.items() if seen), *failed_checks(sentence, text))
        return Translation(source=sentence, text=text, score=total / sum(pieces), flags=flags)

    def _untranslated(self, reading: _Reading, *, scrubbed: bool) -> Translation:
        """Return a blank sentence as nothing, and one of carried spans alone as it is."""
        text = reading.covered.uncovered() if reading.spans else ""
        personal = bool(personal_data(reading.sentence))
        noted = {"scrubbed": scrubbed, PERSONAL: personal, **_carried_flags(reading, text)}
        flags = tuple(name for name, seen in noted.items() if seen)
        return Translation(source=reading.sentence, text=text, score=None, flags=flags)


def _carried_flags(reading: _Reading, text: str) -> dict[str, bool]:
    """Return which flags about carried spans a translation gets."""
    wanted = Counter(span.english.strip().casefold() for span in reading.spans)
    lost = any(text.casefold().count(english) < count for english, count in wanted.items())
    return {
        "carried": any(span.kind != Kind.GLOSSARY for span in reading.chosen),
        "glossary": any(span.kind == Kind.GLOSSARY for span in reading.chosen),
        "not_carried": lost,
    }


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
