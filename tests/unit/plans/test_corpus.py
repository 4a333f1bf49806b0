"""The corpus of real plans: that it is whole, holds every kind of node, and names no machine."""

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.plans.scenario import (
    DEBIANS,
    FOLDER,
    NEWEST,
    SCENARIOS,
    parse_scenario,
    read_scenario,
    scenario_names,
    statements,
)

KNOWN = {name: read_scenario(name) for name in scenario_names()}
PLANS = sorted(FOLDER.glob("*.json"))
TEXTS = sorted(FOLDER.glob("*.txt"))
FEWEST = 60
A_PATH = re.compile(
    r"(?<![\w/.:])/(?:home|Users|root|tmp|usr|var|etc|opt|work)/\w+|[A-Z]:\\\\?Users"
)
AN_ADDRESS = re.compile(r"\b(?:localhost|127\.0\.0\.1|PGSQL\.\d+)\b")
ON_BOTH = frozenset(
    """
    Result; ProjectSet; Append; Merge Append; Recursive Union; BitmapAnd; BitmapOr
    ModifyTable Insert; ModifyTable Update; ModifyTable Delete; ModifyTable Merge
    Nested Loop Inner; Nested Loop Left; Nested Loop Semi; Nested Loop Anti
    Merge Join Inner; Merge Join Left; Merge Join Right; Merge Join Full; Merge Join Semi
    Merge Join Anti
    Hash Join Inner; Hash Join Right; Hash Join Full; Hash Join Semi; Hash Join Anti; Hash
    Parallel Hash Join Inner; Parallel Hash
    Seq Scan; Parallel Seq Scan; Sample Scan; Gather; Gather Merge; Parallel Append
    Index Scan; Index Scan Backward; Parallel Index Scan
    Index Only Scan; Index Only Scan Backward; Parallel Index Only Scan
    Bitmap Index Scan; Bitmap Heap Scan; Parallel Bitmap Heap Scan
    Tid Scan; Tid Range Scan; Subquery Scan; Function Scan; Table Function Scan; Values Scan
    CTE Scan; WorkTable Scan; Foreign Scan Select; Foreign Scan Update; Async Foreign Scan Select
    Materialize; Memoize; Sort; Incremental Sort; Group; WindowAgg; Unique; LockRows; Limit
    Aggregate Plain; Aggregate Sorted; Aggregate Hashed; Aggregate Mixed
    Partial Aggregate Plain; Partial Aggregate Sorted; Partial Aggregate Hashed
    Finalize Aggregate Plain; Finalize Aggregate Sorted; Finalize Aggregate Hashed
    SetOp Hashed Except; SetOp Hashed Except All; SetOp Sorted Intersect All
    """.replace("\n", ";").split(";")
)
KINDS = {
    NEWEST: ON_BOTH | {"Hash Join Right Semi", "Hash Join Right Anti", "Parallel Hash Join Full"},
    DEBIANS: ON_BOTH | {"Parallel Hash Join Left"},
}
KEYS = {
    NEWEST: """Workers; Single Copy; Subplans Removed; Triggers; Serialization; Storage; Window;
        Disabled; Index Searches; Memory Used; Cache Evictions; Rows Removed by Index Recheck;
        Rows Removed by Join Filter; Rows Removed by Conflict Filter; Run Condition; Heap Fetches;
        Exact Heap Blocks; Full-sort Groups; Pre-sorted Groups; Local I/O Read Time;
        Shared I/O Read Time; Temp I/O Write Time; Sampling Method; Order By; Remote SQL; TID Cond;
        Target Tables; Conflict Resolution; Tuples Skipped; Grouping Sets; One-Time Filter;
        Function Call; Query Identifier; WAL Buffers Full; Planned Partitions""",
    DEBIANS: """JIT; Workers; Single Copy; Subplans Removed; Triggers; Cache Evictions;
        I/O Read Time; Temp I/O Write Time; Tuples Skipped; Grouping Sets; Remote SQL""",
}
by_version = pytest.mark.parametrize("version", [NEWEST, DEBIANS])


def of_version(version: int) -> list[Path]:
    debians = f".pg{DEBIANS}."
    return [path for path in PLANS if (debians in path.name) == (version == DEBIANS)]


def objects(found: Any) -> Iterator[dict[str, Any]]:
    """All objects in a document, however deep."""
    waiting = [found]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def kind(node: dict[str, Any]) -> str:
    """What a node is, as a person would tell it: 'Parallel Hash Join Left', say."""
    stages = {"Partial": "Partial ", "Finalize": "Finalize "}
    before = "Parallel " if node.get("Parallel Aware") else ""
    before += "Async " if node.get("Async Capable") else ""
    before += stages.get(node.get("Partial Mode", ""), "")
    told = [before + node["Node Type"]]
    told += [node[key] for key in ("Join Type", "Strategy", "Command", "Operation") if key in node]
    told += ["Backward"] if node.get("Scan Direction") == "Backward" else []
    return " ".join(told)


def test_there_are_sixty_plans_and_more_of_either_version() -> None:
    assert min(len(of_version(NEWEST)), len(of_version(DEBIANS))) >= FEWEST


