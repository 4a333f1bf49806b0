"""A named statement with its parameters: what experiments measure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Executable


@dataclass(frozen=True, slots=True)
class Query:
    """A statement, as SQL text with `:name` parameters or as a SQLAlchemy construct."""

    name: str
    statement: str | Executable
    params: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"Query({self.name}{': ' + given if given else ''})"


def as_query(query: "Query | str | Executable", params: Mapping[str, Any] | None = None) -> Query:
    """A query as experiments want it; a bare statement gets the name "query"."""
    if isinstance(query, Query):
        return query if params is None else Query(query.name, query.statement, params)
    return Query("query", query, params or {})
