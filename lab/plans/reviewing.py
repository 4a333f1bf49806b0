"""A plan laid out for those who look for something in it, and what they say when they find it.

A rule is one file in `findings/`: it says what it looks for, and why that matters.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lab.findings import Confidence, Finding, Severity
from lab.plans.facts import Facts, RelationFacts
from lab.plans.nodes import PlanNode
from lab.plans.trees import Layout, PlanTree, lay_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a rule saw at one place: the numbers, and the sentence made of them."""

    severity: Severity
    title: str
    evidence: Mapping[str, object]
    node: PlanNode | None = None
    """None where the whole plan is meant."""
    advice: str = ""
    """In place of the rule's own, where the case allows a better one."""
    confidence: Confidence = Confidence.HIGH
    table: str | None = None
    column: str | None = None
    index: str | None = None
    constraint: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A plan under review, with what the catalog says of its tables where a database is at hand."""

    tree: PlanTree
    layout: Layout
    places: Mapping[PlanNode, int]
    ran: Mapping[str, Sequence[PlanNode]]
    """The nodes that were executed, by their type."""
    facts: Facts | None = None

    @property
    def nodes(self) -> Iterable[PlanNode]:
        """All nodes, executed or not."""
        return self.layout.nodes

    def executed(self, *node_types: str) -> Iterator[PlanNode]:
        """The nodes that ran, of these types or of any. Without ANALYZE there are none."""
        found = [node for kind in node_types or self.ran for node in self.ran.get(kind, ())]
        # By their places they are in the order of reading again.
        yield from sorted(found, key=self.places.__getitem__)

    def parent(self, node: PlanNode) -> PlanNode | None:
        """The node above."""
        at = self.layout.parents[self.places[node]]
        return None if at < 0 else self.layout.nodes[at]

    def ancestors(self, node: PlanNode) -> Iterator[PlanNode]:
        """The nodes above, the nearest first."""
        above = self.parent(node)
        while above is not None:
            yield above
            above = self.parent(above)

    def below(self, node: PlanNode) -> Iterator[PlanNode]:
        """The nodes below, in the order of reading."""
        at = self.places[node]
        yield from self.layout.nodes[at + 1 : self.layout.ends[at]]

    def block_share(self, node: PlanNode) -> float:
        """The part of all blocks that the node touched itself, 0 to 1; 1 where none were counted.

        The same in every run, so that what rests on it alone never comes and goes.
        """
        whole = self.tree.blocks
        if not whole or node.exclusive_blocks is None:
            return 1.0
        return min(node.exclusive_blocks / whole, 1.0)

    def part_of_time(self, milliseconds: float | None) -> float:
        """A time as a part of the execution's, 0 to 1; 0 where no time was taken."""
        whole = self.tree.elapsed
        return min((milliseconds or 0.0) / whole, 1.0) if whole else 0.0

    def relation(self, node: PlanNode) -> RelationFacts | None:
        """What the catalog says of the table that the node reads."""
        return None if self.facts is None else self.facts.of(node.schema, node.relation)


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing to look for in a plan."""

    code: str
    meaning: str
    """Why it matters, in one or two sentences."""
    advice: str
    """What to try, in one or two sentences."""
    find: Callable[[Review], Iterable[Notice]] = field(repr=False)
    rests_on_times: bool = False
    """Whether milliseconds or a cache's state decide, so that another run might not show it."""


def review_of(tree: PlanTree, facts: Facts | None = None) -> Review:
    """The plan laid out."""
    layout = lay_out(tree.root)
    places = {node: at for at, node in enumerate(layout.nodes)}
    ran: dict[str, list[PlanNode]] = {}
    for node in layout.nodes:
        if node.executed:
            ran.setdefault(node.node_type, []).append(node)
    return Review(tree, layout, places, ran, facts)


def findings_of(review: Review, rule: Rule) -> Iterator[Finding]:
    """What a rule finds, as findings."""
    for notice in rule.find(review):
        node = notice.node
        yield Finding(
            code=rule.code,
            severity=notice.severity,
            title=notice.title,
            meaning=rule.meaning,
            advice=notice.advice or rule.advice,
            confidence=notice.confidence,
            evidence=notice.evidence,
            node=None if node is None else review.places[node],
            table=notice.table or (node.relation if node else None),
            column=notice.column,
            index=notice.index or (node.index_name if node else None),
            constraint=notice.constraint,
            rests_on_times=rule.rests_on_times,
        )
