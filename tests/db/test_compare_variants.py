"""Variants with settings, several sets of values or another wording, which must return the same."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from lab.database import Database
from lab.errors import LabError
from lab.experiments import AS_IS, Variant, Wanted, compare
from lab.experiments.options import How
from lab.models import Order
from lab.workload import Query, Workload

Variants: TypeAlias = dict[str, Variant | Sequence[Wanted]]
FEW: How = {"rounds": 3, "writes": False}
BY_USER = "SELECT * FROM orders WHERE user_id = :u"
USER = {"u": 3}
SORTED = "SELECT id, total_amount FROM orders ORDER BY total_amount"
INDEXES = "SELECT string_agg(indexdef, E'\\n' ORDER BY indexname) FROM pg_indexes"


def ask(db: Database, statement: str) -> Any:
    with db.engine.connect() as connection:
        return connection.execute(text(statement)).scalar_one()


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
        (
            SORTED,
            "SELECT id FROM orders WHERE id = :x",
            "failed: No value for :x: the query that is compared has no",
        ),
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


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("-i", "orders(user_id)", "-i", "orders(user_id)"), "Two variants are named 'orders(us"),
        (("--setting", "work_mem"), "'work_mem' is no setting. Write --setting work_mem=64MB"),
        (("--rewrite", "nowhere.sql"), "nowhere.sql: No such file"),
        (("-i", "+"), "'+' names no index. Write 'orders(user_id)' or 'as it is'"),
        ((), "There is nothing to compare. Give --index 'orders(user_id)'"),
    ],
    ids=["twice", "no value", "no file", "no index", "nothing"],
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
    lab_database: Database,
    run_lab: Callable[..., tuple[int, str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("lab.experiments.comparing.running.MOST_ROUNDS", 3)
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
