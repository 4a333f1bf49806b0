"""EXPLAIN's text form says what FORMAT JSON says: held against real pairs of both forms."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab.errors import LabError
from lab.plans.parsing.pasted import readable
from lab.plans.parsing.text_form import parse_text

PLANS = Path(__file__).parents[2] / "plans"
TEXTS = sorted(PLANS.glob("*.txt"))
SAMPLES = [path.read_text(encoding="utf-8") for path in TEXTS[::5]]

NOT_IN_TEXT = {
    *("Async Capable", "Disabled", "Inner Unique", "Workers", "Settings", "Triggers", "Planning"),
    *("Relation", "Trigger Name", "Trigger"),
}
"""What text form leaves out where it is false, empty, or clear from the statement."""
NOT_THE_SAME_TWICE = {
    *("Actual Rows", "Actual Loops", "Workers", "Startup Cost", "Total Cost", "Index Searches"),
    *("Sort Space Used", "Peak Memory Usage", "Disk Usage", "Memory Used", "Memory Allocated"),
    *("Cache Hits", "Cache Misses", "Cache Evictions", "Average Sort Space Used"),
    *("Peak Sort Space Used", "Group Count", "HashAgg Batches", "Maximum Storage"),
    *("Worker Number", "Plan Rows", "Output Volume", "Sort Methods Used", "Sort Method"),
    *("Sort Space Type", "Rows Removed by Filter", "Rows Removed by Join Filter"),
}
"""What two runs of one statement do not share: workers and caches come as they come."""
SAME_IN_EVERY_RUN = (
    *("Actual Rows", "Actual Loops", "Plan Width", "Index Searches", "Cache Hits"),
    *("Sort Method", "Sort Space Type", "Rows Removed by Filter", "Rows Removed by Join Filter"),
)
VARYING_ENDINGS = ("Time", " Blocks", "Timing")


def is_counter(key: str) -> bool:
    return key.endswith(VARYING_ENDINGS) or key.startswith("WAL ")


def differences(wanted: Any, found: Any, path: str = "") -> Iterator[str]:
    """Where the text's document says something else than the JSON's."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        yield from differing_keys(wanted, found, path)
    elif isinstance(wanted, list) and isinstance(found, list):
        if len(wanted) != len(found) and not path.endswith(".Workers"):
            yield f"{path} has {len(found)} items, not {len(wanted)}"
        for at, (one, other) in enumerate(zip(wanted, found, strict=False)):
            yield from differences(one, other, f"{path}[{at}]")
    elif type(wanted) is not type(found) and {type(wanted), type(found)} != {int, float}:
        yield f"{path} is a {type(found).__name__}, not a {type(wanted).__name__}"
    elif wanted != found and not set(path.split(".")) & NOT_THE_SAME_TWICE:
        yield f"{path} is {found}, not {wanted}"


def differing_keys(wanted: Any, found: Any, path: str) -> Iterator[str]:
    # A counter that text leaves out is a zero, or one of another run.
    for key in sorted(key for key in wanted.keys() | found.keys() if not is_counter(key)):
        if key in wanted and key in found:
            yield from differences(wanted[key], found[key], f"{path}.{key}")
        elif key in wanted and key not in NOT_IN_TEXT:
            yield f"{path}.{key} is missing: {wanted[key]}"
        elif key in found and key not in NOT_THE_SAME_TWICE:
            yield f"{path}.{key} is not in the JSON: {found[key]}"


def direction_is_lost(difference: str) -> bool:
    return "Scan Direction is Forward, not NoMovement" in difference


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_text_form_gives_what_json_gives(path: Path) -> None:
    wanted = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))[0]
    found = parse_text(path.read_text(encoding="utf-8"))
    told = [each for each in differences(wanted, found) if not direction_is_lost(each)]
    if "Workers Planned" not in path.with_suffix(".json").read_text(encoding="utf-8"):
        assert figures(found["Plan"]) == figures(wanted["Plan"])
    assert not told


def figures(root: Any) -> list[tuple[object, ...]]:
    """What every node of a plan without workers counts the same in every run."""
    found, waiting = [], [root]
    while waiting:
        node = waiting.pop()
        waiting += node.get("Plans", [])
        found.append((node["Node Type"], *map(node.get, SAME_IN_EVERY_RUN)))
    return found


def test_there_are_pairs_of_both_servers() -> None:
    assert len([path for path in TEXTS if ".pg15." in path.name]) >= 40
    assert len([path for path in TEXTS if ".pg15." not in path.name]) >= 40


