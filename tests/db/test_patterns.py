"""Every pattern on real rows: it finds some, with the same values, and its indexes are built."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.schema import CreateIndex

import lab
from lab import patterns
from lab.database import Database
from lab.errors import LabError, StatementError, UnknownNameError
from lab.experiments import AS_IS, Variant, index
from lab.experiments.extensions import install_needed
from lab.opening import Host
from lab.patterns import PATTERNS, Pattern
from lab.plans import parse_plan
from lab.plans.running import Explain, as_clause
from lab.workload import Query
from tests.copies import small_copy

FOLDER = Path(patterns.__file__).parent
MACHINERY = {"__init__.py", "pattern.py", "registry.py", "running.py", "sampling.py", "times.py"}
SOURCE = re.compile(r"^00[0-4], \S.*")
WITHOUT_ROWS = {
    "active_admins": "of 200 users none is an administrator",
    "close_account": "it writes",
    "complete_tasks": "it writes",
    "open_tasks_due": "a hundredth of the rows has nothing due in one given week",
    "orders_by_offset": "a hundredth of the rows has no page 1,001",
}

every_pattern = pytest.mark.parametrize("name", list(PATTERNS))


@pytest.fixture(scope="module")
def small(host: Host) -> Iterator[Database]:
    """One copy of the small base for all patterns, which change nothing."""
    with small_copy(host) as database:
        yield database


def test_every_file_of_the_folder_has_a_pattern() -> None:
    written = {
        path.name: set(re.findall(r'name="(\w+)"', path.read_text()))
        for path in FOLDER.glob("*.py")
        if path.name not in MACHINERY
    }
    assert all(written.values())
    assert set().union(*written.values()) == set(PATTERNS)
    assert len(PATTERNS) >= 25


@every_pattern
def test_a_pattern_says_what_it_asks_and_where_it_comes_from(name: str) -> None:
    pattern = PATTERNS[name]
    assert pattern.name == name
    assert pattern.question.endswith("?")
    assert SOURCE.match(pattern.source)
    assert pattern.variants
    assert repr(pattern) == f"Pattern({name}: {pattern.question})"


def test_every_source_document_with_queries_has_patterns() -> None:
    assert {pattern.source[:3] for pattern in PATTERNS.values()} == {
        f"00{number}" for number in range(5)
    }


@every_pattern
def test_a_pattern_finds_rows_with_its_sampled_parameters(small: Database, name: str) -> None:
    query = PATTERNS[name].query(small)
    plan = lab.explain(small, query)
    assert plan.blocks
    assert ((plan.total_rows or 0) >= 1) is (name not in WITHOUT_ROWS)


@every_pattern
def test_a_pattern_has_the_same_values_at_every_call(small: Database, name: str) -> None:
    first, second = (PATTERNS[name].query(small) for _ in range(2))
    assert (first.params, first.samples) == (second.params, second.samples)
    assert list(first.samples) != [] or PATTERNS[name].samples is None


@every_pattern
def test_every_sample_of_a_pattern_has_the_parameters_of_the_others(
    small: Database, name: str
) -> None:
    query = PATTERNS[name].query(small)
    values = [tuple(sample.values()) for sample in query.samples.values()]
    assert all(set(sample) == set(query.params) for sample in query.samples.values())
    assert len(set(values)) == len(values)
    assert len(values) >= (2 if query.samples else 0)


@every_pattern
def test_every_variant_of_a_pattern_is_built_and_the_query_planned_on_it(
    small: Database, name: str
) -> None:
    pattern = PATTERNS[name]
    query = pattern.query(small)
    for members in pattern.variants.values():
        assert not isinstance(members, Variant)
        candidates = [index(each) for each in members if isinstance(each, str)]
        assert all(each is AS_IS for each in members if not isinstance(each, str))
        with small.rolled_back() as connection:
            install_needed(connection, candidates)
            for candidate in candidates:
                connection.execute(CreateIndex(candidate))
            for case in query.cases:
                statement = Explain(as_clause(case.statement, case.params), {"FORMAT": "JSON"})
                planned = connection.execute(statement, dict(case.params)).scalar_one()
                assert parse_plan(planned).shape


def test_the_five_first_patterns_ask_what_they_asked_before(small: Database) -> None:
    assert PATTERNS["orders_of_user"].query(small).params.keys() == {"user_id", "status"}
    assert PATTERNS["unpaid_orders_of_last_week"].query(small).samples == {}
    assert PATTERNS["orders_by_offset"].query(small).params == {}


def test_an_order_list_of_one_user_sorts_what_it_finds_by_index(small: Database) -> None:
    plan = lab.explain(small, PATTERNS["orders_of_user"].query(small))
    assert plan.uses("ix_orders_user_id_status")
    assert plan.nodes[0].node_type == "Limit"


def test_a_keyset_page_of_few_orders_begins_in_the_middle_of_them(small: Database) -> None:
    query = PATTERNS["orders_by_keyset"].query(small)
    plan = lab.explain(
        small,
        "SELECT id FROM orders WHERE (created_at, id) >= (:created_at, :id)",
        dict(query.params),
    )
    assert plan.total_rows == 1_001


def test_keyset_and_offset_show_the_same_page(small: Database) -> None:
    query = PATTERNS["orders_by_keyset"].query(small)
    with small.rolled_back() as connection:
        asked = PATTERNS["orders_by_keyset"].statement
        by_keyset = connection.execute(asked, dict(query.params)).all()
        by_offset = connection.exec_driver_sql(
            "SELECT id FROM orders ORDER BY created_at DESC OFFSET 1001 LIMIT 50"
        )
        assert [row.id for row in by_keyset] == list(by_offset.scalars())


def test_the_latest_orders_are_the_same_either_way(small: Database) -> None:
    names = ("latest_order_of_each_user", "latest_order_looked_up")
    with small.rolled_back() as connection:
        found = [connection.execute(PATTERNS[name].statement).all() for name in names]
    assert sorted(map(tuple, found[0])) == sorted(map(tuple, found[1]))


def test_a_pattern_that_writes_says_so_and_cannot_be_compared(small: Database) -> None:
    assert {name for name, each in PATTERNS.items() if each.writes} == {
        "close_account",
        "complete_tasks",
    }
    pattern = PATTERNS["complete_tasks"]
    with pytest.raises(LabError, match="A statement that writes cannot be compared"):
        lab.compare(small, pattern.query(small), pattern.variants)


def test_an_update_by_ids_changes_twenty_tasks_and_leaves_nothing(small: Database) -> None:
    query = PATTERNS["complete_tasks"].query(small)
    assert len(query.params["task_ids"]) == 20
    plan = lab.explain(small, query)
    assert plan.nodes[0].operation == "Update"
    assert plan.nodes[1].total_rows == 20
    left = Query("left", "SELECT 1 FROM tasks WHERE id = ANY(:task_ids) AND NOT completed")
    assert lab.explain(small, left, {"task_ids": query.params["task_ids"]}).total_rows == 20


def test_an_unknown_pattern_is_told_with_the_likely_one() -> None:
    with pytest.raises(UnknownNameError, match="No pattern 'order_of_user'") as told:
        PATTERNS["order_of_user"]
    assert told.value.hint.startswith("Did you mean 'orders_of_user'?")
    assert "order_of_user" not in PATTERNS
    assert "orders_of_user" in PATTERNS


def test_an_unknown_pattern_like_no_other_is_told_where_all_are_listed() -> None:
    with pytest.raises(UnknownNameError) as told:
        PATTERNS["xyz"]
    assert told.value.hint == "'lab patterns list' shows them all"


def test_a_database_without_the_labs_tables_is_told(empty_database: Database) -> None:
    with pytest.raises(StatementError, match=r"does not exist\. .*'lab up'"):
        PATTERNS["orders_of_user"].query(empty_database)


@pytest.mark.parametrize("name", ["orders_of_user", "user_by_id", "tasks_of_user"])
def test_empty_tables_are_told(lab_database: Database, name: str) -> None:
    with lab_database.engine.begin() as connection:
        connection.exec_driver_sql("TRUNCATE users CASCADE")
    with pytest.raises(LabError, match="finds no row to take its parameters from") as told:
        PATTERNS[name].query(lab_database)
    assert "lab load" in told.value.hint


def test_the_registry_is_a_mapping_that_shows_its_names() -> None:
    assert all(isinstance(pattern, Pattern) for pattern in PATTERNS.values())
    assert repr(PATTERNS) == f"{len(PATTERNS)} patterns: {', '.join(PATTERNS)}"


def test_an_extension_that_an_index_needs_is_gone_with_the_transaction(
    empty_database: Database,
) -> None:
    installed = text("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")
    with empty_database.rolled_back() as connection:
        install_needed(connection, [index("t(a)")])
        assert connection.execute(installed).scalar_one() == 0
        install_needed(connection, [index("t using gin (a gin_trgm_ops)"), index("t(a)")])
        assert connection.execute(installed).scalar_one() == 1
    with empty_database.rolled_back() as connection:
        assert connection.execute(installed).scalar_one() == 0
