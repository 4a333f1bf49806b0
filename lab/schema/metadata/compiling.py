"""How an expression and a name of a MetaData reach PostgreSQL: SQLAlchemy's compilers, and cuts."""

import contextlib
from typing import Any

from sqlalchemy import Constraint as MetaConstraint
from sqlalchemy import Index as MetaIndex
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IdentifierError, InvalidRequestError
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.elements import conv

from lab.schema.names import clipped

# Not the driver's style of parameters, which writes every percent sign twice.
DIALECT: Any = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]
COMPILER: Any = DIALECT.ddl_compiler(DIALECT, None)


def literal(expression: str | ClauseElement) -> str:
    """The expression as SQL, its values written out."""
    if isinstance(expression, str):
        return expression
    options = {"literal_binds": True, "include_table": False}
    return str(expression.compile(dialect=DIALECT, compile_kwargs=options))


def name_of(source: MetaConstraint | MetaIndex) -> str:
    """The name that `create_all` gives it; empty where it leaves that to the server.

    Some names are made by the naming convention only when the statement is written. Where it can
    make none, or the name is too long for `create_all`, what the MetaData says is told.
    """
    if source.name is None:
        return ""
    with contextlib.suppress(IdentifierError, InvalidRequestError):
        named = COMPILER.preparer.format_constraint(source, _alembic_quote=False)
        by_convention = not isinstance(source.name, str) or isinstance(source.name, conv)
        return clipped(named or "") if by_convention else str(named or "")
    return source.name if isinstance(source.name, str) else ""
