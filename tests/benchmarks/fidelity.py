"""Are numbers, dates, names and casing carried over? 300 sentences made from templates, each kind counted.

    python tests/benchmarks/fidelity.py [--model bundled] [--failures 20] --out tests/benchmarks/results/fidelity.json

The sentences are written for this test. A sentence is right if its numbers, dates and times agree
(``translate.numbers``), every name in it stands in the English letter for letter, and it is neither a loop
nor a copy of the Indonesian.
"""

import argparse
import random
from collections import Counter
from pathlib import Path

from recording import record

from translate import Translator
from translate.checks import failed_checks
from translate.numbers import compare_numbers

PEOPLE = (
    "Budi Santoso", "Siti Rahmawati", "Andi Pratama", "Dewi Lestari", "Joko Susilo", "Maria Simanjuntak",
    "Ahmad Fauzi", "Rina Wulandari", "Hendra Gunawan", "Yohanes Tarigan", "David Miller", "Emma Larsen",
    "Mehmet Yilmaz", "Kenji Tanaka", "Olena Kovalenko",
)  # fmt: skip
PLACES = ("Surabaya", "Makassar", "Palembang", "Balikpapan", "Kupang", "Ankara", "Manila", "Nairobi", "Oslo", "Toronto")
COMPANIES = ("Telkomsel", "Garuda Indonesia", "Adaro", "Toyota", "Samsung", "Petronas", "Airbus", "Nestlé")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu")

TEMPLATES = {
    "decimal": (
        "Ekspor {place} naik {decimal} persen dibandingkan tahun lalu.",
        "Suhu di {place} mencapai {decimal} derajat.",
    ),
    "thousands": (
        "Sebanyak {thousands} warga {place} mengungsi ke tempat yang aman.",
        "Pabrik itu mempekerjakan {thousands} orang.",
    ),
    "money": (
        "Pemerintah menyediakan dana Rp{decimal} triliun untuk {place}.",
        "Harga beras di {place} naik menjadi Rp{thousands} per kilogram.",
    ),
    "date": (
        "{person} lahir di {place} pada {day_number} {month} {year}.",
        "Rapat itu akan digelar pada {day_number} {month} {year}.",
    ),
    "weekday": ("{person} tiba di {place} pada {weekday} ({day_number}/{month_number}).",),
    "time": (
        "Gempa itu terjadi pada pukul {hour}.{minute} WIB.",
        "Pesawat akan berangkat pukul {hour}.{minute} dari {place}.",
    ),
    "score": ("Tim {place} menang {goals}-{fewer} atas tim {other_place}.",),
    "speech": (
        '"Kami akan membantu semua korban," kata {person}.',
        '{person} mengatakan, "Tidak ada korban jiwa di {place}."',
    ),
    "names": ("{person} bertemu dengan {other_person} di {place}.", "{person} bekerja di {company} sejak {year}."),
    "capitals": ("PEMERINTAH MENYIAPKAN {thousands} RUMAH BARU", "HARGA MINYAK NAIK {decimal} PERSEN"),
    "small letters": ("ada {count} orang terluka dalam kecelakaan itu.", "hujan turun selama {count} hari."),
    "two sentences": ("Ada {count} korban. Semuanya dibawa ke rumah sakit.",),
}
SENTENCES = 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="bundled")
    parser.add_argument("--failures", type=int, default=0, help="print so many sentences that are not right")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    cases = sentences(random.Random(7))
    translator = Translator.load(arguments.model)
    translations = translator.translate([text for _, text, _ in cases])
    tried: Counter[str] = Counter()
    right: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    failures = []
    for (kind, text, names), translation in zip(cases, translations, strict=True):
        wrong = faults(text, translation.text, names)
        tried[kind] += 1
        right[kind] += not wrong
        reasons.update(wrong)
        if wrong:
            failures.append((kind, text, translation.text, wrong))
    assert [one.text for one in translator.translate(["", "  "])] == ["", ""]
    result = {
        "model": translator.origin,
        "sentences": len(cases),
        "right": right.total(),
        "sentences_with_fault": dict(sorted(reasons.items())),
        "right_by_kind": {kind: f"{right[kind]}/{tried[kind]}" for kind in TEMPLATES},
    }
    record(result, arguments.out)
    for failure in failures[: arguments.failures]:
        print(*failure, sep="\n    ")


def sentences(chooser: random.Random) -> list[tuple[str, str, list[str]]]:
    """Return (kind, sentence, names in it), every kind equally often."""
    cases = []
    for number in range(SENTENCES):
        kind = list(TEMPLATES)[number % len(TEMPLATES)]
        values = fillings(chooser)
        template = chooser.choice(TEMPLATES[kind])
        named = [
            name for name in ("person", "other_person", "place", "other_place", "company") if f"{{{name}}}" in template
        ]
        cases.append((kind, template.format(**values), [values[name] for name in named]))
    return cases


def fillings(chooser: random.Random) -> dict[str, str]:
    """Return a value for every gap of the templates, in Indonesian notation."""
    person, other_person = chooser.sample(PEOPLE, 2)
    place, other_place = chooser.sample(PLACES, 2)
    return {
        "person": person,
        "other_person": other_person,
        "place": place,
        "other_place": other_place,
        "company": chooser.choice(COMPANIES),
        "decimal": f"{chooser.randint(1, 49)},{chooser.randint(1, 9)}",
        "thousands": f"{chooser.randint(1, 98)}.{chooser.randint(100, 999)}",
        "day_number": str(chooser.randint(1, 28)),
        "month": chooser.choice(MONTHS),
        "month_number": str(chooser.randint(1, 12)),
        "weekday": chooser.choice(DAYS),
        "year": str(chooser.randint(1950, 2024)),
        "hour": f"{chooser.randint(1, 23):02}",
        "minute": f"{chooser.randint(1, 59):02}",
        "goals": str(chooser.randint(3, 6)),
        "fewer": str(chooser.randint(0, 2)),
        "count": str(chooser.randint(13, 60)),
    }


def faults(source: str, translation: str, names: list[str]) -> list[str]:
    """Return what is wrong with a translation, by the names of the checks."""
    agreement = compare_numbers(source, translation)
    found = [name for name in failed_checks(source, translation) if name in ("empty", "copy", "repetition")]
    if agreement.conflicts or agreement.missing or agreement.added:
        found.append("numbers")
    if any(name not in translation for name in names):
        found.append("names")
    return found


if __name__ == "__main__":
    main()
