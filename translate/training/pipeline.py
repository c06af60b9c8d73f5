"""A model trained from a plan, or from a recipe: a chain of models and translations that ends in one model.

Each step of a recipe names the steps it needs, and those are made first. A run that was stopped continues: a text
that is already translated is not translated again, and training goes on from the last saved step.
"""

import gzip
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from hashlib import sha256
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from translate.checks import CHECKS, failed_checks
from translate.control_pieces import END_ID
from translate.cores import available_cores
from translate.errors import InputError, OutputError, SettingError
from translate.models import locate
from translate.overlap import OverlapWall
from translate.pair_files import read_pairs, read_parallel_lines
from translate.sentences import TextPair
from translate.settings import read_toml_table, settings_from
from translate.training.cleaning import PairCleaner
from translate.training.encoding import TO_ENGLISH, TO_INDONESIAN, encode_pairs, mark_ids
from translate.training.epochs import Epochs
from translate.training.events import (
    LinesChosen,
    LinesTranslated,
    PairsRead,
    TrainingObserver,
    VocabularyLearned,
    VocabularyRenewed,
)
from translate.training.learning_curve import draw_learning_curve
from translate.training.network import load_weights
from translate.training.plan import Cleaning, TrainingData, TrainingPlan
from translate.training.recipe import VOCABULARY, TrainingRecipe, TranslationStep, steps_in_order
from translate.training.run import TrainingRun, has_cuda
from translate.training.sources import locate_sources, read_text_lines
from translate.training.taught_pieces import RenewedVocabulary, keep_taught_pieces, renew_vocabulary
from translate.training.vocabulary import train_vocabulary, write_tokenizer
from translate.writing import save_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sentencepiece import SentencePieceProcessor

# One process checks fewer translations than this before many processes have started.
_FEW = 20_000
_CHUNK = 2_000
# Pieces learned for each that is wanted. Of the bundled model's 12,000 pieces 142, about 1 %, were in too few pairs.
_SPARE_PIECES = 1.1


def _fails(check: str, source: str, translation: str) -> bool:
    return CHECKS[check].fails(CHECKS[check].score(source, translation))


CHECK_FAILURES = {name: partial(_fails, name) for name in CHECKS}
"""For each check, the function that returns whether a pair of source and translation fails it."""


def read_plan(path: Path) -> TrainingPlan | TrainingRecipe:
    """Return the plan in a TOML file, or the recipe if the file has the key ``ship``; raise SettingError if wrong."""
    table = read_toml_table(path)
    if "ship" in table:
        return settings_from(TrainingRecipe, table, str(path))
    return settings_from(TrainingPlan, table, str(path))


def train(
    plan: TrainingPlan | TrainingRecipe, data: TrainingData, out: Path, observer: TrainingObserver | None = None
) -> Path:
    """Train the model of a plan in ``out``, or that of a recipe with all it needs, and return the model's folder.

    The model is saved as a MarianMT checkpoint. ``observer`` receives the events of the run. A run that was stopped
    continues from its last saved step. Raises InputError or SettingError for data that is missing, OutputError if
    ``out`` holds something made from other settings or with other test sets, ModelError if the initial model does not
    fit. A recipe checks many translations in processes of its own: a script that calls this guards its main part by
    ``if __name__ == "__main__"``.
    """
    observer = observer or TrainingObserver()
    if isinstance(plan, TrainingRecipe):
        return _follow(plan, data, out, observer)
    if data.texts:
        raise SettingError("`texts` is only for recipes, and this plan has no key 'ship'")
    _train_plan(plan, data, out, observer)
    return out


def _train_plan(plan: TrainingPlan, data: TrainingData, out: Path, observer: TrainingObserver) -> None:
    dev_pairs = [read_parallel_lines(stem) for stem in data.dev]
    groups = _read_groups(plan, data, dev_pairs, observer)
    _make_folder(out)
    renewed = _renewed(plan, groups, observer)
    processor = _vocabulary(plan, data, groups, renewed, out)
    epochs = Epochs(plan, groups, processor, one_size=has_cuda())
    if not any(epochs[portion] for portion in range(epochs.portions)):
        raise InputError(f"{data.folder}: no pair of the plan's sources is usable (within 'max_pieces', not in `dev`)")
    human = {name: group for name, group in groups.items() if not data.is_made(name)}
    watched = [*(pairs[:1000] for pairs in dev_pairs), _shown_pairs(plan, human)]
    sides = [epochs.sides(pairs, plan.directions[0]) for pairs in watched]
    run = TrainingRun(plan, epochs, encode_pairs(sides, processor, plan.max_pieces), out, renewed)
    run.resume()
    run.learn(observer)
    run.export()
    draw_learning_curve(out, [stem.name for stem in data.dev])


