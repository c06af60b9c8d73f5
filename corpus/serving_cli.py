"""The command that serves a translator over HTTP: serve."""

import logging
from pathlib import Path

import click

from translate.console import PATH, given_options, quiet_option, stored_option, tell
from translate.errors import OutputError, SettingError
from translate.model_options import load_translator, model_options
from translate.settings import settings_from

_INSTALL = "the server needs packages that are not installed: pip install 'sejajar[serve]'"
_SERVER_OPTIONS = (
    stored_option("--char-limit", int, "Most characters in a request.  [default: 50000]"),
    stored_option("--batch-limit", int, "Most texts in a request.  [default: 500]"),
    stored_option("--request-limit", int, "Most requests of a client in a minute.  [default: 1200]"),
    stored_option("--queue-limit", int, "Most sentences that wait; more are refused with 429.  [default: 5000]"),
    stored_option("--deadline", float, "Seconds after which a request is given up.  [default: 60]"),
    stored_option("--keys", PATH, "File of API keys; every request must carry one."),
    stored_option("--memory", PATH, "SQLite file that keeps what was translated.  [default: none]"),
    stored_option("--cors", str, "Origin that may call from a browser; * is any.  [default: none]"),
    stored_option("--suggestions", bool, "Keep suggestions in --memory, for people to look at."),
    stored_option("--metrics-token", str, "Bearer token that /metrics asks for."),
)


def _server_options(command: click.decorators.FC) -> click.decorators.FC:
    for option in reversed(_SERVER_OPTIONS):
        command = option(command)
    return command


@click.command("serve", epilog="Example: sejajar serve --port 5000")
@click.option(
    "--host", default="127.0.0.1", help="Address to listen on; 0.0.0.0 is every network.  [default: 127.0.0.1]"
)
@click.option("--port", type=click.IntRange(0, 65535), default=5000, help="Port to listen on.  [default: 5000]")
@click.option("--new-key", metavar="NAME", help="Make an API key for NAME, add it to --keys, print it, and end.")
@_server_options
@model_options
@quiet_option
def serve_command(host: str, port: int, new_key: str | None) -> None:
    """Serve LibreTranslate's API and a page to translate on.

    It listens on this machine alone unless --host says otherwise. Ctrl-C finishes the batch that is being decoded.
    """
    try:
        import uvicorn

        from translate.serving import ServerOptions, add_key, create_app
    except ImportError as error:
        raise SettingError(f"{_INSTALL} ({error.name})") from error
    given = given_options()
    if new_key is not None:
        keys = given.get("keys")
        if not isinstance(keys, Path):
            raise SettingError("--new-key needs --keys, the file that the key is added to")
        click.echo(add_key(keys, new_key))
        return
    names = set(ServerOptions.__dataclass_fields__)
    options = settings_from(ServerOptions, {name: value for name, value in given.items() if name in names}, "options")
    app = create_app(load_translator(), options)
    logging.basicConfig(format="%(message)s")
    logging.getLogger("sejajar.serving").setLevel("WARNING" if given.get("quiet") else "INFO")
    tell(f"listening on http://{host}:{port}/ (Ctrl-C stops)")
    server = uvicorn.Server(
        uvicorn.Config(
            app, host=host, port=port, log_level="warning", server_header=False, timeout_graceful_shutdown=30
        )
    )
    try:
        server.run()
    except OSError as error:
        raise OutputError(f"{host}:{port}: cannot be listened on ({error.strerror})") from error
