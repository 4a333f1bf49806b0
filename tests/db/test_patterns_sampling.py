"""The head, the middle and the tail: of a column of known values."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, func, insert, literal

from lab.database import Database
from lab.patterns.sampling import by_frequency, by_share

numbers = Table("numbers", MetaData(), Column("n", Integer), Column("kind", Integer))


@pytest.fixture
def filled(empty_database: Database) -> Iterator[Database]:
    """n: nine times 1, five times 2, three times 3 and so on, kind 0; then 1..100 of kind 1."""
    of_n = {1: 9, 2: 5, 3: 3, 4: 2, 5: 1, 6: 1}
    rows = [{"n": n, "kind": 0} for n, times in of_n.items() for _ in range(times)]
    rows += [{"n": n, "kind": 1} for n in range(1, 101)]
    with empty_database.engine.begin() as connection:
        numbers.create(connection)
        connection.execute(insert(numbers), rows)
    yield empty_database
    with empty_database.engine.begin() as connection:
        numbers.drop(connection)


def sampled(db: Database, asked: Any) -> list[tuple[Any, ...]]:
    with db.rolled_back() as connection:
        return [tuple(row) for row in connection.execute(asked)]


def test_by_frequency_finds_the_most_frequent_the_middle_row_s_and_a_rare_value(
    filled: Database,
) -> None:
    # Of 21 rows the eleventh has a 2, in the order of how frequent each value is.
    found = sampled(filled, by_frequency(numbers.c.n, numbers.c.kind == 0))
    assert found == [("head", 1), ("middle", 2), ("tail", 6)]


def test_a_value_of_more_than_half_of_the_rows_is_the_middle(filled: Database) -> None:
    found = sampled(filled, by_frequency(numbers.c.n, numbers.c.kind == 0, numbers.c.n != 2))
    assert found == [("middle", 1), ("tail", 6)]


def test_a_single_value_is_the_middle(filled: Database) -> None:
    assert sampled(filled, by_frequency(numbers.c.n, numbers.c.n == 50)) == [("middle", 50)]


def test_no_row_has_no_sample(filled: Database) -> None:
    assert sampled(filled, by_frequency(numbers.c.n, numbers.c.n < 0)) == []
    assert sampled(filled, by_share(numbers.c.n, numbers.c.n < 0)) == []


def test_an_expression_is_called_by_its_label_and_others_go_with_it(filled: Database) -> None:
    asked = by_frequency(
        func.concat("n", numbers.c.n).label("name"), numbers.c.kind == 0, kind=literal(0)
    )
    assert sampled(filled, asked)[0] == ("head", "n1", 0)


def test_by_share_finds_bounds_that_so_many_rows_reach(filled: Database) -> None:
    found = sampled(filled, by_share(numbers.c.n, numbers.c.kind == 1))
    assert found == [("few", 99), ("middle", 50), ("most", 10)]