def _read_groups(
    plan: TrainingPlan, data: TrainingData, dev_pairs: list[list[TextPair]], observer: TrainingObserver
) -> dict[str, list[TextPair]]:
    wall, cleaner = (
        OverlapWall(pair for pairs in dev_pairs for pair in pairs),
        PairCleaner(plan.cleaning, CHECK_FAILURES),
    )
    groups: dict[str, list[TextPair]] = {}
    cleaned: dict[str, dict[str, int]] = {}
    folders = [*([data.made] if data.made else []), data.folder]
    for name, path in locate_sources(folders, plan.sources).items():
        admitted = (pair for pair in read_pairs(path) if wall.admits(pair))
        groups[name], cleaned[name] = cleaner.cleaned(admitted, checked=data.is_made(name))
    observer.pairs_read(
        PairsRead(
            pairs={name: len(group) for name, group in groups.items()},
            refused_overlap_with_dev=wall.hits,
            cleaned=None if plan.cleaning == Cleaning() else cleaned,
        )
    )
    return groups


def _renewed(
    plan: TrainingPlan, groups: dict[str, list[TextPair]], observer: TrainingObserver
) -> RenewedVocabulary | None:
    if not (plan.renew_vocabulary and plan.initial):
        return None
    texts = (text for pairs in groups.values() for pair in pairs for text in pair)
    renewed = renew_vocabulary((locate(plan.initial).path / "source.spm").read_bytes(), texts)
    event = VocabularyRenewed(slots=len(renewed.slots), restored=len(renewed.restored), cut=len(renewed.cut))
    observer.vocabulary_renewed(event)
    return renewed


def _vocabulary(
    plan: TrainingPlan,
    data: TrainingData,
    groups: dict[str, list[TextPair]],
    renewed: RenewedVocabulary | None,
    out: Path,
) -> "SentencePieceProcessor":
    import sentencepiece

    path = out / "source.spm"
    if not path.exists():
        if renewed:
            model = renewed.model
        elif data.vocabulary:
            model = data.vocabulary.read_bytes()
        elif plan.initial:
            model = (locate(plan.initial).path / "source.spm").read_bytes()
        else:
            model = train_vocabulary(_plan_texts(plan, groups), plan.vocabulary_size)
        write_tokenizer(out, model, plan.max_pieces, plan.direction)
    processor = sentencepiece.SentencePieceProcessor(model_file=str(path))
    if processor.get_piece_size() != plan.vocabulary_size:
        raise OutputError(f"{out}: holds another plan's vocabulary; choose another `out` or remove this one")
    return processor


def _plan_texts(plan: TrainingPlan, groups: dict[str, list[TextPair]]) -> list[str]:
    chooser = random.Random(plan.schedule.seed)  # noqa: S311 - a sample, not a secret
    return [
        text
        for name, pairs in groups.items()
        for pair in chooser.sample(pairs, k=min(len(pairs), round(len(pairs) * min(plan.sources[name], 1.0))))
        for text in pair
    ]


def _shown_pairs(plan: TrainingPlan, groups: dict[str, list[TextPair]]) -> list[TextPair]:
    """Return up to 1,000 human pairs that training shows: loss on them far below held-out loss means memorising."""
    chooser = random.Random(plan.schedule.seed)  # noqa: S311 - a sample, not a secret
    human = {name: group for name, group in groups.items() if name not in plan.synthetic and group}
    if not human:
        return []
    sources = chooser.choices(list(human), [plan.sources[name] * len(group) for name, group in human.items()], k=1000)
    return [chooser.choice(human[name]) for name in sources]


def _follow(recipe: TrainingRecipe, data: TrainingData, out: Path, observer: TrainingObserver) -> Path:
    wall = OverlapWall(pair for stem in data.dev for pair in read_parallel_lines(stem))
    texts = {name: read_text_lines(data.texts, name, recipe.texts[name].leave_out) for name in recipe.texts}
    sources = locate_sources([data.folder], recipe.sources)
    _make_folder(out)
    vocabulary = out / VOCABULARY
    chosen = (recipe.vocabulary_size, recipe.fewest_texts, recipe.sources, recipe.texts, wall.digest())
    _claim(vocabulary, sha256(repr(chosen).encode()).hexdigest())
    if not vocabulary.exists():
        admitted = (text for text in _recipe_texts(recipe, sources, texts) if wall.admits((text,)))
        save_bytes(_recipe_vocabulary(recipe, sources, admitted), vocabulary)
        observer.vocabulary_learned(
            VocabularyLearned(pieces=recipe.vocabulary_size, refused_overlap_with_dev=wall.hits)
        )
    shared_files = f"{sha256(vocabulary.read_bytes()).hexdigest()} {wall.digest()}"
    data = replace(data, made=out, vocabulary=vocabulary)
    for step in steps_in_order(recipe):
        observer.recipe_step_started(step)
        result = out / step if step in recipe.learn else out / f"{step}.tsv.gz"
        _claim(result, recipe.fingerprint(step, shared_files))
        if step in recipe.learn:
            _train_plan(recipe.plan(step, out), data, result, observer)
        elif not result.exists():
            before = wall.hits
            lines = _lines_to_translate(recipe.translate[step], sources, texts, wall)
            observer.lines_chosen(LinesChosen(step=step, lines=len(lines), refused_overlap_with_dev=wall.hits - before))
            _make_pairs(recipe, step, lines, result, observer)
    return out / recipe.ship


