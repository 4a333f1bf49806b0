"""What there is to say of a node below its line: its conditions, and what it counted.

What differs between two runs of the same (which blocks were cached, how much memory a sort took)
is told only where times are. Source: show_* in src/backend/commands/explain.c.
"""

from collections.abc import Iterator, Mapping
from math import isfinite

from lab.plans.nodes import PlanNode, Worker
from lab.plans.wording import CONDITIONS
from lab.show import text

REMOVED = (
    "rows_removed_by_index_recheck",
    "rows_removed_by_filter",
    "rows_removed_by_join_filter",
)
COUNTED = (
    *("Rows Removed by Conflict Filter", "Tuples Inserted", "Tuples Updated", "Tuples Deleted"),
    *("Tuples Skipped", "Conflicting Tuples"),
)
KB = 1024


def conditions(node: PlanNode) -> tuple[tuple[str, str], ...]:
    """The expressions of a node by the name of what they are for, the most telling first."""
    named = ((name.replace("_", " "), getattr(node, name)) for name in CONDITIONS)
    return tuple(
        (name, value if isinstance(value, str) else ", ".join(value))
        for name, value in named
        if value
    )


def measures(node: PlanNode, *, varying: bool) -> tuple[tuple[str, str], ...]:
    """What was counted; `varying` adds what another run would count differently."""
    told = [*_rows(node), *_parallel(node), *_sorted(node, varying=varying)]
    told += [*_hashed(node, varying=varying), *_cached(node), *_stored(node, varying=varying)]
    return (*told, *_buffers(node, varying=varying))


def worker_measures(node: PlanNode) -> tuple[tuple[str, str], ...]:
    """What each parallel worker did, by its number."""
    told = (
        (worker.worker_number or 0, ", ".join(_worked(worker))) for worker in node.workers or ()
    )
    return tuple((f"worker {text.count(number)}", words) for number, words in told if words)


def _rows(node: PlanNode) -> Iterator[tuple[str, str]]:
    for name in REMOVED:
        if removed := getattr(node, name):
            yield name.replace("_", " "), text.count(removed * (node.loops or 1))
    for key in COUNTED:
        if (value := _figure(node.extra.get(key))) is not None:
            yield key[0].lower() + key[1:], text.count(value)
    yield from _visited(node)


def _visited(node: PlanNode) -> Iterator[tuple[str, str]]:
    if node.heap_fetches is not None and node.executed:
        yield "heap fetches", text.count(node.heap_fetches)
    if (node.index_searches or 0) > (node.loops or 0):
        yield "index searches", text.count(node.index_searches or 0)
    if node.subplans_removed:
        yield "subplans removed", text.count(node.subplans_removed)
    if node.lossy_heap_blocks:
        exact = text.count(node.exact_heap_blocks or 0)
        yield "heap blocks", f"{exact} exact, {text.count(node.lossy_heap_blocks)} lossy"


def _parallel(node: PlanNode) -> Iterator[tuple[str, str]]:
    if node.workers_planned is None:
        return
    planned = f"{text.count(node.workers_planned)} planned"
    if node.workers_launched is None:
        yield "workers", planned
    else:
        yield "workers", f"{planned}, {text.count(node.workers_launched)} launched"


def _sorted(node: PlanNode, *, varying: bool) -> Iterator[tuple[str, str]]:
    if node.sort_method:
        yield "sort method", _sort(node, varying=varying)
    for key in ("Full-sort Groups", "Pre-sorted Groups"):
        groups = node.extra.get(key)
        if not isinstance(groups, Mapping):
            continue
        shown = text.count(_figure(groups.get("Group Count")) or 0)
        space = groups.get("Sort Space Disk")
        peak = _figure(space.get("Peak Sort Space Used")) if isinstance(space, Mapping) else None
        yield key.lower(), shown + (f", up to {text.size(peak * KB)} on disk" if peak else "")


def _sort(each: PlanNode | Worker, *, varying: bool) -> str:
    on_disk = each.sort_space_type == "Disk"
    place = "on disk" if on_disk else "in memory"
    if each.sort_space_used and (on_disk or varying):
        place = f"{text.size(each.sort_space_used * KB)} {place}"
    return f"{each.sort_method}, {place}"


def _hashed(node: PlanNode, *, varying: bool) -> Iterator[tuple[str, str]]:
    batches = node.hash_batches or node.hashagg_batches or 0
    told = [text.count(batches)] if batches > 1 else []
    original = node.original_hash_batches
    if original and original != batches:
        told.append(f"{text.count(original)} planned")
    if node.disk_usage:
        told.append(f"{text.size(node.disk_usage * KB)} on disk")
    if told:
        yield "hash batches", ", ".join(told)
    if varying and node.peak_memory_usage:
        yield "memory", text.size(node.peak_memory_usage * KB)


def _cached(node: PlanNode) -> Iterator[tuple[str, str]]:
    counts = {
        "hits": node.cache_hits,
        "misses": node.cache_misses,
        "evictions": node.cache_evictions or None,
        "overflows": node.cache_overflows or None,
    }
    told = [f"{text.count(count)} {name}" for name, count in counts.items() if count is not None]
    if told and node.executed:
        yield "cache", ", ".join(told)


def _stored(node: PlanNode, *, varying: bool) -> Iterator[tuple[str, str]]:
    on_disk = node.storage == "Disk"
    if node.storage is None or not (on_disk or varying):
        return
    place = "on disk" if on_disk else "in memory"
    used = f"{text.size(node.maximum_storage * KB)} " if node.maximum_storage else ""
    yield "storage", f"{used}{place}"


def _buffers(node: PlanNode, *, varying: bool) -> Iterator[tuple[str, str]]:
    if temporary := _touched(node, "temp", "read", "written"):
        yield "temporary blocks", temporary
    if varying and (shared := _touched(node, "shared", "read", "dirtied", "written")):
        yield "of its blocks", shared
    if local := _touched(node, "local", "hit", "read", "dirtied", "written"):
        yield "blocks of temporary tables", local


def _touched(node: PlanNode, kind: str, *ways: str) -> str:
    """What it touched itself, without what others touched for it."""
    counts = {way: node.exclusive_buffers.get(f"{kind}_{way}_blocks", 0) for way in ways}
    return ", ".join(f"{text.count(count)} {way}" for way, count in counts.items() if count)


def _worked(worker: Worker) -> Iterator[str]:
    if worker.loops is not None:
        yield text.plural((worker.actual_rows or 0) * worker.loops, "row")
        if worker.loops != 1:
            yield text.plural(worker.loops, "loop")
        if worker.actual_total_time is not None:
            yield text.duration(worker.actual_total_time * worker.loops)
    if worker.sort_method:
        yield _sort(worker, varying=True)
    if (worker.hashagg_batches or 0) > 1:
        yield f"{text.count(worker.hashagg_batches or 0)} hash batches"
    if worker.disk_usage:
        yield f"{text.size(worker.disk_usage * KB)} on disk"


def _figure(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if isfinite(value) else None


def planned_rows(node: PlanNode) -> float | None:
    """The estimate for as many executions as there were, so that it compares with the rows."""
    if node.estimated_rows is None:
        return None
    return node.estimated_rows * (node.executions or max(node.loops or 1, 1))
