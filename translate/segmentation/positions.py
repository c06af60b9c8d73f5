"""What is known of a stretch before its borders are looked for: closing quotation marks, addresses, list items.

Scrapers lose spaces, marks and the right form of a quotation mark, and run the items of a list together.
"""

import functools
import re
from dataclasses import replace

from translate.lexicon import Lexicon
from translate.segmentation.records import DOUBLE, JOINT, LEXICONS, Span, Stretch

# A spreadsheet doubles its marks: two with a space or a mark on one side alone are one.
_DOUBLED = re.compile(rf"(?<!\S)\"\"(?=[^\s\"])|(?<=[^\s\"])\"\"(?=[\s.,;:!?)\]]|\Z)|[{DOUBLE}]|''|``")
_QUOTE = re.compile(f"[{DOUBLE}]|''|``")
_CLOSES_BEFORE = frozenset(".,;:!?…)]")
_OPENS_AFTER = frozenset("([{-–—:=/")
# The costs of reading a mark against its surroundings or against its neighbour; only the order of their sums counts.
# Two openings in a row (a quotation that never closes, or goes on in the next paragraph) and two closings in a row cost
# less than a mark read against clear surroundings (4). So one stray mark does not change how the others are read.
_SURE, _CHARACTER, _UNPAIRED = 4.0, 2.0, 1.5
# Web and mail addresses: their full stops end nothing, unless a capitalised word follows. Bounded repeats keep the
# search linear.
_ADDRESS = re.compile(
    r"(?:https?://|www\.)(?:[^\s\"“”<>.]|\.(?![)\]\"”’]{0,3}(?:\s|$)|[A-Z][a-z]{1,30}[\s,]))+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
)

_BULLETS = re.compile(r"[•●▪◦](?<![^\s:;.].)(?=\s?\S)")
_DASH_LIST = re.compile(r":\s{0,3}(?=([-–*])\s?[A-Z0-9\"“])")
_DASH_ITEM = re.compile(r"(?<=\s)([-–*])\s?(?=[A-Z0-9\"“])")
# Also run together with the item before: "buku4. Pensil", "M.M.2. Budi".
_NUMBER = re.compile(r"\d(?:(?<![^\sa-z:)].)|(?<=[A-Za-z]\..))\d?[.)] (?=[\"“]?[A-Z0-9])")
# A first number run together with the title above it, its heading run together with the sentence below:
# "Sayuran yang Mudah Ditanam1. KangkungTanaman ini".
_JOINED_NUMBER = re.compile(rf"1(?<=[a-z]{{3}}.)\. (?=[A-Z][^.:!?\n]{{2,60}}?[a-z)]{JOINT}?[A-Z][a-z])")
# Items run together right behind a colon: "kamu akan belajar:Menggambar tokohMenyusun cerita".
# So are lines of a timetable: "keberangkatan awal:Dukuh Atas pukul 05.59Jati Mulya pukul 06.08".
_GLUED = re.compile(rf"(?:(:)(?<=[a-z].)|(?<= )[a-z]{{3,}}{JOINT}?|\){JOINT}?|\d[.:]\d\d)(?=[A-Z][a-z])")
# "Latihan 102:00 WIB: Final03:30 WIB: Upacara": each time of day begins a line, and so does each day.
_TIMETABLE = re.compile(
    rf"(?<=\w){JOINT}?(?=(?:[01]\d|2[0-4])[.:][0-5]\d WI(?:B|TA?) ?:)"
    rf"|(?<=[a-z0-9]){JOINT}?(?=[A-Z][a-z]{{3,5}}, \d{{1,2}} [A-Z][a-z]{{2,8}} \d{{4}})"
)
_CLOCK = re.compile(r"\d\d[.:]\d\d WI(?:B|TA?) ?:")  # found ten times as fast
# The sentence that ran together with the last line of a timetable.
_AFTER_TIMETABLE = re.compile(rf"[a-z]{JOINT}?(?=[A-Z][a-z]{{2,}}[ ,])")
_FINAL = re.compile(r"[.!?;](?:\s|$)|\n")
_ANNOUNCED = re.compile(r":\s{0,3}(?=(a|1)([.)])\s)")
# A list with letters has no more items.
_ITEMS = 26
# Dashes further apart than this are punctuation, not items of a list.
_ITEM_CHARACTERS = 200
# An item of a list that ran together has no mark; one longer than this is a sentence.
_GLUED_CHARACTERS = 120


