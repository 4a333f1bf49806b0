"""The conditions of a plan taken apart: what AND joins, and the two sides of a comparison.

EXPLAIN puts every operation in parentheses of its own (get_rule_expr in
src/backend/utils/adt/ruleutils.c), so that counting them is enough to find the outermost one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

QUOTED_OR_BRACKET = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[()\[\]]""")
LITERAL = re.compile(r"""(?P<name>"(?:[^"]|"")*")|'(?:[^']|'')*'""")
INSIDE = "\0"
OPERATOR = re.compile(
    r" (!?~~\*?|!?~\*?|<>|<=|>=|=|<|>|@>|<@|&&|@@|\?[|&]?|\^@"
    r"|IS (?:NOT )?DISTINCT FROM|IS (?:NOT )?(?:NULL|TRUE|FALSE|UNKNOWN))(?: |$)"
)
SAME_VALUE = re.compile(r"\((?P<inner>.+)\)::(?:text|character varying(?:\(\d+\))?)")
"""A cast of text to text, which an index on the column does not mind."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition of several; where it is no comparison, `operator` is empty, `left` all of it.

    `arms` are what OR joins, where it does.
    """

    text: str
    left: str
    operator: str = ""
    right: str = ""
    arms: tuple[str, ...] = ()

    @property
    def negated(self) -> bool:
        """Whether it tells what should not be."""
        return (
            self.operator in ("<>", "IS DISTINCT FROM")
            or self.operator.startswith("!")
            or self.text.startswith("NOT ")
        )


@dataclass(frozen=True, slots=True)
class ColumnOf:
    """A column of the table that a plan calls by this alias; without one, of any table."""

    name: str
    alias: str | None
    is_text: bool = True
    """Whether a cast to text leaves it as it is: not so for a number, an enum or char(n)."""

    def occurs(self, expression: str) -> bool:
        """Whether the expression speaks of it."""
        return bool(self._pattern.search(without_literals(expression)))

    def is_all_of(self, expression: str) -> bool:
        """Whether the expression is the column itself, perhaps cast from text to text."""
        bare = without_parentheses(expression)
        if self.is_text and (cast := SAME_VALUE.fullmatch(bare)):
            bare = without_parentheses(cast["inner"])
        return bool(self._pattern.fullmatch(bare))

    @property
    def _pattern(self) -> "re.Pattern[str]":
        table = _written(self.alias) if self.alias else r"(?:\w+|\"(?:[^\"]|\"\")+\")"
        before = rf"(?:{table}\.)?"
        return re.compile(rf'(?<![\w".$]){before}{_written(self.name)}(?![\w"$(]|\.\w)')


def clauses_of(condition: str | None) -> tuple[Clause, ...]:
    """What AND joins in a condition, outermost parentheses taken off."""
    return tuple(map(_clause, _joined_by("AND", condition))) if condition else ()


def without_parentheses(text: str) -> str:
    """The text without the parentheses that hold all of it."""
    text = text.strip()
    while text.startswith("(") and text.endswith(")") and set(_outermost(text)) == {INSIDE}:
        if not _closes_at_the_end(text):
            break
        text = text[1:-1].strip()
    return text


def without_literals(expression: str) -> str:
    """The expression with empty strings for its literals; a quoted name may hold a quote too."""
    return LITERAL.sub(lambda found: found["name"] or "''", expression)


def normalized(expression: str, alias: str | None) -> str:
    """The expression as it would be without alias, blanks and parentheses: to tell it from others.

    PostgreSQL prints an index's expression and a plan's condition with other parentheses.
    """
    return re.sub(r"[()\s]", "", without_alias(expression, alias))


def without_alias(expression: str, alias: str | None) -> str:
    """The expression with the table's alias taken off its columns."""
    if not alias:
        return expression
    return re.sub(rf'(?<![\w".]){_written(alias)}\.', "", expression)


def _clause(text: str) -> Clause:
    arms = tuple(_joined_by("OR", text))
    if len(arms) > 1:
        return Clause(text, text, arms=arms)
    found = OPERATOR.search(_outermost(text))
    if found is None or text.startswith("NOT "):
        return Clause(text, text)
    return Clause(text, text[: found.start()], found[1], text[found.end() :])


def _joined_by(word: str, text: str) -> Iterator[str]:
    waiting = [text]
    while waiting:
        text = without_parentheses(waiting.pop())
        cuts = [found.span() for found in re.finditer(f" {word} ", _outermost(text))]
        if not cuts:
            yield text
            continue
        begins = [0, *(end for _, end in cuts)]
        ends = [*(start for start, _ in cuts), len(text)]
        parts = [text[begin:end] for begin, end in zip(begins, ends, strict=True)]
        waiting.extend(reversed(parts))


def _outermost(text: str) -> str:
    """The text with all that is quoted or in brackets made unreadable, at the same places."""
    told = list(text)
    depth, opened = 0, 0
    for found in QUOTED_OR_BRACKET.finditer(text):
        start, end = found.span()
        if found[0] in "([":
            opened = opened if depth else start
            depth += 1
        elif found[0] in ")]":
            depth -= 1
            if depth == 0:
                told[opened:end] = INSIDE * (end - opened)
        elif depth == 0:
            told[start:end] = INSIDE * (end - start)
    return "".join(told)


def _closes_at_the_end(text: str) -> bool:
    depth = 0
    for found in QUOTED_OR_BRACKET.finditer(text):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(found[0], 0)
        if depth == 0:
            return found.end() == len(text)
    return False


def _written(name: str) -> str:
    """A name as a pattern: PostgreSQL quotes it where it has to."""
    quoted = '"{}"'.format(name.replace('"', '""'))
    return rf"(?:{re.escape(quoted)}|{re.escape(name)})"
