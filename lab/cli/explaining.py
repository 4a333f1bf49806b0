"""`lab explain`: the plan of a statement or of a file, reviewed, and compared with another."""

import json
from collections.abc import Mapping
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from lab.cli.arguments import AllowWrites, Json, Param, Timeout, Url, read_file
from lab.cli.asking import asked_query
from lab.cli.window import in_colour, window_width
from lab.errors import LabError
from lab.findings import Severity, at_least
from lab.opening import connect
from lab.plans import Plan, PlanDiff, parse_plan
from lab.plans import explain as explain_statement
from lab.plans import why_not as ask_why_not
from lab.plans.running import How
from lab.show import Shown

HELP = """Show the plan of a statement, and what is wrong with it.

\b
lab explain "SELECT * FROM orders WHERE user_id = :u" -p u=7
lab explain - < query.sql
lab explain --file plan.txt --html page.html
"""
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
    typer.Option("--file", "-f", metavar="FILE", help="A saved plan instead; needs no server."),
]
Analyze = Annotated[
    bool,
    typer.Option(show_default=False, help="Run it (the default), and roll back what it writes."),
]
Generic = Annotated[bool, typer.Option("--generic", help="Plan it for any values of parameters.")]
Verify = Annotated[
    bool, typer.Option("--verify", help="Try what the findings advise, running it again.")
]
Against = Annotated[
    str | None, typer.Option(metavar="FILE", help="What changed since that saved plan.")
]
Index = Annotated[
    str | None, typer.Option("--why-not", metavar="INDEX", help="Why that index is not used.")
]
Limit = Annotated[
    FailOn | None,
    typer.Option(
        metavar="LEVEL", help="Exit code 1 from this severity on; worse: if worse, or unknown."
    ),
]
OnlyFindings = Annotated[bool, typer.Option("--findings", help="Show only what was found.")]
Redacted = Annotated[bool, typer.Option("--redacted", help="Leave out names and values.")]
Page = Annotated[Path | None, typer.Option(metavar="FILE", help="Write a page to share.")]
Times = Annotated[bool, typer.Option("--times", help="Show times too.")]

CANNOT_JOIN = {
    "--why-not": (
        *("--against", "--fail-on", "--findings", "--html", "--redacted", "--times"),
        *("--verify", "--generic"),
    ),
    "--file": ("--param", "--no-analyze"),
    "--against": ("--findings",),
    "--no-analyze": ("--verify",),
}
"""Options that would have no effect beside another one: told, rather than passed over."""


def add_to(app: typer.Typer) -> None:
    """Give the program this command."""
    app.command(help=HELP)(explain)


def explain(
    query: Asked = None,
    *,
    param: Param = None,
    file: File = None,
    why_not: Index = None,
    against: Against = None,
    fail_on: Limit = None,
    verify: Verify = False,
    generic: Generic = False,
    analyze: Analyze = True,
    times: Times = False,
    findings: OnlyFindings = False,
    redacted: Redacted = False,
    html: Page = None,
    as_json: Json = False,
    timeout: Timeout = 60,
    url: Url = None,
    allow_writes: AllowWrites = False,
) -> int:
    """Show the plan of a statement, and what is wrong with it."""
    _require_sense(locals())
    saved = None if against is None else parse_plan(read_file(against))
    if file is not None:
        plan = _of_file(file, runs=bool(why_not or generic or verify))
    else:
        how = _how(analyze=analyze, generic=generic, verify=verify, timeout=timeout)
        with closing(connect(url, allow_writes=allow_writes or None)) as db:
            asked = asked_query(db, str(query), param)
            if why_not is not None:
                return _answer(ask_why_not(db, asked, why_not), as_json=as_json)
            plan = explain_statement(db, asked, **how)
    plan = _as_wanted(plan, redacted=redacted, times=times)
    diff = None if saved is None else _as_wanted(saved, redacted=redacted, times=times).diff(plan)
    if html is not None:
        _write(plan, html, as_json=as_json)
    if diff is not None:
        _answer(diff.timed() if times else diff, as_json=as_json)
    elif html is None or as_json:
        _show(plan, only_findings=findings, as_json=as_json)
    return FOUND if _fails(plan, diff, fail_on) else 0


def _refuse_without_effect(given: Mapping[str, Any]) -> None:
    """Refuse options that would be passed over in silence."""
    said = {f"--{name.replace('_', '-')}" for name, value in given.items() if value}
    said |= set() if given["analyze"] else {"--no-analyze"}
    for option, others in CANNOT_JOIN.items():
        idle = [other for other in others if other in said and option in said]
        if idle:
            raise LabError(
                f"{idle[0]} has no effect beside {option}", hint="Leave one of the two out"
            )


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


def _require_sense(given: Mapping[str, Any]) -> None:
    """Refuse a call that leaves open what is asked, or in which an option has no effect."""
    _refuse_without_effect(given)
    query, file, against = given["query"], given["file"], given["against"]
    if (query is None) is (file is None):
        raise LabError(
            "Give either a statement or a plan",
            hint="lab explain 'SELECT ...', or lab explain --file plan.json",
        )
    if given["fail_on"] is FailOn.WORSE and against is None:
        raise LabError("Worse than what", hint="Give --against with a plan that was saved")
    if "-" in (query, file) and against == "-":
        raise LabError("Standard input can be read once", hint="Name a file for --against")


def _write(plan: Plan, page: Path, *, as_json: bool) -> None:
    """The page, and where it is: not among JSON, which programs read."""
    written = plan.to_html(page)
    if not as_json:
        print(written)


def _show(plan: Plan, *, only_findings: bool, as_json: bool) -> None:
    shown = [each for each in plan.findings if plan.shows_times or not each.rests_on_times]
    if as_json:
        found = [each.to_json() for each in plan.findings]
        print(json.dumps(found) if only_findings else plan.to_json())
    elif only_findings:
        print("\n".join(each.render_text() for each in shown) or "Nothing was found.")
    else:
        print(plan.render_text(width=window_width(), colour=in_colour()))


def _answer(result: Shown, *, as_json: bool) -> int:
    told: Any = result
    print(json.dumps(told.to_json()) if as_json else result.render_text())
    return 0


def _fails(plan: Plan, diff: PlanDiff | None, fail_on: FailOn | None) -> bool:
    """Whether the plan, or the change, is as bad as that; or nobody can tell: no gate is passed."""
    if fail_on is None:
        return False
    if diff is not None and (diff.worse or (fail_on is FailOn.WORSE and not diff.judged)):
        return True
    return fail_on is not FailOn.WORSE and bool(at_least(plan.findings, Severity(fail_on)))
