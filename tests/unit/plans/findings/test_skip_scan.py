"""SKIP_SCAN: an index searched again and again for one answer."""

import pytest

from lab.findings import Confidence, Severity
from lab.plans.facts import Facts, IndexFacts, RelationFacts
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "SKIP_SCAN"
FIELDS = {
    "relation": "measurements",
    "schema": "public",
    "alias": "m",
    "index_name": "by_device",
    "index_cond": "(m.moment = 5)",
}


def scan(searches: int | None = 100, **told: object) -> Raw:
    return step("Index Scan", **{"index_searches": searches, **FIELDS, **told})


def facts(*keys: str) -> Facts:
    index = IndexFacts("by_device", "btree", keys)
    table = RelationFacts("public", "measurements", 1.0, 1, 1, indexes=(index,))
    return Facts({("public", "measurements"): table})


def test_it_tells_the_searches() -> None:
    finding = only(CODE, golden("skip_scan"))
    assert finding.title == "The index by_device was searched 151 times for one answer"
    assert finding.evidence == {"searches": 151}
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.MEDIUM)
    assert "CREATE INDEX ON measurements (moment)" in finding.advice


def test_with_the_catalog_it_names_the_column_that_has_no_condition() -> None:
    finding = only(CODE, golden("skip_scan"), facts("device", "moment"))
    assert finding.title.endswith("for one answer: device, its first column, has no condition")
    assert finding.confidence is Confidence.HIGH


def test_an_index_that_begins_with_the_column_is_searched_once() -> None:
    plan = golden("skip_scan.fixed")
    assert [node.index_searches for node in plan.nodes] == [1]
    assert not found(CODE, plan)


@pytest.mark.parametrize(
    ("searches", "loops", "speaks"),
    [
        (100, 1, True),
        (99, 1, False),
        (2_000, 2_000, False),
        (200_000, 2_000, True),
        (None, 1, False),
    ],
    ids=["many", "few", "one a loop", "many a loop", "before PostgreSQL 18"],
)
def test_a_hundred_searches_in_each_execution(
    searches: int | None, loops: int, *, speaks: bool
) -> None:
    assert bool(found(CODE, scan(searches, loops=loops))) is speaks


def test_a_list_is_searched_once_for_each_element() -> None:
    listed = scan(index_cond="(m.device = ANY ('{1,2,3}'::bigint[]))")
    assert not found(CODE, listed)
    assert not found(CODE, listed, facts("device"))
    assert found(CODE, listed, facts("kind", "device"))


def test_the_table_of_a_bitmaps_part_is_above_it() -> None:
    part = step(
        "Bitmap Index Scan", index_searches=100, index_name="by_device", index_cond="(m.moment = 5)"
    )
    heap = step("Bitmap Heap Scan", part, relation="measurements", alias="m", schema="public")
    finding = only(CODE, heap, facts("device", "moment"))
    assert (finding.table, finding.index) == ("measurements", "by_device")
    assert "CREATE INDEX ON measurements (moment)" in finding.advice


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(CODE, scan())
