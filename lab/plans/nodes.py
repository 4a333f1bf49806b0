"""One node of a plan, under PostgreSQL's own EXPLAIN names, and the figures that follow from them.

Rows and times are per loop in EXPLAIN's output, blocks and heap fetches are totals over all loops
(src/backend/commands/explain.c). Inside a Gather the loops of all participants are added up.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

BADLY_ESTIMATED = 10.0
"""From this estimate_error on, an estimate is pointed out."""

APART = frozenset(("InitPlan", "SubPlan"))
"""Relationships of children that hang beside those whose rows a node takes."""

NOT_COUNTED = frozenset(("BitmapAnd", "BitmapOr"))
"""Nodes that return a bitmap and always report 0 rows."""


COUNTERS = (
    *("shared_hit_blocks", "shared_read_blocks", "shared_dirtied_blocks", "shared_written_blocks"),
    *("local_hit_blocks", "local_read_blocks", "local_dirtied_blocks", "local_written_blocks"),
    *("temp_read_blocks", "temp_written_blocks"),
)
"""The fields that count buffers; each is a total, with all that happened below the node."""


@dataclass(frozen=True, slots=True, eq=False)
class Worker:
    """What one parallel worker did of a node; the leader's part is the rest. Sizes are in kB."""

    worker_number: int | None = None
    actual_startup_time: float | None = None
    actual_total_time: float | None = None
    actual_rows: float | None = None
    loops: int | None = None
    sort_method: str | None = None
    sort_space_used: int | None = None
    sort_space_type: str | None = None
    hashagg_batches: int | None = None
    peak_memory_usage: int | None = None
    disk_usage: int | None = None
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PlanNode:
    """A step of a plan. What the plan does not say is None; keys not modelled are in `extra`."""

    node_type: str
    parent_relationship: str | None = None
    subplan_name: str | None = None
    parallel_aware: bool | None = None
    disabled: bool | None = None
    operation: str | None = None
    join_type: str | None = None
    strategy: str | None = None
    partial_mode: str | None = None
    command: str | None = None
    scan_direction: str | None = None
    relation: str | None = None
    schema: str | None = None
    alias: str | None = None
    index_name: str | None = None
    function_name: str | None = None
    cte_name: str | None = None

    startup_cost: float | None = None
    total_cost: float | None = None
    plan_rows: float | None = None
    plan_width: float | None = None
    actual_startup_time: float | None = None
    actual_total_time: float | None = None
    actual_rows: float | None = None
    loops: int | None = None

    output: tuple[str, ...] | None = None
    index_cond: str | None = None
    recheck_cond: str | None = None
    filter: str | None = None
    join_filter: str | None = None
    hash_cond: str | None = None
    merge_cond: str | None = None
    one_time_filter: str | None = None
    tid_cond: str | None = None
    run_condition: str | None = None
    order_by: str | None = None
    sort_key: tuple[str, ...] | None = None
    presorted_key: tuple[str, ...] | None = None
    group_key: tuple[str, ...] | None = None
    cache_key: str | None = None
    cache_mode: str | None = None

    rows_removed_by_filter: float | None = None
    rows_removed_by_join_filter: float | None = None
    rows_removed_by_index_recheck: float | None = None
    heap_fetches: int | None = None
    index_searches: int | None = None
    exact_heap_blocks: int | None = None
    lossy_heap_blocks: int | None = None
    sort_method: str | None = None
    sort_space_used: int | None = None
    sort_space_type: str | None = None
    hash_buckets: int | None = None
    hash_batches: int | None = None
    original_hash_batches: int | None = None
    planned_partitions: int | None = None
    hashagg_batches: int | None = None
    peak_memory_usage: int | None = None
    disk_usage: int | None = None
    storage: str | None = None
    maximum_storage: int | None = None
    cache_hits: int | None = None
    cache_misses: int | None = None
    cache_evictions: int | None = None
    cache_overflows: int | None = None
    subplans_removed: int | None = None
    single_copy: bool | None = None
    workers_planned: int | None = None
    workers_launched: int | None = None
    workers: tuple[Worker, ...] | None = None

    shared_hit_blocks: int | None = None
    shared_read_blocks: int | None = None
    shared_dirtied_blocks: int | None = None
    shared_written_blocks: int | None = None
    local_hit_blocks: int | None = None
    local_read_blocks: int | None = None
    local_dirtied_blocks: int | None = None
    local_written_blocks: int | None = None
    temp_read_blocks: int | None = None
    temp_written_blocks: int | None = None
    wal_records: int | None = None
    wal_fpi: int | None = None
    wal_bytes: int | None = None
    wal_buffers_full: int | None = None

    children: tuple["PlanNode", ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict)
    self_time: float | None = None
    """Milliseconds in it alone, without what others did meanwhile: children, InitPlans, CTEs."""
    exclusive_blocks: int | None = None
    """Blocks that it touched itself, told apart in the same way."""
    exclusive_buffers: Mapping[str, int] = field(default_factory=dict)
    """Each counter of buffers that the plan has (`temp_written_blocks`, ...), in the same way."""
    participants: float = 1.0
    """By what the sum of its times is divided: 1 outside a Gather, and where one did it alone."""
    executions: float | None = None
    """How often the whole of it was executed: the loops, those that workers shared counted once."""
    parallel_divisor: float = 1.0
    """By what the planner divided its rows, for `plan_rows` is one participant's share there."""
    inside_gather: bool = False
    """Whether it ran in parallel workers: then its times are estimates, shares of a sum."""
    may_stop_early: bool = False
    """Something above (LIMIT, EXISTS) may have had enough: then fewer rows are no bad estimate."""

    def __repr__(self) -> str:
        from_rows = "" if self.total_rows is None else f", {self.total_rows:,} rows"
        from_blocks = "" if self.blocks is None else f", {self.blocks:,} blocks"
        return f"PlanNode({self.node_type}{from_rows}{from_blocks})"

    @property
    def executed(self) -> bool:
        """Whether it ran at all: not so without ANALYZE, nor where nobody asked for its rows."""
        return bool(self.loops)

    @property
    def total_rows(self) -> int | None:
        """Rows it returned, over all loops. Before PostgreSQL 18, rounded per loop."""
        if self.actual_rows is None or self.loops is None:
            return None
        return round(self.actual_rows * self.loops)

    @property
    def estimate_error(self) -> float | None:
        """The larger over the smaller of estimated and actual rows, both at least 1.

        Both are those of one execution: what all participants of a Gather did of it together.
        """
        estimated, actual = self.estimated_rows, self.rows_per_execution
        if not self.executed or estimated is None or actual is None:
            return None
        if self.node_type in NOT_COUNTED:
            return None
        estimated, actual = max(estimated, 1.0), max(actual, 1.0)
        return max(estimated, actual) / min(estimated, actual)

    @property
    def estimated_rows(self) -> float | None:
        """Rows that the planner expected of one execution, all participants together."""
        return None if self.plan_rows is None else self.plan_rows * self.parallel_divisor

    @property
    def rows_per_execution(self) -> float | None:
        """Rows that one execution returned, all participants together."""
        if self.actual_rows is None or not self.loops:
            return None
        return self.actual_rows * self.loops / (self.executions or self.loops)

    @property
    def badly_estimated(self) -> bool:
        """Whether the estimate was 10 times off, or more, with nothing above to excuse it."""
        error = self.estimate_error
        excused = self.may_stop_early and self.overestimated
        return error is not None and error >= BADLY_ESTIMATED and not excused

    @property
    def overestimated(self) -> bool:
        """Whether fewer rows came than were expected."""
        return (self.estimated_rows or 0.0) > (self.rows_per_execution or 0.0)

    @property
    def inclusive_time(self) -> float | None:
        """Milliseconds in it and in all below it; inside a Gather an estimate of elapsed time."""
        if self.actual_total_time is None or self.loops is None:
            return None
        return self.actual_total_time * self.loops / self.participants

    @property
    def blocks(self) -> int | None:
        """Blocks of tables and indexes that it and all below it touched, cached or not."""
        if self.shared_hit_blocks is None and self.shared_read_blocks is None:
            return None
        return (self.shared_hit_blocks or 0) + (self.shared_read_blocks or 0)

    @property
    def is_cte(self) -> bool:
        """Whether it makes the rows of a CTE, which CTE Scans read."""
        return self.runs_elsewhere and (self.subplan_name or "").startswith("CTE ")

    @property
    def runs_elsewhere(self) -> bool:
        """Whether it runs where its result is first needed, not where it hangs: InitPlan, CTE."""
        return self.parent_relationship == "InitPlan"

    @property
    def time_is_estimated(self) -> bool:
        """Whether several processes shared its time, or that of a child which it hands on."""
        return self.inside_gather or any(
            child.inside_gather for child in self.children if not child.runs_elsewhere
        )
