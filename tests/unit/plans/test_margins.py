"""A plan is the same, whatever stands before its lines, and whoever printed or wrapped them."""

import json
import re
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lab.errors import LabError
from lab.plans.parsing.margins import without_margins
from lab.plans.parsing.pasted import readable

PLANS = Path(__file__).parents[2] / "plans"
PLAN = (PLANS / "workers_short.txt").read_text().strip("\n")
JSON = json.dumps(json.loads((PLANS / "nestloop_hot.json").read_text()), indent=2)
LINES = PLAN.split("\n")
STAMP = "2026-01-01 12:00:00.000 UTC"


def numbered(form: str) -> Callable[[str], str]:
    return lambda text: "\n".join(form.format(n, x) for n, x in enumerate(text.split("\n"), 1))


def after(mark: str) -> Callable[[str], str]:
    return lambda text: "\n".join(mark + line for line in text.split("\n"))


def log(text: str) -> str:
    head = f"{STAMP} [77] me@db LOG:  duration: 1.500 ms  plan:\n\tQuery Text: select 1\n"
    return f"{head}{after(chr(9))(text)}\n{STAMP} [77] me@db LOG:  done"


def syslog(text: str) -> str:
    lines = ["me@db LOG:  duration: 1.500 ms  plan:", "#011Query Text: select 1"]
    lines += ["#011" + line for line in text.split("\n")]
    return "\n".join(f"Jan  1 12:00:00 host postgres[77]: [3-{n}] {x}" for n, x in enumerate(lines))


def wrapped(width: int) -> Callable[[str], str]:
    return lambda text: "\n".join(
        piece
        for line in text.split("\n")
        for piece in textwrap.wrap(line, width, break_long_words=False)
    )


def cells(text: str) -> str:
    """CSV quotes only what it must."""
    quoted = ('"' + line.replace('"', '""') + '"' for line in text.split("\n"))
    pairs = zip(text.split("\n"), quoted, strict=True)
    return "\n".join(["QUERY PLAN", *(q if re.search('[",]', line) else line for line, q in pairs)])


MARGINS: dict[str, Callable[[str], str]] = {
    "numbers": numbered("{:>3} {}"),
    "numbers and colons": numbered("{}: {}"),
    "numbers and points": numbered("{}. {}"),
    "numbers and tabs": numbered("{}\t{}"),
    "numbers and bars": numbered("{:>3} | {}"),
    "times": after(f"{STAMP} "),
    "times of a container": after("2026-01-01T12:00:00.000000000Z "),
    "quoted": after("> "),
    "quoted without a blank": after(">"),
    "twice quoted": after("> > "),
    "bars": after("| "),
    "comment of SQL": after("-- "),
    "comment of a shell": after("# "),
    "comment of C": after(" * "),
    "added": after("+"),
}
OTHERS: dict[str, Callable[[str], str]] = {
    "wrapped at 60": wrapped(60),
    "wrapped at 76": wrapped(76),
    "wrapped and quoted": lambda text: after("> ")(wrapped(74)(text)),
    "cells": cells,
    "rows of Python": lambda text: repr([(line,) for line in text.split("\n")]),
    "lines of Python": lambda text: "\n".join(repr((line,)) for line in text.split("\n")),
    "string of Python": repr,
    "arrows": lambda text: text.replace("->", "→"),
    "dashes": lambda text: text.replace("->", "\u2013>"),
    "backticks": lambda text: f"`{text}`",
    "title of a fence": lambda text: f'```text title="plan"\n{text}\n```',
    "preformatted": lambda text: f"<pre><code>{text.replace('>', '&gt;')}\n</code></pre>",
    "html of psql": lambda text: "\n".join(
        f'  <tr valign="top">\n    <td align="left">{line.replace("->", "-&gt;")}</td>\n  </tr>'
        for line in text.replace("  ", "&nbsp; ").split("\n")
    ),
    "expanded and unaligned": after("QUERY PLAN|"),
    "expanded as CSV": after("QUERY PLAN,"),
    "pgcli": lambda text: f"{text}\nTime: 0.034s",
    "signature": lambda text: f"{text}\n\n-- \nRegards\nJoe: x\n",
}
LOGS: dict[str, Callable[[str], str]] = {
    "log": log,
    "log of a container": lambda text: after("db-1  | ")(log(text)),
    "journal": lambda text: after("Jan 01 12:00:00 host postgres[77]: ")(log(text)),
    "syslog": syslog,
    "entry of a cloud": lambda text: json.dumps([{"textPayload": log(text)}]),
}


@pytest.mark.parametrize("frame", [*MARGINS, *OTHERS])
def test_what_stands_around_a_plan_in_text_form_is_taken_off(frame: str) -> None:
    framed = (MARGINS | OTHERS)[frame](PLAN)
    assert readable(framed) == readable(PLAN)


@pytest.mark.parametrize("frame", MARGINS)
def test_what_stands_before_the_lines_of_json_is_taken_off(frame: str) -> None:
    assert readable(MARGINS[frame](JSON)) == json.loads(JSON)


@pytest.mark.parametrize("frame", LOGS)
def test_what_stands_before_the_lines_of_a_log_is_taken_off(frame: str) -> None:
    document: Any = readable(LOGS[frame](PLAN))
    said = {"Duration": 1.5, "Query Text": "select 1"}
    assert document == readable(PLAN) | said  # type: ignore[operator]


@pytest.mark.parametrize(
    "framed",
    [
        f"{JSON};",
        f"Here: {json.dumps(json.loads(JSON))}\nThanks",
        json.dumps(json.dumps(JSON)),
        repr([(json.loads(JSON),)]),
        JSON.replace('"', "\u201d").replace("'", "\u2019"),
    ],
    ids=["semicolon", "words", "twice a string", "Python", "curly quotes"],
)
def test_json_out_of_other_hands_is_read(framed: str) -> None:
    document: Any = readable(framed)
    [first] = document if isinstance(document, list) else [document]
    assert first["Plan"].keys() == json.loads(JSON)[0]["Plan"].keys()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"```\n{PLAN}\n```\nthen\n```\n{PLAN}\n```\n", f"line {len(LINES) + 5} begins a second"),
        (f"QUERY PLAN\n----\n{PLAN}\n(9 rows)\n\nQUERY PLAN\n----\n{PLAN}", "begins a second plan"),
        (f"{JSON}\n{JSON}", "begins a second plan. Give one plan at a time"),
        ("\n".join(line.lstrip() for line in LINES), "The blanks before its lines are lost"),
        (" ".join(line.lstrip() for line in LINES), "Its line ends are lost"),
        ("LOG:  duration: 1 ms  plan:\n\tQuery Text: x\n\tPlan: \n\t  Node Type: y", "as YAML"),
    ],
    ids=["fences", "tables", "documents", "no blanks", "one line", "YAML in a log"],
)
def test_what_cannot_be_read_is_told_with_the_next_step(text: str, message: str) -> None:
    with pytest.raises(LabError) as caught:
        readable(text)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_numbers_in_a_literal_are_no_margin() -> None:
    text = "Result  (cost=0.00..0.01 rows=1 width=4)\n  Output: '\n1 a\n2 b'::text"
    assert without_margins(text) == text
