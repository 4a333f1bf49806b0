"""Columns with one fault are told together, but for those that have an exemption."""

from typing import Any

from lab.conventions.knowing.gathering import Case, Wording, gathered
from lab.findings import Fix
from lab.schema import Column, Exemption, Table

WORDING = Wording("is bad", "are bad")
ACCEPTED = (Exemption("BAD", "it is old"),)


def case(table: str, *names: str, **told: Any) -> Case:
    columns = tuple(Column(name, "text", not_null=False, **told) for name in names)
    return Case(Table("public", table, None, columns), columns)


def titles(*cases: Case, among: int = 0) -> list[str]:
    return [each.title for each in gathered([*cases], WORDING, among=among)]


def test_one_column_is_told_at_its_place() -> None:
    [notice] = gathered([case("a", "x")], WORDING, among=1)
    assert notice.title == "a.x is bad"
    assert notice.table is not None
    assert notice.column is not None


def test_columns_of_a_table_are_told_together() -> None:
    assert titles(case("a", "x", "y"), case("b", "z")) == [
        "2 columns of a are bad: x, y",
        "b.z is bad",
    ]


def test_three_tables_are_a_habit_if_they_are_half_of_those_that_could() -> None:
    cases = [case(name, "x") for name in "abc"]
    assert titles(*cases, among=6) == ["3 columns of 3 tables are bad: a.x, b.x, c.x"]
    assert len(titles(*cases, among=7)) == 3


def test_more_than_five_tables_are_told_together_however_many_could() -> None:
    cases = [case(name, "x") for name in "abcdef"]
    assert titles(*cases, among=100) == ["6 columns of 6 tables are bad: a.x, b.x, c.x and 3 more"]
    assert len(titles(*cases[:5], among=100)) == 5


def test_a_column_with_an_exemption_is_told_alone() -> None:
    cases = [*(case(name, "x") for name in "abc"), case("d", "x", exemptions=ACCEPTED)]
    assert titles(*cases, among=4) == ["d.x is bad", "3 columns of 3 tables are bad: a.x, b.x, c.x"]


def test_the_fix_is_that_of_all_and_taken_back_in_the_opposite_order() -> None:
    def mend(table: Table, column: Column) -> Fix:
        name = f"{table.name}.{column.name}"
        return Fix(model=name, upgrade=("lock()", f"+{name}"), downgrade=(f"-{name}",), caution="?")

    [notice] = gathered([case("a", "x", "y")], WORDING, among=1, mend=mend)
    assert notice.fix == Fix(
        model="a.x\na.y",
        upgrade=("lock()", "+a.x", "+a.y"),
        downgrade=("-a.y", "-a.x"),
        caution="?",
    )
