"""FIELD_LIMIT_UNCHECKED: a limit of a Field that no CHECK keeps in the database."""

from collections.abc import Iterator

from lab.conventions.knowing.kept_limits import number_of, unkept_limits
from lab.conventions.mending.check_operations import checked
from lab.conventions.mending.operations import literal
from lab.conventions.reviewing import ON_MODELS, Notice, Review, Rule
from lab.findings import Confidence, Severity
from lab.schema import Column, Limit, quoted

SIGNS = {"gt": ">", "ge": ">=", "lt": "<", "le": "<=", "min_length": ">=", "max_length": "<="}
LENGTHS = {"bytea": "octet_length", "json": "json_array_length", "jsonb": "jsonb_array_length"}


def find(review: Review) -> Iterator[Notice]:
    """One notice for each column with such limits."""
    enums = frozenset(each.name for each in review.picture.enums)
    for table in review.tables:
        for unkept in unkept_limits(table, enums):
            column = unkept.column
            are = "is" if len(unkept.limits) == 1 else "are"
            yield Notice(
                title=f"{unkept} of {table.name}.{column.name} {are} kept by no CHECK",
                evidence={"limits": str(unkept)},
                table=table,
                column=column,
                confidence=Confidence.HIGH if unkept.understood else Confidence.LOW,
                fix=checked(
                    review,
                    table,
                    f"{unkept.column.name}_limits",
                    " AND ".join(condition_of(unkept.column, each) for each in unkept.limits),
                    caution=CAUTION,
                ),
            )


CAUTION = (
    "Rows that break the limit already stop the validation, and code that writes such rows is "
    "refused from then on: look for them first"
)


def condition_of(column: Column, limit: Limit) -> str:
    """The limit as SQL."""
    name = quoted(column.name)
    value = limit.value if number_of(limit.value) is not None else literal(limit.value)
    if limit.kind == "pattern":
        return f"{name} ~ {literal(limit.value)}"
    if not limit.kind.endswith("_length"):
        return f"{name} {SIGNS[limit.kind]} {value}"
    measure = "cardinality" if column.type.endswith("[]") else LENGTHS.get(column.type)
    return f"{measure or 'char_length'}({name}) {SIGNS[limit.kind]} {value}"


RULE = Rule(
    code="FIELD_LIMIT_UNCHECKED",
    severity=Severity.WARNING,
    meaning="A limit of a Field is pydantic's, and SQLModel does not even check it on table "
    "models. Raw SQL, a bulk load and the ORM itself store what breaks it, and nothing says so.",
    advice="Write the limit a second time, as a CHECK constraint with a name.",
    find=find,
    several="columns have limits that no CHECK keeps",
    claims=("B9", "C07"),
    notebook="14_constraints",
    origins=ON_MODELS,
    limits={"each_up_to": 10},
)
