"""Plans of real servers, one before and one after something was changed: the change has a name."""

from collections.abc import Sequence

import pytest
from sqlalchemy import text

from lab.database import Database
from lab.plans import Plan, explain
from lab.plans.diffing import Class, Judgement, PlanDiff, diff_of

OF_ONE_USER = "SELECT * FROM orders o WHERE user_id = 3 AND status = 'pending'"
IN_ORDER = "SELECT id FROM orders ORDER BY total_amount, id"
JOINED = "SELECT count(*) FROM orders o JOIN users u ON u.id = o.user_id"
THREE = (
    "SELECT count(*) FROM users u JOIN orders o ON u.id = o.user_id "
    "JOIN order_items i ON i.order_id = o.id"
)
REORDERED = (
    "SELECT count(*) FROM order_items i JOIN orders o ON i.order_id = o.id "
    "JOIN users u ON u.id = o.user_id"
)
OFF = {
    name: {f"enable_{each}": "off" for each in others}
    for name, others in {
        "hash": ("nestloop", "mergejoin", "memoize"),
        "loop": ("hashjoin", "mergejoin", "memoize"),
    }.items()
}
AS_WRITTEN = {"join_collapse_limit": "1"}
PARALLEL = {
    "max_parallel_workers_per_gather": "2",
    "parallel_setup_cost": "0",
    "parallel_tuple_cost": "0",
    "min_parallel_table_scan_size": "0",
}
LITTLE_MEMORY = {"work_mem": "64kB"}
SMALL_ORDERS = f"{JOINED} WHERE o.id < 5"
SMALL_USERS = f"{JOINED} WHERE u.id < 5"


def done(db: Database, *statements: str) -> None:
    """Statements for good; the tables are analyzed afterwards, so that plans are settled."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in (*statements, "VACUUM (ANALYZE) orders", "VACUUM (ANALYZE) users"):
            connection.execute(text(statement))


def kinds(diff: PlanDiff) -> dict[Class, str]:
    return {change.kind: f"{change.before} -> {change.after}" for change in diff.changes}


def test_a_dropped_index_is_a_changed_access_path_and_worse(lab_database: Database) -> None:
    done(lab_database, "CREATE INDEX by_user ON orders (user_id, status, id)")
    before = explain(lab_database, OF_ONE_USER)
    done(lab_database, "DROP INDEX by_user, ix_orders_user_id_status")
    after = explain(lab_database, OF_ONE_USER)
    diff = diff_of(before, after)
    assert diff.judgement is Judgement.WORSE
    assert diff.worse
    assert kinds(diff)[Class.ACCESS_PATH].endswith("-> Seq Scan")
    assert diff_of(after, before).judgement is Judgement.BETTER
    assert "more" in diff.reason
    assert "fewer" in diff_of(after, before).reason


def test_another_index_of_the_same_scan_is_an_index_swapped(lab_database: Database) -> None:
    settings = {"enable_bitmapscan": "off", "enable_seqscan": "off"}
    done(lab_database, "CREATE INDEX by_user ON orders (user_id, status) INCLUDE (id)")
    done(lab_database, "DROP INDEX ix_orders_user_id_status")
    before = explain(lab_database, OF_ONE_USER, settings=settings)
    done(lab_database, "CREATE INDEX other ON orders (status, user_id)", "DROP INDEX by_user")
    after = explain(lab_database, OF_ONE_USER, settings=settings)
    diff = diff_of(before, after)
    swapped = "Index Scan using by_user -> Index Scan using other"
    assert kinds(diff)[Class.INDEX_SWAPPED] == swapped
    assert Class.ACCESS_PATH not in kinds(diff)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((JOINED, OFF["hash"]), (JOINED, OFF["loop"]), Class.JOIN_METHOD),
        ((THREE, AS_WRITTEN), (REORDERED, AS_WRITTEN), Class.JOIN_ORDER),
        ((SMALL_ORDERS, OFF["hash"]), (SMALL_USERS, OFF["hash"]), Class.BUILD_SIDE),
        ((SMALL_ORDERS, OFF["loop"]), (SMALL_USERS, OFF["loop"]), Class.OUTER_SIDE),
        ((IN_ORDER, {}), (IN_ORDER, PARALLEL), Class.PARALLELISM),
        ((IN_ORDER, LITTLE_MEMORY), (IN_ORDER, {"work_mem": "16MB"}), Class.SPILL_GONE),
        ((IN_ORDER, {"work_mem": "16MB"}), (IN_ORDER, LITTLE_MEMORY), Class.SPILL_NEW),
        ((IN_ORDER, LITTLE_MEMORY), (IN_ORDER, {"work_mem": "16MB"}), Class.FINDING_FIXED),
        ((IN_ORDER, {"work_mem": "16MB"}), (IN_ORDER, LITTLE_MEMORY), Class.FINDING_NEW),
    ],
    ids=lambda value: str(value) if isinstance(value, Class) else "",
)
def test_every_change_has_its_class(
    before: tuple[str, dict[str, str]],
    after: tuple[str, dict[str, str]],
    expected: Class,
    lab_database: Database,
) -> None:
    done(lab_database)
    plans = [explain(lab_database, sql, settings=given) for sql, given in (before, after)]
    diff = diff_of(*plans)
    assert expected in kinds(diff), diff.render_text()
    assert diff.render_text() == diff_of(*plans).render_text()
    assert not diff_of(plans[0], plans[0]).changes


def test_an_index_in_the_right_order_removes_the_sort(lab_database: Database) -> None:
    done(lab_database)
    limited = f"{IN_ORDER} LIMIT 5"
    before = explain(lab_database, limited)
    done(lab_database, "CREATE INDEX in_order ON orders (total_amount, id)")
    diff = diff_of(before, explain(lab_database, limited))
    assert Class.SORT_REMOVED in kinds(diff)
    assert diff.judgement is Judgement.BETTER


def test_other_settings_forbid_a_judgement(lab_database: Database) -> None:
    plans = [explain(lab_database, IN_ORDER, settings=given) for given in ({}, LITTLE_MEMORY)]
    diff = diff_of(*plans)
    assert diff.judgement is Judgement.CANNOT_TELL
    assert diff.reason == "the settings differ: work_mem"
    assert [name for name, _, _ in diff.settings] == ["work_mem"]


def test_other_rows_forbid_a_judgement(lab_database: Database) -> None:
    rows = [explain(lab_database, f"SELECT id FROM orders WHERE id <= {n}") for n in (3, 30)]
    assert "returned 3 rows and 30 rows" in diff_of(*rows).reason
    planned = explain(lab_database, "SELECT id FROM orders WHERE id <= 3", analyze=False)
    assert diff_of(rows[0], planned).reason == "only one of them was run"
    assert diff_of(planned, planned).judgement is Judgement.SAME


def test_what_was_folded_still_adds_up(lab_database: Database) -> None:
    done(lab_database)
    for sql, settings in ((THREE, OFF["hash"]), (THREE, OFF["loop"]), (OF_ONE_USER, {})):
        plan: Plan = explain(lab_database, sql, settings=settings)
        steps: Sequence[int] = [m.step.blocks or 0 for m in diff_of(plan, plan).matches]
        assert sum(steps) == plan.blocks
