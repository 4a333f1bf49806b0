"""NO_TIMESTAMPS: entities that do not say when a row was made, where others of the schema do.

What a schema's tables mostly do is its convention, and a table that does otherwise is told. Left
alone: tables that only link others, and those that have a moment of their own: never null, given by
the server (when an event happened, say), a day, or counted in seconds; so is the one row that says
which version the schema has. A table that has the one and
not the other, for rows that never change, is in order.
"""

from collections import Counter
from collections.abc import Callable, Iterator

from lab.conventions.knowing.column_words import (
    is_counted_moment,
    is_created,
    is_link,
    is_moment,
    is_updated,
    words_of,
)
from lab.conventions.mending.model_lines import now_line
from lab.conventions.mending.operations import Code, call, in_schema
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import Column, Table

VERSIONS = (("version",), ("schema", "version"), ("db", "version"), ("database", "version"))
BIRTH = frozenset(("birth", "birthdate", "birthday", "born", "dob"))
FEWEST = 3
"""Fewer tables make no convention, and their silence is none either."""


def find(review: Review) -> Iterator[Notice]:
    """Tables that lack what the others have; the schema, where none has it."""
    entities = [table for table in review.tables if _is_entity(table)]
    having = [table for table in entities if _has(table, is_created)]
    timeless = [each for each in entities if not _has(each, is_created) and not _has_moment(each)]
    if len(having) > 1 and len(having) >= review.limits["share"] * len(entities):
        usual = _usual(having)
        for table in timeless:
            yield _lacking(table, usual, len(having), len(entities))
    elif len(timeless) >= FEWEST and len(timeless) * 2 >= len(entities) and not _stamped(review):
        yield Notice(
            title=_none_says(len(timeless), len(entities)),
            evidence={"timeless": len(timeless), "tables": len(entities)},
            fix=_stamped_as(timeless[0]),
            parts=tuple(map(_timeless, timeless)),
            place=timeless[0].place,
        )


def _is_entity(table: Table) -> bool:
    return bool(table.columns) and not is_link(table) and words_of(table.name) not in VERSIONS


def _none_says(timeless: int, entities: int) -> str:
    if timeless == entities:
        return f"None of {entities:,} tables says when a row was made"
    return f"{timeless:,} of {entities:,} tables do not say when a row was made"


def _timeless(table: Table) -> Notice:
    return Notice(
        title=f"{table.name} does not say when a row was made", table=table, fix=_stamped_as(table)
    )


def _stamped_as(table: Table) -> Fix:
    return Fix(model="\n".join(now_line(name, table) for name in ("created_at", "updated_at")))


def _lacking(table: Table, usual: list[str], having: int, entities: int) -> Notice:
    wanted = usual[:1] if _has(table, is_updated) else usual
    return Notice(
        title=f"{table.name} lacks {' and '.join(wanted)}, unlike {having:,} of "
        f"{entities:,} tables",
        evidence={"lacking": wanted, "having": having, "tables": entities},
        table=table,
        fix=_add(table, wanted),
    )


def _usual(having: list[Table]) -> list[str]:
    """What most tables call the two; the first alone where most have no second."""
    created = _names(having, is_created).most_common(1)[0][0]
    updating = [table for table in having if _has(table, is_updated)]
    if len(updating) * 2 < len(having):
        return [created]
    return [created, _names(updating, is_updated).most_common(1)[0][0]]


def _names(tables: list[Table], kind: Callable[[Column], bool]) -> Counter[str]:
    return Counter(each.name for table in tables for each in table.columns if kind(each))


def _has(table: Table, kind: Callable[[Column], bool]) -> bool:
    return any(map(kind, table.columns))


def _stamped(review: Review) -> bool:
    """Whether any table has either, so that there is no habit to speak of."""
    return any(_has(table, is_created) or _has(table, is_updated) for table in review.tables)


def _has_moment(table: Table) -> bool:
    """Whether a column says when, be it a day or in seconds since 1970."""
    return any(
        (is_moment(column) and (column.not_null or column.default is not None))
        or (column.type == "date" and column.not_null and not BIRTH & set(words_of(column.name)))
        or is_counted_moment(column)
        for column in table.columns
    )


def _add(table: Table, names: list[str]) -> Fix:
    schema = in_schema(table)
    return Fix(
        model="\n".join(now_line(name, table) for name in names),
        upgrade=tuple(
            call("op.add_column", table.name, Code(_column(name)), schema=schema) for name in names
        ),
        downgrade=tuple(
            call("op.drop_column", table.name, name, schema=schema) for name in reversed(names)
        ),
        caution="Rows that are there already get the moment of the migration",
    )


def _column(name: str) -> str:
    return (
        f"sa.Column({name!r}, sa.DateTime(timezone=True), server_default=sa.func.now(), "
        "nullable=False)"
    )


RULE = Rule(
    code="NO_TIMESTAMPS",
    severity=Severity.INFO,
    meaning="Nobody can tell later when a row was made or last changed. That is asked as soon as "
    "something goes wrong, and it cannot be found out afterwards.",
    advice="Add created_at and updated_at, filled in by the server; leave them out where another "
    "column already says when.",
    find=find,
    several="tables lack the timestamps that most others have",
    claims=("C05",),
    limits={"each_up_to": 5, "share": 0.6},
)
