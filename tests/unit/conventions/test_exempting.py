"""Every rule: what an exemption accepts is told of no more, and what stands beside it still is."""

import pytest
from sqlalchemy import Column, Integer, MetaData, Table

from lab.conventions import convention_rules
from lab.conventions.lint_settings import Exempted
from lab.schema import picture_of
from tests.conventions import said
from tests.exempted import assert_each_can_be_exempted, linted
from tests.new import MANY
from tests.repeated import repeated
from tests.unit.conventions.test_one_more import HABITS, RULES, pictured
from tests.unit.conventions.test_rules import module_of


@pytest.mark.parametrize("times", [1, 2, MANY])
@pytest.mark.parametrize("code", [rule.code for rule in RULES])
def test_what_is_exempted_is_told_no_more_and_all_else_is(code: str, times: int) -> None:
    bad = pictured(module_of(convention_rules()[code]).BAD)
    assert_each_can_be_exempted(repeated(bad, times), code)


@pytest.mark.parametrize("code", HABITS)
def test_so_it_is_where_it_is_a_habit(code: str) -> None:
    assert_each_can_be_exempted(picture_of(HABITS[code]), code)


def test_of_many_columns_one_that_is_accepted_is_not_told() -> None:
    keys = picture_of(HABITS["NO_ON_DELETE"])
    [whole] = linted(keys, "NO_ON_DELETE")
    part = whole.parts[0]
    other = Exempted(code="NO_ON_DELETE", table="*", column=part.column or "", reason="known")
    [left] = linted(keys, "NO_ON_DELETE", other)
    assert left.title.startswith(f"{whole.title}; ")
    assert " not exempted: " in left.title
    assert part.name not in left.names


@pytest.mark.parametrize(
    ("name", "columns", "told"),
    [
        ("__drizzle_migrations", ["id", "hash"], False),
        ("pgmigrations", ["id", "name"], False),
        ("migrations", ["id", "timestamp", "name"], False),
        ("migrations", ["id", "bird", "route"], True),
    ],
)
def test_the_tables_of_migration_tools_are_let_be(
    name: str, columns: list[str], *, told: bool
) -> None:
    models = MetaData()
    Table(name, models, *(Column(each, Integer) for each in columns))
    assert bool(said("NO_PRIMARY_KEY", models)) is told
