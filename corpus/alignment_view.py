"""Links in readable form: both sides next to each other, with what stands alone and why."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.alignment import AlignedVersions, Link

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_SURE, _DOUBTFUL = 0.9, 0.5


def side_by_side(console: "Console", aligned: AlignedVersions) -> str:
    """Return the links of two versions as text as wide as ``console``: confidence, Indonesian, English.

    A sentence without a counterpart has none in the other column, a moved link has ``↕`` behind its confidence, and a
    sentence that takes no part, because it is not of the article, has its role in brackets.
    """
    with console.capture() as capture:
        console.print(_heading(aligned), style="bold", highlight=False, markup=False)
        if aligned.links:
            console.print(_table(aligned))
    return capture.get().rstrip() + "\n"


def _heading(aligned: AlignedVersions) -> str:
    if aligned.refusal:
        return f"{aligned.versions.pair_id}: refused: {aligned.refusal}"
    both = [link for link in aligned.links if link.id and link.en]
    alone = [sum(not link.en for link in aligned.links), sum(not link.id for link in aligned.links)]
    return (
        f"{aligned.versions.pair_id}: {len(both)} links, {alone[0]} Indonesian and {alone[1]} English sentences alone; "
        f"{aligned.coverage:.0%} covered"
    )


def _table(aligned: AlignedVersions) -> "Table":
    from rich.box import SIMPLE
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE, show_lines=False, expand=True, padding=(0, 1))
    table.add_column("", width=6, justify="right")
    table.add_column("Indonesian", ratio=1)
    table.add_column("English", ratio=1)
    linked = {place for link in aligned.links for place in link.id}
    following = 0
    for link in aligned.links:
        for place in range(following, link.id[0] if link.id and not link.moved else following):
            if place not in linked:
                table.add_row("", Text(_outsider(aligned, place)), "", style="dim")
        following = max(following, link.id[-1] + 1) if link.id else following
        number, style = _confidence(link)
        left, right = (Text("\n".join(lines)) for lines in (_indonesian(aligned, link), _english(aligned, link)))
        table.add_row(Text(number, style=style), left, right, style="dim" if not (link.id and link.en) else "")
    return table


def _confidence(link: Link) -> tuple[str, str]:
    if not (link.id and link.en):
        return "–", "dim"
    style = "green" if link.confidence >= _SURE else "yellow" if link.confidence >= _DOUBTFUL else "red"
    return f"{link.confidence:.2f}{'↕' if link.moved else ''}", style


def _indonesian(aligned: AlignedVersions, link: Link) -> Iterator[str]:
    for place in link.id:
        sentence = aligned.versions.id_sentences[place]
        yield f"{place} {' '.join(sentence.text.split())}"


def _outsider(aligned: AlignedVersions, place: int) -> str:
    sentence = aligned.versions.id_sentences[place]
    return f"{place} [{sentence.role}] {' '.join(sentence.text.split())}"


def _english(aligned: AlignedVersions, link: Link) -> Iterator[str]:
    for place in link.en:
        yield f"{place} {' '.join(aligned.versions.en_sentences[place].text.split())}"
