"""Which limits of a Field the database keeps too: by the column's type, or by a CHECK.

A CHECK is read as far as it is a conjunction of comparisons of the column, or of its length, with
constants. What is beyond that is not guessed at: `understood` tells of it.
"""

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from lab.conventions.knowing.key_types import INTEGERS
from lab.schema import Column, ConstraintKind, Limit, Table

SIGNS: dict[type[exp.Expr], str] = {
    exp.GT: ">",
    exp.GTE: ">=",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.EQ: "=",
    exp.NEQ: "<>",
}
TURNED = {">": "<", ">=": "<=", "<": ">", "<=": ">=", "=": "=", "<>": "<>"}
LENGTHS = ("character_length", "octet_length", "cardinality", "jsonb_array_length")
PATTERNS = (exp.RegexpLike, exp.RegexpILike, exp.Like, exp.ILike, exp.SimilarTo)


@dataclass(frozen=True, slots=True)
class Fact:
    """What a CHECK says of a column: `length >= 3`, `value < 100`, `pattern`."""

    subject: str
    sign: str = ""
    number: Decimal | None = None
    """None where the constant is no number."""


NOT_EMPTY = Fact("length", ">=", Decimal(1))


@dataclass(frozen=True, slots=True)
class Unkept:
    """The limits of a column that the database does not keep."""

    column: Column
    limits: tuple[Limit, ...]
    understood: bool
    """Whether every CHECK on the column was; one that was not may keep them."""

    def __str__(self) -> str:
        return ", ".join(f"{each.kind}={each.value}" for each in self.limits)


def unkept_limits(table: Table, enums: Iterable[str] = ()) -> Iterator[Unkept]:
    """The columns of a model that have limits which nothing keeps in the database.

    Args:
        table: a table that was read from models.
        enums: the names of enum types: their labels are limit enough.
    """
    for column in table.columns:
        if column.field is None or not column.field.limits or column.type in enums:
            continue
        checks = checks_of(table, column.name)
        read = [fact for check in checks for fact in facts_of(check, column.name)]
        facts = [fact for fact in read if fact is not None]
        left = tuple(each for each in column.field.limits if not keeps(each, column, facts))
        if left:
            yield Unkept(column, left, understood=None not in read)


def checks_of(table: Table, column: str) -> list[str]:
    """The conditions of the CHECKs that name the column."""
    return [
        each.expression or each.definition.removeprefix("CHECK").strip()
        for each in table.constraints_of(ConstraintKind.CHECK)
        if column in each.columns
    ]


def keeps(limit: Limit, column: Column, facts: Iterable[Fact]) -> bool:
    """Whether the type or one of the facts makes sure of a limit."""
    match limit.kind:
        case "pattern":
            return any(fact.subject == "pattern" for fact in facts)
        case "min_length":
            least = Fact("length", ">=", number_of(limit.value))
            return any(implies(fact, least, whole=True) for fact in facts)
        case "max_length":
            most = Fact("length", "<=", number_of(limit.value))
            by_type = Fact("length", "<=", length_of(column.type))
            return any(implies(fact, most, whole=True) for fact in [by_type, *facts])
        case _:
            sign = {"gt": ">", "ge": ">=", "lt": "<", "le": "<="}.get(limit.kind, "")
            wanted = Fact("value", sign, number_of(limit.value))
            whole = column.type in INTEGERS
            return not sign or any(implies(fact, wanted, whole=whole) for fact in facts)


def implies(fact: Fact, wanted: Fact, *, whole: bool) -> bool:
    """Whether a comparison that holds makes sure of another one; `whole`: of whole numbers."""
    way = wanted.sign[0]
    if fact.subject != wanted.subject or fact.sign not in ("=", way, f"{way}="):
        return False
    if fact.number is None or wanted.number is None:
        return fact.number is wanted.number
    return bound(fact, fact.number, way, whole=whole) >= bound(
        wanted, wanted.number, way, whole=whole
    )


