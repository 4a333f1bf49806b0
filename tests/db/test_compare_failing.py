"""What fails, takes too long or is interrupted in one variant leaves the others to be measured."""

import os
import signal
import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import pytest
from sqlalchemy import text

from lab.database import Database, maintenance
from lab.errors import StatementError
from lab.experiments import AS_IS, Variant, Wanted, compare
from lab.experiments.benches.switching import Bench
from lab.experiments.options import How
from lab.workload import Query

Variants: TypeAlias = dict[str, Variant | Sequence[Wanted]]
FEW: How = {"rounds": 3, "writes": False}
BRIEF: How = {"timeout_s": 0.3, **FEW}
BY_USER = "SELECT * FROM orders WHERE user_id = :u"
USER = {"u": 3}
INDEXES = "SELECT string_agg(indexdef, E'\\n' ORDER BY indexname) FROM pg_indexes"


def ask(db: Database, statement: str) -> Any:
    with db.engine.connect() as connection:
        return connection.execute(text(statement)).scalar_one()


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
    assert len(result["quick"].times_ms) == 3
    assert "its rows were not compared with those of the baseline" in "; ".join(result.notes)


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
