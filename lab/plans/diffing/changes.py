"""What is different between two plans, in classes that have names.

The steps of both are matched by their keys; of several with the same key the first with the first.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lab.findings import Finding
from lab.plans.diffing.steps import Kind, Step
from lab.plans.nodes import APART
from lab.plans.trees import PlanTree

NONE = "-"


class Class(StrEnum):
    """The kinds of changes."""

    ACCESS_PATH = "access path"
    INDEX_SWAPPED = "index swapped"
    JOIN_METHOD = "join method"
    JOIN_ORDER = "join order"
    BUILD_SIDE = "build side"
    OUTER_SIDE = "outer side"
    SORT_REMOVED = "sort removed"
    SORT_ADDED = "sort added"
    METHOD = "method"
    PASSED_ON = "rows passed on"
    STEP_REMOVED = "step removed"
    STEP_ADDED = "step added"
    PARALLELISM = "parallelism"
    SPILL_GONE = "spill gone"
    SPILL_NEW = "spill new"
    FINDING_FIXED = "finding fixed"
    FINDING_NEW = "finding new"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what it is about, and how it was and is."""

    kind: Class
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Match:
    """A step of both plans; one side is None where only the other has it."""

    before: Step | None
    after: Step | None

    @property
    def step(self) -> Step:
        """The step as it is, or as it was."""
        found = self.after or self.before
        assert found is not None
        return found


def matched(before: Sequence[Step], after: Sequence[Step]) -> tuple[Match, ...]:
    """Every step of both, in the order of the plan after; those that are gone come last."""
    waiting: defaultdict[object, deque[Step]] = defaultdict(deque)
    for step in before:
        waiting[step.key].append(step)
    found = [Match(waiting[s.key].popleft() if waiting[s.key] else None, s) for s in after]
    gone = {id(step) for several in waiting.values() for step in several}
    return (*found, *(Match(step, None) for step in before if id(step) in gone))


def changes(before: PlanTree, after: PlanTree, matches: Sequence[Match]) -> Iterator[Change]:
    """All that is different; what rests on milliseconds is not."""
    for match in matches:
        if match.before is not None and match.after is not None:
            yield from _step_changes(match.before, match.after)
    yield from _join_order(matches)
    yield from _only_in_one(matches)
    yield from _parallelism(before, after)
    yield from _spills(before, after)
    yield from _findings(before.findings, after.findings)


def _step_changes(before: Step, after: Step) -> Iterator[Change]:
    was, now = (step.method.removeprefix("Parallel ") for step in (before, after))
    if before.kind is Kind.SCAN and was != now:
        swapped = before.node.node_type == after.node.node_type
        yield Change(Class.INDEX_SWAPPED if swapped else Class.ACCESS_PATH, after.name, was, now)
    elif before.kind is Kind.JOIN:
        yield from _join_changes(before, after)
    elif was != now:
        yield Change(Class.METHOD, after.name, was, now)
    if _kept(before) != _kept(after):
        yield Change(Class.PASSED_ON, after.name, _kept(before) or NONE, _kept(after) or NONE)


def _kept(step: Step) -> str:
    """What is done with the rows besides gathering (parallelism) and hashing (the join's side)."""
    return ", ".join(each for each in step.wrappers if each in ("memoized", "materialized"))


def _join_changes(before: Step, after: Step) -> Iterator[Change]:
    was, now = before.node, after.node
    if was.node_type != now.node_type:
        yield Change(Class.JOIN_METHOD, after.name, before.method, after.method)
        return
    was_read, now_read = ([side.tables for side in step.sides] for step in (before, after))
    if was_read != now_read and sorted(was_read) == sorted(now_read):
        hashed = now.node_type == "Hash Join"
        kind, side = (Class.BUILD_SIDE, -1) if hashed else (Class.OUTER_SIDE, 0)
        yield Change(kind, after.name, str(before.sides[side]), str(after.sides[side]))


def _join_order(matches: Sequence[Match]) -> Iterator[Change]:
    """Joins of sets of tables that the other plan never put together."""
    joins = [match for match in matches if match.step.kind is Kind.JOIN]
    gone = [match.before for match in joins if match.before and not match.after]
    new = [match.after for match in joins if match.after and not match.before]
    if gone and new:
        yield Change(Class.JOIN_ORDER, "joins", _in_order(gone[0]), _in_order(new[0]))
    elif gone or new:
        for step in gone:
            yield Change(Class.STEP_REMOVED, step.name, step.method, NONE)
        for step in new:
            yield Change(Class.STEP_ADDED, step.name, NONE, step.method)


def _in_order(step: Step) -> str:
    """The tables below a join as it comes to them, the outer side before the inner."""
    waiting = [step.node]
    found: list[str] = []
    while waiting:
        node = waiting.pop()
        name = node.alias or node.relation or node.function_name or node.cte_name
        if name and "Scan" in node.node_type:
            found.append(name)
        else:
            below = (each for each in node.children if each.parent_relationship not in APART)
            waiting.extend(reversed(list(below)))
    return ", ".join(found)


def _only_in_one(matches: Sequence[Match]) -> Iterator[Change]:
    for match in matches:
        step = match.step
        if step.kind is Kind.JOIN or (match.before and match.after):
            continue
        gone = match.after is None
        if step.kind is Kind.SORT:
            kind = Class.SORT_REMOVED if gone else Class.SORT_ADDED
        elif step.node.partial_mode == "Partial":
            continue
        else:
            kind = Class.STEP_REMOVED if gone else Class.STEP_ADDED
        was, now = (step.method, NONE) if gone else (NONE, step.method)
        yield Change(kind, step.name, was, now)


def _parallelism(before: PlanTree, after: PlanTree) -> Iterator[Change]:
    was, now = _workers(before), _workers(after)
    if was != now:
        yield Change(Class.PARALLELISM, "workers", was, now)


def _workers(tree: PlanTree) -> str:
    gathers = [node for node in tree.nodes if node.workers_planned]
    if not gathers:
        return "none"
    planned = sum(node.workers_planned or 0 for node in gathers)
    if not tree.analyzed:
        return f"{planned} planned"
    return f"{sum(node.workers_launched or 0 for node in gathers)} of {planned} launched"


def _spills(before: PlanTree, after: PlanTree) -> Iterator[Change]:
    was, now = (tree.root.temp_written_blocks or 0 for tree in (before, after))
    if bool(was) != bool(now):
        kind = Class.SPILL_GONE if was else Class.SPILL_NEW
        yield Change(kind, "temporary blocks written", f"{was:,}", f"{now:,}")


def _findings(before: Sequence[Finding], after: Sequence[Finding]) -> Iterator[Change]:
    for kind, some, others in (
        (Class.FINDING_FIXED, before, after),
        (Class.FINDING_NEW, after, before),
    ):
        known = [_identity(each) for each in others]
        for finding in some:
            if finding.rests_on_times:
                continue
            if _identity(finding) in known:
                known.remove(_identity(finding))
            else:
                was, now = (finding.title, NONE) if some is before else (NONE, finding.title)
                yield Change(kind, f"{finding.severity} {finding.code}", was, now)


def _identity(finding: Finding) -> tuple[str, str | None, str | None]:
    return finding.code, finding.table, finding.column
