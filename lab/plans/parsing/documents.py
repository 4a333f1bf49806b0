"""EXPLAIN's output as a Plan. Pure, and free of recursion."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from lab.errors import LabError
from lab.plans.attributing import attribute_figures
from lab.plans.findings import reviewed
from lab.plans.keys import OF_NODES, OF_WORKERS, Vocabulary
from lab.plans.nodes import PlanNode, Worker
from lab.plans.parsing.checking import (
    field_value,
    mapping,
    not_a_list,
    not_a_plan,
    number,
    sequence,
    words,
)
from lab.plans.parsing.pasted import readable
from lab.plans.plan import Plan

MOST_NODES = 200_000
MODELLED = (
    *("Plan", "Planning Time", "Execution Time", "Settings", "Planning", "Triggers", "JIT"),
    *("Serialization", "Findings", "Server Version"),
)


def parse_plan(obj: object) -> Plan:
    """The plan in what EXPLAIN printed: text or JSON, or the list or dict that JSON text holds.

    What psql, pgAdmin, DBeaver, a log or a mail put around it does not matter.

    Raises:
        LabError: it is no plan; the message says where it stops making sense.
    """
    plan = _read(_document(obj))
    return replace(plan, findings=reviewed(plan))


def _read(document: Mapping[str, object]) -> Plan:
    triggers = sequence(document.get("Triggers") or (), "[0].Triggers")
    told = mapping(document.get("Settings") or {}, "[0].Settings")
    settings = {name: words(value, f"[0].Settings.{name}") for name, value in told.items()}
    root = _tree(document["Plan"])
    attribute_figures(root, settings)
    return Plan(
        root=root,
        planning_time=_time(document, "Planning Time"),
        execution_time=_time(document, "Execution Time"),
        settings=settings,
        planning=mapping(document.get("Planning") or {}, "[0].Planning"),
        triggers=tuple(_trigger(each, f"[0].Triggers[{at}]") for at, each in enumerate(triggers)),
        jit=mapping(document.get("JIT") or {}, "[0].JIT"),
        serialization=mapping(document.get("Serialization") or {}, "[0].Serialization"),
        server_version_num=_version(document),
        extra={key: value for key, value in document.items() if key not in MODELLED},
    )


def _document(obj: object) -> Mapping[str, object]:
    value = readable(obj) if isinstance(obj, str) else obj
    if isinstance(value, list | tuple):
        if len(value) != 1:
            raise _several(len(value))
        value = value[0]
    document = mapping(value, "[0]")
    if "Node Type" in document:
        return {"Plan": document}
    if "Plan" not in document:
        raise not_a_plan("[0]", "has no 'Plan'")
    return document


def _several(count: int) -> LabError:
    error = not_a_plan("it", f"should be a list of one object, this one has {count}")
    return LabError(error.message, hint="Give one plan at a time") if count else error


def _time(document: Mapping[str, object], key: str) -> float | None:
    value = document.get(key)
    return None if value is None else number(value, f"[0].{key}")


def _version(document: Mapping[str, object]) -> int | None:
    value = document.get("Server Version")
    return None if value is None else int(number(value, "[0].Server Version"))


def _trigger(value: object, place: str) -> Mapping[str, object]:
    trigger = mapping(value, place)
    for key in {"Calls", "Time"} & set(trigger):
        number(trigger[key], f"{place}.{key}")
    return trigger


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """A node on its way: its fields by name, and where it hangs."""

    known: dict[str, Any]
    extra: dict[str, object]
    parent: "_Found | None"
    position: int
    children: list[PlanNode]

    def path(self) -> str:
        """Where it is, as in `[0].Plan.Plans[1]`."""
        steps: list[int] = []
        place = self
        while place.parent is not None:
            steps.append(place.position)
            place = place.parent
        return "[0].Plan" + "".join(f".Plans[{at}]" for at in reversed(steps))


def _tree(raw: object) -> PlanNode:
    """The nodes, built from the last to the first, so that children come before parents."""
    found = _all_nodes(raw)
    while True:
        place = found.pop()
        node = PlanNode(
            **place.known,
            children=tuple(reversed(place.children)),
            extra=place.extra,
        )
        if place.parent is None:
            return node
        place.parent.children.append(node)


def _all_nodes(raw: object) -> list[_Found]:
    """Every node, each before its children."""
    found: list[_Found] = []
    waiting: list[tuple[object, _Found | None, int]] = [(raw, None, 0)]
    while waiting:
        node = _read_node(*waiting.pop())
        found.append(node)
        if len(found) > MOST_NODES:
            raise not_a_plan("it", f"has over {MOST_NODES:,} nodes")
        plans = node.extra.pop("Plans", None)
        if isinstance(plans, list | tuple):
            waiting.extend((plans[at], node, at) for at in reversed(range(len(plans))))
        elif plans is not None:
            raise not_a_list(plans, f"{node.path()}.Plans")
    return found


def _read_node(raw: object, parent: _Found | None, position: int) -> _Found:
    # The path is worded only when something is wrong: at depth n it has n steps.
    place = _Found({}, {}, parent, position, [])
    try:
        known, extra = _split(mapping(raw, ""))
    except LabError:
        known, extra = _split(mapping(raw, place.path()), place.path())
    return _Found(known, extra, parent, position, [])


def _split(raw: Mapping[str, object], place: str = "") -> tuple[dict[str, Any], dict[str, object]]:
    """The fields that a PlanNode has, checked; and all the rest."""
    kind = raw.get("Node Type", "")
    if isinstance(kind, str) and not kind.strip():
        raise not_a_plan(place, "has no 'Node Type'")
    known, extra = _fields(raw, OF_NODES, place)
    if extra.get("Workers") is not None:
        workers = sequence(extra.pop("Workers"), f"{place}.Workers")
        known["workers"] = tuple(
            _worker(each, f"{place}.Workers[{at}]") for at, each in enumerate(workers)
        )
    return known, extra


def _worker(raw: object, place: str) -> Worker:
    known, extra = _fields(mapping(raw, place), OF_WORKERS, place)
    return Worker(**known, extra=extra)


def _fields(
    raw: Mapping[str, object], vocabulary: Vocabulary, place: str
) -> tuple[dict[str, Any], dict[str, object]]:
    known: dict[str, Any] = {}
    extra: dict[str, object] = {}
    for key, value in raw.items():
        name = vocabulary.field_of_key.get(key)
        if name is None:
            extra[key] = value
        elif value is not None or name == "node_type":
            known[name] = field_value(name, value, place, vocabulary)
    return known, extra
