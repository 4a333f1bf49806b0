"""A plan without what stands before each of its lines: numbers, times of a log, marks of a comment.

A margin is taken off only where the plan's first line has it, and most of the other lines too.
"""

import re
from collections.abc import Sequence

OF_A_PLAN = re.compile(
    r"\(cost=\d|\(actual (?:time|rows)=|->\s+[A-Z]|\"Node Type\"|\"\"Node Type\"\"|never executed\)"
)
NUMBER = re.compile(r"[ \t]{0,20}(\d{1,7})(?:[.:)]|[ \t]?[|│])?(?:[ \t]|(?=[\[{\]}\"A-Z]|->)|$)")
STAMP = (
    r"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?"
    r"(?: ?(?:Z|[A-Z]{3,5}|[+-]\d\d(?::?\d\d)?)(?![^\s\]]))?\]?"
)
MARGINS = (
    # syslog and journald, with the numbers that PostgreSQL itself gives the lines of an entry
    re.compile(
        rf"(?:<\d{{1,3}}>)?(?:[A-Z][a-z]{{2}} [ \d]\d \d\d:\d\d:\d\d|{STAMP}) [\w.-]{{1,80}} "
        r"[\w./-]{1,40}(?:\[\d{1,9}\])?: (?:\[\d{1,9}-\d{1,9}\](?: |$))?"
    ),
    re.compile(rf"{STAMP}:?(?: |$)"),
    # psql's expanded display, unaligned or as CSV
    re.compile(r"QUERY PLAN(?:[|,\t]|$)"),
    # docker compose
    re.compile(r"[a-z][\w.-]{0,80}[ \t]{0,40}\|(?: |$)"),
)
MARK = re.compile(r"[ \t]{0,8}(?:--|//|#{1,3}|\*|\+|[|│](?=.*[^|│\s]))(?!>)")
TAB_OF_SYSLOG = "#011"


def without_margins(text: str) -> str:
    """The text without what stands before its lines; as it is, where nothing does."""
    lines = text.split("\n")
    first = next((at for at, line in enumerate(lines) if OF_A_PLAN.search(line)), None)
    if first is None:
        return text
    if numbered := _numbered(lines, first):
        return "\n".join(numbered)
    for margin in MARGINS:
        if _is_margin(margin, lines, first):
            bare = "\n".join(margin.sub("", line, count=1) for line in lines)
            return bare.replace(TAB_OF_SYSLOG, "\t") if margin is MARGINS[0] else bare
    return "\n".join(_unmarked(lines)) if _is_margin(MARK, lines, first) else text


def _numbered(lines: Sequence[str], first: int) -> list[str]:
    """The lines without their numbers, which have to follow one another; none without numbers."""
    if NUMBER.match(lines[first]) is None:
        return []
    found = [NUMBER.match(line) for line in lines]
    at = first
    while at > 0 and found[at - 1]:
        at -= 1
    bare = list(lines)
    expected: int | None = None
    for place in range(at, len(lines)):
        number = found[place]
        if number is None:
            if lines[place].strip():
                break
            continue
        if expected not in (None, int(number[1])):
            break
        expected = int(number[1]) + 1
        bare[place] = lines[place][number.end() :]
    return bare if bare[first] != lines[first] else []


def _is_margin(margin: re.Pattern[str], lines: Sequence[str], first: int) -> bool:
    if margin.match(lines[first]) is None:
        return False
    filled = [line for line in lines if line.strip()]
    having = sum(1 for line in filled if margin.match(line))
    return 2 * having > len(filled)


def _unmarked(lines: Sequence[str]) -> list[str]:
    """The lines without a mark, and without the blank behind it, where each has one."""
    ends = [mark.end() if (mark := MARK.match(line)) else None for line in lines]
    pairs = list(zip(lines, ends, strict=True))
    blank = all(line[end : end + 1] in ("", " ") for line, end in pairs if end is not None)
    bare = [line if end is None else line[end + blank :] for line, end in pairs]
    framed = all(line.rstrip()[-1:] in ("|", "│") for line in bare if line.strip())
    return [line.rstrip()[:-1].rstrip() if framed else line for line in bare]
