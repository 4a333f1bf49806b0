"""Tables and columns under another name: what the model says, and the operations both ways."""

from collections.abc import Mapping

from lab.conventions.mending.operations import alter_column, call, in_schema
from lab.findings import Fix
from lab.schema import Table

CAUTION = "Every statement that names it has to change at the same moment"


def renamed(table: Table, columns: Mapping[str, str], name: str = "") -> Fix:
    """Columns under other names, then the table, if it is to have another one."""
    steps = [
        (
            alter_column(table, before, new_column_name=after),
            alter_column(table, after, new_column_name=before),
        )
        for before, after in columns.items()
    ]
    lines = [f"{each}: ..." for each in columns.values()]
    if name:
        schema = in_schema(table)
        steps.append(
            (
                call("op.rename_table", table.name, name, schema=schema),
                call("op.rename_table", name, table.name, schema=schema),
            )
        )
        lines.insert(0, f"__tablename__ = {name!r}")
    return Fix(
        model="\n".join(lines),
        upgrade=tuple(up for up, _ in steps),
        downgrade=tuple(down for _, down in reversed(steps)),
        caution=CAUTION,
    )
