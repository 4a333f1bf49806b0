"""A plan, which answers questions about itself and shows itself."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from lab.plans.encoding import encode_node
from lab.plans.showing import ESTIMATE, Outline, outline_rows, render_html, render_text
from lab.plans.trees import PlanTree
from lab.show import Shown, text


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Plan(PlanTree, Shown):
    """What PostgreSQL meant to do, and, where it was analyzed, what it did."""

    shows_times: bool = False

    def timed(self) -> "Plan":
        """The same plan, which shows its times too; they differ from run to run."""
        return replace(self, shows_times=True)

    def to_json(self) -> str:
        """The plan as EXPLAIN (FORMAT JSON) gave it, nothing lost; `parse_plan` reads it again."""
        about: dict[str, object] = {
            "Planning": dict(self.planning),
            "Planning Time": self.planning_time,
            "Triggers": [dict(trigger) for trigger in self.triggers],
            "JIT": dict(self.jit),
            "Serialization": dict(self.serialization),
            "Execution Time": self.execution_time,
            "Settings": dict(self.settings),
        }
        told = {name: value for name, value in about.items() if value not in (None, {}, [])}
        rest = "".join(f", {json.dumps(name)}: {json.dumps(v)}" for name, v in told.items())
        rest += "".join(f", {json.dumps(name)}: {json.dumps(v)}" for name, v in self.extra.items())
        return f'[{{"Plan": {encode_node(self.root)}{rest}}}]'

    def __repr__(self) -> str:
        return f"Plan({text.plain(self.shape)}: {', '.join(_figures(self))})"

    def render_text(self) -> str:
        """The tree with its figures, as text."""
        return render_text(_outline(self))

    def render_html(self) -> str:
        """The tree with its figures, as HTML."""
        return render_html(_outline(self))


def _figures(plan: Plan) -> Iterator[str]:
    """The whole plan in a few figures."""
    if not plan.analyzed:
        yield f"not run, {text.plural(plan.root.plan_rows or 0, 'row')} planned"
    elif plan.total_rows is None:
        yield "run, its rows not counted"
    else:
        yield text.plural(plan.total_rows, "row")
    if plan.analyzed and plan.blocks is not None:
        yield text.plural(plan.blocks, "block")
    if plan.root.total_cost is not None:
        yield f"cost {text.count(plan.root.total_cost)}"
    if plan.shows_times and plan.planning_time is not None:
        yield f"planning {text.duration(plan.planning_time)}"
    if plan.shows_times and plan.execution_time is not None:
        yield f"execution {text.duration(plan.execution_time)}"


def _outline(plan: Plan) -> Outline:
    return Outline(
        headline=tuple(_figures(plan)),
        rows=tuple(outline_rows(plan.root, plan.execution_time)),
        remarks=tuple(_remarks(plan)),
        analyzed=plan.analyzed,
        with_blocks=plan.analyzed and plan.blocks is not None,
        with_times=plan.shows_times and plan.root.inclusive_time is not None,
    )


def _remarks(plan: Plan) -> Iterator[tuple[str, str]]:
    for trigger in plan.triggers:
        yield _trigger(trigger, shows_times=plan.shows_times)
    if plan.settings:
        yield "settings", ", ".join(f"{name} = {v}" for name, v in plan.settings.items())
    if plan.shows_times and plan.root.inclusive_time is None:
        yield "note", "without times, since they were not measured"
    if plan.shows_times and any(node.time_is_estimated and node.executed for node in plan.nodes):
        yield ESTIMATE, "parallel workers shared the work, so that this time is an estimate"
    if plan.note:
        yield "note", plan.note


def _trigger(trigger: Mapping[str, object], *, shows_times: bool) -> tuple[str, str]:
    # The name of a constraint's own trigger ends in an OID, which no two databases share.
    constraint, name = trigger.get("Constraint Name"), trigger.get("Trigger Name")
    calls, time = trigger.get("Calls"), trigger.get("Time")
    told = text.plural(calls, "call") if isinstance(calls, int | float) else "called"
    if shows_times and isinstance(time, int | float):
        told += f", {text.duration(time)}"
    return (f"constraint {constraint}" if constraint else f"trigger {name}"), told
