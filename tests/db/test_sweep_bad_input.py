"""What cannot be swept, takes too long or is interrupted: told, and nothing is left behind."""

import os
import re
import signal
import threading
import time
from typing import Any

import pytest
from sqlalchemy import text

from lab.database import Database, maintenance, open_database
from lab.errors import LabError
from lab.experiments import AS_IS, Sweep, sweep
from lab.experiments.sweeping import Outcome
from tests.db.made import BELOW, what_stands

pytestmark = pytest.mark.usefixtures("one_round")


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


# It sleeps for one of the values alone.
SLEEPS_AT_9 = "SELECT CASE WHEN id >= 9 THEN pg_sleep(60) END FROM made WHERE id = :id"
SLEEPING = text(
    "SELECT 1 FROM pg_stat_activity WHERE datname = :name AND wait_event = 'PgSleep' LIMIT 1"
)


def sweep_and_interrupt(db: Database, values: list[int]) -> Sweep:
    """A sweep, and Ctrl-C as soon as its query sleeps."""

    def interrupt() -> None:
        with maintenance(db.url) as connection:
            for _ in range(2_000):
                if connection.execute(SLEEPING, {"name": db.name}).first() is not None:
                    os.kill(os.getpid(), signal.SIGINT)
                    break
                time.sleep(0.01)

    thread = threading.Thread(target=interrupt)
    thread.start()
    try:
        return sweep(db, SLEEPS_AT_9, over="id", values=values)
    finally:
        thread.join()


def test_ctrl_c_keeps_what_was_measured(made: Database) -> None:
    before = what_stands(made)
    found = sweep_and_interrupt(made, [7, 8, 9])
    assert found.interrupted
    assert [point.value for point in found.points] == [7, 8]
    assert "Interrupted" in str(found)
    assert what_stands(made) == before


def test_ctrl_c_before_anything_is_measured_is_an_interruption(made: Database) -> None:
    with pytest.raises(KeyboardInterrupt):
        sweep_and_interrupt(made, [9, 10])


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
