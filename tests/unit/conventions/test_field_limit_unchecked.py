"""FIELD_LIMIT_UNCHECKED: which CHECK keeps which limit of a Field, and which does not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Column, MetaData, SmallInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from lab.findings import Confidence
from lab.schema import Picture, picture_of_models
from tests.conventions import only, said, where


def task(field: Any, kind: Any, *checks: str) -> Picture:
    """A table with one column of that field, and these checks."""

    class Base(SQLModel, registry=registry(metadata=MetaData())):
        pass

    members = {
        "__module__": __name__,
        "__tablename__": "tasks",
        "__annotations__": {"id": int | None, "x": kind},
        "__table_args__": tuple(
            CheckConstraint(each, name=f"c{n}") for n, each in enumerate(checks)
        ),
        "id": Field(default=None, primary_key=True),
        "x": field,
    }
    made: Any = type(Base)
    return picture_of_models(made("Task", (Base,), members, table=True))


BAD = task(Field(ge=0, le=4), int)
MENDED = task(Field(ge=0, le=4), int, "x BETWEEN 0 AND 4")


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("FIELD_LIMIT_UNCHECKED", BAD)) == [("tasks", "x")]
    assert only("FIELD_LIMIT_UNCHECKED", BAD).title == "ge=0, le=4 of tasks.x are kept by no CHECK"
    assert not said("FIELD_LIMIT_UNCHECKED", MENDED)


KEEPING = [
    (Field(gt=0), int, "x > 0"),
    (Field(gt=0), int, "x >= 1"),
    (Field(ge=1), int, "x > 0"),
    (Field(gt=0), int, "0 < x"),
    (Field(gt=0), int, "((x > (0)::integer))"),
    (Field(gt=0), int, "x > 0 AND id > 0"),
    (Field(gt=0), int, "x IS NULL OR x > 0"),
    (Field(gt=0), int, "x > 0 AND is_fine(x)"),
    (Field(min_length=60), str, "char_length(x) IN (60, 64)"),
    (Field(gt=0), int, "x IN (1, 2, 3)"),
    (Field(gt=0), int, "x = ANY (ARRAY[1, 2])"),
    (Field(ge=-5), int, "x >= -5"),
    (Field(gt=0), Decimal, "x >= 0.01"),
    (Field(lt=100), Decimal, "x <= 99.99"),
    (Field(min_length=1), str, "x <> ''"),
    (Field(min_length=1), str, "char_length(x) >= 1"),
    (Field(min_length=3), str, "length(x) = 3"),
    (Field(min_length=1), str, "length(trim(x)) > 0"),
    (Field(min_length=1), str, "btrim(x) <> ''"),
    (Field(min_length=2), str, "x IN ('ab', 'cd')"),
    (Field(min_length=1), str, "x ~ '^[a-z]+$'"),
    (Field(schema_extra={"pattern": "^[a-z]+$"}), str, "x ~ '^[a-z]+$'"),
    (Field(max_length=9, sa_type=Text), str, "char_length(x) <= 9"),
    (Field(min_length=1, sa_column=Column(ARRAY(Text))), list[str], "cardinality(x) > 0"),
]
NOT_KEEPING = [
    (Field(gt=0), int, "x >= 0"),
    (Field(gt=0), int, "x > -1"),
    (Field(gt=0), int, "x < 10"),
    (Field(gt=0), int, "id > 0"),
    (Field(gt=0), Decimal, "x >= 0"),
    (Field(gt=0), int, "x > 0 OR id > 0"),
    (Field(gt=0), int, "id IS NULL OR x > 0"),
    (Field(ge=0, le=4), int, "x >= 0"),
    (Field(min_length=1), str, "x <> 'a'"),
    (Field(min_length=2), str, "x <> ''"),
    (Field(min_length=2), str, "length(x) > 0"),
    (Field(max_length=9, sa_type=Text), str, "char_length(x) <= 10"),
    (Field(schema_extra={"pattern": "^a"}), str, "char_length(x) > 0"),
]


@pytest.mark.parametrize(("field", "kind", "check"), KEEPING, ids=[each[2] for each in KEEPING])
def test_a_check_that_implies_the_limit_keeps_it(field: Any, kind: Any, check: str) -> None:
    assert not said("FIELD_LIMIT_UNCHECKED", task(field, kind, check))


@pytest.mark.parametrize(
    ("field", "kind", "check"), NOT_KEEPING, ids=[each[2] for each in NOT_KEEPING]
)
def test_a_check_that_lets_more_through_does_not(field: Any, kind: Any, check: str) -> None:
    assert said("FIELD_LIMIT_UNCHECKED", task(field, kind, check))


def test_the_type_keeps_a_length_and_the_labels_of_an_enum() -> None:
    class Colour(StrEnum):
        RED = "red"

    assert not said("FIELD_LIMIT_UNCHECKED", task(Field(max_length=9), str))
    assert not said("FIELD_LIMIT_UNCHECKED", task(Field(), Colour))


def test_two_checks_may_keep_a_limit_each() -> None:
    assert not said("FIELD_LIMIT_UNCHECKED", task(Field(ge=0, le=4), int, "x >= 0", "x < 5"))


@pytest.mark.parametrize("check", ["is_fine(x)", "NOT x < 0", "x > 0 OR id > 0", "x > id"])
def test_a_check_that_is_not_understood_makes_it_less_sure(check: str) -> None:
    finding = only("FIELD_LIMIT_UNCHECKED", task(Field(gt=0), int, check))
    assert finding.confidence is Confidence.LOW


def test_the_fix_is_a_check_of_the_limits_that_are_left() -> None:
    fix = only("FIELD_LIMIT_UNCHECKED", task(Field(ge=0, le=4), int, "x >= 0")).fix
    assert fix is not None
    assert fix.model == "CheckConstraint('x <= 4', name='ck_tasks_x_limits')"
    assert not fix.safe


def test_a_naming_convention_completes_the_name() -> None:
    picture = replace(BAD, naming_convention=frozenset(("ix", "ck")))
    fix = only("FIELD_LIMIT_UNCHECKED", picture).fix
    assert fix is not None
    assert "name='x_limits'" in fix.model
    assert "op.f('ck_tasks_x_limits')" in fix.upgrade[0]


def test_a_limit_that_is_no_number_is_a_literal() -> None:
    first: Any = date(2020, 1, 31)
    fix = only("FIELD_LIMIT_UNCHECKED", task(Field(ge=first), date)).fix
    assert fix is not None
    assert "x >= '2020-01-31'" in fix.model
    kept = task(Field(ge=first), date, "x >= '2020-01-31'")
    assert not said("FIELD_LIMIT_UNCHECKED", kept)


def test_the_type_of_a_column_decides_how_it_is_measured() -> None:
    field = Field(min_length=1, sa_column=Column(ARRAY(SmallInteger)))
    fix = only("FIELD_LIMIT_UNCHECKED", task(field, list[int])).fix
    assert fix is not None
    assert "cardinality(x) >= 1" in fix.model
