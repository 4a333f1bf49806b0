"""pytest-alembic's default tests, each on a database of its own."""

import pytest
from alembic.config import Config
from pytest_alembic.tests import (
    test_model_definitions_match_ddl,
    test_single_head_revision,
    test_up_down_consistency,
    test_upgrade,
)
from sqlalchemy import Engine

from lab.database import Database
from lab.files import travelling

__all__ = [
    "test_model_definitions_match_ddl",
    "test_single_head_revision",
    "test_up_down_consistency",
    "test_upgrade",
]


@pytest.fixture
def alembic_config() -> Config:
    return Config(travelling("alembic.ini"))


@pytest.fixture
def alembic_engine(empty_database: Database) -> Engine:
    return empty_database.engine
