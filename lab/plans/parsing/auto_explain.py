"""A plan taken out of a server's log, as contrib/auto_explain writes it there.

The entry is that of explain_ExecutorEnd in PostgreSQL's contrib/auto_explain/auto_explain.c.
"""

import csv
import io
import json
import re
from dataclasses import dataclass, field

from lab.errors import LabError
from lab.plans.parsing.text_lines import Kind, kind_of
from lab.plans.parsing.text_nodes import has_figures

ENTRY = re.compile(r"duration: (\d{1,15}(?:\.\d{1,9})?) ms\s{1,4}plan:", re.IGNORECASE)
NEXT_ENTRY = re.compile(
    r"[^\t\n]{0,300}?\b(?:LOG|STATEMENT|CONTEXT|DETAIL|HINT|ERROR|WARNING|NOTICE|FATAL|INFO|"
    r"DEBUG[1-5]|QUERY|LOCATION):  "
)
QUERY = "Query Text:"
PARAMETERS = re.compile(r"\s*Query Parameters: ")


@dataclass(frozen=True, slots=True)
class LoggedPlan:
    """One plan of a log: its text, and what the entry says of the statement."""

    text: str
    said: dict[str, object] = field(default_factory=dict)


def plan_in_log(text: str) -> LoggedPlan | None:
    """The plan of the log's one entry; nothing where the text is no such log.

    Raises:
        LabError: there are several.
    """
    messages = _messages(text)
    found = list(ENTRY.finditer(messages))
    if not found:
        start = messages.lstrip()
        return _told(messages, {}) if start.startswith(QUERY) else None
    if len(found) > 1:
        raise LabError(
            f"Not a plan: the log holds {len(found):,} plans",
            hint="Give the lines of one entry, from its 'duration:' to the next entry",
        )
    before = messages[: found[0].end()].count("\n")
    entry = _own_lines(messages[found[0].end() :].split("\n"))
    return _told("\n" * before + "\n".join(entry), {"Duration": float(found[0][1])})


def _messages(text: str) -> str:
    """The text of the log's entries, out of jsonlog and csvlog too."""
    if '"message"' in text and text.lstrip().startswith("{"):
        return "\n".join(filter(None, map(_json_message, text.split("\n"))))
    if '"duration: ' in text:
        messages = _csv_messages(text)
        return text if messages is None else messages
    return text


def _json_message(line: str) -> str:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return ""
    message = entry.get("message") if isinstance(entry, dict) else None
    return message if isinstance(message, str) else ""


def _csv_messages(text: str) -> str | None:
    limit = csv.field_size_limit(len(text) + 1)
    try:
        rows = list(csv.reader(io.StringIO(text)))
    except csv.Error:
        return None
    finally:
        csv.field_size_limit(limit)
    return "\n".join(cell for row in rows for cell in row if ENTRY.match(cell)) or None


def _own_lines(lines: list[str]) -> list[str]:
    """The lines of the entry, up to the next one's, without the tab before each."""
    rest = lines[1:]
    if rest and rest[0].startswith("\t"):
        end = next((at for at, line in enumerate(rest) if not line.startswith("\t")), len(rest))
        return [lines[0], *(line[1:] for line in rest[:end])]
    end = next((at for at, line in enumerate(rest) if NEXT_ENTRY.match(line)), len(rest))
    return lines[: end + 1]


def _told(entry: str, said: dict[str, object]) -> LoggedPlan:
    """The plan without the statement before it."""
    lines = entry.split("\n")
    query = next((at for at, line in enumerate(lines) if line.lstrip().startswith(QUERY)), None)
    if query is None:
        return LoggedPlan(entry, said)
    start = next((at for at in range(query + 1, len(lines)) if _is_root(lines[at])), None)
    if start is None:
        return LoggedPlan(entry, said)
    words = lines[query:start]
    words[0] = words[0].lstrip().removeprefix(QUERY).strip()
    parameters = next((at for at, line in enumerate(words) if at and PARAMETERS.match(line)), None)
    if parameters is not None:
        given = "\n".join(words[parameters:])
        said = said | {"Query Parameters": PARAMETERS.sub("", given, count=1).strip()}
        words = words[:parameters]
    said = said | {"Query Text": "\n".join(words).strip()}
    return LoggedPlan("\n".join([""] * start + lines[start:]), said)


def _is_root(line: str) -> bool:
    words = line.strip()
    if has_figures(words):
        return True
    # With COSTS OFF a name alone begins a plan, and no statement has a line like it.
    return words[:1].isupper() and kind_of(words) is Kind.NODE
