"""What a node is called, and what there is to say of it, in the words of EXPLAIN's text form.

Source: ExplainNode in src/backend/commands/explain.c.
"""

from collections.abc import Iterator

from lab.plans.nodes import PlanNode
from lab.show import text

AGGREGATES = {
    "Plain": "Aggregate",
    "Sorted": "GroupAggregate",
    "Hashed": "HashAggregate",
    "Mixed": "MixedAggregate",
}
CONDITIONS = (
    "index_cond",
    "order_by",
    "tid_cond",
    "recheck_cond",
    "hash_cond",
    "merge_cond",
    "join_filter",
    "filter",
    "one_time_filter",
    "run_condition",
    "sort_key",
    "presorted_key",
    "group_key",
    "cache_key",
)
REMOVED = (
    "rows_removed_by_index_recheck",
    "rows_removed_by_filter",
    "rows_removed_by_join_filter",
)


def title(node: PlanNode, *, alias: bool = False) -> str:
    """The node in one line: `Index Scan using ix on orders`; with `alias`, the table's too."""
    named = f"{_kind(node)}{_index(node)}{_target(node, alias=alias)}"
    return f"{node.subplan_name}: {named}" if node.subplan_name else named


def access_path(node: PlanNode) -> str | None:
    """How the node reads a table, its bitmap's indexes included; None where it reads none."""
    if node.relation is None or "Scan" not in node.node_type:
        return None
    indexes = list(_bitmap_indexes(node)) if node.node_type == "Bitmap Heap Scan" else []
    using = f" using {', '.join(indexes)}" if indexes else _index(node)
    return f"{_kind(node)}{using}{_target(node, alias=False)}"


def _kind(node: PlanNode) -> str:
    name = node.node_type
    if name == "ModifyTable":
        name = node.operation or name
    elif name == "Aggregate":
        partial = node.partial_mode if node.partial_mode in ("Partial", "Finalize") else ""
        name = f"{partial} {AGGREGATES.get(node.strategy or '', name)}".lstrip()
    elif name == "SetOp":
        hashed = "Hash" if node.strategy == "Hashed" else ""
        name = f"{hashed}SetOp {node.command or ''}".rstrip()
    elif node.join_type not in (None, "Inner"):
        kept = name if name == "Nested Loop" else name.removesuffix(" Join")
        name = f"{kept} {node.join_type} Join"
    if node.scan_direction == "Backward":
        name += " Backward"
    return f"Parallel {name}" if node.parallel_aware else name


def _index(node: PlanNode) -> str:
    if node.index_name is None:
        return ""
    return f" {'on' if node.node_type == 'Bitmap Index Scan' else 'using'} {node.index_name}"


def _target(node: PlanNode, *, alias: bool) -> str:
    name = node.relation or node.function_name or node.cte_name
    if name is None:
        return f" on {node.alias}" if node.alias else ""
    schema = f"{node.schema}." if node.schema and node.schema != "public" else ""
    shown = f" {node.alias}" if alias and node.alias not in (None, name) else ""
    return f" on {schema}{name}{shown}"


def _bitmap_indexes(node: PlanNode) -> Iterator[str]:
    waiting = list(reversed(node.children))
    while waiting:
        below = waiting.pop()
        if below.node_type == "Bitmap Index Scan" and below.index_name:
            yield below.index_name
        elif below.node_type in ("BitmapAnd", "BitmapOr"):
            waiting.extend(reversed(below.children))


def details(node: PlanNode) -> tuple[tuple[str, str], ...]:
    """What EXPLAIN tells below the node's line and does not vary between two runs."""
    conditions = ((name.replace("_", " "), getattr(node, name)) for name in CONDITIONS)
    told = [
        (name, value if isinstance(value, str) else ", ".join(value))
        for name, value in conditions
        if value
    ]
    return (*told, *_measures(node))


def _measures(node: PlanNode) -> Iterator[tuple[str, str]]:
    for name in REMOVED:
        if removed := getattr(node, name):
            yield name.replace("_", " "), text.count(removed * (node.loops or 1))
    for name, value in _counted(node):
        if value is not None:
            yield name, text.count(value)
    if node.lossy_heap_blocks:
        exact = text.count(node.exact_heap_blocks or 0)
        yield "heap blocks", f"{exact} exact, {text.count(node.lossy_heap_blocks)} lossy"
    if node.sort_method:
        place = "on disk" if node.sort_space_type == "Disk" else "in memory"
        yield "sort method", f"{node.sort_method}, {place}"


def _counted(node: PlanNode) -> Iterator[tuple[str, int | None]]:
    """Counts that are told only where they mean something; None where they do not."""
    searches, batches = node.index_searches or 0, node.hash_batches or 0
    temporary = (node.temp_read_blocks or 0) + (node.temp_written_blocks or 0)
    yield "heap fetches", node.heap_fetches if node.executed else None
    yield "index searches", searches if searches > (node.loops or 0) else None
    yield "hash batches", batches if batches > 1 else None
    yield "temporary blocks", temporary or None
    yield "workers planned", node.workers_planned
