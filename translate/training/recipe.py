"""A recipe: the models and translations that end in one model, each step with the steps it needs."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Literal

from translate.errors import SettingError, nearest
from translate.training.plan import Cleaning, ModelShape, Schedule, TrainingPlan, TranslationDirection
from translate.training.taught_pieces import FEWEST_TEXTS

VOCABULARY = "vocabulary.spm"
# In the fingerprint of one step these replace the settings of the other steps.
_ANY = {"any": ModelShape()}
_NO_SCHEDULE = Schedule(steps=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningStep:
    """A model to be trained: of a shape in ``models``, on the recipe's sources and on what other steps ``made``.

    ``start`` is the step whose model it continues from; without it the weights begin at random. ``source_weight``
    multiplies the weights of the recipe's sources. ``made`` names ``translate`` steps and how often an epoch shows the
    pairs of each.
    """

    model: str
    schedule: Schedule
    start: str | None = None
    direction: TranslationDirection = "id-en"
    source_weight: float = 1.0
    made: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationStep:
    """Text translated ``by`` the model of a step that learned this direction; other steps train on the pairs.

    The ``first`` lines of ``text`` are translated, or all of them if no number is given. ``with_sources`` adds the
    same language's side of the recipe's sources. ``beam_size`` and ``temperature`` are those of ``GenerationOptions``.
    Translations that fail a check are left out and counted.
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
            raise SettingError("'temperature' draws pieces, 'beam_size' ranks them; set only one of them")


@dataclass(frozen=True, slots=True, kw_only=True)
class MonolingualText:
    """A text in one language, NAME.txt or NAME.txt.gz, one sentence a line.

    NAME.tags or NAME.tags.gz may give each line a tag; lines whose tag is in ``leave_out`` are never used. About
    ``for_vocabulary`` of the other lines, spread evenly over the text, are used to learn the vocabulary.
    """

    leave_out: tuple[str, ...] = ()
    for_vocabulary: int = 0

    def __post_init__(self) -> None:
        if self.for_vocabulary < 0:
            raise SettingError(f"'for_vocabulary' is {self.for_vocabulary}, expected a number of lines")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingRecipe:
    """Everything that decides what the model of the step ``ship`` becomes.

    ``learn`` and ``translate`` are the steps by name, ``models`` the shapes of models by name. A piece of the
    vocabulary has to stand in ``fewest_texts`` texts of the sources, because a model cannot read what no pair shows it;
    0 admits every piece. The other settings are those of ``TrainingPlan`` and hold for every step.
    """

    ship: str
    sources: dict[str, float]
    models: dict[str, ModelShape]
    learn: dict[str, LearningStep]
    translate: dict[str, TranslationStep] = field(default_factory=dict)
    texts: dict[str, MonolingualText] = field(default_factory=dict)
    synthetic: tuple[str, ...] = ()
    augmented: float = 0.0
    sampling: float = 0.0
    sampled_share: float = 1.0
    vocabulary_size: int = 8000
    fewest_texts: int = FEWEST_TEXTS
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
            raise SettingError(f"{'; '.join(wrong)} (not in the recipe)")
        if self.fewest_texts < 0:
            raise SettingError(f"'fewest_texts' is {self.fewest_texts}, expected 0 or more")
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
            raise SettingError(f"the steps {' → '.join((*above, step))} need each other in a circle")
        for needed in self.needs(step):
            self._check_circles(needed, (*above, step))

    def needs(self, step: str) -> tuple[str, ...]:
        """Return the steps that ``step`` needs, in the order they are made."""
        if step in self.translate:
            return (self.translate[step].by,)
        learn = self.learn[step]
        return (*((learn.start,) if learn.start else ()), *learn.made)

    def fingerprint(self, step: str, shared_files: str) -> str:
        """Return a hash of all settings that a step's result depends on, with those of the steps it needs.

        ``shared_files`` identifies the vocabulary and the test sets. The pairs and texts themselves are not hashed.
        """
        own = self.translate.get(step) or (self.learn[step], self.models[self.learn[step].model])
        shared = replace(
            self, ship=step, learn={step: LearningStep(model="any", schedule=_NO_SCHEDULE)}, translate={}, models=_ANY
        )
        needed = [self.fingerprint(one, shared_files) for one in self.needs(step)]
        return sha256(repr((own, shared, shared_files, needed)).encode()).hexdigest()

    @property
    def needs_mark(self) -> bool:
        """Whether the shipped model writes both languages, so that a mark has to tell it which one."""
        return self.learn[self.ship].direction == "both"

    def plan(self, step: str, out: Path) -> TrainingPlan:
        """Return the training plan of a ``learn`` step; the model it starts from is in ``out``."""
        learn = self.learn[step]
        into = {name: self.translate[name].into for name in learn.made}
        written = [name for name in learn.made if into[name] == "en" and learn.direction != "id-en"]
        return TrainingPlan(
            sources={**{name: weight * learn.source_weight for name, weight in self.sources.items()}, **learn.made},
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


def steps_in_order(recipe: TrainingRecipe) -> list[str]:
    """Return the steps that the shipped model needs, each after all that it needs itself, each once."""
    order: dict[str, None] = {}

    def visit(step: str) -> None:
        for needed in recipe.needs(step):
            visit(needed)
        order[step] = None

    visit(recipe.ship)
    return list(order)
