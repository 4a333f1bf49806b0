"""ENUM_BY_NAME: a Python enum whose names are stored where its values were meant."""

from collections.abc import Iterator

from lab.conventions.knowing.column_words import designed_columns
from lab.conventions.knowing.gathering import Wording, cases_of, gathered
from lab.conventions.mending.model_lines import field_line, kind_in
from lab.conventions.mending.operations import Code, call, execute, literal, sql_name
from lab.conventions.reviewing import ON_MODELS, Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import Column, EnumType, Table, quoted


def find(review: Review) -> Iterator[Notice]:
    """Columns that store the names of members whose values differ."""
    cases = cases_of(review.tables, lambda table: _by_name(review, table))
    among = sum(any(map(_members, table.columns)) for table in review.tables)
    types = {name: each for each in review.picture.enums for name in (each.name, quoted(each.name))}

    def by_value(table: Table, column: Column) -> Fix:
        return _renamed(table, column, types.get(column.type))

    yield from gathered(cases, WORDING, among=among, mend=by_value)


WORDING = Wording(
    "stores the names of the members of its enum, not their values",
    "store the names of the members of their enums, not their values",
)


def _by_name(review: Review, table: Table) -> Iterator[Column]:
    for column in designed_columns(review, table):
        names = tuple(name for name, _ in _members(column))
        values = tuple(value for _, value in _members(column))
        if column.field and column.field.stored == names != values:
            yield column


def _members(column: Column) -> tuple[tuple[str, str], ...]:
    return column.field.members if column.field else ()


def _renamed(table: Table, column: Column, kind: EnumType | None) -> Fix:
    model = field_line(table, column, sa_type=_by_value(column, kind))
    caution = "Programs that are running write the names until they are started anew"
    if kind is None:
        return Fix(model=model, caution=caution)
    changed = [pair for pair in _members(column) if pair[0] != pair[1]]
    alter = f"ALTER TYPE {sql_name(table, kind.name)} RENAME VALUE"
    return Fix(
        model=model,
        upgrade=tuple(
            execute(f"{alter} {literal(name)} TO {literal(value)}") for name, value in changed
        ),
        downgrade=tuple(
            execute(f"{alter} {literal(value)} TO {literal(name)}") for name, value in changed
        ),
        caution=caution,
    )


def _by_value(column: Column, kind: EnumType | None) -> Code:
    """The type under the name that it has."""
    enum = kind_in(column)
    made = call(
        "sa.Enum",
        Code(enum),
        values_callable=Code("lambda members: [member.value for member in members]"),
        name=kind.name if kind and kind.name != enum.lower() else None,
        native_enum=None if kind else False,
    )
    return Code(f"sa.ARRAY({made})" if column.type.endswith("[]") else made)


RULE = Rule(
    code="ENUM_BY_NAME",
    severity=Severity.WARNING,
    meaning="SQLAlchemy stores the name of a member, ADMIN, unless it is told to store its value, "
    "admin. Raw SQL and other programs that use the value are refused or find nothing.",
    advice="Give values_callable, and rename what is stored.",
    find=find,
    claims=("B20",),
    origins=ON_MODELS,
    notebook="13_types",
)
