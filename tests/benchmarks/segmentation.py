"""How well and how fast are Indonesian articles cut into sentences, by this project and by others?

    python tests/benchmarks/segmentation.py GOLD_FOLDER --speed ARTICLES.jsonl.gz \\
        --out tests/benchmarks/results/segmentation.json

GOLD_FOLDER holds ``news-dev.jsonl`` and the treebanks ``csui-train`` and ``gsd-dev``, each also as ``.glued.jsonl``;
``--gold FILE`` scores any further file. A line is ``{"text": …, "spans": [[start, end, role], …]}`` or
``{"doc": …, "sentences": […]}``. The other segmenters are not installed with this project:
``pip install sentence-splitter sentencex pysbd yasbd-lib``; the table says which one was missing.

What is measured:

- boundaries: the positions where a sentence begins, the first of each document among them, as it is for all. P, R and
  F1 of a document come from the positions found and those of the gold; a score over documents is the mean of their F1
  (macro); P and R stand beside it over all positions pooled (micro), and so does F1 in the JSON.
- traps: the phrases of ``tests/test_translate/traps.tsv``, cuts that are false and cuts that are missed.
- lost: characters, white space apart, that no sentence of the output holds; altered: sentences the text has not.
- stray: the same documents with one straight quotation mark at a random place each, five draws from a fixed seed.
- roles: spans found whole with their role, and characters; the article is headline and body.
- speed: raw UTF-8 megabytes a second of processor time, one thread, articles one after the other, each segmenter in
  turn, median of the rounds; and whether the time for a megabyte stays the same at 1, 4 and 16 times the length.
"""

import argparse
import gzip
import json
import os
import platform
import random
import re
import statistics
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from segmentation_speed import MOST_GROWTH, Segmenter, linearity, speeds

from translate.segmentation import segment
from translate.sentences import Role

sys.path.append(str(Path(__file__).parents[1] / "test_translate"))
from recording import keep
from trap_list import traps

OURS = "sejajar"
CORPORA = ("news-dev", "csui-train", "csui-train.glued", "gsd-dev", "gsd-dev.glued")
STRAY = ("csui-train", "gsd-dev")
STRAY_DRAWS, STRAY_SEED = 5, 3
ARTICLE_ROLES = frozenset(("headline", "body"))


@dataclass(frozen=True, slots=True)
class Document:
    """One text with the positions where its sentences begin and, where the gold has them, its spans with roles."""

    text: str
    starts: frozenset[int]
    spans: tuple[tuple[int, int, str], ...] = ()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", help="folder of the gold files")
    parser.add_argument("--gold", type=Path, action="append", default=[], help="a further gold file; repeatable")
    parser.add_argument(
        "--speed", type=Path, help="JSON Lines of articles (.gz) for the speed; default: the gold texts"
    )
    parser.add_argument("--megabytes", type=float, default=2.0, help="how much of them to use")
    parser.add_argument("--no-speed", action="store_true")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    files = [arguments.folder / f"{name}.jsonl" for name in CORPORA] if arguments.folder else []
    corpora = {file.stem: read_gold(file) for file in [*files, *arguments.gold]}
    roles = {name: role_scores(documents) for name, documents in corpora.items() if documents[0].spans}
    for name in STRAY if arguments.folder else ():
        corpora[f"{name}.stray"] = with_stray_marks(corpora[name])
    segmenters, missing = installed()
    result: dict[str, object] = {
        "machine": f"{platform.machine()}, {len(os.sched_getaffinity(0))} cores, Python {platform.python_version()}",
        "commit": commit(),
        "segmenters": {name: label for name, (label, _) in segmenters.items()},
        "not_installed": missing,
        "documents": {name: len(documents) for name, documents in corpora.items()},
        "traps": {name: trap_scores(split) for name, (_, split) in segmenters.items()},
        "boundaries": {
            corpus: {name: boundary_scores(documents, split) for name, (_, split) in segmenters.items()}
            for corpus, documents in corpora.items()
        },
        "roles": roles,
    }
    if not arguments.no_speed:
        texts = read_articles(arguments.speed, arguments.megabytes) if arguments.speed else gold_texts(corpora)
        contest = {name: split for name, (_, split) in segmenters.items()}
        result |= {"speed": speeds(texts, contest), "linearity": linearity("\n\n".join(texts))}
    print_tables(result)
    keep(result, arguments.out)
    slow = [name for name, one in result.get("linearity", {}).items() if one["growth"] > MOST_GROWTH]
    if slow:
        sys.exit(f"not linear: {', '.join(slow)}")


# --- gold


def read_gold(path: Path) -> list[Document]:
    with path.open(encoding="utf-8") as lines:
        return [document(json.loads(line)) for line in lines]


