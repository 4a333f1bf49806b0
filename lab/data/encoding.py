"""Columns as COPY BINARY: arrays in, the bytes that the server reads out.

The format is that of "COPY ... BINARY" in PostgreSQL's documentation; the values are what the
types' receive functions read (int8recv, numeric_recv, timestamptz_recv and their like). Values of
one width are laid side by side in one block of bytes, texts are taken from pools that have their
lengths in front already, and Arrow joins the pieces of each row: the buffer of the joined array is
the payload.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lab.data import arrow
from lab.data.pools import NULL, Pool
from lab.data.streams import Bools, Bytes, Ints

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"

NUMERIC_GROUPS = 4
"""Base-10000 digits of a numeric: three before the point (twelve decimal digits), one after."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A column whose values all take the same number of bytes; NULL where `null` is true.

    `wire` is the type of one value in network order; `values` stay as they were given.
    """

    values: npt.NDArray[Any]
    wire: np.dtype[Any]
    null: Bools | None = None


@dataclass(frozen=True, slots=True)
class Pooled:
    """A text column drawn from a pool, by number; NULL where `null` is true."""

    pool: Pool
    index: npt.NDArray[np.integer]
    null: Bools | None = None


@dataclass(frozen=True, slots=True)
class Composed:
    """A text column made for the occasion, as an Arrow array of strings without nulls."""

    texts: Any
    null: Bools | None = None


Column = Fixed | Pooled | Composed


def bigint(values: Ints) -> Fixed:
    """An int8 column."""
    return Fixed(values, np.dtype(">i8"))


def integer(values: Ints) -> Fixed:
    """An int4 column."""
    return Fixed(values, np.dtype(">i4"))


def smallint(values: npt.NDArray[np.integer]) -> Fixed:
    """An int2 column."""
    return Fixed(values, np.dtype(">i2"))


def boolean(values: Bools) -> Fixed:
    """A bool column."""
    return Fixed(values, np.dtype("?"))


def timestamp(values: Ints, null: Bools | None = None) -> Fixed:
    """A timestamptz column, from microseconds since 2000-01-01 UTC."""
    return Fixed(values, np.dtype(">i8"), null)


def day(values: Ints, null: Bools | None = None) -> Fixed:
    """A date column, from days since 2000-01-01."""
    return Fixed(values, np.dtype(">i4"), null)


def numeric(cents: Ints) -> Fixed:
    """A numeric column with two decimals, from whole cents of at most 14 digits."""
    return Fixed(cents, np.dtype((">i2", (4 + NUMERIC_GROUPS,))))


def characters(matrix: Bytes) -> Fixed:
    """A text column of equally long ASCII texts, a row of bytes each."""
    return Fixed(matrix, np.dtype(("u1", (matrix.shape[1],))))


def copy_order(columns: Mapping[str, Column]) -> tuple[str, ...]:
    """The order in which the columns are sent: those of one width first, as one block."""
    return tuple(sorted(columns, key=lambda name: not _in_block(columns[name])))


def encode(columns: Mapping[str, Column]) -> memoryview:
    """The rows as COPY BINARY, in `copy_order`, without header and trailer."""
    ordered = [columns[name] for name in copy_order(columns)]
    block = [column for column in ordered if isinstance(column, Fixed) and column.null is None]
    pieces = [_block(block, count_of_columns=len(ordered), rows=rows_of(ordered[0]))]
    for column in ordered[len(block) :]:
        pieces.extend(_pieces(column))
    return arrow.all_bytes(arrow.joined_binaries(*pieces))


def rows_of(column: Column) -> int:
    """How many rows the column has."""
    return len(_content(column))


def _content(column: Column) -> Any:
    match column:
        case Fixed():
            return column.values
        case Pooled():
            return column.index
        case Composed():
            return column.texts


def _in_block(column: Column) -> bool:
    return isinstance(column, Fixed) and column.null is None


def _pieces(column: Column) -> list[Any]:
    """The column with its lengths, as Arrow arrays of bytes that are to be joined."""
    match column:
        case Fixed():
            return [_nullable(_block([column]), column.null)]
        case Pooled():
            return [_taken(column)]
        case Composed():
            return _composed(column)


def _taken(column: Pooled) -> Any:
    index = column.index
    if column.null is not None:
        index = np.where(column.null, len(column.pool), index)
    return arrow.taken(column.pool.encoded, index)


def _composed(column: Composed) -> list[Any]:
    texts = arrow.as_binaries(column.texts)
    lengths = arrow.lengths(texts).astype(">i4").view(np.uint8).reshape(len(texts), 4)
    prefix = arrow.rows_of_bytes(lengths)
    if column.null is None:
        return [prefix, texts]
    return [_nullable(arrow.joined_binaries(prefix, texts), column.null)]


def _nullable(encoded: Any, null: Bools | None) -> Any:
    return encoded if null is None else arrow.replaced(encoded, null, NULL)


def _block(
    columns: list[Fixed], *, count_of_columns: int | None = None, rows: int | None = None
) -> Any:
    """Columns of one width side by side, each with its length in front.

    With `count_of_columns` every row begins with it, as a row of COPY BINARY does.
    """
    fields: list[tuple[str, Any]] = [("columns", ">i2")] if count_of_columns is not None else []
    for place, column in enumerate(columns):
        fields += [(f"length{place}", ">i4"), (f"value{place}", column.wire)]
    layout = np.dtype(fields)
    template = np.zeros(1, layout)
    if count_of_columns is not None:
        template["columns"] = count_of_columns
    for place, column in enumerate(columns):
        template[f"length{place}"] = column.wire.itemsize
    height = rows if rows is not None else len(columns[0].values)
    matrix = np.empty((height, layout.itemsize), np.uint8)
    matrix[:] = template.view(np.uint8)
    cells = matrix.view(layout).reshape(height)
    for place, column in enumerate(columns):
        _fill(cells[f"value{place}"], column)
    return arrow.rows_of_bytes(matrix)


def _fill(cells: npt.NDArray[Any], column: Fixed) -> None:
    if column.wire.base == np.dtype(">i2") and column.wire.shape:
        _fill_numeric(cells, column.values)
    else:
        cells[...] = column.values


def _fill_numeric(cells: npt.NDArray[Any], cents: Ints) -> None:
    """Groups of four digits; numeric_recv strips the leading zero groups that a fixed width has."""
    amount = np.abs(cents)
    whole = amount // 100
    upper = whole // 10_000
    highest = upper // 10_000
    cells[:, 0] = NUMERIC_GROUPS
    cells[:, 1] = NUMERIC_GROUPS - 2
    cells[:, 2] = np.where(cents < 0, 0x4000, 0)
    cells[:, 3] = 2
    cells[:, 4] = highest
    cells[:, 5] = upper - highest * 10_000
    cells[:, 6] = whole - upper * 10_000
    cells[:, 7] = (amount - whole * 100) * 100
