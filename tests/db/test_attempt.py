"""What the database lets happen, by SQL and by the ORM, on real servers."""

from datetime import datetime

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session, registry
from sqlalchemy.schema import CreateTable
from sqlmodel import Field, SQLModel

import lab
from lab.database import Database


class Own(SQLModel, registry=registry()):
    """Beside every other model."""


class Note(Own, table=True):
    id: int | None = Field(default=None, primary_key=True)
    words: str = Field(max_length=5)
    at: datetime | None = None


MADE = CreateTable(Note.__table__)  # type: ignore[attr-defined]


def test_a_statement_answers_with_its_rows(empty_database: Database) -> None:
    tried = lab.attempt(empty_database, MADE, insert(Note).values(words="Call"))
    assert repr(tried) == "accepted: 1 row"


def test_work_of_the_orm_answers_with_its_statements(empty_database: Database) -> None:
    def add_and_change(session: Session) -> None:
        note = Note(words="Call")
        session.add(note)
        session.flush()
        note.words = "Write"

    assert repr(lab.attempt(empty_database, MADE, add_and_change)) == "accepted: 2 statements"


def test_what_the_orm_would_write_at_last_is_refused_too(empty_database: Database) -> None:
    def add(session: Session) -> None:
        session.add(Note(words="Call again"))

    tried = lab.attempt(empty_database, MADE, add)
    assert repr(tried) == "refused: Value too long for type character varying(5)"


def test_a_value_that_its_type_refuses_never_reaches_the_database(
    empty_database: Database,
) -> None:
    moment = {"words": "Call", "at": datetime(2026, 1, 1)}
    tried = lab.attempt(empty_database, MADE, insert(Note).values(moment))
    assert not tried.accepted
    assert "must have timezone information" in tried.answer


def test_too_many_parameters_are_the_statements_fault_not_the_connections(
    empty_database: Database,
) -> None:
    rows = [{"words": "Call"}] * 65_536
    tried = lab.attempt(empty_database, MADE, insert(Note).values(rows))
    assert not tried.accepted
    assert "number of parameters must be between 0 and 65535" in tried.answer


@pytest.mark.parametrize("step", ["INSERT INTO note (words) VALUES ('Call')", "SELECT 1"])
def test_nothing_is_left_behind(empty_database: Database, step: str) -> None:
    assert lab.attempt(empty_database, MADE, step).accepted
    assert not lab.attempt(empty_database, "SELECT FROM note").accepted
