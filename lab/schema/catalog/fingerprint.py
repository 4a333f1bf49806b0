"""What a schema amounts to, so that two of them can be told apart, and by what.

Alembic's autogenerate sees about half of the ways in which two schemas differ (no CHECK, no
predicate of a partial index, no trigger); PostgreSQL's own words for its objects show them all.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import Connection

from lab.schema.catalog.from_catalog import NOT_SCHEMA
from lab.schema.catalog.queries import names_within, read_rows

Fingerprint: TypeAlias = tuple[tuple[str, str, str], ...]
"""Sorted (kind, name, definition)."""


def read_fingerprint(
    connection: Connection, schema: str = "public", *, ignore: Collection[str] = NOT_SCHEMA
) -> Fingerprint:
    """Everything in the schema that matters, in PostgreSQL's words; column order does not.

    `ignore` names tables and other relations that do not count, with all that hangs on them.

    Raises:
        UnknownNameError: the database has no such schema.
    """
    with names_within(connection, schema):
        rows = read_rows(connection, "fingerprint", schema=schema, ignore=list(ignore))
    return tuple(sorted((row["kind"], row["name"], row["definition"]) for row in rows))


@dataclass(frozen=True, slots=True)
class Difference:
    """One object that two fingerprints disagree on; None where a side does not have it."""

    kind: str
    name: str
    expected: str | None
    found: str | None

    def __str__(self) -> str:
        what = f"{self.kind} {self.name}"
        if self.found is None:
            return f"missing {what}: {one_line(self.expected)}"
        if self.expected is None:
            return f"unexpected {what}: {one_line(self.found)}"
        return f"changed {what}: expected {one_line(self.expected)}; found {one_line(self.found)}"


def difference(expected: Fingerprint, found: Fingerprint) -> tuple[Difference, ...]:
    """Where two fingerprints disagree, by kind and name; empty when they are equal."""
    left, right = by_object(expected), by_object(found)
    return tuple(
        Difference(*key, left.get(key), right.get(key))
        for key in sorted(left.keys() | right.keys())
        if left.get(key) != right.get(key)
    )


def by_object(fingerprint: Fingerprint) -> Mapping[tuple[str, str], str]:
    """The definition of each object."""
    return {(kind, name): definition for kind, name, definition in fingerprint}


def one_line(definition: str | None) -> str:
    """The definition without its line breaks."""
    return " ".join((definition or "").split())
