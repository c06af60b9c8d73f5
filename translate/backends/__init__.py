"""Engines that turn source pieces into target pieces, one file each."""

from importlib import import_module
from typing import TYPE_CHECKING

from translate.errors import SettingError, nearest

if TYPE_CHECKING:
    from translate.backends.base import Backend, EngineOptions
    from translate.models import Checkpoint

BACKENDS = {
    "ctranslate2": "translate.backends.ctranslate2_backend:CTranslate2Backend",
    "transformers": "translate.backends.transformers_backend:TransformersBackend",
    "echo": "translate.backends.echo_backend:EchoBackend",
}


def load_backend(name: str, checkpoint: "Checkpoint", options: "EngineOptions") -> "Backend":
    """Return the engine called ``name`` with ``checkpoint`` loaded; raise SettingError for an unknown name."""
    if name not in BACKENDS:
        raise SettingError(f"no backend '{name}'{nearest(name, BACKENDS)} (known: auto, {', '.join(BACKENDS)})")
    module, kind = BACKENDS[name].split(":")
    backend: Backend = getattr(import_module(module), kind)(checkpoint, options)
    return backend
