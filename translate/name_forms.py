"""The forms in which newspapers write names of people, places and newsrooms, as parts of patterns."""

NAME = r"[A-Z][\w.'’-]{0,24}"
PLACE = rf"{NAME}(?:,? {{1,2}}{NAME}){{0,3}}"
WEB_NEWSROOM = r"[A-Za-z][\w-]{1,30}(?:\.[A-Za-z]{2,4}){0,2}\.(?:com|COM|Com|co|CO|Co|id|ID|net|NET|tv|TV|news|NEWS)"
