"""A plan as a data frame: a row a node, for those who want to count and to plot themselves."""

from collections.abc import Iterator, Mapping
from typing import Any

from lab.plans.nodes import PlanNode
from lab.plans.showing.measures import conditions, planned_rows
from lab.plans.trees import PlanTree, lay_out
from lab.plans.wording import title
from lab.show.frames import as_frame

TEXTS = ("node_type", "subplan_name", "schema", "relation", "alias", "index_name")
MOST = 2**63 - 1
TYPES = {
    **dict.fromkeys(("node", "depth", "parent", "total_rows", "loops"), "Int64"),
    **dict.fromkeys(("blocks", "exclusive_blocks"), "Int64"),
    **dict.fromkeys(("plan_rows", "estimated_rows", "planned_rows"), "Float64"),
    "rows_per_execution": "Float64",
    **dict.fromkeys(("estimate_error", "startup_cost", "total_cost"), "Float64"),
    **dict.fromkeys(("inclusive_time", "self_time"), "Float64"),
    **dict.fromkeys(("title", *TEXTS, "conditions", "findings"), "string"),
}
"""The columns that are no field of a node are `node` (its place in the plan), `depth`, `parent`,
`title`, `planned_rows` (over all executions, as `total_rows` are), `conditions` and `findings`
(their codes)."""

ORDER = (
    *("node", "depth", "parent", "node_type", "title", "subplan_name"),
    *("schema", "relation", "alias", "index_name"),
    *("plan_rows", "estimated_rows", "rows_per_execution"),
    *("planned_rows", "total_rows", "loops"),
    *("estimate_error", "startup_cost", "total_cost", "blocks", "exclusive_blocks"),
    *("inclusive_time", "self_time", "conditions", "findings"),
)


def plan_frame(tree: PlanTree) -> Any:
    """A pandas.DataFrame with a row a node, in the order of `tree.nodes`; what is unknown is NA."""
    return as_frame(list(_rows(tree)), {name: TYPES[name] for name in ORDER})


def _rows(tree: PlanTree) -> Iterator[Mapping[str, object]]:
    layout = lay_out(tree.root)
    codes: dict[int | None, list[str]] = {}
    for finding in tree.findings:
        codes.setdefault(finding.node, []).append(finding.code)
    depths: list[int] = []
    for at, (node, parent) in enumerate(zip(layout.nodes, layout.parents, strict=True)):
        depths.append(depths[parent] + 1 if parent >= 0 else 0)
        yield {
            **{name: _held(getattr(node, name)) for name in ORDER if hasattr(node, name)},
            "node": at,
            "depth": depths[at],
            "parent": parent if parent >= 0 else None,
            "title": title(node, alias=True),
            "planned_rows": planned_rows(node),
            "conditions": _conditions(node),
            "findings": ", ".join(codes.get(at, ())) or None,
        }


def _held(value: object) -> object:
    """The value; rows times loops of made-up plans are more than a column of Int64 can hold."""
    return max(-MOST, min(value, MOST)) if isinstance(value, int) else value


def _conditions(node: PlanNode) -> str | None:
    return "\n".join(f"{name}: {value}" for name, value in conditions(node)) or None
