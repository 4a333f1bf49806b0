"""CTE_MAT: a real CTE made for a few of its rows, and CTEs that have to be made in full."""

import pytest

from lab.findings import Confidence, Severity
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "CTE_MAT"
NAMED = {"parent_relationship": "InitPlan", "subplan_name": "CTE placed"}


def maker(node_type: str = "Seq Scan", *below: Raw, **told: object) -> Raw:
    return step(node_type, *below, actual_rows=2000, **{**NAMED, **told})


def plan(made: Raw, *, removed: int = 1000, kept: int = 1000, scans: int = 1) -> Raw:
    told = {"cte_name": "placed", "filter": "(x = 1)"}
    figures = {"actual_rows": kept, "rows_removed_by_filter": removed}
    return step("Append", made, *(step("CTE Scan", **told, **figures) for _ in range(scans)))


@pytest.mark.parametrize("name", ["cte_mat", "cte_mat.pg15"])
def test_it_tells_what_was_made_and_what_was_kept(name: str) -> None:
    finding = only(CODE, golden(name))
    assert finding.title == (
        "CTE placed made 20,000 rows, of which its only reader kept 13: (placed.user_id = 42)"
    )
    assert finding.evidence == {
        "cte_rows": 20_000,
        "kept_rows": 13,
        "filter": "(placed.user_id = 42)",
    }
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.MEDIUM)
    assert "placed AS NOT MATERIALIZED" in finding.advice


@pytest.mark.parametrize("name", ["cte_mat.fixed", "cte_mat.fixed.pg15"])
def test_a_cte_that_is_folded_is_none(name: str) -> None:
    assert not any(node.is_cte for node in golden(name).nodes)
    assert not found(CODE, golden(name))


@pytest.mark.parametrize(
    ("raw", "speaks"),
    [
        (plan(maker()), True),
        (plan(maker(), removed=999, kept=1), False),
        (plan(maker(), removed=1000, kept=1001), False),
        (plan(maker(), scans=2), False),
        (plan(maker("ModifyTable")), False),
        (plan(maker("Recursive Union")), False),
        (plan(maker("LockRows")), False),
        (plan(maker("Limit", step("LockRows"))), False),
        (plan(maker(output=["id", "random()"])), False),
        (plan(maker("Limit", step("Seq Scan", filter="(nextval('s'::regclass) > 1)"))), False),
        (plan(maker(output=["id", "randomly(x)"])), True),
        (plan(maker(subplan_name="CTE other")), False),
        (plan(step("Seq Scan")), False),
    ],
    ids=[
        *("enough", "few", "kept more", "read twice", "writes", "recursive", "locks"),
        *("locks below", "volatile", "volatile below", "not volatile", "other", "no maker"),
    ],
)
def test_only_what_could_be_folded_is_told(raw: Raw, *, speaks: bool) -> None:
    assert bool(found(CODE, raw)) is speaks


@pytest.mark.parametrize(
    "name", ["cte_scan", "cte_recursive", "cte_data_modifying", "cte_scanned_twice"]
)
def test_other_ctes_of_the_corpus_are_none(name: str) -> None:
    assert not found(CODE, golden(name))


def test_a_million_discarded_rows_are_grave() -> None:
    assert only(CODE, plan(maker(), removed=10**6)).severity is Severity.HIGH
    assert only(CODE, plan(maker(), removed=10**6 - 1, kept=0)).severity is Severity.WARNING


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(CODE, plan(maker(output=["id"])))
