"""NESTLOOP_HOT: a nested loop whose inner side was looked up very often, and touched most blocks.

Many look-ups are no fault where the planner knew of them and each is cheap. So it is grave where
the outer side was ten times underestimated; else it is told where ten thousand look-ups touched
several times the blocks of the whole table. Where the catalog was not asked for the table's size,
only a very great number of look-ups is mentioned.
"""

from collections.abc import Iterator, Mapping

from lab.findings import Confidence, Severity
from lab.plans.findings.func_scan_est import guessed_badly
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

LEAST_LOOPS = 1_000
MANY_LOOPS = 10_000
LEAST_SHARE = 0.3
VERY_MANY_LOOPS = 100_000
VERY_GREAT_SHARE = 0.8
TIMES_THE_TABLE = 5
TOLD_BY_OTHERS = ("Seq Scan", "Materialize")
"""SEQ_INNER and MATERIALIZE_LOOP say what is wrong with them."""


def find(review: Review) -> Iterator[Notice]:
    """Nested loops with hot inner sides."""
    for node in review.executed("Nested Loop"):
        sides = {child.parent_relationship: child for child in node.children}
        if "Outer" in sides and "Inner" in sides:
            inner = _looked_up(sides["Inner"])
            if _hot(review, inner):
                yield from _notices(review, sides["Outer"], inner)


def _looked_up(inner: PlanNode) -> PlanNode:
    """The node that is really run again: what Memoize remembers is not."""
    return inner.children[0] if inner.node_type == "Memoize" and inner.children else inner


def _hot(review: Review, inner: PlanNode) -> bool:
    return (inner.loops or 0) >= LEAST_LOOPS and _share(review, inner) >= LEAST_SHARE


def _share(review: Review, inner: PlanNode) -> float:
    whole = review.tree.blocks
    return min((inner.blocks or 0) / whole, 1.0) if whole else 0.0


def _notices(review: Review, outer: PlanNode, inner: PlanNode) -> Iterator[Notice]:
    loops, blocks = inner.loops or 0, inner.blocks or 0
    evidence = {"loops": loops, "inner_blocks": blocks, "plan_blocks": review.tree.blocks}
    touched = f"touching {text.count(blocks)} of the plan's {text.plural(_whole(review), 'block')}"
    ran = f"The inner side of the nested loop ran {text.count(loops)} times"
    if outer.badly_estimated and not outer.overestimated:
        rows, expected = outer.rows_per_execution or 0, outer.estimated_rows or 0
        yield Notice(
            node=inner,
            severity=Severity.HIGH,
            title=f"{ran}, {touched}: the outer side returned {text.plural(rows, 'row')} where "
            f"{text.count(expected)} {'was' if round(expected) == 1 else 'were'} expected",
            evidence=evidence | {"outer_rows": round(rows), "expected_outer_rows": round(expected)},
            advice=f"{FUNCTION if guessed_badly(outer) else ESTIMATE} {COMPARE}",
        )
    elif inner.node_type not in TOLD_BY_OTHERS:
        yield from _foreseen(review, inner, f"{ran}, {touched}", evidence)


def _foreseen(
    review: Review, inner: PlanNode, told: str, evidence: Mapping[str, object]
) -> Iterator[Notice]:
    facts, loops = review.relation(inner), inner.loops or 0
    if facts is not None:
        dear = (inner.blocks or 0) >= TIMES_THE_TABLE * facts.pages > 0
        if dear and loops >= MANY_LOOPS:
            yield Notice(
                node=inner,
                severity=Severity.WARNING,
                title=f"{told}, where {facts.name} has {text.count(facts.pages)} in all",
                evidence={**evidence, "table_blocks": facts.pages},
                confidence=Confidence.MEDIUM,
            )
    elif loops >= VERY_MANY_LOOPS and _share(review, inner) >= VERY_GREAT_SHARE:
        yield Notice(
            node=inner,
            severity=Severity.INFO,
            title=told,
            evidence=evidence,
            confidence=Confidence.LOW,
        )


def _whole(review: Review) -> int:
    return review.tree.blocks or 0


ESTIMATE = "Mend the estimate of the outer side first: ANALYZE, CREATE STATISTICS."
FUNCTION = "Tell the planner how many rows the function returns."
COMPARE = (
    "To see what another join would do, explain it again after SET LOCAL enable_nestloop = off "
    "and compare the blocks."
)
RULE = Rule(
    code="NESTLOOP_HOT",
    meaning="A nested loop looks up its inner side once for each row of the outer side: best for a "
    "few rows, while for many it is cheaper to read the inner side once and hash it.",
    advice=COMPARE,
    find=find,
)
