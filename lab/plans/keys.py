"""Which key of EXPLAIN's JSON is which field of a node; the fields themselves say what it holds."""

from dataclasses import fields
from typing import get_type_hints

from lab.plans.nodes import PlanNode

OURS = (
    *("children", "extra", "self_time", "exclusive_blocks"),
    *("participants", "inside_gather", "may_stop_early"),
)
RENAMED = {
    "relation": "Relation Name",
    "loops": "Actual Loops",
    "cte_name": "CTE Name",
    "one_time_filter": "One-Time Filter",
}

KEY_OF_FIELD = {
    field.name: RENAMED.get(
        field.name, field.name.replace("_", " ").title().replace(" By ", " by ")
    )
    for field in fields(PlanNode)
    if field.name not in OURS
}
FIELD_OF_KEY = {key: name for name, key in KEY_OF_FIELD.items()}

_HINTS = get_type_hints(PlanNode)
TEXTS, FLAGS, WHOLE_NUMBERS, LISTS = (
    frozenset(name for name in KEY_OF_FIELD if _HINTS[name] in (kind, kind | None))
    for kind in (str, bool, int, tuple[str, ...])
)
