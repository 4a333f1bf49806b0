"""The parts of a plan with all names and values masked, and every figure as it was.

What is not known to be PostgreSQL's own is masked: a field or key that this file does not know
loses its text, never its numbers, and a key its name.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from lab.plans.keys import OF_NODES, OF_WORKERS
from lab.plans.nodes import PlanNode, Worker
from lab.plans.redacting.builtin import WORDS_OF_EXPLAIN
from lab.plans.redacting.expressions import redacted_expression
from lab.plans.redacting.names import Kind, Masks
from lab.plans.trees import PlanTree, lay_out

MASKED = "..."
DEEPEST = 20
"""Levels of what EXPLAIN told beside its own fields; it never has so many."""

WORDS = frozenset(
    [
        "node_type",
        "parent_relationship",
        "operation",
        "join_type",
        "strategy",
        "partial_mode",
        "command",
        "scan_direction",
        "sort_method",
        "sort_space_type",
        "storage",
        "cache_mode",
    ]
)
"""Fields that hold words of EXPLAIN's own."""

NAMES = {
    "schema": Kind.SCHEMA,
    "relation": Kind.TABLE,
    "index_name": Kind.INDEX,
    "function_name": Kind.FUNCTION,
    "cte_name": Kind.CTE,
}
NAME_KEYS = {
    "Schema": Kind.SCHEMA,
    "Relation Name": Kind.TABLE,
    "Relation": Kind.TABLE,
    "Alias": Kind.ALIAS,
    "Tuplestore Name": Kind.TABLE,
    "Table Function Name": Kind.FUNCTION,
    "Conflict Arbiter Indexes": Kind.INDEX,
    "Trigger Name": Kind.TRIGGER,
    "Constraint Name": Kind.CONSTRAINT,
}
EXPRESSION_KEYS = frozenset(
    (
        *("Function Call", "Table Function Call", "Window", "Conflict Filter", "Sort Key"),
        *("Sampling Parameters", "Repeatable Seed", "Group Keys", "Hash Keys", "Group Key"),
    )
)
SUBPLAN = re.compile(r"(?:InitPlan|SubPlan) \d+(?: \(returns \$\d+(?:,\$\d+)*\))?")
PLAIN_SETTING = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)? ?(?:B|kB|MB|GB|TB|us|ms|s|min|h|d)?")
SETTING_WORDS = frozenset(
    (
        *("on", "off", "true", "false", "yes", "no", "auto", "always", "never", "try", "debug"),
        *("regress", "partition", "force_custom_plan", "force_generic_plan", "hash", "sort"),
    )
)


def redacted_parts(tree: PlanTree) -> dict[str, Any]:
    """The fields of a plan that change, for `dataclasses.replace`; findings are not among them."""
    layout = lay_out(tree.root)
    masks = Masks()
    _meet(layout.nodes, masks)
    children: list[list[PlanNode]] = [[] for _ in layout.nodes]
    redacted = [_fields(node, masks) for node in layout.nodes]
    for at in range(len(layout.nodes) - 1, -1, -1):
        below = tuple(reversed(children[at]))
        node = replace(layout.nodes[at], **redacted[at], children=below)
        if at:
            children[layout.parents[at]].append(node)
    return {
        "root": node,
        "settings": {masks.of(Kind.SETTING, n): _setting(v) for n, v in tree.settings.items()},
        "triggers": tuple(_beside(trigger, masks) for trigger in tree.triggers),
        "planning": _beside(tree.planning, masks),
        "jit": _beside(tree.jit, masks),
        "serialization": _beside(tree.serialization, masks),
        "extra": _beside(_without_query(tree.extra), masks),
    }


