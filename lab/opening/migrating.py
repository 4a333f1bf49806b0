"""The schema brought to its newest revision by Alembic."""

import io

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, text

from lab.database import maintenance, parse_url, told
from lab.errors import ConnectError, LabError
from lab.files import travelling
from lab.models import metadata
from lab.models.foundation import VERSION_TABLE
from lab.opening.hosts import DEFAULT_DATABASE, given_url, own_cluster, own_url
from lab.settings import read_settings

THERE = text(
    "SELECT name FROM unnest(CAST(:names AS text[])) AS name "
    "WHERE to_regclass(quote_ident(name)) IS NOT NULL"
)
IDENTITY = text(
    "SELECT oid, datname, pg_postmaster_start_time() "
    "FROM pg_database WHERE datname = current_database()"
)


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
        LabError: a migration failed, or a lock was not to be had within its timeout; or there are
            tables of the lab's names that are not the lab's.
    """
    with maintenance(url) as connection:
        refuse_others_tables(connection)
    with told("The migration failed"):
        command.upgrade(alembic_config(url), revision)


def refuse_others_tables(connection: Connection) -> None:
    """Nothing is migrated that the lab's migrations did not begin.

    Raises:
        LabError: there are tables of the lab's names, and no record of the lab's migrations.
    """
    names = [VERSION_TABLE, *metadata.tables]
    found = list(connection.execute(THERE, {"names": names}).scalars())
    if found and VERSION_TABLE not in found:
        raise LabError(
            f"There are tables here that the lab's migrations did not make: {', '.join(found)}",
            hint="Use an empty database; 'lab up --fresh' makes an older copy of yours anew",
        )


def migration_url() -> URL:
    """Where migrations go: what was named, or 'lab' on the lab's own server.

    Raises:
        ConnectError: MIGRATION_DATABASE_URL leads to another database than LAB_DATABASE_URL.
    """
    direct, named = direct_url(), given_url()
    if direct is None or named is None:
        return own_url(own_cluster().start(), DEFAULT_DATABASE)
    if direct != named and _identity(direct) != _identity(named):
        raise ConnectError(
            "MIGRATION_DATABASE_URL leads to another database than LAB_DATABASE_URL",
            hint="Unset it, or give it the direct endpoint of the same database",
        )
    return direct


def _identity(url: URL) -> tuple[object, ...]:
    """What two databases never have in common."""
    with maintenance(url) as connection:
        return tuple(connection.execute(IDENTITY).one())


def direct_url() -> URL | None:
    """Where migrations reach the named server; None where none is named.

    MIGRATION_DATABASE_URL goes before LAB_DATABASE_URL, which may lead to a pooler.
    """
    direct = read_settings().migration_database_url
    return given_url() if direct is None else parse_url(direct.get_secret_value())
