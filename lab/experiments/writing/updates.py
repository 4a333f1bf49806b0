"""The columns that updates set, the same on every copy, and the values that they set them to."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, func, inspect, select, text

from lab.errors import LabError, unknown_name
from lab.experiments.writing.copies import Copies, Copy, run, table_of
from lab.experiments.writing.figures import UPDATE_INDEXED, UPDATE_UNINDEXED

FOLDER = Path(__file__).parent
COLUMNS = (FOLDER / "columns.sql").read_text(encoding="utf-8")
UPDATING = (FOLDER / "updating.sql").read_text(encoding="utf-8")


def choose_updates(
    connection: Connection, copies: Copies, wanted: str | None
) -> list[tuple[str, str]]:
    """Two updates and their columns: one that no copy's index needs, and one that some index does.

    Of those without an index a column of a fixed width comes first, so that rows keep their size;
    of those with one, the column of the first index. A wanted column stands in for its kind.

    Raises:
        LabError: the wanted column is not there, or cannot be given other rows' values.
    """
    given = {"copies": [copy.oid for copy in copies.each]}
    columns = connection.execute(text(COLUMNS), given).all()
    if wanted is not None:
        _require_column(connection, copies, wanted, [column.name for column in columns])
    free = [column for column in columns if column.first_index is None]
    free.sort(key=lambda column: not column.fixed)
    indexed = [column for column in columns if column.first_index is not None]
    indexed.sort(key=lambda column: column.first_index)
    chosen = []
    for name, fit in ((UPDATE_UNINDEXED, free), (UPDATE_INDEXED, indexed)):
        names = _only(wanted, [column.name for column in fit])
        column = next((each for each in names if _made_ready(connection, copies, name, each)), None)
        chosen += [] if column is None else [(name, column)]
    if wanted is not None and wanted not in dict(chosen).values():
        raise LabError(
            f"Too many rows of '{copies.target.shown}' have the same value in '{wanted}'",
            hint="Name a column whose values differ",
        )
    return chosen


def _only(wanted: str | None, names: Sequence[str]) -> Sequence[str]:
    return [wanted] if wanted in names and wanted is not None else names


def _require_column(
    connection: Connection, copies: Copies, wanted: str, fit: Sequence[str]
) -> None:
    if wanted in fit:
        return
    there = inspect(connection).get_columns(copies.target.name, copies.target.schema)
    names = [column["name"] for column in there]
    if wanted not in names:
        raise unknown_name("column", wanted, f"table '{copies.target.shown}'", names)
    raise LabError(
        f"'{wanted}' cannot be given other rows' values: it is unique or generated, or others are "
        "generated from it",
        hint=f"Columns that can: {', '.join(fit) or 'none'}",
    )


def _made_ready(connection: Connection, copies: Copies, name: str, column: str) -> bool:
    """Make the functions that update a column, if all the sampled rows find another value."""
    attempt = connection.begin_nested()
    texts = [_texts(connection, copies, copy, (name, column)) for copy in copies.each]
    run(connection, texts[0]["choose"])
    ready = select(func.count()).select_from(table_of(copies.shared, name))
    if connection.execute(ready).scalar_one() < copies.written:
        attempt.rollback()
        return False
    for each in texts:
        run(connection, each["change"])
    attempt.commit()
    return True


def _texts(
    connection: Connection, copies: Copies, copy: Copy, update: tuple[str, str]
) -> dict[str, str]:
    name, column = update
    # Not the rows that are deleted later, nor those of the other update.
    phase = 0 if name == UPDATE_UNINDEXED else copies.stride // 3
    given = {"shared": copies.shared, "own": copy.schema, "name": copies.target.name}
    given |= {"operation": name, "column": column}
    numbers = {"filled": copies.filled, "stride": copies.stride, "phase": phase}
    return dict(connection.execute(text(UPDATING), {**given, **numbers}).mappings().one())
