"""NESTLOOP_HOT: a nested loop whose inner side was looked up very often, and touched most blocks.

Many look-ups are no fault where the planner knew of them and each is cheap. So it is told where the
outer side was ten times underestimated, of loops above each other the lowest, for there it began,
and not where FUNC_SCAN_EST names the cause; else it is told where ten thousand look-ups touched
several times the blocks of the whole table. Where the catalog was not asked for the table's size,
only a very great number of look-ups is mentioned.
"""

from collections.abc import Iterator

from lab.findings import Confidence, Severity
from lab.plans.findings.func_scan_est import guessed_badly
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

LEAST_LOOPS = 1_000
MANY_LOOPS = 10_000
GRAVE_BLOCKS = 10_000
LEAST_SHARE = 0.3
VERY_MANY_LOOPS = 100_000
VERY_GREAT_SHARE = 0.8
TIMES_THE_TABLE = 5


def find(review: Review) -> Iterator[Notice]:
    """Nested loops with hot inner sides."""
    unexpected: set[int] = set()
    # From the bottom up: what goes wrong below is not told again of the loops above.
    for node in reversed(list(review.executed("Nested Loop"))):
        sides = {child.parent_relationship: child for child in node.children}
        if "Outer" not in sides or "Inner" not in sides:
            continue
        outer, inner = sides["Outer"], _looked_up(sides["Inner"])
        if not _hot(review, inner):
            continue
        if not _is_unexpected(outer):
            yield from _foreseen(review, inner, recursive=outer.node_type == "WorkTable Scan")
        else:
            below = {review.places[each] for each in (outer, *review.below(outer))}
            if not unexpected & below and not guessed_badly(outer):
                yield _unforeseen(review, outer, inner)
            unexpected.add(review.places[node])


def _is_unexpected(outer: PlanNode) -> bool:
    """Whether far more rows came; of a recursion the planner knows nothing, it only guesses."""
    guessed = outer.node_type == "WorkTable Scan"
    return outer.badly_estimated and not outer.overestimated and not guessed


def _looked_up(inner: PlanNode) -> PlanNode:
    """The node that is really run again: what Memoize remembers is not."""
    return inner.children[0] if inner.node_type == "Memoize" and inner.children else inner


def _hot(review: Review, inner: PlanNode) -> bool:
    return (inner.loops or 0) >= LEAST_LOOPS and _share(review, inner) >= LEAST_SHARE


def _share(review: Review, inner: PlanNode) -> float:
    whole = review.tree.blocks
    return min((inner.blocks or 0) / whole, 1.0) if whole else 0.0


def _ran(review: Review, inner: PlanNode) -> str:
    return (
        f"The inner side ran {text.count(inner.loops or 0)} times and touched "
        f"{text.count(inner.blocks or 0)} of {text.plural(review.tree.blocks or 0, 'block')}"
    )


def _evidence(review: Review, inner: PlanNode) -> dict[str, object]:
    return {
        "loops": inner.loops or 0,
        "inner_blocks": inner.blocks or 0,
        "plan_blocks": review.tree.blocks,
    }


def _unforeseen(review: Review, outer: PlanNode, inner: PlanNode) -> Notice:
    rows, expected = outer.rows_per_execution or 0, outer.estimated_rows or 0
    verb = "was" if round(expected) == 1 else "were"
    figures = {"outer_rows": round(rows), "expected_outer_rows": round(expected)}
    return Notice(
        node=inner,
        severity=Severity.HIGH if (inner.blocks or 0) >= GRAVE_BLOCKS else Severity.WARNING,
        title=f"{_ran(review, inner)}: {text.plural(rows, 'outer row')} came, "
        f"{text.count(expected)} {verb} expected",
        evidence=_evidence(review, inner) | figures,
        advice=f"{ESTIMATE} {COMPARE}",
    )


def _foreseen(review: Review, inner: PlanNode, *, recursive: bool) -> Iterator[Notice]:
    facts, loops = review.relation(inner), inner.loops or 0
    told, evidence = _ran(review, inner), _evidence(review, inner)
    if facts is not None:
        dear = (inner.blocks or 0) >= TIMES_THE_TABLE * facts.pages > 0
        if dear and loops >= MANY_LOOPS:
            yield Notice(
                node=inner,
                severity=Severity.INFO,
                title=f"{told}, where {facts.name} has {text.count(facts.pages)} in all",
                evidence={**evidence, "table_blocks": facts.pages},
                confidence=Confidence.MEDIUM,
                advice=RECURSION if recursive else "",
            )
    elif loops >= VERY_MANY_LOOPS and _share(review, inner) >= VERY_GREAT_SHARE:
        yield Notice(
            node=inner,
            severity=Severity.INFO,
            title=told,
            evidence=evidence,
            confidence=Confidence.LOW,
            advice=RECURSION if recursive else "",
        )


ESTIMATE = "Mend the estimate of the outer side first: ANALYZE, CREATE STATISTICS."
COMPARE = (
    "To see what another join would do, explain it again after SET LOCAL enable_nestloop = off "
    "and compare the blocks."
)
RECURSION = (
    "The planner does not know how many rows a step of the recursion finds, and guesses few. "
    + COMPARE
)
RULE = Rule(
    code="NESTLOOP_HOT",
    meaning="A nested loop looks up its inner side once for each row of the outer side: best for a "
    "few rows, while for many it is cheaper to read the inner side once and hash it.",
    advice=COMPARE,
    find=find,
)
