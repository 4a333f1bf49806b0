"""What compare and sweep leave alone while a query runs, and which rows they take for the same."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

import pytest
from sqlalchemy import text

from lab.database import Database, maintenance, open_database
from lab.errors import LabError, WriteRefusedError
from lab.experiments import AS_IS, Variant, Wanted, compare, index, sweep, write_cost
from lab.experiments.benches.switching import ALONE

Variants: TypeAlias = dict[str, Variant | Sequence[Wanted]]
MADE = (
    "CREATE TABLE numbers (id int PRIMARY KEY, part int, half int)",
    "INSERT INTO numbers SELECT g, g % 50, g / 2 FROM generate_series(1, 3000) AS g",
    "CREATE INDEX numbers_part ON numbers (part)",
    "CREATE SEQUENCE taken",
    "CREATE TABLE visits (id int)",
    "CREATE FUNCTION visit(int) RETURNS int LANGUAGE sql AS "
    "'INSERT INTO visits VALUES ($1); SELECT 1'",
    "CREATE TABLE events (id int, day int) PARTITION BY RANGE (day)",
    "CREATE TABLE early PARTITION OF events FOR VALUES FROM (0) TO (100)",
    "INSERT INTO events SELECT g, g % 100 FROM generate_series(1, 2000) AS g",
    "ANALYZE",
)
QUERY = "SELECT id FROM numbers WHERE part = 5"
ADVISORY = text(
    "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database "
    "WHERE locktype = 'advisory' AND datname = :name"
)


@pytest.fixture
def numbers(empty_database: Database) -> Database:
    with empty_database.engine.begin() as connection:
        for statement in MADE:
            connection.exec_driver_sql(statement.replace("%", "%%"))
    return empty_database


def notes(db: Database, query: str, rewritten: str) -> tuple[str, str]:
    """What is told of a rewritten query: its trouble, and the notes."""
    variants: Variants = {"plain": [AS_IS], "rewritten": Variant(query=rewritten)}
    result = compare(db, query, variants, rounds=1, writes=False)
    return result["rewritten"].trouble, "; ".join(result.notes)


@pytest.mark.parametrize("call", ["nextval('taken')", "visit(id)"])
def test_a_function_that_writes_is_told_and_does_nothing(numbers: Database, call: str) -> None:
    with pytest.raises(LabError, match="A function that the query calls writes: cannot execute"):
        compare(numbers, f"{QUERY} AND {call} > 0", {"none": [], "own": [AS_IS]})
    with pytest.raises(LabError, match="A function that the query calls writes: cannot execute"):
        sweep(numbers, f"{QUERY} AND {call} > :n", over="n", values=[0, 1])
    assert "cannot execute" in notes(numbers, QUERY, f"{QUERY} AND {call} > 0")[0]
    with numbers.engine.connect() as connection:
        assert not connection.exec_driver_sql("SELECT is_called FROM taken").scalar_one()
        assert connection.exec_driver_sql("SELECT pg_relation_size('visits')").scalar_one() == 0


def test_a_query_that_locks_its_rows_is_measured(numbers: Database) -> None:
    locking = f"{QUERY} FOR UPDATE"
    result = compare(numbers, locking, {"none": [], "own": [AS_IS]}, rounds=1, writes=False)
    assert all(variant.measured for variant in result.variants)
    swept = sweep(
        numbers, "SELECT id FROM numbers WHERE id < :n FOR SHARE", over="n", values=[5, 9]
    )
    assert [point.rows for point in swept.points] == [4, 8]


def test_advisory_locks_that_a_query_takes_are_given_up(numbers: Database) -> None:
    locking = "SELECT pg_advisory_lock(id) FROM numbers WHERE id < :n"
    compare(numbers, locking, {"none": [], "own": [AS_IS]}, params={"n": 5}, rounds=1)
    sweep(numbers, locking, over="n", values=[3, 5])
    with maintenance(numbers.url) as connection:
        assert connection.execute(ADVISORY, {"name": numbers.name}).scalar_one() == 0


def test_a_second_comparison_waits_for_the_first(numbers: Database) -> None:
    other = open_database(numbers.url, own_server=False, allow_writes=True)
    with numbers.engine.connect() as connection:
        connection.execute(ALONE)
        told = "Another comparison runs in this database: canceling statement due to lock timeout"
        with pytest.raises(LabError, match=told):
            compare(other, QUERY, {"none": [], "own": [AS_IS]}, rounds=1, writes=False)
    result = compare(other, QUERY, {"none": [], "own": [AS_IS]}, rounds=1, writes=False)
    other.close()
    assert result["own"].measured


def test_indexes_of_the_system_catalogs_always_stand(numbers: Database) -> None:
    query = "SELECT refobjid FROM pg_depend WHERE refclassid = 1 AND refobjid = 5"
    result = compare(numbers, query, {"none": [], "own": [AS_IS]}, rounds=1)
    assert result["none"].blocks == result["own"].blocks


def test_an_index_of_a_partitioned_table_costs_a_write_to_its_partition(numbers: Database) -> None:
    query = "SELECT * FROM events WHERE day = 5"
    wanted = {"none": [], "whole": ["events(day)"], "part": ["early(day)"]}
    result = compare(numbers, query, wanted, rounds=1)
    indexes = {each.name: [figures.indexes for figures in each.writes] for each in result.variants}
    assert indexes == {"none": [0], "whole": [1], "part": [1]}


def test_a_query_that_nothing_can_come_of_reads_no_table(numbers: Database) -> None:
    query = "SELECT id FROM numbers WHERE part = :part"
    with pytest.raises(LabError, match="The query reads no table"):
        compare(numbers, query, {"none": []}, params={"part": None})


@pytest.mark.parametrize("end", ["; -- the end", " /* the end */ ;\n", " -- '"])
def test_a_comment_at_the_end_of_a_query_counts_for_nothing(numbers: Database, end: str) -> None:
    assert notes(numbers, QUERY + end, f"{QUERY} AND true{end}") == ("", "")


def test_the_order_that_a_query_in_parentheses_asks_for_counts(numbers: Database) -> None:
    told, _ = notes(numbers, f"({QUERY} ORDER BY id)", f"{QUERY} ORDER BY id DESC")
    assert "in another order than its ORDER BY asks for" in told


def test_only_among_the_last_of_equals_limit_may_choose(numbers: Database) -> None:
    """LIMIT 4 takes halves 0 (one row), 1 (two rows) and one of the two rows of half 2."""
    query = "SELECT half, {} AS id FROM numbers ORDER BY half, id {} LIMIT 4"
    ties = "SELECT half, id FROM numbers ORDER BY half LIMIT 4"
    assert notes(numbers, ties, query.format("id", "DESC")) == ("", "")
    told, _ = notes(numbers, ties, query.format("CASE half WHEN 0 THEN 9 ELSE id END", ""))
    assert "returns other rows than the baseline" in told


def test_columns_of_another_type_are_noted(numbers: Database) -> None:
    trouble, told = notes(numbers, QUERY, "SELECT CAST(id AS text) FROM numbers WHERE part = 5")
    assert not trouble
    assert "column 1 of 'rewritten' is text, in the baseline integer" in told


def test_a_rewritten_query_is_measured_though_the_baseline_takes_too_long(
    numbers: Database,
) -> None:
    slow = f"{QUERY} AND pg_sleep(1) IS NOT NULL"
    variants: Variants = {"slow": [AS_IS], "rewritten": Variant(query=QUERY)}
    result = compare(numbers, slow, variants, timeout_s=0.3, rounds=1, writes=False)
    assert result["slow"].over_s == 0.3
    assert result["rewritten"].measured
    assert "its rows were not compared with those of the baseline" in "; ".join(result.notes)


def test_a_standby_refuses_what_builds_in_clear_words(numbers: Database) -> None:
    standby = replace(numbers)
    standby.__dict__["capabilities"] = replace(numbers.capabilities, read_only=True)
    told = "is refused by a standby. Do it on the primary"
    with pytest.raises(WriteRefusedError, match=told):
        write_cost(standby, "numbers", {"none": [], "own": [AS_IS]})
    query = "SELECT id FROM numbers WHERE part < :n"
    with pytest.raises(WriteRefusedError, match=told):
        sweep(standby, query, over="rows", values=[500, 900], params={"n": 5})
    with pytest.raises(WriteRefusedError, match=told):
        sweep(standby, query, over="n", values=[5, 9], indexes=[])
    assert sweep(standby, query, over="n", values=[5, 9]).points


def test_a_line_break_in_a_name_makes_no_second_line(numbers: Database) -> None:
    wanted: Variants = {"strange": [index('numbers("two\nlines")', name="two\nlines")]}
    with pytest.raises(LabError, match="cannot be built") as told:
        compare(numbers, QUERY, wanted)
    assert "\n" not in str(told.value)
