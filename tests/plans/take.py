"""Takes the corpus of real plans anew: `python -m tests.plans.take [NAME ...]`, or `make plans`.

A scenario is one file, scenarios/NAME.sql. Its first line is a comment that says what the plan
shows. Lines that begin with `-- @` divide it:

    -- @setup       statements that are committed, in the session that explains afterwards: indexes,
                    updates, SET, PREPARE, CREATE TEMPORARY TABLE, VACUUM ...
    -- @plan        the one statement that is explained: NAME.json and NAME.txt
    -- @fix         statements that mend what the plan shows
    -- @fixed       the statement then explained, NAME.fixed.json; without it that of @plan again
    -- @servers 18  only there; both (18 15) where it is left out
    -- @scale 1     of the lab's data; 0.1 where it is left out
    -- @options VERBOSE OFF, SERIALIZE NONE     others than DEFAULT_OPTIONS in scenario.py;
                    below @fix: for @fixed alone

A statement ends with a semicolon at the end of a line. Each scenario has its own copy of the
lab's base. Each plan is run in a transaction that is rolled back: once to warm up, since the first
run of a session counts catalog blocks, then for the JSON, then for the text.
PostgreSQL 18 is the lab's own server with its settings, 15 is Debian's with PostgreSQL's defaults.
Files of 15 are called NAME.pg15.json, NAME.fixed.pg15.txt and so on.

The servers and bases are gone at the end. With `--keep` (last, or `--keep=HOME`) they stay, for the
next call with `--keep` takes two seconds less; `--remove` stops and removes what was kept.
"""

import argparse
import getpass
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

from lab.errors import LabError
from lab.opening import Host
from tests.plans.scenario import FOLDER, Scenario, read_scenario, scenario_names
from tests.plans.servers import Session, remove_servers, session_in_a_copy, start_server


class RefusedError(Exception):
    """A statement of a scenario that the server refused."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the plans that are named, or all of them; the exit code."""
    # A job in the background ignores Ctrl-C, and its servers would stay.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    parser = argparse.ArgumentParser(description="Take the corpus of real plans anew")
    parser.add_argument("names", nargs="*", metavar="NAME", help="scenarios; all if none is named")
    kept = Path(tempfile.gettempdir()) / f"lab-plans-{getpass.getuser()}"
    parser.add_argument("--keep", nargs="?", type=Path, const=kept, metavar="HOME", help="last")
    parser.add_argument("--remove", nargs="?", type=Path, const=kept, metavar="HOME", help="last")
    parser.add_argument("--only", type=int, metavar="VERSION", help="take from this server alone")
    given = parser.parse_args(arguments)
    names = given.names or scenario_names()
    if str(given.keep) in scenario_names():
        parser.error(f"put --keep last: '{given.keep}' is a scenario")
    if unknown := sorted({*names} - {*scenario_names()}):
        parser.error(f"there is no scenarios/{unknown[0]}.sql")
    try:
        wanted = [read_scenario(name) for name in names]
    except ValueError as error:
        parser.error(str(error))
    try:
        if given.remove:
            remove_servers(given.remove.absolute())
            return 0
        with home_of(given.keep) as home:
            return int(False in [taken(home, each, given.only) for each in wanted])
    except KeyboardInterrupt:
        return 130
    except LabError as error:
        parser.exit(2, f"{error.message}\n{error.hint}\n")


@contextmanager
def home_of(kept: Path | None) -> Iterator[Path]:
    """Where the servers are: a folder that stays, or one that is removed with them."""
    if kept is not None:
        yield kept.absolute()
        return
    home = Path(tempfile.mkdtemp(prefix="lab-plans-"))
    home.chmod(0o755)
    try:
        yield home
    finally:
        remove_servers(home)


def taken(home: Path, scenario: Scenario, only: int | None) -> bool:
    """Write the files of a scenario; whether its statements were fine."""
    for server in scenario.servers:
        if only not in (None, server):
            continue
        try:
            files = take(start_server(home, server), scenario, server)
        except RefusedError as error:
            sys.stderr.write(f"{scenario.name} on {server}: {error}\n")
            return False
        for name, plan in files.items():
            (FOLDER / name).write_text(f"{plan}\n", encoding="utf-8")
            sys.stdout.write(f"{name}\n")
    return True


def take(host: Host, scenario: Scenario, server: int) -> dict[str, str]:
    """The texts of a scenario's files by name, taken on a server of this version."""
    plans: list[str] = []
    with session_in_a_copy(host, scenario.scale, f"plans_{scenario.name}") as session:
        stages = [(scenario.setup, scenario.plan), (scenario.fix, scenario.fixed)]
        for at, (before, statement) in enumerate(stages[: len(scenario.stages)]):
            for each in before:
                execute(session, each)
            for form in ("JSON", "TEXT"):
                explain = f"{scenario.explain(server, form, fixed=at == 1)}\n{statement}"
                if form == "JSON":
                    rolled_back(session, explain)
                plans.append(rolled_back(session, explain))
    return dict(zip(scenario.files(server), plans, strict=True))


def rolled_back(session: Session, explain: str) -> str:
    """What EXPLAIN prints; whatever the statement did is rolled back."""
    execute(session, "BEGIN")
    try:
        return "\n".join(line for (line,) in execute(session, explain))
    finally:
        execute(session, "ROLLBACK")


def execute(session: Session, statement: str) -> "psycopg.Cursor[tuple[str]]":
    """Run one statement of a scenario.

    Raises:
        RefusedError: the server refused it.
    """
    try:
        return session.execute(statement.encode())
    except psycopg.Error as error:
        raise RefusedError(f"{error}\n{statement}") from error


if __name__ == "__main__":
    sys.exit(main())
