"""A plan in text form as whole lines: literals over several lines and wrapped lines joined again.

What may begin a line is read from PostgreSQL's src/backend/commands/explain.c.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from lab.errors import LabError
from lab.plans.parsing.text_nodes import begins_node, has_figures

HINT = "Paste the whole of what EXPLAIN printed, from its first node on"
WRAPPED_FROM = 50
"""Characters: a line as long as this may have been cut by what it was sent through."""

ARROW = re.compile(r"->\s+(?=[A-Za-z])")
LABEL = re.compile(r"(?:InitPlan|SubPlan) [^\s:]+(?: \(returns [$\d, ]*\))?$|CTE (?!Scan on )\S")
WORKER = re.compile(r"Worker (\d{1,9}):(?:\s+|$)")
TRIGGER = re.compile(r"Trigger(?: .*)?: (?:time=[\d.]+ )?calls=\d", re.DOTALL)
TARGET = re.compile(r"(?:Foreign )?(?:Insert|Update|Delete|Merge) on ")
PROPERTY = re.compile(r"[^\W\d_][\w /.,%-]{0,80}?:(?=\s|$)")
REST_OF_A_LINE = re.compile(
    r"(?:Memory: \d|Disk: \d|(?:Memory|Disk) Usage: |(?:Average|Peak) (?:Memory|Disk): |Misses: |"
    r"Evictions: |Overflows: |Maximum Storage: |(?:time|rows|width|loops)=\d)"
)
FREE_TEXT = re.compile(r"Trigger |CTE |Foreign (?:File|Program): ")
"""What may hold a lone quote that opens nothing."""
QUOTES = ("'", '"')
QUOTE = re.compile("['\"]")
LITERAL = re.compile(r"'[^']*'|\"[^\"]*\"")


class Kind(StrEnum):
    """What a line begins."""

    NODE = "node"
    LABEL = "label"
    WORKER = "worker"
    TRIGGER = "trigger"
    TARGET = "target"
    PROPERTY = "property"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Line:
    """A whole line: its number in what was pasted, its column, its words without indentation."""

    number: int
    column: int
    text: str
    length: int
    kind: Kind
    """What it begins."""


def kind_of(text: str) -> Kind:
    """What a line of these words begins."""
    for kind, form in FORMS.items():
        if form.match(text):
            return Kind.NODE if kind is Kind.TARGET and has_figures(text) else kind
    return Kind.NODE if has_figures(text) or begins_node(text) else Kind.OTHER


FORMS = {
    Kind.NODE: ARROW,
    Kind.LABEL: LABEL,
    Kind.WORKER: WORKER,
    Kind.TRIGGER: TRIGGER,
    Kind.TARGET: TARGET,
    Kind.PROPERTY: PROPERTY,
}


def broken(line: Line, trouble: str, hint: str = HINT) -> LabError:
    """The error that names the line at which a text stops being a plan."""
    start = line.text.partition("\n")[0]
    start = start if len(start) <= 40 else f"{start[:37]}..."
    return LabError(f"Not a plan: line {line.number} '{start}' {trouble}", hint=hint)


def whole_lines(text: str) -> list[Line]:
    """The lines of the text from the plan's first on; none when there is no plan.

    Raises:
        LabError: a line begins nothing and continues nothing.
    """
    raw = text.split("\n")
    first = next((at for at, line in enumerate(raw) if _begins_plan(line)), len(raw))
    for at, words in enumerate(raw[:first]):
        before = line_of(at + 1, words)
        if ARROW.match(before.text):
            raise broken(before, "stands below nothing")
    return _joined(_with_whole_literals(raw, first))


def _begins_plan(line: str) -> bool:
    stripped = line.strip()
    if ARROW.match(stripped):
        stripped = ARROW.sub("", stripped, count=1)
    return has_figures(stripped) or begins_node(stripped)


def line_of(number: int, raw: str) -> Line:
    """The line with this number, as it stands in the text."""
    words = raw.lstrip()
    indent = raw[: len(raw) - len(words)].expandtabs(8)
    text = words.rstrip()
    return Line(number, len(indent), text, len(raw.rstrip()), kind_of(text))


def _longer(line: Line, text: str, length: int) -> Line:
    """The line with what turned out to be the rest of it."""
    return Line(line.number, line.column, text, length, kind_of(text))


def _with_whole_literals(raw: list[str], first: int) -> Iterator[Line]:
    """Lines in which every quote that is opened is closed, if the text closes it at all."""
    last = {
        mark: max((n for n, line in enumerate(raw) if mark in line), default=-1) for mark in QUOTES
    }
    at = first
    while at < len(raw):
        line = line_of(at + 1, raw[at])
        at += 1
        if not line.text:
            continue
        quote = "" if FREE_TEXT.match(line.text) else _open_quote(line.text, "")
        pieces = [line.text]
        while quote and last[quote] >= at:
            pieces.append(raw[at].rstrip())
            quote = _open_quote(raw[at], quote)
            at += 1
        if len(pieces) > 1:
            line = _longer(line, "\n".join(pieces), len(raw[at - 1].rstrip()))
        yield line


def _open_quote(text: str, quote: str) -> str:
    for mark in QUOTE.findall(text):
        if not quote:
            quote = mark
        elif mark == quote:
            quote = ""
    return quote


@dataclass(slots=True)
class _Joined:
    """A line with those that continue it, and how many brackets they leave open."""

    first: Line
    pieces: list[str]
    length: int
    depth: int

    def line(self) -> Line:
        if len(self.pieces) == 1:
            return self.first
        return _longer(self.first, " ".join(self.pieces), self.length)

    def goes_on(self) -> bool:
        """Whether something must follow: a bracket to close, a value, the rest of a list."""
        wrapped = self.length >= WRAPPED_FROM
        return wrapped or self.depth > 0 or self.pieces[-1].endswith((",", ":"))

    def is_a_name_alone(self) -> bool:
        """Whether it is a node's name whose figures a line end may have cut off."""
        arrow = ARROW.match(self.first.text) is not None
        return arrow and self.length >= WRAPPED_FROM and not has_figures(self.line().text)


def _joined(lines: Iterable[Line]) -> list[Line]:
    """Every line with the lines that are the rest of it."""
    found: list[_Joined] = []
    for line in lines:
        if found and _is_rest(line, found[-1]):
            found[-1].pieces.append(line.text)
            found[-1].length = line.length
            found[-1].depth += _depth(line.text)
        else:
            found.append(_Joined(line, [line.text], line.length, _depth(line.text)))
    return [each.line() for each in found]


def _is_rest(line: Line, before: _Joined) -> bool:
    if REST_OF_A_LINE.match(line.text) and not before.first.text.endswith(("Planning:", "JIT:")):
        return True
    if line.text.startswith("(") and has_figures(line.text):
        return True
    if line.kind is Kind.NODE and before.is_a_name_alone():
        return not ARROW.match(line.text) and not begins_node(line.text)
    return line.kind is Kind.OTHER and before.goes_on()


def _depth(text: str) -> int:
    bare = LITERAL.sub("", text)
    opened = bare.count("(") + bare.count("[")
    return opened - bare.count(")") - bare.count("]")
