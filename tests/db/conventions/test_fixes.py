"""Every rule on a real server: it says there what it says of the models, and its fix mends it."""

import importlib

import pytest
from sqlalchemy import MetaData

from lab.conventions import Rule, convention_rules
from lab.database import Database
from lab.schema import Origin
from tests.conventions import said, where
from tests.db.conventions.live import mended_and_back, said_live

BOTH = [rule for rule in convention_rules().values() if set(Origin) <= rule.origins]
by_code = pytest.mark.parametrize("rule", BOTH, ids=[rule.code for rule in BOTH])


def bad_of(rule: Rule) -> MetaData:
    bad = importlib.import_module(f"tests.unit.conventions.test_{rule.code.lower()}").BAD
    assert isinstance(bad, MetaData), "a rule for both readers has a MetaData as its bad schema"
    return bad


@by_code
def test_a_live_schema_is_told_the_same_as_its_models_and_its_fix_mends_it(
    rule: Rule, empty_database: Database
) -> None:
    bad = bad_of(rule)
    bad.create_all(empty_database.engine)
    assert where(said_live(rule.code, empty_database)) == where(said(rule.code, bad))
    mended_and_back(rule.code, empty_database)
