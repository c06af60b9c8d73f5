"""Words run together where a link or italics stood, taken apart where the vocabulary makes it certain."""

import re
from collections import Counter
from itertools import accumulate, pairwise

from translate.lexicon import Lexicon

# What is shorter is a word or a brand ("TikTok"), what is longer no word at all. Addresses, tags and file names
# are left as they are.
_RUN = re.compile(r"(?<![\w@#/.&_-])[A-Za-z]{6,60}(?![\w@/_]|\.\w)")
_LETTERS = re.compile(r"[A-Za-z]{6,60}")
_WORD = re.compile(r"[A-Za-z]{3,60}")
_JOINT = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_VERB = re.compile(r"(?:me|ber|di|ter)[a-z]{4,}")
_ENDING = re.compile(r"(?:nya|lah|kah|pun|ku|mu)$")
# A name is at least this long, and so is a word in small letters before another: below it the parts of many
# names and words look like words ("Sukabumi", "kerusakan").
_NAME, _PLAIN = 4, 5
# A form that stands so often is a name or a word, not a slip.
_OFTEN = 3


def run_together(text: str, lexicon: Lexicon) -> list[int]:
    """Return the positions in ``text`` where the space between two words was lost, in order.

    A run is taken apart only if no part is a guess: each is a common word or stands by itself in the text, and
    at the border a capital, a connective or a verb leaves no other reading.
    """
    counts = Counter(_LETTERS.findall(text))
    uncommon = counts.keys() - lexicon.words("common_words")
    doubtful = sorted(run for run in uncommon if counts[run] < _OFTEN and _is_doubtful(run, lexicon))
    if not doubtful:
        return []
    alone = frozenset(word for word in set(_WORD.findall(text)) if word.islower() or not _JOINT.search(word))
    cuts = {run: found for run in doubtful if (found := _cuts(run, alone, lexicon))}
    if not cuts:
        return []
    return [match.start() + cut for match in _RUN.finditer(text) for cut in cuts.get(match.group(), ())]


def _is_doubtful(run: str, lexicon: Lexicon) -> bool:
    """Return whether a run may be more than one word."""
    if run.isupper():
        return False
    connectives = lexicon.entries("connectives")
    if run.lower().startswith(connectives) or run.endswith(connectives):
        return run.lower() not in lexicon.words("common_words")
    return (not run.islower() and _JOINT.search(run) is not None) or _VERB.search(run, _NAME) is not None


def _cuts(run: str, alone: frozenset[str], lexicon: Lexicon) -> list[int]:
    """Return where to cut a run: at capitals, then inside the parts between them."""
    edges = [0, *(match.start() for match in _JOINT.finditer(run)), len(run)]
    words: list[str] = []
    for start, end in pairwise(edges):
        part = run[start:end]
        inner = _inner_cut(part, alone, lexicon, whole=part == run)
        pieces = [part[:inner], part[inner:]] if inner else [part]
        if words and not _parts_at_capital(words[-1], pieces[0], alone, lexicon):
            return []
        words += pieces
    return list(accumulate(map(len, words)))[:-1]


def _parts_at_capital(left: str, right: str, alone: frozenset[str], lexicon: Lexicon) -> bool:
    """Return whether two words were run together before the capital of the second."""
    if left.islower():  # "olehPresiden", "diBekasi"; newsrooms write their names so ("detikBali")
        known = left in lexicon.words("common_words") and left not in lexicon.words("joined_names")
        return known and (len(left) >= _NAME or left in ("di", "ke", "dan")) and len(right) >= 3
    # "PresidenPrabowo": both stand by themselves elsewhere, so that it is no brand.
    return min(len(left), len(right)) >= _NAME and left in alone and right in alone


def _inner_cut(part: str, alone: frozenset[str], lexicon: Lexicon, *, whole: bool) -> int:
    """Return where a second word in small letters begins inside a part (``Bekasimenjadi``), or 0."""
    common, connectives = lexicon.words("common_words"), lexicon.words("connectives")
    stem = _ENDING.sub("", part)
    known = part in alone and not whole
    if known or part.lower() in common or (stem != part and stem in alone):
        return 0
    shortest = _NAME if part[0].isupper() else _PLAIN
    for cut in range(len(part) - 3, shortest - 1, -1):
        right = part[cut:]
        second = right in connectives or (part[0].isupper() and right in common and _VERB.fullmatch(right))
        if second and part[:cut] in alone:
            return cut
    for cut in range(4, len(part) - _PLAIN + 1):
        if part[:cut].lower() in connectives and part[cut:] in alone and part[cut:] not in common:
            return cut
    return 0
