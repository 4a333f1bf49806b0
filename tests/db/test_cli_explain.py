"""`lab explain` on a real server: gates, proofs, pages, an end by Ctrl-C or by force, colours."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from lab.database import Database
from lab.plans import parse_plan
from tests.counters import FLUSH

RunLab = Callable[..., tuple[int, str, str]]
PROGRAM = (sys.executable, "-c", "from lab.cli import main; main()")
NEEDLE = "SELECT * FROM made WHERE word = md5('7')"
TOGETHER = "SELECT * FROM made WHERE city = 7 AND country = 7"
SETUP = (
    "CREATE TABLE made (id int PRIMARY KEY, word text, city int, country int)",
    "INSERT INTO made SELECT i, md5(i::text), i % 100, i % 100 FROM generate_series(1, 20000) AS i",
    "CREATE INDEX made_word ON made (word)",
)


@pytest.fixture
def made(empty_database: Database) -> Database:
    run(empty_database, *SETUP)
    run(empty_database, "ANALYZE made")
    return empty_database


@pytest.fixture
def url(made: Database) -> str:
    return made.url.render_as_string(hide_password=False)


def run(db: Database, *statements: str) -> None:
    with db.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement.replace("%", "%%"))
        connection.exec_driver_sql(FLUSH)


def wait_for(condition: Callable[[], bool]) -> bool:
    """Whether it holds before long."""
    for _ in range(4_000):
        if condition():
            return True
        time.sleep(0.005)
    return False


def is_running(db: Database, sign: str) -> bool:
    """Whether another session is at a statement with this sign."""
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE :sign "
        "AND pid <> pg_backend_pid() AND state <> 'idle'"
    )
    with db.engine.connect() as connection:
        return bool(connection.execute(query, {"sign": f"%{sign}%"}).scalar_one())


def test_a_gate_closes_once_an_index_is_gone(
    run_lab: RunLab, made: Database, url: str, tmp_path: Path
) -> None:
    saved = tmp_path / "saved.json"
    saved.write_text(run_lab("explain", NEEDLE, "--json", "--url", url)[1])
    gate = ("explain", NEEDLE, "--against", str(saved), "--fail-on", "worse", "--url", url)
    assert run_lab(*gate)[0] == 0
    run(made, "DROP INDEX made_word")
    code, out, err = run_lab(*gate)
    assert (code, err) == (1, "")
    assert "worse" in out
    assert "made_word" in out
    assert json.loads(run_lab(*gate, "--json")[1])["changes"]
    run(made, "CREATE INDEX made_word ON made (word)")
    assert run_lab(*gate)[0] == 0


def test_a_gate_by_severity_looks_at_the_findings(
    run_lab: RunLab, made: Database, url: str
) -> None:
    call = ("explain", TOGETHER, "--url", url)
    assert run_lab(*call)[0] == 0
    assert run_lab(*call, "--fail-on", "warning")[0] == 1
    run(made, "CREATE STATISTICS together ON city, country FROM made", "ANALYZE made")
    run(made, "CREATE INDEX of_city ON made (city)")
    assert run_lab(*call, "--fail-on", "warning")[0] == 0


def test_a_page_is_written_beside_the_answer_of_a_gate(
    run_lab: RunLab, url: str, tmp_path: Path
) -> None:
    page, saved = tmp_path / "page.html", tmp_path / "saved.json"
    saved.write_text(run_lab("explain", NEEDLE, "--json", "--url", url)[1])
    code, out, _ = run_lab("explain", TOGETHER, "--html", str(page), "--url", url)
    assert (code, out.strip()) == (0, str(page))
    assert "made" in page.read_text()
    told = run_lab("explain", NEEDLE, "--html", str(page), "--against", str(saved), "--url", url)[1]
    assert told.startswith(str(page))
    assert len(told.splitlines()) > 1
    asked = ("explain", TOGETHER, "--html", str(page), "--json", "--url", url)
    assert json.loads(run_lab(*asked)[1])


def test_why_not_tells_the_reason_for_people_and_for_programs(run_lab: RunLab, url: str) -> None:
    asked = ("explain", "SELECT * FROM made WHERE upper(word) = 'A'", "--why-not", "made_word")
    code, out, err = run_lab(*asked, "--url", url)
    assert (code, err) == (0, "")
    assert out.startswith("made_word on made is not used\n")
    assert "upper(word)" in out
    told = json.loads(run_lab(*asked, "--json", "--url", url)[1])
    assert (told["used"], told["reasons"][0]["why"]) == (False, "wrapped column")
    code, out, err = run_lab("explain", NEEDLE, "--why-not", "made_words", "--url", url)
    assert (code, out) == (2, "")
    assert "Did you mean 'made_word'?" in err


def test_a_generic_plan_needs_no_value(run_lab: RunLab, url: str) -> None:
    query = "SELECT * FROM made WHERE word = :word"
    code, out, err = run_lab("explain", query, "--generic", "--url", url)
    assert (code, err) == (0, "")
    assert "$1" in out
    code, _, err = run_lab("explain", query, "--url", url)
    assert code == 2
    assert "-p word=..." in err


def test_verify_shows_its_proof_and_findings_alone_can_be_had(run_lab: RunLab, url: str) -> None:
    asked = ("explain", TOGETHER, "--verify", "--allow-writes", "--findings", "--url", url)
    code, out, _ = run_lab(*asked)
    assert code == 0
    assert "estimate 2 -> 200 rows, where 200 came" in out
    assert "Seq Scan on made:" not in out.splitlines()[0]
    found = json.loads(run_lab(*asked, "--json")[1])
    [proved] = [each for each in found if each["code"] == "MISSING_EXTENDED_STATS"]
    assert proved["evidence"]["after_plan_rows"] == 200
    nothing = run_lab("explain", NEEDLE, "--findings", "--url", url)[1]
    assert nothing == "Nothing was found.\n"


def test_a_redacted_plan_has_no_name_and_no_value(run_lab: RunLab, url: str) -> None:
    # Of more digits than any cost or time has, which could hold a shorter one by chance.
    query = "SELECT word AS secret FROM made WHERE city = 987654321 AND word <> 'hidden'"
    for form in ((), ("--json",), ("--findings",)):
        code, out, _ = run_lab("explain", query, "--redacted", *form, "--url", url)
        assert code == 0
        for name in ("made", "word", "city", "987654321", "hidden", "secret"):
            assert name not in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("SELECT 1 FROM pg_sleep(60)", "--timeout", "0.05"), "timeout. Allow more time"),
        (("SELECT * FROM mede",), "Relation"),
        (("SELECT 1; SELECT 2",), "more than one statement"),
        (("INSERT INTO ruled VALUES (1)",), "Rules make 2 statements of this one"),
        (("DELETE FROM ruled",), "Rules make no statements of this one"),
        (("CREATE TABLE IF NOT EXISTS made AS SELECT 1",), "tells no plan of it"),
        (("CREATE TABLE a AS SELECT 1", "--generic"), "CREATE cannot be prepared"),
        (("DECLARE a CURSOR FOR SELECT 1", "--generic"), "DECLARE cannot be prepared"),
        ((NEEDLE, "--why-not", "made_word", "--html", "x"), "--html has no effect beside --why-n"),
        ((NEEDLE, "--no-analyze", "--verify"), "--verify has no effect beside --no-analyze"),
        ((NEEDLE, "--against", "x", "--findings"), "--findings has no effect beside --against"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_a_mistake_is_told_in_one_line(
    run_lab: RunLab, made: Database, url: str, arguments: tuple[str, ...], message: str
) -> None:
    run(
        made,
        "CREATE TABLE ruled (id int)",
        "CREATE RULE also AS ON INSERT TO ruled DO ALSO NOTIFY ruled",
        "CREATE RULE nothing AS ON DELETE TO ruled DO INSTEAD NOTHING",
    )
    code, out, err = run_lab("explain", *arguments, "--allow-writes", "--url", url)
    assert (code, out) == (2, "")
    assert message in err
    assert len(err.splitlines()) == 1


def started(*arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*PROGRAM, "explain", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_ctrl_c_ends_the_query_on_the_server_with_exit_code_130(made: Database, url: str) -> None:
    asked = started("SELECT pg_sleep(60), 'ctrl-c' FROM made", "--url", url)
    assert wait_for(lambda: is_running(made, "'ctrl-c'"))
    asked.send_signal(signal.SIGINT)
    out, err = asked.communicate(timeout=20)
    assert (asked.returncode, out) == (130, "")
    assert err == "lab: interrupted; nothing is left half done\n"
    assert wait_for(lambda: not is_running(made, "'ctrl-c'"))


def test_who_is_killed_leaves_no_query_and_no_lock(made: Database, url: str) -> None:
    write = (
        "WITH gone AS (DELETE FROM made RETURNING id) "
        "SELECT count(*), (SELECT pg_sleep(600)), 'killed' FROM gone"
    )
    asked = started(write, "--allow-writes", "--timeout", "600", "--url", url)
    assert wait_for(lambda: is_running(made, "'killed'"))
    asked.kill()
    asked.communicate()
    # The server looks once a second whether anybody is still there.
    assert wait_for(lambda: not is_running(made, "'killed'"))
    run(made, "SET lock_timeout = '5s'", "LOCK TABLE made IN ACCESS EXCLUSIVE MODE")
    with made.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM made")).scalar_one() == 20000


def seen_in_a_terminal(arguments: tuple[str, ...], **environment: str) -> str:
    """What the program writes to a terminal."""
    ours, theirs = pty.openpty()
    asked = subprocess.Popen(
        [*PROGRAM, "explain", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", **environment},
    )
    os.close(theirs)
    told = bytearray()
    while select.select([ours], [], [], 60)[0]:
        try:
            chunk = os.read(ours, 65536)
        except OSError:
            # Linux says so where the other end is closed.
            break
        if not chunk:
            break
        told += chunk
    os.close(ours)
    assert asked.wait(20) == 0
    return told.decode()


def test_a_terminal_sees_colours_unless_it_asks_for_none(url: str) -> None:
    asked = (TOGETHER, "--url", url)
    assert "\x1b[" in seen_in_a_terminal(asked, NO_COLOR="")
    plain = seen_in_a_terminal(asked, NO_COLOR="1")
    assert "\x1b[" not in plain
    assert "made" in plain
    assert "\x1b[" not in seen_in_a_terminal((*asked, "--json"), NO_COLOR="")


def test_json_is_the_plan_that_can_be_read_again(run_lab: RunLab, url: str) -> None:
    told = run_lab("explain", NEEDLE, "--json", "--url", url)[1]
    assert parse_plan(told).uses("made_word")
