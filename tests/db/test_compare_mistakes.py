"""What a person gets wrong in one variant is told with it; the others are measured all the same."""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import pytest
from sqlalchemy import bindparam, column, select, table, text

from lab.database import Database
from lab.errors import LabError, StatementError
from lab.experiments import AS_IS, Variant, Wanted, compare
from lab.experiments.benches import building
from lab.experiments.benches.switching import bench_for
from lab.experiments.options import How
from lab.experiments.variants import read_variants
from lab.workload import Query, Workload

Variants: TypeAlias = dict[str, Variant | Sequence[Wanted]]
RunLab: TypeAlias = Callable[..., tuple[int, str, str]]
FEW: How = {"rounds": 3, "writes": False}
BY_USER = "SELECT id FROM orders WHERE user_id = :u"
USER = {"u": 3}
INDEXES = "SELECT string_agg(indexdef, E'\\n' ORDER BY indexname) FROM pg_indexes"
SLOW_INDEX = """
CREATE FUNCTION slowly(id int) RETURNS int LANGUAGE sql IMMUTABLE
RETURN CASE WHEN pg_sleep(0.01) IS NULL THEN 0 ELSE id END;
CREATE TABLE few AS SELECT g::int AS id FROM generate_series(1, 50) g;
ANALYZE few
"""


def ask(db: Database, statement: str) -> Any:
    with db.engine.connect() as connection:
        return connection.execute(text(statement)).scalar_one()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("orders(user)", """'orders(user)' cannot be built: column "user" does not exist. Check"""),
        ("nowhere(id)", """'nowhere(id)' cannot be built: relation "nowhere" does not exist."""),
        ("orders(now())", "'orders(now())' cannot be built: functions in index expression must"),
        (
            "create unique index ix on orders(status) where id > 0",
            "'CREATE UNIQUE INDEX ON orders(status) WHERE id > 0' cannot be built: could not",
        ),
    ],
    ids=["column", "table", "expression", "unique"],
)
def test_an_index_that_cannot_be_built_stops_only_its_variants(
    lab_database: Database, given: str, told: str
) -> None:
    before = ask(lab_database, INDEXES)
    variants: Variants = {
        "none": [],
        "bad": [given],
        "both": [given, "orders(user_id)"],
        "good": ["orders(user_id)"],
    }
    result = compare(lab_database, BY_USER, variants, params=USER, rounds=3)
    for name in ("bad", "both"):
        assert result[name].trouble.startswith(f"failed: {told}")
        assert (result[name].index_names, result[name].times_ms, result[name].writes) == (
            (),
            (),
            (),
        )
    assert result["good"].ratio
    assert result["good"].plan
    assert result["good"].plan.uses("lab_orders_user_id")
    # What the others cost a write is measured, too.
    assert [each.variant for name in ("none", "good") for each in result[name].writes] == [
        *("none", "good")
    ]
    assert not any("costs was not measured" in note for note in result.notes)
    assert told.partition("'")[0] in result.render_text()
    assert ask(lab_database, INDEXES) == before


def test_an_index_that_takes_a_partitions_own_as_its_part_is_told(
    empty_database: Database,
) -> None:
    with empty_database.engine.begin() as connection:
        for statement in (
            "CREATE TABLE events (user_id int, at date) PARTITION BY RANGE (at)",
            "CREATE TABLE events_1 PARTITION OF events DEFAULT",
            "INSERT INTO events SELECT g, '2026-01-01' FROM generate_series(1, 9000) AS g",
            'CREATE INDEX "Own" ON events_1 (user_id)',
        ):
            connection.exec_driver_sql(statement)
    asked = "SELECT * FROM events WHERE user_id = 7"
    variants: Variants = {
        "own": [AS_IS],
        "whole": ["events(user_id)"],
        "other": ["events(user_id, at)"],
    }
    result = compare(empty_database, asked, variants, rounds=3)
    assert result["whole"].trouble == (
        "failed: 'events(user_id)' takes the partition's index \"Own\" as its part, and neither "
        "can be put aside without the other. "
        "Compare without the partition's index, or drop it first"
    )
    assert result["own"].plan
    assert result["own"].plan.uses("Own")
    assert result["other"].ratio


