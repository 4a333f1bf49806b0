"""A query pattern: a statement, where its parameters come from, and the indexes worth comparing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Executable

from lab.database import Database
from lab.errors import LabError
from lab.experiments import Wanted
from lab.workload import Query


@dataclass(frozen=True, slots=True)
class Pattern:
    """One documented way to ask.

    Attributes:
        name: what the command line calls it.
        question: what it asks, in a sentence.
        source: the document and section it comes from.
        statement: with bound parameters by name.
        sample: a select of one row, each column of which is a parameter's value; None for none.
        variants: sets of secondary indexes worth comparing, the baseline first.
    """

    name: str
    question: str
    source: str
    statement: Executable
    variants: Mapping[str, Sequence[Wanted]]
    sample: Executable | None = None

    def query(self, db: Database) -> Query:
        """The pattern with parameters sampled from the database, the same ones at every call.

        Raises:
            LabError: the database lacks the lab's tables, or they are empty.
        """
        if self.sample is None:
            return Query(self.name, self.statement)
        with db.rolled_back() as connection:
            row = connection.execute(self.sample).mappings().first()
        if row is None:
            raise LabError(
                f"Pattern '{self.name}' finds no row to take its parameters from",
                hint="Load data with 'lab load', or use a copy: lab.fresh('mine')",
            )
        return Query(self.name, self.statement, dict(row))

    def __repr__(self) -> str:
        return f"Pattern({self.name}: {self.question})"
