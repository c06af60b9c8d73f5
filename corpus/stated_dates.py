"""The date that a crawler's line such as ``date 2023-05`` states, for articles whose source gives none."""

import re
from collections.abc import Iterable

from translate.sentences import Role, Sentence

_MONTHS = (
    *("januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober"),
    *("november", "desember"),
)
_ISO = re.compile(
    r"(?:date|tanggal|published)[ ]?[:=]? ?(\d{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)(?![\d-])"
)
_SPELLED = re.compile(rf"\b(0?[1-9]|[12]\d|3[01]) ({'|'.join(_MONTHS)}) (\d{{4}})\b", re.IGNORECASE)


def stated_date(sentences: Iterable[Sentence]) -> str | None:
    """Return the first date stated in spans of the role ``metadata``, as ``YYYY-MM`` or ``YYYY-MM-DD``, or None.

    A date that can be read in two ways, such as 3/5/2023, is left alone.
    """
    for sentence in sentences:
        if sentence.role is Role.METADATA:
            if iso := _ISO.match(sentence.text):
                return iso[1]
            if spelled := _SPELLED.search(sentence.text):
                day, month, year = spelled.groups()
                return f"{year}-{_MONTHS.index(month.lower()) + 1:02d}-{int(day):02d}"
    return None
