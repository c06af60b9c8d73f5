"""Addresses, domains, handles, tags, file names, case numbers, phone numbers and placeholders, found by their form."""

import functools
import re

from translate.carrying.records import Kind, Span
from translate.lexicon import Lexicon

# What a sentence puts after an address is not part of it; nor is the Indonesian "-nya" that is hung on it.
_TRAILING = re.compile(r"(?:[.,;:!?'\"”’»)\]}>*]+|-(?:nya|lah|kah|pun|ku|mu))+$")
# The first letters of the plates of vehicles, each for a region.
_PLATE_AREAS = "[A-HK-NPR-TWZ]|A[ABDEG]|B[ABDEGHKLMNP]|D[A-EGHK-NR-TW]|E[ABD]|K[BHTU]|P[ABSTY]"
_MONTHS = r"(?:jan|feb|mar|apr|mei|jun|jul|agu|ags|sep|okt|nov|des)"

# Each pattern is one kind of form; the names say which. The first that matches at a place wins.
_FORMS = r"""
  (?P<placeholder>
      \$?\{\{?\s*[\w.:!-]*\s*\}\}? | \{%.{0,40}?%\}                # {nama}, {{x}}, ${x}, {0}
    | %\(\w+\)[sdif] | (?<![\d\w%])%(?:\d+\$)?[sdif@](?!\w)         # %(nama)s, %s, %1$s
    | </?[A-Za-z][A-Za-z0-9]{0,9}(?:\s[^<>]{0,80})?/?>              # <b>, </a>, <br/>
    | &(?:[a-z]{2,8}|\#\d{1,6});                                    # &nbsp;
    | \[\[[^\[\]]{1,60}\]\] | ⟦\d+⟧ | (?<!\w)__\w+?__(?!\w)
  )
| (?P<url> (?:https?|ftp)://[^\s<>"“”]+ | (?<![\w@.])www\.[\w-]+(?:\.[\w-]+)+(?:[/?\#][^\s<>"“”]*)? )
| (?P<mail> (?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+ )
| (?P<file> (?<![\w.@-]) (?:[A-Za-z]:\\ (?:[\w.\ -]+\\)* | ~?/(?:[\w.-]+/)+ | (?:[\w-]+/)+ )?
      [\w][\w()+-]*(?:\.[\w-]+)*\.(?:SUFFIXES)(?![\w/]|\.\w) )
| (?P<domain> (?<![\w@.-]) [A-Za-z0-9][\w-]*(?:\.[A-Za-z0-9][\w-]*)*\.(?:ENDINGS)
     (?!\w|\.\w|-(?!(?:nya|lah|kah|pun|ku|mu)\b))(?:[/?\#][^\s<>"“”]*)? )
| (?P<handle> (?<![\w@./])@[A-Za-z_][\w.]*\w )
| (?P<tag> (?<![\w\#&/])\#\w*[^\W\d]\w* )
| (?P<path> (?<![\w.:/<])~?/(?:[\w.-]+/)+[\w.-]* | (?<![\w.])[A-Za-z]:\\[\w.\\-]+ )
| (?P<case>
      (?<![\w/.-]) (?:[A-Za-z]{1,10}[.-]?)?[\w][\w.()-]*(?:/[\w.()-]+)+
      (?:(?<=/PN)|(?<=/PT)|(?<=/PA)|(?<=/PTUN)|(?<=/MS)|(?<=/SPKT)|(?<=/PTA)){0,1}
      (?:(?<=/P[NTA])\ (?:Niaga\ )?[A-Z][a-z]{1,3}\.?(?:\ ?[A-Z][a-z]{1,3}\b)?(?:\.[A-Z][a-z]+)?)? )
| (?P<plate> (?<![\w.-])(?:AREAS)\ \d{1,4}\ [A-Z]{2,3}(?!\w) )
| (?P<phone> (?<![\w.,/+-]) (?:\+\d{1,3}[\ -]?)?(?:\(0?\d{2,4}\)[\ -]?)?\d{2,16}(?:[\ -]\d{2,8}){1,5}(?![\w/]|[.,]\d)
    | (?<![\w.,/+-])\+?\d{9,20}(?![\w/]|[.,]\d) )
| (?P<version> (?<![\w.,])v?\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?(?![\w]|[.,]\d)| (?<![\w.,])v\d+(?:\.\d+)+(?![\w]|[.,]\d) )
| (?P<code> (?<![\w./-]) (?=[A-Z0-9-]*[A-Z])(?=[A-Z0-9-]*\d) [A-Z0-9]+(?:-[A-Z0-9]+){2,}(?![\w/]) )
"""


def find_addresses(text: str, lexicon: Lexicon) -> list[Span]:
    """Return what ``text`` has in the form of an address, a number of a file or case, or a placeholder."""
    found = []
    for match in _pattern(lexicon).finditer(text):
        form = match.lastgroup or ""
        start, end = match.span()
        if form not in ("placeholder", "phone"):
            end = start + len(_trimmed(match.group()))
        if end > start and _means_it(form, text[start:end]):
            found.append(Span(start=start, end=end, english=text[start:end], kind=Kind.ADDRESS))
    return found


def _trimmed(address: str) -> str:
    """Return an address without the marks of the sentence; a bracket that it opened itself stays."""
    shorter = _TRAILING.sub("", address)
    if address[len(shorter) :].startswith(")") and shorter.count("(") > shorter.count(")"):
        shorter += ")"
    return shorter


def _means_it(form: str, found: str) -> bool:
    """Return whether a text of some ``form`` is not something ordinary of the same form."""
    digits = sum(character.isdigit() for character in found)
    match form:
        case "case":
            # "667/Pdt.G/2022", "12/PMK.03/2020": figures, capitals and a year or two strokes. Not "dan/atau",
            # "3/5", "5/Mei/2023", "Rp5.000/kg", "2023/2024".
            parts = found.split("/")
            words = [part for part in parts if any(one.isalpha() for one in part)]
            roman = any(re.fullmatch(r"[IVX]+", part) for part in words)
            return (
                digits > 1
                and len(parts) >= 3
                and any(part[0].isupper() for part in words if part[0].isalpha() or roman)
                and not any(re.match(_MONTHS, part, re.IGNORECASE) for part in words[:1] if len(words) == 1)
            )
        case "phone":
            # Shorter runs are years, scores or amounts.
            dated = re.match(r"\d{4}[ -]\d{4}$|\d{4}-\d{2}-\d{2}$|\d{1,2}[ -]\d{1,2}[ -]\d{4}$", found)
            return digits >= 9 and not dated
        case "version":
            return not re.fullmatch(r"\d{1,3}(?:\.\d{3})+", found)  # an amount of money
        case "domain":
            # Glued sentences look like domains: "pulang.Ia", "naik.Di".
            return not re.search(r"[a-z]\.[A-Z][a-z]{1,2}$", found) or found.lower().endswith((".com", ".net", ".org"))
        case _:
            return True


@functools.cache
def _pattern(lexicon: Lexicon) -> re.Pattern[str]:
    suffixes = "|".join(lexicon.entries("file_suffixes"))
    endings = "|".join(sorted((*lexicon.entries("top_level_domains"),), key=len, reverse=True))
    forms = _FORMS.replace("SUFFIXES", f"(?i:{suffixes})").replace("ENDINGS", f"(?i:{endings})")
    forms = forms.replace("AREAS", _PLATE_AREAS)
    return re.compile(forms, re.VERBOSE)
