"""Every rule on a real server: it says there what it says of the models, and its fix mends it."""

import importlib

import pytest
import sqlalchemy
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import MetaData
from sqlalchemy.dialects import postgresql

from lab.conventions import Rule, convention_rules
from lab.database import Database
from lab.findings import Finding
from lab.schema import Origin, read_picture
from tests.conventions import said, where

BOTH = [rule for rule in convention_rules().values() if set(Origin) <= rule.origins]
by_code = pytest.mark.parametrize("rule", BOTH, ids=[rule.code for rule in BOTH])


def bad_of(rule: Rule) -> MetaData:
    bad = importlib.import_module(f"tests.unit.conventions.test_{rule.code.lower()}").BAD
    assert isinstance(bad, MetaData), "a rule for both readers has a MetaData as its bad schema"
    return bad


def said_of(rule: Rule, database: Database) -> list[Finding]:
    with database.engine.connect() as connection:
        return said(rule.code, read_picture(connection))


def run(database: Database, statements: tuple[str, ...]) -> None:
    """Run operations of a revision, each by itself and committed."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        op = Operations(MigrationContext.configure(connection))
        for statement in statements:
            exec(statement, {"op": op, "sa": sqlalchemy, "postgresql": postgresql})


@by_code
def test_a_live_schema_is_told_the_same_as_its_models(rule: Rule, empty_database: Database) -> None:
    bad = bad_of(rule)
    bad.create_all(empty_database.engine)
    assert where(said_of(rule, empty_database)) == where(said(rule.code, bad))


@by_code
def test_its_fix_mends_the_live_schema_and_can_be_taken_back(
    rule: Rule, empty_database: Database
) -> None:
    bad_of(rule).create_all(empty_database.engine)
    before = said_of(rule, empty_database)
    fixes = [each.fix for each in before if each.fix is not None and each.fix.upgrade]
    if not fixes:
        return
    for fix in fixes:
        run(empty_database, fix.upgrade)
    left = [each for each in before if each.fix is None or not each.fix.upgrade]
    assert where(said_of(rule, empty_database)) == where(left)
    for fix in reversed(fixes):
        run(empty_database, fix.downgrade)
    assert where(said_of(rule, empty_database)) == where(before)