@by_version
def test_every_kind_of_node_occurs(version: int) -> None:
    nodes = [each for path in of_version(version) for each in objects(read(path))]
    found = {kind(node) for node in nodes if "Node Type" in node}
    wanted = {each.strip() for each in KINDS[version]} - {""}
    assert not wanted - found


@by_version
def test_every_figure_that_only_some_plans_have_occurs(version: int) -> None:
    found = {key for path in of_version(version) for each in objects(read(path)) for key in each}
    assert not {key.strip() for key in KEYS[version].split(";")} - found


def counted(version: int, key: str) -> int:
    """The sum of a figure over a version's plans."""
    return sum(each.get(key) or 0 for path in of_version(version) for each in objects(read(path)))


@by_version
@pytest.mark.parametrize(
    "key",
    [
        *(
            "Shared Read Blocks",
            "Shared Dirtied Blocks",
            "Local Read Blocks",
            "Local Written Blocks",
        ),
        *("Temp Read Blocks", "Temp Written Blocks", "WAL Records", "Subplans Removed"),
    ],
)
def test_every_counter_counts_somewhere(version: int, key: str) -> None:
    assert counted(version, key) > 0


def test_pages_written_whole_to_the_wal_occur_on_the_server_that_writes_them() -> None:
    assert counted(DEBIANS, "WAL FPI") > 0


@by_version
@pytest.mark.parametrize(
    ("planned", "launched"), [(2, 2), (4, 0)], ids=["all launched", "none launched"]
)
def test_workers_come_or_do_not(version: int, planned: int, launched: int) -> None:
    gathers = [
        (each["Workers Planned"], each.get("Workers Launched"))
        for path in of_version(version)
        for each in objects(read(path))
        if "Workers Planned" in each
    ]
    assert (planned, launched) in gathers


def test_every_scenario_has_its_files_and_every_file_its_scenario() -> None:
    wanted = {
        name for each in KNOWN.values() for server in each.servers for name in each.files(server)
    }
    assert {path.name for path in (*PLANS, *TEXTS)} == wanted


@pytest.mark.parametrize("path", [*PLANS, *TEXTS], ids=lambda path: path.name)
def test_no_plan_names_a_machine(path: Path) -> None:
    told = path.read_text(encoding="utf-8")
    found = [*A_PATH.findall(told), *AN_ADDRESS.findall(told)]
    assert not found
    assert socket.gethostname() not in re.findall(r"[\w.-]+", told)


@pytest.mark.parametrize("scenario", KNOWN.values(), ids=lambda scenario: scenario.name)
def test_a_scenario_says_in_a_sentence_what_its_plan_shows(scenario: Any) -> None:
    assert not scenario.story[0].islower()
    assert scenario.story.endswith(".")
    assert set(scenario.servers) <= {NEWEST, DEBIANS}


def test_a_scenario_is_read_as_it_is_written() -> None:
    scenario = parse_scenario(
        "x",
        "-- A story.\n-- @servers 18\n-- @scale 1\n-- @options VERBOSE OFF, SERIALIZE NONE\n"
        "-- @setup\nSET a = 1;\n-- why\nDO $$\nBEGIN\n  NULL;\nEND\n$$;\n"
        "-- @plan\nSELECT 1;\n-- @fix\nRESET a;\n",
    )
    assert (scenario.story, scenario.servers, scenario.scale) == ("A story.", (18,), 1)
    assert scenario.setup == ("SET a = 1", "DO $$\nBEGIN\n  NULL;\nEND\n$$")
    assert (scenario.plan, scenario.fix, scenario.fixed) == ("SELECT 1", ("RESET a",), "SELECT 1")
    assert scenario.files(18) == ("x.json", "x.txt", "x.fixed.json", "x.fixed.txt")
    assert scenario.files(15)[2] == "x.fixed.pg15.json"
    assert "VERBOSE OFF" in scenario.explain(18, "JSON")
    assert "SERIALIZE" not in scenario.explain(15, "JSON")


def test_without_a_run_no_figures_of_one_are_asked_for() -> None:
    scenario = parse_scenario("x", "-- A story.\n-- @options ANALYZE OFF\n-- @plan\nSELECT 1;\n")
    assert not {"TIMING", "WAL", "SERIALIZE"} & set(
        re.findall(r"\w+", scenario.explain(18, "TEXT"))
    )
    assert scenario.stages == ("x",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT 1;\n", "should begin with a comment"),
        ("-- @plan\nSELECT 1;\n", "should begin with a comment"),
        ("-- A story.\n-- @plans\nSELECT 1;\n", "there is no '-- @plans'"),
        ("-- A story.\n-- @setup\nSELECT 1;\n", "one statement, not 0"),
        ("-- A story.\n-- @plan\nSELECT 1;\nSELECT 2;\n", "one statement, not 2"),
    ],
)
def test_what_is_no_scenario_is_told(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=r"x\.sql") as caught:
        parse_scenario("x", text)
    assert message in str(caught.value)


def test_a_statement_ends_with_a_semicolon_at_the_end_of_a_line() -> None:
    lines = ["SELECT ';' AS a,", "  1;", "", "-- not this;", "SELECT 2"]
    assert statements(lines) == ["SELECT ';' AS a,\n  1", "SELECT 2"]


def test_no_scenario_stands_outside_its_folder() -> None:
    assert {path.stem for path in SCENARIOS.iterdir()} == set(KNOWN)
