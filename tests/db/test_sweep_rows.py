"""Sweeps over the rows of a table: copies that have what it has, and are gone afterwards."""

import pytest

from lab.database import Database
from lab.errors import LabError
from lab.experiments import sweep
from tests.db.made import ROWS, what_stands

pytestmark = pytest.mark.usefixtures("one_round")


def test_a_table_grows_with_its_rows_and_its_indexes(made: Database) -> None:
    before = what_stands(made)
    values = [100, 1_000, 5_000, ROWS]
    found = sweep(made, "SELECT * FROM made WHERE v < 500", over="rows", values=values)
    assert [point.rows for point in found.points] == sorted(
        point.rows or 0 for point in found.points
    )
    assert found[ROWS].rows == 500
    assert found[1_000].rows == pytest.approx(25, abs=20)
    assert found[ROWS].plan.uses("made_v")
    assert "no VACUUM has seen" in str(found)
    counted = sweep(made, "SELECT count(*) FROM made", over="rows", values=values)
    assert counted.exponent is not None
    assert counted.exponent.value == pytest.approx(1, abs=0.15)
    by_key = sweep(made, "SELECT * FROM made WHERE id = 7", over="rows", values=[ROWS - 1, ROWS])
    assert by_key[ROWS].plan.uses("made_pkey")
    assert what_stands(made) == before


def test_a_grown_table_has_the_wanted_indexes_and_no_others(made: Database) -> None:
    statement = "SELECT * FROM made WHERE v = 7"
    none = sweep(made, statement, over="rows", values=[1_000, ROWS], indexes=[])
    before = what_stands(made)
    other = sweep(made, statement, over="rows", values=[1_000, ROWS], indexes=["made(v, id)"])
    assert what_stands(made) == before
    assert none[ROWS].shape == "Seq Scan on made"
    assert other[ROWS].plan.uses("lab_made_v_id")


def test_what_a_table_is_made_of_is_copied_with_it(empty_database: Database) -> None:
    with empty_database.engine.begin() as connection:
        for statement in (
            'CREATE TABLE "Odd % one" (id int GENERATED ALWAYS AS IDENTITY UNIQUE, "a:b" int, '
            'twice int GENERATED ALWAYS AS ("a:b" * 2) STORED)',
            """INSERT INTO "Odd % one" ("a:b") SELECT i FROM generate_series(1, 50) AS i""",
            """CREATE INDEX "x % y" ON "Odd % one" (("a:b" % 7)) WHERE "a:b" > 3""",
        ):
            connection.exec_driver_sql(statement.replace("%", "%%"))
    asked = 'SELECT * FROM "Odd % one" WHERE "a:b" % 7 = 1'
    found = sweep(empty_database, asked, over="rows", values=[1, 50])
    assert found[50].rows == 8


def test_of_several_tables_the_largest_grows_or_the_named(lab_database: Database) -> None:
    joined = "SELECT o.id FROM orders o JOIN users u ON u.id = o.user_id"
    assert sweep(lab_database, joined, over="rows", values=[10, 20])[20].rows == 20
    users = sweep(lab_database, joined, over="rows", values=[1, 2], table="users")
    assert users.axis.title == "rows of users"
    with pytest.raises(
        LabError, match=r"^The query does not read a table 'tasks'. It reads orders"
    ):
        sweep(lab_database, joined, over="rows", values=[1, 2], table="tasks")
