"""What findings advise, tried on a real PostgreSQL: what it gained, and that nothing is left."""

from collections.abc import Mapping
from dataclasses import replace
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from lab.database import Database
from lab.errors import LabError
from lab.findings import Finding, Severity
from lab.plans import Plan, explain
from lab.plans.running.options import Wanted
from lab.plans.running.trials import asked_of, trial_on
from tests.counters import FLUSH

LEFT = {
    "sizes": "SELECT relname, relpages, reltuples, relallvisible, reloptions, relacl::text "
    "FROM pg_class WHERE relname ~ '^made' ORDER BY 1",
    "statistics": "SELECT s::text FROM pg_stats s WHERE tablename ~ '^made' ORDER BY 1",
    "extended": "SELECT stxname FROM pg_statistic_ext ORDER BY 1",
    "counters": "SELECT relname, n_live_tup, n_dead_tup, n_mod_since_analyze, last_analyze, "
    "analyze_count FROM pg_stat_user_tables ORDER BY 1",
    "settings": "SELECT name, setting FROM pg_settings WHERE source = 'session' ORDER BY 1",
}
SORTED = "SELECT * FROM made ORDER BY word, id"
JOINED = "SELECT count(*) FROM made a JOIN made b ON a.word = b.word"
GROUPED = "SELECT word, count(*) FROM made GROUP BY word"
TOGETHER = "SELECT * FROM made WHERE city = 7 AND country = 7"


@pytest.fixture
def made(empty_database: Database) -> Database:
    run(
        empty_database,
        "CREATE TABLE made (id int PRIMARY KEY, word text, city int, country int)",
        "INSERT INTO made SELECT i, md5(i::text), i % 100, i % 100 "
        "FROM generate_series(1, 20000) AS i",
        "CREATE INDEX made_word ON made USING hash (word)",
    )
    # By itself: rows that its own transaction inserted would count as changed since.
    run(empty_database, "ANALYZE made")
    return empty_database


def run(db: Database, *statements: str) -> None:
    with db.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement.replace("%", "%%"))
        connection.exec_driver_sql(FLUSH)


def state(db: Database) -> Mapping[str, Any]:
    with db.engine.connect() as connection:
        return {name: connection.execute(text(query)).all() for name, query in LEFT.items()}


def finding(plan: Plan, code: str) -> Finding:
    found = [each for each in plan.findings if each.code == code]
    assert found, f"no {code} in {[each.code for each in plan.findings]}"
    return found[0]


TINY = {"work_mem": "64kB", "max_parallel_workers_per_gather": "0"}


@pytest.mark.parametrize(
    ("code", "query", "settings", "gone"),
    [
        ("SORT_SPILL", SORTED, TINY, "the sort stays in memory"),
        (
            "HASH_BATCHES",
            JOINED,
            {**TINY, "enable_mergejoin": "off", "enable_nestloop": "off"},
            "the hash table is in one batch",
        ),
        (
            "HASHAGG_SPILL",
            GROUPED,
            {**TINY, "enable_sort": "off"},
            "the aggregation stays in memory",
        ),
    ],
)
def test_a_spill_is_proved_by_more_memory(
    made: Database, code: str, query: str, settings: dict[str, str], gone: str
) -> None:
    before = state(made)
    assert not finding(explain(made, query, settings=settings), code).proof
    proved = finding(explain(made, query, settings=settings, verify=True), code)
    assert gone in proved.proof
    assert "-> 0" in proved.proof
    assert "ms" not in proved.proof
    size = proved.evidence["proof_work_mem_kb"]
    assert isinstance(size, int)
    assert size > 64
    assert {"before_ms", "after_ms"} <= set(proved.evidence)
    assert code not in codes(explain(made, query, settings={**settings, "work_mem": f"{size}kB"}))
    assert state(made) == before


def codes(plan: Plan) -> set[str]:
    return {each.code for each in plan.findings}


def test_statistics_on_columns_that_go_together_are_tried_and_leave_nothing(
    made: Database,
) -> None:
    before = state(made)
    proved = finding(explain(made, TOGETHER, verify=True), "MISSING_EXTENDED_STATS")
    assert "with statistics on (city, country): estimate 2 -> 200 rows, where 200 came" in (
        proved.proof
    )
    assert proved.evidence["after_plan_rows"] == 200
    assert state(made) == before
    run(made, "CREATE STATISTICS together ON city, country FROM made", "ANALYZE made")
    assert "MISSING_EXTENDED_STATS" not in codes(explain(made, TOGETHER, verify=True))


