"""Models as a server would print them: made in a scratch schema, read back, rolled back.

Only so can an expression of a model be held against one of a catalog: PostgreSQL stores what it
understood, and `status in ('a', 'b')` comes back as `= ANY (ARRAY[...])`.
"""

import re
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from lab.database import lab_error, set_locally
from lab.schema.catalog.from_catalog import read_picture
from lab.schema.names import quoted
from lab.schema.parts import Function, IndexKey, Trigger
from lab.schema.picture import Origin, Picture

NAME = r'(?:"(?:[^"]|"")+"|[^\W\d][\w$]*)'
# Strings, bodies of functions, comments, and names: the first of a path may be a schema.
TOKENS = re.compile(
    r"(?P<text>'(?:[^']|'')*'|(?P<tag>\$\w*\$).*?(?P=tag)|--[^\n]*|/\*.*?\*/)"
    rf"|(?P<schema>{NAME})(?P<rest>(?:\.{NAME})+)|{NAME}",
    re.DOTALL,
)
PATH = rf"{NAME}(?:\.{NAME})*"
NEEDED = re.compile(
    r"\s*CREATE\s+(?:UNLOGGED\s+)?(?:TYPE|DOMAIN|SEQUENCE|TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?"
    rf"(?P<table>{PATH}))",
    re.IGNORECASE,
)
OF_TABLE = re.compile(
    r"\s*(?:CREATE\s+(?:UNIQUE\s+)?INDEX\b.*?\sON|CREATE\s+(?:OR\s+REPLACE\s+)?TRIGGER\b.*?\sON"
    r"|ALTER\s+TABLE|COMMENT\s+ON\s+(?:TABLE|COLUMN|CONSTRAINT\b.*?\sON))"
    rf"\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?(?P<table>{PATH})",
    re.IGNORECASE | re.DOTALL,
)
FUNCTION = re.compile(
    rf"\s*CREATE\s+(?:OR\s+REPLACE\s+)?FUNCTION\s+(?P<function>{PATH})", re.IGNORECASE
)
CONCURRENTLY = re.compile(r"(\s*CREATE\s+(?:UNIQUE\s+)?INDEX)\s+CONCURRENTLY\b", re.IGNORECASE)
PRINTED = ("default", "definition", "expression", "predicate", "text", "type")
"""The fields that hold SQL; the others hold names, or what somebody wrote."""


@dataclass(frozen=True, slots=True)
class Printed:
    """Models in the server's words."""

    pictures: tuple[Picture, ...]
    """One a schema, in the order in which they were asked for."""
    left_out: tuple[str, ...] = ()
    """What the server would not make: the statement's beginning and the server's reason."""


def as_printed(
    connection: Connection, statements: Sequence[str], schemas: Sequence[str]
) -> Printed:
    """Make what the statements make, in place of each schema in a scratch one, and read that.

    Everything happens within a savepoint that is rolled back. Nothing of the real schemas is
    touched: names of theirs are written anew. Statements of other kinds (extensions, rows, rights)
    are not run.

    Args:
        connection: in a transaction of the caller's that allows writes.
        statements: as `create_all` would run them, each percent sign written once.
        schemas: those that the statements fill; the first is the one that bare names mean.

    Raises:
        LabError: a schema, a type or a table cannot be made.
    """
    key = secrets.token_hex(8)
    scratch = {name: f"lab_scratch_{number}_{key}" for number, name in enumerate(schemas)}
    savepoint = connection.begin_nested()
    try:
        for name in scratch.values():
            run(connection, f"CREATE SCHEMA {name}")
        # The real schemas come after it, for types and functions that the statements do not make.
        path = ", ".join([scratch[schemas[0]], *map(quoted, schemas)])
        set_locally(connection, "search_path", path)
        left_out = tuple(make(connection, statements, scratch))
        read = [
            (name, read_picture(connection, made, live=False)) for name, made in scratch.items()
        ]
    except DBAPIError as error:
        raise lab_error(error.orig, "The models in a scratch schema") from None
    finally:
        savepoint.rollback()
    return Printed(tuple(given_back(each, name, scratch) for name, each in read), left_out)


def make(
    connection: Connection, statements: Sequence[str], scratch: Mapping[str, str]
) -> Iterator[str]:
    """Run the statements; tell what was left out, and why."""
    made: set[str] = set()
    for statement in statements:
        moved = CONCURRENTLY.sub(r"\1", requalified(statement, scratch))
        needed = NEEDED.match(moved)
        if needed is not None:
            run(connection, moved)
            made.add(needed["table"])
        elif stays_within(moved, made, scratch.values()):
            try:
                with connection.begin_nested():
                    run(connection, moved)
            except DBAPIError as error:
                reason = lab_error(error.orig).message
                yield f"{' '.join(statement.split())[:60]}: {reason}"


def stays_within(statement: str, tables: Collection[str], schemas: Collection[str]) -> bool:
    """Whether it changes nothing but what was made in a scratch schema: it locks nothing else."""
    if of_table := OF_TABLE.match(statement):
        target = of_table["table"]
        return target in tables or any(target.startswith(f"{each}.") for each in tables)
    function = FUNCTION.match(statement)
    if function is None:
        return False
    schema, dot, _ = function["function"].rpartition(".")
    return not dot or schema in schemas


def run(connection: Connection, statement: str) -> None:
    """Run a statement as it is: no sign in it stands for a parameter."""
    connection.exec_driver_sql(statement.replace("%", "%%"))


def requalified(sql: str, schemas: Mapping[str, str | None]) -> str:
    """The SQL with names of some schemas moved to others, or left bare; strings stay."""

    def moved(found: re.Match[str]) -> str:
        given = found["schema"]
        if given is None:
            return found[0]
        bare = given[1:-1].replace('""', '"') if given.startswith('"') else given.lower()
        if bare not in schemas:
            return found[0]
        to = schemas[bare]
        return found["rest"][1:] if to is None else f"{to}{found['rest']}"

    return TOKENS.sub(moved, sql)


def given_back(picture: Picture, schema: str, scratch: Mapping[str, str]) -> Picture:
    """The picture of a scratch schema with the names of the schemas that it stands for.

    The server wrote names of the scratch schema bare, and would have written those of the real one
    bare in its picture. Only triggers and functions name their schema in any case.
    """
    real = {made: quoted(name) for name, made in scratch.items()}
    bare: Mapping[str, str | None] = {**real, scratch[schema]: None, schema: None}
    names = {made: name for name, made in scratch.items()}

    def rewritten(part: Any) -> Any:
        if isinstance(part, tuple):
            return tuple(map(rewritten, part))
        if isinstance(part, str):
            return names.get(part, part)
        if not is_dataclass(part) or isinstance(part, type):
            return part
        schemas = real if isinstance(part, (Trigger, Function)) else bare
        sql = () if isinstance(part, IndexKey) and not part.expression else PRINTED
        values = {each.name: getattr(part, each.name) for each in fields(part)}
        return replace(
            part,
            **{
                name: requalified(value, schemas)
                if name in sql and isinstance(value, str)
                else rewritten(value)
                for name, value in values.items()
            },
        )

    renamed: Picture = rewritten(picture)
    return replace(renamed, origin=Origin.MODELS, server=None)
