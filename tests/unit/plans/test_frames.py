"""A plan is the same, whatever a client, a mail or a page put around it."""

import html
import json
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from lab.errors import LabError
from lab.plans.parsing.auto_explain import plan_in_log
from lab.plans.parsing.frames import unframed_in_place
from lab.plans.parsing.pasted import readable

PASTED = Path(__file__).parents[2] / "pasted"
PLAIN = (PASTED / "plain.txt").read_text(encoding="utf-8")
JSON = (PASTED / "json_plain.txt").read_text(encoding="utf-8")
PASTES = sorted(path.stem for path in PASTED.glob("*.txt"))
FORBIDDEN_SECONDS = 20
"""Far above what linear work takes on a slow machine, far below what quadratic work takes."""


def pasted(name: str) -> str:
    return (PASTED / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in PASTES if not name.startswith("json")])
def test_text_form_out_of_a_client_is_the_plan_as_the_server_sent_it(name: str) -> None:
    assert readable(pasted(name)) == readable(PLAIN)


@pytest.mark.parametrize("name", [name for name in PASTES if name.startswith("json")])
def test_json_out_of_a_client_is_the_document_as_the_server_sent_it(name: str) -> None:
    assert readable(pasted(name)) == json.loads(JSON)


def pgadmin(plan: str) -> str:
    lines = plan.strip().split("\n")
    return "\n".join(['"QUERY PLAN"', *('"' + each.replace('"', '""') + '"' for each in lines)])


def mail(plan: str) -> str:
    return "On Monday somebody wrote:\n" + "\n".join(f"> {each}" for each in plan.split("\n"))


def dbeaver(plan: str) -> str:
    rows = [f"{each:<110}|" for each in plan.strip().split("\n")]
    return "\n".join([f"{'QUERY PLAN':<110}|", "-" * 110 + "+", *rows])


def session(plan: str) -> str:
    rows = [f" {each}" for each in plan.strip().split("\n")]
    return "\n".join(
        [
            *("lab=# explain select *", "lab-# from book;", "   QUERY PLAN   ", "-" * 16),
            *(*rows, "(15 Zeilen)", "", "Zeit: 1,2 ms", "lab=# "),
        ]
    )


FRAMES: dict[str, Callable[[str], str]] = {
    "pgAdmin": pgadmin,
    "mail": mail,
    "DBeaver": dbeaver,
    "session of psql": session,
    "fence": lambda plan: f"My plan:\n\n```text\n{plan}```\nWhy is it slow?\n",
    "fence in a mail": lambda plan: mail(f"```\n{plan}```"),
    "Windows": lambda plan: "\ufeff" + plan.replace("\n", "\r\n"),
    "page": lambda plan: html.escape(plan, quote=False),
    "blanks of a page": lambda plan: plan.replace("  ", "\u00a0 "),
    "indented": lambda plan: "\n".join(f"    {each}" for each in plan.split("\n")),
    "zero width": lambda plan: plan.replace("->", "\u200b->"),
    "rows of a driver": lambda plan: json.dumps([[each] for each in plan.split("\n")]),
}  # fmt: skip
SIMPLE = "\n".join(line for line in PLAIN.split("\n") if "fake" not in line)
SIMPLE = SIMPLE.replace(" | +\n(3 rows) ", " of a book")


@pytest.mark.parametrize("frame", FRAMES)
def test_what_others_put_around_text_form_is_taken_off(frame: str) -> None:
    expected: Any = readable(SIMPLE)
    assert readable(FRAMES[frame](SIMPLE)) == expected


@pytest.mark.parametrize(
    "framed",
    [
        json.dumps(JSON),
        json.dumps([{"QUERY PLAN": json.loads(JSON)}]),
        '"' + JSON.replace('"', '""') + '"',
        f"Here it is:\n{JSON}\nThanks",
        JSON.replace("\n", "\r\n"),
        f"```json\n{JSON}```",
        JSON.strip().replace("\n", "↵\n"),
    ],
    ids=["string", "row", "cell", "between words", "Windows", "fence", "arrows"],
)
def test_what_others_put_around_json_is_taken_off(framed: str) -> None:
    assert readable(framed) == json.loads(JSON)


def test_a_plan_without_a_frame_stays_as_it_is() -> None:
    assert unframed_in_place(PLAIN).strip("\n") == PLAIN.strip("\n")
    assert unframed_in_place(JSON).strip("\n") == JSON.strip("\n")


LOG = (
    "2026-01-01 12:00:00.000 UTC [123] LOG:  duration: 12.345 ms  plan:\n"
    "\tQuery Text: select *\n\t  from book where id = $1\n\tQuery Parameters: $1 = '5'\n"
    "\tSeq Scan on book  (cost=0.00..1.00 rows=1 width=4)\n\t  Filter: (id = '5')\n"
    "2026-01-01 12:00:01.000 UTC [123] LOG:  done\n"
)


def test_an_entry_of_auto_explain_tells_its_statement() -> None:
    document: Any = readable(LOG)
    assert document["Duration"] == 12.345
    assert document["Query Text"] == "select *\n  from book where id = $1"
    assert document["Query Parameters"] == "$1 = '5'"
    assert document["Plan"]["Filter"] == "(id = '5')"


def test_an_entry_of_auto_explain_may_be_json() -> None:
    body = json.dumps({"Query Text": "select 1", "Plan": {"Node Type": "Result"}}, indent=2)
    entry = "LOG:  duration: 0.100 ms  plan:\n" + "\n".join(f"\t{x}" for x in body.split("\n"))
    document: Any = readable(entry)
    assert document == {**json.loads(body), "Duration": 0.1}


def test_the_logs_as_csv_and_as_json_are_read() -> None:
    message = LOG.split("LOG:  ", 1)[1].rsplit("\n2026", 1)[0].replace("\t", "")
    quoted = message.replace('"', '""')
    expected = readable(message)
    assert readable(f'2026-01-01,"lab",123,LOG,00000,"{quoted}",,,\n') == expected
    assert readable(json.dumps({"message": message, "pid": 123}) + "\n") == expected


@pytest.mark.parametrize("name", ["text", "json", "csvlog", "jsonlog"])
def test_real_logs_of_every_kind_are_read(name: str) -> None:
    document: Any = readable((PASTED / f"auto_explain_{name}.log").read_text(encoding="utf-8"))
    assert document["Plan"]["Node Type"] == "Aggregate"
    assert document["Query Text"].startswith("select count(*) from book where lines = ")
    assert document["Duration"] > 0


def test_several_entries_are_too_many() -> None:
    with pytest.raises(LabError, match="the log holds 2 plans") as caught:
        plan_in_log(LOG + LOG)
    assert caught.value.hint


@pytest.mark.parametrize(
    "hostile",
    [
        *("\"" * 200_000, "'" * 200_001, "(" * 200_000, " " * 200_000, "-" * 200_000 + "x"),
        *("| " * 100_000, "> " * 100_000, "+\n" * 100_000, "a'\"" * 70_000, "```\n" * 50_000),
        *("[" * 200_000, "{\"" * 100_000, "duration: 1 ms  plan:" + " " * 200_000, "x\n" * 100_000),
    ],
    ids=range(14),
)  # fmt: skip
def test_hostile_text_takes_no_longer_than_its_length(hostile: str) -> None:
    start = time.monotonic()
    for text in (hostile, f"Result  (cost=0.00..0.01 rows=1 width=4)\n  Filter: {hostile}"):
        with suppress(LabError):
            readable(text)
    assert time.monotonic() - start < FORBIDDEN_SECONDS
