"""Every pattern on real rows: it finds some, with the same parameters at every call."""

import re
from pathlib import Path

import pytest

import lab
from lab import patterns
from lab.database import Database
from lab.errors import LabError, StatementError, UnknownNameError
from lab.experiments import compare
from lab.patterns import PATTERNS, Pattern

FOLDER = Path(patterns.__file__).parent
MACHINERY = {"__init__.py", "pattern.py", "registry.py"}
SOURCE = re.compile(r"^00[0-9], \S.*")
EMPTY_WHEN_SMALL = {"orders_by_offset", "open_tasks_due"}
"""A hundredth of the rows has no page 1,001, and nothing due in one given week."""

every_pattern = pytest.mark.parametrize("name", list(PATTERNS))


def test_every_file_of_the_folder_has_a_pattern() -> None:
    written = {
        path.name: set(re.findall(r'name="(\w+)"', path.read_text()))
        for path in FOLDER.glob("*.py")
        if path.name not in MACHINERY
    }
    assert all(written.values())
    assert set().union(*written.values()) == set(PATTERNS)
    assert len(PATTERNS) >= 5


@every_pattern
def test_a_pattern_says_what_it_asks_and_where_it_comes_from(name: str) -> None:
    pattern = PATTERNS[name]
    assert pattern.name == name
    assert pattern.question.endswith("?")
    assert SOURCE.match(pattern.source)
    assert repr(pattern) == f"Pattern({name}: {pattern.question})"


@every_pattern
def test_a_pattern_finds_rows_with_its_sampled_parameters(
    lab_database: Database, name: str
) -> None:
    query = PATTERNS[name].query(lab_database)
    plan = lab.explain(lab_database, query.statement, query.params)
    assert ((plan.total_rows or 0) >= 1) is (name not in EMPTY_WHEN_SMALL)


@every_pattern
def test_a_pattern_has_the_same_parameters_at_every_call(lab_database: Database, name: str) -> None:
    first, second = (PATTERNS[name].query(lab_database) for _ in range(2))
    assert first.params == second.params


@every_pattern
def test_every_variant_of_a_pattern_is_built(
    lab_database: Database, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lab.experiments.comparing.FEWEST_ROUNDS", 1)
    monkeypatch.setattr("lab.experiments.comparing.MOST_ROUNDS", 1)
    pattern = PATTERNS[name]
    result = compare(lab_database, pattern.query(lab_database), pattern.variants)
    assert [variant.name for variant in result.variants] == list(pattern.variants)
    assert len({variant.plan.total_rows for variant in result.variants}) == 1


def test_an_unknown_pattern_is_told_with_the_likely_one() -> None:
    with pytest.raises(UnknownNameError, match="No pattern 'order_of_user'") as told:
        PATTERNS["order_of_user"]
    assert told.value.hint.startswith("Did you mean 'orders_of_user'?")
    assert "order_of_user" not in PATTERNS
    assert "orders_of_user" in PATTERNS


def test_an_unknown_pattern_like_no_other_is_told_with_all_there_are() -> None:
    with pytest.raises(UnknownNameError) as told:
        PATTERNS["xyz"]
    assert all(name in told.value.hint for name in PATTERNS)


def test_a_database_without_the_labs_tables_is_told(empty_database: Database) -> None:
    with pytest.raises(StatementError, match=r"does not exist\. .*'lab up'"):
        PATTERNS["orders_of_user"].query(empty_database)


def test_empty_tables_are_told(lab_database: Database) -> None:
    with lab_database.engine.begin() as connection:
        connection.exec_driver_sql("TRUNCATE users CASCADE")
    with pytest.raises(LabError, match="finds no row to take its parameters from") as told:
        PATTERNS["orders_of_user"].query(lab_database)
    assert "lab load" in told.value.hint


def test_the_registry_is_a_mapping_that_shows_its_names() -> None:
    assert all(isinstance(pattern, Pattern) for pattern in PATTERNS.values())
    assert repr(PATTERNS) == f"{len(PATTERNS)} patterns: {', '.join(PATTERNS)}"
