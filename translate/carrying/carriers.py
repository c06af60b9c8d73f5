"""What stands for a span while a model translates: the surrogate that a model copies best, found by measurement."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from translate.control_pieces import SLOTS
from translate.writing import written_whole

_NAMES = ("Zorvex", "Quilmar", "Vextor", "Jubrix", "Wolgam", "Xandro", "Fyrtel", "Kragov")
FORMS: Mapping[str, tuple[str, ...]] = {
    "slots": SLOTS,
    "code": tuple(f"XQ{number}X" for number in range(1, 9)),
    "digits": tuple(f"9{number}7{number}9" for number in range(1, 9)),
    "name": _NAMES,
    "underscored": tuple(f"__{number}__" for number in range(1, 9)),
    "bracketed": tuple(f"[{number}]" for number in range(1, 9)),
    "acronym": tuple(f"XQ{letter}" for letter in "ABDFGHJK"),
}
"""The forms that are tried, with eight surrogates each: slots first, as models of this project learn them."""

# A form is used if so many of the probes come back right; slots at once, so that other forms are not measured.
_ENOUGH, _SURE = 0.6, 0.85
# Places that spans have in sentences: subject, object, after a preposition, in a list, at the end, alone, doubled.
_PROBES = (
    "Warga dapat melapor ke {0} mulai Senin.",
    "{0} menjual makanan dan minuman di pasar.",
    "Menurut {0}, harga beras naik sejak pekan lalu.",
    "Ketua {0} bertemu dengan pengurus {1} di Jakarta.",
    "Kami membeli {0}, {1} dan {2} kemarin.",
    "Putusan nomor {0} dibacakan hakim.",
    "Perusahaan itu bernama {0}.",
    "Buka {0} lalu pilih {1}.",
    "Penduduk kota {0} merayakan hari kemerdekaan.",
    "Ia bekerja di {0} sebelum pindah ke {1}.",
    "Foto itu diunggah akun {0} pada Sabtu malam.",
    "Sekolah itu terletak di {0}.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """The surrogates of one form, and the share of the probes that came back right with it.

    Without surrogates a model copies none of the forms, and nothing is covered.
    """

    form: str = "none"
    share: float = 0.0

    @property
    def surrogates(self) -> tuple[str, ...]:
        """What stands for spans in a source, each for one span at most."""
        return FORMS.get(self.form, ())

    @property
    def joins(self) -> bool:
        """Whether a surrogate may touch the text beside it and still be read as itself."""
        return self.form == "slots"

    def available(self, text: str, first: int = 0) -> tuple[str, ...]:
        """Return the surrogates that ``text`` does not hold already, from that at the place ``first`` onward."""
        rotated = (*self.surrogates[first:], *self.surrogates[:first])
        return tuple(one for one in rotated if one not in text)

    def came_back(self, text: str, sent: Sequence[str]) -> bool:
        """Return whether ``text`` holds each of the surrogates ``sent`` once, standing alone, and no other."""
        return all(len(self.places(text, one)) == (one in sent) for one in self.surrogates)

    def places(self, text: str, surrogate: str) -> list[tuple[int, int]]:
        """Return where ``surrogate`` stands in ``text``."""
        edge = "" if self.joins else r"\w"
        before, after = (f"(?<!{edge})", f"(?!{edge})") if edge else ("", "")
        return [match.span() for match in re.finditer(f"{before}{re.escape(surrogate)}{after}", text)]


def measured_carrier(translate: Callable[[Sequence[str]], Sequence[str]], store: Path, key: str) -> Carrier:
    """Return the carrier that ``translate`` copies best, measured once for each ``key`` and kept in ``store``.

    A ``store`` that cannot be read or written only means that it is measured again.
    """
    path = store / f"{key}.json"
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Carrier(form=kept["form"], share=kept["share"])
    except (OSError, ValueError, KeyError, TypeError):
        carrier = _best(translate)
    try:
        store.mkdir(parents=True, exist_ok=True)
        with written_whole(path, shared=True) as unfinished:
            unfinished.write_text(json.dumps({"form": carrier.form, "share": carrier.share}) + "\n", encoding="utf-8")
    except OSError:
        return carrier
    return carrier


def _best(translate: Callable[[Sequence[str]], Sequence[str]]) -> Carrier:
    best = Carrier()
    for form in FORMS:
        found = Carrier(form=form, share=share_returned(Carrier(form=form), translate))
        if found.share >= _SURE and form == "slots":
            return found
        if found.share >= max(_ENOUGH, best.share + 1e-9):
            best = found
    return best


def share_returned(carrier: Carrier, translate: Callable[[Sequence[str]], Sequence[str]]) -> float:
    """Return the share of the probe sentences whose surrogates all come back once each."""
    sources = [probe.format(*carrier.surrogates) for probe in _PROBES]
    sent = [[one for one in carrier.surrogates if one in source] for source in sources]
    right = [carrier.came_back(text, ones) for text, ones in zip(translate(sources), sent, strict=True)]
    return sum(right) / len(right)
