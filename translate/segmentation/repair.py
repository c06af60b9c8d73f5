"""Repairs of a scraped text: escapes, misread characters, odd spaces, words run together.

Every character of the repaired text is traced back to the raw text. Where a link or italics stood, two words are often
run together: they are taken apart if that is certain; if it is only likely, the place is remembered.
"""

import html
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from ftfy import fix_encoding

from translate.lexicon import Lexicon
from translate.segmentation.records import JOINT, VOWEL

# Scrapers escape twice or more (``&amp;amp;nbsp;``). Four layers are one more than was seen, and bound the work.
_LAYERS = 4
_ENTITY = rf"(?:amp;){{0,{_LAYERS}}}(?:#\d{{1,7}}|#[xX][0-9a-fA-F]{{1,6}}|[A-Za-z][A-Za-z0-9]{{1,31}});"
# Soft hyphens, zero-width characters, direction marks and byte order marks: invisible to readers, noise to a model.
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff"
# UTF-8 read as Windows-1252 or Latin-1: a letter that stands for a lead byte, then those for continuation bytes.
_LEAD = "[\u00c2-\u00f4]"
_CONTINUED = (
    "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]{1,3}"
)
_LEADS = frozenset(map(chr, range(0xC2, 0xF5)))
_LETTERS_BEFORE = re.compile(r"[A-Za-z]+\Z")
_LETTERS_AFTER = re.compile(r"[A-Za-z]*")
# One set of first characters, so that the search goes from one to the next.
_CHANGE = re.compile(
    rf"[&{_INVISIBLE}\u00c2-\u00f4]"
    rf"(?:(?<=&){_ENTITY}|(?<=[{_INVISIBLE}])[{_INVISIBLE}]*|(?<={_LEAD}){_CONTINUED}(?:{_LEAD}{_CONTINUED})*)"
)
_INVISIBLE_RUN = re.compile(f"[{_INVISIBLE}]+")
_SPACES = "\u00a0\u1680\u202f\u205f\u3000\t\x1f" + "".join(map(chr, range(0x2000, 0x200B)))
_NEWLINES = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\r"
# One character for one character, so that these need no entry in the offset map.
_PLAIN_FORMS = str.maketrans({**dict.fromkeys(_SPACES, " "), **dict.fromkeys(_NEWLINES, "\n")})
_ODD = re.compile(f"[{_SPACES}{_NEWLINES}]+")

# Shorter runs are words or brands ("TikTok"), longer ones are no words at all. Addresses, tags and file names are left
# as they are.
_RUN = re.compile(r"(?<![\w@#/.&_-])[A-Za-z]{6,60}(?![\w@/_]|\.\w)")
_LETTER_RUN = re.compile(r"[A-Za-z]{6,60}")
_WORD = re.compile(r"[A-Za-z]{3,60}")
_JOINT = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_VERB = re.compile(r"(?:me|ber|di|ter)[a-z]{4,}")
# "TNImenambah": no word goes on small after two capitals.
_ACRONYM = re.compile(r"[A-Z]{2,8}(?=(?:me|ber|di|ter)[a-z]{4})")
_ENDING = re.compile(r"(?:nya|lah|kah|pun|ku|mu)$")
# The shortest name, and the shortest word in small letters before another one, that is taken for a word of its own.
# Shorter parts of names and words often look like words ("Sukabumi", "kerusakan").
_SHORTEST_NAME, _SHORTEST_WORD = 4, 5
# A verb of this length or more is not the end of a name or another word.
_SURE_VERB = 7
# A run of letters that occurs this often in a text is a name or a word, not a mistake.
_OFTEN = 3

RUN_TOGETHER = "run_together"
"""Flag of a sentence in which two words look run together, but too doubtful to be taken apart."""


