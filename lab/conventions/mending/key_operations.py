"""Operations on foreign keys: made, and made again with another ON DELETE rule."""

import re
from dataclasses import replace
from typing import Any

from lab.conventions.mending.built_fields import target_of
from lab.conventions.mending.model_lines import field_line
from lab.conventions.mending.operations import (
    call,
    drop_constraint,
    execute,
    in_schema,
    proposed_name,
    sql_name,
    validate,
)
from lab.findings import Fix
from lab.schema import Constraint, Table, made_name, quoted

ALONE = re.compile(
    r"ON DELETE (?P<action>SET (?:NULL|DEFAULT) ?\((?P<columns>[^)]*)\))", re.IGNORECASE
)
"""Where a deletion sets some columns of the key alone (since PostgreSQL 15)."""


def with_action(table: Table, key: Constraint, action: str, caution: str) -> Fix:
    """The key as it is, but for what becomes of its rows when the referred row is deleted."""
    # Where the models leave the name to the server, it is the one that the server makes.
    before = replace(key, name=key.name or made_name(table.name, key.columns, "fkey"))
    after = replace(before, on_delete=action)
    return Fix(
        model=model_line(table, key, action),
        upgrade=_in_place_of(table, before, after),
        downgrade=_in_place_of(table, after, before),
        caution=caution,
        outside_transaction=step_by_step(table),
    )


def _in_place_of(table: Table, old: Constraint, new: Constraint) -> tuple[str, ...]:
    """Operations that change a key, under its name, and leave no moment without one."""
    interim = replace(new, name=proposed_name(old.name, "interim"))
    names = f"{quoted(interim.name)} TO {quoted(old.name)}"
    return (
        *key_made(table, interim),
        key_dropped(table, old),
        execute(f"ALTER TABLE {sql_name(table)} RENAME CONSTRAINT {names}"),
    )


def step_by_step(table: Table) -> bool:
    """Whether a key is made and validated in two transactions: the lock of the first would stay."""
    return not table.partitioned


def key_made(table: Table, key: Constraint) -> tuple[str, ...]:
    """The operations that make a key: writers wait for a moment instead of for every row's check.

    A partitioned table cannot have it NOT VALID before PostgreSQL 18.
    """
    made = call(
        "op.create_foreign_key",
        key.name,
        table.name,
        key.referred_table,
        [*key.columns],
        [*key.referred_columns],
        source_schema=in_schema(table),
        referent_schema=key.referred_schema or in_schema(table),
        ondelete=_on_delete(key),
        onupdate=None if key.on_update == "NO ACTION" else key.on_update,
        deferrable=key.deferrable or None,
        initially="DEFERRED" if key.deferred else None,
        match="FULL" if key.match_full else None,
        postgresql_not_valid=None if table.partitioned else True,
    )
    return (made,) if table.partitioned else (made, validate(table, key.name))


def _on_delete(key: Constraint) -> str | None:
    """What happens on delete, with the columns that it happens to if these are named."""
    alone = ALONE.search(key.definition)
    if alone and alone["action"].upper().startswith(key.on_delete or "-"):
        return alone["action"]
    return None if key.on_delete == "NO ACTION" else key.on_delete


def key_dropped(table: Table, key: Constraint) -> str:
    """The operation that takes it away."""
    return drop_constraint(table, key.name, "foreignkey")


def model_line(table: Table, key: Constraint, action: str | None) -> str:
    """What the class has to say."""
    if len(key.columns) == 1:
        column = table.column(key.columns[0])
        written = column.field.written if column.field else ""
        if not written or "foreign_key=" in written or "ForeignKey(" in written:
            said: dict[str, Any] = {"ondelete": action} if action else {}
            return field_line(table, column, foreign_key=target_of(table, key), **said)
    return call(
        "ForeignKeyConstraint",
        [*key.columns],
        [target_of(table, key, place) for place in range(len(key.referred_columns))],
        name=key.name or None,
        ondelete=action,
        onupdate=None if key.on_update == "NO ACTION" else key.on_update,
        deferrable=key.deferrable or None,
        initially="DEFERRED" if key.deferred else None,
        match="FULL" if key.match_full else None,
    )
