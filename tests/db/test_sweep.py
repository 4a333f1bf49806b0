"""Sweeps on a real server: where plans change, how blocks grow, and that nothing is left behind."""

import json
import os
import re
import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from lab.database import Database, open_database
from lab.errors import LabError
from lab.experiments import AS_IS, sweep
from lab.experiments.sweeping import Outcome
from lab.models import Order
from lab.workload import Query

RunLab = Callable[..., tuple[int, str, str]]
BELOW = "SELECT * FROM made WHERE v < :n"
ROWS = 20_000
SETUP = (
    "CREATE TABLE made (id int PRIMARY KEY, v int, word text, flag boolean)",
    f"INSERT INTO made SELECT i, i * 7919 % {ROWS}, md5(i::text) || md5((i + 1)::text), i % 10 = 0 "
    f"FROM generate_series(1, {ROWS}) AS i",
    "CREATE INDEX made_v ON made (v)",
    "ALTER TABLE made ALTER COLUMN id SET STATISTICS 100",
    "ANALYZE made",
)
WHAT_STANDS = (
    "SELECT schemaname, indexname FROM pg_indexes ORDER BY 1, 2",
    "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' ORDER BY 1",
    "SELECT name, setting FROM pg_settings WHERE source = 'session' ORDER BY 1",
)


@pytest.fixture(autouse=True)
def one_round(monkeypatch: pytest.MonkeyPatch) -> None:
    """Times are not asserted here."""
    monkeypatch.setattr("lab.experiments.sweeping.measuring.ROUNDS", 1)


@pytest.fixture
def made(empty_database: Database) -> Database:
    with empty_database.engine.begin() as connection:
        for statement in SETUP:
            connection.execute(text(statement))
    return empty_database


def what_stands(db: Database) -> list[list[Any]]:
    with db.engine.connect() as connection:
        return [[*connection.execute(text(statement))] for statement in WHAT_STANDS]


def test_the_plan_goes_from_index_to_bitmap_to_sequential_scan(made: Database) -> None:
    before = what_stands(made)
    found = sweep(made, BELOW, over="selectivity", values=[0.0001, 0.01, 1])
    assert [point.shape for point in found.points] == [
        "Index Scan using made_v on made",
        "Bitmap Heap Scan on made > Bitmap Index Scan on made_v",
        "Seq Scan on made",
    ]
    assert found.crossovers[0].words == "Index Scan -> Bitmap Heap Scan"
    assert found.crossovers[-1].after == "Seq Scan on made"
    for each in found.crossovers:
        assert each.selectivity is not None
        assert each.selectivity == pytest.approx(each.high, abs=1 / ROWS)
        assert each.high - each.low <= 0.01 * each.high
    assert what_stands(made) == before


def test_the_change_of_plan_is_really_there(made: Database) -> None:
    found = sweep(made, BELOW, over="n", values=[1, 1000])
    (crossover,) = found.crossovers
    again = sweep(made, BELOW, over="n", values=[crossover.low, crossover.high])
    assert [point.shape for point in again.points] == [crossover.before, crossover.after]
    assert (again.crossovers[0].low, again.crossovers[0].high) == (crossover.low, crossover.high)
    assert crossover.high - crossover.low == 1


def test_what_each_plan_touches_is_told_where_that_is_asked_for(made: Database) -> None:
    values = [0.0001, 0.5, 1]
    silent = sweep(made, BELOW, over="selectivity", values=values)
    assert (silent.cheapest, silent[0.5].rivals) == ((), {})
    assert "Fewest blocks" not in str(silent)
    found = sweep(made, BELOW, over="selectivity", values=values, rivals=True)
    blocks = [{point.shape: point.blocks or 0, **point.rivals} for point in found.points]
    index, scan = "Index Scan using made_v on made", "Seq Scan on made"
    assert blocks[0][index] < blocks[0][scan]
    assert blocks[2][index] > blocks[2][scan] == blocks[0][scan]
    assert found.cheapest[0].before == index
    assert found.cheapest[-1].after in (scan, found.points[1].shape)
    assert found.cheapest[0].high < 0.5
    assert "Fewest blocks: A -> " in str(found)
    assert found.to_json()["cheapest"][0]["before"] == index


def test_plans_of_joins_cannot_be_forced_and_that_is_said(lab_database: Database) -> None:
    joined = "SELECT o.id FROM orders o JOIN users u ON u.id = o.user_id WHERE o.id < :n"
    found = sweep(lab_database, joined, over="n", values=[2, 2_000], rivals=True)
    assert found.cheapest == ()
    assert "could not be forced" in " ".join(str(found).split())


