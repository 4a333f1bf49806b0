"""A plan as data: the tree of its nodes, what the server told about the whole, what was found.

`Layout` lays a tree out flat, so that nodes are told by their number in the order of reading and
nobody needs recursion: a plan may be as deep as it likes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lab.findings import Finding
from lab.plans.nodes import PlanNode
from lab.plans.shaping import render_shape
from lab.plans.wording import access_path


@dataclass(frozen=True, slots=True)
class Layout:
    """The nodes in the order of reading; where each hangs (-1: nowhere), and where it ends."""

    nodes: Sequence[PlanNode]
    parents: Sequence[int]
    ends: Sequence[int]

    def holds(self, above: int, at: int) -> bool:
        """Whether a node is the one above, or somewhere below it."""
        return above <= at < self.ends[above]


def lay_out(root: PlanNode) -> Layout:
    """The layout of the tree below a root."""
    nodes: list[PlanNode] = []
    parents: list[int] = []
    waiting = [(root, -1)]
    while waiting:
        node, parent = waiting.pop()
        waiting.extend((child, len(nodes)) for child in reversed(node.children))
        nodes.append(node)
        parents.append(parent)
    ends = [at + 1 for at in range(len(nodes))]
    for at in range(len(nodes) - 1, 0, -1):
        ends[parents[at]] = max(ends[parents[at]], ends[at])
    return Layout(nodes, parents, ends)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PlanTree:
    """What PostgreSQL meant to do, and, where it was analyzed, what it did.

    `planning`, `triggers`, `jit` and `serialization` are as the server told them; `extra` keeps
    what else it said of the whole.
    """

    root: PlanNode
    planning_time: float | None = None
    execution_time: float | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    planning: Mapping[str, object] = field(default_factory=dict)
    triggers: tuple[Mapping[str, object], ...] = ()
    jit: Mapping[str, object] = field(default_factory=dict)
    serialization: Mapping[str, object] = field(default_factory=dict)
    extra: Mapping[str, object] = field(default_factory=dict)
    note: str = ""
    server_version_num: int | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def nodes(self) -> tuple[PlanNode, ...]:
        """All nodes, each before its children."""
        return tuple(_walk(self.root))

    @property
    def analyzed(self) -> bool:
        """Whether the statement was run, so that there are actual rows."""
        return self.root.loops is not None

    @property
    def total_rows(self) -> int | None:
        """Rows that the statement returned."""
        return self.root.total_rows

    @property
    def blocks(self) -> int | None:
        """Blocks that the execution touched, cached or not; those of the planning apart."""
        return self.root.blocks

    @property
    def planning_blocks(self) -> int | None:
        """Blocks of the catalogs that the planning touched; few from a session's second run on."""
        told = [self.planning.get(f"Shared {kind} Blocks") for kind in ("Hit", "Read")]
        counted = [blocks for blocks in told if isinstance(blocks, int)]
        return sum(counted) if counted else None

    @property
    def elapsed(self) -> float | None:
        """Milliseconds of the whole execution, by which shares are told; triggers are in it."""
        return self.execution_time or self.root.inclusive_time

    @property
    def shape(self) -> str:
        """The plan without a number: `Limit > Sort > Seq Scan on orders`."""
        return render_shape(self.root)

    @property
    def access_paths(self) -> tuple[str, ...]:
        """How each table is read: `("Index Scan using ix on orders",)`."""
        return tuple(path for node in self.nodes if (path := access_path(node)))

    def uses(self, index_name: str) -> bool:
        """Whether an index of this name is read."""
        return any(node.index_name == index_name for node in self.nodes)


def _walk(root: PlanNode) -> Iterator[PlanNode]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.children))
