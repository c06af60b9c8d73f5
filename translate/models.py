"""The catalogue of models: their names, where they come from, and their verified checkpoint folders."""

import hashlib
import json
import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from translate.checkpoint_checks import check_vocabulary, check_weights
from translate.errors import ModelError, first_line, nearest

REQUIRED_FILES = ("config.json", "source.spm", "target.spm", "vocab.json")
_HUB_NAME = re.compile(r"[\w-][\w.-]*/[\w-][\w.-]*")  # owner/name
_HUB_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
WEIGHTS = "model.safetensors"
SHORTLIST = "shortlist.txt"
"""A file of a checkpoint folder that says which target pieces CTranslate2 weighs for a source piece."""
PICKLED_WEIGHTS = "pytorch_model.bin"
CHECKPOINT_FILES = (
    *REQUIRED_FILES,
    WEIGHTS,
    "generation_config.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
)
"""The files of a checkpoint that are fetched from the hub or copied into another folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """A model known by a short name: a hub repository, or None for the one inside this package."""

    repository: str | None
    licence: str
    summary: str


CATALOGUE = {
    "bundled": CatalogueEntry(
        repository=None,
        licence="see its model card: trained on sources of several licences, some of them not stated",
        summary="compact Marian model trained by this project, ships inside the package, needs no network",
    ),
    "opus-mt": CatalogueEntry(
        repository="Helsinki-NLP/opus-mt-id-en",
        licence="Apache-2.0 (hub), CC BY 4.0 (OPUS-MT project)",
        summary="the OPUS-MT Indonesian-English model, 73 M parameters, fetched from the Hugging Face hub",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A complete MarianMT checkpoint folder, with the name and revision by which it is recorded.

    ``revision`` is the hub's commit, or the first 12 hexadecimal digits of the SHA-256 over the folder's model files.
    """

    name: str
    revision: str
    path: Path
    licence: str | None
    sha256: str

    @property
    def origin(self) -> str:
        """The provenance of whatever this model translates: ``mt:<model>@<revision>``."""
        return f"mt:{self.name}@{self.revision}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustOptions:
    """Which checkpoints are accepted: ``allow_pickle`` allows weights in Python's pickle format, which can run code."""

    revision: str | None = None
    allow_pickle: bool = False


def hub_repository(name: str) -> str | None:
    """Return the hub repository that a model called ``name`` is fetched from, or None for one on this machine."""
    entry = CATALOGUE.get(name)
    if entry is not None:
        return entry.repository
    return name if _HUB_NAME.fullmatch(name) and not Path(name).is_dir() else None


def source_language(checkpoint: Checkpoint) -> str | None:
    """Return the code of the language a checkpoint reads, where its tokenizer says."""
    path = checkpoint.path / "tokenizer_config.json"
    language = read_json(path).get("source_lang") if path.is_file() else None
    return language if isinstance(language, str) else None


def locate(name: str, trust: TrustOptions | None = None) -> Checkpoint:
    """Return the checkpoint called ``name``: a catalogue name, a folder, or a hub repository ``owner/name``.

    Only a hub repository can cause a network call. Raises ModelError if the model is unknown, incomplete or
    stored as a pickle.
    """
    trust = trust or TrustOptions()
    entry, repository = CATALOGUE.get(name), hub_repository(name)
    licence = entry.licence if entry else None
    if repository is None and entry is not None:
        return _from_folder(Path(str(files("translate.bundled"))), name, licence, trust)
    if name and Path(name).is_dir():
        return _from_folder(Path(name), Path(name).resolve().name, licence, trust)
    if repository is None:
        raise ModelError(
            f"no model '{name}'{nearest(name, CATALOGUE)} (known: {', '.join(CATALOGUE)}, "
            "a folder with a MarianMT checkpoint, or a hub repository OWNER/NAME)"
        )
    path = _fetch(repository, trust)
    _verify(path, trust)
    return Checkpoint(name=repository, revision=path.name, path=path, licence=licence, sha256=_digest(path))


def _from_folder(path: Path, name: str, licence: str | None, trust: TrustOptions) -> Checkpoint:
    _verify(path, trust)
    digest = _digest(path)
    return Checkpoint(name=name, revision=digest[:12], path=path, licence=licence, sha256=digest)


