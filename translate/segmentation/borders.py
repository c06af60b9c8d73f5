"""Where one sentence ends and the next begins, by the mark between them."""

import functools
import re
from bisect import bisect_left
from collections.abc import Callable

from translate.lexicon import Lexicon
from translate.segmentation.records import DOUBLE, LEXICONS, REACH, VOWEL, WORD_BEFORE, Border, Mark, Stretch, mark_at
from translate.segmentation.rules import EndRule

# Also an ellipsis with spaces in it: ". . .", but not the stop of ".NET".
_MARKS = re.compile(r"[.!?…]+(?: {1,2}[.!?…]+(?!\w))*")
_WORD_AFTER = re.compile(r"[^\W\d_]{1,30}")
_WEB_CHAIN = re.compile(r"(?:\.[A-Za-z0-9-]{1,30}){1,5}")
_ITEM_MARK = re.compile(r"(?:\d{1,3}|[A-Za-z]|[ivx]{1,4}|[IVX]{1,4})")
_THOUSANDS = re.compile(r"\d{3}\b")
# A title that a number opens, run together with the sentence before: "dari laman itu.10 Kota yang Ramai".
_COUNTED = r"\d{{1,2}} (?!{months})[A-Z][a-z]+ (?:[a-z]+ ){{0,5}}[A-Z]"
_CLAUSE = re.compile(r"[A-Z][a-z]+ [a-z]+ [a-z]")
# A part of a number that goes on: "No. XI. B. 02", "(SSK. II)".
_NUMBERING = re.compile(r"[A-Z]\. ?\d|[IVX]{2,5}\b(?!\.)")
_FILE_NUMBER = re.compile(r"\d/[A-Za-z][^\s]*$")
_STROKE_AHEAD = re.compile(r"[^\s/]{0,20}/")
_SPEAKER = re.compile(rf"(?: [\w.-]+){{1,4}}[,:] ?[{DOUBLE}]")
# The words on a sign stand between two words in small letters; they are shorter than this.
_SIGN_CHARACTERS = 80
_SIGN_OPENS = re.compile(rf"[a-z] ([{DOUBLE}])[^{DOUBLE}\n]*\Z")
_SIGN_CLOSES = re.compile(rf"([^{DOUBLE}\n]*[^{DOUBLE}\n.,!?…])[{DOUBLE}] ([a-z]+)")
# "RM Smith) berbunga" after "(Bl.)": a bracket with one short word is no sentence.
_SHORT_BRACKET = re.compile(r"\([A-Za-z]{1,5}\Z")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_SMALL_AFTER = re.compile(r"[A-Z][a-z]+ (?!dan\b)[a-z]")


def sentence_starts(stretch: Stretch) -> list[Border]:
    """Return where each sentence of the stretch after the first begins, in order, and what ended the one before."""
    starts: list[Border] = []
    unit_start = stretch.start
    address = max(0, bisect_left(stretch.addresses, (stretch.start, 0)) - 1)
    for match in stretch.finditer(_MARKS):
        while address < len(stretch.addresses) and stretch.addresses[address][1] <= match.start():
            address += 1
        if address < len(stretch.addresses) and stretch.addresses[address][0] <= match.start():
            continue
        mark = mark_at(stretch, match, unit_start)
        if mark is not None and mark.next > unit_start and (ended := _end_rule(mark)):
            unit_start = mark.next
            starts.append((unit_start, ended))
    return starts


def _end_rule(mark: Mark) -> EndRule | None:
    """Return the rule by which a sentence ends at the mark, or None: the first rule with an opinion decides."""
    for rule, name in _RULES:
        verdict = rule(mark)
        if verdict is not None:
            return name if verdict else None
    return EndRule.FINAL_MARK


def _before_other_mark(mark: Mark) -> bool | None:
    """Before a comma, a colon or a second mark, the first mark ends nothing."""
    following = mark.stretch.text[mark.next]
    if _NUMBERING.match(mark.stretch.text, mark.next, mark.stretch.end) and not mark.closers:
        return False
    if following in ",;:)]%&+=/" or (following in ".!?…" and mark.closers):
        return False
    if following in DOUBLE and mark.next in mark.stretch.closing and not mark.glued:
        return False
    return None


def _list_mark(mark: Mark) -> bool | None:
    """The number or letter of a list item ends nothing: ``1. ``, ``a. ``."""
    if mark.closers or mark.shown != ".":
        return None
    if mark.start - 1 in mark.stretch.items or mark.start - 2 in mark.stretch.items:
        return False
    if mark.start - mark.unit_start > REACH:
        return None
    opening = mark.stretch.text[mark.unit_start : mark.start].lstrip('("“-–•* ')
    return False if _ITEM_MARK.fullmatch(opening) else None


