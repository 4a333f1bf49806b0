"""What a node is called, in the words of EXPLAIN's text form.

Source: ExplainNode in src/backend/commands/explain.c.
"""

from collections.abc import Iterator

from lab.plans.nodes import PlanNode

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


def title(node: PlanNode, *, alias: bool = False) -> str:
    """The node in one line: `Index Scan using ix on orders`; with `alias`, the table's too."""
    return " ".join(title_parts(node, alias=alias))


def title_parts(node: PlanNode, *, alias: bool = False) -> tuple[str, ...]:
    """The same in the pieces between which a line may end: what it is, its index, its table."""
    subplan = f"{node.subplan_name}: " if node.subplan_name else ""
    parts = (f"{subplan}{_kind(node)}", _index(node), _target(node, alias=alias))
    return tuple(part.strip() for part in parts if part)


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