def closing_marks(stretch: Stretch) -> frozenset[int]:
    """Return the positions in the stretch of the double quotation marks that close a quotation.

    The marks are read together: the cheapest alternation of opening and closing (two states, Viterbi 1967).
    """
    # The search for doubled marks takes five times as long.
    forms = _DOUBLED if stretch.text.find('""', stretch.start, stretch.end) >= 0 else _QUOTE
    marks = [match.span() for match in stretch.finditer(forms)]
    if not marks:
        return frozenset()
    # For each mark: whether the one before it closes, if this one opens and if this one closes.
    steps: list[tuple[bool, bool]] = []
    opening, closing = _UNPAIRED, 0.0  # as if a closing mark stood before the text
    for mark in marks:
        open_cost, close_cost = _local_costs(stretch, mark)
        from_closing = closing <= opening + _UNPAIRED
        from_closing_too = closing + _UNPAIRED < opening
        steps.append((from_closing, from_closing_too))
        opening, closing = (
            min(closing, opening + _UNPAIRED) + open_cost,
            min(opening, closing + _UNPAIRED) + close_cost,
        )
    closes = closing <= opening + _UNPAIRED / 2
    found: list[int] = []
    for (position, stop), (if_open, if_close) in zip(reversed(marks), reversed(steps), strict=True):
        if closes:
            found += range(position, stop)
        closes = if_close if closes else if_open
    return frozenset(found)


def _local_costs(stretch: Stretch, span: Span) -> tuple[float, float]:
    """Return the costs of reading the mark at ``span`` as opening and as closing, without its neighbours."""
    position, stop = span
    text, mark = stretch.text, stretch.text[position]
    before = text[position - 1] if position > stretch.start else " "
    after = text[stop] if stop < stretch.end else " "
    opening, closing = _by_neighbours(stretch, stop, before, after)
    if mark in "“„«":
        closing += _CHARACTER
    elif mark in "”»":
        opening += _CHARACTER
    return opening, closing


