"""A chain of models and translations that ends in one model: teachers, back-translations, distillation.

Each step names what it needs, and what is needed is made first. A run that was stopped goes on where it was: a text
that is translated is not translated again, a model goes on from its last saved step.
"""

import gzip
import time
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from translate.checks import failed_checks
from translate.cores import available_cores
from translate.errors import InputError, OutputError, SettingError, nearest
from translate.models import locate
from translate.overlap import OverlapWall
from translate.sentences import TextPair
from translate.tokenization import END_ID
from translate.training.network import load_weights
from translate.training.parallel_data import (
    TO_ENGLISH,
    TO_INDONESIAN,
    locate_sources,
    mark_ids,
    read_pairs,
    read_parallel_lines,
)
from translate.training.plan import Cleaning, Direction, ModelShape, Schedule, TrainingPlan
from translate.training.run import Report, TrainingData, has_cuda, train
from translate.training.vocabulary import train_vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sentencepiece import SentencePieceProcessor

VOCABULARY = "vocabulary.spm"
# Fewer translations than this are looked at faster by one process than by many that have to start first.
_FEW = 20_000
_CHUNK = 2_000
# What stands in a fingerprint for settings of other steps.
_ANY = {"any": ModelShape()}
_NO_SCHEDULE = Schedule(steps=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Learn:
    """A model to be learned: of a shape in ``models``, from the recipe's sources and from what other steps ``made``.

    ``start`` is the step whose model it goes on from; without, it begins at random. ``people`` multiplies the weights
    of the recipe's sources; ``made`` names ``translate`` steps and how often an epoch shows each.
    """

    model: str
    schedule: Schedule
    start: str | None = None
    direction: Direction = "id-en"
    people: float = 1.0
    made: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Translate:
    """Text to be translated ``by`` the model of a step that knows the direction, into pairs for other steps.

    The ``first`` lines of ``text`` are taken, all where there is no number. ``with_sources`` adds that side of the
    recipe's own sources. ``beam_size`` and ``temperature`` are those of ``GenerationOptions``. Translations that a
    check speaks against are left out and counted.
    """

    by: str
    text: str
    into: Literal["id", "en"]
    first: int | None = None
    with_sources: bool = False
    temperature: float = 0.0
    beam_size: int = 1

    def __post_init__(self) -> None:
        if self.beam_size < 1 or self.temperature < 0 or (self.first is not None and self.first < 1):
            raise SettingError("'beam_size' and 'first' begin at 1, 'temperature' at 0")
        if self.beam_size > 1 and self.temperature > 0:
            raise SettingError("'temperature' draws pieces, 'beam_size' ranks them; use one of the two")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text in one language, NAME.txt or NAME.txt.gz, a sentence a line.

    Lines whose tag, in the same line of NAME.tags or NAME.tags.gz, is one of ``leave_out`` are never read. About
    ``for_vocabulary`` of the others, spread over the whole text, are read when the vocabulary is learned.
    """

    leave_out: tuple[str, ...] = ()
    for_vocabulary: int = 0

    def __post_init__(self) -> None:
        if self.for_vocabulary < 0:
            raise SettingError(f"'for_vocabulary' is {self.for_vocabulary}, expected a number of lines")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Everything that decides what the model of the step ``ship`` becomes; settings not told of here are a plan's."""

    ship: str
    sources: dict[str, float]
    models: dict[str, ModelShape]
    learn: dict[str, Learn]
    translate: dict[str, Translate] = field(default_factory=dict)
    texts: dict[str, Text] = field(default_factory=dict)
    synthetic: tuple[str, ...] = ()
    augmented: float = 0.0
    sampling: float = 0.0
    sampled_share: float = 1.0
    vocabulary_size: int = 8000
    max_pieces: int = 160
    cleaning: Cleaning = field(default_factory=Cleaning)

    def __post_init__(self) -> None:
        named: list[tuple[str, str, Mapping[str, object]]] = [("ship", self.ship, self.learn)]
        for name, learn in self.learn.items():
            named.append((f"learn.{name}.model", learn.model, self.models))
            named += [(f"learn.{name}.start", learn.start, self.learn)] if learn.start else []
            named += [(f"learn.{name}.made", one, self.translate) for one in learn.made]
        for name, translate in self.translate.items():
            named.append((f"translate.{name}.by", translate.by, self.learn))
            named.append((f"translate.{name}.text", translate.text, self.texts))
        wrong = [f"'{where}' names '{one}'{nearest(one, known)}" for where, one, known in named if one not in known]
        if wrong:
            raise SettingError(f"{'; '.join(wrong)}, which the recipe does not have")
        names = Counter([*self.sources, *self.learn, *self.translate, VOCABULARY])
        if twice := [name for name, times in names.items() if times > 1]:
            raise SettingError(f"two of the sources and steps are called {twice[0]}; give each its own name")
        for name, translate in self.translate.items():
            direction = self.learn[translate.by].direction
            if direction not in ("both", f"{'id' if translate.into == 'en' else 'en'}-{translate.into}"):
                raise SettingError(f"'translate.{name}' is into {translate.into}, but '{translate.by}' is {direction}")
        self._check_circles(self.ship, ())
        for step in self.learn:
            self.plan(step, Path())

    def _check_circles(self, step: str, above: tuple[str, ...]) -> None:
        if step in above:
            raise SettingError(f"the steps {' → '.join((*above, step))} go round in a circle")
        for needed in self.needs(step):
            self._check_circles(needed, (*above, step))

    def needs(self, step: str) -> tuple[str, ...]:
        """Return the steps that ``step`` needs, in the order they are made."""
        if step in self.translate:
            return (self.translate[step].by,)
        learn = self.learn[step]
        return (*((learn.start,) if learn.start else ()), *learn.made)

    def fingerprint(self, step: str, shared_files: str) -> str:
        """Return what stands for the settings that a step's result depends on, those of the steps it needs among them.

        ``shared_files`` stands for the vocabulary and the test sets; the pairs and texts themselves are not compared.
        """
        own = self.translate.get(step) or (self.learn[step], self.models[self.learn[step].model])
        shared = replace(
            self, ship=step, learn={step: Learn(model="any", schedule=_NO_SCHEDULE)}, translate={}, models=_ANY
        )
        needed = [self.fingerprint(one, shared_files) for one in self.needs(step)]
        return sha256(repr((own, shared, shared_files, needed)).encode()).hexdigest()

    def plan(self, step: str, out: Path) -> TrainingPlan:
        """Return the training plan of a ``learn`` step whose forerunner lies in ``out``."""
        learn = self.learn[step]
        into = {name: self.translate[name].into for name in learn.made}
        written = [name for name in learn.made if into[name] == "en" and learn.direction != "id-en"]
        return TrainingPlan(
            sources={**{name: weight * learn.people for name, weight in self.sources.items()}, **learn.made},
            schedule=learn.schedule,
            direction=learn.direction,
            synthetic=(*self.synthetic, *(name for name in learn.made if into[name] == "id")),
            synthetic_english=tuple(written),
            augmented=self.augmented,
            sampling=self.sampling,
            sampled_share=self.sampled_share,
            initial=str(out / learn.start) if learn.start else None,
            vocabulary_size=self.vocabulary_size,
            max_pieces=self.max_pieces,
            model=self.models[learn.model],
            cleaning=self.cleaning,
        )


def follow(recipe: Recipe, data: TrainingData, out: Path, report: Report) -> Path:
    """Make everything that the recipe's last model needs in ``out``, and return that model's folder.

    ``report`` is told how each step goes. Raises InputError or SettingError for data that is not there, OutputError
    where ``out`` holds a step made from other settings or with other test sets. Many translations are looked at by
    processes of their own: a script that calls this guards its main part by ``if __name__ == "__main__"``.
    """
    wall = OverlapWall(pair for stem in data.dev for pair in read_parallel_lines(stem))
    texts = {name: read_text_lines(data.texts, name, recipe.texts[name].leave_out) for name in recipe.texts}
    sources = locate_sources([data.folder], recipe.sources)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{out}: cannot be made a folder ({error.strerror})") from error
    vocabulary = out / VOCABULARY
    chosen = (recipe.vocabulary_size, recipe.sources, recipe.texts, wall.digest())
    _claim(vocabulary, sha256(repr(chosen).encode()).hexdigest())
    if not vocabulary.exists():
        readable = (text for text in _vocabulary_texts(recipe, sources, texts) if wall.admits((text,)))
        _write_whole(vocabulary, train_vocabulary(readable, recipe.vocabulary_size))
        report({"vocabulary": recipe.vocabulary_size, "refused_overlap_with_dev": wall.hits})
    shared_files = f"{sha256(vocabulary.read_bytes()).hexdigest()} {wall.digest()}"
    data = replace(data, made=out, vocabulary=vocabulary)
    for step in steps_in_order(recipe):
        report({"step_of_recipe": step})
        result = out / step if step in recipe.learn else out / f"{step}.tsv.gz"
        _claim(result, recipe.fingerprint(step, shared_files))
        if step in recipe.learn:
            train(recipe.plan(step, out), data, result, report)
        elif not result.exists():
            before = wall.hits
            lines = _lines_to_translate(recipe.translate[step], sources, texts, wall)
            report({"lines_for": step, "lines": len(lines), "refused_overlap_with_dev": wall.hits - before})
            _make_pairs(recipe, step, lines, result, report)
    return out / recipe.ship


def _claim(result: Path, fingerprint: str) -> None:
    """Note beside a step's result what it is made from; raise OutputError if it was made from something else."""
    note = result.with_name(f"{result.name}.made-from")
    if not result.exists():
        _write_whole(note, f"{fingerprint}\n".encode())
    elif not note.exists():
        raise OutputError(f"{result}: no {note.name} says what it was made from; remove it or give another --out")
    elif note.read_text(encoding="utf-8").strip() != fingerprint:
        raise OutputError(
            f"{result}: was made from other settings, earlier steps or test sets; to make it again, remove it and "
            f"{note.name}, or give another --out"
        )


def steps_in_order(recipe: Recipe) -> list[str]:
    """Return the steps that the shipped model needs, each after all that it needs itself, each once."""
    order: dict[str, None] = {}

    def visit(step: str) -> None:
        for needed in recipe.needs(step):
            visit(needed)
        order[step] = None

    visit(recipe.ship)
    return list(order)


def _vocabulary_texts(recipe: Recipe, sources: Mapping[str, Path], texts: Mapping[str, list[str]]) -> Iterator[str]:
    for name, path in sources.items():
        # Of a source that an epoch shows in part, so many parts.
        every = max(1, round(1 / min(recipe.sources[name], 1.0)))
        for pair in islice(read_pairs(path), 0, None, every):
            yield from pair
    for name, lines in texts.items():
        wanted = recipe.texts[name].for_vocabulary
        yield from (lines[place * len(lines) // wanted] for place in range(min(wanted, len(lines))))


def read_text_lines(folder: Path | None, name: str, leave_out: Sequence[str] = ()) -> list[str]:
    """Return the lines of a text, white space squeezed, but for those with a tag that is left out.

    Raises InputError if the text is not there or does not fit its tags, SettingError for a tag that no line has.
    """
    if folder is None:
        raise SettingError(f"the recipe reads the text '{name}'; say where {name}.txt is with --texts")
    lines = _read_lines(folder / f"{name}.txt")
    if not leave_out:
        return lines
    tags = _read_lines(folder / f"{name}.tags")
    if len(tags) != len(lines):
        raise InputError(f"{folder / name}: {len(lines)} lines of text and {len(tags)} of tags; they must match")
    known = set(tags)
    if unknown := [tag for tag in leave_out if tag not in known]:
        raise SettingError(f"{folder / name}.tags: no line has the tag '{unknown[0]}'{nearest(unknown[0], known)}")
    return [line for line, tag in zip(lines, tags, strict=True) if tag not in leave_out]


def _lines_to_translate(
    settings: Translate, sources: Mapping[str, Path], texts: Mapping[str, list[str]], wall: OverlapWall
) -> list[str]:
    lines = texts[settings.text][: settings.first]
    if settings.with_sources:
        side = 0 if settings.into == "en" else 1
        for path in sources.values():
            lines += [" ".join(pair[side].split()) for pair in read_pairs(path)]
    return [line for line in dict.fromkeys(lines) if line and wall.admits((line,))]


def _read_lines(path: Path) -> list[str]:
    packed = path.with_name(path.name + ".gz")
    try:
        content = gzip.decompress(packed.read_bytes()) if packed.exists() else path.read_bytes()
        return [" ".join(line.split()) for line in content.decode("utf-8").removesuffix("\n").split("\n")]
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path}: cannot be read, nor {packed.name} ({error})") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 (byte {error.start})") from error


def _make_pairs(recipe: Recipe, step: str, lines: Sequence[str], path: Path, report: Report) -> None:
    """Translate a step's lines and write the pairs that no check speaks against to ``path``."""
    settings = recipe.translate[step]
    started = time.monotonic()
    translations = _translations(recipe, settings, lines, path.parent)
    pairs = [
        (line, translations[position]) if settings.into == "en" else (translations[position], line)
        for position, line in enumerate(lines)
        if position in translations
    ]
    seconds = time.monotonic() - started
    found = list(_faults(pairs))
    rows = (f"{left}\t{right}\n" for (left, right), fault in zip(pairs, found, strict=True) if not fault)
    _write_whole(path, gzip.compress("".join(rows).encode(), mtime=0))
    dropped = Counter(fault[0] for fault in found if fault)
    report(
        {
            "translated": step,
            "sentences": len(lines),
            "too_long": len(lines) - len(pairs),
            "dropped": dict(dropped),
            "pairs": len(pairs) - dropped.total(),
            "sentences_per_second": round(len(lines) / max(seconds, 1e-9), 1),
        }
    )


def _translations(recipe: Recipe, settings: Translate, lines: Sequence[str], out: Path) -> Mapping[int, str]:
    """Return the translation of each line that the model can read whole, by position."""
    import sentencepiece
    import torch

    from translate.training.generation import GenerationOptions, generate
    from translate.training.transformer import MarianTransformer

    learn = recipe.learn[settings.by]
    device = torch.device("cuda" if has_cuda() else "cpu")
    model = MarianTransformer(recipe.models[learn.model], recipe.vocabulary_size).to(device)
    load_weights(model, locate(str(out / settings.by)))
    processor = sentencepiece.SentencePieceProcessor(model_file=str(out / VOCABULARY))
    marks = "" if learn.direction != "both" else TO_ENGLISH if settings.into == "en" else TO_INDONESIAN
    sources = _encoded(lines, processor, marks)
    fitting = [position for position, ids in enumerate(sources) if 1 + len(marks) < len(ids) <= recipe.max_pieces]
    options = GenerationOptions(
        beam_size=settings.beam_size, temperature=settings.temperature, rows=4096 if device.type == "cuda" else 64
    )
    torch.manual_seed(learn.schedule.seed)
    translations = {}
    dtype = torch.bfloat16 if device.type == "cuda" else torch.float32
    for batch, found in generate(model, [sources[position] for position in fitting], options, dtype):
        texts = processor.decode([ids.tolist() for ids in found])
        # Byte pieces can spell a line break or a tab, which would part a row.
        translations.update({fitting[one]: " ".join(text.split()) for one, text in zip(batch, texts, strict=True)})
    return translations


def _encoded(lines: Sequence[str], processor: "SentencePieceProcessor", marks: str) -> "list[NDArray[np.uint16]]":
    import numpy as np

    head = mark_ids(marks, processor)
    return [np.array([*head, *ids, END_ID], dtype=np.uint16) for ids in processor.encode(list(lines))]


def _faults(pairs: Sequence[TextPair]) -> Iterator[tuple[str, ...]]:
    """Yield the names of the checks that each pair fails, found by all cores where it pays."""
    chunks = [pairs[first : first + _CHUNK] for first in range(0, len(pairs), _CHUNK)]
    if len(pairs) < _FEW:
        yield from (failed_checks(*pair) for pair in pairs)
        return
    # Started anew rather than forked: this process may hold a GPU.
    with ProcessPoolExecutor(available_cores(), mp_context=get_context("spawn")) as processes:
        for faults in processes.map(_faults_of, chunks):
            yield from faults


def _faults_of(pairs: Sequence[TextPair]) -> list[tuple[str, ...]]:
    return [failed_checks(*pair) for pair in pairs]


def _write_whole(path: Path, content: bytes) -> None:
    temporary = path.with_name(f"{path.name}.tmp")
    temporary.write_bytes(content)
    temporary.replace(path)
