"""TRIGGER_TIME: triggers took much of the time, foreign keys among them.

report_triggers in src/backend/commands/explain.c: time and calls of each trigger. AFTER triggers
and foreign keys run outside of all nodes, BEFORE triggers inside of ModifyTable. PostgreSQL names
the triggers of a foreign key RI_ConstraintTrigger_a_N on the table that is referenced, where rows
that refer to it are searched, and RI_ConstraintTrigger_c_N on the table that refers
(CreateFKCheckTrigger and createForeignKeyActionTriggers in src/backend/commands/tablecmds.c).
"""

from collections.abc import Iterator, Mapping

from lab.findings import Confidence, Severity
from lab.plans.findings.told import figure_in, words_in
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

LEAST_SHARE = 0.2
LEAST_MS = 1.0
SEARCHED_MS = 0.1
"""An index finds the rows that refer to another in less, unless there are many to find."""

LONG_SEARCHED_MS = 0.5
"""From here on a whole table was read, or very much was done by ON DELETE CASCADE."""

REFERENCED, REFERRING = "RI_ConstraintTrigger_a_", "RI_ConstraintTrigger_c_"

OF_KEYS = (
    "For each row the other table of the foreign key is searched, and that seems to go by an "
    "index: it is the price of the constraint. Change fewer rows, or none in vain."
)


def find(review: Review) -> Iterator[Notice]:
    """Triggers that together took a fifth of the time or more, told by the one that took most."""
    ran = [each for each in review.tree.triggers if figure_in(each, "Calls")]
    took = sum(figure_in(each, "Time") for each in ran)
    share = review.part_of_time(took)
    if took < LEAST_MS or share < LEAST_SHARE:
        return
    worst = max(ran, key=lambda each: figure_in(each, "Time"))
    most, calls = figure_in(worst, "Time"), round(figure_in(worst, "Calls"))
    constraint, table = words_in(worst, "Constraint Name"), words_in(worst, "Relation")
    yield Notice(
        severity=_severity(worst),
        title=f"Triggers took {text.duration(took)}, {text.share(share)} of the execution: "
        f"{_name(worst)} {text.duration(most)} in {text.plural(calls, 'call')}",
        evidence={
            "triggers_ms": took,
            "share": share,
            "trigger": _name(worst),
            "trigger_ms": most,
            "calls": calls,
        },
        advice=_advice(worst),
        confidence=Confidence.MEDIUM,
        table=table or None,
        constraint=constraint or None,
    )


def _searched_ms(trigger: Mapping[str, object]) -> float:
    """What a foreign key took for a call to search the referring table; 0 of other triggers."""
    if not words_in(trigger, "Trigger Name").startswith(REFERENCED):
        return 0.0
    return figure_in(trigger, "Time") / max(figure_in(trigger, "Calls"), 1.0)


def _is_of_foreign_key(trigger: Mapping[str, object]) -> bool:
    return words_in(trigger, "Trigger Name").startswith((REFERENCED, REFERRING))


def _severity(trigger: Mapping[str, object]) -> Severity:
    if _searched_ms(trigger) >= LONG_SEARCHED_MS:
        return Severity.HIGH
    quick = _searched_ms(trigger) < SEARCHED_MS
    return Severity.INFO if quick and _is_of_foreign_key(trigger) else Severity.WARNING


def _name(trigger: Mapping[str, object]) -> str:
    constraint, table = words_in(trigger, "Constraint Name"), words_in(trigger, "Relation")
    name = constraint or words_in(trigger, "Trigger Name") or "a trigger"
    return f"{name} on {table}" if table else name


def _advice(trigger: Mapping[str, object]) -> str:
    if _searched_ms(trigger) >= SEARCHED_MS:
        constraint = words_in(trigger, "Constraint Name") or "this foreign key"
        return (
            f"See whether the referring columns of {constraint} have an index "
            f"(\\d {words_in(trigger, 'Relation') or 'TABLE'} in psql lists them under "
            "'Referenced by'). If not, make one and run it again: a call should take some "
            "hundredths of a millisecond."
        )
    return OF_KEYS if _is_of_foreign_key(trigger) else ""


RULE = Rule(
    code="TRIGGER_TIME",
    meaning="Triggers and foreign keys run outside of the plan's nodes, or hidden in them, so that "
    "the nodes do not show where the time went.",
    advice="See what the trigger's function does, and how often it is called: one FOR EACH "
    "STATEMENT with a transition table can do at once what one FOR EACH ROW does row by row.",
    find=find,
    rests_on_times=True,
)