@dataclass(frozen=True, slots=True)
class RepairedText:
    """A repaired text and the raw text it stands for.

    From ``edges[i]`` on (characters of ``text``) the raw text runs parallel from ``starts[i]`` on, up to the
    next edge; ``stops[i]`` is where the raw characters before that edge end. ``likely`` holds the positions in
    ``text`` of runs of letters that are likely two words.
    """

    text: str
    raw: str
    edges: tuple[int, ...]
    starts: tuple[int, ...]
    stops: tuple[int, ...]
    likely: tuple[int, ...] = ()

    def with_joints(self, positions: tuple[int, ...]) -> "RepairedText":
        """Return this text with ``JOINT`` put in at ``positions`` (in order); it stands for no raw character."""
        if not positions:
            return self
        pieces = [self.text[start:end] for start, end in pairwise([0, *positions, len(self.text)])]
        edges, starts, stops = [], [], []
        rest = iter(zip(self.edges, self.starts, self.stops, strict=True))
        edge = next(rest, None)
        for shift, position in enumerate([*positions, len(self.text) + 1]):
            while edge is not None and edge[0] < position:
                edges.append(edge[0] + shift)
                starts.append(edge[1])
                stops.append(edge[2])
                edge = next(rest, None)
            if position > len(self.text):
                break
            begin = self.raw_start(position)
            edges += (position + shift, position + shift + 1)
            starts += (begin, begin)
            before = self.raw_span(position - 1, position)[1]
            stops += (before, max(before, begin + 1))
            if edge is not None and edge[0] == position:
                edge = next(rest, None)
        return RepairedText(JOINT.join(pieces), self.raw, tuple(edges), tuple(starts), tuple(stops))

    def raw_start(self, position: int) -> int:
        """Return the raw position of the first character that became ``text[position]``."""
        piece = bisect_right(self.edges, position) - 1
        return min(self.starts[piece] + position - self.edges[piece], len(self.raw))

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw span ``[start, end)`` of what became ``text[start:end]``, with ``start < end``."""
        piece = bisect_right(self.edges, end - 1) - 1
        last = self.starts[piece] + end - 1 - self.edges[piece]
        stop = last + 1
        # The last character may stand for a longer raw run, such as an entity.
        if piece + 1 < len(self.edges) and self.edges[piece + 1] == end:
            stop = self.stops[piece + 1]
        return self.raw_start(start), min(stop, len(self.raw))


def repair(raw: str, lexicon: Lexicon) -> RepairedText:
    """Return ``raw`` with what scrapers broke in it repaired, and a ``JOINT`` between words that were run together."""
    plain = undo_escapes(raw)
    lost = lost_spaces(plain.text, lexicon)
    # Each joint that was put in moves what stands after it on by one.
    likely = tuple(position + bisect_left(lost.certain, position) for position in lost.likely)
    return replace(plain.with_joints(lost.certain), likely=likely)


def undo_escapes(raw: str) -> RepairedText:
    """Return ``raw`` with entities and misread characters undone, odd spaces made plain, invisible ones dropped.

    Entities may be escaped twice or more. Newlines stay, whatever their kind, as line feeds; the carriage
    return of a pair becomes a space before it.
    """
    pieces: list[str] = []
    edges, starts, stops = [0], [0], [0]
    length = position = 0
    for match in _CHANGE.finditer(raw):
        shown = _shown(match.group(), *_letters_around(raw, match.start(), match.end()))
        if shown == match.group():
            continue
        before = raw[position : match.start()]
        pieces += (before, shown)
        length += len(before)
        if shown:
            # Each shown character points at the whole raw run: it cannot be cut inside.
            for offset in range(len(shown)):
                edges.append(length + offset)
                starts.append(match.start())
                stops.append(match.start() if offset == 0 else match.end())
        length += len(shown)
        position = match.end()
        edges.append(length)
        starts.append(position)
        stops.append(position if shown else match.start())
    pieces.append(raw[position:])
    # Only runs of odd characters are translated, as translating the whole text takes fourteen times as long.
    text = _ODD.sub(lambda run: run.group().translate(_PLAIN_FORMS), "".join(pieces).replace("\r\n", " \n"))
    return RepairedText(text, raw, tuple(edges), tuple(starts), tuple(stops))


def _letters_around(raw: str, start: int, end: int) -> tuple[str, str]:
    """Return the plain letters right before and after a run, by which misread characters are recognized."""
    before = _LETTERS_BEFORE.search(raw, max(0, start - 8), start)
    after = _LETTERS_AFTER.match(raw, end, end + 8)
    return before.group() if before else "", after.group() if after else ""


def _shown(run: str, before: str, after: str) -> str:
    """Return what a reader should see for an entity, misread characters or a run of invisible ones."""
    if run[0] in _LEADS:
        word = fix_encoding(before + run + after)
        run = word[len(before) : len(word) - len(after)]
        # The third character of a closing quotation mark has no letter in Windows-1252 and gets lost.
        return _INVISIBLE_RUN.sub("", run.removesuffix("â€") + "”" if run.endswith("â€") else run)
    for _ in range(_LAYERS + 1):
        plain = html.unescape(run)
        if plain == run:
            break
        run = plain
    return _INVISIBLE_RUN.sub("", run)


@dataclass(frozen=True, slots=True)
class LostSpaces:
    """Where a space between two words was lost: positions in the text, in order.

    ``certain`` holds the places where a space belongs. ``likely`` holds the starts of runs of letters that are likely
    two words.
    """

    certain: tuple[int, ...] = ()
    likely: tuple[int, ...] = ()


def lost_spaces(text: str, lexicon: Lexicon) -> LostSpaces:
    """Return where the space between two words of ``text`` was lost.

    A place is certain only if no part of the run is a guess: each is a common word, a known name or stands by itself in
    the text, and at the border a capital, a connective or a verb leaves no other reading. A verb of some length, such
    as ``mengatakan``, also proves that what stands before it is a name.
    """
    counts = Counter(_LETTER_RUN.findall(text))
    uncommon = counts.keys() - lexicon.words("common_words")
    rare = sorted(run for run in uncommon if counts[run] < _OFTEN)
    likely = {run for run in rare if _holds_two_words(run, lexicon)}
    cuts: dict[str, list[int]] = {}
    doubtful = [run for run in rare if _is_doubtful(run, lexicon)]
    if doubtful:
        alone = frozenset(word for word in set(_WORD.findall(text)) if word.islower() or not _JOINT.search(word))
        cuts = {run: found for run in doubtful if (found := _cuts(run, alone, lexicon))}
        likely.update(
            run for run in doubtful if _likely_at_capital(run, alone, lexicon) or _likely_before_verb(run, lexicon)
        )
    if not cuts and not likely:
        return LostSpaces()
    runs = [(match.start(), match.group()) for match in _RUN.finditer(text)]
    return LostSpaces(
        certain=tuple(start + cut for start, run in runs for cut in cuts.get(run, ())),
        likely=tuple(start for start, run in runs if run in likely and run not in cuts),
    )


def _is_doubtful(run: str, lexicon: Lexicon) -> bool:
    """Return whether a run may be more than one word."""
    if run.isupper():
        return False
    connectives = lexicon.entries("connectives")
    if run.lower().startswith(connectives) or run.endswith(connectives):
        return run.lower() not in lexicon.words("common_words")
    if run.islower():
        return _VERB.search(run, _SHORTEST_NAME) is not None
    if _JOINT.search(run) is not None or _VERB.search(run, _SHORTEST_NAME - 1) is not None:
        return True
    return run[:2].isupper() and _ACRONYM.match(run) is not None


def _cuts(run: str, alone: frozenset[str], lexicon: Lexicon) -> list[int]:
    """Return where to cut a run: at capitals, then inside the parts between them."""
    edges = [0, *(match.start() for match in _JOINT.finditer(run)), len(run)]
    words: list[str] = []
    for start, end in pairwise(edges):
        part = run[start:end]
        inner = _inner_cut(part, alone, lexicon, whole=part == run)
        pieces = [part[:inner], part[inner:]] if inner else [part]
        if words and not _parts_at_capital(words[-1], pieces[0], alone, lexicon):
            words[-1] += pieces.pop(0)
        words += pieces
    return list(accumulate(map(len, words)))[:-1]


def _parts_at_capital(left: str, right: str, alone: frozenset[str], lexicon: Lexicon) -> bool:
    """Return whether two words were run together before the capital of the second."""
    common = lexicon.words("common_words")
    if left.lower() in lexicon.words("joined_names"):  # newsrooms write their names so ("detikBali")
        return False
    if left.islower():  # "olehPresiden", "diBekasi"
        return (
            left in common
            and (len(left) >= _SHORTEST_NAME or left in lexicon.words("short_connectives"))
            and len(right) >= 3
        )
    if min(len(left), len(right)) < _SHORTEST_NAME:
        return False
    # "PresidenPrabowo": each is a name or stands by itself elsewhere, so that it is no brand.
    named = _is_named(right, alone, lexicon)
    return named and (_is_named(left, alone, lexicon) or (left.lower() in common and right not in common))


def _is_named(word: str, alone: frozenset[str], lexicon: Lexicon) -> bool:
    """Return whether a word stands by itself in the text or is a known name."""
    return word in alone or (word[:1].isupper() and word.lower() in lexicon.words("names"))


def _inner_cut(part: str, alone: frozenset[str], lexicon: Lexicon, *, whole: bool) -> int:
    """Return where a second word in small letters begins inside a part (``Bekasimenjadi``), or 0."""
    common, connectives = lexicon.words("common_words"), lexicon.words("connectives")
    stem = _ENDING.sub("", part)
    known = part in alone and not whole
    if known or part.lower() in common or (stem != part and stem in alone):
        return 0
    shortest = _SHORTEST_NAME if part[0].isupper() else _SHORTEST_WORD
    for cut in range(len(part) - 3, shortest - 1, -1):
        right = part[cut:]
        if right in connectives and _is_named(part[:cut], alone, lexicon):
            return cut
    verb = _verb_start(part, lexicon)
    if verb and _is_verb_certain(part[:verb], part[verb:], alone, lexicon):
        return verb
    for cut in range(4, len(part) - _SHORTEST_WORD + 1):
        if part[:cut].lower() not in connectives:
            continue
        # Two common words from five letters on: 49 of 49 such forms in scraped news had lost their space.
        if (part[cut:] in common and cut >= _SHORTEST_WORD) or (part[cut:] in alone and part[cut:] not in common):
            return cut
    return 0


def _verb_start(part: str, lexicon: Lexicon) -> int:
    """Return where the longest common verb at the end of a capitalised part begins, or 0."""
    if not part[0].isupper():
        return 0
    common, nouns = lexicon.words("common_words"), lexicon.words("no_verbs")
    acronym = _ACRONYM.match(part)
    for cut in range(acronym.end() if acronym else _SHORTEST_NAME - 1, len(part) - _SURE_VERB + 2):
        right = part[cut:]
        if right in common and right not in nouns and _VERB.fullmatch(right):
            return cut
    return 0


def _is_verb_certain(head: str, verb: str, alone: frozenset[str], lexicon: Lexicon) -> bool:
    """Return whether what stands before a verb is surely a word: known, in capitals, or a name by its form."""
    common = len(head) >= _SHORTEST_NAME and head.lower() in lexicon.words("common_words")
    if head.isupper() or common or _is_named(head, alone, lexicon):
        return True
    if len(head) < _SHORTEST_NAME or head.lower().startswith(lexicon.entries("prefixes")):
        return False
    return len(verb) >= _SURE_VERB and VOWEL.search(head) is not None


def _likely_before_verb(run: str, lexicon: Lexicon) -> bool:
    """Return whether a run ends with a verb and is no common word (``Zonmenegaskan``)."""
    lowered = run.lower()
    if lowered in lexicon.words("common_words") or lowered.startswith(lexicon.entries("prefixes")):
        return False
    return _verb_start(run, lexicon) > 0


def _likely_at_capital(run: str, alone: frozenset[str], lexicon: Lexicon) -> bool:
    """Return whether two words look run together at the first capital inside a run (``PutusanHakim``).

    A brand looks alike (``MacBook``), so one word must be common, or stand by itself in the text.
    """
    joint = _JOINT.search(run)
    if joint is None:
        return False
    left, right = run[: joint.start()], run[joint.start() :]
    common, names = lexicon.words("common_words"), lexicon.words("joined_names")
    if left.lower() in names or len(right) < 3:
        return False
    if left.islower():
        return left in common and len(left) >= 3
    if len(left) < _SHORTEST_NAME or (len(right) < _SHORTEST_NAME and right.lower() not in common):
        return False
    return left.lower() in common or left in alone or right in alone


def _holds_two_words(run: str, lexicon: Lexicon) -> bool:
    """Return whether a run in small letters is no word but two common ones (``menolakrevisi``)."""
    if len(run) < 2 * _SHORTEST_WORD or not run.islower() or run.startswith(lexicon.entries("prefixes")):
        return False
    common = lexicon.words("common_words")
    if _ENDING.sub("", run) in common:
        return False
    return any(
        run[:cut] in common and run[cut:] in common for cut in range(_SHORTEST_WORD, len(run) - _SHORTEST_WORD + 1)
    )
