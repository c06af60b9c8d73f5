"""Where a title without a final mark ends and the next sentence begins."""

import re
from dataclasses import dataclass
from itertools import pairwise

from translate.lexicon import Lexicon
from translate.name_forms import JOINT

# A title of a news site has 4 to 20 words; 45 leave room for the sentence after it, whose casing is the
# evidence.
_WINDOW_WORDS, _WINDOW_CHARACTERS, _LONGEST_TITLE = 45, 420, 26
_TITLE_WORDS = 14
_HEADING_WORDS = 10
_DOUBTFUL, _NEVER = -1.45, -100.0
_WORD = re.compile(r"\S+")
_LETTERS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# "KotaMeski": a small letter, digit or mark followed by a capital and a small letter. Not "iPhone",
# "YouTube" (one such joint inside a name is common), so a joint counts only where a small word or a
# sentence starter is on its right.
_JOINT = re.compile(r"(?<=[a-zà-ÿ0-9?!)\"”%])(?=[\"“]?[A-Z][a-z]+(?:[ ,-]|$))|(?<=[a-z]{3})(?=[A-Z]{2,6}$)")
# With these words a title in two halves answers its own question.
_SECOND_HALVES = frozenset(("ini", "inilah", "begini", "berikut", "simak", "cek", "kenali"))
_ITEM = re.compile(r"\d{1,2}[.)]")
_CAMEL_NAMES = re.compile(r"\b(?:You|Tik|Whats|Face|Linked|Mac|Mc|De|La|Le|i|e)$")


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
    office: bool  # as in "Kapolsek Muncar Kompol Imron mengatakan"

    @property
    def capital(self) -> bool:
        return self.word[:1].isupper()

    @property
    def small(self) -> bool:
        return self.word[:1].islower()


def _token(word: str, raw: str, place: tuple[int, int], lexicon: Lexicon) -> _Token:
    small = word.lower()
    return _Token(
        *(place[0], word, raw, place[1]),
        function=small in lexicon.words("function_words"),
        starter=word[:1].isupper() and small in lexicon.words("sentence_starters"),
        introduces=len(small) > 2 and small in lexicon.words("titles"),
        common=small in lexicon.words("common_words"),
        office=word[:1].isupper() and small in lexicon.words("offices"),
    )


def title_end(text: str, start: int, limit: int, lexicon: Lexicon) -> int:
    """Return where the title at ``text[start:limit]`` ends: the first character after it, or ``limit``.

    The evidence is casing (capitals in the title, small letters in the sentence after it), words that open
    sentences, marks that end a title, and words run together where a link ended.
    """
    tokens = _tokens(text, start, limit, lexicon)
    if len(tokens) < 3:
        return limit
    whole = _WORD.search(text, tokens[-1].start + len(tokens[-1].raw), limit) is None
    if whole and len(tokens) <= _LONGEST_TITLE and not _sentence_inside(tokens):
        return limit
    title_case = _is_title_case(tokens) or _is_title_case(tokens, 6)
    # Where much more follows than a title, some border is better than none: the best of the doubtful ones.
    best, best_score = 0, 0.0 if whole else _DOUBTFUL
    for index in range(2, min(len(tokens) - 1, _LONGEST_TITLE)):
        score = _score(tokens, index, title_case=title_case)
        if score > best_score:
            best, best_score = index, score
    return tokens[best].start if best else limit


