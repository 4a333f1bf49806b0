"""A plan taken out of the table that psql, DBeaver or a page drew around its lines.

What the tables look like is read from psql's src/fe_utils/print.c.
"""

import re

from lab.plans.parsing.checking import second_plan

HEADING = re.compile(r"[|│║┃]?[ \t]{0,400}QUERY PLAN[ \t]*(?P<end>[|│║┃]?)[ \t]*$", re.IGNORECASE)
DASHES = frozenset("-─═━")
RULING = DASHES | frozenset("+|┌┐└┘├┤┬┴┼╔╗╚╝╠╣╟╢╤╧╪│║┃: \t")
RECORD = re.compile(
    r"[+┌├╔╠]?[-─═]\[ \D{1,40}\d{1,12} \][-─═+┬┼┐┤|╗╣]*$|\* [^\d:]{1,40}\d{1,12}[ \t]*$"
)
EXPANDED = re.compile(r"(?:[|│║] )?(?:QUERY PLAN| {10})(?: [|│║] ?| )(?P<value>.*)$")
ROWS = re.compile(r"[ \t]*\([ \t]*\d{1,12}[ \t]+[^()\d]{1,30}\)[ \t]*$")
CLOCK = re.compile(
    r"[^\W\d_]{1,20} ?: [\d.,]{1,20} ?(?:ms|мс|s)(?: \(.{1,40}\))?(?:, executed in: .{1,40})?$"
)
BARS = ("|", "│", "║", "┃")
PROMPT = re.compile(r"[\w.@:-]{1,80}[=\-*('\"^!][#>](?: |$)")
GOES_ON = ("+", "↵")


def untabled(text: str) -> str:
    """The rows of the table without its lines, its heading and what follows it."""
    lines = text.split("\n")
    if any(RECORD.match(line) for line in lines):
        return "\n".join(_continued(_records(lines)))
    heading = next((at for at, line in enumerate(lines) if HEADING.match(line)), None)
    if heading is not None:
        return "\n".join(_continued(_rows(lines, heading)))
    return "\n".join(_continued(_without_session(lines)))


def _records(lines: list[str]) -> list[str]:
    """The values of the expanded display, in which every row is a record."""
    values: list[str] = []
    for line in lines:
        match = EXPANDED.match(line)
        if match is None:
            continue
        value = match["value"].rstrip()
        boxed = line.startswith(BARS) and value.endswith(BARS)
        values.append(value[:-1].rstrip() if boxed else value)
    return values


def _rows(lines: list[str], heading: int) -> list[str]:
    """What stands below the heading, each row without its bars and the blank beside them.

    Raises:
        LabError: another table follows.
    """
    match = HEADING.match(lines[heading])
    left = lines[heading].startswith(BARS)
    right = bool(match and match["end"])
    below = lines[heading + 1 :]
    end = next((at for at, line in enumerate(below) if ROWS.match(line)), len(below))
    if again := next((at for at in range(end, len(below)) if HEADING.match(below[at])), 0):
        raise second_plan(heading + again + 2)
    rows = ["" if _is_rule(line) else line.rstrip() for line in below[:end]]
    if right:
        rows = [row[:-1].rstrip() if row[-1:] in BARS else row for row in rows]
    if left:
        rows = [row[1:] if row[:1] in BARS else row for row in rows]
    ruled = bool(below) and _is_rule(below[0])
    if ruled and not (right and not left):
        rows = _without_margin(_unwrapped(rows))
    return [""] * (heading + 1) + [row for row in rows if not CLOCK.match(row)]


def _unwrapped(rows: list[str]) -> list[str]:
    """Rows that psql's wrapped format cut, with a point at either side of the cut."""
    pieces: list[list[str]] = []
    for row in rows:
        if pieces and row.startswith(".") and pieces[-1][-1].endswith("."):
            pieces[-1][-1] = pieces[-1][-1][:-1]
            pieces[-1].append(row[1:])
        else:
            pieces.append([row])
    return ["".join(each) for each in pieces]


def _without_margin(rows: list[str]) -> list[str]:
    """The rows without the blank that psql writes before each, where each has it."""
    if all(not row or row[0] == " " for row in rows[1:]):
        return [row[1:] if row[:1] == " " else row for row in rows]
    return rows


def _without_session(lines: list[str]) -> list[str]:
    """Without the count of rows and the prompts of psql, as it prints with tuples only."""
    end = next((at for at, line in enumerate(lines) if ROWS.match(line)), len(lines))
    kept = lines[:end]
    while kept and (not kept[-1].strip() or CLOCK.match(kept[-1])):
        kept.pop()
    rows = ["" if PROMPT.match(line) else line for line in kept]
    return _without_margin(rows) if rows and rows[0][:1] == " " else rows


def _is_rule(line: str) -> bool:
    """Whether the line is drawn, not written."""
    return RULING.issuperset(line) and sum(mark in DASHES for mark in line) > 2


def _continued(rows: list[str]) -> list[str]:
    """Rows without the mark that psql sets at the end of a line that goes on in the next."""
    filled = [row for row in rows if row.strip()]
    marked = sum(1 for row in filled if row.endswith(GOES_ON))
    document = bool(filled) and filled[0].lstrip()[:1] in ("[", "{")
    if 2 * marked <= len(filled) and not (marked and document):
        return [row.rstrip() for row in rows]
    return [row[:-1].rstrip() if row.endswith(GOES_ON) else row.rstrip() for row in rows]
