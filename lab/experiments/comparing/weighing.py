"""What indexes gain a read against what they cost a write, and which set is the least to keep.

Blocks and WAL bytes are the same in every run, but have no common unit. `WAL_BYTES_A_BLOCK` lends
them one by the time that both take where all is cached: six indexes more made a single-row INSERT
take 20 microseconds longer and write 443 bytes more (0.02 to 0.04 microseconds a byte), and a block
took 0.65 (index scan) to 1.75 microseconds (sequential scan): 15 to 80 bytes. It is an order of
magnitude; where both times were measured, they need no such rate.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from lab.experiments.comparing.measured import Measured
from lab.experiments.pairs import TimeVerdict, paired_ratio, time_verdict
from lab.experiments.writing.figures import INSERT, UPDATE_INDEXED, WriteFigures

WAL_BYTES_A_BLOCK = 32
TOLERANCE = 0.05
"""Part by which blocks may differ from the best and still be called as good."""

FEWEST = 2
"""Blocks by which they may differ in any case: one more level of a tree, one more page of rows."""


@dataclass(frozen=True, slots=True)
class Written:
    """What one row costs, over all the tables looked at: bytes of WAL, ms of each batch of rows.

    `hot_ratio` is the part of the updates that no index had to be told of, the least of the
    tables'. Updates are those of a column that some variant has an index on.
    """

    insert_bytes: float
    insert_ms: tuple[float, ...]
    update_bytes: float | None
    update_ms: float | None
    hot_ratio: float | None


@dataclass(frozen=True, slots=True)
class Weighing:
    """What a variant saves a read and costs a write, against the baseline; either may be negative.

    `reads_a_write` is where both are equal: with more reads the variant is worth it if it saves
    reads, and with fewer if it saves writes. None where one side alone decides.
    """

    saved: float
    added: float
    reads_a_write: float | None


def written_tables(variants: Sequence[Measured]) -> tuple[str, ...]:
    """The tables on which the variants' writes differ; all that were measured if none do."""
    found: dict[str, set[float]] = {}
    for variant in variants:
        for figures in _with_inserts(variant):
            found.setdefault(figures.table, set()).add(figures[INSERT].wal_bytes)
    return tuple(name for name, told in found.items() if len(told) > 1) or tuple(found)


def written(variant: Measured, tables: Sequence[str]) -> Written | None:
    """What a row in each of these tables costs; None where that was not measured."""
    chosen = [figures for figures in _with_inserts(variant) if figures.table in tables]
    if not chosen:
        return None
    inserts = [figures[INSERT] for figures in chosen]
    updates = [figures[UPDATE_INDEXED] for figures in chosen if UPDATE_INDEXED in figures]
    ratios = [update.hot_ratio for update in updates if update.hot_ratio is not None]
    return Written(
        insert_bytes=sum(each.wal_bytes for each in inserts),
        insert_ms=tuple(map(sum, zip(*(each.batch_ms for each in inserts), strict=False))),
        update_bytes=sum(each.wal_bytes for each in updates) if updates else None,
        update_ms=sum(each.ms for each in updates) if updates else None,
        hot_ratio=min(ratios, default=None),
    )


def _with_inserts(variant: Measured) -> list[WriteFigures]:
    return [figures for figures in variant.writes if INSERT in figures]


def weigh(saved: float, added: float) -> Weighing:
    """The two against each other, in one unit."""
    decides = (saved > 0) == (added > 0) and saved and added
    return Weighing(saved, added, added / saved if decides else None)


def weigh_blocks(variant: Measured, baseline: Measured, tables: Sequence[str]) -> Weighing | None:
    """Blocks saved a read against bytes of WAL added an inserted row; None where not measured."""
    was, now = written(baseline, tables), written(variant, tables)
    if was is None or now is None or variant.blocks is None or baseline.blocks is None:
        return None
    saved = _from(0.5, baseline.blocks - variant.blocks)
    added = _from(0.5, now.insert_bytes - was.insert_bytes)
    rate = weigh(saved, added / WAL_BYTES_A_BLOCK).reads_a_write
    return Weighing(saved, added, rate)


