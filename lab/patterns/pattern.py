"""A query pattern: a statement, where its parameters come from, and the indexes worth comparing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Executable, UpdateBase

from lab.database import Database
from lab.errors import LabError
from lab.experiments import Variant, Wanted
from lab.patterns.sampling import MIDDLE
from lab.workload import Query


@dataclass(frozen=True, slots=True)
class Pattern:
    """One documented way to ask.

    Attributes:
        name: what the command line calls it.
        question: what it asks, in a sentence.
        source: the document and section it comes from.
        statement: with bound parameters by name.
        variants: sets of secondary indexes worth comparing, the baseline first.
        sample: a select of one row, each column of which is a parameter's value; None where
            `samples` says enough, or there is no parameter.
        samples: several sets of values: a select of a row each, whose column `label` names it, or
            the sets themselves.
        walk: the relationships that are read of each object found, where the objects and not the
            rows alone are wanted. What is explained and compared is the first statement.
    """

    name: str
    question: str
    source: str
    statement: Executable
    variants: Mapping[str, Variant | Sequence[Wanted]]
    sample: Executable | None = None
    samples: Executable | Mapping[str, Mapping[str, Any]] | None = None
    walk: tuple[str, ...] = ()

    @property
    def writes(self) -> bool:
        """Whether it changes rows: it can be explained, and is undone; it cannot be compared."""
        return isinstance(self.statement, UpdateBase)

    def query(self, db: Database) -> Query:
        """The pattern with parameters sampled from the database, the same ones at every call.

        Raises:
            LabError: the database lacks the lab's tables, or they are empty.
        """
        if self.sample is None and self.samples is None:
            return Query(self.name, self.statement)
        with db.rolled_back() as connection:
            samples = self._samples(connection)
            if self.sample is None:
                params = samples.get(MIDDLE) or next(iter(samples.values()))
            else:
                params = self._rows(connection, self.sample)[0]
        return Query(self.name, self.statement, params, samples)

    def _samples(self, connection: Connection) -> dict[str, Mapping[str, Any]]:
        if self.samples is None or isinstance(self.samples, Mapping):
            return dict(self.samples or {})
        return {row.pop("label"): row for row in self._rows(connection, self.samples)}

    def _rows(self, connection: Connection, asked: Executable) -> list[dict[str, Any]]:
        """The values that were sampled; at least one row of them."""
        rows = [dict(row) for row in connection.execute(asked).mappings()]
        if not rows:
            raise LabError(
                f"Pattern '{self.name}' finds no row to take its parameters from",
                hint="Load data with 'lab load', or use a copy: lab.fresh('mine')",
            )
        return rows

    def __repr__(self) -> str:
        return f"Pattern({self.name}: {self.question})"
