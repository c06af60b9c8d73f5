"""Which quotation marks open and which close, where scrapers lost spaces, marks or the right character."""

import re

# Straight and typographic double marks; a replacement character stands where one was lost.
DOUBLE = '"“”„«»‟\ufffd'
# A spreadsheet doubles its marks: two with a space or a mark on one side alone are one.
_DOUBLED = re.compile(rf"(?<!\S)\"\"(?=[^\s\"])|(?<=[^\s\"])\"\"(?=[\s.,;:!?)\]]|\Z)|[{DOUBLE}]|''|``")
_QUOTE = re.compile(f"[{DOUBLE}]|''|``")
_CLOSES_BEFORE = frozenset(".,;:!?…)]")
_OPENS_AFTER = frozenset("([{-–—:=/")
# What it costs to read a mark against its surroundings or against its neighbour; only the order of the sums
# counts. Two openings in a row (a quotation that never closes, or continues in the next paragraph) and two
# closings cost less than a mark read against clear surroundings (4), so one stray mark changes the reading
# of none but itself.
_SURE, _CHARACTER, _UNPAIRED = 4.0, 2.0, 1.5
_QUOTED_FIRST_WORDS = re.compile(r"(?:Kami|Saya|Kita|Aku|Jadi|Ya|Iya|Kalau|Jangan|Mari|Alhamdulillah)\b")


# Between two sentences run together, a mark before these rather closes: a quotation seldom opens with its teller.
_TOLD_FIRST_WORDS = re.compile(r"(?:Ia|Dia|Beliau|Mereka|Sementara|Sebelumnya|Menurut|Pernyataan|Hal)\b")


def closing_marks(text: str, start: int, end: int) -> frozenset[int]:
    """Return the positions in ``text[start:end]`` of the double quotation marks that close a quotation.

    The marks are read together: the cheapest alternation of opening and closing (two states, Viterbi 1967).
    """
    forms = (
        _DOUBLED if text.find('""', start, end) >= 0 else _QUOTE
    )  # the search for doubled ones takes five times as long
    marks = [match.span() for match in forms.finditer(text, start, end)]
    if not marks:
        return frozenset()
    # For each mark: was the one before closing, if this opens, and if this closes.
    steps: list[tuple[bool, bool]] = []
    opening, closing = _UNPAIRED, 0.0  # as if a closing mark stood before the text
    for mark in marks:
        open_cost, close_cost = _local_costs(text, mark, start, end)
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


def _local_costs(text: str, span: tuple[int, int], start: int, end: int) -> tuple[float, float]:
    """Return what reading the mark at ``span`` as opening and as closing costs by itself."""
    position, stop = span
    mark = text[position]
    before = text[position - 1] if position > start else " "
    after = text[stop] if stop < end else " "
    opening, closing = _by_neighbours(text, stop, before, after)
    if mark in "“„«":
        closing += _CHARACTER
    elif mark in "”»":
        opening += _CHARACTER
    return opening, closing


def _by_neighbours(text: str, stop: int, before: str, after: str) -> tuple[float, float]:
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
    if _QUOTED_FIRST_WORDS.match(text, stop):
        return (0.3, 0.6)
    if before in ".!?" and _TOLD_FIRST_WORDS.match(text, stop):
        return (_UNPAIRED, 0.3)
    return (0.5, 0.5)
