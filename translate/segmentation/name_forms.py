"""The forms in which newspapers write names, as parts of patterns, and the sign for names run together."""

import re

NAME = r"[A-Z][\w.'’-]{0,24}"
PLACE = rf"{NAME}(?:,? {{1,2}}{NAME}){{0,3}}"
WEB_NEWSROOM = r"[A-Za-z][\w-]{1,30}(?:\.[A-Za-z]{2,4}){0,2}\.(?:com|COM|Com|co|CO|Co|id|ID|net|NET|tv|TV|news|NEWS)"
MONTH = r"(?:Jan|Feb|Mar|Apr|Mei|Jun|Jul|Agu|Ags|Sep|Okt|Nov|Des)"
VOWEL = re.compile(r"[aiueoAIUEO]")

# Put in where words were run together: white space that tells where none was. Repaired text has no other use
# of this character.
JOINT = "\x1f"
