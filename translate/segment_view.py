"""An article's spans for a person to read: one a line, with position, role, rule and place in the raw text."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.text import Text

from translate.segmentation import RULES, RUN_TOGETHER
from translate.sentences import Role, Sentence

# Of the sixteen plain colours, these are legible in light and dark themes. The body, which is most of an article, has a
# plain label so that the rest stands out.
_LABELS = {
    Role.BODY: "green",
    Role.HEADLINE: "black on bright_yellow",
    Role.DATELINE: "black on bright_cyan",
    Role.RELATED: "black on bright_magenta",
    Role.CREDIT: "white on blue",
    Role.CAPTION: "black on bright_green",
    Role.METADATA: "black on white",
    Role.BOILERPLATE: "white on red",
}
_LABEL_WIDTH = max(map(len, Role)) + 2
_ARTICLE = (Role.HEADLINE, Role.BODY)
# What lies between a span and the one before it; one space, the usual case, shows as nothing.
_GLUED, _BROKEN, _SPACED, _PLAIN = "+", "¶", "␣", " "
# The text gets at least this many columns, however narrow the terminal is.
_NARROWEST = 20
# What the legend below an article says about each flag.
_FLAGS = {RUN_TOGETHER: "two words look run together, but too doubtful to be taken apart"}
_FLAGGED = "bold yellow"
# Controls would move the cursor, format characters and odd spaces would not be seen, lone surrogates cannot be printed.
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"))


def article_view(console: Console, name: object, article: str, sentences: Sequence[Sentence]) -> Iterator[Text]:
    """Yield the lines of one article for ``console``: a heading, each span of the raw text, a legend of the flags.

    A line has the span's position, role, ``start-end`` and rule, then ``+`` where no white space stands before it,
    ``¶`` where a line break does, ``␣`` for other white space than one space, then its text, and ``←`` before each of
    its flags. Text wider than a terminal is continued below itself; elsewhere a span is one line.
    """
    yield _heading(name, sentences)
    positions, places = len(str(len(sentences))), 2 * len(str(len(article))) + 1
    rules = max((len(sentence.rule) for sentence in sentences), default=0)
    reached = 0
    for position, sentence in enumerate(sentences):
        line = Text(f"{position:>{positions}} ")
        line.append(f" {sentence.role} ".ljust(_LABEL_WIDTH), style=_LABELS[sentence.role])
        line.append(f" {f'{sentence.start}-{sentence.end}':>{places}} ", style="dim")
        line.append(f"{sentence.rule:<{rules}} ", style="dim")
        line.append(f"{_gap(article[reached : sentence.start], first=position == 0)} ", style="bold red")
        text = _visible(article[sentence.start : sentence.end], "" if sentence.role in _ARTICLE else "dim")
        for flag in sentence.flags:
            text.append(f" ← {flag}", style=_FLAGGED)
        yield from _hanging(console, line, text)
        reached = sentence.end
    for flag in sorted({flag for sentence in sentences for flag in sentence.flags}):
        yield Text(f"← {flag}: {_FLAGS[flag]}", style="dim")


def rules_view(rules: Iterable[str]) -> Iterator[Text]:
    """Yield a legend of rules (``role-rule/end-rule``): what gives each role, then what makes each end."""
    parts = [rule.split("/") for rule in rules]
    if not parts:
        return
    for title, names in (("role", {part[0] for part in parts}), ("end", {part[-1] for part in parts})):
        width = max(map(len, names))
        yield Text()
        yield Text(f"What gave the {title}:", style="bold")
        for name in sorted(names):
            yield Text(f"  {name:<{width}}  {RULES[name]}", style="dim")


def _heading(name: object, sentences: Sequence[Sentence]) -> Text:
    """Return the line above an article: its name, and how many spans it has of each role."""
    counts = Counter(sentence.role for sentence in sentences)
    roles = ", ".join(f"{counts[role]} {role}" for role in Role if counts[role])
    flagged = sum(bool(sentence.flags) for sentence in sentences)
    roles += f"; {flagged} flagged" if flagged else ""
    number = f"{len(sentences)} span{'' if len(sentences) == 1 else 's'}"
    counted = Text(f"  {number}: {roles}" if roles else f"  {number}", style="dim")
    return Text().append_text(_visible(str(name), "bold")).append_text(counted)


def _gap(between: str, *, first: bool) -> str:
    """Return the sign for the white space between two spans."""
    if first or between == " ":
        return _PLAIN
    if not between:
        return _GLUED
    return _BROKEN if between.splitlines() != [between] else _SPACED


def _hanging(console: Console, line: Text, text: Text) -> Iterator[Text]:
    """Yield ``line`` followed by ``text``, which goes on below itself where the terminal ends."""
    if not console.is_terminal:
        yield line.append_text(text)
        return
    indent = line.cell_len
    for piece in text.wrap(console, max(console.width - indent, _NARROWEST), overflow="fold"):
        yield line.append_text(piece)
        line = Text(" " * indent)


def _visible(text: str, style: str) -> Text:
    """Return the text with every character that cannot be seen, or that would steer the terminal, as an escape."""
    shown, plain = Text(style=style), ""
    for character in text:
        if character == " " or not (character.isspace() or unicodedata.category(character) in _UNSEEN):
            plain += character
            continue
        shown.append(plain).append(character.encode("unicode_escape").decode(), style="bold red")
        plain = ""
    return shown.append(plain)
