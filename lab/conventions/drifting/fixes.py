"""How a database is led back to its models: the operations of a revision for one difference."""

import re
from collections.abc import Callable
from dataclasses import replace

from lab.conventions.mending.index_operations import operations_of, remove_index, sql_text
from lab.conventions.mending.operations import (
    Code,
    alter_column,
    call,
    execute,
    in_schema,
    sql_name,
)
from lab.conventions.mending.retyping import REWRITES
from lab.findings import Fix
from lab.schema import Column, Constraint, Disagreement, Index, Table, quoted

BREAKS = "It fails where rows break it, and reads the whole table while writes wait"
UNKNOWN_USE = "Somebody may have made it for what the models do not show"
SHOWN = "A view that shows the column has to be dropped first"
VARCHAR = re.compile(r"character varying(?:\((\d+)\))?")
WITHOUT = "Until it is made again, queries and constraints do without it"


def fix_of(told: Disagreement) -> Fix | None:
    """The operations; None where somebody has to write them who knows the data."""
    fix = plain_fix(told)
    schema = in_schema(told.table) if told.table else None
    if fix is None or schema is None or not holds_sql(told):
        return fix
    caution = f"Names without a schema mean '{schema}': set search_path"
    return replace(fix, caution=f"{fix.caution}. {caution}" if fix.caution else caution)


def holds_sql(told: Disagreement) -> bool:
    """Whether the operations hold what PostgreSQL printed, in which names have no schema."""
    parts = (told.model, told.live)
    if any(isinstance(each, Index) for each in parts):
        indexes = [each for each in parts if isinstance(each, Index)]
        return any(each.predicate or any(k.expression for k in each.keys) for each in indexes)
    return told.aspects not in (("name",), ("comment",), ("NULL",))


def plain_fix(told: Disagreement) -> Fix | None:
    """The same for a schema that everybody has in the search_path."""
    model, live, table = told.model, told.live, told.table
    if isinstance(model, Table) and isinstance(live, Table):
        return table_comment(model, live) if told.aspects == ("comment",) else None
    if table is None or told.aspects == ("kept by",):
        return None
    if isinstance(model, Column) and isinstance(live, Column):
        alter = ALTERED.get(told.aspects[0])
        return alter(table, model, live) if alter else None
    if isinstance(model or live, Index | Constraint):
        return key_fix(told, table)
    return None


def table_comment(model: Table, live: Table) -> Fix:
    """What is said of a table."""

    def says(comment: str | None) -> str:
        return call(
            "op.create_table_comment" if comment else "op.drop_table_comment",
            model.name,
            *([comment] if comment else []),
            schema=in_schema(model),
        )

    return Fix(upgrade=(says(model.comment),), downgrade=(says(live.comment),))


def with_property(table: Table, model: Column, to: str, back: str, name: str) -> Fix:
    """One property of a column, given as source."""
    upgrade, downgrade = (
        alter_column(table, model.name, **{name: Code(source)}) for source in (to, back)
    )
    return Fix(upgrade=(upgrade,), downgrade=(downgrade,))


def default(table: Table, model: Column, live: Column) -> Fix | None:
    """What the server fills in; a sequence of its own has to be made first."""
    if model.is_serial or live.is_serial:
        return None
    sources = [repr(sql_text(each.default)) if each.default else "None" for each in (model, live)]
    return with_property(table, model, sources[0], sources[1], "server_default")


def comment(table: Table, model: Column, live: Column) -> Fix:
    """What is said of a column."""
    return with_property(table, model, repr(model.comment), repr(live.comment), "comment")


def nulls(table: Table, model: Column, live: Column) -> Fix:
    """Whether a value may be missing."""
    fix = with_property(table, model, repr(not model.not_null), repr(not live.not_null), "nullable")
    return Fix(
        upgrade=fix.upgrade, downgrade=fix.downgrade, caution=BREAKS if model.not_null else ""
    )


def retyped(table: Table, model: Column, live: Column) -> Fix:
    """Another type; PostgreSQL says so where values do not become it by themselves."""
    alter = f"ALTER TABLE {sql_name(table)} ALTER COLUMN {quoted(model.name)} TYPE "
    zones = {each.type.endswith(" time zone") for each in (model, live)}
    caution = SHOWN if is_wider(live.type, model.type) else REWRITES
    if zones == {True}:
        caution += "; values are taken for times of the session's TimeZone"
    return Fix(
        upgrade=(execute(alter + model.type),),
        downgrade=(execute(alter + live.type),),
        caution=caution,
    )


def is_wider(old: str, new: str) -> bool:
    """Whether it is a text of a greater length or of any: PostgreSQL changes the catalog alone."""
    before, after = VARCHAR.fullmatch(old), VARCHAR.fullmatch(new)
    if before is None or after is None:
        return before is not None and new == "text"
    return after[1] is None or (before[1] is not None and int(before[1]) <= int(after[1]))


ALTERED: dict[str, Callable[[Table, Column, Column], Fix | None]] = {
    "comment": comment,
    "default": default,
    "NULL": nulls,
    "type": retyped,
}


def key_fix(told: Disagreement, table: Table) -> Fix | None:
    """A constraint or an index that is missing, too much, called or made otherwise."""
    model, live = told.model, told.live
    if told.aspects == ("name",):
        return renamed(table, told)
    if isinstance(model, Index) and live is None:
        how = operations_of(table, model)
        return Fix(
            upgrade=(how.create,),
            downgrade=(how.drop,),
            caution=BREAKS if model.unique else "",
            outside_transaction=how.outside_transaction,
        )
    if isinstance(live, Index) and model is None:
        return remove_index(table, live, caution=UNKNOWN_USE)
    if isinstance(model, Index) and isinstance(live, Index):
        new, old = operations_of(table, model), operations_of(table, live)
        return Fix(
            upgrade=(old.drop, new.create),
            downgrade=(new.drop, old.create),
            caution=WITHOUT,
            outside_transaction=new.outside_transaction,
        )
    return constraint_fix(
        table,
        model if isinstance(model, Constraint) else None,
        live if isinstance(live, Constraint) else None,
    )


def renamed(table: Table, told: Disagreement) -> Fix:
    """The name of the models in place of the one that it has."""
    expected, found = told.expected or "", told.found or ""

    def rename(name: str, to: str) -> str:
        if isinstance(told.model, Index):
            return execute(f"ALTER INDEX {sql_name(table, name)} RENAME TO {quoted(to)}")
        change = f"RENAME CONSTRAINT {quoted(name)} TO {quoted(to)}"
        return execute(f"ALTER TABLE {sql_name(table)} {change}")

    return Fix(upgrade=(rename(found, expected),), downgrade=(rename(expected, found),))


def constraint_fix(table: Table, model: Constraint | None, live: Constraint | None) -> Fix | None:
    """What is there taken away, what should be there made."""
    if (model and not model.name) or (live and not live.name):
        return None

    def drop(key: Constraint) -> str:
        return execute(f"ALTER TABLE {sql_name(table)} DROP CONSTRAINT {quoted(key.name)}")

    def add(key: Constraint) -> str:
        head = f"ALTER TABLE {sql_name(table)} ADD CONSTRAINT {quoted(key.name)}"
        return execute(f"{head} {key.definition}")

    return Fix(
        upgrade=(*([drop(live)] if live else []), *([add(model)] if model else [])),
        downgrade=(*([drop(model)] if model else []), *([add(live)] if live else [])),
        caution=BREAKS if model else UNKNOWN_USE,
    )
