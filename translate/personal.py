"""Personal data that can be told by their form: addresses for mail, numbers of telephones, identity and accounts."""

import re
from collections.abc import Callable
from dataclasses import dataclass

PERSONAL = "personal"
"""Flag of a translation or pair whose Indonesian text holds such data."""

# A look that is cheap and misses nothing: an address has "@" or "(at)", every number here seven digits or more.
_WORTH_A_LOOK = re.compile(r"@|[(\[]\s?at\s?[)\]]|(?:\d[ .()/-]{0,2}){7}|[A-Z]\d{6}", re.IGNORECASE)
_DIGITS = r"\d(?:[ -]?\d)"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """A kind of personal data, the pattern of one (its last group, or all), and what its digits have to fulfil."""

    kind: str
    pattern: re.Pattern[str]
    fits: Callable[[str], bool] = lambda _: True


def _is_identity(digits: str) -> bool:
    """Return whether 16 digits can be a NIK: province, regency, district, then date of birth (of women: day + 40)."""
    day, month = int(digits[6:8]) % 40, int(digits[8:10])
    return 11 <= int(digits[:2]) <= 97 and 1 <= day <= 31 and 1 <= month <= 12


def _is_card(digits: str) -> bool:
    """Return whether the digits of a payment card pass the Luhn check (ISO/IEC 7812-1, annex B)."""
    doubled = [int(one) * (1 + place % 2) for place, one in enumerate(reversed(digits))]
    return digits[0] in "3456" and sum(sum(divmod(one, 10)) for one in doubled) % 10 == 0


def _numbered(words: str, digits: str) -> re.Pattern[str]:
    """Return the pattern of a number of so many digits that one of ``words`` introduces, a few words before it."""
    gap = r"(?:[^\S\n]|[.:()=/,\"“]|[^\W\d]+(?!\w)){1,12}?"
    return re.compile(
        rf"\b(?:{words})(?:-?nya)?\b{gap}(?<![\w.,])(?<!Rp)(?<!Rp )(?!(?:19|20)\d\d\b)({digits})(?![\d,]|[.]\d|-\d)",
        re.IGNORECASE,
    )


_FORMS = (
    _Form(kind="email", pattern=re.compile(r"(?<![\w.+-])[\w.+-]+@(?:[\w-]+\.)+[A-Za-z]{2,}")),
    _Form(
        kind="email",
        pattern=re.compile(
            r"\b[\w.+-]+\s?[(\[]\s?at\s?[)\]]\s?[\w-]+(?:\.|\s?[(\[]\s?dot\s?[)\]]\s?)[a-z.]{2,}", re.IGNORECASE
        ),
    ),
    # Mobile numbers begin with 08 and have 10 to 13 digits; +62 or 62 stands for the zero.
    _Form(kind="phone", pattern=re.compile(r"(?<![\w.,/-])(?:\+?62[ .-]?|0)8\d{1,3}(?:[ .-]?\d{2,5}){2,3}(?![\d/])")),
    _Form(kind="phone", pattern=re.compile(r"(?<![\w.,/])\(0\d{2,3}\)[ -]?\d{3,4}[ .-]?\d{2,5}(?!\d)")),
    _Form(kind="phone", pattern=re.compile(r"(?<![\w.,/-])0[2-79]\d{1,2}[ -]\d{3,4}[ -]?\d{3,5}(?![\d.,-]\d)")),
    _Form(kind="phone", pattern=re.compile(r"(?<![\w.,/])\+[1-9]\d{0,2}(?:[ .()-]{0,2}\d){7,12}(?!\d)")),
    _Form(
        kind="phone",
        pattern=_numbered(
            r"telepon|telpon|telp|tlp|hp|handphone|ponsel|wa|whatsapp|sms|faks|fax|faksimile", rf"{_DIGITS}{{6,13}}"
        ),
    ),
    _Form(kind="npwp", pattern=re.compile(r"(?<![\d.])\d\d\.\d{3}\.\d{3}\.\d-\d{3}\.\d{3}(?!\d)")),
    _Form(kind="npwp", pattern=_numbered("npwp", rf"{_DIGITS}{{14,15}}")),
    _Form(kind="identity", pattern=_numbered(r"nik|ktp|e-ktp|kk|kartu keluarga", r"(?:\d[ .-]?){15}\d")),
    _Form(kind="identity", pattern=re.compile(r"(?<![\w.,-])(\d{16})(?![\w]|[.,-]\d)"), fits=_is_identity),
    _Form(kind="identity", pattern=_numbered(r"nip|nrp|nisn|nim|bpjs|sim|nuptk", rf"{_DIGITS}{{7,17}}")),
    _Form(kind="identity", pattern=_numbered(r"paspor|passport|kitas|kitap", r"[A-Z]{1,2}\d{6,7}")),
    _Form(
        kind="account",
        pattern=_numbered(
            r"rekening|norek|no\.? rek|rek|virtual account|bca|bni|bri|mandiri|bsi|btn|cimb niaga|danamon|permata",
            rf"{_DIGITS}{{7,17}}",
        ),
    ),
    _Form(kind="card", pattern=re.compile(r"(?<![\w.,-])(\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4})(?![\w-])"), fits=_is_card),
)


def personal_data(text: str) -> tuple[tuple[str, str], ...]:
    """Return the personal data of an Indonesian text in order, each with its kind, such as ``("email", "a@b.id")``.

    The kinds are ``email``, ``phone``, ``identity`` (NIK, passport, staff number and the like), ``npwp``, ``account``
    and ``card``. A number without a form of its own counts only behind a word that says what it is. Short service
    numbers, such as 110 and 1500-123, are no one's.
    """
    if not _WORTH_A_LOOK.search(text):
        return ()
    found: dict[tuple[int, int], tuple[str, str]] = {}
    for form in _FORMS:
        for match in form.pattern.finditer(text):
            group = match.lastindex or 0
            place = match.span(group)
            taken = any(place[0] < end and begin < place[1] for begin, end in found)
            if not taken and form.fits(re.sub(r"\D", "", match[group])):
                found[place] = (form.kind, match[group])
    return tuple(found[place] for place in sorted(found))
