"""How Alembic reaches the database: by the direct endpoint, without a pool, with short lock waits.

Whoever runs it from a program may set in `Config.attributes`: `url` (a SQLAlchemy URL) or
`connection` (an Engine or a Connection). From the command line, `-x lock_timeout=2s` and
`-x statement_timeout=0` change the limits of this run.
"""

from logging.config import fileConfig
from typing import Any

from alembic import context
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine

from lab.models import metadata

LIMITS = {"lock_timeout": "5s", "statement_timeout": "15min"}

config = context.config
settings: dict[str, Any] = {
    "target_metadata": metadata,
    "compare_type": True,
    "compare_server_default": True,
    "transaction_per_migration": True,
}


def database_url() -> URL:
    """The URL that the program gave, else the one that the environment names."""
    given: URL | None = config.attributes.get("url")
    if given is not None:
        return given
    from lab.opening import migration_url

    return migration_url()


def limits() -> dict[str, str]:
    """The timeouts of this run."""
    return LIMITS | {
        name: value
        for name, value in context.get_x_argument(as_dictionary=True).items()
        if name in LIMITS and isinstance(value, str)
    }


def limited_engine(url: URL) -> Engine:
    """An engine whose connections start with the limits, so that autocommit blocks keep them."""
    theirs = url.query.get("options", "")
    ours = " ".join(f"-c {name}={value}" for name, value in limits().items())
    options = f"{theirs if isinstance(theirs, str) else ' '.join(theirs)} {ours}".strip()
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        connect_args={"options": options},
    )


def migrate(connection: Connection) -> None:
    context.configure(connection=connection, **settings)
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


def run_online() -> None:
    given: Engine | Connection | None = config.attributes.get("connection")
    if isinstance(given, Connection):
        migrate(given)
        return
    engine = given if given is not None else limited_engine(database_url())
    with engine.connect() as connection:
        migrate(connection)
    if given is None:
        engine.dispose()


# Whoever calls Alembic from a program keeps the logging of that program.
from_program = config.cmd_opts is None or config.attributes.keys() & {"url", "connection"}
if not from_program and config.config_file_name is not None:
    fileConfig(config.config_file_name, disable_existing_loggers=False)

if context.is_offline_mode():
    run_offline()
else:
    run_online()
