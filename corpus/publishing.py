"""push_corpus(): a finished corpus to a dataset repository of the Hugging Face hub."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from corpus.canonical import file_sha256
from corpus.finished_corpus import FinishedCorpus, open_corpus
from corpus.manifest import DATA, MANIFEST
from corpus.output_folder import CARD
from translate.errors import BrokenOffError, InputError, SettingError, first_line
from translate.models import hub_errors


class Hub(Protocol):
    """What pushing needs of ``huggingface_hub.HfApi``."""

    def create_repo(self, repo_id: str, *, repo_type: str, private: bool, exist_ok: bool) -> object:
        """Create a repository, or keep the existing one."""

    def upload_folder(
        self,
        *,
        repo_id: str,
        folder_path: str,
        repo_type: str,
        commit_message: str,
        allow_patterns: list[str],
        delete_patterns: list[str],
    ) -> object:
        """Upload files in one commit; remove other files that match ``delete_patterns`` from the repository."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PushPlan:
    """What a push sends and to which repository; ``files`` maps paths below the corpus to sizes in bytes."""

    repository: str
    files: Mapping[str, int]
    commit_message: str

    @property
    def bytes(self) -> int:
        """The size of all files."""
        return sum(self.files.values())


def plan_push(folder: Path, repository: str) -> PushPlan:
    """Return what a push of the finished corpus in ``folder`` would send; nothing is sent.

    Raises:
        InputError: there is no finished corpus, or a file is not what the build wrote.
        SettingError: the repository has no valid name.
    """
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]  # in __all__, loaded lazily

    try:
        validate_repo_id(repository)
    except HFValidationError as error:
        raise SettingError(
            f"'{repository}' is no name of a repository ({first_line(error)}); use OWNER/NAME"
        ) from error
    corpus = open_corpus(folder)
    _check_sums(corpus)
    names = [CARD, MANIFEST, *(file.name for file in corpus.files)]
    if not (folder / CARD).is_file():
        raise InputError(f"'{folder / CARD}' is missing; build the corpus again with `fresh`")
    recipe = corpus.manifest.recipe.sha256()[:12]
    return PushPlan(
        repository=repository,
        files={name: (folder / name).stat().st_size for name in names},
        commit_message=f"{corpus.counts.pairs:,} sentence pairs by sejajar, recipe {recipe}",
    )


def push_corpus(folder: Path, plan: PushPlan, *, public: bool = False, hub: Hub | None = None) -> str:
    """Upload what a plan names in one commit and return the address of the repository.

    A missing repository is created, private unless ``public``. In an existing one the data files of an earlier push are
    removed, because ``datasets`` would read them together with the new ones.

    Raises:
        BrokenOffError: the hub refuses or cannot be reached; it names the reason.
    """
    if hub is None:
        from huggingface_hub import HfApi

        hub = HfApi()
    with _hub_errors_as_broken_off(plan.repository):
        hub.create_repo(plan.repository, repo_type="dataset", private=not public, exist_ok=True)
        hub.upload_folder(
            repo_id=plan.repository,
            folder_path=str(folder),
            repo_type="dataset",
            commit_message=plan.commit_message,
            allow_patterns=list(plan.files),
            delete_patterns=[f"{DATA}/**"],
        )
    return f"https://huggingface.co/datasets/{plan.repository}"


def _check_sums(corpus: FinishedCorpus) -> None:
    for file in corpus.manifest.files:
        path = corpus.folder / file.path
        if file.sha256 != file_sha256(path):
            raise InputError(f"'{path}' was changed since the corpus was built; build it again with `fresh`")


@contextmanager
def _hub_errors_as_broken_off(repository: str) -> Iterator[None]:
    try:
        yield
    except hub_errors() as error:
        raise BrokenOffError(
            f"'{repository}' could not be pushed to the Hugging Face hub ({first_line(error)}); log in with "
            "'hf auth login', check the name and the network, and push again"
        ) from error
