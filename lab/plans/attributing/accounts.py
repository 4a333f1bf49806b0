"""Accounts: what each node has of one kind of figure, and taking from it what ran elsewhere."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from lab.plans.trees import Layout


@dataclass(frozen=True, slots=True)
class Account:
    """One kind of figure, by node: with all below, without its children, and what is left.

    `due` is what InitPlans and CTEs used, and their payers did not have.
    """

    inclusive: Sequence[float]
    before: Sequence[float]
    left: list[float]
    due: list[tuple[int, float]] = field(default_factory=list)

    def largest(self, payers: Sequence[int]) -> int:
        """The one of the nodes that has most left; of several the first."""
        return max(payers, key=self.left.__getitem__)

    def charge(self, hung: int, payers: Sequence[int]) -> None:
        """Take what an InitPlan or a CTE used from nodes in turn; none pays more than it has."""
        amount = self.inclusive[hung]
        for payer in payers:
            amount -= self.take(payer, amount)
        if amount > 0:
            self.due.append((hung, amount))

    def take(self, payer: int, amount: float) -> float:
        """Take an amount from a node, as far as it has it; how much that was."""
        paid = min(self.left[payer], amount)
        self.left[payer] -= paid
        return paid


def open_account(layout: Layout, inclusive: Sequence[float]) -> Account:
    """What each node has: its figure, with those of its children taken from it.

    InitPlans and CTEs are not taken: they hang where they were declared, and ran elsewhere.
    """
    left = list(inclusive)
    for at, parent in enumerate(layout.parents):
        if inclusive[at] and parent >= 0 and not layout.nodes[at].runs_elsewhere:
            left[parent] -= inclusive[at]
    left = [figure if figure > 0 else 0 for figure in left]
    return Account(inclusive, tuple(left), left)


@dataclass(frozen=True, slots=True)
class Homes:
    """The nodes that run together, in the order of reading: each InitPlan or CTE is a home."""

    layout: Layout
    home_of: Sequence[int]
    members: Sequence[Sequence[int]]

    def settle(self, account: Account) -> None:
        """Take what is still due of InitPlans from their parents, and from those below them.

        An InitPlan is run by its parent or by a node below, so that its figures are in theirs:
        so the nodes add up to the root exactly, whoever was thought to have run it. The lowest
        parents come first, for the others have more to choose from.
        """
        following: defaultdict[int, dict[int, int]] = defaultdict(dict)
        parents = self.layout.parents
        for init_plan, amount in sorted(account.due, key=lambda due: -parents[due[0]]):
            if not self.layout.nodes[init_plan].is_cte:
                home = self.home_of[parents[init_plan]]
                self._settle(account, (init_plan, amount), following[home])

    def _settle(self, account: Account, due: tuple[int, float], following: dict[int, int]) -> None:
        parent, amount = self.layout.parents[due[0]], due[1]
        members = self.members[self.home_of[parent]]
        at = _next(following, bisect_left(members, parent))
        while at < len(members) and self.layout.holds(parent, members[at]):
            amount -= account.take(members[at], amount)
            if amount <= 0:
                break
            following[at] = at + 1
            at = _next(following, at)


def _next(following: dict[int, int], at: int) -> int:
    """The first place from there on that is not known to have nothing left."""
    passed = []
    while at in following:
        passed.append(at)
        at = following[at]
    following.update(dict.fromkeys(passed, at))
    return at


def homes_of(layout: Layout) -> Homes:
    """The homes of a plan's nodes."""
    home_of = [0] * len(layout.nodes)
    members: list[list[int]] = [[]]
    for at, node in enumerate(layout.nodes):
        if at and node.runs_elsewhere:
            members.append([])
            home_of[at] = len(members) - 1
        elif at:
            home_of[at] = home_of[layout.parents[at]]
        members[home_of[at]].append(at)
    return Homes(layout, home_of, members)
