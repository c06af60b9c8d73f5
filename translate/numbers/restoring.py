"""Values that a model wrote in a damaged or another form, put back where only one value can be meant."""

import re
from collections.abc import Iterator

_POWER = re.compile(r"(?<=[\d)])[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_RAISED_UNIT = re.compile(r"\b([kcdm]?m)([²³])")
_FIGURE = re.compile(r"(?<![\w.,:/-])\d[\d.,]*\d(?![\w:/])")
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_SCORE = re.compile(r"(?<![\d.,/:-])(\d{1,3})\s?[-–—]\s?(\d{1,3})(?![\d.,/:]*\d|-\d)")
_ONE_OF_MANY = re.compile(r"((?<![\d.,/-])1 (?:year|month|week|day|hour|minute|second))s\b")
_NAME = re.compile(r"\b[A-Z][\w'’.]+")


def with_values_of_source(source: str, plain: str, translation: str) -> str:
    """Return ``translation`` with the values of ``source`` that it holds in a damaged form put right.

    ``plain`` is what the model read in place of ``source``. ``10^6`` and ``m2`` become ``10⁶`` and ``m²`` again, and
    ``1 years`` becomes ``1 year``. A figure that is none in English, such as ``1,0845`` or ``12.5,000``, becomes the
    one of ``plain`` with the same digits. A score whose two numbers changed places, behind the same names, gets the
    order of the source.
    """
    # A copy is no English: its figures are those of its language.
    if not any(map(str.isdigit, translation)) or "".join(translation.split()) == "".join(plain.split()):
        return translation
    if not source.isascii():
        translation = _with_signs(source, translation)
    translation = _ONE_OF_MANY.sub(r"\1", translation)
    return _with_scores(plain, _with_figures(plain, translation))


def swapped_scores(source: str, translation: str) -> list[tuple[str, str]]:
    """Return the scores and ranges of a source whose two numbers stand the other way round in its translation.

    "Persik lost 3-0" says what "kalah 0-3" says, and "Persita beat Persik 3-0" what "Persik kalah 0-3 dari Persita"
    says, so a swap beside such words is none.
    """
    return [
        (one.group(), other.group())
        for one, other in _swaps(source, translation)
        if not _LOST.search(translation)
        and len(set(map(tuple, _shared_names_before(source, one, translation, other)))) == 1
    ]


_LOST = re.compile(
    r"\b(?:los(?:e|es|s|t|ing|ses|er|ers)\b|defeat\w*|beat\w*|fell|fall\w*|down|behind|trail\w*|bow\w*|succumb\w*|overc\w*|conced\w*|"
    r"thrash\w*|knock\w*|eliminat\w*|crush\w*|edged?|suffer\w*)\b",
    re.IGNORECASE,
)


def _with_signs(source: str, translation: str) -> str:
    for power in _POWER.findall(source):
        plain = re.escape(power.translate(_PLAIN).removeprefix("+"))
        translation = re.sub(rf"(?<=[\d)])\s?\^\s?{plain}(?!\d)", power, translation)
    for unit, raised in set(_RAISED_UNIT.findall(source)):
        translation = re.sub(rf"\b{unit}{raised.translate(_PLAIN)}\b", unit + raised, translation)
    return translation


def _with_figures(plain: str, translation: str) -> str:
    damaged = [found for found in _FIGURE.findall(translation) if not _ENGLISH.fullmatch(found)]
    for figure in damaged:
        meant = {one for one in _FIGURE.findall(plain) if _digits(one) == _digits(figure)}
        english = {_in_english(one) for one in meant} - {None}
        if len(english) == 1:
            translation = translation.replace(figure, str(english.pop()))
    return translation


def _digits(figure: str) -> str:
    return re.sub(r"\D", "", figure)


def _in_english(figure: str) -> str | None:
    """Return an Indonesian figure in English notation, None if it is not one number."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?", figure):
        return figure.translate(str.maketrans(".,", ",."))
    return None


def _with_scores(plain: str, translation: str) -> str:
    for one, other in list(_swaps(plain, translation)):
        before, said_before = _shared_names_before(plain, one, translation, other)
        if before and before == said_before:
            right = other.group().replace(other[1], "\0", 1)[::-1].replace(other[2][::-1], other[1][::-1], 1)[::-1]
            translation = translation.replace(other.group(), right.replace("\0", other[2]), 1)
    return translation


def _swaps(source: str, translation: str) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """Yield the scores of a source with those of the translation that have its numbers in the other order."""
    if "-" not in source and "–" not in source:
        return
    ours, theirs = list(_SCORE.finditer(source)), list(_SCORE.finditer(translation))
    said = {found.groups() for found in theirs}
    stated = {found.groups() for found in ours}
    for one in ours:
        turned = (one[2], one[1])
        if one[1] != one[2] and one.groups() not in said and turned not in stated and not _is_date(source, one):
            found = [other for other in theirs if other.groups() == turned]
            if len(found) == 1:
                yield one, found[0]


def _is_date(text: str, found: re.Match[str]) -> bool:
    """Return whether ``(3-5)`` is a day and a month, which English may write the other way round."""
    return text[: found.start()].endswith("(") and text[found.end() :].startswith(")")


def _shared_names_before(
    source: str, one: re.Match[str], translation: str, other: re.Match[str]
) -> tuple[list[str], list[str]]:
    """Return the names before a score in each text, in order, without those that the other text does not have."""
    shared = set(_names(source)) & set(_names(translation))
    ours, theirs = _names(source[: one.start()]), _names(translation[: other.start()])
    return [name for name in ours if name in shared], [name for name in theirs if name in shared]


def _names(text: str) -> list[str]:
    return [name.removesuffix("'s").removesuffix("’s").rstrip(".") for name in _NAME.findall(text)]
