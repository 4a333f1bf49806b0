"""How a statement is explained: what a caller may say, and EXPLAIN's options by server version.

Source: the pages of EXPLAIN in the documentation of PostgreSQL 14 to 18.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypedDict

from lab.errors import LabError, require_options

SERIALIZE_SINCE = MEMORY_SINCE = 170000
GENERIC_PLAN_SINCE = 160000


class How(TypedDict, total=False):
    """How a statement is explained.

    `analyze` (True): run it; otherwise there are estimates only.
    `timing` (True): take each node's time, which slows the statement down by a third to a half.
    `buffers` (True): count blocks.
    `verbose` (True): tell schemas, output columns and what each parallel worker did.
    `serialize` (True from PostgreSQL 17 on): turn the rows into text, as for a client.
    `generic` (False): plan as a prepared statement is planned, for any value of its parameters;
    only with values for all of them is it run too.
    `settings`: planner settings for this run alone, such as `{"enable_seqscan": "off"}`.
    `timeout_ms` (60,000): how long a run may take.
    `warm` (True on the lab's own server): where it took less than a second, run it once more, for
    the first run in a session reads the catalog too and counts those blocks. Both are rolled back.
    `facts` (True): ask the catalog about the tables where a finding could rest on the answer.
    `verify` (False): try what the findings advise, and tell what that gained; runs the statement
    again, all attempts together for no longer than `timeout_ms`. On the lab's own server
    statistics are tried anyway where that is cheap.
    """

    analyze: bool
    timing: bool
    buffers: bool
    verbose: bool
    serialize: bool
    generic: bool
    settings: Mapping[str, str]
    timeout_ms: int
    warm: bool
    facts: bool
    verify: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """The same with its defaults."""

    analyze: bool = True
    timing: bool = True
    buffers: bool = True
    verbose: bool = True
    serialize: bool = True
    generic: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)
    timeout_ms: int = 60_000
    warm: bool | None = None
    facts: bool = True
    verify: bool = False


def wanted_of(how: How, version: int) -> Wanted:
    """What the caller wants, where this server can do it.

    Raises:
        LabError: something was asked for by name that this version cannot do.
    """
    require_options("explain", how, How.__annotations__)
    if how.get("serialize"):
        if version < SERIALIZE_SINCE:
            raise LabError(
                f"EXPLAIN has SERIALIZE from PostgreSQL 17 on, and this is {version // 10000}",
                hint="Leave serialize out",
            )
        if how.get("analyze") is False:
            raise LabError(
                "Rows are serialized only where the statement is run",
                hint="Leave serialize out, or analyze=False",
            )
    return Wanted(**how)


def explain_options(
    version: int,
    *,
    analyze: bool,
    timing: bool,
    buffers: bool,
    verbose: bool = False,
    serialize: bool = False,
) -> dict[str, str]:
    """The options that a server of this `server_version_num` knows, each said explicitly."""
    switch = {True: "ON", False: "OFF"}
    options = {"FORMAT": "JSON", "ANALYZE": switch[analyze], "BUFFERS": switch[buffers]}
    options |= {"SETTINGS": "ON", "SUMMARY": "ON", "VERBOSE": switch[verbose]}
    if analyze:
        options |= {"TIMING": switch[timing], "WAL": "ON"}
        if serialize and version >= SERIALIZE_SINCE:
            options["SERIALIZE"] = "TEXT"
    if version >= MEMORY_SINCE:
        options["MEMORY"] = "ON"
    return options


def explain_clause(options: Mapping[str, str]) -> str:
    """`EXPLAIN (ANALYZE ON, FORMAT JSON)`, to which a statement belongs."""
    return f"EXPLAIN ({', '.join(f'{name} {value}' for name, value in options.items())})"
