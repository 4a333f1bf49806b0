"""What a node's conditions say of columns, read from the SQL text in which EXPLAIN prints them.

Source: show_qual and show_scan_qual in src/backend/commands/explain.c. A column of the node's own
table is qualified with its alias in VERBOSE plans and bare in others; what a join hands down is
always qualified. Names are given as the plan prints them, quoted where SQL asks for it.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import chain

from sqlalchemy.dialects import postgresql
from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from lab.plans.nodes import PlanNode

LONGEST = 10_000
DEEPEST = 60
"""Beyond these an expression is not read: nobody indexes it, and the parser is recursive."""

NOT_SQL = re.compile(
    r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|(\(alternatives: [^()]*\)"""
    r"""|(?:EXISTS)?\((?:hashed |rescan )?(?:SubPlan|InitPlan) \d+\)(?:\.col\d+)?)"""
)
"""Literals, quoted names, and what stands for a subquery; only the last is no SQL."""

ORDER = re.compile(r"(?s)(.+?)((?: DESC)?(?: NULLS (?:FIRST|LAST))?)")

COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.NEQ: "<>",
}
FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
PREDICATES = {"IS TRUE": "{}", "IS FALSE": "NOT {}", "IS NULL": "{} IS NULL"}
RANGES = frozenset(("<", "<=", ">", ">="))
SAME_VALUE = frozenset((exp.DataType.Type.TEXT, exp.DataType.Type.VARCHAR))
"""Casts of text to text, which EXPLAIN shows and an index on the column does not mind."""

QUOTING = postgresql.dialect().identifier_preparer  # type: ignore[no-untyped-call]

Pairs = tuple[tuple[str, str], ...]


def columns_of(expression: str | None, node: PlanNode) -> tuple[str, ...]:
    """The columns of the node's table in an expression, each once; () if it cannot be read.

    Those of all tables, for a node that has no table of its own.
    """
    return _columns(expression, node.alias) if expression else ()


def operators(expression: str | None, node: PlanNode) -> Pairs:
    """The comparisons that AND joins, as (column, operator): `(("user_id", "="), ...)`.

    Only those of one column of the node's table with something that is not of this table. The
    operators that have no name in SQL are `= ANY`, `IS NULL`, `IS TRUE` and `IS FALSE`; one that
    no B-tree knows (LIKE, @>) is `""`.
    """
    return _operators(expression, node.alias) if expression else ()


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
        column = _plain_column(_parsed(told[1]) if told else None, node.alias)
        if told is None or column is None:
            return ()
        found.append(column + told[2])
    return tuple(found)


def unquoted(name: str) -> str:
    """The name as the catalog has it."""
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


def create_index(node: PlanNode, columns: Sequence[str]) -> str:
    """The statement that makes an index on the node's table; columns as they are printed."""
    return f"CREATE INDEX ON {table_name(node)} ({', '.join(columns)})"


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


@lru_cache(maxsize=4096)
def _columns(expression: str, alias: str | None) -> tuple[str, ...]:
    tree = _parsed(expression)
    return () if tree is None else tuple(_own_columns(tree, alias))


@lru_cache(maxsize=4096)
def _operators(expression: str, alias: str | None) -> Pairs:
    return tuple(
        (column, operator)
        for term in _terms(_parsed(expression))
        for column, operator in _comparison(term, alias)
    )


def _parsed(expression: str) -> exp.Expr | None:
    """The expression as a tree; None where it cannot be read."""
    sql = NOT_SQL.sub(_readable, expression)
    if len(sql) > LONGEST or _depth(sql) > DEEPEST:
        return None
    try:
        select = parse_one(f"SELECT ({sql})", dialect="postgres")
    except SqlglotError:
        return None
    readable = isinstance(select, exp.Select) and len(select.expressions) == 1
    return select.expressions[0] if readable else None


def _readable(found: re.Match[str]) -> str:
    if found[1]:
        return "$0" if "InitPlan" in found[1] else "NULL"
    return "''" if found[0].startswith("'") else found[0]


def _depth(sql: str) -> int:
    depth = deepest = 0
    for sign in sql:
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(sign, 0)
        deepest = max(deepest, depth)
    return deepest


def _own_columns(tree: exp.Expr, alias: str | None) -> Iterator[str]:
    """The columns in the order of reading, each once."""
    found = (_column_name(each, alias) for each in tree.find_all(exp.Column, bfs=False))
    return iter(dict.fromkeys(name for name in found if name is not None))


def _column_name(tree: exp.Expr, alias: str | None) -> str | None:
    """Its name as it is printed, if it is a column of the table with this alias."""
    if not isinstance(tree, exp.Column) or not isinstance(tree.this, exp.Identifier):
        return None
    if alias and tree.table not in ("", alias):
        return None
    name = tree.this.name
    return '"{}"'.format(name.replace('"', '""')) if tree.this.quoted else name


def _terms(tree: exp.Expr | None) -> Iterator[exp.Expr]:
    """What AND joins, parentheses taken off."""
    waiting = [] if tree is None else [tree]
    while waiting:
        term = waiting.pop().unnest()
        if isinstance(term, exp.And):
            waiting += [term.expression, term.this]
        else:
            yield term


def _comparison(term: exp.Expr, alias: str | None) -> Iterator[tuple[str, str]]:
    """The column and the operator, if the term is a comparison of one column."""
    if column := _plain_column(term, alias):
        yield column, "IS TRUE"
    elif isinstance(term, exp.Not) and (column := _plain_column(term.this, alias)):
        yield column, "IS FALSE"
    elif isinstance(term, exp.Is) and (column := _plain_column(term.this, alias)):
        is_null = isinstance(term.expression, exp.Null) and not term.args.get("negate")
        yield column, "IS NULL" if is_null else ""
    elif isinstance(term, exp.Binary):
        yield from _binary(term, alias)


def _binary(term: exp.Binary, alias: str | None) -> Iterator[tuple[str, str]]:
    operator = COMPARISONS.get(type(term), "")
    sides = (
        (term.this, term.expression, operator),
        (
            term.expression,
            term.this,
            FLIPPED.get(operator, operator),
        ),
    )
    for side, other, told in sides:
        column = _plain_column(side, alias)
        if column and not any(_own_columns(other, alias)):
            yield column, _of_list(told, other.unnest())
            return


def _of_list(operator: str, other: exp.Expr) -> str:
    """The operator; a list, in `= ANY (...)` and `<> ALL (...)`, makes another one of it.

    A SubPlan, which has become NULL, has another value for each row: no index serves that.
    """
    if isinstance(other, exp.Null):
        return ""
    if isinstance(other, exp.Any):
        return "= ANY" if operator == "=" else ""
    is_all = isinstance(other, exp.All) or (
        isinstance(other, exp.Anonymous) and other.name.upper() == "ALL"
    )
    return "" if is_all else operator


def _plain_column(tree: exp.Expr | None, alias: str | None) -> str | None:
    """The column that the tree is, perhaps cast from text to text."""
    if tree is None:
        return None
    tree = tree.unnest()
    if isinstance(tree, exp.Cast) and tree.to.this in SAME_VALUE:
        tree = tree.this.unnest()
    return _column_name(tree, alias)
