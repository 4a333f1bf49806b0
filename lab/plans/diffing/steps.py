"""A plan as steps that can be found again in another plan of the same question.

A scan is known by its table and alias, whatever reads it: a bitmap's indexes are folded into it. A
join is known by the tables that it has put together, whatever the method. What merely passes rows
on (Hash, Memoize, Gather ...) belongs to the step below it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import TypeAlias

from lab.plans.nodes import APART, PlanNode
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


def steps_of(
    tree: PlanTree, *, with_schema: bool, renamed: Mapping[Key, Key] | None = None
) -> tuple[Step, ...]:
    """The steps in the order of reading; scans that are renamed are known by their other key."""
    layout = lay_out(tree.root)
    leaves = [_leaf(node, with_schema=with_schema) for node in layout.nodes]
    known = [leaf and (renamed or {}).get(leaf, leaf) for leaf in leaves]
    read = _tables_read(layout, known)
    bitmaps = _bitmaps_of_scans(layout)
    in_scans = {at for several in bitmaps.values() for at in several}
    wrapping: dict[int, list[PlanNode]] = {}
    found = []
    for at, node in enumerate(layout.nodes):
        above = wrapping.pop(at, [])
        below = _only_child(layout, at)
        if node.node_type in WRAPPERS and below is not None:
            wrapping[below] = [*above, node]
        elif at not in in_scans:
            folded = (layout.nodes[each] for each in bitmaps.get(at, ()))
            found.append(_step(layout, at, (*above, *folded), read))
    return tuple(found)


def renamed_scans(before: PlanTree, after: PlanTree, *, with_schema: bool) -> Mapping[Key, Key]:
    """The scans of the plan after whose alias the plan before has not, and what they are there.

    A table has another alias where the statement was written anew, or partitions were left out.
    They are paired in the order of reading, if both plans have as many of them.
    """
    only: list[defaultdict[Key, list[Key]]] = []
    leaves = [
        [leaf for node in tree.nodes if (leaf := _leaf(node, with_schema=with_schema))]
        for tree in (before, after)
    ]
    for some, others in (leaves, leaves[::-1]):
        known = frozenset(others)
        by_table: defaultdict[Key, list[Key]] = defaultdict(list)
        for leaf in dict.fromkeys(some):
            if leaf not in known and leaf[2] is not None:
                by_table[leaf[:3]].append(leaf)
        only.append(by_table)
    pairs = ((only[0][table], found) for table, found in only[1].items())
    return {
        new: old
        for was, now in pairs
        if len(was) == len(now)
        for old, new in zip(was, now, strict=True)
    }


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
    # What workers leave to be finished is the same step as where there are none.
    partial = node.partial_mode == "Partial"
    what = (node.node_type, partial, node.group_key, node.relation, node.command)
    return Step(Kind.OTHER, what, method, method, node, folded, ())


def _tables_read(layout: Layout, leaves: Sequence[Key | None]) -> list[Read]:
    """What each node has read, InitPlans and SubPlans apart."""
    found = [_read_alone(*each) for each in zip(layout.nodes, leaves, strict=True)]
    for at in range(len(found) - 1, 0, -1):
        if layout.nodes[at].parent_relationship not in APART:
            above = layout.parents[at]
            found[above] = found[above].and_also(found[at])
    return found


def _read_alone(node: PlanNode, leaf: Key | None) -> Read:
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


def _bitmaps_of_scans(layout: Layout) -> Mapping[int, Sequence[int]]:
    """The bitmaps that each Bitmap Heap Scan reads, those that it puts together included."""
    found: dict[int, list[int]] = {}
    scan_of: dict[int, int] = {}
    for at, parent in enumerate(layout.parents):
        if layout.nodes[at].node_type not in BITMAPS or parent < 0:
            continue
        above = layout.nodes[parent].node_type
        scan = parent if above == "Bitmap Heap Scan" else scan_of.get(parent)
        if scan is not None:
            scan_of[at] = scan
            found.setdefault(scan, []).append(at)
    return found
