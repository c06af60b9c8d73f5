"""Where a title without a final mark ends and the next sentence begins.

Every word with a capital may begin the sentence. Each is scored by evidence: the casing before and after it, words
that open sentences, marks, names that the article repeats, the length of the title. So is the end of the window, for
a title that nothing follows. The best score decides.
"""

import functools
import re
from dataclasses import dataclass
from itertools import pairwise

from translate.lexicon import Lexicon
from translate.segmentation.records import JOINT, LEXICONS, Stretch

# A title of a news site has 4 to 20 words; 45 leave room for the sentence after it, whose casing is the evidence.
_WINDOW_WORDS, _WINDOW_CHARACTERS, _LONGEST_TITLE = 45, 420, 26
_MOST_WORDS = 14
# The fewest common words in capitals of a title that nothing announces, and by how much its end must score better than
# the next best. With less, openings such as "Kepala Dinas Kesehatan Kota Bogor" were cut in real articles.
_SURE_WORDS, _SURE = 5, 2.0
# How many words after a border are looked at.
_NEAR = 8
# How many characters on either side of a title are searched for its names.
_NEIGHBOURHOOD = 2000
_WORD = re.compile(r"\S+")
_LETTERS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# "KotaMeski": a small letter, digit or mark followed by a capital and a small letter. "iPhone" and "YouTube" look
# alike; the names in camel_names.txt are left whole.
_JOINT = re.compile(r"(?<=[a-zà-ÿ0-9?!)\"”%])(?=[\"“]?[A-Z][a-z]+(?:[ ,-]|$))|(?<=[a-z]{3})(?=[A-Z]{2,6}$)")
_VERB = re.compile(r"(?:me|di|ber|ter)[a-z]{3,}")
_STOP = re.compile(r"\.[\"”’')\]]*$")
_ITEM = re.compile(r"\d{1,2}[.)]")

# The beginnings of names with a capital inside are no longer.
_CAMEL_CHARACTERS = 6

# Rounded weights of a conditional logistic regression (one end among all that are possible) on 10,000 joins of real
# titles and real paragraphs, a third of the titles put in sentence case; tests/benchmarks/title_weights.py fits such
# weights. "item", "comma after second" and "title beyond 16" were set by hand, as they are too rare among the joins,
# and so was "opening word, common capital next".
WEIGHTS = {
    "limit": 4.5,
    "limit: stop": -4.1,
    "limit: small words in title": -0.2,
    "limit: words beyond 12": -0.5,
    "limit: opening word": 0.2,
    "joint": 2.3,
    "joint seen": -2.4,
    "item": 10.0,
    "question before": 2.1,
    "comma before": -3.4,
    "comma after": -1.0,
    "comma after opening word": 2.7,
    "opening word, title case": 2.6,
    "opening word, sentence case": 3.5,
    "opening word, common capital next": -2.0,
    "office": 2.8,
    "acronym": -1.0,
    "name": -1.1,
    "name, function word next": -1.4,
    "name, particle next": -1.3,
    "name seen": 1.2,
    "opens elsewhere": 0.9,
    "seen small": 0.7,
    "seen with word before": -3.6,
    "seen with word after": 0.5,
    "function word before": -1.3,
    "known name before": 0.7,
    "small word before, title case": -0.5,
    "capital before, sentence case": -0.9,
    "demonstrative before": 1.2,
    "small words before, title case": -0.6,
    "figure before": -0.2,
    "figure next": -1.0,
    "function word next": 0.8,
    "particle next": 2.1,
    "particle second": 1.0,
    "comma after second": 1.2,
    "function word and common capital next": -1.2,
    "verb first": 0.8,
    "verb capital": -0.6,
    "common capital next": -0.3,
    "common capitals after": -0.4,
    "small word next": 1.8,
    "small word next, after common": 2.1,
    "small word second": 1.1,
    "small word second, after names": -0.6,
    "small word second, after common and name": -1.0,
    "small word second, after two common": -0.3,
    "title below 4": -1.7,
    "title below 6": -1.1,
    "title below 8": -1.1,
    "title beyond 10": -0.3,
    "title beyond 16": -0.2,
    "window's last words": -0.8,
}


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    word: str  # its letters, without marks around them
    raw: str
    gap: int  # white space before it, in characters; 0 where two words are run together
    function: bool
    starter: bool
    introduces: bool  # a rank or title, whose name follows
    common: bool  # no name
    known: bool  # a frequent name
    particle: bool  # follows the subject of a sentence: "juga", "itu"
    predicate: bool  # says something in a title: "akan", "bisa"
    answers: bool  # opens the second half of a title: "Mengapa Banjir? Ini Sebabnya"
    demonstrative: bool  # points at the title before it: "Terbit Tahun Ini, …"
    ends_titles: bool  # often the last word of a title
    office: bool  # as in "Kapolsek Muncar Kompol Imron mengatakan"

    @property
    def capital(self) -> bool:
        return self.word[:1].isupper()

    @property
    def small(self) -> bool:
        return self.word[:1].islower()

    @property
    def small_content(self) -> bool:  # titles in capitals have none
        return self.small and not self.function

    @property
    def name(self) -> bool:
        return self.capital and not (self.common or self.starter or self.function or self.office)

    @property
    def acronym(self) -> bool:
        return len(self.word) > 1 and self.word.isupper()


