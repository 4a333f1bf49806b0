"""The neutral picture of a schema: what both readers fill in, and every rule looks at.

Names are bare, as the catalog stores them: quoting is for whoever writes SQL. Definitions are the
words of the source: those of `pg_get_constraintdef` and its siblings for a live schema, those of
SQLAlchemy's PostgreSQL compiler for a MetaData; compare the fields, not the definitions.
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from lab.errors import UnknownNameError, did_you_mean


class ConstraintKind(enum.StrEnum):
    """What a constraint demands. NOT NULL is a property of the column, on PostgreSQL 18 too."""

    PRIMARY_KEY = "primary key"
    UNIQUE = "unique"
    FOREIGN_KEY = "foreign key"
    CHECK = "check"
    EXCLUSION = "exclusion"


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `type` in the words of `format_type`, such as `character varying(255)`."""

    name: str
    type: str
    not_null: bool
    default: str | None = None
    identity: str | None = None
    """'always' or 'by default'; None for a column that is no identity."""
    comment: str | None = None
    generated: str | None = None
    """'stored' or 'virtual'; the expression is then the default."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """A constraint; the name is empty where a MetaData leaves it to the server."""

    name: str
    kind: ConstraintKind
    definition: str
    columns: tuple[str, ...]
    referred_table: str | None = None
    referred_columns: tuple[str, ...] = ()
    on_delete: str | None = None
    """Of a foreign key: 'NO ACTION', 'RESTRICT', 'CASCADE', 'SET NULL' or 'SET DEFAULT'."""
    validated: bool = True


@dataclass(frozen=True, slots=True)
class Index:
    """An index; an expression stands among the columns as its text."""

    name: str
    definition: str
    columns: tuple[str, ...]
    method: str
    unique: bool
    primary: bool
    constraint: str | None = None
    """The constraint that the index belongs to, if any: it goes and comes with it."""
    predicate: str | None = None
    included: tuple[str, ...] = ()
    valid: bool = True


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger that somebody made; those of foreign keys are left out."""

    name: str
    definition: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table with all that hangs on it; columns in their order, the rest by name."""

    schema: str
    name: str
    comment: str | None
    columns: tuple[Column, ...]
    constraints: tuple[Constraint, ...] = ()
    indexes: tuple[Index, ...] = ()
    triggers: tuple[Trigger, ...] = ()

    @property
    def primary_key(self) -> Constraint | None:
        """The primary key, if it has one."""
        return next(iter(self.constraints_of(ConstraintKind.PRIMARY_KEY)), None)

    @property
    def foreign_keys(self) -> tuple[Constraint, ...]:
        """The foreign keys that leave this table."""
        return self.constraints_of(ConstraintKind.FOREIGN_KEY)

    def constraints_of(self, kind: ConstraintKind) -> tuple[Constraint, ...]:
        """The constraints of one kind."""
        return tuple(each for each in self.constraints if each.kind is kind)

    def column(self, name: str) -> Column:
        """The column of that name.

        Raises:
            UnknownNameError: there is none; the hint names the nearest.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise unknown("column", name, f"table '{self.name}'", (each.name for each in self.columns))


@dataclass(frozen=True, slots=True)
class EnumType:
    """An enum type, its labels in their order."""

    name: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Function:
    """A function or procedure; `arguments` tells overloaded ones apart."""

    name: str
    arguments: str
    definition: str


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """A schema at one moment: tables, enum types and functions, each by name."""

    schema: str
    tables: tuple[Table, ...]
    enums: tuple[EnumType, ...] = ()
    functions: tuple[Function, ...] = ()

    def __repr__(self) -> str:
        return f"<Picture of '{self.schema}': {len(self.tables)} tables>"

    def table(self, name: str) -> Table:
        """The table of that name.

        Raises:
            UnknownNameError: there is none; the hint names the nearest.
        """
        for table in self.tables:
            if table.name == name:
                return table
        raise unknown("table", name, f"schema '{self.schema}'", (each.name for each in self.tables))


def unknown(what: str, name: str, where: str, known: Iterable[str]) -> UnknownNameError:
    """The error that says which name was probably meant."""
    names = sorted(known)
    hint = did_you_mean(name, names) or f"There are: {', '.join(names) or 'none'}"
    return UnknownNameError(f"No {what} '{name}' in {where}", hint=hint)
