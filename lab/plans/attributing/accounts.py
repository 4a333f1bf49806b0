"""Whose time and whose blocks they were: what each node spent itself, told from the whole tree.

EXPLAIN's figures include all that happened below a node. An InitPlan or a CTE, however, hangs
where it was declared and runs where it is first needed: there its figures are taken out, so that
the nodes add up to the root. The one exception is a data-modifying CTE: it runs to its end even
when the root has stopped, and what it did then is in no other node's figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lab.plans.attributing.referring import cte_scans, init_plan_references
from lab.plans.nodes import PlanNode
from lab.plans.trees import Layout, lay_out


def attributed(root: PlanNode) -> PlanNode:
    """The same tree, each node with its `self_time` and `exclusive_blocks`.

    Both are attributed by the same rules, in this order:

    - a node's children are taken from it, those that are an InitPlan or a CTE excepted;
    - an InitPlan from one node: of those that name its value (`$1`, `(InitPlan 1).col1`) the one
      with most left; where EXPLAIN shows no such name, from its parent. Only a node with enough
      blocks can have run it, in time as well. Those with a single such node come first;
    - a CTE from its CTE Scans, the one with most left first;
    - an InitPlan that nobody names and whose parent has too little (a Sort above a scan that
      returns the value) from the node with most left below the parent.
    """
    layout = lay_out(root)
    blocks = _open_account(layout, [max(node.blocks or 0, 0) for node in layout.nodes])
    times = _open_account(layout, [max(node.inclusive_time or 0, 0) for node in layout.nodes])
    unnamed = _charge_init_plans(layout, blocks, times)
    for cte, scans in cte_scans(layout).items():
        blocks.share_out(cte, scans)
        times.share_out(cte, scans)
    _charge_below(layout, unnamed, blocks, times)
    return _rebuilt(layout, blocks, times)


@dataclass(frozen=True, slots=True)
class _Account:
    """One kind of figure, by node: with all below, without its children, and what is left."""

    inclusive: Sequence[float]
    before: Sequence[float]
    left: list[float]

    def largest(self, payers: Sequence[int]) -> int:
        """The one of the nodes that has most left; of several the first."""
        return max(payers, key=self.left.__getitem__)

    def charge(self, payer: int, amount: float) -> float:
        """Take an amount from a node, which cannot pay more than it has; what is still due."""
        paid = min(self.left[payer], amount)
        self.left[payer] -= paid
        return amount - paid

    def share_out(self, cte: int, scans: Sequence[int]) -> None:
        """Take what a CTE used from its scans, the one with most left first."""
        due = self.inclusive[cte]
        for scan in sorted(scans, key=self.left.__getitem__, reverse=True):
            due = self.charge(scan, due)


def _open_account(layout: Layout, inclusive: Sequence[float]) -> _Account:
    left = list(inclusive)
    for at, parent in enumerate(layout.parents):
        if parent >= 0 and not layout.nodes[at].runs_elsewhere:
            left[parent] -= inclusive[at]
    left = [max(figure, 0) for figure in left]
    return _Account(inclusive, tuple(left), left)


def _charge_init_plans(layout: Layout, blocks: _Account, times: _Account) -> Sequence[int]:
    """Take InitPlans from those who name them, or from their parents; the rest comes back."""
    references = init_plan_references(layout)
    unpaid = []
    for at in sorted(references, key=lambda each: len(references[each]) > 1):
        parent = layout.parents[at]
        enough = all(each.left[parent] >= each.inclusive[at] for each in (blocks, times))
        if references[at] or enough:
            _charge(at, references[at] or (parent,), blocks, times)
        else:
            unpaid.append(at)
    return unpaid


def _charge_below(
    layout: Layout, init_plans: Sequence[int], blocks: _Account, times: _Account
) -> None:
    """Take InitPlans from whichever node below their parents has most left."""
    if init_plans:
        most_blocks, most_time = _heaviest(layout, blocks), _heaviest(layout, times)
        for at in init_plans:
            parent = layout.parents[at]
            _charge(at, (parent, most_blocks[parent], most_time[parent]), blocks, times)


def _heaviest(layout: Layout, account: _Account) -> Sequence[int]:
    """For each node the one with most left of itself and those below it."""
    heaviest = list(range(len(layout.nodes)))
    for at in range(len(layout.nodes) - 1, 0, -1):
        above = layout.parents[at]
        if not layout.nodes[at].runs_elsewhere:
            heaviest[above] = account.largest((heaviest[above], heaviest[at]))
    return heaviest


def _charge(init_plan: int, payers: Sequence[int], blocks: _Account, times: _Account) -> None:
    used = blocks.inclusive[init_plan]
    blocks.charge(blocks.largest(payers), used)
    able = [payer for payer in payers if blocks.before[payer] >= used] or payers
    times.charge(times.largest(able), times.inclusive[init_plan])


def _rebuilt(layout: Layout, blocks: _Account, times: _Account) -> PlanNode:
    """The tree anew, from the last node to the first, so that children come before parents."""
    children: list[list[PlanNode]] = [[] for _ in layout.nodes]
    for at in range(len(layout.nodes) - 1, -1, -1):
        node = layout.nodes[at]
        done = replace(
            node,
            children=tuple(reversed(children[at])),
            self_time=None if node.inclusive_time is None else times.left[at],
            exclusive_blocks=None if node.blocks is None else int(blocks.left[at]),
        )
        if at == 0:
            return done
        children[layout.parents[at]].append(done)
    return layout.nodes[0]
