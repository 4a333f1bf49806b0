"""Compare variants on one query: blocks for certain, time as far as the noise allows."""

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from sqlalchemy import Executable

from lab.database import Database
from lab.experiments.benches.switching import MODE, Bench, bench_for
from lab.experiments.comparing.assembling import measured_of
from lab.experiments.comparing.comparison import Comparison
from lab.experiments.comparing.rounds import Limits, Rounds, take_rounds
from lab.experiments.comparing.studying import Studied, study_all
from lab.experiments.deciding import read_deciding
from lab.experiments.options import How, Options, options_of
from lab.experiments.pairs import noise_floor
from lab.experiments.variants import Variant, Wanted, read_variants
from lab.workload import Query, Workload, as_workload

FEWEST_ROUNDS = 20
MOST_ROUNDS = 100


def compare(
    db: Database,
    query: Workload | Query | str | Executable,
    variants: Mapping[str, Variant | Sequence[Wanted]],
    *,
    params: Mapping[str, Any] | None = None,
    **how: Unpack[How],
) -> Comparison:
    """Measure a query under several variants: sets of indexes, settings, or other wordings of it.

    A variant is the complete set of secondary indexes on the query's tables: `[]` leaves only
    those of primary keys, constraints and uniqueness, `lab.AS_IS` stands for those that the
    schema has. `lab.Variant` adds settings, or the query written another way, whose rows must be
    the same. The first variant is the baseline. No index remains in the database afterwards.

    A variant that fails, takes too long, or has an index that cannot be built is told as such, and
    the others go on. Ctrl-C ends the rounds and keeps those that are whole. Where the lab may not
    write, indexes are only planned with, by hypopg, if the server has it; the notes say so.

    Args:
        db: where. Others cannot write to the query's tables meanwhile, and their reads wait while
            an index is put aside (DROP INDEX locks the table).
        query: a Workload, a Query with its samples, SQL text or a SQLAlchemy construct, which
            only reads.
        variants: name -> indexes, as candidates of `lab.index(...)` or their texts, or a
            `lab.Variant`.
        params: values of the query's parameters.
        how: `timeout_s`, `limit_s`, `rounds`, `seed`, `plan_cache_mode`, `writes`; see `How`.

    Raises:
        LabError: a variant makes no sense, the baseline fails or an index of its cannot be built,
            or every variant takes too long.
        WriteRefusedError: nothing could be measured without writing.
    """
    options = options_of(how)
    wanted = read_variants(variants)
    workload = as_workload(query, params)
    with bench_for(
        db,
        workload,
        wanted,
        timeout_s=options.timeout_s,
        plan_cache_mode=options.plan_cache_mode,
        writes=options.writes and len(wanted) > 1,
    ) as bench:
        studied, notes = study_all(bench, workload.cases, wanted, options)
        settings = read_deciding(bench.connection, MODE)
        taken = _timed(bench, studied, workload.cases, options)
    floor = noise_floor(*taken.same()) if taken.times[0] else None
    return Comparison(
        workload=workload,
        variants=measured_of(bench, workload.cases, studied, floor),
        noise_floor=floor,
        settings=settings,
        seed=options.seed,
        rounds=taken.count,
        stopped=taken.stopped,
        notes=(*bench.writes.notes, *notes),
    )


def _timed(
    bench: Bench, studied: Sequence[Studied], cases: Sequence[Query], options: Options
) -> Rounds:
    """The rounds of all that can be measured; what fails in one is remembered.

    Raises:
        LabError: it was the baseline, whose query has run before.
    """
    runs = [each for each in studied if each.measurable]
    if not runs:
        return Rounds([[]], [], stopped="no variant could be measured")
    most = options.rounds or MOST_ROUNDS
    limits = Limits(min(FEWEST_ROUNDS, most), most, options.limit_s, options.timeout_s)
    taken = take_rounds(bench, [each.variant for each in runs], cases, limits, options.seed)
    for at, failure in taken.out.items():
        if at == 0 and failure.over_s is None:
            raise failure.error
        runs[at].fail(failure)
    for each, times in zip(runs, taken.times, strict=False):
        each.times = times
    return taken
