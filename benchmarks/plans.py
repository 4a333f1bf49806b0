"""How fast plans are read and reviewed, how large they show, and what `lab.explain` adds.

Big plans are made of the real ones that the tests keep, hung below one Append.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import text

import lab
from lab.database import Database

PLANS = sorted((Path(__file__).parents[1] / "tests" / "plans").glob("*.json"))
ROUNDS = 21
MS_OF_500, MS_OF_10_000, KB_OF_50, MS_ADDED = 50, 2_000, 60, 15
ABOUT_1_MS = "SELECT count(*), sum(total_amount) FROM orders WHERE id <= 4000"


def main() -> int:
    """Measure and print; 1 where a target is missed."""
    good = [growth(), page(), added(lab.fresh("bench"))]
    return 0 if all(good) else 1


def growth() -> bool:
    """Parse, attribute and find: plans of 500 to 10,000 nodes, and how the time grows."""
    sizes = (500, 1_000, 2_000, 5_000, 10_000)
    times = {size: best_ms(reading(json.dumps(big_plan(size))), rounds=5) for size in sizes}
    for size, ms in times.items():
        per_node = 1000 * ms / size
        print(f"parse, attribute and find, {size:,} nodes: {ms:.0f} ms, {per_node:.0f} us a node")
    grown = times[10_000] / times[500]
    print(f"20 times the nodes take {grown:.1f} times the time")
    print(f"targets: 500 nodes {MS_OF_500} ms, 10,000 nodes {MS_OF_10_000} ms")
    return times[500] <= MS_OF_500 and times[10_000] <= MS_OF_10_000


def page() -> bool:
    """HTML of 50 nodes, with times and all."""
    plan = lab.parse_plan(big_plan(50)).timed()
    size = len(plan.render_html().encode()) / 1000
    print(f"HTML of {len(plan.nodes)} nodes: {size:.1f} kB (at most {KB_OF_50})")
    return size <= KB_OF_50


def added(db: Database) -> bool:
    """`lab.explain` of a query of about a millisecond, beside the bare EXPLAIN ANALYZE."""

    def bare() -> None:
        with db.engine.connect() as connection:
            connection.execute(text(f"EXPLAIN (ANALYZE, FORMAT JSON) {ABOUT_1_MS}")).scalar_one()

    def explained() -> None:
        lab.explain(db, ABOUT_1_MS)

    for warm in (bare, explained):
        warm()
    pairs = [(taken_ms(bare), taken_ms(explained)) for _ in range(ROUNDS)]
    plain, whole = (statistics.median(each) for each in zip(*pairs, strict=True))
    print(
        f"lab.explain of a query of {plain:.1f} ms: {whole:.1f} ms, {whole - plain:.1f} ms more "
        f"(at most {MS_ADDED}); it runs the query twice"
    )
    return bool(whole - plain <= MS_ADDED)


def big_plan(size: int) -> list[dict[str, Any]]:
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
