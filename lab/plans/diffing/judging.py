"""Better or worse, or why nobody can tell.

Blocks decide, for they are the same in every run on the same data; where neither plan was run, the
planner's cost. One run's milliseconds decide nothing: `lab.compare` measures those.
"""

from dataclasses import dataclass
from enum import StrEnum

from lab.plans.trees import PlanTree
from lab.show import text

TOLERANCE = 0.1
"""Part by which blocks or cost may differ and the plans still be called the same."""

FEWEST = 10
"""Fewer blocks than these are no difference, whatever the ratio."""


class Judgement(StrEnum):
    """How the plan after compares with the one before."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Judged:
    """The judgement, and the figures or the obstacle that it rests on."""

    judgement: Judgement
    reason: str


def judged(before: PlanTree, after: PlanTree) -> Judged:
    """Which plan does less; none where it would not be a fair comparison."""
    if obstacle := _obstacle(before, after):
        return Judged(Judgement.CANNOT_TELL, obstacle)
    if not before.analyzed:
        was, now = before.root.total_cost, after.root.total_cost
        if was is None or now is None:
            return Judged(Judgement.CANNOT_TELL, "neither blocks nor cost are known")
        return _by(was, now, f"cost {was:,.0f} -> {now:,.0f}, by the planner's estimate", least=0)
    was, now = touched(before), touched(after)
    if was is None or now is None:
        return Judged(Judgement.CANNOT_TELL, "blocks were not counted (BUFFERS)")
    return _by(was, now, f"{text.plural(was, 'block')} -> {text.count(now)}", least=FEWEST)


def touched(tree: PlanTree) -> int | None:
    """Blocks touched, temporary ones included; None where they were not counted."""
    if tree.blocks is None:
        return None
    temporary = (tree.root.temp_read_blocks or 0) + (tree.root.temp_written_blocks or 0)
    local = (tree.root.local_hit_blocks or 0) + (tree.root.local_read_blocks or 0)
    return tree.blocks + temporary + local


def settings_changed(before: PlanTree, after: PlanTree) -> tuple[tuple[str, str, str], ...]:
    """Settings that differ: name, value before, value after; one at its default says so."""
    names = sorted({*before.settings, *after.settings})
    pairs = [
        (n, before.settings.get(n, "default"), after.settings.get(n, "default")) for n in names
    ]
    return tuple(each for each in pairs if each[1] != each[2])


def _obstacle(before: PlanTree, after: PlanTree) -> str:
    if changed := settings_changed(before, after):
        return f"the settings differ: {', '.join(name for name, _, _ in changed)}"
    versions = [tree.server_version_num for tree in (before, after)]
    if None not in versions and versions[0] != versions[1]:
        return f"the servers differ: {versions[0]} and {versions[1]}"
    if before.analyzed is not after.analyzed:
        return "only one of them was run"
    if before.total_rows != after.total_rows:
        rows = [text.plural(tree.total_rows or 0, "row") for tree in (before, after)]
        return f"they returned {rows[0]} and {rows[1]}: other data, or another question"
    return ""


def _by(was: float, now: float, reason: str, *, least: float) -> Judged:
    smaller, larger = sorted((was, now))
    if larger - smaller <= least or larger <= smaller * (1 + TOLERANCE):
        return Judged(Judgement.SAME, reason)
    told = f"{reason} ({text.ratio(larger / max(smaller, 1))} {'more' if now > was else 'fewer'})"
    return Judged(Judgement.WORSE if now > was else Judgement.BETTER, told)
