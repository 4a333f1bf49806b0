"""The figures of a plan, put into rows for the eye. Text, HTML and picture tell the same rows."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lab.findings import Finding
from lab.plans.nodes import NOT_COUNTED, PlanNode
from lab.plans.showing.measures import conditions, measures, planned_rows, worker_measures
from lab.plans.showing.remarks import ESTIMATE, headline, remarks, shown_cost
from lab.plans.trees import PlanTree, lay_out
from lab.plans.wording import title_parts
from lab.show import text

NEVER = "(never executed)"
AWFULLY_ESTIMATED = 100.0
HOT = 0.4
"""From this share of all blocks, or of the time, on, a node is where the work is."""

NOTHING_FOUND = (("findings", "none"),)
MOST_RAILS = 40
"""Levels whose lines are drawn; deeper ones are not told apart by the eye anyway."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a node in words, empty where there are none; bars are 0 to 1."""

    rows: str
    planned: str
    loops: str
    off: str
    awful: bool
    cost: str
    blocks: str
    blocks_bar: float
    time: str
    time_bar: float
    flow: float
    """The rows that it handed on, as a number; where it did not run, those it was planned to."""


@dataclass(frozen=True, slots=True)
class Row:
    """One node: where it stands in the tree, what it is called, and what there is to say of it."""

    parent: int
    depth: int
    lasts: tuple[bool, ...]
    has_children: bool
    parts: tuple[str, ...]
    figures: Figures
    findings: tuple[Finding, ...]
    conditions: tuple[tuple[str, str], ...]
    measures: tuple[tuple[str, str], ...]
    workers: tuple[tuple[str, str], ...]

    @property
    def title(self) -> str:
        """The node in one line."""
        return " ".join(self.parts)

    @property
    def never(self) -> bool:
        """Whether the plan has it, and nobody asked for its rows."""
        return self.parts[-1] == NEVER

    @property
    def hot(self) -> bool:
        """Whether much of the work was done here."""
        return max(self.figures.blocks_bar, self.figures.time_bar) >= HOT


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that are explained in the same words, each with the title of its node."""

    findings: tuple[tuple[Finding, str], ...]
    explained: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """All that a view of a plan shows."""

    headline: tuple[str, ...]
    rows: tuple[Row, ...]
    groups: tuple[Group, ...]
    remarks: tuple[tuple[str, str], ...]
    shape: str
    analyzed: bool
    with_blocks: bool
    with_times: bool


def outline_of(tree: PlanTree, *, times: bool, output: bool = False) -> Outline:
    """What there is to show of a plan; `times` shows times too, `output` the lists of columns."""
    with_times = times and tree.root.inclusive_time is not None
    shown = [each for each in tree.findings if times or not each.rests_on_times]
    rows = tuple(_rows(tree, shown, times=with_times, output=output))
    return Outline(
        headline=tuple(headline(tree, times=times)),
        rows=rows,
        groups=tuple(_groups(shown, rows)),
        remarks=(*(() if shown else NOTHING_FOUND), *remarks(tree, times=times)),
        shape=tree.shape,
        analyzed=tree.analyzed,
        with_blocks=tree.analyzed and tree.blocks is not None,
        with_times=with_times,
    )


def _rows(
    tree: PlanTree, findings: Sequence[Finding], *, times: bool, output: bool
) -> Iterator[Row]:
    """The nodes in the order of reading."""
    layout = lay_out(tree.root)
    found: defaultdict[int | None, list[Finding]] = defaultdict(list)
    for finding in findings:
        found[finding.node].append(finding)
    lasts: list[tuple[bool, ...]] = []
    depths: list[int] = []
    for at, (node, parent) in enumerate(zip(layout.nodes, layout.parents, strict=True)):
        if parent < 0:
            lasts.append(())
            depths.append(0)
        else:
            is_last = layout.ends[at] == layout.ends[parent]
            lasts.append((*lasts[parent][1 - MOST_RAILS :], is_last))
            depths.append(depths[parent] + 1)
        lists = [("output", ", ".join(node.output))] if output and node.output else []
        yield Row(
            parent=parent,
            depth=depths[at],
            lasts=lasts[at],
            has_children=bool(node.children),
            parts=(*title_parts(node, alias=True), *([NEVER] if node.loops == 0 else [])),
            figures=_figures(node, tree, times=times),
            findings=tuple(found[at]),
            conditions=(*conditions(node), *lists),
            measures=measures(node, varying=times),
            workers=worker_measures(node) if times else (),
        )


def _figures(node: PlanNode, tree: PlanTree, *, times: bool) -> Figures:
    ran = node.loops != 0
    planned = planned_rows(node)
    return Figures(
        rows=_number(node.total_rows) if ran and node.node_type not in NOT_COUNTED else "",
        planned=_number(planned),
        loops=_number(node.loops) if ran else "",
        off=_off(node),
        awful=(node.estimate_error or 0) >= AWFULLY_ESTIMATED,
        cost=shown_cost(node.total_cost),
        blocks=_number(node.exclusive_blocks) if node.executed else "",
        blocks_bar=_part(node.exclusive_blocks, tree.blocks),
        time=_time(node) if ran and times else "",
        time_bar=_part(node.self_time, tree.elapsed) if times else 0.0,
        flow=(planned or 0.0) if node.total_rows is None else node.total_rows,
    )


def _groups(findings: Sequence[Finding], rows: Sequence[Row]) -> Iterator[Group]:
    """Those that are explained alike, together, where the first of them stands."""
    alike: dict[tuple[object, ...], list[tuple[Finding, str]]] = {}
    for each in findings:
        key = (each.code, each.severity, *_explained(each))
        known = each.node is not None and 0 <= each.node < len(rows)
        place = rows[each.node].title if known and each.node is not None else ""
        alike.setdefault(key, []).append((each, place))
    for several in alike.values():
        yield Group(tuple(several), tuple(_explained(several[0][0])))


def _explained(finding: Finding) -> Iterator[tuple[str, str]]:
    for name in ("meaning", "advice", "proof", "confidence"):
        if value := getattr(finding, name):
            yield name, str(value)


def _off(node: PlanNode) -> str:
    if not node.badly_estimated or node.estimate_error is None:
        return ""
    return f"{text.ratio(node.estimate_error)} too {'high' if node.overestimated else 'low'}"


def _time(node: PlanNode) -> str:
    if node.self_time is None:
        return ""
    return f"{ESTIMATE if node.time_is_estimated else ''}{text.duration(node.self_time)}"


def _number(value: float | None) -> str:
    return "" if value is None else text.count(value)


def _part(value: float | None, whole: float | None) -> float:
    return min((value or 0) / whole, 1.0) if whole else 0.0
