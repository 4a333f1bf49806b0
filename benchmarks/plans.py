"""How fast plans are read, reviewed and shown, how large they are, and what `lab.explain` adds.

Big plans are made of the real ones that the tests keep, hung below one Append; the worst ones of
scans that all have something to say for themselves, each on a table and with conditions of its own.
"""

import itertools
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import text

import lab
from lab.database import Database

PLANS = sorted((Path(__file__).parents[1] / "tests" / "plans").glob("*.json"))
ROUNDS = 21
SIZES = (500, 1_000, 2_000, 5_000, 10_000)
MS_OF_500, MS_OF_10_000, MS_SHOWN, KB_OF_50, MS_ADDED = 50, 2_000, 5_000, 60, 15
GROWN = 40
"""Twenty times the nodes may take so many times the time: linear, with room for the machine."""

ABOUT_1_MS = "SELECT count(*), sum(total_amount) FROM orders WHERE id <= 4000"
ASKS_THE_CATALOG = "SELECT count(*) FROM orders WHERE id <= 4000 AND total_amount > 100"

Document = list[dict[str, Any]]


def main() -> int:
    """Measure and print; 1 where a target is missed."""
    good = [growth(), shown(), page(), added(lab.fresh("bench"))]
    return 0 if all(good) else 1


def growth() -> bool:
    """Parse, attribute and find: plans of 500 to 10,000 nodes, and how the time grows."""
    print(f"targets: 500 nodes {MS_OF_500} ms, 10,000 nodes {MS_OF_10_000} ms")
    # Other names in each: what was read once is remembered, and would not be measured again.
    series = itertools.count()
    kinds: dict[str, Callable[[int], str]] = {
        "real plans": lambda size: json.dumps(big_plan(size)),
        "as many findings as nodes": lambda size: json.dumps(worst_plan(size, next(series))),
        "in text form": lambda size: text_form(size, next(series)),
        "each below the other": deep_plan,
    }
    held = [_grows(name, made) for name, made in kinds.items()]
    return all(held)


def _grows(name: str, made: Callable[[int], str]) -> bool:
    times = {size: min(taken_ms(reading(made(size))) for _ in range(3)) for size in SIZES}
    print(f"parse, attribute and find: {name}")
    for size, ms in times.items():
        print(f"  {size:,} nodes: {ms:.0f} ms, {1000 * ms / size:.0f} us a node")
    grown = times[10_000] / times[500]
    print(f"  20 times the nodes take {grown:.1f} times the time")
    return times[500] <= MS_OF_500 and times[10_000] <= MS_OF_10_000 and grown <= GROWN


def shown() -> bool:
    """What a plan does with itself, at 2,000 and at 10,000 nodes."""
    times: dict[str, list[float]] = {}
    for size in (2_000, 10_000):
        plan, other = (lab.parse_plan(big_plan(size)) for _ in range(2))
        ways: dict[str, Callable[[], object]] = {
            "render_text": plan.render_text,
            "render_html": plan.render_html,
            "to_svg": plan.to_svg,
            "to_json": plan.to_json,
            "to_frame": plan.to_frame,
            "redacted": plan.redacted,
            "diff": plan.diff(other).render_text,
        }
        plan.to_frame()  # The first one imports pandas.
        for name, way in ways.items():
            times.setdefault(name, []).append(best_ms(way, rounds=2))
    print("show 10,000 nodes, and by how much longer that takes than 2,000")
    for name, (few, many) in times.items():
        print(f"  {name}: {many:.0f} ms, {many / few:.1f} times the time")
    return max(many for _, many in times.values()) <= MS_SHOWN


def page() -> bool:
    """HTML of 50 nodes, with times and all."""
    plan = lab.parse_plan(big_plan(50)).timed()
    size = len(plan.render_html().encode()) / 1000
    print(f"HTML of {len(plan.nodes)} nodes: {size:.1f} kB (at most {KB_OF_50})")
    return size <= KB_OF_50


def added(db: Database) -> bool:
    """`lab.explain` of queries of about a millisecond, beside the bare EXPLAIN ANALYZE."""
    asked = {"nothing to say": ABOUT_1_MS, "asks the catalog": ASKS_THE_CATALOG}
    held = [_added(db, name, query) for name, query in asked.items()]
    return all(held)


def _added(db: Database, name: str, query: str) -> bool:
    def bare() -> None:
        with db.engine.connect() as connection:
            connection.execute(text(f"EXPLAIN (ANALYZE, FORMAT JSON) {query}")).scalar_one()

    def explained() -> None:
        lab.explain(db, query)

    for warm in (bare, explained):
        warm()
    pairs = [(taken_ms(bare), taken_ms(explained)) for _ in range(ROUNDS)]
    plain, whole = (statistics.median(each) for each in zip(*pairs, strict=True))
    print(
        f"lab.explain of a query of {plain:.1f} ms ({name}): {whole:.1f} ms, "
        f"{whole - plain:.1f} ms more (at most {MS_ADDED}); it runs the query twice"
    )
    return bool(whole - plain <= MS_ADDED)


