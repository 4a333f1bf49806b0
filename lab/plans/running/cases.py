"""The question whether an index serves a condition, as data: the index, the condition, a reason."""

from dataclasses import dataclass, field
from enum import StrEnum

from lab.plans.running.clauses import Clause, ColumnOf, clauses_of, normalized, without_alias
from lab.plans.running.index_details import IndexDetails, KeyDetails


class Why(StrEnum):
    """Why an index is not used."""

    USED = "used"
    COST = "cost"
    INVALID = "invalid"
    ELSEWHERE = "other table"
    PREDICATE = "predicate"
    NO_LEADING_COLUMN = "leading column"
    WRAPPED = "wrapped column"
    TYPE = "type"
    PATTERN = "pattern"
    COLLATION = "collation"
    OR = "or"
    NEGATION = "negation"
    METHOD = "method"
    CHANGING = "changing value"
    ORDER = "order"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, with what to do about it."""

    why: Why
    sentence: str
    advice: str = ""
    evidence: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """An index, and the conditions and the order that a plan wants of its table."""

    index: IndexDetails
    clauses: tuple[Clause, ...]
    alias: str | None = None
    sort_key: tuple[str, ...] = ()

    @property
    def leading(self) -> KeyDetails:
        """The first key."""
        return self.index.keys[0]

    @property
    def column(self) -> ColumnOf:
        """The first key as a column."""
        return ColumnOf(self.leading.text, self.alias, is_text=self.leading.is_text)

    @property
    def own(self) -> tuple[Clause, ...]:
        """The conditions that speak of the first key."""
        return tuple(each for each in self.clauses if self.speaks_of_leading(each.text))

    @property
    def ordered_by_leading(self) -> bool:
        """Whether the rows are wanted in an order that begins with the first key."""
        return bool(self.sort_key) and self.speaks_of_leading(self.sort_key[0])

    def uses_leading(self, clause: Clause) -> bool:
        """Whether one side of a comparison is the first key and nothing else."""
        return self.is_leading(clause.left) or self.is_leading(clause.right)

    def speaks_of_leading(self, expression: str) -> bool:
        """Whether an expression contains the first key."""
        if self.leading.computed:
            return normalized(self.leading.text, self.alias) in normalized(expression, self.alias)
        return self.column.occurs(expression)

    def shown(self, expression: str) -> str:
        """The expression without the table's alias."""
        return without_alias(expression, self.alias)

    def is_leading(self, expression: str) -> bool:
        """Whether it is the first key and nothing else."""
        if self.leading.computed:
            key = normalized(self.leading.text, self.alias)
            told = normalized(expression, self.alias)
            return told in (key, f"{key}::text")
        return self.column.is_all_of(expression)


def case_of(
    index: IndexDetails,
    condition: str | None,
    alias: str | None = None,
    sort_key: tuple[str, ...] = (),
) -> Case:
    """The case of an index against a condition as a plan without the index prints it."""
    return Case(index, clauses_of(condition), alias, sort_key)
