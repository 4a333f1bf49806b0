"""TABLE_MODEL_UNVALIDATED: limits that stand on table models alone."""

from sqlalchemy import CheckConstraint, MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from lab.findings import Severity
from lab.schema import picture_of_models
from tests.conventions import only, said


class Unchecked(SQLModel, registry=registry(metadata=MetaData())):
    """Models whose limits nothing keeps."""


class Habit(Unchecked, table=True):
    id: int | None = Field(default=None, primary_key=True)
    times: int = Field(gt=0, le=9)


class Goal(Unchecked, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(min_length=1)


class Checked(SQLModel, registry=registry(metadata=MetaData())):
    """The same, kept by the database."""


class Custom(Checked, table=True):
    __table_args__ = (CheckConstraint("times BETWEEN 1 AND 9", name="times_range"),)

    id: int | None = Field(default=None, primary_key=True)
    times: int = Field(gt=0, le=9)


class GoalCreate(SQLModel):
    name: str = Field(min_length=1)


BAD = picture_of_models([Habit, Goal])
MENDED = picture_of_models([Custom])


def test_it_appears_and_is_gone_once_mended() -> None:
    finding = only("TABLE_MODEL_UNVALIDATED", BAD)
    assert finding.severity is Severity.INFO
    assert finding.title == "3 limits on 2 table models without a request model: Goal, Habit"
    assert not said("TABLE_MODEL_UNVALIDATED", MENDED)


def test_a_request_model_of_its_name_checks_before_it() -> None:
    finding = only("TABLE_MODEL_UNVALIDATED", picture_of_models([Habit, Goal, GoalCreate]))
    assert finding.evidence == {"limits": 2, "models": ["Habit"]}
