"""How fast a large catalog is read and linted, in what memory and by how many queries.

The reading is done by a process of its own, so that its memory is told apart from the rest.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import event

from benchmarks.loading import scratch
from lab.conventions import LintSettings, Review, Rule, convention_rules
from lab.conventions.linting import lint_pictures
from lab.conventions.reviewing import findings_of, review_of
from lab.database import Database
from lab.findings import Finding
from lab.opening import chosen_host
from lab.schema import Picture, read_pictures

Value = TypeVar("Value")

FEW, MANY, AT_ONCE = 20, 2_000, 100
INDEXES_EACH = 5
DATABASE = "lab_bench_catalog"
MOST_SECONDS, MOST_MEMORY_MB = 10, 500
SLOWEST_SHOWN = 5

TABLES = """
DO $$
BEGIN
    FOR n IN {first}..{last} LOOP
        EXECUTE format(
            'CREATE TABLE big.t%1$s (id bigint GENERATED ALWAYS AS IDENTITY, code text NOT NULL, '
            'owner_id bigint, parent_id bigint, status varchar(20) DEFAULT ''new'' NOT NULL, '
            'total_amount numeric(12,2) CHECK (total_amount >= 0), note text, '
            'created_at timestamptz DEFAULT now() NOT NULL, '
            'CONSTRAINT pk_t%1$s PRIMARY KEY (id), CONSTRAINT uq_t%1$s_code UNIQUE (code), '
            'CONSTRAINT fk_t%1$s_parent FOREIGN KEY (parent_id) REFERENCES big.t%2$s (id))',
            n, greatest(n - 1, {first}));
        EXECUTE format('CREATE INDEX ix_t%1$s_owner ON big.t%1$s (owner_id, created_at DESC)', n);
        EXECUTE format('CREATE INDEX ix_t%1$s_parent ON big.t%1$s (parent_id)', n);
        IF n % 2 = 0 THEN
            EXECUTE format('CREATE INDEX ix_t%1$s_redundant ON big.t%1$s (owner_id)', n);
        ELSE
            EXECUTE format('CREATE INDEX ix_t%1$s_note ON big.t%1$s (lower(note)) '
                           'WHERE status = ''new''', n);
        END IF;
        EXECUTE format('INSERT INTO big.t%1$s (code, owner_id, note) VALUES (''a'', 1, ''b'')', n);
    END LOOP;
END $$
"""
"""Half of the tables have something to find. Not all of them in one transaction: the server's table
of locks is not for thousands.
"""


def main() -> int:
    """Measure and print; 1 where a target is missed."""
    with scratch(chosen_host(allow_writes=True), DATABASE) as db:
        make_tables(db, 1, FEW)
        few = len(queries(db))
        make_tables(db, FEW + 1, MANY)
        command = [sys.executable, "-m", "benchmarks.catalog", "reading"]
        told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        many = len(queries(db))
    measured = json.loads(told.splitlines()[-1])
    print(told[: told.rindex("{")], end="")
    print(f"queries: {few} for {FEW} tables, {many} for {MANY:,} (as many)")
    whole = measured["read_s"] + measured["lint_s"]
    print(
        f"{MANY:,} tables, {MANY * INDEXES_EACH:,} indexes: read {measured['read_s']:.1f} s, "
        f"linted {measured['lint_s']:.1f} s (together at most {MOST_SECONDS} s), "
        f"{measured['memory_mb']:.0f} MB (at most {MOST_MEMORY_MB} MB)"
    )
    good = whole <= MOST_SECONDS and measured["memory_mb"] <= MOST_MEMORY_MB and few == many
    return 0 if good else 1


def make_tables(db: Database, first: int, last: int) -> None:
    """Tables t{first} to t{last} of the schema `big`, analyzed."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CREATE SCHEMA IF NOT EXISTS big")
        for start in range(first, last + 1, AT_ONCE):
            end = min(start + AT_ONCE - 1, last)
            statement = TABLES.format(first=start, last=end)
            connection.exec_driver_sql(statement.replace("%", "%%"))
        connection.exec_driver_sql("ANALYZE")


def queries(db: Database) -> list[str]:
    """The statements that reading the schema takes."""
    seen: list[str] = []

    def look(*arguments: Any) -> None:
        seen.append(arguments[2])

    with db.rolled_back() as connection:
        event.listen(connection, "before_cursor_execute", look)
        read_pictures(connection, ["big"])
        event.remove(connection, "before_cursor_execute", look)
    return seen


def reading() -> None:
    """Read and lint the database, print what takes long, and what it took as JSON."""
    db = chosen_host().open(DATABASE)
    with db.rolled_back() as connection:
        pictures, read_s = timed(lambda: read_pictures(connection, ["big"]))
    told, lint_s = timed(lambda: lint_pictures(pictures, LintSettings(), of="the benchmark"))
    memory_mb = peak_memory_mb()
    print(repr(told))
    show_slowest(pictures[0])
    print(json.dumps({"read_s": read_s, "lint_s": lint_s, "memory_mb": memory_mb}))
    db.close()


def peak_memory_mb() -> float:
    """Of this program alone: on Linux ru_maxrss begins with that of whoever started it."""
    status = Path("/proc/self/status")
    for line in status.read_text().splitlines() if status.exists() else ():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def show_slowest(picture: Picture) -> None:
    """The rules that take the longest, each by itself."""
    review = review_of(picture)
    rules = convention_rules().values()
    times = {rule.code: timed(partial(_all_found, review, rule))[1] for rule in rules}
    for code, seconds in sorted(times.items(), key=lambda each: -each[1])[:SLOWEST_SHOWN]:
        print(f"  {code}: {seconds:.2f} s")


def _all_found(review: Review, rule: Rule) -> list[Finding]:
    return list(findings_of(review, rule))


def timed(work: Callable[[], Value]) -> tuple[Value, float]:
    """What comes of it, and after how many seconds."""
    began = time.perf_counter()
    value = work()
    return value, time.perf_counter() - began


if __name__ == "__main__":
    if sys.argv[1:] == ["reading"]:
        reading()
    else:
        sys.exit(main())