def test_times_are_halved_but_have_no_power_law(lab_database: Database) -> None:
    asked = "SELECT * FROM orders WHERE created_at >= :since"
    days = [datetime(2022 + year, 1, 1, tzinfo=UTC) for year in range(1, 5)]
    found = sweep(lab_database, asked, over="since", values=days)
    assert found.points[0].shape == "Seq Scan on orders"
    assert found.crossovers
    assert days[0] < found.crossovers[0].high < days[-1]
    assert found.exponent is None
    assert "2023-01-01" in str(found)


@pytest.mark.parametrize("sign", ["<", "<=", ">", ">="])
def test_a_wanted_part_of_the_rows_comes_out(made: Database, sign: str) -> None:
    statement = f"SELECT * FROM made WHERE v {sign} :n"
    found = sweep(made, statement, over="selectivity", values=[0.01, 0.25, 1])
    for point in found.points:
        assert point.selectivity == pytest.approx(point.value, abs=2 / ROWS)
        assert point.rows == round((point.selectivity or 0) * ROWS)


def test_rows_without_a_value_count_too(made: Database) -> None:
    with made.engine.begin() as connection:
        connection.execute(text("UPDATE made SET v = NULL WHERE id % 2 = 0"))
    found = sweep(made, BELOW, over="selectivity", values=[0.1, 0.9])
    assert found[0.1].selectivity == pytest.approx(0.1, abs=2 / ROWS)
    assert found[0.9].selectivity == pytest.approx(0.5, abs=2 / ROWS)


def test_an_equality_takes_the_value_whose_rows_are_nearest_to_what_is_wanted(
    made: Database,
) -> None:
    found = sweep(
        made,
        "SELECT * FROM made WHERE flag = :flag",
        over="selectivity",
        values=[0.05, 0.8],
        indexes=["made(flag)"],
    )
    assert [(p.parameter, p.selectivity, p.rows) for p in found.points] == [
        (True, 0.1, 2_000),
        (False, 0.9, 18_000),
    ]
    assert found.points[0].plan.uses("lab_made_flag")
    assert found.points[1].shape == "Seq Scan on made"
    assert (found.crossovers[0].low, found.crossovers[0].high) == (0.05, 0.8)


def test_blocks_grow_with_the_offset_and_not_with_a_key(made: Database) -> None:
    values = [1_000, 3_000, 8_000, 15_000, 19_000]
    paged = "SELECT * FROM made ORDER BY id LIMIT 10 OFFSET :offset"
    by_offset = sweep(made, paged, over="offset", values=values).exponent
    keyed = "SELECT * FROM made WHERE id > :last ORDER BY id LIMIT 10"
    by_key = sweep(made, keyed, over="last", values=values).exponent
    assert by_offset is not None
    assert by_offset.low < 1.05
    assert 0.9 < by_offset.value < 1.1
    assert by_key is not None
    assert by_key.is_flat


def test_a_construct_has_its_offset_changed(lab_database: Database) -> None:
    asked = select(Order).order_by(col(Order.id)).offset(7).limit(5)
    found = sweep(lab_database, asked, over="offset", values=[0, 1_998])
    assert [point.rows for point in found.points] == [5, 2]


def test_another_name_of_the_offset_does_too(made: Database) -> None:
    statement = "SELECT * FROM made ORDER BY id LIMIT 5 OFFSET :skipped"
    assert sweep(made, statement, over="offset", values=[0, ROWS - 2])[ROWS - 2].rows == 2


def test_a_construct_is_swept_by_its_selectivity(lab_database: Database) -> None:
    asked = select(Order).where(col(Order.total_amount) < 5)
    found = sweep(lab_database, asked, over="selectivity", values=[0.1, 0.5])
    assert [point.rows for point in found.points] == pytest.approx([200, 1000], abs=5)


def test_a_setting_changes_the_plan_for_one_run_alone(made: Database) -> None:
    statement = "SELECT * FROM made WHERE v BETWEEN 100 AND 300"
    before = what_stands(made)
    found = sweep(made, statement, over="random_page_cost", values=[1, 1000])
    assert found[1].plan.uses("made_v")
    assert found[1000].shape == "Seq Scan on made"
    assert found.crossovers
    assert what_stands(made) == before
    switched = sweep(made, statement, over="enable_seqscan", values=[False, True])
    assert [point.value for point in switched.points] == [False, True]


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


