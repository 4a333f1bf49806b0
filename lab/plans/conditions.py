"""What a node's conditions say of columns, read from the SQL text in which EXPLAIN prints them.

Source: show_qual and show_scan_qual in src/backend/commands/explain.c. A column of the node's own
table is qualified with its alias in VERBOSE plans and bare in others; what a join hands down is
always qualified. Names are given as the plan prints them, quoted where SQL asks for it.
"""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import chain

from sqlalchemy.dialects import postgresql

from lab.plans.expressions import Expression, Span, parse_expression, unquoted
from lab.plans.nodes import PlanNode

__all__ = [
    "columns_of",
    "create_index",
    "create_statistics",
    "equal_columns",
    "index_columns",
    "index_for",
    "operators",
    "sort_columns",
    "table_name",
    "unquoted",
]

ORDER = re.compile(r"(?s)(.+?)((?: DESC)?(?: NULLS (?:FIRST|LAST))?)")
COMPARISONS = frozenset(("=", "<", "<=", ">", ">=", "<>"))
FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
PREDICATES = {"IS TRUE": "{}", "IS FALSE": "NOT {}", "IS NULL": "{} IS NULL"}
RANGES = frozenset(("<", "<=", ">", ">="))
LONGEST_NAME = 63
MOST_KEPT = 2**15
"""Several rules ask for the same condition, and a plan may have very many of them."""

QUOTING = postgresql.dialect().identifier_preparer  # type: ignore[no-untyped-call]

Pairs = tuple[tuple[str, str], ...]


def columns_of(expression: str | None, node: PlanNode) -> tuple[str, ...]:
    """The columns of the node's table in an expression, each once; () if it cannot be read.

    Those of all tables, for a node that has no table of its own.
    """
    return _read(expression, node.alias)[0] if expression else ()


def operators(expression: str | None, node: PlanNode) -> Pairs:
    """The comparisons that AND joins, as (column, operator): `(("user_id", "="), ...)`.

    Only those of one column of the node's table with something that is not of this table. The
    operators that have no name in SQL are `= ANY`, `IS NULL`, `IS TRUE` and `IS FALSE`; one that
    no B-tree knows (LIKE, @>) is `""`.
    """
    return _read(expression, node.alias)[1] if expression else ()


def equal_columns(node: PlanNode, *expressions: str | None) -> tuple[str, ...]:
    """The columns that these conditions hold to one value."""
    return _compared(node, expressions, {"="})


def index_columns(node: PlanNode, *expressions: str | None) -> tuple[str, ...]:
    """The columns of a B-tree index for these conditions: all compared with =, then one range."""
    equal = _compared(node, expressions, {"="}) + _compared(node, expressions, {"= ANY"})
    ranges = [name for name in _compared(node, expressions, RANGES) if name not in equal]
    return tuple(dict.fromkeys([*equal, *ranges[:1]]))


def index_for(node: PlanNode, *expressions: str | None) -> str:
    """The statement that makes a B-tree index for these conditions; "" if none would serve them.

    What is asked of every row alike (`NOT completed`, `deleted_at IS NULL`) becomes its WHERE.
    """
    columns = index_columns(node, *expressions)
    asked = [
        (column, phrase)
        for operator, phrase in PREDICATES.items()
        for column in _compared(node, expressions, {operator})
    ]
    if not node.relation or not (columns or asked):
        return ""
    where = " AND ".join(phrase.format(column) for column, phrase in asked)
    statement = create_index(node, columns or [column for column, _ in asked])
    return f"{statement} WHERE {where}" if columns and where else statement


def sort_columns(keys: Sequence[str], node: PlanNode) -> tuple[str, ...]:
    """The keys of a sort as those of an index on the node's table; () if one is no plain column.

    `orders.created_at DESC` is `created_at DESC` there.
    """
    found = []
    for key in keys:
        told = ORDER.fullmatch(key)
        parsed = parse_expression(told[1], node.alias) if told else None
        column = parsed.plain_column(parsed.whole) if parsed else None
        if told is None or column is None:
            return ()
        found.append(column + told[2])
    return tuple(found)


