"""How Alembic reaches the database: by the direct endpoint, without a pool, with short lock waits.

Whoever runs it from a program may set in `Config.attributes`: `url` (a SQLAlchemy URL) or
`connection` (an Engine or a Connection). From the command line, `-x lock_timeout=2s` and
`-x statement_timeout=0` change the limits of this run, and `-x allow_writes=true` is needed to
change a database that is not on the lab's own server.
"""

from logging.config import fileConfig
from typing import Any

from alembic import context
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine

from lab.database import told
from lab.errors import LabError
from lab.models import metadata
from lab.models.foundation import VERSION_TABLE

LIMITS = {"lock_timeout": "5s", "statement_timeout": "15min"}
READING = ("check", "current", "revision")
"""The commands that ask a database and leave it as it is."""

config = context.config
settings: dict[str, Any] = {
    "target_metadata": metadata,
    "version_table": VERSION_TABLE,
    "compare_type": True,
    "compare_server_default": True,
    "transaction_per_migration": True,
}


def given_here() -> dict[str, str]:
    """The -x arguments of this run."""
    return dict(context.get_x_argument(as_dictionary=True))


def limits() -> dict[str, str]:
    """The timeouts of this run."""
    return LIMITS | {name: value for name, value in given_here().items() if name in LIMITS}


def limited_engine(url: URL, **more: str) -> Engine:
    """An engine whose connections start with the limits, so that autocommit blocks keep them."""
    theirs = url.query.get("options", "")
    ours = " ".join(f"-c {name}={value}" for name, value in (limits() | more).items())
    options = f"{theirs if isinstance(theirs, str) else ' '.join(theirs)} {ours}".strip()
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        connect_args={"options": options},
    )


def migrate(connection: Connection, **more: Any) -> None:
    context.configure(connection=connection, **settings, **more)
    with context.begin_transaction():
        context.run_migrations()


def run_offline() -> None:
    """Write the SQL to the output instead of running it; no database is asked for."""
    context.configure(
        dialect_name="postgresql",
        literal_binds=True,
        dialect_opts={"paramstyle": "named"},
        **settings,
    )
    with context.begin_transaction():
        for name, value in limits().items():
            context.execute(f"SET {name} = '{value}'")
        context.run_migrations()


def run_where_the_program_says() -> None:
    given: Engine | Connection | None = config.attributes.get("connection")
    if isinstance(given, Connection):
        migrate(given)
        return
    engine = given if given is not None else limited_engine(config.attributes["url"])
    with engine.connect() as connection:
        migrate(connection)
    if given is None:
        engine.dispose()


def run_where_the_environment_says() -> None:
    """On another's server nothing is changed unless this run allows it."""
    from lab.opening import given_url, migration_url, refuse_others_tables

    command = command_name()
    allowed = given_url() is None or given_here().get("allow_writes", "").lower() == "true"
    if not allowed and command not in READING:
        raise LabError(
            f"'alembic {command}' would change a database that is not on the lab's own server",
            hint=f"Allow it by name: alembic -x allow_writes=true {command}",
        )
    read_only = {} if allowed else {"default_transaction_read_only": "on"}
    with limited_engine(migration_url(), **read_only).connect() as connection:
        if command in ("upgrade", "downgrade"):
            refuse_others_tables(connection)
            connection.rollback()
        migrate(connection, dont_mutate=not allowed)


def command_name() -> str:
    """The command of the command line; of a program that names no database, "upgrade"."""
    chosen = getattr(config.cmd_opts, "cmd", None)
    return chosen[0].__name__ if chosen else "upgrade"


def run_online() -> None:
    if config.attributes.keys() & {"url", "connection"}:
        run_where_the_program_says()
        return
    try:
        with told():
            run_where_the_environment_says()
    except LabError as error:
        # Alembic prints this one as a line.
        raise CommandError(str(error)) from None


# Whoever calls Alembic from a program keeps the logging of that program.
from_program = config.cmd_opts is None or config.attributes.keys() & {"url", "connection"}
if not from_program and config.config_file_name is not None:
    fileConfig(config.config_file_name, disable_existing_loggers=False)

if context.is_offline_mode():
    run_offline()
else:
    run_online()