def bound(fact: Fact, number: Decimal, way: str, *, whole: bool) -> tuple[Decimal, bool]:
    """How far it reaches, upwards, and whether the number itself is left out."""
    upwards = number if way == ">" else -number
    strict = fact.sign == way
    return (upwards // 1 + 1, False) if strict and whole else (upwards, strict)


def facts_of(condition: str, column: str) -> tuple[Fact | None, ...]:
    """What a condition says of the column; None stands for what cannot be read."""
    conjuncts = parsed(condition)
    if conjuncts is None:
        return (None,)
    named = (each for each in conjuncts if names(each, column))
    return tuple(fact for each in named for fact in facts_in(each, column))


@functools.lru_cache(maxsize=4096)
def parsed(condition: str) -> tuple[exp.Expr, ...] | None:
    """The condition, taken apart at its ANDs."""
    try:
        tree = sqlglot.parse_one(condition, dialect="postgres")
    except SqlglotError:
        return None
    bare = tree.unnest()
    return tuple(bare.flatten()) if isinstance(bare, exp.And) else (bare,)


def facts_in(condition: exp.Expr, column: str) -> tuple[Fact | None, ...]:
    """What one comparison says of the column."""
    condition = without_null(condition.unnest(), column)
    if isinstance(condition, PATTERNS):
        return (Fact("pattern"), NOT_EMPTY)
    if isinstance(condition, exp.Between):
        sides = (("<=", condition.args["high"]), (">=", condition.args["low"]))
        return tuple(compared(condition.this, sign, side, column) for sign, side in sides)
    if (values := listed(condition)) is not None:
        return one_of(subject_of(condition.this, column), values)
    sign = SIGNS.get(type(condition))
    if sign is None:
        return (None,)
    left, right = condition.this, condition.expression
    found = compared(left, sign, right, column)
    return (found or compared(right, TURNED[sign], left, column),)


def without_null(condition: Any, column: str) -> Any:
    """`x IS NULL OR x > 0` as `x > 0`: a CHECK passes a null anyway."""
    if isinstance(condition, exp.Or):
        sides = [condition.this.unnest(), condition.expression.unnest()]
        rest = [each for each in sides if not is_null(each, column)]
        if len(rest) == 1:
            return rest[0]
    return condition


def is_null(condition: exp.Expr, column: str) -> bool:
    """Whether it asks if the column is null."""
    asks = isinstance(condition, exp.Is) and isinstance(condition.expression, exp.Null)
    return asks and is_column(bare(condition.this), column)


def compared(side: exp.Expr, sign: str, other: exp.Expr, column: str) -> Fact | None:
    """The fact, if one side is the column or its length and the other a constant."""
    subject, constant = subject_of(side, column), constant_of(other)
    if subject is None or constant is None:
        return None
    if sign == "<>":
        return NOT_EMPTY if constant == ("" if subject == "value" else "0") else None
    number = number_of(constant)
    if subject == "trimmed":
        # The blanks come on top, so of the length itself only the least is known.
        return None if sign[0] == "<" else Fact("length", sign if sign == ">" else ">=", number)
    return Fact(subject, sign, number)


def subject_of(side: exp.Expr, column: str) -> str | None:
    """'value' for the column itself, 'length' for its length, 'trimmed' for that without blanks."""
    side = bare(side)
    if is_column(side, column):
        return "value"
    measured = side.this if isinstance(side, (exp.Length, exp.ArraySize)) else None
    if isinstance(side, exp.Anonymous) and side.name.lower() in LENGTHS:
        measured = side.expressions[0]
    if isinstance(measured, exp.Expr):
        inner = bare(measured)
        if is_column(inner, column):
            return "length"
        if isinstance(inner, exp.Trim) and is_column(bare(inner.this), column):
            return "trimmed"
    if isinstance(side, exp.Trim) and is_column(bare(side.this), column):
        return "value"
    return None


def listed(condition: exp.Expr) -> list[exp.Expr] | None:
    """The values of `x IN (...)`, and of `x = ANY (ARRAY[...])` as the server prints it."""
    if isinstance(condition, exp.In):
        return list(condition.expressions)
    if isinstance(condition, exp.EQ) and isinstance(condition.expression, exp.Any):
        array = bare(condition.expression.this)
        return list(array.expressions) if isinstance(array, exp.Array) else None
    return None


def one_of(subject: str | None, values: list[exp.Expr]) -> tuple[Fact | None, ...]:
    """What it means to be one of these: within their range, and no shorter than the shortest."""
    constants = [each for each in map(constant_of, values) if each is not None]
    numbers = [each for each in map(number_of, constants) if each is not None]
    if not constants or len(constants) < len(values) or subject not in ("value", "length"):
        return (None,)
    ranged = within(subject, numbers) if len(numbers) == len(values) else ()
    if subject == "length":
        return ranged
    lengths = [Decimal(len(each)) for each in constants]
    return (Fact("pattern"), *within("length", lengths), *ranged)


def within(subject: str, numbers: list[Decimal]) -> tuple[Fact, Fact]:
    """Between the least and the greatest."""
    return Fact(subject, ">=", min(numbers)), Fact(subject, "<=", max(numbers))


def names(condition: exp.Expr, column: str) -> bool:
    """Whether the column is in it."""
    return any(is_column(each, column) for each in condition.find_all(exp.Column))


def is_column(side: exp.Expr, column: str) -> bool:
    """Whether it is the column of that name, as the server folds what is not quoted."""
    if not isinstance(side, exp.Column):
        return False
    name = side.this
    return column in (name.name, name.name.lower() if not name.args.get("quoted") else name.name)


def bare(side: exp.Expr) -> exp.Expr:
    """Without the casts and the parentheses that the server puts around."""
    while isinstance(side, (exp.Cast, exp.Paren)):
        side = side.this
    return side


def constant_of(side: exp.Expr) -> str | None:
    """The constant as text; None where it is none."""
    side = bare(side)
    if isinstance(side, exp.Neg) and (inner := constant_of(side.this)) is not None:
        return f"-{inner}"
    return side.name if isinstance(side, exp.Literal) else None


def number_of(value: str) -> Decimal | None:
    """The number, if it is a finite one."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def length_of(type_name: str) -> Decimal | None:
    """The n of `character varying(n)`; None where the type has no length."""
    kind, _, rest = type_name.partition("(")
    return number_of(rest.rstrip(")")) if kind.startswith("character") else None
