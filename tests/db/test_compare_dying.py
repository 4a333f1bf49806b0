"""Sessions, servers and clients that end in the middle of a comparison: nothing is left behind."""

import os
import random
import subprocess
import sys
import threading
import time
from typing import Any

import pytest
from sqlalchemy import text

from lab.database import Database, maintenance
from lab.errors import ConnectError
from lab.experiments import compare

SLEEPS = "SELECT pg_sleep(60) FROM orders LIMIT 1"
STANDING = text(
    "SELECT (SELECT array_agg(indexdef ORDER BY indexdef) FROM pg_indexes), "
    "(SELECT array_agg(nspname ORDER BY 1) FROM pg_namespace WHERE nspname !~ '^pg_'), "
    "(SELECT array_agg(datname ORDER BY 1) FROM pg_database), "
    "(SELECT array_agg(setconfig) FROM pg_db_role_setting), (SELECT count(*) FROM orders)"
)
OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)
RUNNING = text(
    "SELECT pid FROM pg_stat_activity WHERE datname = :name AND wait_event = 'PgSleep' LIMIT 1"
)
COMPARE = """
import sys
from lab.database import open_database, parse_url
from lab.experiments import AS_IS, compare
db = open_database(parse_url(sys.argv[1]), own_server=False, allow_writes=True)
print("ready", flush=True)
query = "SELECT *, pg_sleep(0.0001) FROM orders WHERE user_id < 30"
while True:
    compare(db, query, {"none": [], "own": [AS_IS], "user": ["orders(user_id)"]}, rounds=20)
"""


def standing(db: Database) -> tuple[Any, ...]:
    with db.engine.connect() as connection:
        return tuple(connection.execute(STANDING).one())


def test_a_session_that_is_ended_is_one_clear_line(lab_database: Database) -> None:
    before = standing(lab_database)

    def end_it() -> None:
        with maintenance(lab_database.url) as connection:
            pid = None
            while pid is None:
                pid = connection.execute(RUNNING, {"name": lab_database.name}).scalar_one_or_none()
            connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})

    thread = threading.Thread(target=end_it)
    thread.start()
    with pytest.raises(ConnectError) as told:
        compare(lab_database, SLEEPS, {"none": [], "user": ["orders(user_id)"]}, writes=False)
    thread.join()
    assert "\n" not in str(told.value)
    assert told.value.hint
    assert standing(lab_database) == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no kill -9")
def test_a_killed_client_leaves_nothing(lab_database: Database) -> None:
    before = standing(lab_database)
    url = lab_database.url.render_as_string(hide_password=False)
    moments = random.Random(4)
    for _ in range(3):
        client = subprocess.Popen(
            [sys.executable, "-c", COMPARE, url], stdout=subprocess.PIPE, text=True
        )
        assert client.stdout is not None
        assert client.stdout.readline() == "ready\n"
        time.sleep(moments.uniform(0.05, 1.5))
        client.kill()
        client.wait()
        client.stdout.close()
        lab_database.engine.dispose()
        wait_until_alone(lab_database)
    assert standing(lab_database) == before


@pytest.mark.skipif(sys.platform != "linux", reason="PostgreSQL notices a dead client there")
def test_what_a_killed_client_runs_ends_soon(lab_database: Database) -> None:
    url = lab_database.url.render_as_string(hide_password=False)
    client = subprocess.Popen(
        [sys.executable, "-c", COMPARE.replace("0.0001", "60"), url],
        stdout=subprocess.DEVNULL,
    )
    with maintenance(lab_database.url) as connection:
        while connection.execute(RUNNING, {"name": lab_database.name}).first() is None:
            time.sleep(0.02)
    client.kill()
    client.wait()
    lab_database.engine.dispose()
    wait_until_alone(lab_database)


def wait_until_alone(db: Database) -> None:
    """Until nobody else is connected; well below the minute that a statement may take."""
    until = time.monotonic() + 20
    with db.engine.connect() as connection:
        while connection.execute(OTHERS).scalar_one():
            connection.rollback()
            assert time.monotonic() < until
            time.sleep(0.05)
