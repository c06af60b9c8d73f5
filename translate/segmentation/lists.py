"""Items of lists that were run together into one paragraph."""

import re

from translate.segmentation.name_forms import JOINT

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
# No list of a newspaper has letters enough for more.
_ITEMS = 26
# Items further apart than this are no list: a dash there is punctuation.
_ITEM_CHARACTERS = 200
# An item of a list that ran together has no mark; one longer than this is a sentence.
_GLUED_CHARACTERS = 120


def item_starts(text: str, start: int, end: int) -> list[int]:
    """Return where the items of lists inside ``text[start:end]`` begin, in order."""
    found = {match.start() for match in _BULLETS.finditer(text, start, end)}
    found.update(_dash_items(text, start, end))
    found.update(_announced_items(text, start, end))
    found.update(_numbered_items(text, start, end))
    found.update(match.start() for match in _JOINED_NUMBER.finditer(text, start, end))
    found.update(_glued_items(text, start, end))
    found.update(_timetable_items(text, start, end))
    return sorted(found - {start})


def _dash_items(text: str, start: int, end: int) -> list[int]:
    """Return the items of lists that a colon announces and dashes or stars number."""
    found: list[int] = []
    reached = start
    for match in _DASH_LIST.finditer(text, start, end):
        if match.end() < reached:
            continue
        reached = match.end()
        found.append(reached)
        position = reached + 1
        # Each search is bounded: a list has one item after the other, not one at the other end of the text.
        while item := _DASH_ITEM.search(text, position, min(end, reached + _ITEM_CHARACTERS + 4)):
            position = item.end()
            if item.start() - reached <= _ITEM_CHARACTERS and item.group(1) == match.group(1):
                reached = item.start()
                found.append(reached)
    return found


def _announced_items(text: str, start: int, end: int) -> list[int]:
    """Return the items of lists that a colon announces and ``a.``, ``a)`` or ``1)`` number, whatever their case."""
    found: list[int] = []
    reached = start
    for match in _ANNOUNCED.finditer(text, start, end):
        if match.end() < reached:
            continue
        number, mark = match.group(1), match.group(2)
        run = [match.end()]
        for step in range(1, _ITEMS):
            following = chr(ord(number) + step) if number == "a" else str(1 + step)
            sign = re.compile(rf"(?<=[\s;,.]){following}{re.escape(mark)}\s?(?=\S)")
            item = sign.search(text, run[-1] + 2, min(end, run[-1] + _ITEM_CHARACTERS))
            if item is None:
                break
            run.append(item.start())
        if len(run) > 1:
            found += run
            reached = run[-1]
    return found


def _glued_items(text: str, start: int, end: int) -> list[int]:
    """Return the items of lists that ran together with each other and with the colon that announces them."""
    found: list[int] = []
    run: list[int] = []
    joints = 0
    for match in _GLUED.finditer(text, start, end):
        if run and (match.end() - run[-1] > _GLUED_CHARACTERS or _FINAL.search(text, run[-1], match.end())):
            found += run if joints else []
            run, joints = [], 0
        if run or match.group(1):
            run.append(match.end())
            joints += not match.group(1)
    return found + (run if joints else [])


def _timetable_items(text: str, start: int, end: int) -> list[int]:
    """Return the lines of a timetable that ran together, and the sentence after the last."""
    if not _CLOCK.search(text, start, end):
        return []
    found = [match.end() for match in _TIMETABLE.finditer(text, start, end)]
    if len(found) < 2:
        return []
    after = _AFTER_TIMETABLE.search(text, found[-1], min(end, found[-1] + _GLUED_CHARACTERS))
    return [*found, after.end()] if after else found


def _numbered_items(text: str, start: int, end: int) -> list[int]:
    """Return the items of runs 1., 2., 3. of which one at least follows a mark or opens the text."""
    found: list[int] = []
    run: list[int] = []
    marked = 0
    for match in _NUMBER.finditer(text, start, end):
        number = int(match.group().rstrip(".) "))
        head = text[max(start, match.start() - 4) : match.start()].rstrip()
        after_mark = not head or head[-1] in '.!?:;"”)'
        if number == 1 or number != len(run) + 1:
            found += run if marked and (len(run) > 1 or marked > 1) else []
            run, marked = [], 0
        if number == len(run) + 1:
            run.append(match.start())
            marked += 2 if head.endswith(":") else after_mark
    return found + (run if marked and (len(run) > 1 or marked > 1) else [])
