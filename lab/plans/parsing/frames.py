"""A plan taken out of what a client, a page or a mail put around it; nothing is parsed here.

What the frames look like is read from psql's src/fe_utils/print.c, and from what pgAdmin and
DBeaver copy.
"""

import csv
import html
import io
import re
from collections.abc import Callable

from lab.plans.parsing.checking import second_plan
from lab.plans.parsing.margins import OF_A_PLAN, without_margins
from lab.plans.parsing.reprs import out_of_python
from lab.plans.parsing.tables import untabled

BLANKS = {0x00A0: " ", 0x202F: " ", 0x2007: " "}
INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD))
QUOTED = re.compile("('[^']*'|\"[^\"]*\")")
CURLY = {"'": {0x2018: "'", 0x2019: "'"}, '"': {0x201C: '"', 0x201D: '"'}}
ARROWS = re.compile(r"(?m)^([ \t]*)(?:[→à]|[\u2013\u2014]>)(?=[ \t]+[A-Z])")
"""What text processors make of `->`."""
FENCE = re.compile(r"[ \t]{0,40}(?:`{3,}|~{3,})[ \t]?[^`\n]{0,60}$")
MAIL = re.compile(r"[ ]{0,3}>(?: ?>)*")
TAGS = re.compile(
    r"(?m)^[ \t]*(?:<(?:pre|code|samp|div|span|p|t[dhr]|tbody|table)\b[^<>]{0,200}>)+"
    r"|(?:</(?:pre|code|samp|div|span|p|t[dhr]|tbody|table)>)+[ \t]*$"
)
BREAK = re.compile(r"<br ?/?>\n?")
CELL_START = re.compile(r"\s*\"(?=[^\"\n]|\"\")")
CELL = re.compile(r"(?m)^\"(?: {2}|Settings: |(?=.*\((?:cost=\d|actual |never))).*\"$")
"""A row that CSV had to quote, for a comma in it; no line of a plan begins and ends like this."""
MOST_LAYERS = 3
"""Frames around frames: a fence in a mail, say."""


def unframed_in_place(text: str) -> str:
    """The plan's own lines, those of the frame left empty: so line numbers stay true."""
    text = in_plain_characters(text)
    for _ in range(MOST_LAYERS):
        before = text
        for step in STEPS:
            text = step(text)
        if text == before:
            break
    return text


def in_plain_characters(text: str) -> str:
    """One kind of line end, blank and arrow; what stands in quotes stays as it is."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\x00", "")
    if text.isascii():
        return text
    for straight, curly in CURLY.items():
        text = text if straight in text else text.translate(curly)
    text = ARROWS.sub(r"\1->", text)
    pieces = QUOTED.split(text)
    pieces[::2] = (piece.translate(BLANKS | INVISIBLE) for piece in pieces[::2])
    return "".join(pieces)


def _out_of_html(text: str) -> str:
    text = TAGS.sub("", text) if "<" in text else text
    if "-&gt;" in text or "&quot;Node Type&quot;" in text or "&quot;Plan&quot;" in text:
        return html.unescape(BREAK.sub("\n", text)).translate(BLANKS)
    return text


def _out_of_a_mail(text: str) -> str:
    """What is quoted, if most of the text is; a blank goes too where each quoted line has it."""
    lines = text.split("\n")
    ends = [mark.end() if (mark := MAIL.match(line)) else 0 for line in lines]
    if 2 * sum(map(bool, ends)) <= sum(1 for line in lines if line.strip()):
        return text
    pairs = list(zip(lines, ends, strict=True))
    blank = all(line[end : end + 1] in ("", " ") for line, end in pairs if end)
    return "\n".join(line[end + blank :] if end else "" for line, end in pairs)


def _out_of_a_fence(text: str) -> str:
    """The fenced block that holds something of a plan.

    Raises:
        LabError: there are several.
    """
    lines = _out_of_backticks(text).split("\n")
    fences = [at for at, line in enumerate(lines) if FENCE.match(line)]
    if not fences:
        return "\n".join(lines)
    pairs = list(zip(fences, [*fences[1:], len(lines)], strict=True))
    blocks = [
        (start, end)
        for start, end in pairs
        if any(OF_A_PLAN.search(line) for line in lines[start + 1 : end])
    ]
    if not blocks:
        return "\n".join("" if FENCE.match(line) else line for line in lines)
    if len(blocks) > 1:
        raise second_plan(blocks[1][0] + 2)
    start, end = blocks[0]
    return "\n".join([""] * (start + 1) + lines[start + 1 : end])


def _out_of_backticks(text: str) -> str:
    inside = text.strip()
    lone = inside.startswith("`") and inside.endswith("`") and inside.count("`") == 2
    return inside[1:-1] if lone else text


def _out_of_csv(text: str) -> str:
    """The cells, where they are quoted as pgAdmin and spreadsheets copy them."""
    start = text.lstrip()
    lines = start.split("\n", 1)
    heading = lines[0].strip().strip('"').upper() == "QUERY PLAN"
    body = lines[1] if heading and len(lines) > 1 else start
    if not OF_A_PLAN.search(body) or '\\"' in body:
        return text
    cells = _cells(body) if CELL_START.match(body) or CELL.search(body) else None
    if cells is None:
        return "\n".join(_cell(line) for line in text.split("\n"))
    skipped = text[: len(text) - len(body)].count("\n")
    return "\n" * skipped + "\n".join(cells)


def _cell(line: str) -> str:
    return line[1:-1].replace('""', '"') if CELL.match(line) else line


def _cells(body: str) -> list[str] | None:
    """The first cell of every row, or nothing where it is no table of one column."""
    limit = csv.field_size_limit(len(body) + 1)
    try:
        rows = list(csv.reader(io.StringIO(body)))
    except csv.Error:
        return None
    finally:
        csv.field_size_limit(limit)
    if any(len(row) > 1 and any(row[1:]) for row in rows):
        return None
    return [row[0] if row else "" for row in rows]


STEPS: tuple[Callable[[str], str], ...] = (
    out_of_python,
    _out_of_html,
    _out_of_a_fence,
    _out_of_a_mail,
    untabled,
    without_margins,
    _out_of_csv,
)
