"""What options and arguments stand for: a query with its parameters, variants, sets of indexes."""

import re
from typing import Any

from lab.cli.arguments import read_file
from lab.database import Database
from lab.errors import LabError
from lab.experiments import AS_IS
from lab.patterns import PATTERNS
from lab.workload import Query, as_query

NUMBER = re.compile(r"-?[0-9]{1,1000}")
"""What PostgreSQL takes as a number; Python refuses to read one of several thousand digits."""


def add_variant(variants: dict[str, Any], name: str, variant: Any) -> None:
    """Add one under its name.

    Raises:
        LabError: there is one of that name.
    """
    if name in variants:
        raise LabError(f"Two variants are named '{name}'", hint="Give each of them once")
    variants[name] = variant


def indexes_of(option: str) -> list[Any]:
    """The indexes that an option of that kind stands for.

    Raises:
        LabError: it names none.
    """
    if option == AS_IS.value:
        return [AS_IS]
    wanted = [each.strip() for each in option.removeprefix("+").split(";") if each.strip()]
    if not wanted:
        raise LabError(f"'{option}' names no index", hint="Write 'orders(user_id)' or 'as it is'")
    return [AS_IS, *wanted] if option.startswith("+") else wanted


def asked_query(db: Database, what: str, params: list[str] | None) -> Query:
    """A pattern with its sampled values, or with those given alone; or SQL with those given."""
    given = _parameters(params)
    if what in PATTERNS:
        pattern = PATTERNS[what].query(db)
        return as_query(pattern, {**pattern.params, **given}) if given else pattern
    statement = read_file(what) if what == "-" else what
    if what != "-" and len(statement.split()) == 1:
        # One word is a name that was meant, not a statement.
        PATTERNS[what]
    return Query("query", statement, given)


def _parameters(params: list[str] | None) -> dict[str, Any]:
    """NAME=VALUE pairs; numbers become numbers."""
    found: dict[str, Any] = {}
    for pair in params or []:
        name, equals, value = pair.partition("=")
        if not (name and equals):
            raise LabError(f"'{pair}' is no parameter", hint="Write --param user_id=7")
        found[name] = int(value) if NUMBER.fullmatch(value) else value
    return found
