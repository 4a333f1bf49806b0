"""For the tests of rules: what one rule says of a plan of the corpus, or of one made up."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from lab.findings import Finding
from lab.plans import Plan, parse_plan
from lab.plans.facts import Facts
from lab.plans.findings import plan_rules
from lab.plans.keys import OF_NODES
from lab.plans.reviewing import findings_of, review_of
from tests.plans.scenario import FOLDER

Raw = dict[str, Any]
OF_THE_RUN = ("Actual Rows", "Actual Loops", "Actual Total Time", "Workers")


def golden(name: str) -> Plan:
    """A plan of the corpus."""
    return parse_plan((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def step(node_type: str, *children: Raw, **told: Any) -> Raw:
    """A node as EXPLAIN gives it, that ran once and returned a row unless it is told otherwise.

    What is told goes by the names of a PlanNode's fields; None leaves a key out.
    """
    figures = {"loops": 1, "actual_rows": 1, "plan_rows": 1, "plan_width": 8} | told
    keys = {OF_NODES.key_of_field.get(name, name): value for name, value in figures.items()}
    given = {key: value for key, value in keys.items() if value is not None}
    return {"Node Type": node_type, **given, "Plans": list(children)}


def found(code: str, plan: Plan | Raw, facts: Facts | None = None, **about: Any) -> list[Finding]:
    """What one rule says of a plan; `about` are fields of it, such as its settings."""
    parsed = plan if isinstance(plan, Plan) else parse_plan([{"Plan": plan}])
    review = review_of(replace(parsed, **about), facts)
    return list(findings_of(review, plan_rules()[code]))


def only(code: str, plan: Plan | Raw, facts: Facts | None = None, **about: Any) -> Finding:
    """The one thing that a rule says of a plan."""
    [finding] = found(code, plan, facts, **about)
    return finding


def assert_speaks_only_of_what_ran(code: str, raw: Raw) -> None:
    """Hold that a rule says something of a plan, and nothing had it not run.

    Whatever key is missing, from any of the nodes, nothing breaks.
    """
    assert found(code, raw)
    assert not found(code, changed(raw, {key: 0 for key in OF_THE_RUN if key != "Workers"}))
    assert not found(code, changed(raw, dict.fromkeys(OF_THE_RUN)))
    for key in _keys(raw):
        found(code, changed(raw, {key: None}))


def changed(raw: Raw, values: Mapping[str, object]) -> Raw:
    """The plan with these values on every node that had such keys; None takes the key away."""
    keys = {key: values.get(key, value) for key, value in raw.items()}
    keys["Plans"] = [changed(child, values) for child in raw.get("Plans", [])]
    return {key: value for key, value in keys.items() if value is not None}


def _keys(raw: Raw) -> set[str]:
    return set(_walk(raw)) - {"Node Type", "Plans"}


def _walk(raw: Raw) -> Iterator[str]:
    yield from raw
    for child in raw.get("Plans", []):
        yield from _walk(child)
