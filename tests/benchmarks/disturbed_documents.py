"""Documents whose sentence pairs are known, made into running text and disturbed, and what aligners should find there.

What happens to a document, from a seed: each side loses 5 % of its sentences; on each side 6 % of the sentences are
joined to the one before; in one document of five two paragraphs change places on the English side; paragraphs of
boilerplate are put in. The text is then cut again by the splitters of both languages, so that their mistakes count.
"""

import json
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.alignment.records import TextSegment

DELETED, JOINED, SWAPPED = 0.05, 0.06, 0.2
BOILERPLATE = {
    "id": [
        "Baca juga: Pemerintah siapkan aturan baru soal transportasi daring",
        "Ikuti berita pilihan kami setiap hari melalui saluran WhatsApp.",
        "Artikel ini telah tayang sebelumnya di laman resmi kami.",
        "Simak video pilihan berikut ini.",
        "Dapatkan informasi terkini langsung di ponsel Anda.",
    ],
    "en": [
        "Read also: Five things to know about the new tax rules",
        "Subscribe to our newsletter to get the latest stories in your inbox.",
        "Advertisement",
        "This story first appeared on our website.",
        "Follow us on social media for more updates.",
    ],
}
_JOINTS = {"id": ["; ", ", dan ", ", sedangkan "], "en": ["; ", ", and ", ", while "]}
Links = set[tuple[tuple[int, ...], tuple[int, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Sentences of both sides in order, the same number, and its name."""

    name: str
    id_sentences: tuple[str, ...]
    en_sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A text, and the spans of the known sentences in it: start, end, number of the sentence."""

    text: str
    spans: tuple[tuple[int, int, int], ...]


def read_documents(path: Path) -> list[Document]:
    """Return the documents of a JSON Lines file with ``id``, ``id_sentences`` and ``en_sentences``."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        values = json.loads(line)
        sides = [tuple(" ".join(one.split()) for one in values[f"{code}_sentences"]) for code in ("id", "en")]
        found.append(Document(name=values["id"], id_sentences=sides[0], en_sentences=sides[1]))
    return found


def halves(documents: Sequence[Document]) -> tuple[list[Document], list[Document]]:
    """Return the documents for tuning and those for testing: every second one."""
    return list(documents[::2]), list(documents[1::2])


def disturbed(document: Document, seed: int) -> tuple[Side, Side]:
    """Return both sides of a document as running text, disturbed."""
    chance = random.Random(f"{document.name} {seed}")
    size = len(document.id_sentences)
    paragraphs = _paragraphs(size, chance)
    orders = {"id": paragraphs, "en": list(paragraphs)}
    if len(paragraphs) > 1 and chance.random() < SWAPPED:
        place = chance.randrange(len(paragraphs) - 1)
        orders["en"][place : place + 2] = reversed(orders["en"][place : place + 2])
    sides = []
    for code, sentences in (("id", document.id_sentences), ("en", document.en_sentences)):
        kept = [[number for number in one if chance.random() >= DELETED] for one in orders[code]]
        sides.append(_running_text(sentences, [one for one in kept if one], code, chance))
    return sides[0], sides[1]


def _paragraphs(size: int, chance: random.Random) -> list[list[int]]:
    found, start = [], 0
    while start < size:
        stop = min(size, start + chance.randint(2, 5))
        found.append(list(range(start, stop)))
        start = stop
    return found


def _running_text(sentences: Sequence[str], paragraphs: list[list[int]], code: str, chance: random.Random) -> Side:
    text, spans = "", []
    extra = {chance.randrange(len(paragraphs) + 1) for _ in range(1 + len(paragraphs) // 8)} if paragraphs else set()
    for number, paragraph in enumerate(paragraphs):
        if number in extra:
            text += chance.choice(BOILERPLATE[code]) + "\n"
        for place, sentence in enumerate(paragraph):
            words = sentences[sentence]
            if place and chance.random() < JOINED:
                text = text.rstrip().rstrip(".") + chance.choice(_JOINTS[code])
                words = words[0].lower() + words[1:]
            elif place:
                text += " "
            spans.append((len(text), len(text) + len(words), sentence))
            text += words
        text += "\n"
    if len(paragraphs) in extra:
        text += chance.choice(BOILERPLATE[code]) + "\n"
    return Side(text=text, spans=tuple(spans))


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """The right links; in those that are also ``open`` some finer links may be right too, and nobody knows which."""

    links: Links
    open: Links


def gold_links(
    id_side: Side, en_side: Side, id_segments: Sequence[TextSegment], en_segments: Sequence[TextSegment]
) -> Gold:
    """Return the links that are right: segments of both sides that hold the same known sentences.

    A segment holds a known sentence if it has a quarter of its characters, or a quarter of its own are of it. Segments
    that share sentences, directly or through others, form one link; without a counterpart there is none. A link is
    open if it has a known sentence that was cut on both sides.
    """
    owners: list[dict[int, set[int]]] = []
    for side, segments in ((id_side, id_segments), (en_side, en_segments)):
        held: dict[int, set[int]] = {}
        for place, segment in enumerate(segments):
            held[place] = {
                number
                for start, end, number in side.spans
                if 4 * (min(end, segment.end) - max(start, segment.start))
                >= min(end - start, segment.end - segment.start)
            }
        owners.append(held)
    both = set.intersection(*(set().union(*held.values()) for held in owners))
    return _components([{place: numbers & both for place, numbers in held.items()} for held in owners])


def _components(owners: list[dict[int, set[int]]]) -> Gold:
    holders: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for side, held in enumerate(owners):
        for place, numbers in held.items():
            for number in numbers:
                holders[number].append((side, place))
    found: Links = set()
    unsure: Links = set()
    seen: set[tuple[int, int]] = set()
    for start in [(0, place) for place, numbers in owners[0].items() if numbers]:
        if start in seen:
            continue
        group, waiting = {start}, [start]
        while waiting:
            side, place = waiting.pop()
            for other in {holder for number in owners[side][place] for holder in holders[number]} - group:
                group.add(other)
                waiting.append(other)
        seen |= group
        sides = [tuple(sorted(place for side, place in group if side == which)) for which in (0, 1)]
        if sides[1]:
            found.add((sides[0], sides[1]))
            numbers = set().union(*(owners[side][place] for side, place in group))
            if any(all(sum(one == side for one, _ in holders[each]) > 1 for side in (0, 1)) for each in numbers):
                unsure.add((sides[0], sides[1]))
    return Gold(links=found, open=unsure)


def merged_inside(found: Links, gold: Gold) -> Links:
    """Return the links found, those that lie inside the same open link made one."""
    owner = {(side, place): link for link in gold.open for side in (0, 1) for place in link[side]}
    result: Links = set()
    inside: dict[tuple[tuple[int, ...], tuple[int, ...]], list[set[int]]] = defaultdict(lambda: [set(), set()])
    for link in found:
        owners = {owner.get((side, place)) for side in (0, 1) for place in link[side]}
        only = owners.pop() if len(owners) == 1 else None
        if only is None:
            result.add(link)
        else:
            inside[only][0].update(link[0])
            inside[only][1].update(link[1])
    return result | {(tuple(sorted(left)), tuple(sorted(right))) for left, right in inside.values()}


def scores(documents: Sequence[tuple[Gold, Links]]) -> dict[str, float]:
    """Return strict and lax precision, recall and F1 in percent of (right, found) links of several documents.

    As Vecalign scores (Thompson & Koehn 2019): a link is strictly right if both sides are the same, and laxly right if
    it shares a sentence with a right link on both sides. Sentences without a counterpart are no links.
    Links inside an open one count as one.
    """
    pairs = [(gold.links, merged_inside(found, gold)) for gold, found in documents]
    found_right = {"strict": [0, 0], "lax": [0, 0]}
    for right, found in pairs:
        for way, (these, those) in enumerate(((found, right), (right, found))):
            cells = {(left, other) for lefts, others in those for left in lefts for other in others}
            found_right["strict"][way] += len(these & those)
            found_right["lax"][way] += sum(
                any((a, b) in cells for a in lefts for b in others) for lefts, others in these
            )
    sizes = [sum(len(found) for _, found in pairs), sum(len(right) for right, _ in pairs)]
    result = {}
    for name, counts in found_right.items():
        precision, recall = (count / max(1, size) for count, size in zip(counts, sizes, strict=True))
        result[f"{name}_precision"] = round(100 * precision, 2)
        result[f"{name}_recall"] = round(100 * recall, 2)
        result[f"{name}_f1"] = round(200 * precision * recall / max(1e-9, precision + recall), 2)
    return result
