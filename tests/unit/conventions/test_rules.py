"""Every rule: its file, its words, its pair of schemas, its page."""

import ast
import importlib
import re
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import MetaData

from lab.claims import CLAIMS
from lab.conventions import Rule, convention_rules
from lab.schema import Origin, Picture
from tests.conventions import said

CLONE = Path(__file__).parents[3]
PAGE = CLONE / "docs" / "conventions.md"
RULES = list(convention_rules().values())
OF_SPEED = re.compile(r"\b(index(es)?|memory|pages?|planner|rewrites?|scans?|space)\b")
"""What a rule speaks of that is about what things cost the server."""
by_code = pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])


def module_of(rule: Rule) -> ModuleType:
    """The module that tests a rule: here, or beside the servers where only a live schema has it."""
    folder = "unit" if Origin.MODELS in rule.origins else "db"
    return importlib.import_module(f"tests.{folder}.conventions.test_{rule.code.lower()}")


@by_code
def test_it_has_a_file_and_a_test_of_its_name(rule: Rule) -> None:
    assert (CLONE / "lab/conventions/rules" / f"{rule.code.lower()}.py").is_file()
    assert module_of(rule).BAD


@by_code
def test_it_appears_on_its_bad_schema_and_is_gone_on_the_mended_one(rule: Rule) -> None:
    tests = module_of(rule)
    if isinstance(tests.BAD, MetaData | Picture):
        assert said(rule.code, tests.BAD)
        assert not said(rule.code, tests.MENDED)


@by_code
def test_its_words_are_sentences(rule: Rule) -> None:
    for words in (rule.meaning, rule.advice):
        assert re.match(r"[A-Z`]", words), words
        assert words.endswith("."), words
        assert 20 <= len(words) <= 400, words


@by_code
def test_its_claims_and_its_notebook_are_there(rule: Rule) -> None:
    assert all(each in CLAIMS for each in rule.claims)
    if rule.notebook:
        assert (CLONE / "notebooks" / f"{rule.notebook}.ipynb").is_file()


@by_code
def test_a_rule_about_speed_links_the_notebook_that_measures_it_and_names_it(rule: Rule) -> None:
    if OF_SPEED.search(rule.meaning):
        assert rule.notebook, "say what the notebook is in which this was measured"
        assert rule.code in (CLONE / "notebooks" / f"{rule.notebook}.ipynb").read_text("utf-8")


@by_code
def test_what_it_finds_is_complete_and_its_lines_are_python(rule: Rule) -> None:
    bad = module_of(rule).BAD
    for finding in said(rule.code, bad) if isinstance(bad, MetaData | Picture) else ():
        assert finding.title.strip() == finding.title
        assert not finding.title.endswith(".")
        assert finding.fix is None or finding.fix.model or finding.fix.upgrade
        ast.parse(finding.fix.model if finding.fix else "")
        assert finding.fix is None or bool(finding.fix.upgrade) == bool(finding.fix.downgrade)


def on_the_page(rule: Rule) -> str:
    """A rule as a row of the page's table."""
    limits = ", ".join(f"{name} = {value:g}" for name, value in rule.limits.items())
    notebook = f"[{rule.notebook}](../notebooks/{rule.notebook}.ipynb)" if rule.notebook else ""
    cells = (
        f"{rule.code}",
        rule.severity,
        rule.seen_in,
        rule.meaning,
        rule.advice,
        ", ".join(rule.claims),
        notebook,
        limits,
    )
    return f"| {' | '.join(cells)} |".replace("\n", " ").replace("|  |", "| |")


def test_the_page_lists_every_rule(request: pytest.FixtureRequest) -> None:
    lines = [
        "# What `lab lint` can find",
        "",
        "Written from the rules in `lab/conventions/rules/`: "
        "`pytest tests/unit/conventions/test_rules.py --regenerate`.",
        "",
        "`lab lint --explain CODE` says the same of one rule, with what became of its claims. "
        "Thresholds and exemptions stand in the nearest `pyproject.toml`, each with its reason:",
        "",
        "```toml",
        "[tool.lab.lint.limits.INDEX_UNUSED]",
        "days = 30",
        "",
        "[[tool.lab.lint.exempt]]",
        'code = "FK_WITHOUT_INDEX"',
        'table = "audit_*"',
        'reason = "Written only, and never joined"',
        "```",
        "",
        "or on a line of the models: "
        '`info={"lab": {"ignore": ["FK_WITHOUT_INDEX: written only"]}}`.',
        "",
        "Of a rule with the limit `each_up_to`, more findings than that of one severity are told "
        "as one, with all the names in `--json`.",
        "",
        "| code | severity | seen in | why it matters | what to do | claims | notebook | limits |",
        "|---|---|---|---|---|---|---|---|",
        *(on_the_page(rule) for rule in sorted(RULES, key=lambda each: each.code)),
    ]
    page = "\n".join(lines) + "\n"
    if request.config.getoption("--regenerate"):
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page