def _meet(nodes: Sequence[PlanNode], masks: Masks) -> None:
    """Give masks to what the tables are called, before columns of them are met.

    In an order of the names alone, so that two plans of one question get the same masks.
    """
    for field, kind in NAMES.items():
        for name in sorted({getattr(node, field) for node in nodes} - {None}, key=_place):
            masks.of(kind, name)
    known = [(node.alias, node) for node in nodes if node.alias is not None]
    for alias, node in sorted(known, key=lambda each: _place(each[0])):
        _alias(node, alias, masks)


def _place(name: str) -> tuple[int, str]:
    """Where a name stands in the order; `t10` comes after `t2`, and so keeps its mask."""
    return len(name), name


def _fields(node: PlanNode, masks: Masks) -> dict[str, Any]:
    told = {name: getattr(node, name) for name in OF_NODES.texts | OF_NODES.lists}
    # In the order of the fields, so that the same plan gets the same masks.
    present = [name for name in OF_NODES.key_of_field if told.get(name) is not None]
    fields: dict[str, Any] = {name: _field(node, name, told[name], masks) for name in present}
    if node.workers is not None:
        fields["workers"] = tuple(_worker(worker, masks) for worker in node.workers)
    return {**fields, "extra": _beside(node.extra, masks)}


def _field(node: PlanNode, name: str, value: str | Sequence[str], masks: Masks) -> object:
    if not isinstance(value, str):
        return tuple(redacted_expression(each, masks) for each in value)
    if name in WORDS:
        return _word(value)
    if name in NAMES:
        return masks.of(NAMES[name], value)
    if name == "alias":
        return _alias(node, value, masks)
    if name == "subplan_name":
        return _subplan(value, masks)
    return redacted_expression(value, masks)


def _alias(node: PlanNode, alias: str, masks: Masks) -> str:
    """Where the alias is the table's own name, it stays so."""
    for field in ("relation", "cte_name", "function_name"):
        if getattr(node, field) == alias:
            return masks.of(NAMES[field], alias)
    return masks.of_alias(alias)


def _subplan(name: str, masks: Masks) -> str:
    if SUBPLAN.fullmatch(name):
        return name
    if name.startswith("CTE "):
        return f"CTE {masks.of(Kind.CTE, name.removeprefix('CTE '))}"
    return masks.of(Kind.SUBPLAN, name)


def _worker(worker: Worker, masks: Masks) -> Worker:
    words = {name: getattr(worker, name) for name in OF_WORKERS.texts}
    told: dict[str, Any] = {name: _word(said) for name, said in words.items() if said is not None}
    return replace(worker, **told, extra=_beside(worker.extra, masks))


def _beside(told: Mapping[str, object], masks: Masks, levels: int = DEEPEST) -> dict[str, object]:
    return {masks.of(Kind.KEY, k): _value(k, each, masks, levels) for k, each in told.items()}


def _value(key: str, value: object, masks: Masks, levels: int) -> object:
    """What stands under a key: figures as they are, text masked as the key asks for."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return _text(key, value, masks)
    if levels and isinstance(value, Mapping):
        return _beside(value, masks, levels - 1)
    if levels and isinstance(value, list | tuple):
        return [_value(key, each, masks, levels - 1) for each in value]
    return MASKED


def _text(key: str, value: str, masks: Masks) -> str:
    if key in NAME_KEYS:
        kind = NAME_KEYS[key]
        return masks.of_range(value) if kind is Kind.ALIAS else masks.of(kind, value)
    if key in EXPRESSION_KEYS:
        return redacted_expression(value, masks)
    return _word(value)


def _word(value: str) -> str:
    """What EXPLAIN itself chose the word for; nothing else stands there in a plan of a server."""
    return value if WORDS_OF_EXPLAIN.issuperset(value.split()) else MASKED


def _without_query(extra: Mapping[str, object]) -> Mapping[str, object]:
    """Without the statement, its parameters and its identifier, which tells it to who knows it."""
    return {key: value for key, value in extra.items() if not key.startswith("Query ")}


def _setting(value: str) -> str:
    return value if value in SETTING_WORDS or PLAIN_SETTING.fullmatch(value) else MASKED
