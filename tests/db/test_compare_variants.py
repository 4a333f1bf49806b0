"""Variants with settings or another wording; what fails in one of them leaves the others alone."""

import os
import signal
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NoReturn, TypeAlias

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from lab.database import Database, create_database, drop_database, maintenance, open_database
from lab.errors import LabError, StatementError, WriteRefusedError
from lab.experiments import AS_IS, Variant, Wanted, compare
from lab.experiments.benches.switching import Bench
from lab.experiments.options import How
from lab.models import Order
from lab.opening import Host
from lab.workload import Query, Workload

Variants: TypeAlias = dict[str, Variant | Sequence[Wanted]]
FEW: How = {"rounds": 3, "writes": False}
BRIEF: How = {"timeout_s": 0.3, **FEW}
BY_USER = "SELECT * FROM orders WHERE user_id = :u"
USER = {"u": 3}
SORTED = "SELECT id, total_amount FROM orders ORDER BY total_amount"
INDEXES = "SELECT string_agg(indexdef, E'\\n' ORDER BY indexname) FROM pg_indexes"


def ask(db: Database, statement: str) -> Any:
    with db.engine.connect() as connection:
        return connection.execute(text(statement)).scalar_one()


@pytest.fixture
def read_only(lab_database: Database) -> Iterator[Database]:
    foreign = open_database(lab_database.url, own_server=False)
    yield foreign
    foreign.close()


def test_a_setting_holds_for_its_variant_alone(lab_database: Database) -> None:
    variants: Variants = {
        "as it is": [AS_IS],
        "no index": Variant(settings={"enable_indexscan": "off", "enable_bitmapscan": "off"}),
        "again": [AS_IS],
    }
    result = compare(lab_database, BY_USER, variants, params=USER, **FEW)
    assert "Index" in str(result["as it is"].plan and result["as it is"].plan.shape)
    assert result["no index"].plan is not None
    assert result["no index"].plan.root.node_type == "Seq Scan"
    assert result["again"].blocks == result["as it is"].blocks
    assert result["no index"].diff is not None
    assert ask(lab_database, "SHOW enable_indexscan") == "on"


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"work_memory": "64MB"}, 'unrecognized configuration parameter "work_memory"'),
        ({"work_mem": "a lot"}, 'invalid value for parameter "work_mem"'),
        ({"shared_buffers": "1GB"}, "cannot be changed without restarting"),
        ({"plan_cache_mode": "auto"}, "plan_cache_mode is 'auto'"),
    ],
    ids=["unknown", "no value", "fixed", "left to chance"],
)
def test_a_setting_that_cannot_be_is_told(
    lab_database: Database, settings: dict[str, str], reason: str
) -> None:
    variants: Variants = {"as it is": [AS_IS], "odd": Variant(settings=settings)}
    with pytest.raises(LabError, match=f"{reason}.*(SHOW ALL|Give)") as told:
        compare(lab_database, BY_USER, variants, params=USER, **FEW)
    assert "\n" not in str(told.value)


def test_a_generic_plan_is_made_for_any_value(lab_database: Database) -> None:
    # No user has this number, which only a custom plan can know.
    asked = Query("nobody", BY_USER, {"u": -1})
    variants: Variants = {"as it is": [AS_IS]}
    custom = compare(lab_database, asked, variants, **FEW)
    generic = compare(lab_database, asked, variants, plan_cache_mode="force_generic_plan", rounds=3)
    assert custom.settings["plan_cache_mode"] == "force_custom_plan"
    assert generic.settings["plan_cache_mode"] == "force_generic_plan"
    shown = [
        str(r.baseline.plan.nodes[-1].index_cond) for r in (custom, generic) if r.baseline.plan
    ]
    assert "-1" in shown[0]
    assert "$1" in shown[1]
    assert ask(lab_database, "SELECT count(*) FROM pg_prepared_statements") == 0


def test_custom_and_generic_plans_are_variants_too(lab_database: Database) -> None:
    mode = {"plan_cache_mode": "force_generic_plan"}
    variants: Variants = {"custom": [AS_IS], "generic": Variant(settings=mode)}
    result = compare(lab_database, BY_USER, variants, params=USER, **FEW)
    assert "$1" in str(result["generic"].plan and result["generic"].plan.nodes[-1].index_cond)


