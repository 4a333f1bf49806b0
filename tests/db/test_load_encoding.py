"""What the encoder writes, read back by the server itself."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab.data import arrow
from lab.data.encoding import (
    HEADER,
    TRAILER,
    Column,
    Composed,
    Pooled,
    bigint,
    boolean,
    copy_order,
    day,
    encode,
    integer,
    numeric,
    smallint,
    timestamp,
)
from lab.data.pools import pool
from lab.database import driver_connection
from lab.opening import Host

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
LABELS = ("low", "high", "sehr hoch", "")
TABLE = """
CREATE TEMP TABLE cells (
    big bigint, normal integer, small smallint, flag boolean, money numeric(14,2),
    moment timestamptz, due date, level level, pooled text, composed varchar(50))
"""
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
MICROSECONDS = st.integers(-(10**15), 10**16)
ROWS = st.lists(
    st.tuples(
        st.integers(-(2**63), 2**63 - 1),
        st.integers(-(2**31), 2**31 - 1),
        st.integers(-(2**15), 2**15 - 1),
        st.booleans(),
        st.integers(-(10**14) + 1, 10**14 - 1),
        st.one_of(st.none(), MICROSECONDS),
        st.one_of(st.none(), st.integers(-100_000, 1_000_000)),
        st.integers(0, len(LABELS) - 1),
        st.one_of(st.none(), st.integers(0, len(LABELS) - 1)),
        TEXTS,
    ),
    min_size=1,
    max_size=30,
)


@pytest.fixture(scope="module")
def connection(host: Host) -> Iterator["psycopg.Connection[Any]"]:
    database = host.open("postgres")
    with driver_connection(database.engine) as connection:
        connection.execute("SET timezone = 'UTC'")
        connection.execute("CREATE TYPE pg_temp.level AS ENUM ('low', 'high', 'sehr hoch', '')")
        connection.execute(TABLE)
        yield connection
        connection.rollback()
    database.close()


def columns_of(rows: list[Any]) -> dict[str, Column]:
    big, normal, small, flag, money, moment, due, level, pooled, composed = zip(*rows, strict=True)
    nothing = {name: nulls(cells) for name, cells in (("m", moment), ("d", due), ("p", pooled))}
    return {
        "big": bigint(np.array(big, np.int64)),
        "normal": integer(np.array(normal, np.int64)),
        "small": smallint(np.array(small, np.int64)),
        "flag": boolean(np.array(flag, np.bool_)),
        "money": numeric(np.array(money, np.int64)),
        "moment": timestamp(zeros(moment), nothing["m"]),
        "due": day(zeros(due), nothing["d"]),
        "level": Pooled(pool(LABELS), np.array(level, np.int64)),
        "pooled": Pooled(pool(LABELS), zeros(pooled), nothing["p"]),
        "composed": Composed(arrow.strings(composed)),
    }


def zeros(cells: tuple[int | None, ...]) -> Any:
    return np.array([0 if cell is None else cell for cell in cells], np.int64)


def nulls(cells: tuple[int | None, ...]) -> Any:
    return np.array([cell is None for cell in cells], np.bool_)


def as_python(row: tuple[Any, ...]) -> tuple[Any, ...]:
    big, normal, small, flag, money, moment, due, level, pooled, composed = row
    return (
        *(big, normal, small, flag, Decimal(money) / 100),
        None if moment is None else EPOCH + timedelta(microseconds=moment),
        None if due is None else date(2000, 1, 1) + timedelta(days=due),
        LABELS[level],
        None if pooled is None else LABELS[pooled],
        composed,
    )


@settings(max_examples=40, deadline=None)
@given(rows=ROWS)
def test_the_server_reads_what_was_written(
    connection: "psycopg.Connection[Any]", rows: list[Any]
) -> None:
    columns = columns_of(rows)
    names = ", ".join(copy_order(columns))
    connection.execute("DELETE FROM cells")
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY cells ({names}) FROM STDIN (FORMAT binary)".encode()) as copy:
            copy.write(HEADER)
            copy.write(encode(columns))
            copy.write(TRAILER)
        assert cursor.rowcount == len(rows)
    assert connection.execute("SELECT * FROM cells").fetchall() == [as_python(row) for row in rows]


def test_a_number_that_was_sent_wide_is_stored_as_small_as_any(
    connection: "psycopg.Connection[Any]",
) -> None:
    cents = [0, 1, -99, 100, 123456, 99_999_999, 10**10, 999_999_999_999]
    columns: dict[str, Column] = {"money": numeric(np.array(cents, np.int64))}
    connection.execute("DELETE FROM cells")
    with connection.cursor().copy("COPY cells (money) FROM STDIN (FORMAT binary)") as copy:
        copy.write(HEADER + bytes(encode(columns)) + TRAILER)
    connection.execute("CREATE TEMP TABLE typed AS SELECT money::text::numeric(14,2) FROM cells")
    sent, typed = (
        connection.execute(f"SELECT pg_column_size(money) FROM {table}".encode()).fetchall()
        for table in ("cells", "typed")
    )
    assert sent == typed
