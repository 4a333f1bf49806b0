"""What there is to say of a whole plan: its figures in one line, and remarks below the tree."""

from collections.abc import Iterator, Mapping

from lab.plans.trees import PlanTree
from lab.show import text

ESTIMATE = "~"
"""Before a time that is an estimate."""

KB = 1024
MUCH_OUTPUT_KB = 1024
"""From this volume of output on it is told, for its conversion takes time too."""


def headline(tree: PlanTree, *, times: bool) -> Iterator[str]:
    """The whole plan in a few figures."""
    if not tree.analyzed:
        yield f"not run, {text.plural(tree.root.plan_rows or 0, 'row')} planned"
    elif tree.total_rows is None:
        yield "run, its rows not counted"
    else:
        yield text.plural(tree.total_rows, "row")
    if tree.analyzed and tree.blocks is not None:
        yield text.plural(tree.blocks, "block")
    if tree.root.total_cost is not None:
        yield f"cost {shown_cost(tree.root.total_cost)}"
    if times and tree.planning_time is not None:
        yield f"planning {text.duration(tree.planning_time)}"
    if times and tree.execution_time is not None:
        yield f"execution {text.duration(tree.execution_time)}"


def shown_cost(value: float | None) -> str:
    """A cost in the planner's unit, with decimals only where it is small."""
    if value is None:
        return ""
    decimals = 0 if value == 0 or value >= 9.95 else 1 if value >= 0.995 else 2
    return f"{value:,.{decimals}f}"


def remarks(tree: PlanTree, *, times: bool) -> Iterator[tuple[str, str]]:
    """What the server told beside the tree, each with its name."""
    for trigger in tree.triggers:
        yield _trigger(trigger, times=times)
    if times and (told := ", ".join(_planning(tree))):
        yield "planning", told
    if tree.jit and (told := ", ".join(_jit(tree.jit, times=times))):
        yield "jit", told
    if told := ", ".join(_serialization(tree.serialization, times=times)):
        yield "serialization", told
    if tree.settings:
        yield "settings", ", ".join(f"{name} = {v}" for name, v in tree.settings.items())
    yield from _notes(tree, times=times)


def _notes(tree: PlanTree, *, times: bool) -> Iterator[tuple[str, str]]:
    if times and tree.root.inclusive_time is None:
        yield "note", "without times, since they were not measured"
    if not times and tree.analyzed and tree.blocks is None and tree.elapsed is not None:
        yield "note", "no blocks were counted (BUFFERS); times show with --times, or .timed()"
    if times and any(node.time_is_estimated and node.executed for node in tree.nodes):
        yield ESTIMATE, "parallel workers shared the work, so that this time is an estimate"
    if tree.note:
        yield "note", tree.note


def _trigger(trigger: Mapping[str, object], *, times: bool) -> tuple[str, str]:
    # The name of a constraint's own trigger ends in an OID, which no two databases share.
    constraint, name = trigger.get("Constraint Name"), trigger.get("Trigger Name")
    calls, time = trigger.get("Calls"), trigger.get("Time")
    told = text.plural(calls, "call") if isinstance(calls, int | float) else "called"
    if times and isinstance(time, int | float):
        told += f", {text.duration(time)}"
    return (f"constraint {constraint}" if constraint else f"trigger {name}"), told


def _planning(tree: PlanTree) -> Iterator[str]:
    """How many blocks of the catalog were touched depends on what the session has cached."""
    if tree.planning_blocks:
        yield text.plural(tree.planning_blocks, "block")
    if (used := _number(tree.planning, "Memory Used")) is not None:
        yield f"{text.size(used * KB)} of memory"


def _jit(jit: Mapping[str, object], *, times: bool) -> Iterator[str]:
    if (functions := _number(jit, "Functions")) is not None:
        yield text.plural(functions, "function")
    options, timing = jit.get("Options"), jit.get("Timing")
    if isinstance(options, Mapping):
        yield from (str(name).lower() for name, on in options.items() if on is True)
    if times and isinstance(timing, Mapping) and (total := _number(timing, "Total")) is not None:
        yield f"{text.duration(total)} of all processes"


def _serialization(told: Mapping[str, object], *, times: bool) -> Iterator[str]:
    volume = _number(told, "Output Volume") or 0
    if volume and (times or volume >= MUCH_OUTPUT_KB):
        yield f"{text.size(volume * KB)} of {told.get('Format', 'output')}"
    if times and (time := _number(told, "Time")) is not None:
        yield text.duration(time)


def _number(told: Mapping[str, object], key: str) -> float | None:
    value = told.get(key)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
