"""A trigger that keeps the time of a row's last change: the fix that two rules share."""

from lab.conventions.mending.model_lines import field_line
from lab.conventions.mending.operations import Code, execute, literal, proposed_name, sql_name
from lab.findings import Fix
from lab.schema import Column, Table, quoted


def touched_by_trigger(table: Table, column: Column) -> Fix:
    """A function and a trigger for one table; a time that the statement itself sets is kept."""
    name = proposed_name("touch", table.name, [column.name])
    function, trigger, touched = sql_name(table, name), quoted(name), quoted(column.name)
    body = (
        f"BEGIN IF NEW.{touched} IS NOT DISTINCT FROM OLD.{touched} "
        f"THEN NEW.{touched} := now(); END IF; RETURN NEW; END"
    )
    kept = {"server_onupdate": Code("FetchedValue()")}
    if column.default is None:
        kept = {"server_default": Code("func.now()"), **kept}
    return Fix(
        model=field_line(table, column, sa_column_kwargs=kept),
        upgrade=(
            execute(
                f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS {literal(body)}"
            ),
            execute(
                f"CREATE TRIGGER {trigger} BEFORE UPDATE ON {sql_name(table)} "
                f"FOR EACH ROW EXECUTE FUNCTION {function}()"
            ),
        ),
        downgrade=(
            execute(f"DROP TRIGGER {trigger} ON {sql_name(table)}"),
            execute(f"DROP FUNCTION {function}()"),
        ),
        caution="One function can serve every table whose column has the same name",
    )
