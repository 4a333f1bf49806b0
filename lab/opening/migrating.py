"""The schema brought to its newest revision by Alembic."""

import io

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import URL

from lab.database import parse_url, told
from lab.files import travelling
from lab.opening.hosts import given_url, own_cluster, own_url
from lab.settings import read_settings

DEFAULT_DATABASE = "lab"


def alembic_config(url: URL | None = None) -> Config:
    """Alembic's configuration, with the database to work on where the program names it."""
    config = Config(travelling("alembic.ini"), stdout=io.StringIO())
    if url is not None:
        config.attributes["url"] = url
    return config


def head_revision() -> str:
    """The newest revision's id."""
    return str(ScriptDirectory.from_config(alembic_config()).get_current_head())


def migrate(url: URL, revision: str = "head") -> None:
    """Bring a database to a revision.

    Raises:
        LabError: a migration failed, or a lock was not to be had within its timeout.
    """
    with told("The migration failed"):
        command.upgrade(alembic_config(url), revision)


def migration_url() -> URL:
    """Where the `alembic` command works: what was named, or 'lab' on the lab's own server."""
    return direct_url() or own_url(own_cluster().start(), DEFAULT_DATABASE)


def direct_url() -> URL | None:
    """Where migrations reach the named server; None where none is named.

    MIGRATION_DATABASE_URL goes before LAB_DATABASE_URL, which may lead to a pooler.
    """
    direct = read_settings().migration_database_url
    return given_url() if direct is None else parse_url(direct.get_secret_value())
