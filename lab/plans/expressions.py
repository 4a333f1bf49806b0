"""An expression as EXPLAIN prints it, read as tokens: what it names, and what AND joins in it.

The printer (get_rule_expr in src/backend/utils/adt/ruleutils.c) puts brackets around operations, so
that no precedence has to be known, and words of SQL in capitals, which an unquoted name never has.
Nothing here is recursive, and all of it is linear.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
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

CASES = {"CASE": 1, "END": -1}
CLOSING = {")": "(", "]": "["}
OPENING = frozenset(CLOSING.values())

Span = tuple[int, int]
"""The first token of a part, and the one behind its last."""


@dataclass(frozen=True, slots=True)
class Expression:
    """The tokens of an expression, and where each ends: a bracket that opens, at its partner.

    `columns` are those of one table, or of any, as they are printed: the name by its place.
    """

    kinds: Sequence[str]
    texts: Sequence[str]
    ends: Sequence[int]
    columns: Mapping[int, str]
    places: Sequence[int]
    """Those of the columns, in order."""

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

    def terms(self) -> Iterator[tuple[Span, Sequence[int]]]:
        """What AND joins, brackets taken off, in the order of reading; each with its outermost."""
        waiting = [self.whole]
        while waiting:
            start, end = part = self.unnested(waiting.pop())
            outermost = self.outermost(part)
            cuts = [at for at in outermost if self.texts[at] == "AND"]
            if cuts:
                starts = [start, *(at + 1 for at in cuts)]
                waiting += reversed(list(zip(starts, [*cuts, end], strict=True)))
            elif start < end:
                yield part, outermost

    def outermost(self, part: Span) -> Sequence[int]:
        """The operators and words of a part that are in none of its brackets."""
        found = []
        at, end = part
        in_case = 0
        while at < end:
            kind = self.kinds[at]
            if kind == "keyword":
                in_case += CASES.get(self.texts[at], 0)
            if not in_case and kind in ("operator", "keyword"):
                found.append(at)
            at = self.ends[at] + 1
        return found

    def plain_column(self, part: Span) -> str | None:
        """The column that the part is, perhaps cast from text to text."""
        start, end = self.unnested(part)
        is_cast = end - start > 1 and self.kinds[end - 1] == "cast"
        if is_cast and SAME_VALUE.fullmatch(self.texts[end - 1]):
            start, end = self.unnested((start, end - 1))
        length = 3 if start + 1 < end and self.texts[start + 1] == "." else 1
        return self.columns.get(end - 1) if end - start == length else None

    def has_column(self, part: Span) -> bool:
        """Whether a part names a column."""
        start, end = part
        return bisect_left(self.places, start) < bisect_left(self.places, end)


def parse_expression(text: str, alias: str | None) -> Expression | None:
    """The tokens, with the columns of the table that has this alias, or of all tables.

    None where something is no token, or a bracket has no partner.
    """
    kinds, texts = [], []
    for found in TOKEN.finditer(text):
        kind = found.lastgroup or ""
        kinds.append(kind)
        texts.append(found[kind])
    ends = _ends(texts)
    if "other" in kinds or ends is None or (len(text) > LONGEST and _is_long(kinds, texts)):
        return None
    names = (at for at, kind in enumerate(kinds) if kind == "name")
    places = [at for at in names if _is_column(kinds, texts, at, alias)]
    return Expression(kinds, texts, ends, {at: texts[at] for at in places}, places)


def _is_column(kinds: Sequence[str], texts: Sequence[str], at: int, alias: str | None) -> bool:
    """Whether the name there is a column of the table with this alias, or of any."""
    if _near(texts, at, 1) in ("(", ".", "=>"):
        return False
    first = at
    if _near(texts, at, -1) == ".":
        first = at - 2
        if first < 0 or kinds[first] != "name":
            return False
        if alias and unquoted(texts[first]) != alias:
            return False
    before = _near(texts, first, -1)
    part_of_time = before == "(" and _near(texts, first, -2) == "EXTRACT"
    return not part_of_time and before not in ("COLLATE", "OVER")


def _near(texts: Sequence[str], at: int, steps: int) -> str:
    return texts[at + steps] if 0 <= at + steps < len(texts) else ""


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