def test_every_sample_of_every_query_is_a_run(lab_database: Database) -> None:
    sampled = Query("by_user", BY_USER, USER, samples={"head": {"u": 1}, "tail": {"u": 190}})
    workload = Workload([sampled, Query("all", "SELECT count(*) FROM orders", weight=3)])
    result = compare(lab_database, workload, {"none": [], "user": ["orders(user_id)"]}, **FEW)
    names = ["by_user (head)", "by_user (tail)", "all"]
    for variant in result.variants:
        assert [run.case.name for run in variant.runs] == names
        assert {len(run.times_ms) for run in variant.runs} == {3}
        weighted = zip((0.125, 0.125, 0.75), variant.runs, strict=True)
        assert variant.blocks == sum(w * (r.plan.blocks or 0) for w, r in weighted if r.plan)


@pytest.mark.parametrize(
    ("query", "rewritten"),
    [
        (SORTED, "SELECT id, total_amount FROM orders ORDER BY total_amount, id"),
        (SORTED, "SELECT id, o.total_amount FROM orders o ORDER BY 2, id DESC"),
        ("SELECT id FROM orders", "SELECT id FROM orders ORDER BY id DESC;"),
        (
            "SELECT id, status FROM orders ORDER BY status LIMIT 50",
            "SELECT id, status FROM orders ORDER BY status, id DESC LIMIT 50",
        ),
        (
            "SELECT count(*), 7 AS count FROM orders WHERE shipping_address LIKE '%a%'",
            "SELECT sum(1), 7 FROM orders WHERE shipping_address ~ 'a' -- the same",
        ),
        (
            "SELECT * FROM orders ORDER BY created_at",
            "SELECT * FROM (SELECT * FROM orders) o ORDER BY o.created_at",
        ),
    ],
    ids=["ties", "by number", "no order asked", "ties at the limit", "other text", "star"],
)
def test_a_query_that_returns_the_same_rows_is_measured(
    lab_database: Database, query: str, rewritten: str
) -> None:
    variants: Variants = {"as it is": [AS_IS], "rewritten": Variant(query=rewritten)}
    result = compare(lab_database, query, variants, **FEW)
    assert result["rewritten"].trouble == ""
    assert result["rewritten"].ratio is not None
    assert result.notes == ()


@pytest.mark.parametrize(
    ("query", "rewritten", "trouble"),
    [
        (SORTED, f"{SORTED} LIMIT 7", "returns 7 rows, the baseline 2,000"),
        (SORTED, f"{SORTED} DESC", "returns the baseline's rows in another order than its ORDER"),
        (
            f"{SORTED} LIMIT 9",
            f"{SORTED} DESC LIMIT 9",
            "returns other rows than the baseline (9 each)",
        ),
        (SORTED, "SELECT id FROM orders", "returns 1 column, the baseline 2"),
        ("SELECT id FROM orders", "SELECT -id FROM orders", "returns other rows than the baseline"),
        (SORTED, "SELECT nothing FROM orders", 'failed: Column "nothing" does not exist'),
        (SORTED, "SELEC 1", "failed: Syntax error"),
        (SORTED, "SELECT id, 1 / (id - id) FROM orders", "failed: Division by zero"),
        (
            SORTED,
            "DELETE FROM orders RETURNING id, total_amount",
            "failed: A statement that writes",
        ),
        (SORTED, "SELECT id FROM orders WHERE id = :x", "failed: No value for :x"),
    ],
    ids=[
        *("fewer", "order", "other end", "columns", "values"),
        *("no column", "no SQL", "fails", "writes", "no value"),
    ],
)
def test_a_variant_that_cannot_be_measured_is_told_and_the_others_are(
    lab_database: Database, query: str, rewritten: str, trouble: str
) -> None:
    before = ask(lab_database, INDEXES), ask(lab_database, "SELECT count(*) FROM orders")
    variants: Variants = {
        "none": [],
        "odd": Variant(query=rewritten),
        "after": ["orders(total_amount)"],
    }
    result = compare(lab_database, query, variants, **FEW)
    odd = result["odd"]
    assert odd.trouble.startswith(trouble)
    assert (odd.measured, odd.blocks, odd.times_ms, odd.ratio) == (False, None, (), None)
    assert result["after"].blocks
    assert result["after"].ratio
    assert result["after"].ratio.pairs == 3
    assert (ask(lab_database, INDEXES), ask(lab_database, "SELECT count(*) FROM orders")) == before