def _before_small_letter(mark: Mark) -> bool | None:
    """Before a small letter, only a full stop after an ordinary word ends a sentence."""
    first = mark.stretch.text[mark.next]
    if not first.islower():
        return None
    word = _word_at(mark.stretch, mark.next)
    if mark.glued or mark.closers or mark.shown != ".":
        return False
    if word in mark.words("attribution") or _is_abbreviation(mark) or mark.among("degrees"):
        return False
    if word in mark.words("titles") and mark.stretch.at(mark.next + len(word)) == ".":
        return True
    # Some writers begin a sentence with a small letter. A short word, or one without a vowel, may be an abbreviation.
    if _YEAR.fullmatch(mark.word):
        return word not in mark.words("function_words")  # not "UU tahun 1999. tentang"
    return len(mark.word) >= 3 and mark.word.isalpha() and bool(VOWEL.search(mark.word))


def _before_attribution(mark: Mark) -> bool | None:
    """``itu." Kata Budi.``: the attribution stays with the quotation, even with a capital letter."""
    if not any(character in DOUBLE for character in mark.closers):
        return None
    word = _WORD_AFTER.match(mark.stretch.text, mark.next)
    if word is None or word.group().lower() not in mark.words("attribution_verbs"):
        return None
    after = word.end()
    if mark.shown == "." and _opens_quotation(mark.stretch, after):
        return True  # `kita bisa." Kata Budi, "Ini sulit."`
    return False if mark.stretch.at(after) == " " and mark.stretch.at(after + 1).isalpha() else None


def _opens_quotation(stretch: Stretch, position: int) -> bool:
    """Return whether a speaker at ``position``, with a comma or colon, announces a quotation."""
    speaker = _SPEAKER.match(stretch.text, position, stretch.end)
    return speaker is not None and speaker.end() - 1 not in stretch.closing


def _cry_in_sign(mark: Mark) -> bool | None:
    """``bertuliskan "Awas! Anjing galak" dengan huruf merah``: the words on a sign are part of their sentence."""
    if mark.closers or mark.shown[-1] not in "!?":
        return None
    text = mark.stretch.text
    opening = _SIGN_OPENS.search(text, max(mark.unit_start, mark.start - _SIGN_CHARACTERS), mark.start)
    closing = _SIGN_CLOSES.match(text, mark.next, min(mark.stretch.end, mark.next + _SIGN_CHARACTERS))
    if opening is None or closing is None or closing.end(1) not in mark.stretch.closing:
        return None
    opens = opening.start(1) not in mark.stretch.closing
    return False if opens and closing.group(2) not in mark.words("attribution") else None


def _ellipsis(mark: Mark) -> bool | None:
    """Dots in brackets, or before a small letter or a digit, stand for left-out words and end nothing."""
    if mark.shown[-1] != "…" and not mark.shown.endswith(".."):
        return None
    if not mark.word and mark.closers[:1] in (")", "]"):
        return False
    return bool(mark.stretch.text[mark.next].isupper() or mark.stretch.text[mark.next] in DOUBLE)


def _exclamation_in_name(mark: Mark) -> bool | None:
    """``Yahoo! Indonesia`` goes on, and so does a mark with a figure right behind it; other marks of the kind end."""
    if "!" not in mark.shown and "?" not in mark.shown:
        return None
    return not (mark.among("cried_names") or (mark.glued and mark.stretch.text[mark.next].isdigit()))


def _before_digit(mark: Mark) -> bool | None:
    """``No. 34``, ``Rp. 500`` and ``19.30`` go on; after an ordinary word, a figure may open a sentence."""
    if not mark.stretch.text[mark.next].isdigit():
        return None
    if mark.glued:
        plain = (
            len(mark.word) > 2 and mark.word.isalpha() and not (mark.among("number_nouns") or _is_abbreviation(mark))
        )
        return bool(mark.closers) or (plain and _opens_counted_title(mark))
    if mark.closers:
        return True
    if _THOUSANDS.match(mark.stretch.text, mark.next) and mark.word[-1:].isdigit():
        return False  # "1.250. 300 orang"
    if len(mark.word) == 1 and mark.word.isupper():
        return _of_class(mark)  # "vitamin B. 20 orang" ends, "Pasal XI. B. 02" goes on
    if "." in mark.key and mark.word.isupper():
        return False  # "T.A. 2020/2021"
    short_figure = mark.word.isdigit() and len(mark.word) <= 2
    return not (short_figure or mark.among("number_nouns") or _is_abbreviation(mark))


def _opens_counted_title(mark: Mark) -> bool:
    """Return whether a title that a number opens follows the mark."""
    return _counted_title(mark.stretch.lexicon).match(mark.stretch.text, mark.next) is not None


