"""Every rule: its file, its words, and a pair of real plans on which it appears and is gone."""

import re
from pathlib import Path

import pytest

from lab.plans import Plan, parse_plan
from lab.plans.findings import plan_rules
from lab.plans.reviewing import Rule
from lab.plans.running.passed_over import ADVICE, CODE, MEANING
from tests.titles import unproved

CLONE = Path(__file__).parents[3]
PLANS = CLONE / "tests" / "plans"
PAGE = CLONE / "docs" / "findings.md"
NAMES = re.compile(r"\b(?:SubPlan|InitPlan) \d+")
"""Names of nodes that have a number in them."""

RULES = list(plan_rules().values())
by_code = pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])
NEED_THE_CATALOG = {"STALE_STATS", "MISSING_EXTENDED_STATS", "NO_VISIBILITY_MAP", "INDEX_NOT_USED"}
"""Rules that no plan alone can settle; their own tests give them the facts."""


def kept(name: str) -> Plan:
    """The plan of PostgreSQL 18, or that of 15 where only 15 makes such a plan."""
    found = [
        path for version in ("", ".pg15") if (path := PLANS / f"{name}{version}.json").exists()
    ]
    return parse_plan(found[0].read_text())


def codes(plan: Plan) -> set[str]:
    return {finding.code for finding in plan.findings}


def test_there_are_as_many_rules_as_files() -> None:
    assert len(RULES) >= 45
    folder = CLONE / "lab" / "plans" / "findings"
    for rule in RULES:
        assert (folder / f"{rule.code.lower()}.py").is_file(), rule.code
        assert (CLONE / f"tests/unit/plans/findings/test_{rule.code.lower()}.py").is_file()


@by_code
def test_it_appears_on_a_real_plan_and_is_gone_on_the_mended_one(rule: Rule) -> None:
    name = rule.code.lower()
    if rule.code not in NEED_THE_CATALOG:
        assert rule.code in codes(kept(name))
    assert rule.code not in codes(kept(f"{name}.fixed"))


@by_code
def test_its_words_are_sentences(rule: Rule) -> None:
    for words in (rule.meaning, rule.advice):
        assert re.match(r"[A-Z`]", words), words
        assert words.endswith("."), words
        assert 20 <= len(words) <= 400, words


@pytest.mark.parametrize("path", sorted(PLANS.glob("*.json")), ids=lambda path: path.stem)
def test_a_finding_of_a_real_plan_is_complete(path: Path) -> None:
    plan = parse_plan(path.read_text())
    for finding in plan.findings:
        assert finding.title.strip() == finding.title
        assert not finding.title.endswith(".")
        assert finding.meaning
        assert finding.advice
        assert finding.evidence
        assert finding.node is None or 0 <= finding.node < len(plan.nodes)
        assert finding.node is None or plan.nodes[finding.node].loops != 0
        milliseconds = re.search(r"\d (ms|s|min)\b", finding.title)
        assert finding.rests_on_times or not milliseconds, finding.title


@pytest.mark.parametrize("path", sorted(PLANS.glob("*.json")), ids=lambda path: path.stem)
def test_every_number_of_a_title_is_in_the_evidence(path: Path) -> None:
    for finding in parse_plan(path.read_text()).findings:
        assert None not in finding.evidence.values(), finding
        assert not unproved(finding, NAMES), finding


def test_the_page_lists_every_rule(request: pytest.FixtureRequest) -> None:
    lines = [
        "# What `lab explain` can find",
        "",
        "Written from the rules in `lab/plans/findings/`: "
        "`pytest tests/unit/plans/test_findings.py --regenerate`.",
        "What a clock marks rests on milliseconds, or on what was cached just then: another run "
        "might not show it, so it shows with `--times` only.",
        "",
        "| code | why it matters | what to try |",
        "|---|---|---|",
    ]
    told = {each.code: (each.meaning, each.advice, each.rests_on_times) for each in RULES}
    told[CODE] = (MEANING, ADVICE, False)
    for code, (meaning, advice, rests_on_times) in sorted(told.items()):
        clock = " ⏱" if rests_on_times else ""
        lines.append(f"| {code}{clock} | {meaning} | {advice} |".replace("\n", " "))
    page = "\n".join(lines) + "\n"
    if request.config.getoption("--regenerate"):
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page