def test_an_order_that_is_not_returned_is_said_not_to_be_compared(lab_database: Database) -> None:
    query = "SELECT id FROM orders ORDER BY total_amount"
    variants: Variants = {"as it is": [AS_IS], "again": Variant(query=f"{query}, id")}
    result = compare(lab_database, query, variants, **FEW)
    assert result["again"].trouble == ""
    assert any("the order of rows was not compared" in note for note in result.notes)


def test_an_unused_index_has_its_reason(lab_database: Database) -> None:
    variants: Variants = {"none": [], "status": ["orders(status)"], "user": ["orders(user_id)"]}
    result = compare(lab_database, BY_USER, variants, params=USER, **FEW)
    (unused,) = result["status"].unused
    assert unused.index == "lab_orders_status"
    assert "No condition is on status" in unused.reasons[0].sentence
    assert result["user"].unused == ()


def test_a_run_that_takes_too_long_is_censored_and_the_others_are_measured(
    lab_database: Database,
) -> None:
    slow = Variant(query="SELECT id, total_amount FROM orders, pg_sleep(60)")
    variants: Variants = {"none": [], "slow": slow, "after": [AS_IS]}
    result = compare(lab_database, "SELECT id, total_amount FROM orders", variants, **BRIEF)
    slept = result["slow"]
    assert (slept.over_s, slept.trouble, slept.blocks, slept.times_ms) == (0.3, "", None, ())
    assert slept.time_verdict in ("slower", "cannot tell")
    assert slept.plan is not None
    assert not slept.plan.analyzed
    assert result["after"].ratio is not None


def test_a_baseline_that_takes_too_long_leaves_the_others_to_be_measured(
    lab_database: Database,
) -> None:
    query = "SELECT id FROM orders, pg_sleep(60)"
    quick = Variant(settings={"statement_timeout": "0"}, query="SELECT id FROM orders")
    result = compare(lab_database, query, {"slow": [], "quick": quick}, **BRIEF)
    assert result.baseline.over_s == 0.3
    assert "could not be compared" in result["quick"].trouble


def test_a_baseline_that_fails_is_an_error(lab_database: Database) -> None:
    with pytest.raises(StatementError, match="Division by zero"):
        compare(
            lab_database,
            "SELECT 1 / (id - id) FROM orders",
            {"none": [], "other": Variant(query="SELECT 1 FROM orders")},
            **FEW,
        )


