"""The parts of a picture: what both readers fill in, and every rule looks at.

Names are bare, as the catalog stores them: quoting is for whoever writes SQL. Definitions are the
words of the source: those of `pg_get_constraintdef` and its siblings for a live schema, those of
SQLAlchemy's PostgreSQL compiler for a MetaData; compare the fields, not the definitions.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from lab.errors import unknown_name
from lab.schema.live_facts import ColumnStatistics, IndexActivity, RowSecurity, TableActivity
from lab.schema.model_facts import Exemption, ModelClass, ModelField, Place

LARGEST = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}
"""The types of whole numbers, from the smallest to the largest, each with its largest number."""


class ConstraintKind(enum.StrEnum):
    """What a constraint demands. NOT NULL is a property of the column, on PostgreSQL 18 too."""

    PRIMARY_KEY = "primary key"
    UNIQUE = "unique"
    FOREIGN_KEY = "foreign key"
    CHECK = "check"
    EXCLUSION = "exclusion"


@dataclass(frozen=True, slots=True)
class OwnedSequence:
    """The sequence that belongs to a column: that of serial, or of an identity."""

    name: str
    maximum: int
    last_value: int | None = None
    """None where nothing was taken from it yet, in a MetaData, where it may not be read, and of a
    bigint, which nobody uses up: to read it is to lock it.
    """


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `type` in the words of `format_type`, such as `character varying(255)`."""

    name: str
    type: str
    not_null: bool
    """Whether it has no nulls: of a constraint that is NOT VALID nobody knows."""
    default: str | None = None
    identity: str | None = None
    """'always' or 'by default'; None for a column that is no identity."""
    comment: str | None = None
    unvalidated: str | None = None
    """Its NOT NULL constraint that is NOT VALID, as PostgreSQL 18 has: it refuses new nulls."""
    generated: str | None = None
    """'stored' or 'virtual'; the expression is then the default."""
    collation: str | None = None
    """None where it is that of the type."""
    sequence: OwnedSequence | None = None
    statistics: ColumnStatistics | None = None
    """What ANALYZE found, in a live schema that was analyzed."""
    field: ModelField | None = None
    """What the model's class says of it, where there is one."""
    written: str = ""
    """Its Column(...) in the source of a Table(...) without a class, on one line."""
    place: Place | None = None
    exemptions: tuple[Exemption, ...] = ()

    @property
    def attribute(self) -> str:
        """What the model's class calls it, where there is one."""
        return self.field.name if self.field is not None else self.name

    @property
    def is_serial(self) -> bool:
        """Whether its values come from a sequence of its own that is no identity."""
        return self.sequence is not None and self.identity is None


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
    on_update: str | None = None
    referred_schema: str | None = None
    """None where it is the picture's own."""
    expression: str | None = None
    """Of a check: the condition alone."""
    nulls_distinct: bool = True
    deferrable: bool = False
    deferred: bool = False
    """Whether it waits for the end of the transaction unless told otherwise."""
    match_full: bool = False
    """Of a foreign key of several columns: whether either all of them are null, or none."""
    period: bool = False
    """Of a foreign key: whether its last column is a period, as PostgreSQL 18 has them."""
    inherited: bool = False
    """Whether it came from a partitioned or an inherited table."""
    states_on_delete: bool = True
    """Whether a model says what happens on delete; a catalog cannot tell NO ACTION from silence."""
    resolved: bool = True
    """Whether the table and the columns that a foreign key refers to are there."""
    place: Place | None = None

    @property
    def enforced(self) -> bool:
        """Whether rows are held against it: PostgreSQL 18 has some that are only written down."""
        return not self.definition.endswith(" NOT ENFORCED")


@dataclass(frozen=True, slots=True)
class IndexKey:
    """One thing that an index sorts by: a column, or an expression as its text."""

    text: str
    expression: bool = False
    opclass: str | None = None
    """None for the default of the type."""
    collation: str | None = None
    """None for that of the column."""
    descending: bool = False
    nulls_first: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """An index, its keys in their order."""

    name: str
    definition: str
    keys: tuple[IndexKey, ...]
    method: str
    unique: bool
    primary: bool
    constraint: str | None = None
    """The constraint that the index belongs to, if any: it goes and comes with it."""
    deferrable: bool = False
    """Whether that constraint can wait: until then equal values may be there."""
    predicate: str | None = None
    included: tuple[str, ...] = ()
    valid: bool = True
    ready: bool = True
    """Whether writes keep it up: an invalid one may be."""
    nulls_distinct: bool = True
    parameters: tuple[str, ...] = ()
    """How it is stored, such as `fillfactor=70`."""
    inherited: bool = False
    """Whether it is a partition's part of an index of the partitioned table."""
    activity: IndexActivity | None = None
    """How large it is and how often it was used, in a live schema."""
    place: Place | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns; an expression stands among them as its text."""
        return tuple(key.text for key in self.keys)

    @property
    def called(self) -> str:
        """Its name for a sentence: a MetaData may leave it to the server."""
        if self.name:
            return self.name
        return "the primary key" if self.primary else "a key without a name"


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
    partitioned: bool = False
    partition_of: str | None = None
    inherits: tuple[str, ...] = ()
    """Tables that it inherits from, other than the one that it is a partition of."""
    unlogged: bool = False
    """Whether a crash of the server empties it."""
    row_security: RowSecurity | None = None
    activity: TableActivity | None = None
    """How large it is and when it was last looked after, in a live schema."""
    model: ModelClass | None = None
    """The class that maps it, where there is one."""
    place: Place | None = None
    exemptions: tuple[Exemption, ...] = ()

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

    def has_column(self, name: str) -> bool:
        """Whether there is a column of that name."""
        return any(each.name == name for each in self.columns)

    def sole_column(self, names: Sequence[str]) -> Column | None:
        """The column of that name where it is one name; None for several, or none."""
        return self.column(names[0]) if len(names) == 1 else None

    def column(self, name: str) -> Column:
        """The column of that name.

        Raises:
            UnknownNameError: there is none; the hint names the nearest.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise unknown_name(
            "column", name, f"table '{self.name}'", (each.name for each in self.columns)
        )


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