def test_statistics_that_do_not_help_are_not_advised(made: Database) -> None:
    run(made, "ALTER TABLE made ADD COLUMN twin int")
    run(made, "UPDATE made SET twin = id")
    run(made, "ANALYZE made")
    # No kind of extended statistics knows of two ranges in columns without common values.
    query = "SELECT * FROM made WHERE id > 18500 AND twin > 18500"
    settings = {"enable_indexscan": "off", "enable_bitmapscan": "off"}
    untried = explain(replace(made, own_server=False), query, settings=settings)
    assert "MISSING_EXTENDED_STATS" in codes(untried)
    tried = explain(made, query, settings=settings, verify=True)
    assert "MISSING_EXTENDED_STATS" not in codes(tried)
    assert "EST_OFF" in codes(tried)


def test_old_statistics_are_proved_old_and_leave_nothing(made: Database) -> None:
    run(made, "UPDATE made SET city = 1000 WHERE id > 5000")
    before = state(made)
    query = "SELECT * FROM made WHERE city = 1000"
    proved = finding(explain(made, query, verify=True), "STALE_STATS")
    assert "after ANALYZE: estimate" in proved.proof
    assert "where 15,000 came" in proved.proof
    assert state(made) == before
    again = finding(explain(made, query, verify=True), "STALE_STATS")
    assert again.proof == proved.proof
    run(made, "ANALYZE made")
    assert "STALE_STATS" not in codes(explain(made, query))


def test_on_the_labs_own_server_statistics_are_tried_unasked(made: Database) -> None:
    own = finding(explain(replace(made, own_server=True), TOGETHER), "MISSING_EXTENDED_STATS")
    assert "with statistics on" in own.proof
    foreign = replace(made, own_server=False)
    assert not finding(explain(foreign, TOGETHER), "MISSING_EXTENDED_STATS").proof
    may_not = replace(foreign, allow_writes=False)
    told = finding(explain(may_not, TOGETHER, verify=True), "MISSING_EXTENDED_STATS")
    assert not told.proof


def test_jit_is_proved_by_running_without(made: Database) -> None:
    dear = {"jit": "on", "jit_above_cost": "0", "jit_inline_above_cost": "0"}
    dear |= {"jit_optimize_above_cost": "0", "max_parallel_workers_per_gather": "0"}
    plan = explain(made, GROUPED, settings=dear, verify=True)
    if not plan.jit:
        # PostgreSQL was built without LLVM, so that nothing is compiled.
        assert "JIT_HEAVY" not in codes(plan)
        return
    proved = finding(plan, "JIT_HEAVY")
    assert "with jit = off nothing is compiled" in proved.proof
    assert {"before_ms", "after_ms"} <= set(proved.evidence)


def test_a_write_is_proved_without_a_trace(made: Database) -> None:
    before = state(made)["sizes"]
    write = "INSERT INTO made SELECT -id, word, 0, 0 FROM made ORDER BY word, id"
    plan = explain(made, write, settings=TINY, verify=True)
    assert "the sort stays in memory" in finding(plan, "SORT_SPILL").proof
    assert state(made)["sizes"] == before
    with made.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM made")).scalar_one() == 20000


def test_a_bitmap_of_blocks_is_proved_to_fit_into_more_memory(made: Database) -> None:
    run(
        made,
        "CREATE TABLE made_thin (id int, pad text) WITH (fillfactor = 10)",
        "INSERT INTO made_thin SELECT i, repeat('x', 400) FROM generate_series(1, 10000) AS i",
        "CREATE INDEX made_thin_id ON made_thin (id)",
    )
    run(made, "ANALYZE made_thin")
    before = state(made)
    settings = {**TINY, "enable_seqscan": "off", "enable_indexscan": "off"}
    query = "SELECT * FROM made_thin WHERE id > 100"
    proved = finding(explain(made, query, settings=settings, verify=True), "LOSSY")
    assert "the bitmap knows every row" in proved.proof
    assert state(made) == before


def test_spills_are_proved_where_nothing_may_be_written(made: Database) -> None:
    engine = made.engine.execution_options(postgresql_readonly=True)
    foreign = replace(made, engine=engine, own_server=False, allow_writes=False)
    proved = finding(explain(foreign, SORTED, settings=TINY, verify=True), "SORT_SPILL")
    assert "the sort stays in memory" in proved.proof


