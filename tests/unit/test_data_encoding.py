"""COPY BINARY, read back by a reader of the tests' own; tests/db asks the server."""

import struct
from collections.abc import Iterator
from decimal import Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lab.data import arrow
from lab.data.encoding import (
    Column,
    Composed,
    Pooled,
    bigint,
    boolean,
    characters,
    copy_order,
    day,
    encode,
    integer,
    numeric,
    rows_of,
    smallint,
    timestamp,
)
from lab.data.pools import pool

INT64 = st.integers(-(2**63), 2**63 - 1)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)


def read_rows(payload: memoryview) -> Iterator[list[bytes | None]]:
    """The rows of a COPY BINARY without header and trailer, as the protocol documents them."""
    data, at = bytes(payload), 0
    while at < len(data):
        (count,) = struct.unpack_from(">h", data, at)
        at, row = at + 2, list[bytes | None]()
        for _ in range(count):
            (length,) = struct.unpack_from(">i", data, at)
            at += 4
            row.append(None if length == -1 else data[at : at + length])
            at += max(length, 0)
        yield row


def only_column(column: Column) -> list[bytes | None]:
    return [row[0] for row in read_rows(encode({"c": column}))]


def read_numeric(raw: bytes) -> Decimal:
    count, weight, sign, scale, *groups = struct.unpack(f">{len(raw) // 2}h", raw)
    assert count == len(groups)
    total = sum(group * Decimal(10000) ** (weight - at) for at, group in enumerate(groups))
    return (-total if sign == 0x4000 else Decimal(total)).quantize(Decimal(10) ** -scale)


@given(st.lists(INT64, min_size=1))
def test_whole_numbers_arrive(values: list[int]) -> None:
    found = only_column(bigint(np.array(values, np.int64)))
    assert found == [struct.pack(">q", value) for value in values]


@given(st.lists(st.integers(-(10**14) + 1, 10**14 - 1), min_size=1))
def test_money_arrives_to_the_cent(cents: list[int]) -> None:
    found = only_column(numeric(np.array(cents, np.int64)))
    assert [read_numeric(raw) for raw in found if raw] == [Decimal(each) / 100 for each in cents]


@given(st.lists(st.tuples(INT64, st.booleans()), min_size=1))
def test_nulls_of_a_fixed_width_arrive(cells: list[tuple[int, bool]]) -> None:
    values, null = np.array([cell[0] for cell in cells]), np.array([cell[1] for cell in cells])
    assert only_column(timestamp(values, null)) == [
        None if is_null else struct.pack(">q", value) for value, is_null in cells
    ]


@given(st.lists(TEXTS, min_size=1, max_size=20), st.data())
def test_texts_of_a_pool_arrive(texts: list[str], data: st.DataObject) -> None:
    places = st.lists(st.tuples(st.integers(0, len(texts) - 1), st.booleans()), min_size=1)
    cells = data.draw(places)
    index, null = np.array([cell[0] for cell in cells]), np.array([cell[1] for cell in cells])
    assert only_column(Pooled(pool(texts), index, null)) == [
        None if is_null else texts[place].encode() for place, is_null in cells
    ]


@given(st.lists(st.tuples(TEXTS, st.booleans()), min_size=1))
def test_composed_texts_arrive(cells: list[tuple[str, bool]]) -> None:
    texts, null = arrow.strings(cell[0] for cell in cells), np.array([cell[1] for cell in cells])
    assert only_column(Composed(texts)) == [text.encode() for text, _ in cells]
    assert only_column(Composed(texts, null)) == [
        None if is_null else text.encode() for text, is_null in cells
    ]


def test_a_row_is_sent_in_the_order_that_copy_is_told() -> None:
    columns: dict[str, Column] = {
        "text": Pooled(pool(["a", "bc"]), np.array([1, 0])),
        "flag": boolean(np.array([True, False])),
        "due": day(np.array([1, 2]), np.array([False, True])),
        "small": smallint(np.array([3, -4])),
        "number": integer(np.array([5, 6])),
        "code": characters(np.frombuffer(b"xyzw", np.uint8).reshape(2, 2)),
    }
    assert copy_order(columns) == ("flag", "small", "number", "code", "text", "due")
    assert list(read_rows(encode(columns))) == [
        [b"\1", b"\0\3", b"\0\0\0\5", b"xy", b"bc", b"\0\0\0\1"],
        [b"\0", b"\xff\xfc", b"\0\0\0\6", b"zw", b"a", None],
    ]
    assert {rows_of(column) for column in columns.values()} == {2}
