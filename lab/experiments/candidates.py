"""Candidate indexes: proposed for a table, attached to no model.

`Index("x", Order.user_id)` would hang itself on the model and show up in every later migration;
a candidate stands on a bare copy of its table, in a MetaData of its own. Expressions and predicates
are taken over as they were written: PostgreSQL uses an index only for the very same expression.
"""

import hashlib
import logging
import re
from collections.abc import Sequence
from typing import Any

import sqlglot
from sqlalchemy import ClauseElement, Column, Index, MetaData, Table, TextClause, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex
from sqlalchemy.sql.visitors import iterate
from sqlglot import TokenType, exp
from sqlglot.errors import SqlglotError

from lab.errors import LabError

FORM = "orders(user_id, status) include (total_amount) where deleted_at is null"
IDENTIFIER_BYTES = 63
ORDERING = re.compile(r"((?: (?:asc|desc))?(?: nulls (?:first|last))?)$", re.IGNORECASE)
OPENING = (TokenType.L_PAREN, TokenType.L_BRACKET)
CLOSING = (TokenType.R_PAREN, TokenType.R_BRACKET)

# What it cannot parse it would log; here that is an error, told once.
logging.getLogger("sqlglot").setLevel(logging.ERROR)


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
    if name is not None and not 0 < len(name.encode()) <= IDENTIFIER_BYTES:
        raise LabError(
            f"An index's name has 1 to {IDENTIFIER_BYTES} bytes, and this one {len(name.encode())}",
            hint="Leave it out, and one is made",
        )
    if len(wanted) == 1 and isinstance(wanted[0], str):
        return _from_text(wanted[0], name)
    return _from_text(_definition(wanted), name)


def create_sql(candidate: Index) -> str:
    """The statement that builds a candidate."""
    compiled = CreateIndex(candidate).compile(dialect=postgresql.dialect())  # type: ignore[no-untyped-call]
    # The dialect doubles percent signs for the driver.
    return str(compiled).strip().replace("%%", "%")


def _from_text(definition: str, name: str | None) -> Index:
    written = definition.strip().rstrip(";")
    if not re.match(r"create\s", written, re.IGNORECASE):
        written = f"CREATE INDEX ON {written}"
    parsed = _parse(written, definition)
    table, parameters = parsed.this.args["table"], parsed.this.args["params"]
    elements, predicate = _as_written(written)
    keys: list[exp.Ordered] = parameters.args["columns"]
    included = [folded(column) for column in parameters.args.get("include") or ()]
    method = parameters.args.get("using")
    options: dict[str, Any] = {
        "unique": bool(parsed.args.get("unique")),
        "postgresql_include": included or None,
        "postgresql_where": _text(predicate) if predicate else None,
        "postgresql_using": None if method is None else method.name,
        "postgresql_with": _storage(parameters.args.get("with_storage") or ()),
    }
    columns = [folded(key.this.this) for key in keys if _is_column(key)]
    plain: dict[str, Column[Any]] = {name: Column(name) for name in (*columns, *included)}
    made = Index(
        name or _name(parsed, [*elements, predicate]),
        *(_key(key, element, plain) for key, element in zip(keys, elements, strict=False)),
        **{option: value for option, value in options.items() if value is not None},
    )
    schema = folded(table.args["db"]) if table.args.get("db") else None
    Table(folded(table.this), MetaData(), *plain.values(), made, schema=schema)
    return made


def _parse(written: str, definition: str) -> exp.Create:
    """The syntax tree of the index; only the forms that the lab can build faithfully."""
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
    if parameters.args.get("tablespace"):
        raise LabError("An index is compared in its table's place", hint="Omit TABLESPACE")
    return parsed


def _storage(properties: Sequence[exp.Property]) -> dict[str, str] | None:
    """Storage parameters such as `pages_per_range = 16`; they are words and numbers alone."""
    found = {each.this.name: each.args["value"].name for each in properties}
    for name, value in found.items():
        if not (re.fullmatch(r"\w+", name) and re.fullmatch(r"[\w.]+", value)):
            raise LabError(
                f"'{name} = {value}' is no storage parameter", hint="Write WITH (fillfactor = 70)"
            )
    return found or None


