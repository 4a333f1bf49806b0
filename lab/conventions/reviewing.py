"""A schema laid out for those who look for something in it, and what they say when they find it.

A rule is one file in `rules/`: it says what it looks for, why that matters, and how it is mended.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from lab.findings import Confidence, Finding, Fix, Severity
from lab.schema import Column, Constraint, ConstraintKind, Index, Origin, Picture, Place, Table

EVERYWHERE = frozenset(Origin)
ON_MODELS = frozenset({Origin.MODELS})
ON_DATABASES = frozenset({Origin.DATABASE})

OF_MIGRATION_TOOLS = frozenset(
    (
        "__diesel_schema_migrations",
        "__drizzle_migrations",
        "__efmigrationshistory",
        "_prisma_migrations",
        "_sqlx_migrations",
        "alembic_version",
        "ar_internal_metadata",
        "databasechangelog",
        "databasechangeloglock",
        "dbos_migrations",
        "django_migrations",
        "flyway_schema_history",
        "goose_db_version",
        "knex_migrations",
        "knex_migrations_lock",
        "kysely_migration",
        "kysely_migration_lock",
        "mikro_orm_migrations",
        "pgmigrations",
        "refinery_schema_history",
        "schema_migrations",
        "seaql_migrations",
        "sequelizemeta",
    )
)
"""Where tools note which migrations ran, in lower case: nobody may change how these are made."""
COLUMNS_OF_MIGRATIONS = (
    {"id", "name", "run_on"},
    {"id", "timestamp", "name"},
    {"id", "migration", "batch"},
)
"""Those of a table `migrations`, which somebody else may have too: db-migrate, TypeORM, Laravel."""


SINGLE = re.compile(r"[^.,:()\"]+")
"""A name that is told apart from others beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a rule saw at one place: the numbers, the sentence made of them, and how to mend it."""

    title: str
    """One sentence without a full stop; each of its numbers is in the evidence."""
    evidence: Mapping[str, object] = field(default_factory=dict)
    table: Table | None = None
    """None where the whole schema is meant."""
    column: Column | None = None
    index: Index | None = None
    constraint: Constraint | None = None
    fix: Fix | None = None
    severity: Severity | None = None
    """In place of the rule's own, where this case is graver or less grave."""
    advice: str = ""
    """In place of the rule's own, where the case allows a better one."""
    confidence: Confidence = Confidence.HIGH
    place: Place | None = None
    """Where no column, constraint or table has one."""
    about: str = ""
    """What tells it from others of its rule at the same place."""
    parts: tuple["Notice", ...] = ()
    """What would be told of each, where several are told of together."""


Targets: TypeAlias = frozenset[tuple[str, str, frozenset[str]]]
"""What foreign keys refer to: schema, table, columns."""