def document(record: dict) -> Document:
    if "spans" in record:
        spans = tuple((start, end, role) for start, end, role in record["spans"])
        return Document(record["text"], frozenset(start for start, _, _ in spans), spans)
    text, starts, position = record["doc"], [], 0
    for sentence in record["sentences"]:
        starts.append(text.index(sentence, position))
        position = starts[-1] + len(sentence)
    return Document(text, frozenset(starts))


def with_stray_marks(documents: list[Document]) -> list[Document]:
    """Return each document five times with a quotation mark somewhere; a sentence that begins there keeps its start.

    The mark itself belongs to neither side: see ``moved``.
    """
    draw = random.Random(STRAY_SEED)
    found = []
    for _ in range(STRAY_DRAWS):
        for one in documents:
            at = draw.randrange(len(one.text))
            text = f'{one.text[:at]}"{one.text[at:]}'
            starts = frozenset(start + (start >= at) for start in one.starts)
            found.append(Document(text, starts, ((at, at + 1, "stray"),)))
    return found


def moved(starts: set[int], one: Document) -> set[int]:
    """Return the starts, one at a stray mark moved to the word after it."""
    if not one.spans or one.spans[0][2] != "stray":
        return starts
    at = one.spans[0][0]
    after = next((i for i in range(at + 1, len(one.text)) if not one.text[i].isspace()), at)
    return {after if start == at else start for start in starts}


def gold_texts(corpora: dict[str, list[Document]]) -> list[str]:
    return [one.text for documents in corpora.values() for one in documents]


def read_articles(path: Path, megabytes: float) -> list[str]:
    """Return the first texts of a JSON Lines file, until they hold so many megabytes."""
    texts, size = [], 0.0
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            texts.append(json.loads(line)["text"])
            size += len(texts[-1].encode()) / 1e6
            if size >= megabytes:
                break
    return texts


# --- segmenters


def installed() -> tuple[dict[str, tuple[str, Segmenter]], list[str]]:
    """Return the segmenters with what they are and how they were asked, and the names of those that are missing."""
    found: dict[str, tuple[str, Segmenter]] = {"naive": ("split after .!? and white space", naive)}
    missing = []
    for name, load in (
        ("sentence-splitter", sentence_splitter),
        ("sentencex", sentencex),
        ("pysbd", pysbd),
        ("yasbd-lib", yasbd),
    ):
        try:
            language, split = load()
            found[name] = (f"{metadata.version(name)}, {language}", split)
        except ImportError:
            missing.append(name)
    return {**found, OURS: ("this commit, id", ours)}, missing


def naive(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", text)


def ours(text: str) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in segment(text)]


def sentence_splitter() -> tuple[str, Segmenter]:
    from sentence_splitter import SentenceSplitter

    return "en: it refuses id", SentenceSplitter("en").split


def sentencex() -> tuple[str, Segmenter]:
    from sentencex import segment as cut

    return "id", lambda text: list(cut("id", text))


def pysbd() -> tuple[str, Segmenter]:
    from pysbd import Segmenter

    cutter = Segmenter(language="en", clean=False)
    return "en: it refuses id", cutter.segment


def yasbd() -> tuple[str, Segmenter]:
    from yasbd import BoundaryDetector

    detector = BoundaryDetector(lang="id")
    return "id", lambda text: list(detector.segment(text))


# --- scores


def boundary_scores(documents: list[Document], split: Segmenter) -> dict[str, float]:
    """Return macro F1 and micro F1, P and R of the boundaries, all in per cent, and what was lost or altered."""
    each, hits, found_all, gold_all, lost, altered = [], 0, 0, 0, 0, 0
    for one in documents:
        starts, gone, strange = located(one.text, split(one.text))
        starts = moved(starts, one)
        both = len(starts & one.starts)
        each.append(f1(both, len(starts), len(one.starts)))
        hits, found_all, gold_all = hits + both, found_all + len(starts), gold_all + len(one.starts)
        lost, altered = lost + gone, altered + strange
    # Four decimals: 98.4989 is not 98.5.
    return {
        "f1": round(statistics.mean(each), 4),
        "f1_micro": round(f1(hits, found_all, gold_all), 4),
        "precision": round(100 * hits / max(found_all, 1), 4),
        "recall": round(100 * hits / gold_all, 4),
        "lost": lost,
        "altered": altered,
    }


def trap_scores(split: Segmenter) -> dict[str, int]:
    """Return the cuts that are false and that are missed in the project's trap list, and how many are right."""
    found = {"false": 0, "missed": 0, "right": 0}
    for case in traps():
        starts, _, _ = located(case.text, split(case.text))
        found["false"] += len(starts - case.starts)
        found["missed"] += len(case.starts - starts)
        found["right"] += len(case.starts & starts) - 1  # the first is no cut
    return found


