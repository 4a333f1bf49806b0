"""The figures of a plan, put into rows for the eye. Text and HTML are made from the same rows."""

from collections.abc import Iterator
from dataclasses import dataclass

from lab.plans.nodes import NOT_COUNTED, PlanNode
from lab.plans.wording import details, title
from lab.show import text

NEVER = " (never executed)"
ESTIMATE = "~"
"""Before a time that is an estimate."""

AWFULLY_ESTIMATED = 100.0


@dataclass(frozen=True, slots=True)
class Row:
    """One node: where it stands in the tree, and its figures in words; bars are 0 to 1."""

    lasts: tuple[bool, ...]
    has_children: bool
    title: str
    rows: str
    planned: str
    loops: str
    off: str
    awful: bool
    cost: str
    blocks: str
    blocks_bar: float
    time: str
    time_bar: float
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """All that a view of a plan shows."""

    headline: tuple[str, ...]
    rows: tuple[Row, ...]
    remarks: tuple[tuple[str, str], ...]
    analyzed: bool
    with_blocks: bool
    with_times: bool


def outline_rows(root: PlanNode, whole_time: float | None) -> Iterator[Row]:
    """The nodes in the order of reading; bars are shares of the root's blocks and the time."""
    waiting: list[tuple[PlanNode, tuple[bool, ...]]] = [(root, ())]
    while waiting:
        node, lasts = waiting.pop()
        yield _row(node, lasts, root.blocks or 0, whole_time or root.inclusive_time or 0.0)
        last = len(node.children) - 1
        waiting.extend((node.children[at], (*lasts, at == last)) for at in range(last, -1, -1))


def _row(node: PlanNode, lasts: tuple[bool, ...], all_blocks: int, all_time: float) -> Row:
    blocks = node.exclusive_blocks
    ran = node.loops != 0
    return Row(
        lasts=lasts,
        has_children=bool(node.children),
        title=title(node, alias=True) + ("" if ran else NEVER),
        rows=_number(node.total_rows) if ran and node.node_type not in NOT_COUNTED else "",
        planned=_number(_planned(node)),
        loops=_number(node.loops) if ran else "",
        off=_off(node),
        awful=(node.estimate_error or 0) >= AWFULLY_ESTIMATED,
        cost=_cost(node.total_cost),
        blocks=_number(blocks) if ran else "",
        blocks_bar=_part(blocks, all_blocks),
        time=_time(node) if ran else "",
        time_bar=_part(node.self_time, all_time),
        details=details(node),
    )


def _planned(node: PlanNode) -> float | None:
    """The estimate for as many loops as there were, so that it compares with the rows."""
    return None if node.plan_rows is None else node.plan_rows * max(node.loops or 1, 1)


def _off(node: PlanNode) -> str:
    if not node.badly_estimated or node.estimate_error is None:
        return ""
    fewer = (node.actual_rows or 0) < (node.plan_rows or 0)
    return f"{text.ratio(node.estimate_error)} too {'high' if fewer else 'low'}"


def _time(node: PlanNode) -> str:
    if node.self_time is None:
        return ""
    return f"{ESTIMATE if node.time_is_estimated else ''}{text.duration(node.self_time)}"


def _number(value: float | None) -> str:
    return "" if value is None else text.count(value)


def _cost(value: float | None) -> str:
    if value is None:
        return ""
    decimals = 0 if value == 0 or value >= 9.95 else 1 if value >= 0.995 else 2
    return f"{value:,.{decimals}f}"


def _part(value: float | None, whole: float) -> float:
    return min((value or 0) / whole, 1.0) if whole else 0.0