def test_the_baselines_index_has_to_be_built(lab_database: Database) -> None:
    variants: Variants = {"bad": ["orders(nothing)"], "none": []}
    with pytest.raises(StatementError, match=r"^'orders\(nothing\)' cannot be built: column"):
        compare(lab_database, BY_USER, variants, params=USER, **FEW)


def test_a_missing_extension_stops_only_its_variants(
    lab_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = {"gin_trgm_ops": "CREATE EXTENSION no_such_extension"}
    monkeypatch.setattr("lab.experiments.extensions.BY_OPERATOR_CLASS", missing)
    odd = "orders using gin (shipping_address gin_trgm_ops)"
    result = compare(
        lab_database, BY_USER, {"none": [], "odd": [odd], "after": [AS_IS]}, params=USER, **FEW
    )
    assert "An extension that an index needs cannot be installed" in result["odd"].trouble
    assert result["after"].ratio


def test_an_index_may_take_longer_to_build_than_the_query_may(empty_database: Database) -> None:
    with empty_database.engine.begin() as connection:
        for statement in SLOW_INDEX.strip().split(";\n"):
            connection.exec_driver_sql(statement)
    query = Query("few", "SELECT id FROM few WHERE id = 7")
    variants = read_variants({"none": [], "slow": ["few(slowly(id))"]})
    with bench_for(empty_database, Workload([query]), variants, timeout_s=0.2) as bench:
        (built,) = bench.candidates.values()
        assert built.build_ms > 200
        limit = bench.connection.execute(text("SHOW statement_timeout")).scalar_one()
        assert limit == "200ms"


def test_an_index_that_takes_too_long_to_build_is_told(
    empty_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "BUILD_S", 0)
    with empty_database.engine.begin() as connection:
        for statement in SLOW_INDEX.strip().split(";\n"):
            connection.exec_driver_sql(statement)
    variants: Variants = {"none": [], "slow": ["few(slowly(id))"], "after": [AS_IS]}
    query = "SELECT id FROM few WHERE id = 7"
    result = compare(empty_database, query, variants, timeout_s=0.2, rounds=3, writes=False)
    assert "'few(slowly(id))' cannot be built" in result["slow"].trouble
    assert result["after"].ratio


@pytest.mark.parametrize(
    "variants",
    [{"none": [], "status": ["orders(status)"]}, {"as it is": [AS_IS], "none": []}],
    ids=["index", "as it is"],
)
def test_a_query_that_takes_too_long_everywhere_is_told(
    lab_database: Database, variants: Variants
) -> None:
    told = "The query took longer than 0.3 s in every variant. Allow more: timeout_s=, or --timeout"
    with pytest.raises(StatementError, match=re.escape(told)):
        compare(
            lab_database, "SELECT id FROM orders, pg_sleep(9)", variants, timeout_s=0.3, rounds=3
        )


def test_a_variant_that_takes_too_long_is_shown_as_over(lab_database: Database) -> None:
    slow = Variant(query="SELECT id FROM orders, pg_sleep(9)")
    variants: Variants = {"none": [], "slow": slow, "bad": ["orders(nothing)"]}
    result = compare(
        lab_database, "SELECT id FROM orders", variants, timeout_s=0.5, rounds=3, writes=False
    )
    assert "over 0.5 s" in result.render_text()
    baseline: Variants = {"slow": slow, "bad": ["orders(nothing)"]}
    result = compare(
        lab_database, "SELECT id FROM orders", baseline, timeout_s=0.5, rounds=3, writes=False
    )
    assert result.baseline.over_s == 0.5
    assert "over 0.5 s" in result.render_text()


ORDERS = table("orders", column("id"), column("user_id"))
BOTH = "SELECT id FROM orders WHERE user_id = :u AND id > :least"


@pytest.mark.parametrize(
    ("rewritten", "trouble"),
    [
        ("SELECT id FROM orders WHERE user_id = :u", ""),
        ("SELECT id FROM orders WHERE user_id = 3", ""),
        (
            "SELECT id FROM orders WHERE user_id = 4",
            "returns other rows|returns .* rows?, the base",
        ),
        (select(ORDERS.c.id).where(ORDERS.c.user_id == bindparam("u", 4)), ""),
        (select(ORDERS.c.id).where(ORDERS.c.user_id == 3), ""),
        (
            "SELECT id FROM orders WHERE user_id = :user",
            "failed: No value for :user: the query that is compared has :least, :u$",
        ),
    ],
    ids=["one", "none", "other rows", "default", "own value", "unknown"],
)
def test_another_wording_is_given_the_values_that_it_asks_for(
    lab_database: Database, rewritten: Any, trouble: str
) -> None:
    variants: Variants = {"as it is": [AS_IS], "rewritten": Variant(query=rewritten)}
    params = {"u": 3, "least": -1}
    result = compare(lab_database, BOTH, variants, params=params, **FEW)
    assert re.match(trouble or "$", result["rewritten"].trouble)
    assert (result["rewritten"].ratio is None) is bool(trouble)


def test_what_is_no_statement_is_told_with_its_variant(lab_database: Database) -> None:
    odd: Any = 7
    variants: Variants = {"as it is": [AS_IS], "odd": Variant(query=odd)}
    result = compare(lab_database, BY_USER, variants, params=USER, **FEW)
    assert result["odd"].trouble == "failed: This is no statement: int"


@pytest.fixture
def asked(lab_database: Database, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """The beginning of a command that compares, and may write."""
    monkeypatch.setattr("lab.experiments.comparing.running.MOST_ROUNDS", 3)
    url = lab_database.url.render_as_string(hide_password=False)
    return "compare", BY_USER, "--url", url, "--allow-writes", "--no-writes", "-p", "u=3"


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (("-i", "orders(user_id)"), ["none", "orders(user_id)"]),
        (("-i", "orders(user_id)", "-i", "as it is"), ["as it is", "orders(user_id)"]),
        (
            ("-i", "orders(user_id)", "--setting", "work_mem=8MB"),
            ["as it is", "orders(user_id)", "work_mem=8MB"],
        ),
    ],
    ids=["indexes", "as it is", "setting"],
)
def test_the_command_adds_one_baseline_and_puts_it_first(
    asked: tuple[str, ...], run_lab: RunLab, given: tuple[str, ...], names: list[str]
) -> None:
    code, out, err = run_lab(*asked, "--json", *given)
    assert (code, err) == (0, "")
    assert [variant["name"] for variant in json.loads(out)["variants"]] == names


