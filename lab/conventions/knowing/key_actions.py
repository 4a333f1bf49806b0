"""What follows a foreign key in the ORM, and the key with another ON DELETE rule."""

from lab.conventions.knowing.key_lines import annotation
from lab.conventions.mending.operations import call, execute, in_schema, quoted, sql_name
from lab.conventions.reviewing import Review
from lab.findings import Fix
from lab.schema import Constraint, Relationship, Table


def followers(review: Review, child: Table, key: Constraint) -> list[tuple[Table, Relationship]]:
    """The relationships of the ORM that lead from the referred rows to these, with their tables."""
    parent = review.referred(key)
    if parent is None or parent.model is None:
        return []
    return [
        (parent, each)
        for each in parent.model.relationships
        if (each.kind, each.key_table, each.key_columns) == ("one to many", child.name, key.columns)
    ]


def with_action(table: Table, key: Constraint, action: str, caution: str) -> Fix:
    """The key as it is, but for what becomes of its rows when the referred row is deleted."""
    before = None if key.on_delete in (None, "NO ACTION") else key.on_delete
    return Fix(
        model=model_line(table, key, action),
        upgrade=_replaced(table, key, action),
        downgrade=_replaced(table, key, before),
        caution=caution,
    )


def model_line(table: Table, key: Constraint, action: str | None) -> str:
    """What the class has to say."""
    target = [f"{key.referred_table}.{each}" for each in key.referred_columns]
    if len(key.columns) > 1:
        columns = [*key.columns]
        return call("ForeignKeyConstraint", columns, target, ondelete=action)
    column = table.column(key.columns[0])
    field = call("Field", foreign_key=target[0], ondelete=action)
    return f"{column.name}: {annotation(column)} = {field}"


def _replaced(table: Table, key: Constraint, action: str | None) -> tuple[str, ...]:
    # NOT VALID and VALIDATE: writers wait for a moment instead of for the check of every row.
    # A partitioned table cannot have it so before PostgreSQL 18.
    name = live_name(table, key)
    made = call(
        "op.create_foreign_key",
        name,
        table.name,
        key.referred_table,
        [*key.columns],
        [*key.referred_columns],
        source_schema=in_schema(table),
        referent_schema=key.referred_schema or in_schema(table),
        ondelete=action,
        onupdate=None if key.on_update == "NO ACTION" else key.on_update,
        deferrable=key.deferrable or None,
        postgresql_not_valid=None if table.partitioned else True,
    )
    dropped = call(
        "op.drop_constraint", name, table.name, schema=in_schema(table), type_="foreignkey"
    )
    validate = f"ALTER TABLE {sql_name(table)} VALIDATE CONSTRAINT {quoted(name)}"
    return (dropped, made, *(() if table.partitioned else (execute(validate),)))


def live_name(table: Table, key: Constraint) -> str:
    """The key's name; where the models leave it to the server, the one that it makes."""
    return key.name or "_".join([table.name, *key.columns, "fkey"])