def test_a_variant_that_fails_in_the_rounds_is_out(
    lab_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    time_ms = Bench.time_ms

    def fail_for_one(bench: Bench, variant: Any, case: Query) -> float:
        if variant.name == "odd":
            raise StatementError("No luck")
        return time_ms(bench, variant, case)

    monkeypatch.setattr(Bench, "time_ms", fail_for_one)
    variants: Variants = {"none": [], "odd": [AS_IS], "after": [AS_IS]}
    result = compare(lab_database, BY_USER, variants, params=USER, **FEW)
    assert result["odd"].trouble == "failed: No luck"
    assert result["odd"].times_ms == ()
    assert len(result["after"].times_ms) == 3
    assert (result.rounds, result.stopped) == (3, "3 rounds")


def interrupting_after(calls: int) -> Callable[..., float]:
    left = iter(range(calls))
    time_ms = Bench.time_ms

    def run(bench: Bench, variant: Any, case: Query) -> float:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return time_ms(bench, variant, case)

    return run


def test_an_interruption_keeps_the_whole_rounds(
    lab_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ask(lab_database, INDEXES)
    # Ten of the baseline alone, then three in each round.
    monkeypatch.setattr(Bench, "time_ms", interrupting_after(10 + 3 * 7 + 2))
    variants: Variants = {"none": [], "user": ["orders(user_id)"]}
    result = compare(lab_database, BY_USER, variants, params=USER, writes=False)
    assert (result.stopped, result.rounds) == ("interrupted", 7)
    assert {len(variant.times_ms) for variant in result.variants} == {7}
    assert result["user"].ratio
    assert result["user"].blocks
    assert ask(lab_database, INDEXES) == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal that one thread sends another")
@pytest.mark.parametrize("mode", ["force_custom_plan", "force_generic_plan"])
def test_ctrl_c_while_a_statement_runs_keeps_the_whole_rounds(
    lab_database: Database, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    before = ask(lab_database, INDEXES)
    main, calls, late = threading.main_thread().ident, iter(range(20)), threading.Event()
    assert main is not None
    time_ms = Bench.time_ms

    def count(bench: Bench, variant: Any, case: Query) -> float:
        if next(calls, None) is None:
            late.set()
        return time_ms(bench, variant, case)

    def press() -> None:
        late.wait()
        with maintenance(lab_database.url) as connection:
            asleep = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
            while not connection.execute(asleep).scalar_one():
                pass
            signal.pthread_kill(main, signal.SIGINT)

    monkeypatch.setattr(Bench, "time_ms", count)
    thread = threading.Thread(target=press)
    thread.start()
    query = "SELECT pg_sleep(0.03) FROM orders WHERE id > :u LIMIT 1"
    variants: Variants = {"none": [], "user": ["orders(user_id)"]}
    how: How = {"plan_cache_mode": mode, "writes": False}
    result = compare(lab_database, query, variants, params=USER, **how)
    thread.join()
    assert result.stopped == "interrupted"
    assert 1 <= result.rounds < 20
    assert {len(variant.times_ms) for variant in result.variants} == {result.rounds}
    assert ask(lab_database, INDEXES) == before
    assert ask(lab_database, "SELECT count(*) FROM pg_prepared_statements") == 0


def test_a_construct_can_be_the_other_wording(lab_database: Database) -> None:
    query = (
        select(col(Order.id), col(Order.total_amount)).order_by(col(Order.total_amount)).limit(5)
    )
    rewritten = select(col(Order.id), col(Order.total_amount)).order_by(text("2")).limit(5)
    variants: Variants = {"as it is": [AS_IS], "number": Variant(query=rewritten)}
    result = compare(lab_database, query, variants, **FEW)
    assert result["number"].trouble == ""
    assert result.notes == ()


def test_an_option_that_compare_has_not_is_told(lab_database: Database) -> None:
    unknown: Any = {"round": 3}
    with pytest.raises(LabError, match=r"no option 'round'\. There are timeout_s, limit_s, rounds"):
        compare(lab_database, BY_USER, {"none": []}, params=USER, **unknown)
    with pytest.raises(LabError, match="rounds is 0"):
        compare(lab_database, BY_USER, {"none": []}, params=USER, rounds=0)


def test_the_command_shows_what_was_measured_before_an_interruption(
    lab_database: Database,
    run_lab: Callable[..., tuple[int, str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Bench, "time_ms", interrupting_after(40))
    url = lab_database.url.render_as_string(hide_password=False)
    given = ("--url", url, "--allow-writes", "-p", "u=3", "-i", "orders(user_id)", "--no-writes")
    code, out, err = run_lab("compare", BY_USER, *given)
    assert code == 130
    assert "lab_orders_user_id" in out
    assert err.strip() == "lab: interrupted; what was measured until then is shown"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("-i", "orders(user_id)", "-i", "orders(user_id)"), "Two variants are named 'orders(us"),
        (("--setting", "work_mem"), "'work_mem' is no setting. Write --setting work_mem=64MB"),
        (("--rewrite", "nowhere.sql"), "nowhere.sql: No such file"),
        ((), "There is nothing to compare. Give --index 'orders(user_id)'"),
    ],
    ids=["twice", "no value", "no file", "nothing"],
)
def test_what_the_command_cannot_compare_is_told(
    lab_database: Database,
    run_lab: Callable[..., tuple[int, str, str]],
    given: tuple[str, ...],
    message: str,
) -> None:
    url = lab_database.url.render_as_string(hide_password=False)
    code, _, err = run_lab("compare", BY_USER, "--url", url, "-p", "u=3", *given)
    assert code == 2
    assert err.startswith(f"lab: {message}")


def test_the_command_compares_settings_and_another_wording(
    lab_database: Database, run_lab: Callable[..., tuple[int, str, str]]
) -> None:
    url = lab_database.url.render_as_string(hide_password=False)
    code, out, err = run_lab(
        *("compare", BY_USER, "--url", url, "-p", "u=3", "--generic", "--json"),
        *("--setting", "work_mem=64MB", "--rewrite", f"{BY_USER} ORDER BY id"),
    )
    assert (code, err) == (0, "")
    assert '"name": "as it is"' in out
    assert '"name": "work_mem=64MB"' in out
    assert '"name": "rewritten 1"' in out
    assert '"plan_cache_mode": "force_generic_plan"' in out


def test_where_nothing_may_be_written_what_needs_no_index_is_measured(read_only: Database) -> None:
    variants: Variants = {
        "as it is": [AS_IS],
        "no index": Variant(settings={"enable_indexscan": "off", "enable_bitmapscan": "off"}),
        "none": [],
        "new": [AS_IS, "orders(total_amount)"],
        "sorted": Variant(query=f"{BY_USER} ORDER BY id"),
    }
    result = compare(read_only, BY_USER, variants, params=USER, **FEW)
    assert result["no index"].ratio is not None
    assert result["none"].trouble == "not measured: indexes cannot be put aside without writing"
    assert result["new"].trouble == "not measured: indexes cannot be built without writing"
    assert any("may not write here" in note for note in result.notes)
    assert result["sorted"].ratio is not None
    backwards = compare(read_only, BY_USER, dict(reversed(variants.items())), params=USER, **FEW)
    assert backwards["as it is"].ratio is not None
    none_first = compare(
        read_only, BY_USER, {"none": [], "sorted": variants["sorted"]}, params=USER, **FEW
    )
    assert none_first["sorted"].trouble == ""
    assert none_first["sorted"].ratio is None
    assert len(none_first["sorted"].times_ms) == 3
    with pytest.raises(WriteRefusedError, match=r"Building indexes .* allow_writes=True"):
        compare(read_only, BY_USER, {"none": []}, params=USER)


@pytest.fixture
def with_hypopg(debian_host: Host, missing: Callable[[str], NoReturn]) -> Iterator[Database]:
    """A table of 5,000 rows where hypopg is installed, and nothing may be written."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with maintenance(debian_host.url) as connection:
        available = "SELECT count(*) FROM pg_available_extensions WHERE name = 'hypopg'"
        if not connection.execute(text(available)).scalar_one():
            missing("Debian's postgresql-hypopg")
        create_database(connection, name)
        database = debian_host.open(name)
        with database.engine.begin() as made:
            made.exec_driver_sql("CREATE EXTENSION hypopg")
            made.exec_driver_sql("CREATE TABLE t AS SELECT g AS k FROM generate_series(1, 5000) g")
            made.exec_driver_sql("ANALYZE t")
        foreign = open_database(database.url, own_server=False)
        yield foreign
        foreign.close()
        database.close()
        drop_database(connection, name)


def test_hypopg_plans_with_an_index_that_may_not_be_built(with_hypopg: Database) -> None:
    query = "SELECT * FROM t WHERE k = 1"
    variants: Variants = {"none": [], "new": ["t(k)"], "wrong": ["t(nothing)"]}
    result = compare(with_hypopg, query, variants, **FEW)
    new = result["new"]
    assert new.plan is not None
    assert new.plan.uses("lab_t_k")
    assert new.trouble == "planned only: its indexes are hypothetical (hypopg)"
    assert new.blocks is None
    assert new.cost is not None
    assert result.baseline.cost is not None
    assert new.cost < result.baseline.cost
    assert result.baseline.blocks
    assert 'column "nothing" does not exist' in result["wrong"].trouble
    assert ask(with_hypopg, "SELECT count(*) FROM hypopg_list_indexes") == 0