def _token(word: str, raw: str, place: tuple[int, int], lexicon: Lexicon) -> _Token:
    small = word.lower()
    return _Token(
        *(place[0], word, raw, place[1]),
        function=small in lexicon.words("function_words"),
        starter=word[:1].isupper() and small in lexicon.words("sentence_starters"),
        introduces=len(small) > 2 and small in lexicon.words("titles"),
        common=small in lexicon.words("common_words"),
        known=word[:1].isupper() and small in lexicon.words("names"),
        particle=word[:1].islower() and small in lexicon.words("clause_particles"),
        predicate=small in lexicon.words("predicates"),
        answers=small in lexicon.words("title_answers"),
        demonstrative=small in lexicon.words("demonstratives"),
        ends_titles=word in lexicon.entries("title_endings"),
        office=word[:1].isupper() and small in lexicon.words("offices"),
    )


def title_end(stretch: Stretch) -> int:
    """Return where the title at the start of the stretch ends: the first character after it, or the stretch's end."""
    ends = evidence_of_ends(stretch)
    return max(ends, key=lambda end: _score(ends[end]), default=stretch.end)


def evidence_of_ends(stretch: Stretch) -> dict[int, dict[str, float]]:
    """Return the evidence (a key of ``WEIGHTS``, its strength) for each place where the title of a stretch may end."""
    tokens = _tokens(stretch)
    if len(tokens) < 3:
        return {}
    near = _neighbourhood(stretch)
    found = {tokens[index].start: _evidence_for_border(tokens, index, near) for index in _possible_borders(tokens)}
    if _WORD.search(stretch.text, tokens[-1].start + len(tokens[-1].raw), stretch.end) is None:
        found[stretch.end] = _evidence_for_limit(tokens)
    return found


def _neighbourhood(stretch: Stretch) -> str:
    """Return the text around the start of a title, in which an article repeats its names."""
    return stretch.text[max(0, stretch.start - _NEIGHBOURHOOD) : stretch.start + _NEIGHBOURHOOD]


def _possible_borders(tokens: list[_Token]) -> list[int]:
    """Return the indices of the words with which a sentence can begin."""
    return [index for index in range(2, min(len(tokens) - 1, _LONGEST_TITLE)) if _can_begin(tokens, index)]


def sure_title_end(stretch: Stretch) -> int:
    """Return where a title without any marker ends and its paragraph begins, or the start if that is uncertain."""
    tokens = _tokens(stretch)
    if len(tokens) < _SURE_WORDS:
        return stretch.start
    near = _neighbourhood(stretch)
    scores = {index: _score(_evidence_for_border(tokens, index, near)) for index in _possible_borders(tokens)}
    ranked = sorted(scores.items(), key=lambda item: item[1], reverse=True)
    if not ranked or (len(ranked) > 1 and ranked[0][1] - ranked[1][1] < _SURE):
        return stretch.start
    title, opening, after = tokens[: ranked[0][0]], tokens[ranked[0][0]], tokens[ranked[0][0] + 1]
    # Not "Kepala Dinas Kesehatan Kota Bogor Rina Wati mengatakan": names are no evidence.
    plain = title[-1].common and (opening.common or opening.starter) and after.small_content
    says = any(token.predicate or _VERB.fullmatch(token.word.lower()) for token in title[1:])
    words = sum(_is_common_capital(token) for token in title)
    sure = plain and not any(token.small_content for token in title[1:]) and words >= (_SURE_WORDS - says)
    return opening.start if sure else stretch.start


def has_title_case(stretch: Stretch) -> bool:
    """Return whether most words of the stretch that carry content begin with a capital."""
    return _is_title_case(_tokens(stretch), _MOST_WORDS)