@functools.lru_cache(maxsize=LEXICONS)
def _counted_title(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(_COUNTED.format(months=lexicon.any_of("months")))


def _closed(mark: Mark) -> bool | None:
    """A mark with its closing quotation mark or bracket ends the sentence, but not in ``(Purn.) Budi``."""
    if not mark.closers:
        return None
    if mark.closers[0] != ")":
        return True
    if mark.shown == "." and _SHORT_BRACKET.search(mark.stretch.text, max(mark.unit_start, mark.start - 6), mark.start):
        return False  # "(Bl.)", "(Purn.)"
    return not (_is_abbreviation(mark) or mark.among("degrees"))


def _web_name(mark: Mark) -> bool | None:
    """``KOMPAS.com``, ``Detik.Com`` and ``Mall.ID`` go on; ``sekitarnya.Kompas.com`` is two sentences."""
    if not mark.glued:
        return None
    chain = _WEB_CHAIN.match(mark.stretch.text, mark.start)
    if chain is None:
        return None
    parts = chain.group().split(".")[1:]
    domain = next((i for i, part in enumerate(parts) if part.lower() in mark.words("top_level_domains")), None)
    if domain is None or mark.stretch.at(chain.end()).isalpha():
        return None
    if not mark.word[:1].islower():
        return False
    return parts[0][:1].isupper() if domain else parts[0].isupper()


def _single_letter(mark: Mark) -> bool | None:
    """A single capital is an initial (``George P.``), a class (``vitamin A.``) or an era (``1441 H.``)."""
    if len(mark.key) != 1 or not mark.word[-1:].isupper():
        return None
    previous = _previous_word(mark)
    following = _word_at(mark.stretch, mark.next)
    if mark.stretch.text[mark.next] == "(":
        return False  # "berinisial N. (17)"
    if (_of_class(mark) and len(following) > 2) or (previous[-1:].isdigit() and len(following) > 2):
        return True
    return _starts_sentence(mark.stretch, mark.next)


def _lone_acronym(mark: Mark) -> bool | None:
    """``KM. Sinar Bahari``, ``(HR. Muslim)``: an acronym alone is not a sentence."""
    if mark.shown != "." or mark.closers or not mark.word.isupper() or not 2 <= len(mark.word) <= 5:
        return None
    if mark.start - len(mark.word) - mark.unit_start > REACH:
        return None
    head = mark.stretch.text[mark.unit_start : mark.start - len(mark.word)]
    return None if any(map(str.isalnum, head.rpartition("(")[2])) else False


def _degree(mark: Mark) -> bool | None:
    """``S.H., M.H.`` and ``dll.`` may end a sentence, unless another degree or a bracket follows."""
    if not mark.among("degrees"):
        return None
    if mark.stretch.text[mark.next] == "(" or mark.start - len(mark.word) == mark.unit_start:
        return False  # what opens a sentence is no degree: "M.H. Thamrin"
    following = mark.stretch.text[mark.next : mark.next + 12].split(" ")[0].strip(".,").lower()
    if following in mark.words("degrees"):
        return False
    if mark.glued:
        word = _word_at(mark.stretch, mark.next)
        if word in mark.words("sentence_starters"):
            return True
        return len(word) > 2 and mark.key != "sp" and f"{mark.key}.{word}" not in mark.words("degrees")
    if mark.among("firms") or mark.among("unfinished_names"):
        return _starts_sentence(mark.stretch, mark.next) or _is_clause(mark)
    return True


def _abbreviation(mark: Mark) -> bool | None:
    """Titles, addresses and other abbreviations before a name or number end nothing."""
    if _is_abbreviation(mark):
        if mark.among("units") and _previous_word(mark)[-1:].isdigit():
            return True  # "berumur 30 thn. Ibu itu"
        # In capitals it may be another word: "5,4 SR. Namun". Then a word that opens sentences decides.
        return (
            len(mark.word) > 1 and mark.word.isupper() and (_starts_sentence(mark.stretch, mark.next) or _person(mark))
        )
    if mark.key == "up" and _word_at(mark.stretch, mark.next) in mark.words("salutations"):
        return False
    if mark.word in mark.stretch.lexicon.entries("foreign_titles"):
        return False
    if "." in mark.key and not mark.word[-1].isdigit() and all(map(mark.abbreviates, mark.key.split("."))):
        person = _previous_word(mark).lower().endswith("inisial")  # "berinisial F.A. Polisi memeriksanya"
        return not mark.glued and (person or _starts_sentence(mark.stretch, mark.next))
    # Without a vowel and in mixed case: "Bpk.", "Drs."; all capitals ("BRI") and units ("kg") are words.
    unknown = 2 <= len(mark.key) <= 4 and mark.key.isalpha() and not VOWEL.search(mark.key)
    if unknown and mark.word[0].isupper() and mark.word[1:].islower():
        return _starts_sentence(mark.stretch, mark.next)
    return None


def _glued_stop(mark: Mark) -> bool | None:
    """``WIB.Ketua`` lost a space; ``M.Hum`` did not, and neither did a single letter with its stop."""
    if not mark.glued:
        return None
    first = mark.stretch.text[mark.next]
    if _in_file_number(mark):
        return False
    if first.isupper():
        degree = mark.stretch.text[mark.start - len(mark.word) : mark.next + 12].split(" ")[0].strip(".,").lower()
        return not (degree in mark.words("degrees") or (len(mark.key) < 2 and mark.word.isalpha()))
    return first in DOUBLE or first in "([‘'•*[{-–—#@\ufffd" or not first.isalnum()


_Rule = Callable[[Mark], bool | None]
# In this order: what stands after the mark first, then what stands before it. Each rule has the name of the end it
# makes; the four that only keep a sentence from ending have none.
_RULES: tuple[tuple[_Rule, EndRule | None], ...] = (
    (_before_other_mark, None),
    (_list_mark, None),
    (_before_small_letter, EndRule.SMALL_LETTER),
    (_before_attribution, EndRule.NEW_SPEAKER),
    (_ellipsis, EndRule.ELLIPSIS),
    (_cry_in_sign, None),
    (_exclamation_in_name, EndRule.QUESTION_OR_CRY),
    (_before_digit, EndRule.FIGURE),
    (_closed, EndRule.CLOSING_MARK),
    (_web_name, EndRule.WEB_NAME),
    (_single_letter, EndRule.SINGLE_LETTER),
    (_lone_acronym, None),
    (_degree, EndRule.DEGREE),
    (_abbreviation, EndRule.ABBREVIATION),
    (_glued_stop, EndRule.LOST_SPACE),
)


def _word_at(stretch: Stretch, position: int) -> str:
    """Return the word at ``position`` in small letters, or an empty string."""
    match = _WORD_AFTER.match(stretch.text, position)
    return match.group().lower() if match else ""


def _previous_word(mark: Mark) -> str:
    """Return the word before the one that the mark follows, or an empty string."""
    head = mark.stretch.text[max(mark.unit_start, mark.start - REACH) : mark.start - len(mark.word)].rstrip()
    before = WORD_BEFORE.search(head)
    return before.group() if before else ""


def _person(mark: Mark) -> bool:
    """Return whether a person and a word in small letters follow the mark: ``Kakak menjaganya``."""
    subject = _SMALL_AFTER.match(mark.stretch.text, mark.next, mark.stretch.end)
    return subject is not None and _word_at(mark.stretch, mark.next) in mark.words("persons")


def _of_class(mark: Mark) -> bool:
    """Return whether a noun stands before the letter that makes it a class: ``vitamin A``."""
    return _previous_word(mark).lower().rstrip(".") in mark.words("class_nouns")


def _starts_sentence(stretch: Stretch, position: int) -> bool:
    """Return whether a word that opens sentences, or a quotation mark, stands at ``position``."""
    return _word_at(stretch, position) in stretch.lexicon.words("sentence_starters") or stretch.text[position] in DOUBLE


def _in_file_number(mark: Mark) -> bool:
    """Return whether a mark stands between the strokes of one word: ``34/Pid.B/2020/PN.Jkt.Sel``."""
    head = _FILE_NUMBER.search(mark.stretch.text[max(mark.unit_start, mark.start - REACH) : mark.start])
    if head is None or head.group()[-1].isdigit():
        return False
    return (
        head.group().count("/") > 1 or _STROKE_AHEAD.match(mark.stretch.text, mark.next, mark.stretch.end) is not None
    )


def _is_clause(mark: Mark) -> bool:
    """Return whether a form of a firm ends the sentence: a capitalised word and two small ones follow."""
    return mark.among("firms") and bool(_CLAUSE.match(mark.stretch.text, mark.next, mark.stretch.end))


def _is_abbreviation(mark: Mark) -> bool:
    """Return whether the word before the mark is an abbreviation, which ends no sentence whatever follows."""
    if mark.among("abbreviations") or mark.among("titles"):
        return True
    begin = mark.start - len(mark.word)  # "d/a.": a word ends at a stroke
    stroked = len(mark.word) == 1 and begin - 2 >= mark.unit_start and mark.stretch.text[begin - 1] == "/"
    return stroked and mark.stretch.text[begin - 2 : mark.start].lower() in mark.words("abbreviations")
