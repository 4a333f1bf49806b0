"""What only the classes of a model tell: limits of fields, cascades, what is sent to clients."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is written."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Exemption:
    """`info={"lab": {"ignore": ["CODE: reason"]}}` of a column or a table."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of a Field."""

    kind: str
    """`gt`, `ge`, `lt`, `le`, `multiple_of`, `min_length`, `max_length`, `max_digits`,
    `decimal_places` or `pattern`."""
    value: str
    """As it would be written; a pattern or a text without quotes."""


@dataclass(frozen=True, slots=True)
class ModelField:
    """What the class says of one column."""

    name: str
    annotation: str
    limits: tuple[Limit, ...] = ()
    default: str | None = None
    """The Python default as written, such as `0` or `utcnow()`; None where there is none."""
    on_update: str | None = None
    """A Python `onupdate`, likewise."""
    written_by_server: bool = False
    """Whether the ORM knows that the server fills it on update (server_onupdate)."""
    members: tuple[tuple[str, str], ...] = ()
    """Name and value of each member of the Python enum that the column holds, if it holds one."""
    stored: tuple[str, ...] = ()
    """What the column stores for each of the members, in their order."""
    written: str = ""
    """The assignment in the class, on one line; empty where there is no source."""


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship of the ORM, as its mapper understands it."""

    name: str
    target: str
    """The table at the other end."""
    kind: str
    """'one to many', 'many to one' or 'many to many'."""
    key_table: str | None
    """The table whose foreign key it follows."""
    key_columns: tuple[str, ...]
    """The columns of that foreign key."""
    deletes: bool
    """Whether the ORM deletes the other end with this one."""
    passive_deletes: str
    """'', 'True' or 'all', as given to relationship()."""
    lazy: str = "select"
    viewonly: bool = False
    """Whether it only reads: it changes nothing when an object is deleted."""
    written: str = ""
    """The assignment in the class, on one line; empty where there is no source."""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class ModelClass:
    """A class that maps a table."""

    name: str
    validates: bool
    """Whether an object that breaks a limit is refused when it is made."""
    of_sqlmodel: bool = True
    """Whether its columns are written as SQLModel's Field, not as `mapped_column`."""
    relationships: tuple[Relationship, ...] = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class ExchangeModel:
    """A pydantic class without a table: what clients send or receive."""

    name: str
    module: str
    fields: tuple[str, ...]
    """All of them, inherited ones too."""
    inherits: tuple[str, ...] = ()
    """Names of its bases among the models."""
    is_request: bool = False
    """Whether its name says that clients send it: UserCreate, LoginForm, OrderIn."""
    excluded: tuple[str, ...] = ()
    """Fields that are never written out: `exclude=True`, or of a type that hides its value."""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class ModelFailure:
    """Something that SQLAlchemy refuses in the models, in its words."""

    message: str
    model: str | None = None
    place: Place | None = None