def is_capitalised(stretch: Stretch) -> bool:
    """Return whether all content words of the stretch begin with capitals, and at least three of them are common."""
    tokens = _tokens(stretch)
    return not any(token.small_content for token in tokens) and sum(map(_is_common_capital, tokens)) > 2


def _tokens(stretch: Stretch) -> list[_Token]:
    """Return the words of the window, those run together taken apart."""
    text, lexicon = stretch.text, stretch.lexicon
    found: list[_Token] = []
    last = stretch.start
    for match in _WORD.finditer(text, stretch.start, min(stretch.end, stretch.start + _WINDOW_CHARACTERS)):
        joints = [match.start(), *_joints(stretch.part(*match.span())), match.end()]
        for left, right in pairwise(joints):
            letters = _LETTERS.search(text, left, right)
            word = letters.group() if letters else ""
            gap = 0 if text[last:left] == JOINT else left - last
            found.append(_token(word, text[left:right], (left, gap), lexicon))
            last = right
        if len(found) >= _WINDOW_WORDS:
            break
    return found


@functools.lru_cache(maxsize=LEXICONS)
def _camel_names(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"\b{lexicon.any_of('camel_names')}$")


def _joints(run: Stretch) -> list[int]:
    """Return the places inside one unbroken run where a title may have been run together with a sentence."""
    found: list[int] = []
    for match in _JOINT.finditer(run.text, run.start + 2, run.end):
        position = match.start()
        after_quote = bool(found) and found[-1] == position - 1  # one place: before the quotation mark
        reach = max(run.start, position - _CAMEL_CHARACTERS)
        if not after_quote and not _camel_names(run.lexicon).search(run.text, reach, position):
            found.append(position)
    return found


def _is_title_case(tokens: list[_Token], count: int = 9) -> bool:
    """Return whether most content words among the first ``count`` begin with a capital."""
    content = [token for token in tokens[1:count] if token.word and not token.function]
    return sum(token.capital for token in content) >= 0.7 * len(content)


def _can_begin(tokens: list[_Token], index: int) -> bool:
    """Return whether a sentence can begin with a word: not after one that goes on, as ``di`` or ``Kompol`` do."""
    token, before, after = tokens[index], tokens[index - 1], tokens[index + 1]
    figure = token.raw[0].isdigit() and (token.gap > 1 or _ITEM.fullmatch(token.raw) is not None)
    if not (token.capital or token.raw[0] in '"“' or figure) or before.introduces or _ITEM.fullmatch(before.raw):
        return False
    if before.function and before.small and token.gap and before.raw[-1].isalpha():
        return False
    if before.answers and tokens[index - 2].raw.endswith((",", "?", "!")) and not token.starter:
        return False  # "Air Naik Lagi, Ini Sebabnya"
    return not _goes_on(token, before, after)


def _goes_on(token: _Token, before: _Token, after: _Token) -> bool:
    """Return whether a word goes on with the title: ``Mengapa Banjir? Ini Sebabnya``, ``Terbit Tahun Ini, …``."""
    if token.gap == 0 and token.word.isupper() and (not after.small or after.function):
        return True  # "MotoGP Aragon", but not "PrabowoSBY menuturkan"
    if token.answers and before.raw.endswith(("?", "!")) and after.capital:
        return True
    return token.demonstrative and token.raw.endswith(",")


def _evidence_for_limit(tokens: list[_Token]) -> dict[str, float]:
    """Return what speaks for a title that reaches to the end of the window."""
    return {
        "limit": True,
        "limit: stop": _STOP.search(tokens[-1].raw) is not None,
        "limit: small words in title": _is_title_case(tokens, 6)
        and min(6, sum(token.small_content for token in tokens[1:])),
        "limit: words beyond 12": max(0, min(len(tokens), _LONGEST_TITLE) - 12),
        "limit: opening word": any(token.starter and after.small for token, after in pairwise(tokens[2:])),
    }


def _evidence_for_border(tokens: list[_Token], index: int, near: str) -> dict[str, float]:
    """Return what speaks for a sentence that begins at ``tokens[index]``; ``near`` is the text around it."""
    return {
        **_evidence_of_marks(tokens, index, near),
        **_evidence_of_the_word(tokens, index, near),
        **_evidence_before(tokens, index),
        **_evidence_after(tokens, index),
        "title below 4": index < 4,
        "title below 6": index < 6,
        "title below 8": index < 8,
        "title beyond 10": max(0, index - 10),
        "title beyond 16": max(0, index - 16),
        "window's last words": index >= len(tokens) - 3,
    }