def reads_as_title(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Return whether ``text[start:end]`` is written like a title: capitals on its words, or no final mark."""
    return not text[start:end].rstrip().endswith((".", '."', ".”")) or has_title_case(text, start, end, lexicon)


def has_title_case(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Return whether most words of ``text[start:end]`` that carry content begin with a capital."""
    return _is_title_case(_tokens(text, start, end, lexicon), _TITLE_WORDS)


def _tokens(text: str, start: int, limit: int, lexicon: Lexicon) -> list[_Token]:
    """Return the words of the window, those run together taken apart."""
    found: list[_Token] = []
    last = start
    for match in _WORD.finditer(text, start, min(limit, start + _WINDOW_CHARACTERS)):
        joints = [match.start(), *_joints(text, match.start(), match.end()), match.end()]
        for left, right in pairwise(joints):
            letters = _LETTERS.search(text, left, right)
            word = letters.group() if letters else ""
            gap = 0 if text[last:left] == JOINT else left - last
            found.append(_token(word, text[left:right], (left, gap), lexicon))
            last = right
        if len(found) >= _WINDOW_WORDS:
            break
    return found


def _joints(text: str, start: int, end: int) -> list[int]:
    """Return the places inside one unbroken run where a title may have been run together with a sentence."""
    found: list[int] = []
    for match in _JOINT.finditer(text, start + 2, end):
        position = match.start()
        after_quote = bool(found) and found[-1] == position - 1  # one place: before the quotation mark
        if not after_quote and not _CAMEL_NAMES.search(text, max(start, position - 6), position):
            found.append(position)
    return found


def _sentence_inside(tokens: list[_Token]) -> bool:
    """Return whether a joint or a sentence starter says that a sentence follows the title."""
    if any(token.gap == 0 for token in tokens[2:]):
        return True
    if tokens[-1].raw.endswith(".") and _is_title_case(tokens, 6) and all(token.small for token in tokens[-3:]):
        return True
    # "Mengapa Banjir? Ini Sebabnya" is one title, unless a sentence with its final stop comes after the question.
    question = any(t.raw.endswith(("?", "!")) and n.capital for t, n in pairwise(tokens[2:-1]))
    if question and tokens[-1].raw.endswith("."):
        return True
    return any(t.starter and n.small and (not n.function or n.raw.endswith(",")) for t, n in pairwise(tokens[2:]))


def _is_title_case(tokens: list[_Token], count: int = 9) -> bool:
    """Return whether the first ``count`` words, as far as they have content, are mostly written with capitals."""
    content = [token for token in tokens[1:count] if token.word and not token.function]
    return sum(token.capital for token in content) >= 0.7 * len(content)


def _score(tokens: list[_Token], index: int, *, title_case: bool) -> float:
    """Return how well a sentence beginning at ``tokens[index]`` explains the casing; above 0 is a border."""
    token, before, after = tokens[index], tokens[index - 1], tokens[index + 1]
    item = _ITEM.fullmatch(token.raw) is not None and after.capital
    quoted = token.raw[0] in '"“'
    if not (token.capital or quoted or item or (token.raw[0].isdigit() and token.gap > 1)):
        return _NEVER
    if before.function and token.gap and before.raw[-1].isalpha():
        return _NEVER
    if before.introduces or _goes_on(token, before, after):
        return _NEVER
    score = -1.5
    score += 3.0 * (token.gap == 0) + 1.5 * (token.gap > 1) + 2.5 * quoted
    score += 2.0 * before.raw.endswith(("?", "!"))
    # A numbered heading that ran into its own sentence: "Tips Rumah Sejuk 2. Tanam PohonPohon menyerap panas".
    score += 3.0 * (item and any(later.gap == 0 for later in tokens[index + 2 : index + _HEADING_WORDS]))
    score += 3.0 * item + 2.5 * (token.office and not before.raw[-1].isdigit())
    if token.raw.endswith(",") and token.common and after.word == "yang":
        score += 0.8  # "Lapor Polisi Korban, yang berusia 40 tahun, …"
    elif token.raw.endswith(",") and not token.starter:
        score -= 1.0  # rather the second word of a name: "Siti Aminah, ahli …"
    elif after.raw.endswith(",") and after.capital and index + 2 < len(tokens) and tokens[index + 2].small:
        score += 0.8
    if token.starter:
        score += 3.0 if after.small or token.raw.endswith(",") else 1.5 if title_case else 2.5
    score += 0.5 if after.small and not after.function else 0.25 * after.small
    if title_case:
        score += _casing(tokens, index)
    elif before.small and after.small:
        score += 0.5 if index >= 6 else 0.0
    score -= 1.0 * before.raw.endswith((",", ":")) + 0.6 * (index < 4)
    return score


def _goes_on(token: _Token, before: _Token, after: _Token) -> bool:
    """Return whether a word goes on with the title: ``Mengapa Banjir? Ini Sebabnya``, ``Terbit Tahun Ini, …``."""
    small = token.word.lower()
    if token.gap == 0 and token.word.isupper() and (not after.small or after.function):
        return True  # "MotoGP Aragon", but not "PrabowoSBY menuturkan"
    if before.raw.endswith(("?", "!")) and small in _SECOND_HALVES:
        return True
    return small in ("ini", "itu") and token.raw.endswith(",")


def _casing(tokens: list[_Token], index: int) -> float:
    """Return the evidence of capitals before ``index`` and small letters after it."""
    small_before = sum(t.small and not t.function for t in tokens[1:index])
    following = tokens[index + 1 : index + 8]
    small_after = sum(t.small and not t.function for t in following)
    capital_after = sum(t.capital for t in following[:3])
    return min(2.5, 0.7 * small_after) - 1.5 * small_before - 0.5 * capital_after
