"""A pattern asked of a database: its plan for each set of values, and what its objects cost."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lab.database import Database
from lab.experiments.counting import Counted, count_statements
from lab.findings import Finding, gravest_first
from lab.patterns.pattern import Pattern
from lab.plans import Plan, explain
from lab.workload import Query


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking a pattern.

    Attributes:
        pattern: which.
        plans: by the label of the set of values; the label is empty where there is only one.
        counted: the statements that were sent, where objects are walked.
    """

    pattern: Pattern
    plans: Mapping[str, Plan]
    counted: Counted | None = None

    @property
    def plan(self) -> Plan:
        """The plan for the values that stand for all."""
        return next(iter(self.plans.values()))

    @property
    def statements(self) -> int:
        """How many statements it takes."""
        return 1 if self.counted is None else self.counted.executions

    @property
    def blocks(self) -> int | None:
        """Touched by all its statements; None where it was not run."""
        if self.counted is not None:
            return self.counted.blocks
        return self.plan.blocks if self.plan.analyzed else None

    @property
    def rows(self) -> int | None:
        """Returned by all its statements; None where it was not run."""
        return self.plan.total_rows if self.counted is None else self.counted.rows

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found with any of its sets of values, each code once, the gravest first."""
        found = gravest_first([each for plan in self.plans.values() for each in plan.findings])
        first: dict[str, Finding] = {}
        for each in found:
            first.setdefault(each.code, each)
        return tuple(first.values())

    def to_json(self) -> dict[str, object]:
        """The figures for the values that stand for all, and those of each set of values."""
        samples = [
            {
                "label": label,
                "plan_shape": plan.shape,
                "blocks": plan.blocks,
                "rows": plan.total_rows,
                "findings": [each.to_json() for each in plan.findings],
            }
            for label, plan in self.plans.items()
        ]
        return {
            "name": self.pattern.name,
            "plan_shape": self.plan.shape,
            "blocks": self.blocks,
            "rows": self.rows,
            "statements": self.statements,
            "findings": [each.to_json() for each in self.findings],
            "samples": samples,
        }


def ask(db: Database, pattern: Pattern, *, every_sample: bool = False) -> Asked:
    """Explain the pattern, with one set of values or with each of them, and walk its objects.

    One that writes is planned and not run: rolled back, its rows would stay in the table as dead
    ones, and every later figure would count them.

    Raises:
        LabError: the database lacks the lab's tables, or they are empty.
    """
    query = pattern.query(db)
    cases = _cases(query) if every_sample else {"": query}
    runs = not pattern.writes
    plans = {label: explain(db, case, analyze=runs) for label, case in cases.items()}
    if not pattern.walk:
        return Asked(pattern, plans)
    counted = count_statements(db, lambda session: _walk(session, pattern, query))
    return Asked(pattern, plans, counted)


def _cases(query: Query) -> dict[str, Query]:
    """The query by the label of its values, those that stand for all at first."""
    known = [label for label, values in query.samples.items() if values == query.params]
    first = known[0] if known else "typical" if query.samples else ""
    sampled = zip(query.samples, query.cases, strict=False)
    return {first: query} | {label: case for label, case in sampled if label != first}


def _walk(session: Session, pattern: Pattern, query: Query) -> None:
    """Fetch the pattern's objects, and of each what belongs to it."""
    found = session.execute(pattern.statement, dict(query.params)).unique().scalars()
    for each in found.all():
        for name in pattern.walk:
            getattr(each, name)
