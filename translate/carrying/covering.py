"""A sentence with surrogates in place of its spans, cut into parts, and the English with the spans put back."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from translate.carrying.carriers import Carrier
from translate.carrying.records import Kind, Span

# Stand for the spans until it is known how a sentence is cut. No text has a meaning for these characters.
_FIRST_MARK = 0xF0000
_MARK = re.compile("[\U000f0000-\U000fffff]")
# What may stand between spans that are carried as one: in a passage of a foreign script, other marks too.
_BETWEEN = {
    Kind.ADDRESS: re.compile(r"[ ]|,[ ]|"),
    Kind.NAME: re.compile(r"[ ]"),
    Kind.SIGN: re.compile(r"[\s,،.;:؛؟·/|-]{0,3}"),
}
_CLOSING = re.compile(r"[\s.!?…\"”’')\]]*$")
_OPENING = re.compile(r"[\s\"“‘'(\[]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A clause with surrogates in it, as a model reads it, and the span of each surrogate."""

    source: str
    sent: tuple[tuple[str, Span], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """A sentence whose spans are covered: ``text`` has a mark for each; ``before`` and ``after`` are edges of signs.

    ``closed`` says that a final mark stood behind ``after``. ``first`` is the place of the first surrogate that is
    used: where one is not returned, another one may be.
    """

    text: str
    spans: tuple[Span, ...]
    carrier: Carrier
    first: int = 0
    before: str = ""
    after: str = ""
    closed: bool = False

    @classmethod
    def of(cls, sentence: str, spans: Sequence[Span], carrier: Carrier, first: int = 0) -> "Covered":
        """Return ``sentence`` with ``spans`` covered; signs at its edges are taken off, as no model is needed there.

        Without surrogates nothing is covered but those signs.
        """
        clean = _MARK.sub(" ", sentence)
        begin, end, stop, inner = _peeled(clean, spans)
        merged = [_seen_in(clean, span) for span in _merged(clean, inner)] if carrier.surrogates else []
        pieces, position = [], begin
        for number, span in enumerate(merged):
            pieces += [clean[position : span.start], chr(_FIRST_MARK + number)]
            position = span.end
        text = "".join(pieces) + clean[position:end] + clean[stop:]
        return cls(
            text=text,
            spans=tuple(merged),
            carrier=carrier,
            first=first,
            before=clean[:begin],
            after=clean[end:stop],
            closed=stop < len(clean),
        )

    @property
    def is_bare(self) -> bool:
        """Whether nothing is left to translate: no letter and no figure outside the spans."""
        return not any(map(str.isalnum, _MARK.sub("", self.text)))

    def uncovered(self) -> str:
        """Return the sentence with the English of every span in its place."""
        inner = _MARK.sub(lambda mark: self._span(mark.group()).english, self.text)
        return self.framed(" ".join(inner.split()))

    def fits(self, clause: str, fits: Callable[[str], bool]) -> bool:
        """Return whether a clause has no more spans than there are surrogates, and ``fits`` with them."""
        marks = len(_MARK.findall(clause))
        free = len(self.carrier.available(clause, self.first)) if marks else 0
        return marks <= free and fits(self.part(clause).source)

    def part(self, clause: str) -> Part:
        """Return a clause with surrogates in the place of its marks."""
        marks = _MARK.findall(clause)
        free = self.carrier.available(clause, self.first)
        sent = tuple((one, self._span(mark)) for one, mark in zip(free, marks, strict=False))
        by_mark = dict(zip(marks, (one for one, _ in sent), strict=False))
        return Part(source=self._filled(clause, by_mark), sent=sent)

    def framed(self, english: str) -> str:
        """Return ``english`` with the signs that stood at the edges of the sentence, before its final mark."""
        stop = _closing(english) if self.closed else len(english)
        return self.before + english[:stop] + self.after + english[stop:]

    def _span(self, mark: str) -> Span:
        return self.spans[ord(mark) - _FIRST_MARK]

    def _filled(self, clause: str, by_mark: dict[str, str]) -> str:
        if self.carrier.joins:
            return _MARK.sub(lambda mark: by_mark.get(mark.group(), " "), clause)

        def apart(mark: re.Match[str]) -> str:
            before, after = self._span(mark.group()).touches
            return f"{' ' * before}{by_mark.get(mark.group(), ' ')}{' ' * after}"

        return _MARK.sub(apart, clause)


def restored(part: Part, english: str, carrier: Carrier, *, first: bool) -> str | None:
    """Return ``english`` with the spans of ``part`` put back; None if one is lost, doubled or in a wrong place.

    A sign that belongs to a figure has to stand beside one. Tags and brackets keep their order. At the beginning of
    the ``first`` part of a sentence a term of the glossary gets a capital.
    """
    if not carrier.came_back(english, [one for one, _ in part.sent]):
        return None
    places = {one: carrier.places(english, one)[0] for one, _ in part.sent}
    pieces, end = [], 0
    for one, span in sorted(part.sent, key=lambda pair: places[pair[0]]):
        start, stop = places[one]
        left, right = english[:start], english[stop:]
        if span.beside_number:
            if not (re.search(r"\d ?$", left) or re.match(r" ?\d", right)):
                return None
            if span.english.endswith(" ") and right[:1] == " ":
                right = right[1:]
        if not carrier.joins:  # a space was put where the span touches something
            start -= span.touches[0] and re.search(r"\w $", left) is not None
            right = right[span.touches[1] and re.match(r" \w", right) is not None :]
        shown = span.english
        if first and span.kind == Kind.GLOSSARY and not _OPENING.sub("", left, count=1):
            shown = shown[:1].upper() + shown[1:]
        pieces += [english[end:start], shown]
        end = len(english) - len(right)
    if not _pairs_in_order([span.english for _, span in part.sent], pieces[1::2]):
        return None
    return "".join(pieces) + english[end:]


def _pairs_in_order(sent: Sequence[str], found: Sequence[str]) -> bool:
    """Return whether opening and closing tags or brackets stand in the order in which they were sent."""
    marks = [text for text in sent if _is_paired(text)]
    return marks == [text for text in found if _is_paired(text)]


def _seen_in(text: str, span: Span) -> Span:
    """Return the span with what touches it in ``text``."""
    return replace(span, touches=(text[: span.start][-1:].isalnum(), text[span.end :][:1].isalnum()))


def _is_paired(text: str) -> bool:
    return text.startswith("<") or (len(text) == 1 and unicodedata.category(text) in ("Ps", "Pe", "Pi", "Pf"))


def _peeled(text: str, spans: Sequence[Span]) -> tuple[int, int, int, list[Span]]:
    """Return where the words of a sentence begin and end, where its final mark begins, and the spans inside.

    Lone signs before and after the words are outside, with the white space beside them.
    """
    inner, begin = list(spans), 0
    end = stop = _closing(text)
    while inner and _is_lone(inner[0]) and not text[begin : inner[0].start].strip():
        begin = inner.pop(0).end
        begin += len(text[begin:]) - len(text[begin:].lstrip())
    while inner and _is_lone(inner[-1]) and not text[inner[-1].end : end].strip():
        end = len(text[: inner.pop().start].rstrip())
    return (begin, end, stop, inner) if begin < end else (0, stop, stop, list(spans))


def _closing(text: str) -> int:
    """Return where the final marks of a text begin; its length if it has none."""
    found = _CLOSING.search(text)
    return found.start() if found else len(text)


def _is_lone(span: Span) -> bool:
    signs = span.kind == Kind.SIGN and not span.beside_number and not any(map(str.isalnum, span.english))
    return signs and not any(map(_is_paired, span.english))


def _merged(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return the spans with neighbours of one kind joined: addresses in a row, or words of a foreign script."""
    merged = list(spans[:1])
    for before, span in pairwise(spans):
        between = text[before.end : span.start]
        alike = before.kind == span.kind and span.kind in _BETWEEN and _BETWEEN[span.kind].fullmatch(between)
        whole = not any(map(_is_paired, (before.english, span.english))) and before.beside_number == span.beside_number
        if alike and whole:
            last = merged[-1]
            merged[-1] = replace(last, end=span.end, english=last.english + between + span.english)
        else:
            merged.append(span)
    return merged