def test_who_cannot_stop_the_counting_leaves_statistics_alone(made: Database) -> None:
    run(
        made,
        "DROP ROLE IF EXISTS plain_owner",
        "CREATE ROLE plain_owner",
        "GRANT ALL ON SCHEMA public TO plain_owner",
        "ALTER TABLE made OWNER TO plain_owner",
    )
    before = state(made)

    def become(connection: Connection) -> None:
        connection.exec_driver_sql("SET LOCAL ROLE plain_owner")

    event.listen(made.engine, "begin", become)
    try:
        told = finding(explain(made, TOGETHER, verify=True), "MISSING_EXTENDED_STATS")
    finally:
        event.remove(made.engine, "begin", become)
    assert "could not be tried" in told.proof
    assert "track_counts" in told.proof
    assert state(made) == before
    run(made, "DROP OWNED BY plain_owner CASCADE", "DROP ROLE plain_owner")


def test_a_proof_that_cannot_be_had_says_so(made: Database) -> None:
    with made.engine.begin() as other:
        other.exec_driver_sql("LOCK TABLE made IN SHARE UPDATE EXCLUSIVE MODE")
        told = finding(explain(made, TOGETHER, verify=True), "MISSING_EXTENDED_STATS")
    assert "could not be tried" in told.proof
    assert "lock" in told.proof


def test_a_proof_of_statistics_comes_true_once_they_are_made(made: Database) -> None:
    told = finding(explain(made, TOGETHER, verify=True), "MISSING_EXTENDED_STATS").evidence
    run(made, "CREATE STATISTICS together ON city, country FROM made", "ANALYZE made")
    assert explain(made, TOGETHER).root.plan_rows == told["after_plan_rows"]


@pytest.mark.parametrize(
    "name", ["100%", "%(a)s", "it's", 'a "b"', ":a", "line\nbreak", "ü" * 31], ids=repr
)
def test_statistics_are_tried_on_tables_of_any_name(made: Database, name: str) -> None:
    quoted = '"{}"'.format(name.replace('"', '""'))
    run(made, f"CREATE SCHEMA {quoted}", f"CREATE TABLE {quoted}.{quoted} AS TABLE made")
    run(made, f"ALTER TABLE {quoted}.{quoted} RENAME city TO {quoted}")
    run(made, f"ANALYZE {quoted}.{quoted}")
    query = f"SELECT * FROM {quoted}.{quoted} WHERE {quoted} = 7 AND country = 7"
    proved = finding(explain(made, query, verify=True), "MISSING_EXTENDED_STATS")
    assert "estimate 2 -> 200 rows, where 200 came" in proved.proof


def test_where_analyze_is_not_enough_statistics_on_several_columns_are_tried_too(
    made: Database,
) -> None:
    run(made, "UPDATE made SET word = word")
    before = state(made)
    told = finding(explain(made, TOGETHER, verify=True), "STALE_STATS")
    assert "ANALYZE alone does not mend it" in told.proof
    assert "with statistics on (city, country) as well" in told.proof
    assert told.proof.endswith("-> 200 rows, where 200 came")
    assert told.severity is Severity.WARNING
    assert told.advice.startswith("CREATE STATISTICS ON city, country FROM")
    assert state(made) == before


def test_all_attempts_together_may_take_as_long_as_one_run(made: Database) -> None:
    asked = asked_of("SELECT 1", None, generic=False)
    with trial_on(made, asked, Wanted(timeout_ms=60_000)) as trial:
        limited = trial.limited()
        assert monotonic() < limited.until <= monotonic() + 60

        def sleep() -> None:
            trial.connection.exec_driver_sql("SELECT pg_sleep(60)")

        for late, message in ((0.05, "statement timeout"), (-1.0, "time for it was used up")):
            stopped = replace(trial, until=monotonic() + late).attempted(sleep)
            assert isinstance(stopped, LabError)
            assert message in stopped.message
        assert trial.planned().shape == "Result"
        timeout = trial.connection.exec_driver_sql("SHOW statement_timeout").scalar_one()
        assert timeout == "1min"
    with trial_on(made, asked, Wanted(timeout_ms=0)) as trial:
        assert not isinstance(trial.limited().attempted(trial.run), LabError)
