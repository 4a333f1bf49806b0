"""Lines of a model as it should read: the field of a key, of a moment, the index to leave out."""

from lab.conventions.knowing.column_words import family
from lab.conventions.mending.operations import Code, call
from lab.schema import Column, Index

PYTHON_TYPES = {
    "uuid": "UUID",
    "text": "str",
    "character varying": "str",
    "character": "str",
    "numeric": "Decimal",
    "date": "date",
}


def reference_line(column: Column, target: str, *, index: bool | None = None) -> str:
    """`user_id: int = Field(foreign_key='users.id', index=True)`."""
    return f"{column.attribute}: {annotation(column)} = " + call(
        "Field", foreign_key=target, index=index
    )


def identity_line(name: str) -> str:
    """`id: int | None = Field(default=None, primary_key=True, ...)`, a 64-bit identity."""
    return (
        f"{name}: int | None = Field(default=None, primary_key=True, sa_type=BigInteger, "
        "sa_column_args=(Identity(),))"
    )


def now_line(name: str) -> str:
    """A moment that the server fills in when a row is made."""
    return (
        f"{name}: datetime = Field(sa_type=DateTime(timezone=True), "
        "sa_column_kwargs={'server_default': func.now()})"
    )


def annotation(column: Column) -> str:
    """The type that the class gives the column, or would."""
    if column.field is not None:
        return column.field.annotation
    kind = PYTHON_TYPES.get(family(column.type), "int")
    return kind if column.not_null else f"{kind} | None"


def without(index: Index) -> str:
    """`without Index('ix_orders_user_id', 'user_id'), or without index=True`."""
    columns = [Code("...") if key.expression else key.text for key in index.keys]
    if index.constraint is not None:
        line = call("UniqueConstraint", *columns, name=index.name or None)
    else:
        line = call("Index", index.name or None, *columns, unique=index.unique or None)
    by_field = len(index.keys) == 1 and index.predicate is None
    option = f", or without {'unique' if index.unique else 'index'}=True" if by_field else ""
    return f"without {line}{option}"