def _claim(result: Path, fingerprint: str) -> None:
    """Write beside a step's result what it is made from; raise OutputError if it was made from something else."""
    note = result.with_name(f"{result.name}.made-from")
    if not result.exists():
        save_bytes(f"{fingerprint}\n".encode(), note)
    elif not note.exists():
        raise OutputError(f"{result}: no {note.name} says what it was made from; remove it or choose another `out`")
    elif note.read_text(encoding="utf-8").strip() != fingerprint:
        raise OutputError(
            f"{result}: was made from other settings, earlier steps or test sets; to make it again, remove it and "
            f"{note.name}, or choose another `out`"
        )


def _recipe_vocabulary(recipe: TrainingRecipe, sources: Mapping[str, Path], texts: Iterator[str]) -> bytes:
    if not recipe.fewest_texts:
        return train_vocabulary(texts, recipe.vocabulary_size)
    learned = train_vocabulary(texts, round(recipe.vocabulary_size * _SPARE_PIECES))
    of_pairs = (text for path in sources.values() for pair in read_pairs(path) for text in pair)
    return keep_taught_pieces(learned, recipe.vocabulary_size, of_pairs, recipe.fewest_texts)


def _recipe_texts(recipe: TrainingRecipe, sources: Mapping[str, Path], texts: Mapping[str, list[str]]) -> Iterator[str]:
    for name, path in sources.items():
        # A source of which an epoch shows a part is read in the same part.
        every = max(1, round(1 / min(recipe.sources[name], 1.0)))
        for pair in islice(read_pairs(path), 0, None, every):
            yield from pair
    for name, lines in texts.items():
        wanted = recipe.texts[name].for_vocabulary
        yield from (lines[place * len(lines) // wanted] for place in range(min(wanted, len(lines))))


def _lines_to_translate(
    settings: TranslationStep, sources: Mapping[str, Path], texts: Mapping[str, list[str]], wall: OverlapWall
) -> list[str]:
    lines = texts[settings.text][: settings.first]
    if settings.with_sources:
        side = 0 if settings.into == "en" else 1
        for path in sources.values():
            lines += [" ".join(pair[side].split()) for pair in read_pairs(path)]
    return [line for line in dict.fromkeys(lines) if line and wall.admits((line,))]


def _make_pairs(
    recipe: TrainingRecipe, step: str, lines: Sequence[str], path: Path, observer: TrainingObserver
) -> None:
    """Translate a step's lines and write the pairs that pass every check to ``path``."""
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
    save_bytes(gzip.compress("".join(rows).encode(), mtime=0), path)
    dropped = Counter(fault[0] for fault in found if fault)
    observer.lines_translated(
        LinesTranslated(
            step=step,
            sentences=len(lines),
            too_long=len(lines) - len(pairs),
            dropped=dict(dropped),
            pairs=len(pairs) - dropped.total(),
            sentences_per_second=round(len(lines) / max(seconds, 1e-9), 1),
        )
    )


def _translations(
    recipe: TrainingRecipe, settings: TranslationStep, lines: Sequence[str], out: Path
) -> Mapping[int, str]:
    """Return the translations by position of their lines; lines too long for the model have none."""
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
        # Byte pieces can spell a line break or a tab, which would break a row of the file.
        translations.update({fitting[one]: " ".join(text.split()) for one, text in zip(batch, texts, strict=True)})
    return translations


def _encoded(lines: Sequence[str], processor: "SentencePieceProcessor", marks: str) -> "list[NDArray[np.uint16]]":
    import numpy as np

    head = mark_ids(marks, processor)
    return [np.array([*head, *ids, END_ID], dtype=np.uint16) for ids in processor.encode(list(lines))]


def _faults(pairs: Sequence[TextPair]) -> Iterator[tuple[str, ...]]:
    """Yield the names of the checks that each pair fails; many pairs are checked on all cores."""
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


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{out}: cannot be made a folder ({error.strerror})") from error
