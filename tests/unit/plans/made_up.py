"""Small plans made up for a test: nodes as EXPLAIN (FORMAT JSON) tells them."""

from typing import Any

from lab.plans import PlanNode, parse_plan

Raw = dict[str, Any]


def node(node_type: str, *below: Raw, rows: int = 1, loops: int = 1, **keys: Any) -> Raw:
    """A node by its planned rows and its loops; the first child is the outer one.

    A relationship that a child tells itself holds.
    """
    named = {key.replace("_", " "): value for key, value in keys.items()}
    aware = node_type.startswith("Parallel ")
    placed = [{"Parent Relationship": "Inner" if at else "Outer"} for at in range(len(below))]
    if node_type.endswith("Append"):
        placed = [{"Parent Relationship": "Member"} for _ in below]
    plans = [place | child for place, child in zip(placed, below, strict=True)]
    kind = {"Node Type": node_type.removeprefix("Parallel "), "Parallel Aware": aware}
    return kind | {"Plan Rows": rows, "Actual Loops": loops, **named, "Plans": plans}


def gather(*below: Raw, workers: int = 2, loops: int = 1, **keys: Any) -> Raw:
    return node("Gather", *below, loops=loops, Workers_Planned=workers, **keys)


def parsed(raw: Raw, settings: dict[str, str] | None = None) -> tuple[PlanNode, ...]:
    return parse_plan({"Plan": raw, "Settings": settings or {}}).nodes


def worker(number: int, time: float, loops: int = 1) -> Raw:
    """What VERBOSE shows of one worker."""
    return {"Worker Number": number, "Actual Total Time": time, "Actual Loops": loops}


def value(*below: Raw, **keys: Any) -> Raw:
    """InitPlan 1, whose value `(InitPlan 1).col1` names."""
    hung = {"Parent Relationship": "InitPlan", "Subplan Name": "InitPlan 1"}
    return node("Aggregate", *below, **keys) | hung
