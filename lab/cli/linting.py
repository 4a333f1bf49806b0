"""`lab lint`: models or a database held against the conventions; what one of them says."""

import json
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from lab.claims import CLAIMS
from lab.cli.arguments import AllowWrites, Json, Timeout, Url, read_file
from lab.cli.window import in_colour, window_width
from lab.conventions import Lint, Rule, convention_rules, load_lint_settings
from lab.conventions.lint_settings import require_rule
from lab.conventions.linting import lint_database, lint_models
from lab.conventions.reporting.annotating import annotation
from lab.conventions.reporting.baseline import Known, only_new, parse_baseline
from lab.database import Database
from lab.errors import LabError
from lab.findings import Severity, at_least
from lab.schema import read_models
from lab.show import text
from lab.show.terminal import hanging

FOUND = 1
"""The exit code where something is as bad as --fail-on says."""

app = typer.Typer(rich_markup_mode=None)

Module = Annotated[
    str,
    typer.Argument(
        metavar="MODULE[:NAME]", help="Such as shop.models, shop/models.py, shop:Order."
    ),
]
Against = Annotated[
    bool,
    typer.Option("--against-database", help="Say too where a database differs from them."),
]
Github = Annotated[bool, typer.Option("--github", help="As annotations of a GitHub workflow.")]
Baseline = Annotated[
    str | None,
    typer.Option(metavar="FILE", help="Only what is new since that file, which --json wrote."),
]
FailOn = Annotated[
    Severity | None,
    typer.Option(metavar="LEVEL", help="Exit code 1 from info, warning or high on."),
]
Migration = Annotated[
    str | None,
    typer.Option(
        "--fix-migration",
        metavar="PATH",
        help="Write an Alembic revision of the safe fixes: a folder of revisions, or a new file.",
    ),
]
Exempted = Annotated[bool, typer.Option("--exempted", help="List what exemptions accept, too.")]
Schemas = Annotated[
    list[str] | None,
    typer.Option("--schema", metavar="NAME", help="Only this one; may be repeated."),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How a lint is answered."""

    as_json: bool
    github: bool
    exempted: bool
    known: Known | None
    """Those of a baseline, which are left out."""
    fail_on: Severity | None
    migration: Path | None

    def __post_init__(self) -> None:
        if self.as_json and self.github:
            raise LabError("--json and --github are two answers", hint="Leave one of them out")


def known_in(baseline: str | None) -> Known | None:
    """What a baseline knows; read before anything is linted."""
    return None if baseline is None else parse_baseline(read_file(baseline), baseline)


def add_to(program: typer.Typer) -> None:
    """Give the program these commands."""
    program.add_typer(app, name="lint", help="Models or a database against the conventions.")


@app.callback(
    invoke_without_command=True,
    epilog="Begin with: lab lint models shop.models, or lab lint database --url URL",
)
def explain_or_help(
    context: typer.Context,
    code: Annotated[
        str | None, typer.Option("--explain", metavar="CODE", help="What one rule is about.")
    ] = None,
) -> None:
    """Hold models or a database against the conventions."""
    if code is None:
        if context.invoked_subcommand is None:
            print(context.get_help())
        return
    if context.invoked_subcommand is not None:
        raise LabError("--explain stands alone", hint=f"lab lint --explain {code}")
    require_rule(code.upper(), "the conventions")
    print(explained(convention_rules()[code.upper()], window_width()))


@app.command()
def models(
    module: Module,
    *,
    against_database: Against = False,
    fail_on: FailOn = None,
    baseline: Baseline = None,
    fix_migration: Migration = None,
    exempted: Exempted = False,
    github: Github = False,
    as_json: Json = False,
    url: Url = None,
    allow_writes: AllowWrites = False,
) -> int:
    """Lint models; they are imported in a process of their own."""
    how = How(
        as_json=as_json,
        github=github,
        exempted=exempted,
        known=known_in(baseline),
        fail_on=fail_on,
        migration=_place(fix_migration),
    )
    if (url is not None or allow_writes) and not against_database:
        raise LabError("Models need no database", hint="Add --against-database to compare them")
    settings, source = load_lint_settings(), read_models(module)
    if not against_database:
        return answer(lint_models(source, against=None, settings=settings), how)
    with opened(url, allow_writes=allow_writes) as db:
        found = lint_models(source, against=db, settings=settings)
    return answer(found, how)


@app.command()
def database(
    *,
    schema: Schemas = None,
    fail_on: FailOn = None,
    baseline: Baseline = None,
    fix_migration: Migration = None,
    exempted: Exempted = False,
    github: Github = False,
    as_json: Json = False,
    timeout: Timeout = 60,
    url: Url = None,
) -> int:
    """Lint a live schema; nothing is written to the database."""
    how = How(
        as_json=as_json,
        github=github,
        exempted=exempted,
        known=known_in(baseline),
        fail_on=fail_on,
        migration=_place(fix_migration),
    )
    settings = load_lint_settings()
    with opened(url) as db:
        found = lint_database(
            db, schemas=schema, settings=settings, statement_timeout_ms=round(timeout * 1000)
        )
    return answer(found, how)


def opened(url: str | None, *, allow_writes: bool = False) -> closing[Database]:
    """A database for as long as a block lasts."""
    from lab.opening import connect  # Here, for it is slow to import, and models need no database.

    return closing(connect(url, allow_writes=allow_writes or None))


def answer(found: Lint, how: How) -> int:
    """Show a lint as it was asked for, and write what was asked for; the exit code."""
    if how.known is not None:
        found = only_new(found, how.known)
    written = "" if how.migration is None else _written(found, how.migration)
    if how.as_json:
        print(json.dumps(found.to_json()))
    elif how.github:
        # What is of no line stands in the log, for a run has room for ten notices only.
        print("\n".join([*map(annotation, found), repr(found), *map(text.plain, found.remarks)]))
    else:
        width = window_width()
        print(found.render_text(width=width, colour=in_colour()))
        for finding, reason in found.exempted if how.exempted else ():
            print(_fitted(f"exempted: {finding!r} ({reason})", width))
        if further := written or _next(found):
            print(("\n" if found else "") + _fitted(further, width))
    failed = how.fail_on is not None and at_least(found.findings, how.fail_on)
    return FOUND if failed else 0


def _place(name: str | None) -> Path | None:
    """Where to write; a name that is empty, as an unset variable is, would be the current folder.

    Raises:
        LabError: it is empty.
    """
    if name == "":
        raise LabError("--fix-migration names no place", hint="Give a folder of revisions")
    return None if name is None else Path(name)


def _written(found: Lint, path: Path) -> str:
    from lab.conventions.reporting.revising import write_fix_migration  # Here, for Alembic is slow.

    told = write_fix_migration(found.findings, path)
    if told is None:
        return "No revision was written: nothing can be mended without asking"
    return f"{told!r}. Read it, run alembic upgrade head, and change the models alike"


def _next(found: Lint) -> str:
    """How to go on from findings."""
    if not found:
        return ""
    safe = sum(each.fix is not None and each.fix.safe for each in found)
    many = f"{safe} of {text.plural(len(found), 'finding')}"
    mended = f"; --fix-migration PATH mends {many}" if safe else ""
    return f"Next: lab lint --explain {found[0].code}{mended}"


def explained(rule: Rule, width: int | None) -> str:
    """All that there is to say of a rule."""
    limits = ", ".join(f"{name} = {value:g}" for name, value in rule.limits.items())
    lines = [
        f"{rule.code} ({rule.severity}), seen in {rule.seen_in}",
        f"meaning: {rule.meaning}",
        f"advice: {rule.advice}",
        *(f"claim {CLAIMS[each]!r}" for each in rule.claims),
        *([f"notebook: {rule.notebook}"] if rule.notebook else []),
        *([f"limits: {limits}; others in [tool.lab.lint.limits.{rule.code}]"] if limits else []),
        "exempt, in pyproject.toml:",
        "    [[tool.lab.lint.exempt]]",
        f'    code = "{rule.code}"',
        '    table = "..."',
        '    reason = "..."',
        f'exempt, on a model: info={{"lab": {{"ignore": ["{rule.code}: reason"]}}}}',
    ]
    return "\n".join(_fitted(line, width) for line in lines)


def _fitted(line: str, width: int | None) -> str:
    """The line, wrapped where there is a window that is narrower."""
    return text.plain(line) if width is None else "\n".join(hanging(line, width, 4))
