"""A plan as steps that can be found again in another plan of the same question.

A scan is known by its table and alias, whatever reads it: a bitmap's indexes are folded into it. A
join is known by the tables that it has put together, whatever the method. What merely passes rows
on (Hash, Memoize, Gather ...) belongs to the step below it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import TypeAlias

from lab.plans.nodes import PlanNode
from lab.plans.trees import Layout, PlanTree, lay_out
from lab.plans.wording import access_path, title

WRAPPERS = {
    "Hash": "hashed",
    "Memoize": "memoized",
    "Materialize": "materialized",
    "Gather": "gathered",
    "Gather Merge": "gathered in order",
}
JOINS = frozenset(("Nested Loop", "Hash Join", "Merge Join"))
SORTS = frozenset(("Sort", "Incremental Sort"))
BITMAPS = frozenset(("Bitmap Index Scan", "BitmapAnd", "BitmapOr"))
APART = frozenset(("InitPlan", "SubPlan"))
MODULUS = 1 << 128
MOST_NAMES = 4

Key: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """Which tables a node and those below it have read.

    Sets are told apart by the sum of their members' hashes, since listing them at every join of a
    deep plan would take the square of its size; `names` are the first few, for people.
    """

    tables: int = 0
    count: int = 0
    names: tuple[str, ...] = ()
    leaf: Key | None = None

    def and_also(self, other: "Read") -> "Read":
        """Both together."""
        return Read(
            (self.tables + other.tables) % MODULUS,
            self.count + other.count,
            tuple(sorted((*self.names, *other.names))[:MOST_NAMES]),
            self.leaf,
        )

    def __str__(self) -> str:
        more = self.count - len(self.names)
        names = [*self.names, f"{more} more"] if more else list(self.names)
        return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


class Kind(StrEnum):
    """What a step does."""

    SCAN = "scan"
    JOIN = "join"
    SORT = "sort"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Step:
    """A node with those that are folded into it; `key` finds it again in another plan."""

    kind: Kind
    key: Key
    name: str
    """What it is about, whatever the method: the table, the tables joined, the sort key."""
    method: str
    """How it is done."""
    node: PlanNode
    folded: tuple[PlanNode, ...]
    sides: tuple[Read, ...]
    """What each child has read; only of joins."""

    @property
    def blocks(self) -> int | None:
        """Blocks that it touched itself, those folded into it included."""
        found = [each.exclusive_blocks for each in (self.node, *self.folded)]
        known = [blocks for blocks in found if blocks is not None]
        return sum(known) if known else None

    @property
    def self_time(self) -> float | None:
        """Milliseconds in it alone, those folded into it included."""
        found = [each.self_time for each in (self.node, *self.folded)]
        known = [time for time in found if time is not None]
        return sum(known) if known else None

    @property
    def wrappers(self) -> tuple[str, ...]:
        """What is done with its rows on their way up."""
        return tuple(WRAPPERS[each.node_type] for each in self.folded if each.node_type in WRAPPERS)


def steps_of(tree: PlanTree, *, with_schema: bool) -> tuple[Step, ...]:
    """The steps in the order of reading."""
    layout = lay_out(tree.root)
    read = _tables_read(layout, with_schema=with_schema)
    wrapping: dict[int, list[PlanNode]] = {}
    found = []
    for at, node in enumerate(layout.nodes):
        above = wrapping.pop(at, [])
        below = _only_child(layout, at)
        if node.node_type in WRAPPERS and below is not None:
            wrapping[below] = [*above, node]
        elif node.node_type not in BITMAPS or not _under_a_bitmap_scan(layout, at):
            found.append(_step(layout, at, (*above, *_bitmaps(layout, at)), read))
    return tuple(found)


def has_schemas(tree: PlanTree) -> bool:
    """Whether the plan says in which schema its tables are (VERBOSE does)."""
    return all(node.schema is not None for node in tree.nodes if node.relation is not None)


def _step(layout: Layout, at: int, folded: tuple[PlanNode, ...], read: Sequence[Read]) -> Step:
    node = layout.nodes[at]
    if leaf := read[at].leaf:
        method = _method(node)
        return Step(Kind.SCAN, leaf, _named(node), method, node, folded, ())
    method = title(node)
    if node.node_type in JOINS:
        sides = tuple(read[each] for each in _children(layout, at))
        key = ("join", read[at].tables)
        return Step(Kind.JOIN, key, f"join of {read[at]}", method, node, folded, sides)
    if node.node_type in SORTS:
        name = f"sort by {', '.join(node.sort_key or ())}"
        return Step(Kind.SORT, ("sort", node.sort_key), name, method, node, folded, ())
    what = (node.node_type, node.partial_mode, node.group_key, node.relation, node.command)
    return Step(Kind.OTHER, what, method, method, node, folded, ())


def _tables_read(layout: Layout, *, with_schema: bool) -> list[Read]:
    """What each node has read, InitPlans and SubPlans apart."""
    found = [_read_alone(node, with_schema=with_schema) for node in layout.nodes]
    for at in range(len(found) - 1, 0, -1):
        if layout.nodes[at].parent_relationship not in APART:
            above = layout.parents[at]
            found[above] = found[above].and_also(found[at])
    return found


def _read_alone(node: PlanNode, *, with_schema: bool) -> Read:
    leaf = _leaf(node, with_schema=with_schema)
    return Read() if leaf is None else Read(_hash(leaf), 1, (_named(node),), leaf)


def _leaf(node: PlanNode, *, with_schema: bool) -> Key | None:
    """What a scan is known by; None for what reads no table, function or CTE."""
    if "Scan" not in node.node_type or node.node_type in BITMAPS:
        return None
    name = node.relation or node.function_name or node.cte_name
    if name is None and node.children:
        return None
    return ("scan", node.schema if with_schema else None, name, node.alias)


def _hash(leaf: Key) -> int:
    return int.from_bytes(blake2b(repr(leaf).encode(), digest_size=16).digest(), "big")


def _method(node: PlanNode) -> str:
    """How a scan reads, without what it reads: that is the step's name."""
    schema = f"{node.schema}." if node.schema and node.schema != "public" else ""
    return (access_path(node) or title(node)).removesuffix(f" on {schema}{node.relation}")


def _named(node: PlanNode) -> str:
    name = node.relation or node.function_name or node.cte_name or node.alias or node.node_type
    return name if node.alias in (None, name) else f"{name} {node.alias}"


def _children(layout: Layout, at: int) -> Iterator[int]:
    """The children that rows come from, in order; InitPlans and SubPlans are not among them."""
    below = at + 1
    while below < layout.ends[at]:
        if layout.nodes[below].parent_relationship not in APART:
            yield below
        below = layout.ends[below]


def _only_child(layout: Layout, at: int) -> int | None:
    if layout.nodes[at].node_type not in WRAPPERS:
        return None
    return next(_children(layout, at), None)


def _under_a_bitmap_scan(layout: Layout, at: int) -> bool:
    above = layout.parents[at]
    return above >= 0 and layout.nodes[above].node_type in (*BITMAPS, "Bitmap Heap Scan")


def _bitmaps(layout: Layout, at: int) -> tuple[PlanNode, ...]:
    if layout.nodes[at].node_type != "Bitmap Heap Scan":
        return ()
    below = layout.nodes[at + 1 : layout.ends[at]]
    return tuple(node for node in below if node.node_type in BITMAPS)