def _evidence_of_marks(tokens: list[_Token], index: int, near: str) -> dict[str, float]:
    """Return what marks and lost spaces at the border say."""
    token, before, after = tokens[index], tokens[index - 1], tokens[index + 1]
    return {
        "joint": token.gap == 0,
        "joint seen": token.gap == 0 and _seen(near, before.raw + token.raw) > 1,
        "item": _ITEM.fullmatch(token.raw) is not None and after.capital,
        "question before": before.raw.endswith(("?", "!")),
        "comma before": before.raw.endswith((",", ":", ";", "-", "–")),
        "comma after": token.raw.endswith(","),
        "comma after opening word": token.starter and token.raw.endswith(","),
    }


def _evidence_of_the_word(tokens: list[_Token], index: int, near: str) -> dict[str, float]:
    """Return what the word after the border says, and where else it stands."""
    token, before, after = tokens[index], tokens[index - 1], tokens[index + 1]
    title_case = _is_title_case(tokens[:index])
    named = token.name and after.function and after.small
    return {
        "opening word, title case": token.starter and title_case,
        "opening word, sentence case": token.starter and not title_case,
        "opening word, common capital next": (
            token.starter and _is_common_capital(after) and not token.raw.endswith(",")
        ),
        "office": token.office and not before.office,
        "acronym": token.acronym,
        "name": token.name,
        "name, function word next": named and not after.particle,
        "name, particle next": token.name and after.particle,
        "name seen": token.name and _seen(near, token.word) > 1,
        "opens elsewhere": _seen(near, ".", token.word) > 0,
        "seen small": token.capital and not token.common and f" {token.word.lower()} " in near,
        "seen with word before": token.gap > 0 and _seen(near, before.word, token.word) > 1,
        "seen with word after": after.gap > 0 and _seen(near, token.word, after.word) > 1,
    }


def _evidence_before(tokens: list[_Token], index: int) -> dict[str, float]:
    """Return what the title before the border says."""
    before = tokens[index - 1]
    title_case = _is_title_case(tokens[:index])
    return {
        "function word before": before.function,
        "known name before": before.known,
        "small word before, title case": before.small_content and title_case,
        "capital before, sentence case": before.capital and not title_case,
        "demonstrative before": before.ends_titles,
        "small words before, title case": title_case
        and min(4, sum(earlier.small_content for earlier in tokens[1:index])),
        "figure before": before.raw[-1].isdigit(),
    }


def _evidence_after(tokens: list[_Token], index: int) -> dict[str, float]:
    """Return what the words after the first of the sentence say."""
    token, after = tokens[index], tokens[index + 1]
    following = tokens[index + 1 : index + 1 + _NEAR]
    second = following[1] if len(following) > 1 else None
    first_small = next((place for place, later in enumerate(following) if later.small_content), _NEAR)
    common_next = after.capital and after.common
    return {
        "figure next": not after.word,
        "function word next": after.function and after.small and not after.particle,
        "particle next": after.particle,
        "particle second": after.capital and second is not None and second.particle,
        "comma after second": token.name and after.name and after.raw.endswith(","),
        "function word and common capital next": after.function and second is not None and _is_common_capital(second),
        "verb first": first_small < len(following) and _VERB.match(following[first_small].word) is not None,
        "verb capital": after.capital and _VERB.match(after.word.lower()) is not None,
        "common capital next": common_next and not after.starter,
        "common capitals after": min(8, sum(_is_common_capital(later) for later in tokens[index + 1 :])),
        "small word next": first_small == 0,
        "small word next, after common": first_small == 0 and token.common,
        "small word second": first_small == 1,
        "small word second, after names": first_small == 1 and token.name and after.name,
        "small word second, after common and name": first_small == 1 and token.common and after.name,
        "small word second, after two common": first_small == 1 and token.common and common_next,
    }


def _is_common_capital(token: _Token) -> bool:
    """Return whether a common word is written like a word of a title."""
    return token.capital and token.common and not (token.starter or token.introduces)


def _seen(near: str, *words: str) -> int:
    """Return how often words stand side by side in the text around a border, the place itself with them."""
    return near.count(" ".join(words)) if all(words) else 0


def _score(evidence: dict[str, float]) -> float:
    """Return the weighted sum of the evidence."""
    return sum(WEIGHTS[name] * value for name, value in evidence.items() if value)
