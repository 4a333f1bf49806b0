"""Candidate indexes: proposed for a table, attached to no model.

`Index("x", Order.user_id)` would hang itself on the model and show up in every later migration;
a candidate stands on a bare copy of its table, in a MetaData of its own.
"""

import hashlib
import re
from collections.abc import Sequence
from typing import Any

import sqlglot
from sqlalchemy import ClauseElement, Column, Index, MetaData, Table, TextClause, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex
from sqlalchemy.sql.visitors import iterate
from sqlglot import exp
from sqlglot.errors import SqlglotError

from lab.errors import LabError

FORM = "orders(user_id, status) include (total_amount) where deleted_at is null"
IDENTIFIER_BYTES = 63


def index(*wanted: Any, name: str | None = None) -> Index:
    """A candidate index, from text or from columns of one model.

    Args:
        *wanted: one text such as `orders(user_id, status) include (total_amount) where ...` (a
            whole CREATE INDEX will do too), or columns and expressions of one table, such as
            `Order.user_id, Order.created_at.desc()`.
        name: its name; by default one that begins with `lab_` and says table and columns.

    Raises:
        LabError: it is not of either form, or the columns are of several tables.
    """
    if len(wanted) == 1 and isinstance(wanted[0], str):
        return _from_text(wanted[0], name)
    return _from_text(_definition(wanted), name)


def create_sql(candidate: Index) -> str:
    """The statement that builds a candidate."""
    compiled = CreateIndex(candidate).compile(dialect=postgresql.dialect())  # type: ignore[no-untyped-call]
    # The dialect doubles percent signs for the driver.
    return " ".join(str(compiled).split()).replace("%%", "%")


def _from_text(definition: str, name: str | None) -> Index:
    parsed = _parse(definition)
    table, parameters = parsed.this.args["table"], parsed.this.args["params"]
    keys = parameters.args["columns"]
    included = [column.name for column in parameters.args.get("include") or ()]
    predicate = parameters.args.get("where")
    method = parameters.args.get("using")
    options: dict[str, Any] = {
        "unique": bool(parsed.args.get("unique")),
        "postgresql_include": included or None,
        "postgresql_where": None if predicate is None else _text(predicate.this),
        "postgresql_using": None if method is None else method.name,
    }
    plain = {key.this.name: Column(key.this.name) for key in keys if _is_column(key)}
    named = {column: Column(column) for column in included if column not in plain}
    made = Index(
        name or _name(table.name, keys, parsed),
        *(_key(key, plain) for key in keys),
        **{option: value for option, value in options.items() if value is not None},
    )
    Table(table.name, MetaData(), *plain.values(), *named.values(), made, schema=table.db or None)
    return made


def _parse(definition: str) -> exp.Create:
    """The syntax tree of the index; only the forms that the lab can build faithfully."""
    written = definition.strip().rstrip(";")
    if not re.match(r"create\s", written, re.IGNORECASE):
        written = f"CREATE INDEX ON {written}"
    try:
        parsed = sqlglot.parse_one(written, dialect="postgres")
    except SqlglotError:
        parsed = None
    if (
        not isinstance(parsed, exp.Create)
        or not isinstance(parsed.this, exp.Index)
        or not parsed.this.args.get("table")
        or not (parameters := parsed.this.args.get("params"))
        or not parameters.args.get("columns")
    ):
        raise LabError(f"'{definition}' is not an index", hint=f"Write for example '{FORM}'")
    if parameters.args.get("with_storage"):
        raise LabError("An index with storage parameters cannot be compared yet", hint="Omit WITH")
    return parsed


def _definition(columns: Sequence[Any]) -> str:
    """Columns of a model as the text of an index."""
    elements = [_element(column) for column in columns]
    tables = {part.table for e in elements for part in iterate(e) if isinstance(part, Column)}
    if len(tables) != 1:
        raise LabError(
            f"An index is on the columns of one table, and these are of {len(tables)}",
            hint="Write for example lab.index(Order.user_id, Order.created_at.desc())",
        )
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    keys = [
        str(
            e.compile(
                dialect=dialect, compile_kwargs={"include_table": False, "literal_binds": True}
            )
        )
        for e in elements
    ]
    return f"{dialect.identifier_preparer.format_table(tables.pop())}({', '.join(keys)})"


def _element(column: Any) -> ClauseElement:
    element = column.__clause_element__() if hasattr(column, "__clause_element__") else column
    if not isinstance(element, ClauseElement):
        raise LabError(
            f"{column!r} is not a column", hint=f"Write lab.index(Order.user_id) or '{FORM}'"
        )
    return element


def _is_column(key: exp.Ordered) -> bool:
    return isinstance(key.this, exp.Column) and not key.this.table


def _key(key: exp.Ordered, plain: dict[str, Column[Any]]) -> Any:
    """A column where it is one, the SQL of everything else (expressions, operator classes)."""
    if not _is_column(key) or key.args.get("nulls_first") != bool(key.args.get("desc")):
        return _text(key)
    column = plain[key.this.name]
    return column.desc() if key.args.get("desc") else column


def _text(node: exp.Expression) -> TextClause:
    """The node's SQL as it is: a colon in it begins no parameter."""
    return text(_sql(node).replace(":", r"\:"))


def _sql(node: exp.Expression) -> str:
    return node.sql(dialect="postgres")


def _name(table: str, keys: list[exp.Ordered], parsed: exp.Create) -> str:
    """`lab_orders_user_id_status`; with a mark where columns alone do not tell it from others."""
    words = "_".join([table, *(re.sub(r"\W+", "_", _sql(key)).strip("_") for key in keys)])
    name = f"lab_{words.lower()}"
    beyond = {name for name, value in parsed.this.args["params"].args.items() if value}
    told = beyond <= {"columns"} and not parsed.args.get("unique") and all(map(_is_column, keys))
    if told and len(name.encode()) <= IDENTIFIER_BYTES:
        return name
    mark = hashlib.sha256(_sql(parsed).encode()).hexdigest()[:6]
    return f"{name.encode()[: IDENTIFIER_BYTES - 7].decode(errors='ignore')}_{mark}"
