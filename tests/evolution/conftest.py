"""Alembic on a database of the test's own, and what one asks that database."""

from collections.abc import Callable

import pytest
from alembic.config import Config
from sqlalchemy import text

from lab.database import Database
from lab.files import travelling
from lab.models.foundation import VERSION_TABLE
from lab.schema import Fingerprint, read_fingerprint


@pytest.fixture
def alembic(empty_database: Database) -> Config:
    config = Config(travelling("alembic.ini"))
    config.attributes["url"] = empty_database.url
    return config


@pytest.fixture
def fingerprint(empty_database: Database) -> Callable[[], Fingerprint]:
    def now() -> Fingerprint:
        with empty_database.engine.connect() as connection:
            return read_fingerprint(connection, ignore=(VERSION_TABLE,))

    return now


@pytest.fixture
def rows(empty_database: Database) -> Callable[[str], list[tuple[object, ...]]]:
    def of(query: str) -> list[tuple[object, ...]]:
        with empty_database.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    return of


@pytest.fixture
def run(empty_database: Database) -> Callable[..., None]:
    def statements(*texts: str) -> None:
        with empty_database.engine.begin() as connection:
            for each in texts:
                connection.execute(text(each))

    return statements