# Written by hand from the documentation of each: no server of these kinds is at hand.
OLD = """Hash Join  (cost=1.00..2.00 rows=3 width=4) (actual time=0.1..0.2 rows=3 loops=1)
  Hash Cond: (a.id = b.id)
  Buffers: shared hit=3 read=1
  I/O Timings: read=0.250
  ->  Seq Scan on a  (cost=0.00..1.00 rows=3 width=4) (actual time=0.1..0.1 rows=3 loops=1)
  ->  Hash  (cost=1.00..1.00 rows=1 width=4) (actual time=0.1..0.1 rows=1 loops=1)
        Buckets: 1024  Batches: 1  Memory Usage: 9kB
        ->  Seq Scan on b  (cost=0.00..1.00 rows=1 width=4) (never executed)
Planning time: 0.100 ms
Execution time: 0.300 ms
"""
JIT_OF_11 = """Result  (cost=0.00..0.01 rows=1 width=4)
JIT:
  Functions: 4
  Generation Time: 0.862 ms
  Inlining: false
"""
TIMESCALE = """Custom Scan (ChunkAppend) on metrics  (cost=0.15..9.00 rows=5 width=12)
  Order: metrics."time" DESC
  Chunks excluded during startup: 2
  ->  Index Scan using i on _hyper_1_1_chunk  (cost=0.15..9.00 rows=5 width=12)
"""
YUGABYTE = """Index Scan using k on t  (cost=0.00..4.11 rows=1 width=4)
  Storage Table Read Requests: 1
  Storage Table Read Execution Time: 0.412 ms
Peak Memory Usage: 24 kB
"""
CITUS = """Custom Scan (Citus Adaptive)  (cost=0.00..0.00 rows=0 width=0)
  Task Count: 32
  Tasks Shown: One of 32
  ->  Task
        Node: host=a port=9701 dbname=citus
        ->  Seq Scan on t_102008 t  (cost=0.00..1.00 rows=1 width=4)
"""
NEON = """Seq Scan on t  (cost=0.00..1.00 rows=1 width=4) (actual rows=1 loops=1)
  Prefetch: hits=3 misses=1 expired=0 duplicates=0
"""


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        (OLD, "Planning Time", 0.1),
        (OLD, "Execution Time", 0.3),
        (OLD, "Plan/I/O Read Time", 0.25),
        (OLD, "Plan/Plans/1/Plans/0/Actual Loops", 0),
        (OLD, "Plan/Plans/1/Original Hash Buckets", 1024),
        (OLD, "Plan/Plans/1/Parent Relationship", "Inner"),
        (JIT_OF_11, "JIT", {"Functions": 4, "Generation Time": 0.862, "Inlining": False}),
        (TIMESCALE, "Plan/Custom Plan Provider", "ChunkAppend"),
        (TIMESCALE, "Plan/Chunks excluded during startup", 2),
        (TIMESCALE, "Plan/Order", 'metrics."time" DESC'),
        (YUGABYTE, "Plan/Storage Table Read Requests", 1),
        (YUGABYTE, "Plan/Storage Table Read Execution Time", 0.412),
        (YUGABYTE, "Peak Memory Usage", 24),
        (CITUS, "Plan/Task Count", 32),
        (CITUS, "Plan/Plans/0/Node", "host=a port=9701 dbname=citus"),
        (CITUS, "Plan/Plans/0/Plans/0/Relation Name", "t_102008"),
        (NEON, "Plan/Prefetch Hits", 3),
    ],
)
def test_older_and_other_servers_are_read(text: str, path: str, expected: object) -> None:
    found: Any = parse_text(text)
    keys = path.replace("I/O", "I|O").split("/")
    for key in keys:
        found = found[int(key) if key.isdigit() else key.replace("I|O", "I/O")]
    assert found == expected