def big_plan(size: int) -> Document:
    """So many nodes, taken from real plans in turn."""
    found: list[dict[str, Any]] = []
    count = 1
    while count < size:
        for path in PLANS:
            plan = json.loads(path.read_text())[0]["Plan"]
            nodes = str(plan).count("'Node Type'")
            if count + nodes <= size:
                found.append({**plan, "Parent Relationship": "Member"})
                count += nodes
        if size - count < 3:
            break
    top = {key: value for key, value in found[0].items() if not isinstance(value, list | str)}
    return [{"Plan": {**top, "Node Type": "Append", "Plans": found}, "Execution Time": 1000.0}]


def worst_plan(size: int, series: int) -> Document:
    """So many nodes below a Sort, each estimated badly; every one has conditions of its own."""
    scans = [_scan(at, f"{series}_{at}") for at in range(size - 2)]
    append = _node("Append", rows=200_000 * size, blocks=50_000 * size) | {"Plans": scans}
    below = append | {"Parent Relationship": "Outer"}
    root = _node("Sort", rows=200_000 * size, blocks=50_000 * size) | {"Sort Key": ["x"]}
    return [{"Plan": root | {"Plans": [below]}, "Execution Time": 10.0 * size}]


def _scan(at: int, name: str) -> dict[str, Any]:
    table = {"Relation Name": f"t{name}", "Schema": "public", "Alias": f"a{name}"}
    condition = (
        f"((a{name}.user_id = {at}) AND (lower((a{name}.name)::text) = 'x{at}'::text) AND "
        f"(a{name}.c{at} > '2025-01-01 00:00:00+00'::timestamp with time zone))"
    )
    index = {"Index Name": f"i{name}", "Index Cond": f"(a{name}.k = {at})"}
    kinds: list[dict[str, Any]] = [
        {"Node Type": "Seq Scan"},
        {"Node Type": "Index Scan"} | index,
        {"Node Type": "Bitmap Heap Scan", "Recheck Cond": condition, "Lossy Heap Blocks": 5_000},
        {"Node Type": "Index Only Scan", "Heap Fetches": 200_000} | index,
    ]
    node = _node("", rows=200_000, blocks=50_000) | table | kinds[at % len(kinds)]
    return node | {"Parent Relationship": "Member", "Filter": condition}


def _node(node_type: str, *, rows: float, blocks: int) -> dict[str, Any]:
    told: dict[str, Any] = {"Node Type": node_type, "Startup Cost": 0.0, "Total Cost": 10.0}
    told |= {"Plan Rows": 1, "Plan Width": 8, "Actual Startup Time": 0.0, "Actual Total Time": 10.0}
    told |= {"Actual Rows": rows, "Actual Loops": 1, "Shared Hit Blocks": blocks}
    return told | {"Shared Read Blocks": 0, "Rows Removed by Filter": 2_000_000}


def deep_plan(size: int) -> str:
    """So many nodes, each the only child of the one above; written without recursion."""
    kinds = [_node("Aggregate" if at % 2 else "Limit", rows=7, blocks=5) for at in range(size)]
    opened = ', "Plans": ['.join(json.dumps(each).removesuffix("}") for each in kinds)
    return f'[{{"Plan": {opened}{"}]" * (size - 1)}}}, "Execution Time": 1000.0}}]'


def text_form(size: int, series: int) -> str:
    """A plan of so many nodes, as psql shows it."""
    return "\n".join([_heading("Append", 0), *_lines(size, series), "Execution Time: 1000.000 ms"])


def _lines(size: int, series: int) -> Iterator[str]:
    for at in range(1, size):
        column, name = (2, "") if at % 2 else (8, f"{series}_{at}")
        yield _heading(f"Seq Scan on public.t{name} a{name}" if name else "Limit", column)
        if name:
            yield f"              Filter: ((a{name}.user_id = {at}) AND (a{name}.s = 'x'::text))"
            yield "              Rows Removed by Filter: 10"
        yield f"{' ' * column}      Buffers: shared hit=50 read=3"


def _heading(kind: str, column: int) -> str:
    arrow = f"{' ' * column}->  " if column else ""
    return (
        f"{arrow}{kind}  (cost=0.00..9.00 rows=1 width=8) (actual time=0.01..1.00 rows=7 loops=1)"
    )


def reading(document: str) -> Callable[[], object]:
    """What reads the document."""
    return lambda: lab.parse_plan(document)


def best_ms(work: Callable[[], object], *, rounds: int) -> float:
    """The shortest of several runs: what the machine did besides is not in it."""
    return min(taken_ms(work) for _ in range(rounds))


def taken_ms(work: Callable[[], object]) -> float:
    """Milliseconds of one run."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    sys.exit(main())