@dataclass(frozen=True, slots=True)
class Review:
    """A schema under review."""

    picture: Picture
    by_name: Mapping[str, Table]
    targets: Targets = frozenset()
    limits: Mapping[str, float] = field(default_factory=dict)
    """The thresholds of the rule that looks, by their names."""
    left_out: frozenset[str] = frozenset()
    """Tables that the rule is not to count: what it says of them is accepted."""

    @property
    def tables(self) -> Iterator[Table]:
        """The tables that somebody designed: partitions are made like their table."""
        return (
            each
            for each in self.picture.tables
            if each.partition_of is None
            and each.name not in self.left_out
            and not is_of_migration_tool(each)
        )

    def referred(self, key: Constraint) -> Table | None:
        """The table that a foreign key points to; None if it is in another schema, or nowhere."""
        if key.referred_schema not in (None, self.picture.schema):
            return None
        return self.by_name.get(key.referred_table or "")

    def is_target(self, table: Table, columns: Iterable[str]) -> bool:
        """Whether a foreign key refers to just these columns."""
        return (table.schema, table.name, frozenset(columns)) in self.targets


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One convention."""

    code: str
    severity: Severity
    meaning: str
    """What it means and why it matters, in two sentences."""
    advice: str
    """What to do, in one or two sentences."""
    find: Callable[[Review], Iterable[Notice]] = field(repr=False)
    claims: tuple[str, ...] = ()
    """The claims of the ledger that it comes from or corrects."""
    notebook: str = ""
    """The notebook that measures what it costs; every rule about speed has one."""
    limits: Mapping[str, float] = field(default_factory=dict)
    """Its thresholds, which [tool.lab.lint] of a pyproject.toml may change."""
    origins: frozenset[Origin] = EVERYWHERE
    """Where it can be seen."""
    several: str = ""
    """What is said of more findings than the limit `each_up_to`, after their number; empty where
    each is told for itself."""

    @property
    def seen_in(self) -> str:
        """The same in words."""
        words = {Origin.MODELS: "models", Origin.DATABASE: "databases"}
        seen = " and ".join(words[each] for each in Origin if each in self.origins)
        return seen or "models held against a database"


def is_of_migration_tool(table: Table) -> bool:
    """Whether a tool made it, and notes there which migrations ran."""
    name = table.name.lower()
    if name == "migrations":
        return {each.name for each in table.columns} in COLUMNS_OF_MIGRATIONS
    return name in OF_MIGRATION_TOOLS


def review_of(picture: Picture, targets: Targets | None = None) -> Review:
    """The schema laid out; without `targets` they are those of its own foreign keys."""
    by_name = {table.name: table for table in picture.tables}
    return Review(picture, by_name, targets_in([picture]) if targets is None else targets)


def targets_in(pictures: Iterable[Picture]) -> Targets:
    """What the foreign keys of schemas refer to, in whichever schema that is."""
    return frozenset(
        (
            key.referred_schema or one.schema,
            key.referred_table or "",
            frozenset(key.referred_columns),
        )
        for one in pictures
        for table in one.tables
        for key in table.foreign_keys
    )


def findings_of(
    review: Review, rule: Rule, limits: Mapping[str, float] | None = None
) -> Iterator[Finding]:
    """What a rule finds, as findings."""
    if review.picture.origin not in rule.origins:
        return
    for notice in rule.find(replace(review, limits={**rule.limits, **(limits or {})})):
        yield _finding(notice, rule, review.picture.schema)


def _finding(notice: Notice, rule: Rule, schema: str) -> Finding:
    place = notice.place or _place(notice)
    severity = notice.severity or rule.severity
    return Finding(
        code=rule.code,
        severity=severity,
        title=notice.title,
        meaning=rule.meaning,
        advice=notice.advice or rule.advice,
        confidence=notice.confidence,
        evidence=notice.evidence,
        schema=schema,
        table=notice.table.name if notice.table else None,
        column=notice.column.name if notice.column else None,
        index=notice.index.name if notice.index else None,
        constraint=notice.constraint.name if notice.constraint else None,
        fix=notice.fix,
        claims=rule.claims,
        notebook=rule.notebook,
        file=place.file if place else None,
        line=place.line if place else None,
        name="" if notice.parts else _name(notice),
        parts=tuple(
            _finding(
                replace(
                    each,
                    severity=each.severity or severity,
                    confidence=min(each.confidence, notice.confidence, key=[*Confidence].index),
                ),
                rule,
                schema,
            )
            for each in notice.parts
        ),
    )


def _place(notice: Notice) -> Place | None:
    for part in (notice.column, notice.constraint, notice.index, notice.table):
        if part is not None and part.place is not None:
            return part.place
    return None


def _name(notice: Notice) -> str:
    """What it speaks of, in words that stay when those of the title change.

    A foreign key is the same one under any name, so it is known by its columns; so is any other
    key that has no name.
    """
    key = notice.index or notice.constraint
    foreign = isinstance(key, Constraint) and key.kind is ConstraintKind.FOREIGN_KEY
    named = [_plain(each.name) for each in (notice.table, notice.column) if each]
    if key is not None and key.name and not foreign:
        named[1:] = [_plain(key.name)]
    elif key is not None and notice.column is None:
        named.append(f"({', '.join(map(_plain, key.columns))})")
    return ": ".join(filter(None, (".".join(named), notice.about))) or notice.title


def _plain(name: str) -> str:
    """The name, in quotes where it could be taken for several."""
    return name if SINGLE.fullmatch(name) else '"' + name.replace('"', '""') + '"'
