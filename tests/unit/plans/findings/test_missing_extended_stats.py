"""MISSING_EXTENDED_STATS: columns that are taken to be independent."""

import pytest

from lab.findings import Confidence, Severity
from lab.plans.facts import Facts, RelationFacts
from tests.findings import Raw, found, golden, only, step

CODE = "MISSING_EXTENDED_STATS"
KEY = ("public", "addresses")


def facts(*known: frozenset[str], modified: int = 0) -> Facts:
    table = RelationFacts(*KEY, 40_000, 300, 0, modified_rows=modified, extended_statistics=known)
    return Facts({KEY: table})


def scan(condition: str, **told: object) -> Raw:
    figures = {"plan_rows": 9, "actual_rows": 900, "filter": condition, **told}
    return step("Seq Scan", relation="addresses", schema="public", alias="a", **figures)


@pytest.mark.parametrize(
    ("name", "expected"), [("missing_extended_stats", 9), ("missing_extended_stats.pg15", 8)]
)
def test_it_names_the_columns(name: str, expected: int) -> None:
    finding = only(CODE, golden(name), facts())
    assert finding.title == (
        f"city, country of addresses were taken to be independent: {expected} rows expected, "
        "400 came"
    )
    assert finding.evidence == {"estimated_rows": expected, "actual_rows": 400}
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.MEDIUM)
    assert (
        "CREATE STATISTICS addresses_city_country ON city, country FROM addresses, "
        in finding.advice
    )


@pytest.mark.parametrize(
    "name", ["missing_extended_stats.fixed", "missing_extended_stats.fixed.pg15"]
)
def test_with_these_statistics_it_is_silent(name: str) -> None:
    assert not found(CODE, golden(name), facts(frozenset(("city", "country"))))
    assert not found(CODE, golden(name), facts())


def test_statistics_that_exist_are_not_advised_again() -> None:
    plan = golden("missing_extended_stats")
    assert not found(CODE, plan, facts(frozenset(("city", "country", "id"))))
    assert found(CODE, plan, facts(frozenset(("city", "id"))))


@pytest.mark.parametrize(
    ("condition", "speaks"),
    [
        ("((a.city = 'x'::text) AND (a.country = 'y'::text))", True),
        ('((a."City" = 5) AND (a.n < 3))', True),
        ("(a.city = 'x'::text)", False),
        ("((a.city = 'x'::text) OR (a.country = 'y'::text))", False),
        ("((a.city = 'x'::text) AND (b.country = 'y'::text))", False),
        ("((a.city = 'x'::text) AND (a.city <> 'y'::text))", False),
        ("((((", False),
    ],
    ids=["two", "quoted", "one", "or", "another table", "the same", "unreadable"],
)
def test_two_columns_that_and_joins(condition: str, *, speaks: bool) -> None:
    assert bool(found(CODE, scan(condition), facts())) is speaks


def test_quoted_names_are_those_of_the_catalog() -> None:
    raw = scan('((a."City" = 5) AND (a.n < 3))')
    assert not found(CODE, raw, facts(frozenset(("City", "n"))))


def test_old_statistics_come_first() -> None:
    plan = golden("missing_extended_stats")
    assert not found(CODE, plan, facts(modified=10_000))
    assert found("STALE_STATS", plan, facts(modified=10_000))


def test_without_the_catalog_or_a_run_it_says_nothing() -> None:
    assert not found(CODE, golden("missing_extended_stats"))
    both = "((a.city = 'x'::text) AND (a.country = 'y'::text))"
    assert not found(CODE, scan(both, loops=0), facts())
    assert not found(CODE, scan(both, loops=None, actual_rows=None), facts())
