"""Tables and columns under another name: what the model says, and the operations both ways."""

import ast
from collections.abc import Mapping

from lab.conventions.mending.built_fields import built
from lab.conventions.mending.operations import alter_column, call, in_schema
from lab.conventions.mending.written_fields import COLUMNS, called, keyword_of
from lab.findings import Fix
from lab.schema import Column, Table

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
    lines = [renamed_line(table, table.column(each), new) for each, new in columns.items()]
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


def renamed_line(table: Table, column: Column, name: str) -> str:
    """The whole field with another name.

    Where its source tells the column's name in brackets, the attribute keeps its own.
    """
    there = column.field.written if column.field else column.written
    if not there:
        return built(table, column, name)
    statement = ast.parse(there).body[0]
    if told := _told_name(statement):
        told.value = name
    else:
        for each in (getattr(statement, "target", None), *getattr(statement, "targets", ())):
            if isinstance(each, ast.Name):
                each.id = name
    return ast.unparse(statement)


def _told_name(statement: ast.stmt) -> ast.Constant | None:
    """The text that names the column: the first of a Column's, or `name`."""
    for each in ast.walk(statement):
        if not isinstance(each, ast.Call):
            continue
        options = keyword_of(each, "sa_column_kwargs")
        told = [*each.args[:1], keyword_of(each, "name")] if called(each) in COLUMNS else []
        if isinstance(options, ast.Dict):
            told += [
                value
                for key, value in zip(options.keys, options.values, strict=True)
                if isinstance(key, ast.Constant) and key.value == "name"
            ]
        for name in told:
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                return name
    return None
