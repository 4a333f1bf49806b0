"""The one door for text: whatever a person has of a plan, as the document that JSON would hold."""

import json
import re

from lab.errors import LabError
from lab.plans.encoding import decode
from lab.plans.parsing.auto_explain import plan_in_log
from lab.plans.parsing.checking import second_plan
from lab.plans.parsing.frames import in_plain_characters, unframed_in_place
from lab.plans.parsing.margins import OF_A_PLAN, without_margins
from lab.plans.parsing.text_form import parse_text

JSON_HINT = "A plan is what EXPLAIN (FORMAT JSON) prints, or EXPLAIN's text form"
HEADING = "QUERY PLAN"
NODE = '"Node Type"'
DOCUMENT = re.compile(
    # Either way a bracket comes first, so that only the text's brackets are tried.
    r'(?:\[\s{0,40}\{|\{)\s{0,40}"(?:Plan|Query Text|Query Identifier)"\s{0,9}:'
)
LOGGED = ("message", "textPayload")
"""Where jsonlog and Cloud Logging keep the words of an entry."""
MOST_WRAPPINGS = 4
"""A document in a string in a row in a list of rows."""


def readable(text: str) -> object:
    """The document that the text holds, in JSON or in text form, framed or not.

    Raises:
        LabError: it is no plan; the message says where it stops making sense.
    """
    if not text.strip():
        raise LabError("Not a plan: the text is empty", hint=JSON_HINT)
    try:
        value = decode(text)
    except ValueError:
        return _pasted(text)
    for _ in range(MOST_WRAPPINGS):
        inside = _unwrapped(value)
        if isinstance(inside, str):
            if not _is_json(inside):
                return _pasted(inside)
            inside = decode(inside)
        if inside is value:
            break
        value = inside
    return value


def _is_json(text: str) -> bool:
    try:
        decode(text)
    except ValueError:
        return False
    return True


def _pasted(text: str) -> object:
    """The document in a text that is not JSON as it stands."""
    log = plan_in_log(without_margins(in_plain_characters(text)))
    if log is None:
        plain = unframed_in_place(text)
        log = plan_in_log(plain)
    if log is None:
        return _document(plain)
    document = _document(log.text)
    first = document[0] if isinstance(document, list) and document else document
    if isinstance(first, dict):
        for key, value in log.said.items():
            first.setdefault(key, value)
    return document


def _document(text: str) -> object:
    start = _json_start(text)
    if start is None:
        return parse_text(text)
    lines = _up_to_its_end(text[start:].rstrip())
    try:
        return decode(lines)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":
            return _first(lines, error.pos, line=text[:start].count("\n") + error.lineno)
        line = text[:start].count("\n") + error.lineno
        raise LabError(
            f"Not a plan: line {line} of the text is not JSON, {error.msg}: column {error.colno}",
            hint=JSON_HINT,
        ) from None
    except ValueError as error:
        raise LabError(f"Not a plan: the text is not JSON, {error}", hint=JSON_HINT) from None


def _first(lines: str, end: int, *, line: int) -> object:
    """The document before what follows it, unless that is another one."""
    if NODE in lines[end:]:
        raise second_plan(line)
    return decode(lines[:end])


def _json_start(text: str) -> int | None:
    """Where a document of JSON begins: at the first line that opens one, or in words before it."""
    at = 0
    for line in text.split("\n"):
        words = line.strip()
        if words[:1] in ("[", "{") and (words[1:] == "" or words[1:].lstrip()[:1] in ('"', "{")):
            return at + line.index(words[0])
        at += len(line) + 1
    found = DOCUMENT.search(text)
    return found.start() if found and not OF_A_PLAN.search(text[: found.start()]) else None


def _up_to_its_end(document: str) -> str:
    """The document without what stands after the line that closes it."""
    closing = "]" if document[0] == "[" else "}"
    end = document.rfind(f"\n{closing}")
    if end < 0 or document.endswith(closing):
        return document
    return document[: end + 2]


def _unwrapped(value: object) -> object:
    """What a driver's rows hold: a string, the lines of one, or a document."""
    if isinstance(value, dict):
        logged = next((value[key] for key in LOGGED if isinstance(value.get(key), str)), None)
        return logged or value.get(HEADING, value)
    if not isinstance(value, list) or not value:
        return value
    cells = [_cell(row) for row in value]
    if all(isinstance(cell, str) for cell in cells):
        return "\n".join(str(cell) for cell in cells)
    return cells[0] if len(value) == 1 and cells[0] is not value[0] else value


def _cell(row: object) -> object:
    if isinstance(row, list) and len(row) == 1:
        return row[0]
    if isinstance(row, dict) and "Plan" not in row:
        return _unwrapped(row)
    return row
