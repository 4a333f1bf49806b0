"""Measure what writes to a table cost under several sets of indexes, and leave nothing behind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from lab.database import Database, set_locally
from lab.errors import LabError
from lab.experiments.extensions import install_needed
from lab.experiments.undoing import require_building, undone
from lab.experiments.variants import (
    Arrangement,
    Place,
    Variant,
    Wanted,
    distinct_candidates,
    read_variants,
)
from lab.experiments.writing.copies import (
    FEWEST_ROWS,
    FILLFACTOR,
    Copies,
    make_copies,
    own_candidates,
)
from lab.experiments.writing.cost import LeftOut, WriteCost
from lab.experiments.writing.figures import WriteFigures
from lab.experiments.writing.locks import measure_locks
from lab.experiments.writing.operations import checkpoint_began, measure_operations
from lab.experiments.writing.target import Target, find_target, read_foreign_keys

ROWS = 10_000
FEW_ROWS = 3_000
MOST_ROWS = 1_000_000
FILLFACTORS = (10, 100)
ATTEMPTS = 10
SETTINGS = {
    # The rows are read in the order of the table.
    "synchronize_seqscans": "off",
    "enable_indexonlyscan": "off",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
}


@dataclass(frozen=True, slots=True)
class How:
    """How the copies are made, and which column is updated rather than one that is chosen."""

    rows: int
    fillfactor: int | None = None
    column: str | None = None


def write_cost(
    db: Database,
    table: str,
    variants: Mapping[str, Variant | Sequence[Wanted]],
    *,
    column: str | None = None,
    fillfactor: int | None = None,
    rows: int = ROWS,
) -> WriteCost:
    """Measure what one written row costs under several sets of secondary indexes.

    The table's first rows are copied, once a variant, and rows are inserted, updated and deleted
    there one at a time; the table itself is only read. Everything is rolled back. The first
    variant is the baseline. WAL and HOT ratio are the same in every run.

    Args:
        db: where.
        table: its name, `orders` or `sales.orders`.
        variants: name -> the complete set of secondary indexes, as for `lab.compare`.
        column: to update it rather than one that is chosen, as the one that some variant indexes
            or the one that none does, as the case may be.
        fillfactor: how full the copies' pages are, in percent; by default as the table says, and
            90 where it says nothing: room for another version of a row, as VACUUM leaves it.
        rows: how many rows a copy has at most; one in thirty is written by each operation.

    Raises:
        LabError: the table or the column cannot be measured, a variant makes no sense, or an index
            cannot be built.
    """
    require_building(db, "Making copies of a table to write to")
    arrangements = read_variants(variants)
    candidates = distinct_candidates(arrangements)
    _require_sense(rows, fillfactor)
    with db.rolled_back() as connection:
        install_needed(connection, candidates.values())
        target = find_target(connection, table)
        _require_indexes_of(target, arrangements)
        how = How(rows, fillfactor, column)
        figures, filled_to = _measured(connection, target, arrangements, how)
    return WriteCost(
        table=target.shown,
        variants=figures,
        fillfactor=filled_to,
        left_out=LeftOut(tuple(target.triggers), tuple(target.children), target.checks),
    )


def measure_writes(
    connection: Connection,
    table: Place,
    variants: Sequence[Arrangement],
    *,
    rows: int = FEW_ROWS,
) -> tuple[WriteFigures, ...]:
    """What writes to a table cost under each variant, on a connection that will be rolled back.

    It leaves the connection as it was. All variants together: the updated columns are chosen once
    for all of them. What stands on the table counts as the schema's own, so candidates must not.

    Raises:
        LabError: the table cannot be measured; the transaction goes on.
    """
    target = find_target(connection, table)
    return _measured(connection, target, variants, How(rows))[0]


def _measured(
    connection: Connection, target: Target, variants: Sequence[Arrangement], how: How
) -> tuple[tuple[WriteFigures, ...], int]:
    """The figures, and how full the pages were; once more where a checkpoint came in between."""
    _require_wal(connection)
    fillfactor = how.fillfactor or target.fillfactor or FILLFACTOR
    for _ in range(ATTEMPTS):
        with undone(connection):
            for name, value in SETTINGS.items():
                set_locally(connection, name, value)
            copies = make_copies(connection, target, variants, rows=how.rows, fillfactor=fillfactor)
            figures = _figures(connection, copies, how.column)
            if not checkpoint_began(connection, copies):
                return figures, fillfactor
    raise LabError(
        f"A checkpoint began during each of {ATTEMPTS} measurements of '{target.shown}', "
        "and made whole pages part of the WAL",
        hint="Try again when the server is quieter, or with fewer rows",
    )


def _figures(
    connection: Connection, copies: Copies, column: str | None
) -> tuple[WriteFigures, ...]:
    locks = measure_locks(connection, copies, read_foreign_keys(connection, copies.target))
    return tuple(
        WriteFigures(
            variant=copy.variant.name,
            table=copies.target.shown,
            rows=copies.filled,
            indexes=copy.indexes,
            operations=operations,
            locks=locks,
        )
        for copy, operations in zip(
            copies.each, measure_operations(connection, copies, column), strict=True
        )
    )


def _require_sense(rows: int, fillfactor: int | None) -> None:
    low, high = FILLFACTORS
    if fillfactor is not None and not low <= fillfactor <= high:
        raise LabError(
            f"A fillfactor is {low} to {high} percent, and not {fillfactor}", hint="Give 90, say"
        )
    if not FEWEST_ROWS <= rows <= MOST_ROWS:
        raise LabError(
            f"A copy has {FEWEST_ROWS} to {MOST_ROWS:,} rows, and not {rows:,}",
            hint=f"Give {ROWS:,}, say",
        )


def _require_indexes_of(target: Target, variants: Sequence[Arrangement]) -> None:
    """Refuse what would be passed over: indexes on other tables, settings, other queries."""
    for variant in variants:
        own = {candidate.name for candidate in own_candidates(variant, target)}
        for candidate in variant.candidates:
            if candidate.name not in own:
                place = "no table" if candidate.table is None else f"'{candidate.table.fullname}'"
                raise LabError(
                    f"Index '{candidate.name}' is on {place}, not on '{target.shown}'",
                    hint="Measure the writes of one table at a time",
                )
        if variant.settings or variant.query is not None:
            raise LabError(
                f"Variant '{variant.name}' has settings or a query of its own",
                hint="Writes are compared under sets of indexes; give those",
            )


def _require_wal(connection: Connection) -> None:
    if connection.execute(text("SHOW wal_level")).scalar_one() == "minimal":
        raise LabError(
            "With wal_level = minimal the server keeps new tables out of the WAL",
            hint="Set wal_level = replica, and restart the server",
        )
