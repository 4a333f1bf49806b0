"""Sweeps over values: where plans change, how blocks grow, and that nothing is left behind."""

import json
import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from lab.database import Database
from lab.experiments import sweep
from lab.models import Order
from lab.workload import Query
from tests.db.made import BELOW, ROWS, what_stands

pytestmark = pytest.mark.usefixtures("one_round")


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
    assert repr(found).startswith("Sweep(below over n (made.v < :n): the plan changes at ")
