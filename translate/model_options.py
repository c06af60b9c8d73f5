"""The options of all commands that run a model, and the translator that they choose."""

from collections.abc import Callable, Sequence
from typing import get_args

from translate.backends.base import ComputeType, Device, EngineOptions
from translate.console import Command, given_options, stored_option, tell
from translate.decoding import DecodingOptions
from translate.models import TrustOptions, hub_repository
from translate.settings import settings_from
from translate.translator import LoadOptions, Translator

_MODEL = stored_option("--model", str, "Catalogue name, checkpoint folder or hub repository.  [default: bundled]")
_ENGINE = (
    stored_option("--backend", ("auto", "ctranslate2", "transformers"), "Engine that runs the model.  [default: auto]"),
    stored_option("--device", get_args(Device), "Where it runs.  [default: auto]"),
    stored_option("--compute-type", get_args(ComputeType), "Number format.  [default: int8 on CPU]"),
    stored_option("--threads", int, "CPU cores to use.  [default: all]"),
)
_SEARCH = (
    stored_option("--beam", int, "Beam size; 1 is greedy.  [default: 4]"),
    stored_option("--length-penalty", float, "Exponent of the length that beam scores are divided by.  [default: 1.0]"),
    stored_option("--max-source-pieces", int, "Split longer sentences at clauses.  [default: the model's limit]"),
    stored_option("--max-target-pieces", int, "Longest translation.  [default: by source length]"),
    stored_option("--glossary", str, "File of terms: on each line a term, a tab and its English."),
)
_TRUST = (
    stored_option("--revision", str, "Commit of a hub model."),
    stored_option("--allow-pickle", bool, "Accept weights stored as a pickle, which can run code."),
)


def model_options(command: Command) -> Command:
    """Add the options that choose a model, an engine and a search to a command."""
    return _with_options(command, (_MODEL, *_ENGINE, *_SEARCH, *_TRUST))


def engine_options(command: Command) -> Command:
    """Add the options that choose an engine, and which models are trusted, to a command that names its model."""
    return _with_options(command, (*_ENGINE, *_TRUST))


def scoring_options(command: Command) -> Command:
    """Add the options that choose a model and an engine to a command that scores and does not search."""
    return _with_options(command, (_MODEL, *_ENGINE, *_TRUST))


def _with_options(command: Command, options: Sequence[Callable[[Command], Command]]) -> Command:
    for option in reversed(options):
        command = option(command)
    return command


def load_translator(model: str | None = None) -> Translator:
    """Return the translator that the model options of the command choose; ``model`` overrides ``--model``."""
    given = given_options()
    decoding = {
        "beam_size": given.get("beam"),
        **{name: given.get(name) for name in ("length_penalty", "max_source_pieces", "max_target_pieces")},
    }
    engine = {name: given.get(name) for name in ("device", "compute_type", "threads")}
    trust = {name: given.get(name) for name in ("revision", "allow_pickle")}
    name = model or str(given.get("model", "bundled"))
    announce_hub_model(name)
    return Translator.load(
        name,
        LoadOptions(
            backend=str(given.get("backend", "auto")),
            engine=settings_from(EngineOptions, _given(engine), "options"),
            trust=settings_from(TrustOptions, _given(trust), "options"),
        ),
        settings_from(DecodingOptions, _given(decoding), "options"),
        glossary=None if (glossary := given.get("glossary")) is None else str(glossary),
    )


def announce_hub_model(name: str) -> None:
    """Tell the user, before the network is used, that a model comes from the hub; say nothing of local models."""
    if repository := hub_repository(name):
        tell(f"model {repository}: asking the Hugging Face hub, and downloading what is not in its cache")


def _given(values: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if value is not None}
