"""Plans that no server made: whatever is read is a plan with sound figures, or a told mistake.

`make fuzz` runs the same for ten minutes.
"""

import json
import re
import tempfile
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
NODE_TYPES = sorted(set(re.findall(r"'Node Type': '([^']+)'", str(DOCUMENTS))))
KEYS = sorted({key for each in DOCUMENTS for key in each[0]["Plan"]})

SECRET = "zqsesameqz"
PAGES = tempfile.TemporaryDirectory()

VALUES: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.sampled_from([0, 1, -1, 0.004, 1e-9, 1e99, 2**63]),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from([SECRET, f"o.{SECRET}(", f"'{SECRET} {SECRET}'::{SECRET}", f'"{SECRET}']),
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
        holder[draw(st.sampled_from([*KEYS, SECRET]))] = draw(VALUES)
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
        lines[at : at + 1] = _instead(draw, lines[at])
        if draw(st.booleans()):
            lines.insert(draw(st.integers(0, len(lines))), draw(st.sampled_from([*lines, SECRET])))
    return draw(st.sampled_from(["\n", "\r\n"])).join(lines)


def _instead(draw: st.DrawFn, line: str) -> list[str]:
    """What a line becomes: less, more, another, or nothing."""
    cut = draw(st.integers(0, len(line)))
    return draw(
        st.sampled_from(
            (
                [line[:cut]],
                [],
                [line, line],
                [line[:cut], line[cut:]],
                [" " * (cut % 13) + line.lstrip()],
                [line[:cut] + SECRET + line[cut:]],
                [draw(st.text(max_size=40))],
            )
        )
    )


def numbered(text: str) -> str:
    return "\n".join(f"{at:>3} {line}" for at, line in enumerate(text.split("\n"), 1))


def before_each(mark: str) -> Callable[[str], str]:
    return lambda text: "\n".join(mark + line for line in text.split("\n"))


def in_a_table(text: str) -> str:
    return "\n".join(["QUERY PLAN".center(60), "-" * 60, before_each(" ")(text), "(9 rows)"])


def in_cells(text: str) -> str:
    return "\n".join('"' + line.replace('"', '""') + '"' for line in text.split("\n"))


def wrapped(text: str) -> str:
    lines = text.split("\n")
    return "\n".join(f"{line[:70].rstrip()}\n{line[70:].lstrip()}".rstrip() for line in lines)


FRAMES: tuple[Callable[[str], str], ...] = (
    *(numbered, in_a_table, in_cells, wrapped, repr),
    *(
        before_each(mark)
        for mark in ("> ", ">", "| ", "-- ", "db-1  | ", "2026-01-01 00:00:00 UTC ")
    ),
    lambda text: f"```text\n{text}\n```",
    lambda text: repr([(line,) for line in text.split("\n")]),
    lambda text: "LOG:  duration: 1.5 ms  plan:\n\tQuery Text: x\n" + before_each("\t")(text),
)


@st.composite
def framed_texts(draw: st.DrawFn) -> str:
    """A plan in text form or JSON, perhaps mutated, in what people put around it."""
    documents = mutated_documents().map(lambda each: json.dumps(each, indent=2))
    text = draw(mutated_texts() | documents)
    for _ in range(draw(st.integers(1, 3))):
        text = draw(st.sampled_from(FRAMES))(text)
    return text


@given(mutated_documents())
def test_a_mutated_document_is_a_sound_plan_or_a_told_mistake(document: object) -> None:
    sound(document)


@given(mutated_texts())
def test_a_mutated_text_is_a_sound_plan_or_a_told_mistake(text: str) -> None:
    sound(text)


@given(st.text() | st.text(alphabet="()->=. \n'\"\\:|+-{}[]0123456789aeclostrw", max_size=300))
def test_any_text_is_a_sound_plan_or_a_told_mistake(text: str) -> None:
    sound(text)


@given(framed_texts())
def test_a_framed_text_is_a_sound_plan_or_a_told_mistake(text: str) -> None:
    sound(text)


@given(mutated_documents() | mutated_texts(), mutated_documents() | mutated_texts())
def test_any_two_plans_are_compared(one: object, other: object) -> None:
    before, after = read(one), read(other)
    if isinstance(before, Plan) and isinstance(after, Plan):
        compared(before, after)
        compared(before.redacted(), after.redacted())


def compared(before: Plan, after: Plan) -> None:
    """What must hold for whatever is compared: nothing is lost, and back is the reverse."""
    diff, back = before.diff(after), after.diff(before)
    for each in (diff, diff.timed()):
        assert each.render_text()
        assert "<script" not in each.render_html()
    assert json.loads(json.dumps(diff.to_json()))["judgement"] == diff.judgement
    assert len(diff.changes) == len(back.changes)
    opposite = {"better": "worse", "worse": "better"}
    assert back.judgement == opposite.get(diff.judgement, diff.judgement)
    for side, plan in (("before", before), ("after", after)):
        steps = [getattr(match, side) for match in diff.matches]
        told = sum(step.blocks or 0 for step in steps if step)
        assert told == sum(node.exclusive_blocks or 0 for node in plan.nodes)


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
    assert "<script" not in plan.to_svg()
    page = plan.to_html(Path(PAGES.name) / "plan.html").read_text()
    assert "<script" not in page
    redacted(plan)


def redacted(plan: Plan) -> None:
    """What must hold for strangers: the same tree, nothing said in it, and nothing left to mask."""
    masked = plan.redacted()
    assert [len(node.children) for node in masked.nodes] == [len(n.children) for n in plan.nodes]
    written = [masked.to_json(), masked.timed().render_text(output=True), masked.render_html()]
    assert SECRET not in "".join([*written, masked.to_svg(), repr(masked)])


TESTS: tuple[Callable[[], None], ...] = (
    test_a_mutated_document_is_a_sound_plan_or_a_told_mistake,
    test_a_mutated_text_is_a_sound_plan_or_a_told_mistake,
    test_any_text_is_a_sound_plan_or_a_told_mistake,
    test_a_framed_text_is_a_sound_plan_or_a_told_mistake,
    test_any_two_plans_are_compared,
)
