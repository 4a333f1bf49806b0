"""A disk that is really full while rows are loaded: a small file system under a tablespace."""

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import text

from lab.data import load, row_counts
from lab.database import Database, maintenance
from lab.errors import LoadError
from lab.models import metadata
from lab.opening import Host
from lab.schema import difference, read_fingerprint
from lab.server.account import Account

SIZE = "24m"


@pytest.fixture
def small_disk(account: Account | None, missing: Callable[[str], NoReturn]) -> Iterator[Path]:
    """A file system of a few megabytes that belongs to the account that servers run as."""
    folder = Path(tempfile.mkdtemp(prefix="lab-small-disk-"))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0700", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, stderr=subprocess.DEVNULL).returncode != 0:
        folder.rmdir()
        missing("The right to mount a small file system")
    if account is not None:
        os.chown(folder, account.uid, account.gid)
    yield folder
    subprocess.run(["umount", str(folder)], check=True)
    folder.rmdir()


@pytest.fixture
def cramped_database(host: Host, empty_database: Database, small_disk: Path) -> Iterator[Database]:
    """A database with the lab's tables, on the small disk."""
    name = empty_database.name
    with maintenance(host.url) as connection:
        connection.exec_driver_sql(f"CREATE TABLESPACE cramped LOCATION '{small_disk}'")
        empty_database.close()
        connection.exec_driver_sql(f"ALTER DATABASE {name} SET TABLESPACE cramped")
        metadata.create_all(empty_database.engine)
        yield empty_database
        empty_database.close()
        connection.exec_driver_sql(f"ALTER DATABASE {name} SET TABLESPACE pg_default")
        connection.exec_driver_sql("DROP TABLESPACE cramped")


def test_a_disk_that_fills_up_is_told_and_nothing_half_loaded_is_left(
    cramped_database: Database,
) -> None:
    with cramped_database.engine.connect() as connection:
        before = read_fingerprint(connection)
    with pytest.raises(LoadError, match=r"The server's disk is full .*empty.*Free space"):
        load(cramped_database, scale=0.5, seed=42)
    with cramped_database.engine.connect() as connection:
        assert difference(before, read_fingerprint(connection)) == ()
        for table in row_counts(1):
            count = text(f"SELECT count(*) FROM {table}")
            assert connection.execute(count).scalar_one() == 0
    assert load(cramped_database, scale=0.01, seed=42).rows > 0
