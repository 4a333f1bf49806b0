"""Which key of EXPLAIN's JSON is which field of a node; the fields themselves say what it holds."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import get_type_hints

from lab.plans.nodes import PlanNode, Worker

OURS = (
    *("children", "extra", "workers", "self_time", "exclusive_blocks", "exclusive_buffers"),
    *("participants", "executions", "parallel_divisor", "inside_gather", "may_stop_early"),
)
RENAMED = {
    "relation": "Relation Name",
    "loops": "Actual Loops",
    "cte_name": "CTE Name",
    "one_time_filter": "One-Time Filter",
    "tid_cond": "TID Cond",
    "hashagg_batches": "HashAgg Batches",
    "wal_records": "WAL Records",
    "wal_fpi": "WAL FPI",
    "wal_bytes": "WAL Bytes",
    "wal_buffers_full": "WAL Buffers Full",
}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The keys of one kind of object, its fields, and what each of them may hold."""

    key_of_field: Mapping[str, str]
    field_of_key: Mapping[str, str]
    texts: frozenset[str]
    flags: frozenset[str]
    whole_numbers: frozenset[str]
    lists: frozenset[str]
    right: Mapping[type, frozenset[str]]
    """The fields that a value of this type fits as it is."""


def vocabulary(kind: type[PlanNode] | type[Worker]) -> Vocabulary:
    """The vocabulary of nodes or of workers, read from the annotations of their fields."""
    names = [field.name for field in fields(kind) if field.name not in OURS]
    keys = {name: RENAMED.get(name, _titled(name)) for name in names}
    hints = get_type_hints(kind)

    def those_of(sort: object) -> frozenset[str]:
        return frozenset(name for name in names if hints[name] in (sort, sort | None))  # type: ignore[operator]

    texts, flags, whole, any_number = (those_of(sort) for sort in (str, bool, int, float))
    return Vocabulary(
        key_of_field=keys,
        field_of_key={key: name for name, key in keys.items()},
        texts=texts,
        flags=flags,
        whole_numbers=whole,
        lists=those_of(tuple[str, ...]),
        right={str: texts, bool: flags, int: whole | any_number, float: any_number},
    )


def _titled(name: str) -> str:
    return name.replace("_", " ").title().replace(" By ", " by ")


OF_NODES = vocabulary(PlanNode)
OF_WORKERS = vocabulary(Worker)
