"""Named statements with their parameters and weights: what experiments measure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Executable

from lab.errors import LabError


@dataclass(frozen=True, slots=True)
class Query:
    """A statement, as SQL text with `:name` parameters or as a SQLAlchemy construct.

    Attributes:
        name: what results call it.
        statement: with bound parameters by name.
        params: their values, as a single plan takes them.
        samples: several sets of values by name, such as "head", "middle" and "tail" of a skewed
            column; experiments measure them all, so that one lucky value decides nothing.
        weight: how often it runs, against the other queries of its workload.
    """

    name: str
    statement: str | Executable
    params: Mapping[str, Any] = field(default_factory=dict)
    samples: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    weight: float = 1.0

    @property
    def cases(self) -> "tuple[Query, ...]":
        """One query for each set of values, which share the weight among them."""
        if not self.samples:
            return (self,)
        share = self.weight / len(self.samples)
        return tuple(
            Query(f"{self.name} ({label})", self.statement, {**self.params, **values}, weight=share)
            for label, values in self.samples.items()
        )

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        sampled = f"; {', '.join(self.samples)}" if self.samples else ""
        return f"Query({self.name}{': ' + given if given else ''}{sampled})"


@dataclass(frozen=True, slots=True, init=False)
class Workload:
    """Queries that are to be judged together."""

    name: str
    queries: tuple[Query, ...]

    def __init__(self, queries: Sequence[Query], *, name: str = "workload") -> None:
        """Take the queries; each has a name of its own.

        Raises:
            LabError: there is none, one has no positive weight, or two have one name.
        """
        names = [query.name for query in queries]
        if not names:
            raise LabError("A workload without queries", hint="Give at least one lab.Query")
        if doubled := next((each for each in names if names.count(each) > 1), None):
            raise LabError(f"Two queries are named '{doubled}'", hint="Give each its own name")
        if wrong := next((each for each in queries if not each.weight > 0), None):
            raise LabError(
                f"Query '{wrong.name}' has the weight {wrong.weight}", hint="Weights are above 0"
            )
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "queries", tuple(queries))

    @property
    def cases(self) -> tuple[Query, ...]:
        """Every query with each of its sets of values; the weights add up to 1."""
        whole = sum(query.weight for query in self.queries)
        return tuple(
            replace(case, weight=case.weight / whole)
            for query in self.queries
            for case in query.cases
        )

    def __repr__(self) -> str:
        return f"Workload({self.name}: {', '.join(query.name for query in self.queries)})"


def as_query(query: "Query | str | Executable", params: Mapping[str, Any] | None = None) -> Query:
    """A query as experiments want it; a bare statement gets the name "query".

    Values that are given take the place of all that were sampled.
    """
    if isinstance(query, Query):
        return query if params is None else replace(query, params=params, samples={})
    return Query("query", query, params or {})


def as_workload(
    asked: "Workload | Query | str | Executable", params: Mapping[str, Any] | None = None
) -> Workload:
    """A workload of one query where a single one is asked for; it is called like the query.

    Raises:
        LabError: values were given for a whole workload, whose queries have their own.
    """
    if not isinstance(asked, Workload):
        query = as_query(asked, params)
        return Workload([query], name=query.name)
    if params is not None:
        raise LabError("A workload's queries have their own values", hint="Leave params out")
    return asked
