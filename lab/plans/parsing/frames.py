"""A plan taken out of what a client, a page or a mail put around it; nothing is parsed here.

What the frames look like is read from psql's src/fe_utils/print.c, and from what pgAdmin and
DBeaver copy.
"""

import csv
import html
import io
import re
from collections.abc import Callable

from lab.plans.parsing.tables import untabled

BLANKS = {0x00A0: " ", 0x202F: " ", 0x2007: " "}
INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD))
QUOTED = re.compile("('[^']*'|\"[^\"]*\")")
FENCE = re.compile(r"[ \t]{0,40}(?:`{3,}|~{3,})[\w+-]{0,20}[ \t]*$")
MAIL = re.compile(r"[ ]{0,3}(?:> ?)+")
OF_A_PLAN = re.compile(
    r"\(cost=\d|\(actual (?:time|rows)=|->\s+[A-Z]|\"Node Type\"|\"\"Node Type\"\"|never executed\)"
)
CELL_START = re.compile(r"\s*\"(?=[^\"\n]|\"\")")
MOST_LAYERS = 3
"""Frames around frames: a fence in a mail, say."""


def unframed(text: str) -> str:
    """The plan's own lines, without those of the frame before and after it."""
    return unframed_in_place(text).strip("\n")


def unframed_in_place(text: str) -> str:
    """The same, with an empty line for each that is taken away: line numbers stay true."""
    text = _in_plain_characters(text)
    for _ in range(MOST_LAYERS):
        before = text
        for step in STEPS:
            text = step(text)
        if text == before:
            break
    return text


def _in_plain_characters(text: str) -> str:
    """One kind of line end and of blank; what stands in quotes stays as it is."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\x00", "")
    if text.isascii():
        return text
    pieces = QUOTED.split(text)
    pieces[::2] = (piece.translate(BLANKS | INVISIBLE) for piece in pieces[::2])
    return "".join(pieces)


def _out_of_html(text: str) -> str:
    if "-&gt;" in text or "&quot;Node Type&quot;" in text or "&quot;Plan&quot;" in text:
        return html.unescape(text).translate(BLANKS)
    return text


def _out_of_a_mail(text: str) -> str:
    """What is quoted, if most of the text is."""
    lines = text.split("\n")
    quoted = [bool(MAIL.match(line)) for line in lines]
    if 2 * sum(quoted) <= sum(1 for line in lines if line.strip()):
        return text
    pairs = zip(lines, quoted, strict=True)
    return "\n".join(MAIL.sub("", line, count=1) if inside else "" for line, inside in pairs)


def _out_of_a_fence(text: str) -> str:
    """The first fenced block that holds something of a plan."""
    lines = text.split("\n")
    fences = [at for at, line in enumerate(lines) if FENCE.match(line)]
    if not fences:
        return text
    ends = [*fences[1:], len(lines)]
    for start, end in zip(fences, ends, strict=True):
        inside = lines[start + 1 : end]
        if any(OF_A_PLAN.search(line) for line in inside):
            return "\n".join([""] * (start + 1) + inside)
    return "\n".join("" if FENCE.match(line) else line for line in lines)


def _out_of_csv(text: str) -> str:
    """The cells, where they are quoted as pgAdmin and spreadsheets copy them."""
    start = text.lstrip()
    lines = start.split("\n", 1)
    heading = lines[0].strip().strip('"').upper() == "QUERY PLAN"
    body = lines[1] if heading and len(lines) > 1 else start
    if not OF_A_PLAN.search(body) or '\\"' in body:
        return text
    cells = _cells(body) if CELL_START.match(body) else None
    if cells is None:
        return "\n".join(_cell(line) for line in text.split("\n"))
    skipped = text[: len(text) - len(body)].count("\n")
    return "\n" * skipped + "\n".join(cells)


def _cell(line: str) -> str:
    """A line that CSV had to quote; no line of a plan begins and ends with a quote."""
    if len(line) > 2 and line[0] == line[-1] == '"' and OF_A_PLAN.search(line):
        return line[1:-1].replace('""', '"')
    return line


def _cells(body: str) -> list[str] | None:
    """The first cell of every row, or nothing where it is no table of one column."""
    limit = csv.field_size_limit(len(body) + 1)
    try:
        rows = list(csv.reader(io.StringIO(body), skipinitialspace=True))
    except csv.Error:
        return None
    finally:
        csv.field_size_limit(limit)
    if any(len(row) > 1 and any(row[1:]) for row in rows):
        return None
    return [row[0] if row else "" for row in rows]


STEPS: tuple[Callable[[str], str], ...] = (
    _out_of_html,
    _out_of_a_fence,
    _out_of_a_mail,
    untabled,
    _out_of_csv,
)
