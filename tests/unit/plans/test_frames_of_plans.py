"""A plan as a data frame: the fields of its nodes, and where each stands."""

import subprocess
import sys
from pathlib import Path

import pytest

from lab.plans import parse_plan
from lab.plans.showing.frames import ORDER
from lab.plans.wording import title

PLANS = sorted((Path(__file__).parents[2] / "plans").glob("*.json"))
by_name = pytest.mark.parametrize("path", PLANS, ids=[path.stem for path in PLANS])
FIELDS = (
    *("node_type", "relation", "alias", "index_name", "plan_rows", "estimated_rows"),
    *("total_rows", "loops", "estimate_error", "total_cost", "blocks", "exclusive_blocks"),
    *("inclusive_time", "self_time"),
)


@by_name
def test_a_frame_has_a_row_a_node_and_its_fields(path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    plan = parse_plan(path.read_text())
    frame = plan.to_frame()
    assert list(frame.columns) == list(ORDER)
    assert list(frame["node"]) == list(range(len(plan.nodes)))
    assert list(frame["title"]) == [title(node, alias=True) for node in plan.nodes]
    for name in FIELDS:
        for found, node in zip(frame[name], plan.nodes, strict=True):
            told = getattr(node, name)
            assert pandas.isna(found) if told is None else found == told


def test_each_column_has_the_type_that_it_means() -> None:
    types = parse_plan(PLANS[0].read_text()).to_frame().dtypes.astype(str)
    for name in ("node", "depth", "parent", "total_rows", "loops", "blocks"):
        assert types[name] == "Int64"
    for name in ("plan_rows", "estimate_error", "total_cost", "self_time"):
        assert types[name] == "Float64"
    for name in ("node_type", "title", "relation", "conditions", "findings"):
        assert types[name] == "string"


def test_a_node_stands_below_its_parent() -> None:
    path = next(path for path in PLANS if path.stem == "nested_loop_misestimated")
    frame = parse_plan(path.read_text()).to_frame()
    assert frame["parent"].isna().tolist() == [True, False, False]
    assert frame["parent"][1:].tolist() == [0, 0]
    assert frame["depth"].tolist() == [0, 1, 1]
    assert frame["findings"].fillna("").str.contains("SEQ_DISCARD").tolist() == [False, True, False]
    assert frame["conditions"][2] == "index cond: (i.order_id = o.id)"


def test_a_plan_that_was_not_run_has_no_rows_but_estimates() -> None:
    path = next(path for path in PLANS if path.stem == "not_analyzed")
    frame = parse_plan(path.read_text()).to_frame()
    assert frame["total_rows"].isna().all()
    assert frame["self_time"].isna().all()
    assert frame["plan_rows"].notna().all()


def test_reading_a_plan_does_not_wait_for_pandas() -> None:
    script = "import sys, lab.plans.showing; print('pandas' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert run.stdout.strip() == "False"
