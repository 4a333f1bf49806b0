"""What each node of a tree did itself, written into it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lab.plans.attributing.accounts import Account, Homes, homes_of, open_account
from lab.plans.attributing.elapsing import Elapsed, elapsed_of
from lab.plans.attributing.paying import Bill, Cashier
from lab.plans.attributing.referring import cte_scans
from lab.plans.attributing.sharing import gathers_above, shares_of
from lab.plans.attributing.stopping import stopping_early
from lab.plans.nodes import COUNTERS, PlanNode
from lab.plans.trees import Layout, lay_out


def attribute_figures(root: PlanNode, settings: Mapping[str, str]) -> None:
    """Write into each node of a new tree what follows for it from all the others.

    Times, blocks and counters are attributed alike: children are taken from a node, except for
    InitPlans and CTEs, which are taken from those who needed them (see Cashier). Nodes are frozen
    for everybody else: call it before anyone has seen them.
    """
    layout = lay_out(root)
    gathers, scans = gathers_above(layout), cte_scans(layout)
    elapsed, shares = elapsed_of(layout, gathers), shares_of(layout, gathers, settings)
    blocks = open_account(layout, [max(node.blocks or 0, 0) for node in layout.nodes])
    times = open_account(layout, _times(layout, elapsed))
    homes = homes_of(layout)
    bills = Cashier(layout, gathers, blocks, times).charge_all(scans)
    for account in (blocks, times):
        homes.settle(account)
    facts: dict[str, Sequence[Any]] = {
        "self_time": _where_told(times, [node.inclusive_time for node in layout.nodes]),
        "exclusive_blocks": _where_told(blocks, [node.blocks for node in layout.nodes]),
        "exclusive_buffers": _buffers(layout, bills, homes),
        "participants": elapsed.participants,
        "inside_gather": elapsed.in_parallel,
        "executions": shares.executions,
        "parallel_divisor": shares.divisors,
        "may_stop_early": stopping_early(homes, scans),
    }
    _write(layout, facts)


def _times(layout: Layout, elapsed: Elapsed) -> Sequence[float]:
    return [
        max((node.actual_total_time or 0) * (node.loops or 0) / participants, 0)
        for node, participants in zip(layout.nodes, elapsed.participants, strict=True)
    ]


def _where_told(account: Account, told: Sequence[float | None]) -> Sequence[float | None]:
    pairs = zip(account.left, told, strict=True)
    return [None if figure is None else left for left, figure in pairs]


def _buffers(layout: Layout, bills: Sequence[Bill], homes: Homes) -> Sequence[Mapping[str, int]]:
    """Each counter that any node has, paid by those who paid for the blocks."""
    found: list[dict[str, int]] = [{} for _ in layout.nodes]
    for name, counted in _counted(layout):
        account = open_account(layout, counted)
        if any(counted):
            for bill in bills:
                account.charge(bill.hung, bill.payers)
            homes.settle(account)
        for at, left in enumerate(account.left):
            found[at][name] = int(left)
    return found


def _counted(layout: Layout) -> Iterator[tuple[str, Sequence[int]]]:
    for name in COUNTERS:
        told = [getattr(node, name) for node in layout.nodes]
        if any(figure is not None for figure in told):
            yield name, [figure if figure and figure > 0 else 0 for figure in told]


def _write(layout: Layout, facts: Mapping[str, Sequence[Any]]) -> None:
    # Nodes made anew instead, each of a hundred fields, would add a third to the time of parsing.
    for name, figures in facts.items():
        for node, figure in zip(layout.nodes, figures, strict=True):
            object.__setattr__(node, name, figure)
