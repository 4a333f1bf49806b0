"""Every rule: one more fault is new beside those that a baseline knows, and no other is told."""

import importlib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Column, Integer, MetaData

from lab.conventions import Lint, convention_rules
from lab.conventions.drifting.drifting import drift_findings
from lab.findings import Finding
from lab.schema import Origin, Picture, disagreements, picture_of, source_of
from tests.new import MANY, assert_new, assert_one_more_is_new, found
from tests.repeated import repeated
from tests.unit.conventions import (
    test_name_casing,
    test_no_comment,
    test_no_on_delete,
    test_no_timestamps,
)
from tests.unit.conventions.test_documents import MODULES
from tests.unit.conventions.test_rules import module_of

RULES = [each for each in convention_rules().values() if Origin.MODELS in each.origins]
HABITS = {
    "NAME_CASING": test_name_casing.CAMEL,
    "NO_COMMENT": test_no_comment.schema([None, None], Column("status", Integer)),
    "NO_ON_DELETE": test_no_on_delete.shop(*[None] * 6),
    "NO_TIMESTAMPS": test_no_timestamps.schema(a=[], b=[], c=[], d=[]),
}
"""What is told of once for the schema, and not so in the bad schemas of these rules."""


def pictured(source: MetaData | Picture) -> Picture:
    return source if isinstance(source, Picture) else picture_of(source)


@pytest.mark.parametrize("code", [rule.code for rule in RULES])
def test_one_more_is_new_and_no_other(code: str) -> None:
    bad = pictured(module_of(convention_rules()[code]).BAD)
    assert_one_more_is_new(bad, code)


@pytest.mark.parametrize(("code", "models"), HABITS.items(), ids=[*HABITS])
def test_one_more_is_new_where_it_is_a_habit(code: str, models: MetaData) -> None:
    [told] = found(picture_of(models), code)
    assert len(told.parts) > 1
    assert_one_more_is_new(picture_of(models), code)


@pytest.mark.parametrize("module", MODULES)
def test_one_more_of_everything_in_a_document_is_new(module: str) -> None:
    [picture] = source_of(importlib.import_module(f"tests.documents.{module}")).pictures
    assert_one_more_is_new(picture, among=(MANY,))


def test_one_more_difference_of_a_database_is_new() -> None:
    picture = picture_of(test_no_on_delete.shop(None))
    before, now = (Lint("", tuple(drift(repeated(picture, each)))) for each in (MANY, MANY + 1))
    assert any(each.parts for each in now)
    assert_new(before, now, f"again{MANY}_")


def drift(models: Picture) -> Iterator[Finding]:
    """Of a database that has no NOT NULL and none of the foreign keys."""
    tables = tuple(
        replace(
            table,
            columns=tuple(replace(each, not_null=False) for each in table.columns),
            constraints=tuple(each for each in table.constraints if each not in table.foreign_keys),
        )
        for table in models.tables
    )
    return drift_findings(
        disagreements(models, replace(models, tables=tables), printed=True), models
    )
