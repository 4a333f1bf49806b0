"""A connection on which the wanted indexes stand, and a query is planned or run under settings."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from lab.database import Database, set_locally
from lab.experiments.benches.failing import ran_out
from lab.experiments.benches.switching import bench_for, places_of
from lab.experiments.options import CUSTOM
from lab.experiments.undoing import only_reading, require_building, rolled_back, undone
from lab.experiments.variants import Place, Wanted, read_variants
from lab.plans import Plan, parse_plan
from lab.plans.running import Explain, as_clause, explain_options
from lab.workload import Query, Workload


class OutOfTimeError(Exception):
    """A run took longer than a statement may: its time is known from below only."""


@dataclass(frozen=True, slots=True)
class Setup:
    """A query with the values and the settings that one point of a sweep gives it."""

    query: Query
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stand:
    """A transaction that is rolled back at its end; each run leaves it as it was."""

    connection: Connection
    version_num: int
    timeout_s: float

    def planned(self, setup: Setup) -> Plan:
        """The plan without running it."""
        return self._explain(setup, analyze=False)

    def run(self, setup: Setup) -> Plan:
        """The plan with its rows and blocks, of the second run: the first reads catalogs too.

        Raises:
            OutOfTimeError: it took too long.
        """
        self._explain(setup, analyze=True, buffers=True)
        return self._explain(setup, analyze=True, buffers=True)

    def time_ms(self, setup: Setup) -> float:
        """One execution time, taken without any instrument that slows it down.

        Raises:
            OutOfTimeError: it took too long.
        """
        return self._explain(setup, analyze=True).execution_time or 0.0

    def places(self, setup: Setup) -> tuple[Place, ...]:
        """The tables that the query reads, each with its schema."""
        plan = self._explain(setup, analyze=False, verbose=True)
        return tuple(sorted(places_of(plan)))

    def _explain(
        self, setup: Setup, *, analyze: bool, buffers: bool = False, verbose: bool = False
    ) -> Plan:
        options = explain_options(
            self.version_num, analyze=analyze, timing=False, buffers=buffers, verbose=verbose
        )
        params = dict(setup.query.params)
        statement = Explain(as_clause(setup.query.statement, params), options)
        plan = self.planned(setup) if analyze else None
        begun = time.monotonic()
        try:
            with undone(self.connection):
                for name, value in setup.settings.items():
                    set_locally(self.connection, name, value)
                with only_reading(self.connection, plan) if plan is not None else nullcontext():
                    return parse_plan(self.connection.execute(statement, params).scalar_one())
        except DBAPIError as error:
            if ran_out(error, begun, self.timeout_s):
                raise OutOfTimeError from None
            raise


@contextmanager
def stand_for(
    db: Database, example: Query, indexes: Sequence[Wanted], timeout_s: float
) -> Iterator[Stand]:
    """A stand with these secondary indexes on the tables of the query, and no others.

    Where the schema's own are all there are to be, nothing is built and writes need no leave.

    Raises:
        LabError: an index makes no sense or cannot be built, or writes are not allowed.
    """
    (wanted,) = read_variants({"indexes": indexes})
    version_num = db.capabilities.server_version_num
    if wanted.keeps_existing and not wanted.candidates:
        with rolled_back(db, timeout_s) as connection:
            set_locally(connection, "plan_cache_mode", CUSTOM)
            yield Stand(connection, version_num, timeout_s)
        return
    require_building(db, "Building or dropping indexes to sweep with them")
    with bench_for(db, Workload([example]), [wanted], timeout_s=timeout_s) as bench:
        for built in bench.existing if not wanted.keeps_existing else ():
            bench.put_aside(built)
        yield Stand(bench.connection, version_num, timeout_s)
