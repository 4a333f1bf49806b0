"""Plans that no server made: whatever is read is a plan with sound figures, or a told mistake.

`make fuzz` runs the same for ten minutes.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lab.errors import LabError
from lab.plans import Plan, parse_plan

PLANS = Path(__file__).parents[2] / "plans"
DOCUMENTS = [json.loads(path.read_text()) for path in sorted(PLANS.glob("*.json"))]
TEXTS = [path.read_text() for path in sorted(PLANS.glob("*.txt"))]
NODE_TYPES = sorted({node.node_type for each in DOCUMENTS for node in parse_plan(each).nodes})
KEYS = sorted({key for each in DOCUMENTS for key in each[0]["Plan"]})

VALUES: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.sampled_from([0, 1, -1, 0.004, 1e-9, 1e99, 2**63]),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from([*NODE_TYPES, "Disk", "InitPlan", "SubPlan", "CTE x", "InitPlan 1", "Inner"]),
    st.just([]),
    st.just({}),
    st.lists(st.text(max_size=5), max_size=3),
)


@st.composite
def mutated_documents(draw: st.DrawFn) -> object:
    """A real plan in which a few values are others, or gone, or subtrees stand elsewhere."""
    document = json.loads(json.dumps(draw(st.sampled_from(DOCUMENTS))))
    for _ in range(draw(st.integers(1, 6))):
        places = _places(document)
        if not places:
            break
        holder, key = draw(st.sampled_from(places))
        _mutate(draw, holder, key)
    return document


def _mutate(draw: st.DrawFn, holder: Any, key: Any) -> None:
    what = draw(st.sampled_from(["other", "other", "gone", "new key", "grafted"]))
    if what == "other":
        holder[key] = draw(VALUES)
    elif what == "gone":
        del holder[key]
    elif what == "new key" and isinstance(holder, dict):
        holder[draw(st.sampled_from(KEYS))] = draw(VALUES)
    elif isinstance(holder, list):
        other = draw(st.sampled_from(DOCUMENTS))[0]["Plan"]
        holder.insert(0, json.loads(json.dumps(other)))


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every holder with every key of it."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        pairs = holder.items() if isinstance(holder, dict) else enumerate(holder)
        for key, below in pairs:
            found.append((holder, key))
            if isinstance(below, dict | list):
                waiting.append(below)
    return found


@st.composite
def mutated_texts(draw: st.DrawFn) -> str:
    """A real plan in text form whose lines are cut, doubled, moved or overwritten."""
    lines = draw(st.sampled_from(TEXTS)).splitlines()
    for _ in range(draw(st.integers(1, 5))):
        if not lines:
            break
        at = draw(st.integers(0, len(lines) - 1))
        what = draw(st.sampled_from(["cut", "gone", "twice", "moved", "indented", "noise"]))
        line = lines.pop(at)
        if what == "cut":
            lines.insert(at, line[: draw(st.integers(0, len(line)))])
        elif what == "twice":
            lines[at:at] = [line, line]
        elif what == "moved":
            lines.insert(draw(st.integers(0, len(lines))), line)
        elif what == "indented":
            lines.insert(at, " " * draw(st.integers(0, 12)) + line.lstrip())
        elif what == "noise":
            lines.insert(at, draw(st.text(max_size=40)))
    return draw(st.sampled_from(["\n", "\r\n"])).join(lines)


@given(mutated_documents())
def test_a_mutated_document_is_a_sound_plan_or_a_told_mistake(document: object) -> None:
    sound(document)


@given(mutated_texts())
def test_a_mutated_text_is_a_sound_plan_or_a_told_mistake(text: str) -> None:
    sound(text)


@given(st.text() | st.text(alphabet="()->=. \n'\"\\:|+-{}[]0123456789aeclostrw", max_size=300))
def test_any_text_is_a_sound_plan_or_a_told_mistake(text: str) -> None:
    sound(text)


def sound(obj: object) -> None:
    """What must hold for whatever can be read at all."""
    plan = read(obj)
    if isinstance(plan, LabError):
        assert plan.message
        assert "\n" not in str(plan)
        return
    for node in plan.nodes:
        assert (node.self_time or 0) >= 0
        assert (node.exclusive_blocks or 0) >= 0
        assert all(value >= 0 for value in node.exclusive_buffers.values())
    shown(plan)


def read(obj: object) -> Plan | LabError:
    """The plan, or the mistake as it is told."""
    try:
        return parse_plan(obj)
    except LabError as error:
        return error


def shown(plan: Plan) -> None:
    """Every way in which a plan is shown or handed on works."""
    for each in (plan, plan.timed()):
        assert each.render_text()
        assert "<script" not in each.render_html()
    again = parse_plan(plan.to_json())
    assert again.shape == plan.shape
    assert [finding.code for finding in again.findings] == [f.code for f in plan.findings]
    assert not plan.diff(again).changes
    assert len(plan.to_frame()) == len(plan.nodes)
    assert plan.redacted().shape.count(">") <= plan.redacted().to_json().count("Plans")


TESTS: tuple[Callable[[], None], ...] = (
    test_a_mutated_document_is_a_sound_plan_or_a_told_mistake,
    test_a_mutated_text_is_a_sound_plan_or_a_told_mistake,
    test_any_text_is_a_sound_plan_or_a_told_mistake,
)
