"""What the documents' migrations make, beside their models: the faults that only both show."""

from pathlib import Path

import pytest
from sqlalchemy import text

import lab
from lab.database import Database
from tests.documents import notes

MIGRATED = (Path(__file__).parents[2] / "documents" / "by_migrations.sql").read_text()


@pytest.fixture
def migrated(empty_database: Database) -> Database:
    with empty_database.engine.begin() as connection:
        for statement in MIGRATED.split(";"):
            connection.execute(text(statement))
    return empty_database


def test_moments_without_a_time_zone_are_told_of_the_database(migrated: Database) -> None:
    told = [each for each in lab.lint(migrated) if each.code == "NAIVE_TIMESTAMP"]
    assert {each.table for each in told} == {"note", "user"}
    assert all("B7" in each.claims for each in told)


def test_a_unique_rule_and_an_index_on_one_column_are_one_too_many(migrated: Database) -> None:
    [told] = [each for each in lab.lint(migrated) if each.code == "INDEX_DUPLICATE"]
    assert (told.table, told.index) == ("user", "ix_user_email")
    assert "B10" in told.claims


def test_the_models_differ_from_what_their_migrations_made(migrated: Database) -> None:
    told = [each for each in lab.lint(notes, against=migrated) if each.code == "DRIFT"]
    words = "\n".join(each.title for each in told)
    assert "timestamp without time zone" in words
    assert "ix_user_email" in words
