"""Words run together where a link or italics stood: taken apart where that is certain, told of where it is likely."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate, pairwise

from translate.lexicon import Lexicon
from translate.segmentation.name_forms import VOWEL

# What is shorter is a word or a brand ("TikTok"), what is longer no word at all. Addresses, tags and file names
# are left as they are.
_RUN = re.compile(r"(?<![\w@#/.&_-])[A-Za-z]{6,60}(?![\w@/_]|\.\w)")
_LETTERS = re.compile(r"[A-Za-z]{6,60}")
_WORD = re.compile(r"[A-Za-z]{3,60}")
_JOINT = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_VERB = re.compile(r"(?:me|ber|di|ter)[a-z]{4,}")
# "TNImenambah": no word goes on small after two capitals.
_ACRONYM = re.compile(r"[A-Z]{2,8}(?=(?:me|ber|di|ter)[a-z]{4})")
_ENDING = re.compile(r"(?:nya|lah|kah|pun|ku|mu)$")
# A name is at least this long, and so is a word in small letters before another: below it the parts of many
# names and words look like words ("Sukabumi", "kerusakan").
_NAME, _PLAIN = 4, 5
# A verb from this length on is the end of no name or word.
_SURE_VERB = 7
# A form that stands so often is a name or a word, not a slip.
_OFTEN = 3

RUN_TOGETHER = "run_together"
"""Flag of a sentence in which two words look run together, too doubtful to be taken apart."""


@dataclass(frozen=True, slots=True)
class LostSpaces:
    """Where the space between two words was lost for certain, and where the runs begin in which it likely was.

    Both hold positions in the text, in order.
    """

    certain: tuple[int, ...] = ()
    likely: tuple[int, ...] = ()


def lost_spaces(text: str, lexicon: Lexicon) -> LostSpaces:
    """Return where the space between two words of ``text`` was lost.

    It is certain only if no part of a run is a guess: each is a common word, a known name or stands by itself in the
    text, and at the border a capital, a connective or a verb leaves no other reading; a verb of some length, such as
    ``mengatakan``, also tells that what stands before it is a name.
    """
    counts = Counter(_LETTERS.findall(text))
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
        return _VERB.search(run, _NAME) is not None
    if _JOINT.search(run) is not None or _VERB.search(run, _NAME - 1) is not None:
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
        return left in common and (len(left) >= _NAME or left in ("di", "ke", "dan")) and len(right) >= 3
    if min(len(left), len(right)) < _NAME:
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
    shortest = _NAME if part[0].isupper() else _PLAIN
    for cut in range(len(part) - 3, shortest - 1, -1):
        right = part[cut:]
        if right in connectives and _is_named(part[:cut], alone, lexicon):
            return cut
    verb = _verb_start(part, lexicon)
    if verb and _is_verb_certain(part[:verb], part[verb:], alone, lexicon):
        return verb
    for cut in range(4, len(part) - _PLAIN + 1):
        if part[:cut].lower() not in connectives:
            continue
        # Two common words from five letters on: 49 of 49 such forms in scraped news had lost their space.
        if (part[cut:] in common and cut >= _PLAIN) or (part[cut:] in alone and part[cut:] not in common):
            return cut
    return 0


def _verb_start(part: str, lexicon: Lexicon) -> int:
    """Return where the longest common verb at the end of a capitalised part begins, or 0."""
    if not part[0].isupper():
        return 0
    common, nouns = lexicon.words("common_words"), lexicon.words("no_verbs")
    acronym = _ACRONYM.match(part)
    for cut in range(acronym.end() if acronym else _NAME - 1, len(part) - _SURE_VERB + 2):
        right = part[cut:]
        if right in common and right not in nouns and _VERB.fullmatch(right):
            return cut
    return 0


def _is_verb_certain(head: str, verb: str, alone: frozenset[str], lexicon: Lexicon) -> bool:
    """Return whether what stands before a verb is surely a word: known, in capitals, or a name by its form."""
    common = len(head) >= _NAME and head.lower() in lexicon.words("common_words")
    if head.isupper() or common or _is_named(head, alone, lexicon):
        return True
    if len(head) < _NAME or head.lower().startswith(lexicon.entries("prefixes")):
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
    if len(left) < _NAME or (len(right) < _NAME and right.lower() not in common):
        return False
    return left.lower() in common or left in alone or right in alone


def _holds_two_words(run: str, lexicon: Lexicon) -> bool:
    """Return whether a run in small letters is no word but two common ones (``menolakrevisi``)."""
    if len(run) < 2 * _PLAIN or not run.islower() or run.startswith(lexicon.entries("prefixes")):
        return False
    common = lexicon.words("common_words")
    if _ENDING.sub("", run) in common:
        return False
    return any(run[:cut] in common and run[cut:] in common for cut in range(_PLAIN, len(run) - _PLAIN + 1))
