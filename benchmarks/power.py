"""What `lab.compare` can tell: how often it sees a slowdown of 10 %, or one that is not there.

The query goes over some rows ten times, and the slower one eleven times, with the same result. Each
trial compares it with the slower one and with itself twice, as variants like any others.
"""

import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import lab
from lab.database import Database
from lab.experiments.benches import switching, write_figures
from lab.experiments.pairs import TimeVerdict
from lab.plans.running.trials import Trial

TRIALS = 100
LOW_FLOOR, DETECTED, FALSE, OVERHEAD = 0.05, 0.80, 0.05, 0.25
PASSES = (
    "SELECT max(total) FROM generate_series(1, {passes}) AS pass, "
    "LATERAL (SELECT sum(total_amount + 0 * pass) AS total FROM orders WHERE id <= {rows}) AS each"
)
A_FEW_MS, ABOUT_100_MS = 2_000, 65_000


def main() -> int:
    """Measure and print; 1 where a target is missed."""
    db = lab.fresh("bench")
    good = [power(db), overhead(db)]
    return 0 if all(good) else 1


def passes(count: int, rows: int) -> str:
    """A query that goes over so many rows so many times."""
    return PASSES.format(passes=count, rows=rows)


def power(db: Database) -> bool:
    """Trials with an injected slowdown and without, by the floor that each of them found."""
    query, slower = passes(10, A_FEW_MS), passes(11, A_FEW_MS)
    variants = {
        "ten passes": lab.Variant(),
        "ten again": lab.Variant(query=f"{query} "),
        "ten once more": lab.Variant(query=f"{query}  "),
        "eleven": lab.Variant(query=slower),
    }
    trials = [lab.compare(db, query, variants, seed=seed) for seed in range(TRIALS)]
    floors = [trial.noise_floor or 0.0 for trial in trials]
    same = Counter(t[name].time_verdict for t in trials for name in ("ten again", "ten once more"))
    low = Counter(t["eleven"].time_verdict for t in trials if (t.noise_floor or 0) < LOW_FLOOR)
    high = Counter(t["eleven"].time_verdict for t in trials if (t.noise_floor or 0) >= LOW_FLOOR)
    medians = [trial.baseline.median_ms or 0.0 for trial in trials]
    rounds = [trial.rounds for trial in trials]
    ratios = [trial["eleven"].ratio for trial in trials]
    print(
        f"power: {TRIALS} trials of a query of {statistics.median(medians):.1f} ms, "
        f"{min(rounds)} to {max(rounds)} rounds; noise floor {min(floors):.1%} to "
        f"{max(floors):.1%}, median {statistics.median(floors):.1%}"
    )
    told = statistics.median(ratio.median for ratio in ratios if ratio is not None)
    print(f"  injected: 1.10 of the time; measured: {told:.3f}")
    print(f"  floor under {LOW_FLOOR:.0%}: {_told(low)} (slower in {DETECTED:.0%} at least)")
    print(f"  floor above it: {_told(high)}")
    print(f"  without a slowdown: {_told(same)} (a verdict in {FALSE:.0%} at most)")
    false = 1 - same[TimeVerdict.CANNOT_TELL] / same.total()
    return false <= FALSE and low[TimeVerdict.SLOWER] >= DETECTED * low.total()


def _told(verdicts: Counter[TimeVerdict | None]) -> str:
    if not verdicts:
        return "no trial"
    return ", ".join(f"{verdict} {count}" for verdict, count in verdicts.most_common())


def overhead(db: Database) -> bool:
    """What a comparison does besides running the queries, building and measuring writes."""
    query = passes(10, ABOUT_100_MS)
    with _clocked() as spent:
        begun = time.perf_counter()
        result = lab.compare(
            db, query, {"none": [], "user": ["orders(user_id)"], "own": [lab.AS_IS]}
        )
        wall = time.perf_counter() - begun
    spent["built"] = sum(each.build_ms for each in result.variants) / 1000
    besides = 1 - sum(spent.values()) / wall
    parts = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in spent.items())
    print(
        f"overhead: {wall:.1f} s with a query of {result.baseline.median_ms:.0f} ms, "
        f"{result.rounds} rounds ({parts}): {besides:.1%} besides (at most {OVERHEAD:.0%})"
    )
    return besides <= OVERHEAD


@contextmanager
def _clocked() -> Iterator[dict[str, float]]:
    """Seconds spent running queries and measuring writes."""
    spent = {"run": 0.0, "writes": 0.0}
    explained, figures_of = Trial.explained, write_figures.figures_of

    def run(trial: Trial, options: Any) -> object:
        begun = time.perf_counter()
        try:
            return explained(trial, options)
        finally:
            if options["ANALYZE"] == "ON":
                spent["run"] += time.perf_counter() - begun

    def write(*given: Any) -> Any:
        begun = time.perf_counter()
        try:
            return figures_of(*given)
        finally:
            spent["writes"] += time.perf_counter() - begun

    with patch.object(Trial, "explained", run), patch.object(switching, "figures_of", write):
        yield spent


if __name__ == "__main__":
    sys.exit(main())
