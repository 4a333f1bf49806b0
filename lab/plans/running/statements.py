"""A statement as SQLAlchemy sees it, made from text or from a construct, and EXPLAIN before it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ClauseElement, Executable, text
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import visitors
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import ValuesBase
from sqlalchemy.sql.elements import BindParameter

from lab.errors import StatementError, did_you_mean
from lab.plans.running.options import explain_clause
from lab.plans.running.refusing import refuse_without_a_plan

OPAQUE = re.compile(
    r"""
    (?<!\w)[eE]'(?:[^'\\]|\\.|'')*'      # a literal in which the backslash escapes
    | '(?:[^']|'')*'
    | "(?:[^"]|"")*"
    | --[^\n]*
    | /\*.*?\*/
    | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$
    """,
    re.VERBOSE | re.DOTALL,
)
NUMBERED = re.compile(r"(?<![\w$])\$(\d+)")


UNNAMED = re.compile(r"%\(\d+ ")
"""How SQLAlchemy keeps a value that was given in a construct, until it is compiled."""

COMPILED = re.compile(r"\w+_\d+")
"""How it calls such a value in the compiled statement."""


class Explain(Executable, ClauseElement):
    """EXPLAIN with its options before a statement, whose parameters stay parameters."""

    inherit_cache = False

    def __init__(self, statement: ClauseElement, options: Mapping[str, str]) -> None:
        self.explained = statement
        self.explain_options = options


@compiles(Explain, "postgresql")
def _compile_explain(element: Explain, compiler: SQLCompiler, **keywords: Any) -> str:
    inner = compiler.process(element.explained, **keywords)
    # The result is a plan: without this SQLAlchemy would fetch it as rows of RETURNING.
    compiler.isinsert = compiler.isupdate = compiler.isdelete = False
    # And the plan is no value of the statement's first column, to be read as a number, say.
    compiler._result_columns.clear()
    return f"{explain_clause(element.explain_options)}\n{inner}"


def as_clause(statement: object, params: Mapping[str, Any]) -> ClauseElement:
    """The statement as a construct; in text, `:name` is a parameter, except inside quotes.

    Raises:
        StatementError: it is empty, is no statement, or lacks the value of a parameter.
    """
    clause = as_construct(statement)
    if missing := missing_values(clause, params):
        names = ", ".join(f":{name}" for name in missing)
        example = ", ".join(f'"{name}": ...' for name in missing)
        options = " ".join(f"-p {name}=..." for name in missing)
        raise StatementError(
            f"No value for {names}", hint=f"Give params={{{example}}}, or {options} to the command"
        )
    _require_known(clause, params)
    if isinstance(statement, str) and numbered_parameters(statement):
        raise StatementError(
            "The statement has numbered parameters ($1), which have no values",
            hint="Write :name and give params, or plan it for any value: generic=True, --generic",
        )
    return clause


def _require_known(clause: ClauseElement, params: Mapping[str, Any]) -> None:
    """Refuse values that nothing asks for; those of an INSERT or UPDATE may name its columns."""
    if isinstance(clause, ValuesBase):
        return
    binds = [each.key for each in _binds(clause)]
    known = sorted({key for key in binds if not UNNAMED.match(key)})
    unnamed = len(known) < len(set(binds))
    for name in params:
        if name not in known and not (unnamed and COMPILED.fullmatch(name)):
            listed = f"There are {', '.join(known)}" if known else "The statement has none"
            hint = did_you_mean(name, known, listed)
            raise StatementError(f"No parameter '{name}'", hint=hint)


def as_construct(statement: object) -> ClauseElement:
    """The same, whether its parameters have values or not."""
    clause = _of_text(statement) if isinstance(statement, str) else statement
    if not (isinstance(clause, ClauseElement) and isinstance(clause, Executable)):
        raise StatementError(
            f"This is no statement: {type(statement).__name__}",
            hint="Give SQL as text, or a SQLAlchemy select(), insert(), update() or delete()",
        )
    return clause


def missing_values(clause: ClauseElement, params: Mapping[str, Any]) -> tuple[str, ...]:
    """The parameters that have no value."""
    required = {each.key for each in _binds(clause) if each.required}
    return tuple(sorted(required - set(params)))


def numbered_parameters(statement: str) -> int:
    """The highest N of the `$N` in a text, those in quotes and comments left out; 0 for none."""
    found = NUMBERED.findall(bare(statement))
    return max(map(int, found), default=0)


def bare(statement: str) -> str:
    """The text without literals, quoted names and comments."""
    return OPAQUE.sub(" ", statement)


def without_end(statement: str) -> str:
    """The text without comments, and without the semicolon that may end it."""
    return OPAQUE.sub(_keep_quoted, statement).strip(" \t\r\n;")


def compiled(clause: ClauseElement, params: Mapping[str, Any], paramstyle: str) -> SQLCompiler:
    """The statement as text, with placeholders in one of the styles that SQLAlchemy knows.

    A list of values is written out with a placeholder for each of them.
    """
    spread = any(each.expanding for each in _binds(clause))
    if spread:
        clause = _with_values(clause, params)
    made = clause.compile(
        dialect=PGDialect_psycopg(paramstyle=paramstyle),  # type: ignore[no-untyped-call]
        column_keys=list(params) or None,
        compile_kwargs={"render_postcompile": True} if spread else {},
    )
    assert isinstance(made, SQLCompiler)
    return made


def _of_text(statement: str) -> ClauseElement:
    if not without_end(statement):
        raise StatementError("There is no statement to explain", hint="Give SQL as text")
    refuse_without_a_plan(statement)
    # text() would take a colon inside quotes for a parameter.
    return text(OPAQUE.sub(lambda found: found[0].replace(":", r"\:"), statement))


def _keep_quoted(found: re.Match[str]) -> str:
    return "" if found[0].startswith(("--", "/*")) else found[0]


def _with_values(clause: ClauseElement, params: Mapping[str, Any]) -> ClauseElement:
    """The statement with its parameters filled in: how many a list holds is part of its text."""

    def fill(bind: "BindParameter[Any]") -> None:
        if bind.required:
            bind.value = params.get(bind.key, [None] if bind.expanding else None)
            bind.required = False

    return visitors.cloned_traverse(clause, {}, {"bindparam": fill})


def _binds(clause: ClauseElement) -> Iterator["BindParameter[Any]"]:
    return (each for each in visitors.iterate(clause) if isinstance(each, BindParameter))
