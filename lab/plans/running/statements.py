"""A statement as SQLAlchemy sees it, made from text or from a construct, and EXPLAIN before it."""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ClauseElement, Executable, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import visitors
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BindParameter

from lab.errors import StatementError

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
BEGINS_WITH_EXPLAIN = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/)*EXPLAIN\b", re.I | re.DOTALL)


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
    options = ", ".join(f"{name} {value}" for name, value in element.explain_options.items())
    return f"EXPLAIN ({options})\n{inner}"


def as_clause(statement: object, params: Mapping[str, Any]) -> ClauseElement:
    """The statement as a construct; in text, `:name` is a parameter, except inside quotes.

    Raises:
        StatementError: it is empty, is no statement, or lacks the value of a parameter.
    """
    clause = _of_text(statement) if isinstance(statement, str) else statement
    if not (isinstance(clause, ClauseElement) and isinstance(clause, Executable)):
        raise StatementError(
            f"This is no statement: {type(statement).__name__}",
            hint="Give SQL as text, or a SQLAlchemy select(), insert(), update() or delete()",
        )
    if missing := sorted(_required(clause) - set(params)):
        names = ", ".join(f":{name}" for name in missing)
        example = ", ".join(f'"{name}": ...' for name in missing)
        options = " ".join(f"-p {name}=..." for name in missing)
        raise StatementError(
            f"No value for {names}", hint=f"Give params={{{example}}}, or {options} to the command"
        )
    return clause


def _of_text(statement: str) -> ClauseElement:
    if not OPAQUE.sub(_keep_quoted, statement).strip(" \t\r\n;"):
        raise StatementError("There is no statement to explain", hint="Give SQL as text")
    if BEGINS_WITH_EXPLAIN.match(statement):
        raise StatementError(
            "The statement already begins with EXPLAIN", hint="Give the statement alone"
        )
    # text() would take a colon inside quotes for a parameter.
    return text(OPAQUE.sub(lambda found: found[0].replace(":", r"\:"), statement))


def _keep_quoted(found: re.Match[str]) -> str:
    return "" if found[0].startswith(("--", "/*")) else found[0]


def _required(clause: ClauseElement) -> set[str]:
    return {
        each.key
        for each in visitors.iterate(clause)
        if isinstance(each, BindParameter) and each.required
    }
