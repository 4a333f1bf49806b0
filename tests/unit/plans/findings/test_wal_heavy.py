import pytest

from lab.findings import Severity
from lab.plans import Plan
from lab.plans.findings.wal_heavy import LARGER_BUFFERS, RULE
from tests.unit.plans.findings.on_plans import found, golden, made, node, the_one

MEGABYTE = 1024 * 1024


def written(**keys: int | None) -> Plan:
    return made(node("ModifyTable", Operation="Update", **keys))


@pytest.mark.parametrize("name", ["wal_heavy", "wal_heavy.pg15"])
def test_single_rows_are_logged_as_whole_pages(name: str) -> None:
    root = golden(name).root
    finding = the_one(RULE, golden(name))
    assert finding.severity is Severity.WARNING
    assert root.wal_bytes is not None
    assert root.wal_fpi is not None
    assert finding.evidence == {
        "wal_bytes": root.wal_bytes,
        "wal_fpi": root.wal_fpi,
        "most_image_share": root.wal_fpi * 8192 / root.wal_bytes,
    }
    assert finding.title.startswith("Of 4.")
    assert finding.title.endswith(f" was {root.wal_fpi} images of whole pages")
    assert finding.table == "orders"
    assert finding.rests_on_times


@pytest.mark.parametrize(
    "name", ["wal_heavy.fixed", "wal_heavy.fixed.pg15", "insert_with_triggers"]
)
def test_it_is_gone_when_there_was_no_checkpoint(name: str) -> None:
    assert not found(RULE, golden(name))


def test_images_without_their_free_space_are_no_more_than_all() -> None:
    finding = the_one(RULE, written(WAL_Bytes=MEGABYTE, WAL_FPI=400))
    assert (
        finding.title == "Of 1.0 MB of write-ahead log, up to 100 % was 400 images of whole pages"
    )


def test_full_buffers_are_told_as_well() -> None:
    finding = the_one(RULE, written(WAL_Bytes=2 * MEGABYTE, WAL_Buffers_Full=10))
    assert finding.severity is Severity.INFO
    assert finding.title == "The buffers of the write-ahead log were full 10 times, for 2.0 MB"
    assert finding.evidence == {"wal_buffers_full": 10, "wal_bytes": 2 * MEGABYTE}
    assert finding.advice == LARGER_BUFFERS


@pytest.mark.parametrize(
    "plan",
    [
        written(WAL_Bytes=MEGABYTE - 1, WAL_FPI=400, WAL_Buffers_Full=50),
        written(WAL_Bytes=MEGABYTE, WAL_FPI=63, WAL_Buffers_Full=9),
        written(WAL_Bytes=None, WAL_FPI=400),
        written(),
        written(WAL_Bytes=MEGABYTE, WAL_FPI=400, Actual_Loops=0),
        made({"Node Type": "ModifyTable", "WAL Bytes": MEGABYTE, "WAL FPI": 400}),
    ],
    ids=["little", "less than half", "bytes not told", "nothing told", "never executed", "not run"],
)
def test_silent(plan: Plan) -> None:
    assert not found(RULE, plan)
