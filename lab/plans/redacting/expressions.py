"""An expression as EXPLAIN prints it, with each name and each literal in it masked.

It is read as tokens, as PostgreSQL's own scanner reads them (src/backend/parser/scan.l), and each
name is judged by what stands beside it, as ruleutils.c prints it: `x.` is a table or schema, `x(`
a function, `::x` a type. What cannot be told is masked as a column; what is no name, no literal
and no operator does not exist.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lab.plans.redacting.builtin import KEYWORDS, PARTS_OF_TIME, REST_OF_TYPE
from lab.plans.redacting.names import Kind, Masks

LETTER = r"A-Za-z_\x80-\U0010ffff"
TOKEN = re.compile(
    rf"""(?P<space>[ \t\r\n\f\v]++)
    |(?P<text>[eE]'(?:[^'\\]|''|\\.)*+(?:'|\\?\Z)
        |(?:[bBxXnN]|[uU]&)?'(?:[^']|'')*+(?:'|\Z)
        |\$(?P<tag>(?:[{LETTER}][{LETTER}0-9]*+)?)\$.*?(?:\$(?P=tag)\$|\Z))
    |(?P<quoted>(?:[uU]&)?"(?:[^"]|"")*+(?:"|\Z))
    |(?P<value>\$\d+)
    |(?P<number>(?:\d[\d_]*+(?:\.\d*+)?|\.\d++)(?:[eE][+-]?\d++)?)
    |(?P<word>[{LETTER}][{LETTER}0-9$]*+)
    |(?P<sign>::|=>|.)""",
    re.VERBOSE | re.DOTALL,
)
OF_SUBPLAN = re.compile(r"col\d+")
"""The column of an InitPlan, as in `(InitPlan 1).col1`."""

SUBPLANS = frozenset(("SubPlan", "InitPlan"))
BEFORE_SUBPLANS = frozenset(("hashed", "rescan"))


@dataclass(frozen=True, slots=True)
class Token:
    """One token: of what sort it is, and as it was written."""

    sort: str
    written: str

    @property
    def is_name(self) -> bool:
        """Whether it may name something."""
        return self.sort in ("word", "quoted")

    @property
    def name(self) -> str:
        """What a name says, without its quotes."""
        if self.sort == "word":
            return self.written
        inside = self.written[self.written.index('"') + 1 :]
        return inside.removesuffix('"').replace('""', '"')


NOTHING = Token("end", "")


def tokens_of(expression: str) -> list[Token]:
    """The tokens, blanks included: put in a row they are the expression."""
    return [Token(found.lastgroup or "", found[0]) for found in TOKEN.finditer(expression)]


def redacted_expression(expression: str, masks: Masks) -> str:
    """The expression with every name and every literal masked."""
    tokens = tokens_of(expression)
    pieces = [token.written for token in tokens]
    telling = [at for at, token in enumerate(tokens) if token.sort != "space"]
    reader = _Reader([tokens[at] for at in telling], masks)
    for position, at in enumerate(telling):
        pieces[at] = reader.masked(position)
    return "".join(pieces)


@dataclass(slots=True)
class _Reader:
    """Walks over the tokens, and remembers whether it is inside a type, and there in brackets."""

    tokens: Sequence[Token]
    masks: Masks
    in_type: bool = False
    in_brackets: bool = False

    def masked(self, at: int) -> str:
        """The token's mask, or the token itself."""
        token = self.tokens[at]
        self._follow_type(at)
        if token.sort == "text":
            return f"'{self.masks.of(Kind.TEXT, token.written)}'"
        if token.sort == "number":
            kept = self.in_type or self._near(at, -1).written in SUBPLANS
            return token.written if kept else self.masks.of(Kind.NUMBER, token.written)
        if not token.is_name or self._is_postgresqls(at):
            return token.written
        mask = self._name(at)
        return token.written if mask == token.name else mask

    def _near(self, at: int, steps: int) -> Token:
        return self.tokens[at + steps] if 0 <= at + steps < len(self.tokens) else NOTHING

    def _follow_type(self, at: int) -> None:
        """A type is a name with a schema or further words, a size in brackets, and `[]`."""
        token, before = self.tokens[at], self._near(at, -1).written
        if before == "::":
            self.in_type, self.in_brackets = token.is_name, False
        elif self.in_brackets:
            self.in_type = token.sort == "number" or token.written in (",", ")")
            self.in_brackets = self.in_type and token.written != ")"
        elif self.in_type and token.written == "(":
            self.in_brackets = self.in_type = self._near(at, 1).sort == "number"
        elif self.in_type:
            further = before == "." or token.written in REST_OF_TYPE
            self.in_type = (token.is_name and further) or token.written in (".", "[", "]")

    def _is_postgresqls(self, at: int) -> bool:
        """Whether the word is one of SQL's, or of EXPLAIN's."""
        word, before, after = self.tokens[at].written, self._near(at, -1), self._near(at, 1)
        if before.written == ".":
            of_subplan = self._near(at, -4).written in SUBPLANS
            return of_subplan and OF_SUBPLAN.fullmatch(word) is not None
        if word in BEFORE_SUBPLANS:
            return after.written in SUBPLANS
        if word in PARTS_OF_TIME and after.written == "FROM":
            return True
        if word == "alternatives":
            return after.written == ":"
        further = self.in_type and before.written != "::" and word in REST_OF_TYPE
        return further or word in KEYWORDS

    def _name(self, at: int) -> str:
        name, after = self.tokens[at].name, self._near(at, 1).written
        if after == ".":
            return self._qualifier(at)
        kind = Kind.COLUMN
        if self.in_type:
            kind = Kind.TYPE
        elif self._before_path(at) == "COLLATE":
            kind = Kind.COLLATION
        elif after == "(":
            kind = Kind.FUNCTION
        elif self._near(at, -1).written == "OVER" or after == "AS":
            kind = Kind.WINDOW
        return self.masks.of(kind, name)

    def _qualifier(self, at: int) -> str:
        """What stands before a dot: the schema of a function, type and the like, or a table."""
        name = self.tokens[at].name
        calls = self._near(at, 2).is_name and self._near(at, 3).written == "("
        of_schema = self._before_path(at) in ("COLLATE", "(OPERATOR") or self.in_type or calls
        return self.masks.of(Kind.SCHEMA, name) if of_schema else self.masks.of_range(name)

    def _before_path(self, at: int) -> str:
        """The word before a name with its schema; that before a bracket with the bracket."""
        start = at - 2 if self._near(at, -1).written == "." else at
        before = self._near(start, -1).written
        return f"({self._near(start, -2).written}" if before == "(" else before
