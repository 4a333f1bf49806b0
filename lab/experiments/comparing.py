"""Compare variants on one query: blocks for certain, time as far as the noise allows."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection, Executable

from lab.database import Database
from lab.experiments.comparison import Comparison
from lab.experiments.measured import Measured, Run
from lab.experiments.pairs import Ratio, noise_floor, paired_ratio, time_verdict
from lab.experiments.switching import Bench, bench_for
from lab.experiments.variants import Arrangement, Variant, Wanted, read_variants
from lab.workload import Query, Workload, as_workload

FEWEST_ROUNDS = 20
MOST_ROUNDS = 60
NARROW_ENOUGH = 0.05
FAR_FROM_ONE = 2
TIME_LIMIT_S = 30.0
TIMEOUT_S = 60.0


def compare(
    db: Database,
    query: Workload | Query | str | Executable,
    variants: Mapping[str, Variant | Sequence[Wanted]],
    *,
    params: Mapping[str, Any] | None = None,
    timeout_s: float = TIMEOUT_S,
    seed: int = 0,
) -> Comparison:
    """Measure a query under several sets of secondary indexes, all of them really built.

    A variant is the complete set of secondary indexes on the query's tables: `[]` leaves only
    those of primary keys, constraints and uniqueness, `lab.AS_IS` stands for those that the
    schema has. The first variant is the baseline. No index remains in the database afterwards.

    Args:
        db: where. Others cannot write to the query's tables meanwhile, and their reads wait while
            an index is put aside (DROP INDEX locks the table); so on a foreign server writes
            must be allowed.
        query: a Query, SQL text or a SQLAlchemy construct that only reads.
        variants: name -> indexes, as candidates of `lab.index(...)` or their texts.
        params: values of the query's parameters.
        timeout_s: how long a single statement may take.
        seed: of the random order of the runs.

    Raises:
        LabError: a variant makes no sense, an index cannot be built, or the query fails.
    """
    wanted = read_variants(variants)
    workload = as_workload(query, params)
    with bench_for(db, workload, wanted, timeout_s=timeout_s) as bench:
        return _measure(bench, workload, wanted, seed)


def measure_blocks(db: Database, query: Query, indexes: Sequence[Wanted]) -> tuple[int, str]:
    """Blocks that one execution touches with these indexes alone, and the plan's shape."""
    (these,) = read_variants({"these": indexes})
    with bench_for(db, Workload([query]), [these], timeout_s=TIMEOUT_S) as bench:
        plan = bench.plan(these, query)
    return plan.blocks or 0, plan.shape


def _measure(
    bench: Bench, workload: Workload, variants: Sequence[Arrangement], seed: int
) -> Comparison:
    cases = workload.cases
    plans = [[bench.plan(variant, case) for case in cases] for variant in variants]
    times = _rounds(bench, cases, variants, seed)
    weights = [case.weight for case in cases]
    means = [[float(np.dot(weights, each)) for each in own] for own in times]
    floor = noise_floor(means[-1], means[0])
    measured = []
    for at, variant in enumerate(variants):
        built = bench.indexes_of(variant)
        ratio = paired_ratio(means[at], means[0])
        columns = zip(*times[at], strict=True)
        measured.append(
            Measured(
                name=variant.name,
                runs=tuple(map(Run, cases, plans[at], columns)),
                times_ms=tuple(means[at]),
                ratio=ratio,
                time_verdict=time_verdict(ratio, floor) if variant is not variants[0] else "",
                index_names=tuple(index.name for index in built),
                index_bytes=sum(index.size for index in built),
                build_ms=sum(index.build_ms for index in built),
            )
        )
    return Comparison(workload, tuple(measured), floor, _settings(bench.connection))


def _rounds(
    bench: Bench, cases: Sequence[Query], variants: Sequence[Arrangement], seed: int
) -> list[list[list[float]]]:
    """Times by variant, round and case; the baseline's second ones last.

    In each round the runs have a new random order.
    """
    runs = [*variants, variants[0]]
    weights = [case.weight for case in cases]
    times: list[list[list[float]]] = [[] for _ in runs]
    shuffled = np.random.default_rng(seed)
    begun = time.monotonic()
    while not _enough(
        [np.reshape(own, (-1, len(cases))) @ weights for own in times], time.monotonic() - begun
    ):
        for own in times:
            own.append([0.0] * len(cases))
        for at in shuffled.permutation(len(runs) * len(cases)):
            run, case = divmod(int(at), len(cases))
            times[run][-1][case] = bench.time_ms(runs[run], cases[case])
    return times


def _enough(times: Sequence[Any], elapsed_s: float) -> bool:
    """Whether every interval is narrow, or a limit of rounds or time is reached."""
    rounds = len(times[0])
    if rounds >= MOST_ROUNDS or (rounds >= 3 and elapsed_s > TIME_LIMIT_S):
        return True
    if rounds < FEWEST_ROUNDS or rounds % 10:
        return False
    ratios = (paired_ratio(own, times[0]) for own in times[1:])
    return all(_is_clear(ratio) for ratio in ratios)


def _is_clear(ratio: Ratio) -> bool:
    """Whether more rounds would tell no more: the interval is narrow, or far away from 1."""
    narrow = ratio.half_width <= NARROW_ENOUGH * ratio.median
    return narrow or ratio.high < 1 / FAR_FROM_ONE or ratio.low > FAR_FROM_ONE


def _settings(connection: Connection) -> dict[str, str]:
    """The settings that decide plans, as they were during the comparison."""
    names = (
        "jit",
        "max_parallel_workers_per_gather",
        "plan_cache_mode",
        "random_page_cost",
        "work_mem",
    )
    return {name: str(connection.exec_driver_sql(f"SHOW {name}").scalar_one()) for name in names}