@functools.lru_cache(maxsize=LEXICONS)
def _first_words(lexicon: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of the words that open what somebody says, and what is said of somebody."""
    quoted, told = lexicon.any_of("quotation_openers"), lexicon.any_of("narration_openers")
    return re.compile(rf"{quoted}\b"), re.compile(rf"{told}\b")


def _by_neighbours(stretch: Stretch, stop: int, before: str, after: str) -> tuple[float, float]:
    """Return the two costs by the characters on either side of a mark that ends at ``stop``."""
    gap_before = before.isspace() or before in _OPENS_AFTER
    gap_after = after.isspace() or after in _CLOSES_BEFORE or after in "-–—/"
    if gap_before and gap_after:
        return (0.0, _SURE / 2) if before == ":" else (0.5, 0.5)
    if gap_before:
        return (0.0, _SURE)
    if gap_after:
        return (_SURE, 0.0)
    if before in DOUBLE:
        return (0.3, 1.0)
    if after in DOUBLE:
        return (1.0, 0.3)
    if after.islower():
        return (3.0, 0.0)
    quoted, narrated = _first_words(stretch.lexicon)
    if quoted.match(stretch.text, stop):
        return (0.3, 0.6)
    # Between two sentences run together, a mark before these rather closes: a quotation seldom opens so.
    if before in ".!?" and narrated.match(stretch.text, stop):
        return (_UNPAIRED, 0.3)
    return (0.5, 0.5)


def addresses(stretch: Stretch) -> tuple[Span, ...]:
    """Return the spans of the web and mail addresses in the stretch."""
    if not any(stretch.text.find(sign, stretch.start, stretch.end) >= 0 for sign in ("@", "://", "www.")):
        return ()
    return tuple(match.span() for match in stretch.finditer(_ADDRESS))


def with_positions(stretch: Stretch) -> Stretch:
    """Return the stretch with its closing quotation marks and its addresses."""
    return replace(stretch, closing=closing_marks(stretch), addresses=addresses(stretch))


def item_starts(stretch: Stretch) -> list[int]:
    """Return where the items of lists inside the stretch begin, in order."""
    found = {match.start() for match in stretch.finditer(_BULLETS)}
    found.update(_dash_items(stretch))
    found.update(_announced_items(stretch))
    found.update(_numbered_items(stretch))
    found.update(match.start() for match in stretch.finditer(_JOINED_NUMBER))
    found.update(_glued_items(stretch))
    found.update(_timetable_items(stretch))
    return sorted(found - {stretch.start})


def _dash_items(stretch: Stretch) -> list[int]:
    """Return the items of lists that a colon announces and dashes or stars number."""
    found: list[int] = []
    reached = stretch.start
    for match in stretch.finditer(_DASH_LIST):
        if match.end() < reached:
            continue
        reached = match.end()
        found.append(reached)
        position = reached + 1
        # Each search is bounded, as the items of a list follow one another closely.
        while item := _DASH_ITEM.search(stretch.text, position, min(stretch.end, reached + _ITEM_CHARACTERS + 4)):
            position = item.end()
            if item.start() - reached <= _ITEM_CHARACTERS and item.group(1) == match.group(1):
                reached = item.start()
                found.append(reached)
    return found


def _announced_items(stretch: Stretch) -> list[int]:
    """Return the items of lists that a colon announces and ``a.``, ``a)`` or ``1)`` number, whatever their case."""
    found: list[int] = []
    reached = stretch.start
    for match in stretch.finditer(_ANNOUNCED):
        if match.end() < reached:
            continue
        number, mark = match.group(1), match.group(2)
        run = [match.end()]
        for step in range(1, _ITEMS):
            following = chr(ord(number) + step) if number == "a" else str(1 + step)
            sign = re.compile(rf"(?<=[\s;,.]){following}{re.escape(mark)}\s?(?=\S)")
            item = sign.search(stretch.text, run[-1] + 2, min(stretch.end, run[-1] + _ITEM_CHARACTERS))
            if item is None:
                break
            run.append(item.start())
        if len(run) > 1:
            found += run
            reached = run[-1]
    return found


def _glued_items(stretch: Stretch) -> list[int]:
    """Return the items of lists that ran together with each other and with the colon that announces them."""
    found: list[int] = []
    run: list[int] = []
    joints = 0
    for match in stretch.finditer(_GLUED):
        if run and (match.end() - run[-1] > _GLUED_CHARACTERS or _FINAL.search(stretch.text, run[-1], match.end())):
            found += run if joints else []
            run, joints = [], 0
        if run or match.group(1):
            run.append(match.end())
            joints += not match.group(1)
    return found + (run if joints else [])


def _timetable_items(stretch: Stretch) -> list[int]:
    """Return the lines of a timetable that ran together, and the sentence after the last."""
    if not stretch.search(_CLOCK):
        return []
    found = [match.end() for match in stretch.finditer(_TIMETABLE)]
    if len(found) < 2:
        return []
    after = _AFTER_TIMETABLE.search(stretch.text, found[-1], min(stretch.end, found[-1] + _GLUED_CHARACTERS))
    return [*found, after.end()] if after else found


def _numbered_items(stretch: Stretch) -> list[int]:
    """Return the items of runs 1., 2., 3. in which at least one item follows a mark or opens the text."""
    found: list[int] = []
    run: list[int] = []
    marked = 0
    for match in stretch.finditer(_NUMBER):
        number = int(match.group().rstrip(".) "))
        head = stretch.text[max(stretch.start, match.start() - 4) : match.start()].rstrip()
        after_mark = not head or head[-1] in '.!?:;"”)'
        if number == 1 or number != len(run) + 1:
            found += run if marked and (len(run) > 1 or marked > 1) else []
            run, marked = [], 0
        if number == len(run) + 1:
            run.append(match.start())
            marked += 2 if head.endswith(":") else after_mark
    return found + (run if marked and (len(run) > 1 or marked > 1) else [])