def _verify(path: Path, trust: TrustOptions) -> None:
    """Raise ModelError unless ``path`` holds a whole MarianMT checkpoint in a format that cannot run code."""
    missing = [name for name in REQUIRED_FILES if not (path / name).is_file()]
    if missing:
        raise ModelError(
            f"{path}: no {', '.join(missing)}; a MarianMT checkpoint folder holds "
            f"{', '.join(REQUIRED_FILES)} and {WEIGHTS}"
        )
    config = read_json(path / "config.json")
    if (kind := config.get("model_type")) != "marian":
        raise ModelError(f"{path}: its config.json says model_type '{kind}', expected 'marian'")
    check_vocabulary(path, read_json(path / "vocab.json"), config)
    if (path / WEIGHTS).is_file():
        check_weights(path / WEIGHTS, config)
        return
    if not (path / PICKLED_WEIGHTS).is_file():
        hint = "" if trust.allow_pickle else f"; if there is only {PICKLED_WEIGHTS}, `allow_pickle` accepts it"
        raise ModelError(f"{path}: no {WEIGHTS}; a MarianMT checkpoint folder needs its weights{hint}")
    if not trust.allow_pickle:
        raise ModelError(
            f"{path}: its weights are {PICKLED_WEIGHTS}, a pickle, which can run any code when it is loaded; "
            "ask for its safetensors, or use `allow_pickle` if you trust whoever made it"
        )


def read_json(path: Path) -> dict[str, object]:
    """Return the JSON object in one of a model's files; raise ModelError if it cannot be read as one."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"{path}: cannot be read as JSON ({first_line(error)})") from error
    if not isinstance(value, dict):
        raise ModelError(f"{path}: holds no JSON object")
    return value


def _digest(path: Path) -> str:
    """Return the SHA-256 (hexadecimal) over the names and bytes of the files that decide a checkpoint's output."""
    digest = hashlib.sha256()
    # tokenizer_config.json sets how long a source may be, and so where long sentences are split.
    for name in (*REQUIRED_FILES, "tokenizer_config.json", SHORTLIST, WEIGHTS, PICKLED_WEIGHTS):
        file = path / name
        if not file.is_file():
            continue
        try:
            with file.open("rb") as stream:
                digest.update(f"{name}:{file.stat().st_size}:".encode())
                while block := stream.read(1 << 20):
                    digest.update(block)
        except OSError as error:
            raise ModelError(f"{file}: cannot be read ({error.strerror})") from error
    return digest.hexdigest()


def count_checked_files(checkpoint: Checkpoint) -> int:
    """Return how many files of a fetched checkpoint agree with their hash at the hub; 0 for a plain folder.

    The hub's cache stores each file under its hash and links to it: the SHA-256 of large files, git's hash of the
    others. Raises ModelError naming a file whose bytes have another hash.
    """
    checked = 0
    for file in sorted(checkpoint.path.iterdir()):
        stored = file.resolve()
        if not file.is_symlink() or not _HUB_HASH.fullmatch(stored.name):
            continue
        try:
            content = stored.read_bytes()
        except OSError as error:
            raise ModelError(f"{file}: cannot be read ({error.strerror})") from error
        if stored.name not in (hashlib.sha256(content).hexdigest(), _git_hash(content)):
            raise ModelError(f"{stored}: its bytes are not those of the hub; remove this file and fetch again")
        checked += 1
    return checked


def _git_hash(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _fetch(repository: str, trust: TrustOptions) -> Path:
    """Return the hub snapshot of ``repository``, downloading what is not in the hub's cache."""
    import huggingface_hub

    wanted = [*CHECKPOINT_FILES]
    if trust.allow_pickle:
        wanted.append(PICKLED_WEIGHTS)
    try:
        folder = huggingface_hub.snapshot_download(repository, revision=trust.revision, allow_patterns=wanted)
    except hub_errors() as error:
        raise ModelError(
            f"model '{repository}' could not be fetched from the Hugging Face hub ({first_line(error)}); "
            "without a network use the model 'bundled' or a folder"
        ) from error
    return Path(folder)


def hub_errors() -> tuple[type[Exception], ...]:
    """Return what the hub's client raises when a name is wrong, or the network or a download fails."""
    from huggingface_hub.errors import HfHubHTTPError

    # The bases of the hub's own error are OSError and the error of whichever HTTP client it uses.
    return (ValueError, *(base for base in HfHubHTTPError.__bases__ if issubclass(base, Exception)))
