"""A plan, which answers questions about itself, shows itself, and can be given to others."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lab.plans.diffing import PlanDiff, diff_of
from lab.plans.encoding import encode_node
from lab.plans.findings import reviewed
from lab.plans.redacting import redacted_parts
from lab.plans.showing import (
    Outline,
    headline,
    outline_of,
    plan_frame,
    render_html,
    render_svg,
    render_text,
    write_page,
)
from lab.plans.trees import PlanTree
from lab.show import Shown, text


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Plan(PlanTree, Shown):
    """What PostgreSQL meant to do, and, where it was analyzed, what it did."""

    shows_times: bool = False

    def timed(self) -> "Plan":
        """The same plan, which shows its times too; they differ from run to run."""
        return replace(self, shows_times=True)

    def diff(self, other: PlanTree) -> PlanDiff:
        """What changed from this plan to the other, of the same question, and at what cost."""
        return diff_of(self, other)

    def redacted(self) -> "Plan":
        """The same plan for strangers: its shape and figures, no name and no value of yours.

        Each name has a mask (`t1`, `c2`), the same wherever it stands; so have literals. What the
        catalog knew is not asked again: findings are those of the plan alone.
        """
        plan = replace(self, **redacted_parts(self))
        return replace(plan, findings=reviewed(plan))

    def to_json(self) -> str:
        """The plan as EXPLAIN (FORMAT JSON) gave it, nothing lost, and what was found in it.

        `parse_plan` reads it again, and reviews it anew.
        """
        about: dict[str, object] = {
            "Planning": dict(self.planning),
            "Planning Time": self.planning_time,
            "Triggers": [dict(trigger) for trigger in self.triggers],
            "JIT": dict(self.jit),
            "Serialization": dict(self.serialization),
            "Execution Time": self.execution_time,
            "Settings": dict(self.settings),
            "Server Version": self.server_version_num,
            "Findings": [finding.to_json() for finding in self.findings],
        }
        told = {name: value for name, value in about.items() if value not in (None, {}, [])}
        told |= self.extra
        rest = "".join(f", {json.dumps(k)}: {json.dumps(v, default=str)}" for k, v in told.items())
        return f'[{{"Plan": {encode_node(self.root)}{rest}}}]'

    def to_svg(self) -> str:
        """The tree as a picture: boxes filled by their share of blocks, or of time if it shows."""
        return str(render_svg(_outline(self), standalone=True))

    def to_html(self, path: str | Path) -> Path:
        """Write one page with all there is to see of the plan, and return its path.

        Raises:
            LabError: it is a folder, or cannot be written.
        """
        statement = self.extra.get("Query Text")
        return write_page(path, _outline(self), statement if isinstance(statement, str) else "")

    def to_frame(self) -> Any:
        """A pandas.DataFrame: a row a node, in the order of `nodes`, times and all."""
        return plan_frame(self)

    def __repr__(self) -> str:
        figures = ", ".join(headline(self, times=self.shows_times))
        return f"Plan({text.plain(self.shape)}: {figures})"

    def render_text(
        self, *, width: int | None = None, colour: bool = False, output: bool = False
    ) -> str:
        """The tree with its figures and findings, as text.

        Args:
            width: columns of the window that it has to fit, if any.
            colour: with the codes for a terminal's colours.
            output: with the columns that each node hands on, where EXPLAIN was VERBOSE.
        """
        return render_text(_outline(self, output=output), width=width, colour=colour)

    def render_html(self, *, output: bool = False) -> str:
        """The same as HTML, with a picture of the tree."""
        return render_html(_outline(self, output=output))


def _outline(plan: Plan, *, output: bool = False) -> Outline:
    return outline_of(plan, times=plan.shows_times, output=output)