def test_the_command_shows_the_others_and_leaves_with_the_mistake(
    asked: tuple[str, ...], run_lab: RunLab
) -> None:
    code, out, err = run_lab(*asked, "-i", "orders(user)", "-i", "orders(user_id)")
    assert code == 2
    assert "lab_orders_user_id" in out
    assert err == (
        "lab: 'orders(user)' failed: 'orders(user)' cannot be built: "
        'column "user" does not exist. Check the column\'s name\n'
    )


def test_what_takes_too_long_is_no_mistake(asked: tuple[str, ...], run_lab: RunLab) -> None:
    slow = f"{BY_USER} AND pg_sleep(9) IS NOT NULL"
    code, out, err = run_lab(*asked, "--timeout", "0.5", "--rewrite", slow)
    assert (code, err) == (0, "")
    assert "over 0.5 s" in out


def test_what_may_not_be_written_is_no_mistake(asked: tuple[str, ...], run_lab: RunLab) -> None:
    given = [each for each in asked if each != "--allow-writes"]
    code, out, err = run_lab(*given, "-i", "as it is", "-i", "orders(user_id)")
    assert (code, err) == (0, "")
    assert "orders(user_id)" in out


def test_an_as_it_is_given_twice_is_told(asked: tuple[str, ...], run_lab: RunLab) -> None:
    code, _, err = run_lab(*asked, "-i", "as it is", "-i", "as it is")
    assert code == 2
    assert "Two variants are named 'as it is'" in err


def test_a_bench_of_one_variant_refuses_an_index_that_cannot_be_built(
    lab_database: Database,
) -> None:
    (only,) = read_variants({"only": ["orders(nothing)"]})
    workload = Workload([Query("q", BY_USER, USER)])
    with (
        pytest.raises(LabError, match="cannot be built"),
        bench_for(lab_database, workload, [only], timeout_s=5),
    ):
        pass