def create_index(node: PlanNode, columns: Sequence[str]) -> str:
    """The statement that makes an index on the node's table; columns as they are printed."""
    return f"CREATE INDEX ON {table_name(node)} ({', '.join(columns)})"


def create_statistics(node: PlanNode, columns: Sequence[str]) -> str:
    """The statement that makes extended statistics; before PostgreSQL 16 they need a name."""
    words = re.findall(r"\w+", "_".join([node.relation or "", *columns]))
    name = QUOTING.quote("_".join(words)[:LONGEST_NAME])
    return f"CREATE STATISTICS {name} ON {', '.join(columns)} FROM {table_name(node)}"


def table_name(node: PlanNode) -> str:
    """The node's table as SQL writes it; the schema is left out where it is public."""
    quote = QUOTING.quote
    names = [name for name in (node.schema, node.relation) if name and name != "public"]
    return ".".join(quote(name) for name in names)


def _compared(
    node: PlanNode, expressions: Sequence[str | None], wanted: Collection[str]
) -> tuple[str, ...]:
    pairs = chain.from_iterable(operators(each, node) for each in expressions)
    return tuple(dict.fromkeys(column for column, operator in pairs if operator in wanted))


@lru_cache(maxsize=MOST_KEPT)
def _read(expression: str, alias: str | None) -> tuple[tuple[str, ...], Pairs]:
    """The columns and the comparisons: most conditions are asked for both."""
    parsed = parse_expression(expression, alias)
    if parsed is None:
        return (), ()
    columns = tuple(dict.fromkeys(parsed.columns.values()))
    pairs = (_comparison(parsed, term, outermost) for term, outermost in parsed.terms())
    return columns, tuple(pair for pair in pairs if pair is not None)


def _comparison(parsed: Expression, term: Span, outermost: Sequence[int]) -> tuple[str, str] | None:
    """The column and the operator, if the term is a comparison of one column."""
    start, end = term
    if column := parsed.plain_column(term):
        return column, "IS TRUE"
    if parsed.texts[start] == "NOT":
        column = parsed.plain_column((start + 1, end))
        return (column, "IS FALSE") if column else None
    # A sign before all else, as in `- 1`, has nothing at its left.
    between = [at for at in outermost if at > start]
    if between and parsed.texts[between[0]] == "IS":
        return _asked(parsed, (start, between[0]), (between[0] + 1, end))
    is_binary = bool(between) and parsed.kinds[between[0]] == "operator"
    return _compared_at(parsed, term, between[0]) if is_binary else None


def _asked(parsed: Expression, left: Span, right: Span) -> tuple[str, str] | None:
    column = parsed.plain_column(left)
    if column is None or parsed.has_column(right):
        return None
    return column, "IS NULL" if parsed.texts[slice(*right)] == ["NULL"] else ""


def _compared_at(parsed: Expression, term: Span, at: int) -> tuple[str, str] | None:
    written = parsed.texts[at]
    operator = written if written in COMPARISONS else ""
    left, right = (term[0], at), (at + 1, term[1])
    for side, other, told in ((left, right, operator), (right, left, _flipped(operator))):
        column = parsed.plain_column(side)
        if column and not parsed.has_column(other):
            return column, _of_list(told, parsed, parsed.unnested(other))
    return None


def _flipped(operator: str) -> str:
    return FLIPPED.get(operator, operator)


def _of_list(operator: str, parsed: Expression, other: Span) -> str:
    """The operator; a list, in `= ANY (...)` and `<> ALL (...)`, makes another one of it.

    A SubPlan has another value for each row, and NULL none: no index serves that.
    """
    start, end = other
    if start == end:
        return ""
    first = parsed.texts[start]
    if first == "ANY":
        return "= ANY" if operator == "=" else ""
    without_value = parsed.kinds[start] == "subplan" or first == "NULL"
    return "" if first == "ALL" or (without_value and end - start == 1) else operator