def _as_written(written: str) -> tuple[list[str], str]:
    """The texts in parentheses (the keys, then what is included) and that of the predicate."""
    elements: list[list[slice]] = [[]]
    predicate: list[slice] = []
    depth, in_predicate = 0, False
    for token in sqlglot.tokenize(written, dialect="postgres"):
        kind, place = token.token_type, slice(token.start, token.end + 1)
        depth += (kind in OPENING) - (kind in CLOSING)
        if in_predicate:
            predicate.append(place)
        elif depth == 0:
            in_predicate = kind == TokenType.WHERE
            elements += [[]] if kind in CLOSING else []
        elif depth == 1 and kind == TokenType.COMMA:
            elements.append([])
        elif depth > 1 or kind not in OPENING:
            elements[-1].append(place)
    return [_joined(written, element) for element in elements], _joined(written, predicate)


def _joined(written: str, places: Sequence[slice]) -> str:
    """Tokens as they stand in the text, without the comments and line breaks between them."""
    joined, ended = "", places[0].start if places else 0
    for place in places:
        joined += (" " if place.start > ended else "") + written[place]
        ended = place.stop
    return joined


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


def _key(key: exp.Ordered, written: str, plain: dict[str, Column[Any]]) -> Any:
    """A column where it is one, the SQL of everything else (expressions, operator classes)."""
    if _is_column(key) and key.args.get("nulls_first") == bool(key.args.get("desc")):
        column = plain[folded(key.this.this)]
        return column.desc() if key.args.get("desc") else column
    expression, ordering = re.split(ORDERING, written, maxsplit=1)[:2]
    if isinstance(key.this, exp.Column | exp.Opclass | exp.Collate | exp.Paren) or _is_call(
        key.this, expression
    ):
        return _text(written)
    return _text(f"({expression}){ordering}")


def _is_call(node: exp.Expression, written: str) -> bool:
    """Whether it is a call such as `lower(email)`: PostgreSQL wants parentheses around the rest."""
    operator = isinstance(node, exp.Binary | exp.Cast)
    return isinstance(node, exp.Func) and not operator and written.endswith(")")


def folded(identifier: exp.Identifier) -> str:
    """The name that PostgreSQL understands: without quotes, A to Z become small."""
    name = str(identifier.this)
    return name if identifier.args.get("quoted") else re.sub("[A-Z]", lambda m: m[0].lower(), name)


def _text(written: str) -> TextClause:
    """SQL as it is: a colon in it begins no parameter."""
    return text(written.replace(":", r"\:"))


def _name(parsed: exp.Create, written: Sequence[str]) -> str:
    """`lab_orders_user_id_status`; with a mark where columns alone do not tell it from others."""
    table, parameters = parsed.this.args["table"], parsed.this.args["params"]
    keys = parameters.args["columns"]
    parts = [folded(table.this), *map(_sql, keys)]
    words = "_".join(re.sub(r"\W+", "_", part).strip("_") for part in parts)
    name = f"lab_{words.lower()}"
    beyond = {name for name, value in parameters.args.items() if value}
    identifiers = (found for part in (table, *keys) for found in part.find_all(exp.Identifier))
    told = (
        not table.args.get("db")
        and beyond <= {"columns"}
        and not parsed.args.get("unique")
        and all(_is_column(key) for key in keys)
        and all(re.fullmatch("[a-z_0-9]+", folded(each)) for each in identifiers)
    )
    if told and len(name.encode()) <= IDENTIFIER_BYTES:
        return name
    everything = [str(parsed.args.get("unique")), _sql(table), _sql(parameters), *written]
    mark = hashlib.sha256("\0".join(everything).encode()).hexdigest()[:6]
    return f"{name.encode()[: IDENTIFIER_BYTES - 7].decode(errors='ignore')}_{mark}"


def _sql(node: exp.Expression) -> str:
    return node.sql(dialect="postgres", comments=False)
