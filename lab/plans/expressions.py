"""An expression as EXPLAIN prints it, read as tokens: what it names, and what AND joins in it.

The printer (get_rule_expr in src/backend/utils/adt/ruleutils.c) puts brackets around operations, so
that no precedence has to be known, and words of SQL in capitals, which an unquoted name never has.
Nothing here is recursive, and all of it is linear.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST = 10_000
"""Beyond so many signs, literals apart, an expression is not read: nobody indexes it."""

WORD = r"[^\W\d][\w$]*+"
QUOTED = r'"(?:[^"]|"")*+"'
TYPE = rf"""(?:{WORD}|{QUOTED})(?:\.(?:{WORD}|{QUOTED}))?(?:\ (?:varying|precision))?
    (?:\([\d, ]+\))?(?:\ with(?:out)?\ time\ zone)?
    (?:\ (?:year|month|day|hour|minute|second)(?:\ to\ (?:month|hour|minute|second))?(?:\(\d\))?)?
    (?:\[\d*\])*"""
TOKEN = re.compile(
    rf"""\s*+(?:
    (?P<literal>[eE]'(?:[^'\\]|''|\\.)*+'|(?:[bBxXnN]|[uU]&)?'(?:[^']|'')*+')
    |(?P<value>\$\d+|\(InitPlan\ \d+\)(?:\.col\d+)?)
    |(?P<subplan>\(alternatives:\ [^()]*\)
        |(?:EXISTS)?\((?:hashed\ |rescan\ )?(?:SubPlan|InitPlan)\ \d+\)(?:\.col\d+)?)
    |(?P<operator>[-+*/<>=~!@\#%^&|`?]++|OPERATOR\([^()]*\))
    |(?P<keyword>(?:[A-Z][A-Z_]*+|true|false)(?![\w$]))
    |(?P<cast>::\s*{TYPE})
    |(?P<name>{QUOTED}|{WORD})
    |(?P<number>\d[\d_]*+(?:\.\d*+)?(?:[eE][+-]?\d++)?)
    |(?P<sign>[][(),.:])
    |(?P<other>\S))""",
    re.VERBOSE | re.DOTALL,
)
SAME_VALUE = re.compile(r"::\s*(?:text|varchar|character varying)(?:\(\d+\))?")
"""Casts of text to text, which EXPLAIN shows and an index on the column does not mind."""

CLOSING = {")": "(", "]": "["}
OPENING = frozenset(CLOSING.values())

Span = tuple[int, int]
"""The first token of a part, and the one behind its last."""


@dataclass(frozen=True, slots=True)
class Expression:
    """The tokens of an expression, and where each ends: a bracket that opens, at its partner."""

    kinds: Sequence[str]
    texts: Sequence[str]
    ends: Sequence[int]

    @property
    def whole(self) -> Span:
        """All of it."""
        return 0, len(self.texts)

    def unnested(self, part: Span) -> Span:
        """The part without the brackets around it."""
        start, end = part
        while start < end and self.texts[start] == "(" and self.ends[start] == end - 1:
            start, end = start + 1, end - 1
        return start, end

    def terms(self) -> Iterator[Span]:
        """What AND joins, brackets taken off, in the order of reading."""
        waiting = [self.whole]
        while waiting:
            start, end = part = self.unnested(waiting.pop())
            cuts = [at for at in self.outermost(part) if self.texts[at] == "AND"]
            if cuts:
                starts = [start, *(at + 1 for at in cuts)]
                waiting += reversed(list(zip(starts, [*cuts, end], strict=True)))
            elif start < end:
                yield part

    def outermost(self, part: Span) -> Iterator[int]:
        """The operators and words of a part that are in none of its brackets."""
        at, end = part
        in_case = 0
        while at < end:
            if self.kinds[at] == "keyword":
                in_case += {"CASE": 1, "END": -1}.get(self.texts[at], 0)
            if not in_case and self.kinds[at] in ("operator", "keyword"):
                yield at
            at = self.ends[at] + 1

    def plain_column(self, part: Span, alias: str | None) -> str | None:
        """The column that the part is, perhaps cast from text to text."""
        start, end = self.unnested(part)
        if end - start > 1 and SAME_VALUE.fullmatch(self.texts[end - 1]):
            start, end = self.unnested((start, end - 1))
        length = 3 if start + 1 < end and self.texts[start + 1] == "." else 1
        return self._column(end - 1, alias) if end - start == length else None

    def columns(self, part: Span, alias: str | None) -> Iterator[str]:
        """The columns that a part names, as they are printed, each as often as it stands there."""
        for at in range(*part):
            if (name := self._column(at, alias)) is not None:
                yield name

    def _column(self, at: int, alias: str | None) -> str | None:
        """The name there, if it is a column of the table with this alias, or of any."""
        if self.kinds[at] != "name" or self._near(at, 1) in ("(", ".", "=>"):
            return None
        first = at
        if self._near(at, -1) == ".":
            first = at - 2
            if first < 0 or self.kinds[first] != "name":
                return None
            if alias and unquoted(self.texts[first]) != alias:
                return None
        before = self._near(first, -1)
        part_of_time = before == "(" and self._near(first, -2) == "EXTRACT"
        return None if part_of_time or before in ("COLLATE", "OVER") else self.texts[at]

    def _near(self, at: int, steps: int) -> str:
        return self.texts[at + steps] if 0 <= at + steps < len(self.texts) else ""


def parse_expression(text: str) -> Expression | None:
    """The tokens; None where something is no token, or a bracket has no partner."""
    kinds, texts = [], []
    for found in TOKEN.finditer(text):
        kind = found.lastgroup or ""
        kinds.append(kind)
        texts.append(found[kind])
    ends = _ends(texts)
    if "other" in kinds or ends is None or (len(text) > LONGEST and _is_long(kinds, texts)):
        return None
    return Expression(kinds, texts, ends)


def _is_long(kinds: Sequence[str], texts: Sequence[str]) -> bool:
    pairs = zip(kinds, texts, strict=True)
    return sum(len(written) for kind, written in pairs if kind != "literal") > LONGEST


def unquoted(name: str) -> str:
    """The name as the catalog has it."""
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


def _ends(texts: Sequence[str]) -> Sequence[int] | None:
    """Where each token ends, itself or the bracket that closes it; None if one has no partner."""
    ends = list(range(len(texts)))
    unfinished: list[int] = []
    for at, written in enumerate(texts):
        if written in OPENING:
            unfinished.append(at)
        elif written in CLOSING:
            if not unfinished or texts[unfinished[-1]] != CLOSING[written]:
                return None
            ends[unfinished.pop()] = at
    return None if unfinished else ends
