"""Who pays for InitPlans and CTEs: whose figures include what hangs elsewhere in the plan.

EXPLAIN's figures include all that happened below a node. An InitPlan or a CTE, however, hangs
where it was declared and runs where it is first needed: there its figures are taken out, so that
the nodes add up to the root. The one exception is a data-modifying CTE: it runs to its end even
when the root has stopped, and what it did then is in no other node's figures.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lab.plans.attributing.accounts import Account
from lab.plans.attributing.referring import init_plan_references
from lab.plans.trees import Layout


@dataclass(frozen=True, slots=True)
class Bill:
    """Who paid for the blocks of an InitPlan or a CTE, in turn."""

    hung: int
    payers: Sequence[int]


@dataclass(frozen=True, slots=True)
class Cashier:
    """Both accounts that decide, and the Gather in whose workers each node ran."""

    layout: Layout
    gathers: Sequence[int]
    blocks: Account
    times: Account

    def charge_all(self, scans_of_ctes: Mapping[int, Sequence[int]]) -> Sequence[Bill]:
        """Take all that ran elsewhere from those who needed it; who paid for the blocks.

        - an InitPlan from one node: of those that name its value (`$1`, `(InitPlan 1).col1`) the
          one with most left; where EXPLAIN shows no such name, from its parent. Only a node with
          enough blocks can have run it, in time as well. Those with a single such node come first;
        - a CTE from its CTE Scans, the one with most left first;
        - an InitPlan that nobody names and whose parent has too little (a Sort above a scan that
          returns the value) from the node with most left below the parent.
        """
        bills, unnamed = [], []
        references = init_plan_references(self.layout)
        for at in sorted(references, key=lambda each: len(references[each]) > 1):
            payers = self._payers(at, references[at])
            if payers:
                bills.append(self._charge(at, payers))
            else:
                unnamed.append(at)
        bills += [self._share_out(cte, scans) for cte, scans in scans_of_ctes.items()]
        bills += self._charge_below(unnamed)
        return bills

    def _payers(self, init_plan: int, references: Sequence[int]) -> Sequence[int]:
        """Those who may have run an InitPlan; none if nobody names it and its parent did not."""
        if references:
            outside = list(dict.fromkeys(self._leaders(init_plan, references)))
            used = self.blocks.inclusive[init_plan]
            able = any(self.blocks.left[payer] >= used for payer in outside)
            return outside if able else references
        parent = self.layout.parents[init_plan]
        enough = all(
            account.left[parent] >= account.inclusive[init_plan]
            for account in (self.blocks, self.times)
        )
        return (parent,) if enough else ()

    def _leaders(self, init_plan: int, references: Sequence[int]) -> Iterator[int]:
        """Who ran it: a Gather does, before it starts the workers that need the value.

        Not so for an InitPlan below the Gather (from PostgreSQL 17 on): there each worker does.
        """
        for at in references:
            gather = self.gathers[at]
            is_above = gather >= 0 and self.gathers[init_plan] != gather
            yield gather if is_above else at

    def _charge(self, init_plan: int, payers: Sequence[int]) -> Bill:
        if self._ran_in_several(init_plan):
            return self._share_out(init_plan, payers)
        used = self.blocks.inclusive[init_plan]
        payer = self.blocks.largest(payers)
        self.blocks.charge(init_plan, (payer,))
        able = [each for each in payers if self.blocks.before[each] >= used] or payers
        self.times.charge(init_plan, (self.times.largest(able),))
        return Bill(init_plan, (payer,))

    def _ran_in_several(self, init_plan: int) -> bool:
        gather = self.gathers[init_plan]
        nodes = self.layout.nodes
        return gather >= 0 and (nodes[init_plan].loops or 0) > (nodes[gather].loops or 0)

    def _share_out(self, hung: int, payers: Sequence[int]) -> Bill:
        """Take what was used from several, the one with most left first."""
        for account in (self.times, self.blocks):
            payers = sorted(payers, key=account.left.__getitem__, reverse=True)
            account.charge(hung, payers)
        return Bill(hung, payers)

    def _charge_below(self, init_plans: Sequence[int]) -> Iterator[Bill]:
        """Take InitPlans from whichever node below their parents has most left."""
        if init_plans:
            most_blocks = _heaviest(self.layout, self.blocks)
            most_time = _heaviest(self.layout, self.times)
            for at in init_plans:
                parent = self.layout.parents[at]
                yield self._charge(at, (parent, most_blocks[parent], most_time[parent]))


def _heaviest(layout: Layout, account: Account) -> Sequence[int]:
    """For each node the one with most left of itself and those below it."""
    heaviest = list(range(len(layout.nodes)))
    for at in range(len(layout.nodes) - 1, 0, -1):
        above = layout.parents[at]
        if not layout.nodes[at].runs_elsewhere:
            heaviest[above] = account.largest((heaviest[above], heaviest[at]))
    return heaviest
