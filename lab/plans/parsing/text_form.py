"""EXPLAIN's text form as the document that EXPLAIN (FORMAT JSON) gives.

What stands where is read from PostgreSQL's src/backend/commands/explain.c, 9.6 to 18.
"""

import re
from dataclasses import dataclass, field

from lab.errors import LabError
from lab.plans.parsing.text_defaults import filled
from lab.plans.parsing.text_figures import Keys, parse_property, parse_settings
from lab.plans.parsing.text_lines import ARROW, HINT, Kind, Line, broken, line_of, whole_lines
from lab.plans.parsing.text_nodes import NUMBER, number
from lab.plans.parsing.text_tree import BLANKS_LOST, Block, Tree, closed

TIMES = {
    "planning time": "Planning Time",
    "execution time": "Execution Time",
    "total runtime": "Execution Time",
}
OF_THE_DOCUMENT = {"Settings", "Query Identifier", "Query Text", "Query Parameters", "Planning"}
MILLISECONDS = re.compile(rf"({NUMBER})\s*ms$")
TRIGGER = re.compile(rf"(.*): (?:time=({NUMBER}) )?calls=({NUMBER})$", re.DOTALL)
OTHER_FORMATS = (
    (re.compile(r"(?m)^[ \t]*<(?:\?xml|explain\b)"), "XML"),
    (re.compile(r"(?m)^[ \t]*(?:- )?Plan: *\n[ \t]+Node Type:"), "YAML"),
)


@dataclass(slots=True)
class _Reading:
    """What is known of the document so far."""

    tree: Tree = field(default_factory=Tree)
    document: Block = field(default_factory=lambda: Block({"Plan": {}}, -1))
    block: tuple[str, int] | None = None
    ended: bool = False


def parse_text(text: str) -> dict[str, object]:
    """The document of a plan in text form.

    Raises:
        LabError: it is no plan; the message names the line that is none.
    """
    for form, name in OTHER_FORMATS:
        if form.search(text):
            raise LabError(
                f"Not a plan: the text is a plan as {name}, which is not read here",
                hint="Take it again with EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)",
            )
    lines = whole_lines(text)
    if not lines:
        raise _no_plan(text)
    reading = _Reading()
    for line in lines:
        _read(reading, line)
    for branch in reading.tree.found:
        closed(branch)
    keys = reading.document.keys
    keys["Plan"] = reading.tree.found[0].keys
    return filled(keys)


def _no_plan(text: str) -> LabError:
    for at, words in enumerate(text.split("\n")):
        if words.strip():
            return broken(line_of(at + 1, words), "begins no plan, nor does any line after it")
    return LabError("Not a plan: the text is empty", hint=HINT)


def _read(reading: _Reading, line: Line) -> None:
    kind = line.kind
    if reading.ended and (kind is Kind.OTHER or kind is Kind.TARGET):
        return
    if kind is Kind.PROPERTY and "Execution Time" in reading.document.keys and not _is_known(line):
        # That is the last line: what follows is somebody's comment, with whatever names in it.
        return
    if kind is Kind.TRIGGER and not reading.tree.path:
        raise broken(line, "stands before the first node")
    if kind is Kind.TRIGGER:
        _add_trigger(reading, line)
    elif kind is Kind.PROPERTY and reading.tree.path and _is_the_documents(reading, line):
        _add_to_document(reading, line)
    elif reading.block and kind is Kind.NODE and ARROW.match(line.text):
        raise broken(line, "stands below nothing", BLANKS_LOST)
    else:
        reading.block = None
        reading.tree.add(line)


def _is_known(line: Line) -> bool:
    key = line.text.partition(":")[0]
    return key.lower() in TIMES or key in OF_THE_DOCUMENT or key in ("JIT", "Serialization")


def _is_the_documents(reading: _Reading, line: Line) -> bool:
    key, _, value = line.text.partition(":")
    if key.lower() in TIMES or key in OF_THE_DOCUMENT:
        return True
    if key == "Serialization" and "output=" in value:
        return True
    if reading.block is not None:
        return True
    if key == "JIT" and not value.strip() and not reading.tree.path[-1].workers:
        return True
    return not reading.tree.is_below_root(line)


def _add_to_document(reading: _Reading, line: Line) -> None:
    key, _, value = line.text.partition(":")
    value = value.strip()
    if reading.block is not None and line.column > reading.block[1] and key.lower() not in TIMES:
        below = reading.document.keys.get(reading.block[0])
        if not isinstance(below, dict):
            below = reading.document.keys[reading.block[0]] = {}
        below.update(parse_property(key, value))
        return
    reading.ended = True
    found = _document_keys(line, key, value)
    reading.document.put(found)
    name = next(iter(found), key)
    opens = not value or name == "Serialization"
    reading.block = (name, line.column) if opens else (name, line.column + 1_000)


def _document_keys(line: Line, key: str, value: str) -> Keys:
    name = TIMES.get(key.lower())
    if name is not None:
        time = MILLISECONDS.match(value)
        if time is None:
            raise broken(line, "should be a time in ms")
        return {name: number(time[1])}
    if key == "Settings":
        return {"Settings": parse_settings(value)}
    if key in ("Query Text", "Query Parameters") or not value:
        return {key: value}
    return parse_property(key, value)


def _add_trigger(reading: _Reading, line: Line) -> None:
    match = TRIGGER.match(line.text.removeprefix("Trigger"))
    if match is None:
        raise broken(line, "should be a trigger with its calls")
    reading.ended = True
    reading.block = ("Triggers", line.column + 1_000)
    rest, on, relation = match[1].rpartition(" on ")
    name, of, constraint = (rest if on else match[1]).partition(" for constraint ")
    found: Keys = {"Trigger Name": name.strip()} if name.strip() else {}
    found |= {"Constraint Name": constraint} if of else {}
    found |= {"Relation": relation} if on else {}
    found |= {"Time": number(match[2])} if match[2] else {}
    triggers = reading.document.keys.setdefault("Triggers", [])
    if isinstance(triggers, list):
        triggers.append(found | {"Calls": number(match[3])})
