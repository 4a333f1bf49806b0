"""Models held against a database: every difference as a finding of the rule DRIFT.

Both are read as pictures. Where the lab may write, the models are made in a scratch schema first
and read from there, so that expressions are compared in the server's own words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from sqlalchemy import Connection

from lab.conventions.drifting.fixes import fix_of
from lab.conventions.drifting.words import many_differences, one_difference
from lab.conventions.knowing.gathering import merged
from lab.conventions.rules.drift import RULE
from lab.database import Database
from lab.errors import LabError, UnknownNameError, WriteRefusedError
from lab.findings import Finding, Fix, Severity
from lab.schema import (
    Column,
    Constraint,
    Disagreement,
    Effect,
    Index,
    ModelSource,
    Picture,
    Place,
    Printed,
    Table,
    as_printed,
    disagreements,
    read_picture,
)

MOST_ALIKE = 3
"""So many differences of one kind are told one by one; more are one cause, and one finding."""


@dataclass(frozen=True, slots=True)
class Drift:
    """How a database differs from its models."""

    findings: tuple[Finding, ...] = ()
    remarks: tuple[str, ...] = ()
    """What could not be compared, and why."""


def drift_of(source: ModelSource, database: Database) -> Drift:
    """Every difference between models and the database that they are meant for.

    Nothing is left behind: what is made is made in a scratch schema, and rolled back.
    """
    with database.rolled_back() as connection:
        printed, remarks = _printed(source, database, connection)
        live = [_read(connection, each.schema) for each in source.pictures]
    found: list[Finding] = []
    for models, there in zip(source.pictures, live, strict=True):
        in_words = next((each for each in printed if each.schema == models.schema), None)
        told = disagreements(in_words or models, there, printed=in_words is not None)
        found += drift_findings(told, models)
    return Drift(tuple(found), remarks)


def drift_findings(told: Sequence[Disagreement], models: Picture) -> Iterator[Finding]:
    """A finding for each difference, or for several of the same kind."""
    ordered = sorted(told, key=_kind)
    for _, group in groupby(ordered, key=_kind):
        alike = list(group)
        if len(alike) > MOST_ALIKE:
            yield _finding_of_many(alike, models)
        else:
            yield from (_finding(each, models) for each in alike)


def _printed(
    source: ModelSource, database: Database, connection: Connection
) -> tuple[tuple[Picture, ...], tuple[str, ...]]:
    """The models in the server's words, and why not if not."""
    try:
        made = _made(source, database, connection)
    except LabError as error:
        return (), (f"Of defaults, checks and predicates only the presence was compared: {error}",)
    return made.pictures, tuple(f"Not compared: {each}" for each in made.left_out)


def _made(source: ModelSource, database: Database, connection: Connection) -> Printed:
    if not database.allow_writes:
        raise WriteRefusedError(
            "To compare their words too, the lab makes the tables of the models in a scratch schema"
            f" and rolls that back, and '{database.name}' is read-only here",
            hint="Allow writes by name: allow_writes=True, or --allow-writes",
        )
    if not source.statements:
        raise LabError("SQLAlchemy cannot write the tables", hint="Mend the models first")
    schemas = dict.fromkeys(["public", *(each.schema for each in source.pictures)])
    return as_printed(connection, source.statements, list(schemas))


def _read(connection: Connection, schema: str) -> Picture:
    """The live schema; one that is not there has nothing in it."""
    try:
        return read_picture(connection, schema, live=False)
    except UnknownNameError:
        return Picture(schema, ())


def _kind(told: Disagreement) -> tuple[str, ...]:
    """What several differences must share to be one cause."""
    if told.effect is Effect.COSMETIC:
        return ("~", told.kind, *told.aspects)
    if isinstance(told.model or told.live, Table):
        return ("table", "missing" if told.live is None else "unexpected")
    if isinstance(told.model, Column) and isinstance(told.live, Column):
        return ("column", *told.aspects, told.expected or "", told.found or "")
    return ("one", told.kind, told.table.name if told.table else "", told.name)


def _finding(told: Disagreement, models: Picture) -> Finding:
    part = told.model or told.live
    table = part if isinstance(part, Table) else told.table
    place = _place(models, table, part)
    return replace(
        _said([told], one_difference(told), fix_of(told), models),
        evidence=told.to_json(),
        name=": ".join(filter(None, (told.name, told.kind, ", ".join(told.aspects)))),
        table=table.name if table else None,
        column=part.name if isinstance(part, Column) else None,
        index=part.name if isinstance(part, Index) else None,
        constraint=part.name if isinstance(part, Constraint) else None,
        file=place.file if place else None,
        line=place.line if place else None,
    )


def _finding_of_many(alike: Sequence[Disagreement], models: Picture) -> Finding:
    fixes = [fix for each in alike if (fix := fix_of(each)) is not None]
    fix = merged(fixes) if len(fixes) == len(alike) else None
    found = _said(alike, many_differences(alike), fix, models)
    return replace(found, parts=tuple(_finding(each, models) for each in alike))


def _said(alike: Sequence[Disagreement], title: str, fix: Fix | None, models: Picture) -> Finding:
    return Finding(
        code=RULE.code,
        severity=_severity(alike[0]),
        title=title,
        meaning=RULE.meaning,
        advice=RULE.advice,
        evidence={"differences": [each.to_json() for each in alike]},
        schema=models.schema,
        fix=fix,
        claims=RULE.claims,
    )


def _severity(told: Disagreement) -> Severity:
    """A table that no model knows may belong to somebody else."""
    others = isinstance(told.live, Table) and told.model is None
    return Severity.INFO if others or told.effect is Effect.COSMETIC else RULE.severity


def _place(models: Picture, table: Table | None, part: object) -> Place | None:
    """Where the models say it: a picture that a server printed does not know."""
    if table is None or not models.has_table(table.name):
        return None
    known = models.table(table.name)
    if isinstance(part, Column) and known.has_column(part.name):
        return known.column(part.name).place or known.place
    keys: tuple[Constraint | Index, ...] = (*known.constraints, *known.indexes)
    name = part.name if isinstance(part, Constraint | Index) else ""
    named = [each.place for each in keys if each.name == name and isinstance(part, type(each))]
    return next(filter(None, named), known.place)
