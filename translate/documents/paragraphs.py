"""The paragraphs of a document into English: cut into sentences, translated in rounds, put back into their nodes."""

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

from translate.documents.locating import Piece
from translate.documents.placement import Asking, Placed, placed
from translate.documents.records import Kind, Node, Paragraph, Translates
from translate.lexicon import Lexicon
from translate.segmentation import segment
from translate.sentences import Role, Translation

# Enough to fill batches of like length, few enough to show progress.
_AT_ONCE = 256
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|id)(?:[/:?#]\S*)?"
)
_LONGEST_ADDRESS = 2000  # what browsers and mail programs still take; longer ones would take long to match
_LETTERS = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of the sentences of a document, and how many of them lost formatting."""

    pairs: tuple[Translation, ...]
    lost: int


@dataclass(slots=True, kw_only=True)
class _Sentence:
    """One sentence on its way: where its pieces are in the nodes, and what it asks for."""

    paragraph: int
    start: int
    end: int
    glued: bool
    pieces: list[Piece]
    ranges: list[list[tuple[int, int, int]]]
    asking: Asking
    source: str
    first: Translation | None = None
    result: Placed | None = None


def translate_paragraphs(
    paragraphs: Sequence[Paragraph],
    translator: Translates,
    lexicon: Lexicon,
    progress: Callable[[int, int], object] | None = None,
) -> Outcome:
    """Put the English of every paragraph into its nodes and return the pairs of sentences.

    Text without words, such as a number or an address, stays as it is, and so does a dateline. ``progress`` is called
    with the number of texts done and the number known so far.
    """
    paragraphs = [part for paragraph in paragraphs for part in _columns(paragraph)]
    sentences = [
        sentence for number, paragraph in enumerate(paragraphs) for sentence in _sentences(number, paragraph, lexicon)
    ]
    _ask_in_rounds(sentences, translator, progress)
    edits: dict[int, dict[int, list[tuple[int, int, str]]]] = {}
    for sentence in sentences:
        _collect(sentence, edits.setdefault(sentence.paragraph, {}))
    for number, of_nodes in edits.items():
        for index, changes in of_nodes.items():
            node = paragraphs[number].nodes[index]
            if node.put is not None:
                node.put(_edited(node.text, changes))
    pairs = tuple(pair for sentence in sentences if (pair := _pair(sentence)) is not None)
    return Outcome(pairs=pairs, lost=sum(one.result is not None and one.result.lost for one in sentences))


def _columns(paragraph: Paragraph) -> Iterator[Paragraph]:
    """Yield the parts of a paragraph between tabs, which set texts apart as the columns of a table do."""
    nodes: list[Node] = []
    for node in paragraph.nodes:
        if node.kind is Kind.ANCHOR and node.text == "\t":
            yield Paragraph(nodes=nodes, raw=paragraph.raw)
            nodes = []
        else:
            nodes.append(node)
    yield Paragraph(nodes=nodes, raw=paragraph.raw)


def needs_translation(text: str) -> bool:
    """Return whether a text holds words that are not part of an address."""
    for word in text.split():
        if _LETTERS.search(word):
            bare = word.strip(".,;:!?()[]<>\"'“”‘’")
            if len(bare) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(bare):
                return True
    return False


def _sentences(number: int, paragraph: Paragraph, lexicon: Lexicon) -> Iterator[_Sentence]:
    starts, flat = [], ""
    for node in paragraph.nodes:
        starts.append(len(flat))
        flat += node.text if paragraph.raw or node.kind is Kind.ANCHOR else re.sub(r"\s", " ", node.text)
    if not needs_translation("".join(node.text for node in paragraph.nodes if node.kind is Kind.TEXT)):
        return
    main = _main_style(paragraph.nodes)
    spans = _spans_outside_fixed(flat, paragraph.nodes, starts, lexicon)
    for rank, (start, end, text) in enumerate(spans):
        pieces, ranges = _pieces(paragraph.nodes, starts, (start, end), main)
        if paragraph.raw and len(pieces) == 1 and text:
            pieces = [replace(pieces[0], text=text)]
        source = " ".join("".join(piece.text for piece in pieces).split())
        if needs_translation(" ".join(piece.text for piece in pieces if piece.kind is Kind.TEXT)):
            yield _Sentence(
                paragraph=number,
                start=start,
                end=end,
                # Within one text two sentences were run together; elsewhere a note's number may follow.
                glued=rank + 1 < len(spans) and spans[rank + 1][0] == end and end not in starts,
                pieces=pieces,
                ranges=ranges,
                asking=placed(pieces, main),
                source=source,
            )


def _main_style(nodes: Sequence[Node]) -> Hashable:
    """Return the style of most characters of a paragraph."""
    sizes: dict[Hashable, int] = {}
    texts = [node for node in nodes if node.kind is Kind.TEXT]
    for node in [one for one in texts if not one.linked] or texts:
        sizes[node.style] = sizes.get(node.style, 0) + len(node.text)
    return max(sizes, key=lambda style: sizes[style])


def _spans_outside_fixed(
    flat: str, nodes: Sequence[Node], starts: Sequence[int], lexicon: Lexicon
) -> list[tuple[int, int, str]]:
    """Return the sentences with their text; those that meet within something fixed are one. Datelines are left out."""
    spans: list[tuple[int, int, str]] = []
    fixed = [
        (start, start + len(node.text)) for node, start in zip(nodes, starts, strict=True) if node.kind is Kind.FIXED
    ]
    for sentence in segment(flat, lexicon):
        if sentence.role is Role.DATELINE:
            continue
        start, end = sentence.start, sentence.end
        start = next((low for low, high in fixed if low < start < high), start)
        end = next((high for low, high in fixed if low < end < high), end)
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]), "")
        else:
            spans.append((start, end, sentence.text))
    return spans


def _pieces(
    nodes: Sequence[Node], starts: Sequence[int], span: tuple[int, int], main: Hashable
) -> tuple[list[Piece], list[list[tuple[int, int, int]]]]:
    """Return the pieces of the sentence at ``span``, and of each the nodes with the characters taken from them."""
    start, end = span
    pieces: list[Piece] = []
    ranges: list[list[tuple[int, int, int]]] = []
    for index, (node, low) in enumerate(zip(nodes, starts, strict=True)):
        first, last = max(low, start), min(low + len(node.text), end)
        inside = start < low < end if not node.text else first < last
        if not inside:
            continue
        text = node.text[first - low : last - low]
        place = (index, first - low, last - low)
        previous = pieces[-1] if pieces else None
        same = previous is not None and previous.kind is node.kind is Kind.TEXT
        if (
            same
            and previous is not None
            and (previous.style == node.style or (not text.strip() and node.style != main))
        ):
            pieces[-1] = replace(previous, text=previous.text + text)
            ranges[-1].append(place)
        else:
            pieces.append(Piece(text=text, kind=node.kind, style=node.style, linked=node.linked))
            ranges.append([place])
    return pieces, ranges


def _ask_in_rounds(
    sentences: Sequence[_Sentence], translator: Translates, progress: Callable[[int, int], object] | None
) -> None:
    """Answer what the sentences ask for, all of them at once, until none asks for more."""
    waiting: list[tuple[_Sentence, list[str]]] = []
    for sentence in sentences:
        _advance(sentence, None, waiting)
    done = 0
    while waiting:
        asked = list(dict.fromkeys(text for _, texts in waiting for text in texts if needs_translation(text)))
        found: dict[str, Translation] = {}
        for first in range(0, len(asked), _AT_ONCE):
            part = asked[first : first + _AT_ONCE]
            found.update(zip(part, translator.translate(part), strict=True))
            done += len(part)
            if progress is not None:
                progress(done, done + len(asked) - first - len(part))
        waiting, answered = [], waiting
        for sentence, texts in answered:
            if sentence.first is None:
                sentence.first = found.get(texts[0])
            _advance(sentence, [_english(text, found) for text in texts], waiting)


def _advance(sentence: _Sentence, answers: list[str] | None, waiting: list[tuple[_Sentence, list[str]]]) -> None:
    try:
        asked = next(sentence.asking) if answers is None else sentence.asking.send(answers)
        waiting.append((sentence, asked))
    except StopIteration as stopped:
        sentence.result = stopped.value


def _english(text: str, found: dict[str, Translation]) -> str:
    """Return the translation of a text; the text itself where there is nothing to translate or nothing came out."""
    return (found[text].text if text in found else "") or text


def _collect(sentence: _Sentence, edits: dict[int, list[tuple[int, int, str]]]) -> None:
    """Add what changes in which node: the first node of a piece takes its English, the others become empty."""
    if sentence.result is None:
        return
    for position, (piece, ranges, english) in enumerate(
        zip(sentence.pieces, sentence.ranges, sentence.result.texts, strict=True)
    ):
        if piece.kind is not Kind.TEXT:
            continue
        if sentence.glued and position == len(sentence.pieces) - 1:
            english += " "
        for rank, (index, first, last) in enumerate(ranges):
            edits.setdefault(index, []).append((first, last, "" if rank else english))


def _edited(text: str, changes: Sequence[tuple[int, int, str]]) -> str:
    parts, position = [], 0
    for first, last, new in sorted(changes, key=lambda change: change[:2]):
        parts += [text[position:first], new]
        position = last
    return "".join([*parts, text[position:]])


def _pair(sentence: _Sentence) -> Translation | None:
    if sentence.result is None or sentence.first is None:
        return None
    english = " ".join("".join(sentence.result.texts).split())
    return replace(sentence.first, source=sentence.source, text=english)