def f1(hits: int, found: int, gold: int) -> float:
    return 200 * hits / max(found + gold, 1)


def located(text: str, sentences: Iterable[str]) -> tuple[set[int], int, int]:
    """Return where the sentences begin in the text, how many characters no sentence holds, and how many are not there.

    White space is passed over on both sides, so that a segmenter may trim or squeeze it.
    """
    positions = [index for index, character in enumerate(text) if not character.isspace()]
    solid = "".join(text.split())
    starts, reached, lost, altered = set(), 0, 0, 0
    for sentence in sentences:
        wanted = "".join(sentence.split())
        if not wanted:
            continue
        at = solid.find(wanted, reached)
        if at < 0:
            altered += 1
            continue
        starts.add(positions[at])
        lost += at - reached
        reached = at + len(wanted)
    return starts, lost + len(solid) - reached, altered


def role_scores(documents: list[Document]) -> dict[str, dict[str, float]]:
    """Return P and R of whole spans and of characters, for each role and for the article against the rest."""
    groups = {role.value: frozenset((role.value,)) for role in Role}
    groups |= {"article": ARTICLE_ROLES, "not the article": frozenset(groups) - ARTICLE_ROLES}
    groups["all"] = frozenset(role.value for role in Role)
    pairs = [
        (one, {(sentence.start, sentence.end, sentence.role.value) for sentence in segment(one.text)}, set(one.spans))
        for one in documents
    ]
    scores = {}
    for name, roles in groups.items():
        spans, characters = [0, 0, 0], [0, 0, 0]
        for one, found, gold in pairs:
            ours, theirs = ({span for span in both if span[2] in roles} for both in (found, gold))
            add(spans, ours, theirs)
            add(characters, solid_characters(one.text, ours), solid_characters(one.text, theirs))
        scores[name] = {
            **rates(spans, "span"),
            **rates(characters, "character"),
            "found": spans[1],
            "gold": spans[2],
        }
    return scores


def add(counts: list[int], found: set, gold: set) -> None:
    for index, number in enumerate((len(found & gold), len(found), len(gold))):
        counts[index] += number


def rates(counts: list[int], name: str) -> dict[str, float]:
    hits, found, gold = counts
    return {
        f"{name}_precision": round(100 * hits / found, 2) if found else 0.0,
        f"{name}_recall": round(100 * hits / gold, 2) if gold else 0.0,
    }


def solid_characters(text: str, spans: Iterable[tuple[int, int, str]]) -> set[int]:
    return {index for start, end, _ in spans for index in range(start, end) if not text[index].isspace()}


# --- report


def commit() -> str:
    try:
        command = ["git", "rev-parse", "--short", "HEAD"]
        return subprocess.run(
            command, check=True, capture_output=True, text=True, cwd=Path(__file__).parent
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def print_tables(result: dict) -> None:
    corpora = list(result["boundaries"])
    print(f"| boundary F1 | {' | '.join(corpora)} | lost | traps: false cuts | missed |")
    print(f"|---|{'---:|' * (len(corpora) + 3)}")
    for name, label in result["segmenters"].items():
        scores = [result["boundaries"][corpus][name] for corpus in corpora]
        cells = [f"{one['f1']:.3f}" for one in scores]
        cells += [
            f"{sum(one['lost'] for one in scores)}",
            *(f"{result['traps'][name][kind]}" for kind in ("false", "missed")),
        ]
        print(f"| {name} ({label}) | {' | '.join(cells)} |")
    for name in result["not_installed"]:
        print(f"| {name} | not installed |")
    for corpus, scores in result["roles"].items():
        print(f"\n| {corpus} | spans P | R | characters P | R | found | gold |\n|---|{'---:|' * 6}")
        for role, one in scores.items():
            if one["found"] or one["gold"]:
                print(f"| {role} | {' | '.join(str(number) for number in one.values())} |")
    if "speed" in result:
        print()
        speed = result["speed"]
        print(
            f"| {speed['articles']} articles, {speed['megabytes']} MB | MB/s, median of {speed['rounds']} |\n|---|---:|"
        )
        for name in result["segmenters"]:
            print(f"| {name} | {speed[name]['median']} |")
        print("\n| length ×1, ×4, ×16 | seconds for a megabyte | growth |\n|---|---|---:|")
        for name, one in result["linearity"].items():
            print(f"| {name} | {one['seconds_per_megabyte']} | {one['growth']} |")


if __name__ == "__main__":
    main()