@pytest.mark.parametrize(
    ("line", "keys"),
    [
        ("Seq Scan on t t_1", {"Relation Name": "t", "Alias": "t_1"}),
        (
            'Seq Scan on "a on ""b"" using (cost=" "x y"',
            {"Relation Name": 'a on "b" using (cost=', "Alias": "x y"},
        ),
        (
            'Index Scan Backward using "i (actual time=" on s."T" a',
            {
                "Node Type": "Index Scan",
                "Scan Direction": "Backward",
                "Index Name": "i (actual time=",
                "Schema": "s",
                "Relation Name": "T",
            },
        ),
        (
            "Parallel Hash Right Semi Join",
            {"Node Type": "Hash Join", "Join Type": "Right Semi", "Parallel Aware": True},
        ),
        (
            "Finalize GroupAggregate",
            {"Node Type": "Aggregate", "Strategy": "Sorted", "Partial Mode": "Finalize"},
        ),
        ("HashSetOp Except All", {"Strategy": "Hashed", "Command": "Except All"}),
        ("Foreign Update on t", {"Node Type": "Foreign Scan", "Operation": "Update"}),
        ("Merge on t", {"Node Type": "ModifyTable", "Operation": "Merge"}),
        ("Values Scan on \"*VALUES*\"", {"Alias": "*VALUES*"}),
        ("CTE Scan on c c_1", {"CTE Name": "c", "Alias": "c_1"}),
        ("Bitmap Index Scan on i", {"Index Name": "i"}),
        ("Async Foreign Scan on t", {"Async Capable": True, "Node Type": "Foreign Scan"}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("figures", ["  (cost=0.00..1.00 rows=1 width=4)", ""])
def test_the_name_of_a_node_is_taken_apart(line: str, keys: dict[str, Any], figures: str) -> None:
    plan: Any = parse_text(line + figures)["Plan"]
    assert plan.items() >= keys.items()


COSTS = "(cost=0.00..1.00 rows=1 width=4)"
WHOLE = f"""Sort  {COSTS} (actual time=0.1..0.2 rows=1.00 loops=1)
  Sort Key: a, (b + 1) DESC
  Sort Method: quicksort  Memory: 25kB
  ->  Seq Scan on t  {COSTS} (actual time=0.1..0.2 rows=1.00 loops=1)
        Filter: ((a = 'some words of a value'::text) AND (b = ANY ('{{1,2,3}}'::integer[])))
        Rows Removed by Filter: 3
Planning Time: 1.000 ms
Execution Time: 2.000 ms"""


@pytest.mark.parametrize("width", [60, 72, 90])
def test_lines_that_a_mailer_wrapped_are_joined(width: int) -> None:
    wrapped = []
    for line in WHOLE.split("\n"):
        while len(line) > width and " " in line.strip()[: width - 12]:
            cut = line.rindex(" ", 0, width)
            wrapped.append(line[:cut])
            line = line[cut + 1 :]
        wrapped.append(line)
    assert parse_text("\n".join(wrapped)) == parse_text(WHOLE)


def test_lists_are_split_between_commas_outside_brackets_and_quotes() -> None:
    text = f"Sort  {COSTS}\n  Output: a, f(b, c), 'd, e'::text, \"g, h\"\n  Sort Key: a, b DESC"
    plan: Any = parse_text(text)["Plan"]
    assert plan["Output"] == ["a", "f(b, c)", "'d, e'::text", '"g, h"']
    assert plan["Sort Key"] == ["a", "b DESC"]


def test_a_plan_that_is_cut_off_is_read_as_far_as_it_goes() -> None:
    plan: Any = parse_text("\n".join(WHOLE.split("\n")[:4]))["Plan"]
    assert plan["Plans"][0]["Relation Name"] == "t"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Not a plan: the text is empty"),
        ("select 1", "Not a plan: line 1 'select 1' begins no plan"),
        ("\n\nselect 1\nfrom t", "Not a plan: line 3 'select 1' begins no plan"),
        (f"{WHOLE}\n{WHOLE}", "line 9 'Sort  (cost=0.00..1.00 rows=1 width=4...' begins a second"),
        (f"->  Limit  {COSTS}\n->  Limit  {COSTS}", "line 2 '->  Limit  (cost"),
        (f"Limit  {COSTS}\n  what is this", "line 2 'what is this' is neither a node nor a figure"),
        ("Limit  (cost=1..", "line 1 'Limit  (cost=1..' has figures that cannot be read"),
        ("- Plan: \n    Node Type: Seq Scan", "the text is a plan as YAML"),
        ("<explain xmlns=1>", "the text is a plan as XML"),
    ],
)
def test_what_is_no_plan_is_told_with_its_line(text: str, message: str) -> None:
    with pytest.raises(LabError) as caught:
        parse_text(text)
    assert message in caught.value.message
    assert caught.value.message.startswith("Not a plan: ")
    assert caught.value.hint


def test_json_that_breaks_off_is_told_with_its_line() -> None:
    with pytest.raises(LabError, match="Not a plan: line 3 of the text is not JSON"):
        readable('[\n {\n  "Plan": oops }]')


def test_a_deep_and_a_wide_plan_are_read_in_time() -> None:
    start = time.monotonic()
    deep = "\n".join(
        f"{' ' * (2 + 6 * (depth - 1)) if depth else ''}{'->  ' if depth else ''}Limit  {COSTS}"
        for depth in range(1_000)
    )
    wide = "\n".join([f"Append  {COSTS}", *[f"  ->  Seq Scan on t  {COSTS}"] * 10_000])
    depth, node = 1, parse_text(deep)["Plan"]
    while isinstance(node, dict) and "Plans" in node:
        node, depth = node["Plans"][0], depth + 1
    assert depth == 1_000
    plan: Any = parse_text(wide)["Plan"]
    assert len(plan["Plans"]) == 10_000
    assert time.monotonic() - start < 20


@st.composite
def mutated(draw: st.DrawFn) -> str:
    lines = draw(st.sampled_from(SAMPLES)).split("\n")
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(lines) - 1))
        what = draw(st.sampled_from(["drop", "cut", "double", "noise", "indent"]))
        if what == "cut":
            lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
        elif what == "double":
            lines.insert(at, lines[draw(st.integers(0, len(lines) - 1))])
        elif what == "noise":
            lines[at] += draw(st.text(max_size=20))
        elif what == "indent":
            lines[at] = " " * draw(st.integers(0, 9)) + lines[at].strip()
        elif len(lines) > 1:
            del lines[at]
    return "\n".join(lines)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), mutated()))
def test_any_text_is_a_plan_or_a_told_mistake(text: str) -> None:
    told = ""
    try:
        readable(text)
    except LabError as error:
        told = error.message
    assert not told or told.startswith("Not a plan: ")