def weigh_times(variant: Measured, baseline: Measured, tables: Sequence[str]) -> Weighing | None:
    """Milliseconds saved a read against those added an inserted row; None where not measured.

    What cannot be told from noise is nothing: of reads by their verdict, of writes by the interval
    of their batches.
    """
    was, now = written(baseline, tables), written(variant, tables)
    if was is None or now is None or variant.median_ms is None or baseline.median_ms is None:
        return None
    reads_told = variant.time_verdict in (TimeVerdict.FASTER, TimeVerdict.SLOWER)
    writes_told = _told_apart(now.insert_ms, was.insert_ms)
    return weigh(
        saved=baseline.median_ms - variant.median_ms if reads_told else 0.0,
        added=median(now.insert_ms) - median(was.insert_ms) if writes_told else 0.0,
    )


def _told_apart(times: Sequence[float], baseline: Sequence[float]) -> bool:
    if len(times) != len(baseline):
        return False
    return time_verdict(paired_ratio(times, baseline), 0.0) is not TimeVerdict.CANNOT_TELL


def _from(least: float, difference: float) -> float:
    """The difference, or nothing where it is smaller than what is counted."""
    return difference if abs(difference) >= least else 0.0


def as_good(blocks: float, best: float) -> bool:
    """Whether so many blocks are within the tolerance of the best."""
    return blocks - best <= max(FEWEST, TOLERANCE * best)


def choose_fewest_indexes(variants: Sequence[Measured]) -> Measured | None:
    """Of the variants that touch about as few blocks as the best, the one with least to keep.

    Least are the fewest indexes; of equals the smaller, unless by less than the tolerance. None
    where nothing was measured.
    """
    touched = [(each, each.blocks) for each in variants]
    measured = [(each, blocks) for each, blocks in touched if blocks is not None]
    best = min((blocks for _, blocks in measured), default=0)
    return _least([each for each, blocks in measured if as_good(blocks, best)])


def takes_as_much(variant: Measured, other: Measured) -> bool:
    """Whether both have as many indexes of about one size, and touch as many blocks."""
    if variant.blocks is None or other.blocks is None:
        return False
    sizes = sorted((variant.index_bytes, other.index_bytes))
    return (
        len(variant.index_names) == len(other.index_names)
        and round(variant.blocks) == round(other.blocks)
        and sizes[1] <= (1 + TOLERANCE) * sizes[0]
    )


def choose_fewest_indexes_by_time(
    variants: Sequence[Measured], noise_floor: float | None
) -> Measured | None:
    """The same among those that are not known to be slower than the fastest."""
    return _least(as_fast(variants, noise_floor))


def as_fast(variants: Sequence[Measured], noise_floor: float | None) -> list[Measured]:
    """The fastest, and those that are not known to be slower; none where times are not known."""
    timed = [(each.median_ms, each) for each in variants if each.median_ms is not None]
    if noise_floor is None or not timed:
        return []
    _, fastest = min(timed, key=lambda pair: pair[0])
    others = [each for _, each in timed if each is not fastest]
    return [fastest, *(each for each in others if not _slower(each, fastest, noise_floor))]


def _slower(variant: Measured, fastest: Measured, noise_floor: float) -> bool:
    ratio = paired_ratio(variant.times_ms, fastest.times_ms)
    return time_verdict(ratio, noise_floor) is TimeVerdict.SLOWER


def _least(variants: Sequence[Measured]) -> Measured | None:
    """Fewest indexes first; of about equal sizes the one that reads least, then writes least."""
    if not variants:
        return None
    fewest = min(len(each.index_names) for each in variants)
    few = [each for each in variants if len(each.index_names) == fewest]
    smallest = min(each.index_bytes for each in few)
    light = [each for each in few if each.index_bytes <= (1 + TOLERANCE) * smallest]
    tables = written_tables(variants)
    return min(light, key=lambda each: (each.blocks or 0, _insert_bytes(each, tables)))


def _insert_bytes(variant: Measured, tables: Sequence[str]) -> float:
    cost = written(variant, tables)
    return cost.insert_bytes if cost else 0.0