def test_two_runs_say_the_same_and_no_time(made: Database) -> None:
    for over, values in (("selectivity", [0.001, 0.1, 1]), ("n", [1, 10, 100, 1000])):
        first, second = (sweep(made, BELOW, over=over, values=values) for _ in range(2))
        assert str(first) == str(second)
        assert first.render_html() == second.render_html()
        assert repr(first) == repr(second)
        assert not re.search(r"\d ms\b", str(first) + first.render_html())
        assert re.search(r"\d ms\b", str(first.timed()))
        assert re.search(r"\d ms\b", first.timed().render_html())
    grown = [sweep(made, "SELECT * FROM made WHERE v < 50", over="rows", values=[100, 9_000])
             for _ in range(2)]  # fmt: skip
    assert str(grown[0]) == str(grown[1])


def test_a_sweep_can_be_handed_on(made: Database) -> None:
    found = sweep(made, Query("below", BELOW), over="n", values=[1, 10, 100, 10_000])
    frame = found.to_frame()
    assert list(frame["value"]) == [1, 10, 100, 10_000]
    assert list(frame["blocks"]) == [point.blocks for point in found.points]
    told = json.loads(json.dumps(found.to_json()))
    assert told["points"][0]["plan_shape"] == found.points[0].shape
    assert told["crossovers"][0]["high"] == found.crossovers[0].high
    assert found.chart().render_text().startswith("below: blocks")
    assert max(map(len, found.timed().render_text().splitlines())) < 100
    assert repr(found).startswith("Sweep(below over n: Index Scan -> Bitmap Heap Scan at ")


def test_what_takes_too_long_is_over_and_the_others_go_on(made: Database) -> None:
    found = sweep(
        made, "SELECT 1 FROM pg_sleep(:s)", over="s", values=[0.0, 0.9, 1.0], timeout_s=0.3
    )
    assert [point.outcome for point in found.points] == [
        Outcome.MEASURED,
        Outcome.TIMED_OUT,
        Outcome.TIMED_OUT,
    ]
    assert "over 0.3 s" in found.render_text()
    assert (found.points[1].blocks, found.points[1].time_ms) == (None, None)


def test_where_cost_only_grows_nothing_larger_than_what_took_too_long_is_run(
    made: Database,
) -> None:
    slow = "SELECT pg_sleep(0.05), id FROM made ORDER BY id LIMIT 1 OFFSET :offset"
    found = sweep(made, slow, over="offset", values=[0, 30, 60], timeout_s=0.5)
    assert [point.outcome for point in found.points] == [
        Outcome.MEASURED,
        Outcome.TIMED_OUT,
        Outcome.NOT_RUN,
    ]
    assert "not run" in str(found)


def interrupt_later(seconds: float) -> threading.Timer:
    timer = threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    return timer


def test_ctrl_c_keeps_what_was_measured(made: Database) -> None:
    before = what_stands(made)
    timer = interrupt_later(1.5)
    begun = time.monotonic()
    found = sweep(made, "SELECT 1 FROM pg_sleep(:s)", over="s", values=[0.0, 0.001, 30.0])
    timer.cancel()
    assert time.monotonic() - begun < 25
    assert found.interrupted
    assert [point.value for point in found.points] == [0.0, 0.001]
    assert "Interrupted" in str(found)
    assert what_stands(made) == before


def test_ctrl_c_before_anything_is_measured_is_an_interruption(made: Database) -> None:
    timer = interrupt_later(0.7)
    with pytest.raises(KeyboardInterrupt):
        sweep(made, "SELECT 1 FROM pg_sleep(:s)", over="s", values=[30, 31])
    timer.cancel()


