"""An HTTP server that speaks LibreTranslate's API, and a page to translate on; ``create_app`` is the entry point."""

from translate.serving.app import create_app
from translate.serving.keys import add_key
from translate.serving.options import ServerOptions

__all__ = ["ServerOptions", "add_key", "create_app"]
