"""Lines of a model as it should read: each is Python, and holds all that the model said before."""

from collections.abc import Collection
from typing import Any

from lab.conventions.mending.built_fields import annotation, built, is_of_sqlalchemy
from lab.conventions.mending.operations import Code, call, key_sql
from lab.conventions.mending.written_fields import edited, edited_call
from lab.schema import Column, Index, IndexKey, Relationship, Table

ORPHANS = "all, delete-orphan"


def field_line(
    table: Table,
    column: Column,
    *,
    annotation: str | None = None,
    optional: bool | None = None,
    without: Collection[str] = (),
    **keywords: Any,
) -> str:
    """The field of a column with other keywords, and else as the class has it.

    Args:
        table: the column's.
        column: the field is edited where its source is known, else made from the picture.
        annotation: another type, without `| None`.
        optional: whether None is allowed; None leaves that as it is.
        without: keywords to leave out.
        keywords: those of SQLModel's Field; a `Code` is source.
    """
    there = column.field.written if column.field else column.written
    for written in (there, built(table, column)):
        line = written and edited(
            written, keywords, without=without, annotation=annotation, optional=optional
        )
        if line:
            return line
    raise AssertionError(column)  # built() writes a Field, which can be edited


def not_optional(table: Table, column: Column, **keywords: Any) -> str:
    """The field without None, and without a default of None."""
    told = column.field.default if column.field else column.written or None
    is_none = told in (None, "None")
    without = ("default",) if is_none else ()
    return field_line(table, column, optional=False, without=without, nullable=False, **keywords)


def kind_in(column: Column) -> str:
    """The type in the class without `| None`, for an array that of its elements."""
    kind = annotation(column).removesuffix(" | None")
    return kind[len("list[") : -1] if kind.lower().startswith("list[") else kind


def relationship_line(relationship: Relationship, *, cascade: bool) -> str:
    """The relationship that leaves deletions to the server; with `cascade` it deletes as well.

    One that the `backref` of another makes is changed there.
    """
    passive = {"passive_deletes": True}
    of_orm = {"cascade": ORPHANS, **passive} if cascade else passive
    short = {"cascade_delete": True, **passive} if cascade else passive
    own = (f"{relationship.name} ", f"{relationship.name}:")
    if relationship.written and not relationship.written.startswith(own):
        made_by = edited_call(relationship.written, "backref", **of_orm)
        return made_by or f"# {call('backref', relationship.name, **of_orm)}"
    return (
        edited_call(relationship.written, "relationship", **of_orm)
        or edited_call(relationship.written, "Relationship", **short)
        or f"# {relationship.name} = {call('Relationship', Code('...'), **short)}"
    )


def identity_line(name: str) -> str:
    """`id: int | None = Field(default=None, primary_key=True, ...)`, a 64-bit identity."""
    return (
        f"{name}: int | None = Field(default=None, primary_key=True, sa_type=BigInteger, "
        "sa_column_args=(Identity(),))"
    )


def now_line(name: str, table: Table) -> str:
    """A moment that the server fills in when a row is made."""
    if is_of_sqlalchemy(table):
        return (
            f"{name}: Mapped[datetime] = mapped_column(DateTime(timezone=True), "
            "server_default=func.now())"
        )
    return (
        f"{name}: datetime = Field(sa_type=DateTime(timezone=True), "
        "sa_column_kwargs={'server_default': func.now()})"
    )


def index_line(index: Index) -> str:
    """`Index('uq_users_email_living', 'email', unique=True, postgresql_where=text('...'))`."""
    return call(
        "Index",
        index.name or None,
        *map(key_in_model, index.keys),
        unique=index.unique or None,
        postgresql_using=None if index.method == "btree" else index.method,
        postgresql_include=list(index.included) or None,
        postgresql_where=sql(index.predicate) if index.predicate else None,
        postgresql_nulls_not_distinct=None if index.nulls_distinct else True,
    )


def key_in_model(key: IndexKey) -> str:
    """A key as Index takes it: a column's name, or the SQL of what is more."""
    if key == IndexKey(key.text, expression=key.expression):
        return sql(key.text) if key.expression else key.text
    return sql(key_sql(key))


def sql(condition: str) -> Code:
    """SQL as it is, in `text`: a colon in it begins no parameter."""
    return Code(call("text", condition.replace(":", "\\:")))


def without(index: Index) -> str:
    """`# without Index('ix_orders_user_id', 'user_id'), or without index=True`."""
    columns = [Code("...") if key.expression else key.text for key in index.keys]
    if index.constraint is not None:
        line = call("UniqueConstraint", *columns, name=index.name or None)
    else:
        line = call("Index", index.name or None, *columns, unique=index.unique or None)
    by_field = len(index.keys) == 1 and index.predicate is None
    option = f", or without {'unique' if index.unique else 'index'}=True" if by_field else ""
    return f"# without {line}{option}"