# One database for all of them: to make one takes longer than the mistake.
MISTAKES: dict[str, tuple[str, dict[str, Any], str]] = {
    "unknown name": (BELOW, {"over": "m", "values": [1, 2]},
                     r"^Nothing of the query is called 'm'\. .*its parameters \(n\)"),
    "near name": (BELOW, {"over": "random_page_cots", "values": [1, 2]},
                  r"Did you mean 'random_page_cost'\?"),
    "both": ("SELECT * FROM made WHERE v < :work_mem", {"over": "work_mem", "values": [1, 2]},
             r"^'work_mem' is a parameter of the query, and a setting of PostgreSQL too\. Give"),
    "rows as parameter": ("SELECT * FROM made WHERE v < :rows", {"over": "rows", "values": [1, 2]},
                          r"^'rows' is a parameter of the query, and what lab.sweep itself"),
    "parameter missing": ("SELECT * FROM made WHERE v < :n AND id = :k",
                          {"over": "n", "values": [1, 2]}, r"^No value for :k\. Give params"),
    "wrong type": (BELOW, {"over": "n", "values": ["many", "more"]},
                   r'^Invalid input syntax for type integer: "many"'),
    "wrong setting": (BELOW, {"over": "work_mem", "values": ["much", "more"], "params": {"n": 1}},
                      r'^Invalid value for parameter "work_mem": "much"'),
    "no offset": (BELOW, {"over": "offset", "values": [1, 2], "params": {"n": 1}},
                  r"^The query has no OFFSET that could be changed\. Write OFFSET :offset"),
    "too many rows": ("TABLE made", {"over": "rows", "values": [1, 20_001]},
                      r"^Table 'made' has 20,000 rows, fewer than the 20,001 asked for\. Give"),
    "schema named": ("TABLE public.made", {"over": "rows", "values": [1, 2]},
                     r"^The query names the schema of 'made', so no copy can take its place"),
    "table elsewhere": (BELOW, {"over": "n", "values": [1, 2], "table": "made"},
                        r"^A table grows only over its rows\. Write over='rows'"),
    "writes": ("UPDATE made SET v = 1 WHERE v < :n", {"over": "n", "values": [1, 2]},
               r"^A statement that writes cannot be swept: "),
    "makes a table": ("CREATE TABLE x AS SELECT * FROM made WHERE v < :n",
                      {"over": "n", "values": [1, 2]},
                      r"^A statement that makes a table cannot be swept\. Give the query alone"),
    "unknown option": (BELOW, {"over": "n", "values": [1, 2], "index": []},
                       r"^sweep has no option 'index'\. There are indexes, params, timeout_s"),
    "no index": (BELOW, {"over": "n", "values": [1, 2], "indexes": [7]},
                 r"^Variant 'indexes' holds 7, which is no index"),
}  # fmt: skip


def test_mistakes_are_told_in_one_line_and_leave_nothing(made: Database) -> None:
    before = what_stands(made)
    for mistake, (statement, asked, message) in MISTAKES.items():
        with pytest.raises(LabError) as told:
            sweep(made, statement, **asked)
        assert re.search(message, str(told.value)), mistake
        assert "\n" not in str(told.value), mistake
    assert what_stands(made) == before


def test_an_empty_column_has_nothing_to_select_by(made: Database) -> None:
    with made.engine.begin() as connection:
        connection.execute(text("UPDATE made SET v = NULL"))
    with pytest.raises(LabError, match=r"^Column 'v' of 'made' has no value to select rows by"):
        sweep(made, BELOW, over="selectivity", values=[0.1, 0.2])


def test_a_server_that_is_only_read_is_swept_as_it_is(made: Database) -> None:
    reader = open_database(made.url, own_server=False)
    found = sweep(reader, BELOW, over="selectivity", values=[0.0001, 1], indexes=[AS_IS])
    assert found[0.0001].plan.uses("made_v")
    assert found.crossovers
    for asked in (
        {"over": "n", "values": [1, 2], "indexes": []},
        {"over": "rows", "values": [1, 2], "params": {"n": 7}},
    ):
        with pytest.raises(LabError, match="--allow-writes"):
            sweep(reader, BELOW, **asked)
    reader.close()


def test_the_command_says_the_same(made: Database, run_lab: RunLab) -> None:
    url = made.url.render_as_string(hide_password=False)
    asked = ("sweep", BELOW, "--over", "n", "--values", "10,100,1000", "--url", url)
    code, out, _ = run_lab(*asked)
    assert code == 0
    assert "query over n (made.v < :n)" in out
    assert " ms" in out
    code, out, _ = run_lab(*asked, "--json", "--allow-writes", "-i", "made(v, id)")
    assert [point["value"] for point in json.loads(out)["points"]] == [10, 100, 1000]
    assert "lab_made_v_id" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--over", "n", "--values", "1,,2"), "lab: '1,,2' holds an empty value. Write --values"),
        (("--over", "n", "--values", "5"), "lab: A sweep needs at least two different values"),
        (("--over", "m", "--values", "1,2"), "lab: Nothing of the query is called 'm'."),
    ],
)
def test_mistakes_at_the_command_line_are_told(
    made: Database, run_lab: RunLab, arguments: tuple[str, ...], message: str
) -> None:
    url = made.url.render_as_string(hide_password=False)
    code, out, err = run_lab("sweep", BELOW, "--url", url, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(message)


def test_a_pattern_is_swept_by_its_offset(lab_database: Database, run_lab: RunLab) -> None:
    url = lab_database.url.render_as_string(hide_password=False)
    code, out, _ = run_lab(
        *("sweep", "orders_by_offset", "--over", "offset", "--values", "100,500,1000,1900"),
        *("-i", "orders(created_at)", "--url", url, "--allow-writes"),
    )
    assert code == 0
    assert "orders_by_offset over offset" in out
