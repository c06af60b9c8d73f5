"""Times of day in words, written in figures: ``setengah delapan`` and ``half past seven`` become ``7.30``, ``7:30``."""

import re
from functools import cache

from translate.numbers.words import ENGLISH, INDONESIAN

_ID_UNITS = "satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan"
_ID_HOUR = (
    rf"(?:(?:1[0-2]|0?[1-9])(?![\d.,:])|sebelas|dua belas|sepuluh|(?:{_ID_UNITS})(?! (?:belas|puluh|ratus|ribu)))"
)
_ID_MINUTES = (
    rf"(?:[1-5]?\d(?![\d.,:])|(?:dua|tiga|empat|lima) puluh(?: (?:{_ID_UNITS}))?|"
    rf"sebelas|sepuluh|(?:{_ID_UNITS})(?: belas)?)"
)
_PART_OF_DAY = r"(?:pagi|siang|sore|petang|malam|subuh|dini hari)"
_CLOCK = r"(?P<clock>[Pp]ukul|[Jj]am)"
# "setengah lima" alone may be half of something; a part of the day, or a word that times follow, tells.
_HALF_AFTER_CLOCK = re.compile(rf"\b{_CLOCK} setengah (?P<hour>{_ID_HOUR})\b")
_HALF_BEFORE_PART = re.compile(rf"\b(?P<half>[Ss]etengah) (?P<hour>{_ID_HOUR})(?= {_PART_OF_DAY}\b)")
_HALF_AFTER_WORD = re.compile(
    rf"\b(?P<before>[Mm]enjelang|[Ss]ekitar|[Ss]ejak|[Hh]ingga|[Ss]ampai) setengah (?P<hour>{_ID_HOUR})"
    r"(?=[,.;!?)]|$)"
)
_LATER = re.compile(
    rf"\b{_CLOCK} (?P<hour>{_ID_HOUR}) (?P<way>lewat|lebih|kurang) (?:(?P<quarter>seperempat)\b|"
    rf"(?P<minutes>{_ID_MINUTES})(?: menit\b|(?= {_PART_OF_DAY}\b| wi(?:b|ta|t)\b|[,.;!?)]|$)))",
    re.IGNORECASE,
)
_EN_CLOCK = re.compile(r" past |quarter|minutes? (?:to|before) ", re.IGNORECASE)
_EN_HOURS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_EN_HOUR = rf"(?:(?:1[0-2]|[1-9])(?![\d.,:])|{_EN_HOURS})"
_EN_HALF = re.compile(rf"\bhalf[ -]past (?P<hour>{_EN_HOUR})\b", re.IGNORECASE)
_EN_QUARTER = re.compile(rf"\b(?:a )?quarter (?P<way>past|after|to|before) (?P<hour>{_EN_HOUR})\b", re.IGNORECASE)
_EN_MINUTES = re.compile(
    r"\b(?P<minutes>[1-5]?\d|(?:twenty|thirty|forty|fifty)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?|"
    rf"eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|{_EN_HOURS})(?P<said> minutes?)? "
    rf"(?P<way>past|to|before) (?P<hour>{_EN_HOUR})\b",
    re.IGNORECASE,
)


def indonesian_clock(text: str) -> str:
    """Return ``text`` with times in words as figures: ``jam dua kurang lima menit`` as ``pukul 1.55``."""
    if "setengah" in text or "Setengah" in text:
        text = _HALF_AFTER_CLOCK.sub(lambda found: f"{_pukul(found['clock'])} {_half(found['hour'])}", text)
        text = _HALF_BEFORE_PART.sub(
            lambda found: ("Pukul " if found["half"][0] == "S" else "pukul ") + _half(found["hour"]), text
        ).replace("pukul pukul", "pukul")
        text = _HALF_AFTER_WORD.sub(lambda found: f"{found['before']} pukul {_half(found['hour'])}", text)
    if "lewat" in text or "lebih" in text or "kurang" in text:
        text = _LATER.sub(_later_in_figures, text)
    return text


def english_clock(text: str) -> str:
    """Return ``text`` with times in words as figures: ``a quarter to six`` as ``5:45``."""
    if not _EN_CLOCK.search(text):
        return text
    text = _EN_HALF.sub(lambda found: f"at {_english(found['hour'])}:30", text)
    text = _EN_QUARTER.sub(lambda found: f"at {_time(_english(found['hour']), 15, found['way'], ':')}", text)
    return _EN_MINUTES.sub(_minutes_in_figures, text)


def _pukul(word: str) -> str:
    return "Pukul" if word[0].isupper() else "pukul"


def _half(hour: str) -> str:
    return _time(_indonesian(hour), 30, "kurang", ".")


def _later_in_figures(found: re.Match[str]) -> str:
    minutes = 15 if found["quarter"] else _indonesian(found["minutes"])
    time = _time(_indonesian(found["hour"]), minutes, found["way"].lower(), ".")
    return f"{_pukul(found['clock'])} {time}"


def _minutes_in_figures(found: re.Match[str]) -> str:
    minutes, way = _english(found["minutes"]), found["way"].lower()
    # "from ten to six" and "two to three people" are no times.
    if way != "past" and not found["said"]:
        return found[0]
    return f"at {_time(_english(found['hour']), minutes, way, ':')}" if 0 < minutes < 60 else found[0]


def _time(hour: int, minutes: int, way: str, mark: str) -> str:
    """Return the time so many minutes after an hour, or before it, on a clock of twelve hours."""
    if way in {"kurang", "to", "before"}:
        hour, minutes = (hour - 1 or 12), 60 - minutes
    return f"{hour}{mark}{minutes:02}"


@cache
def _indonesian(words: str) -> int:
    if words.isdecimal():
        return int(words)
    first, *rest = words.lower().split()
    value = INDONESIAN.units[first]
    if rest[:1] == ["belas"]:
        return value + 10
    return value * 10 + sum(INDONESIAN.units[word] for word in rest[1:]) if rest else value


@cache
def _english(words: str) -> int:
    return int(words) if words.isdecimal() else sum(ENGLISH.units[word] for word in re.split("[ -]", words.lower()))
