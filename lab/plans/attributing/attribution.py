"""The tree once more, each node with what it did itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import takewhile
from operator import attrgetter
from typing import Any

from lab.plans.attributing.accounts import Homes, homes_of, open_account
from lab.plans.attributing.elapsing import Elapsed, elapsed_of
from lab.plans.attributing.paying import Bill, Cashier
from lab.plans.attributing.referring import cte_scans
from lab.plans.attributing.sharing import gathers_above, shares_of
from lab.plans.attributing.stopping import stopping_early
from lab.plans.nodes import COUNTERS, PlanNode
from lab.plans.trees import Layout, lay_out

NAMES = (field.name for field in fields(PlanNode))
AS_READ = attrgetter(*takewhile(lambda name: name != "children", NAMES))
"""What EXPLAIN said of a node alone; in one go, since `dataclasses.replace` takes twice as long."""


def attributed(root: PlanNode, settings: Mapping[str, str] | None = None) -> PlanNode:
    """The same tree, each node with what follows for it from all the others.

    Times, blocks and counters are attributed alike: children are taken from a node, except for
    InitPlans and CTEs, which are taken from those who needed them (see Cashier).
    """
    layout = lay_out(root)
    gathers, scans = gathers_above(layout), cte_scans(layout)
    elapsed, shares = elapsed_of(layout, gathers), shares_of(layout, gathers, settings or {})
    blocks = open_account(layout, [max(node.blocks or 0, 0) for node in layout.nodes])
    times = open_account(layout, _times(layout, elapsed))
    homes = homes_of(layout)
    bills = Cashier(layout, gathers, blocks, times).charge_all(scans)
    for account in (blocks, times):
        homes.settle(account)
    facts: dict[str, Sequence[Any]] = {
        "self_time": times.left,
        "exclusive_blocks": blocks.left,
        "exclusive_buffers": _buffers(layout, bills, homes),
        "participants": elapsed.participants,
        "inside_gather": elapsed.in_parallel,
        "executions": shares.executions,
        "parallel_divisor": shares.divisors,
        "may_stop_early": stopping_early(homes, scans),
    }
    return _rebuilt(layout, facts)


def _times(layout: Layout, elapsed: Elapsed) -> Sequence[float]:
    return [
        max((node.actual_total_time or 0) * (node.loops or 0) / participants, 0)
        for node, participants in zip(layout.nodes, elapsed.participants, strict=True)
    ]


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


def _rebuilt(layout: Layout, facts: Mapping[str, Sequence[Any]]) -> PlanNode:
    """The tree anew, from the last node to the first, so that children come before parents."""
    children: list[list[PlanNode]] = [[] for _ in layout.nodes]
    for at in range(len(layout.nodes) - 1, -1, -1):
        node = layout.nodes[at]
        known = {name: figures[at] for name, figures in facts.items()}
        known |= {"children": tuple(reversed(children[at])), "extra": node.extra}
        if node.actual_total_time is None or node.loops is None:
            known["self_time"] = None
        if node.blocks is None:
            known["exclusive_blocks"] = None
        done = PlanNode(*AS_READ(node), **known)
        if at == 0:
            return done
        children[layout.parents[at]].append(done)
    return layout.nodes[0]
