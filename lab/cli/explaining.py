"""`lab explain`: the plan of a statement or of a file, reviewed, and compared with another."""

import json
import os
import shutil
import sys
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from lab.cli.arguments import AllowWrites, Json, Param, Timeout, Url, asked_query, read_file
from lab.errors import LabError
from lab.findings import Severity, at_least
from lab.opening import connect
from lab.plans import Plan, PlanDiff, parse_plan, why_not
from lab.plans import explain as explain_statement
from lab.plans.running import How
from lab.show import Shown

FOUND = 1
"""The exit code where something is as bad as --fail-on says."""


class FailOn(StrEnum):
    """From where on a plan makes the command fail."""

    INFO = "info"
    WARNING = "warning"
    HIGH = "high"
    WORSE = "worse"


Asked = Annotated[
    str | None, typer.Argument(help="A pattern's name, SQL, or - for standard input.")
]
File = Annotated[
    str | None,
    typer.Option("--file", "-f", help="A plan that was saved or pasted, or -; no server."),
]
Analyze = Annotated[bool, typer.Option(help="Run it, and roll back what it writes.")]
Generic = Annotated[
    bool, typer.Option("--generic", help="The plan for any values of the parameters.")
]
Verify = Annotated[
    bool, typer.Option("--verify", help="Try what the findings advise, by running it again.")
]
Against = Annotated[
    str | None, typer.Option(help="A saved plan: what changed since, better or worse.")
]
Index = Annotated[
    str | None, typer.Option("--why-not", metavar="INDEX", help="Why is it not used?")
]
Limit = Annotated[
    FailOn | None, typer.Option(help="Exit code 1 from this severity on, or where worse.")
]
OnlyFindings = Annotated[bool, typer.Option("--findings", help="Only what was found.")]
Redacted = Annotated[
    bool, typer.Option("--redacted", help="Without names and values, to share it.")
]
Page = Annotated[Path | None, typer.Option(help="Write a page to this file.")]
Times = Annotated[bool, typer.Option("--times", help="Show times too.")]


def add_to(app: typer.Typer) -> None:
    """Give the program this command."""
    app.command()(explain)


def explain(
    query: Asked = None,
    *,
    param: Param = None,
    file: File = None,
    analyze: Analyze = True,
    generic: Generic = False,
    verify: Verify = False,
    against: Against = None,
    index: Index = None,
    fail_on: Limit = None,
    findings: OnlyFindings = False,
    redacted: Redacted = False,
    html: Page = None,
    times: Times = False,
    timeout: Timeout = 60,
    as_json: Json = False,
    url: Url = None,
    allow_writes: AllowWrites = False,
) -> int:
    """Show the plan of a statement, and what is wrong with it."""
    _require_sense(query, file, fail_on, against)
    saved = None if against is None else parse_plan(read_file(against))
    if file is not None:
        plan = _of_file(file, runs=bool(index or generic or verify))
    else:
        how = _how(analyze=analyze, generic=generic, verify=verify, timeout=timeout)
        with closing(connect(url, allow_writes=allow_writes or None)) as db:
            asked = asked_query(db, str(query), param)
            if index is not None:
                return _answer(why_not(db, asked, index), as_json=as_json)
            plan = explain_statement(db, asked, **how)
    plan = _as_wanted(plan, redacted=redacted, times=times)
    diff = None if saved is None else saved.diff(plan)
    if html is not None:
        print(plan.to_html(html))
    elif diff is not None:
        _answer(diff.timed() if times else diff, as_json=as_json)
    else:
        _show(plan, only_findings=findings, as_json=as_json)
    return FOUND if _fails(plan, diff, fail_on) else 0


def _how(*, analyze: bool, generic: bool, verify: bool, timeout: float) -> How:
    how = How(generic=generic, verify=verify, timeout_ms=round(timeout * 1000))
    # Left unsaid where it is the default: a generic plan is not run unless that is asked for.
    return how if analyze else How(**how, analyze=False)


def _of_file(name: str, *, runs: bool) -> Plan:
    if runs:
        raise LabError("A plan in a file cannot be run", hint="Give the statement instead")
    return parse_plan(read_file(name))


def _as_wanted(plan: Plan, *, redacted: bool, times: bool) -> Plan:
    plan = plan.redacted() if redacted else plan
    return plan.timed() if times else plan


def _require_sense(
    query: str | None, file: str | None, fail_on: FailOn | None, against: str | None
) -> None:
    if (query is None) is (file is None):
        raise LabError(
            "Give either a statement or a plan",
            hint="lab explain 'SELECT ...', or lab explain --file plan.json",
        )
    if fail_on is FailOn.WORSE and against is None:
        raise LabError("Worse than what", hint="Give --against with a plan that was saved")
    if "-" in (query, file) and against == "-":
        raise LabError("Standard input can be read once", hint="Name a file for --against")


def _show(plan: Plan, *, only_findings: bool, as_json: bool) -> None:
    shown = [each for each in plan.findings if plan.shows_times or not each.rests_on_times]
    if as_json:
        found = [each.to_json() for each in plan.findings]
        print(json.dumps(found) if only_findings else plan.to_json())
    elif only_findings:
        print("\n".join(each.render_text() for each in shown) or "Nothing was found.")
    else:
        print(plan.render_text(width=_width(), colour=_in_colour()))


def _answer(result: Shown, *, as_json: bool) -> int:
    told: Any = result
    print(json.dumps(told.to_json()) if as_json else result.render_text())
    return 0


def _fails(plan: Plan, diff: PlanDiff | None, fail_on: FailOn | None) -> bool:
    """Whether the plan, or the change, is as bad as that."""
    if fail_on is None:
        return False
    if diff is not None and diff.worse:
        return True
    return fail_on is not FailOn.WORSE and bool(at_least(plan.findings, Severity(fail_on)))


def _in_colour() -> bool:
    """Whether somebody looks at it, and has not asked for plain text (no-color.org)."""
    return _seen() and not os.environ.get("NO_COLOR")


def _width() -> int | None:
    """The columns of the terminal; as wide as it likes where there is none."""
    return shutil.get_terminal_size().columns if _seen() else None


def _seen() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()
