"""NO_ON_DELETE: a foreign key of the models that leaves open what a deletion does."""

from collections.abc import Iterator

from lab.conventions.knowing.following import followers
from lab.conventions.mending.key_operations import model_line, with_action
from lab.conventions.reviewing import ON_MODELS, Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import Constraint, Table
from lab.show import text
from lab.show.text import first_few

CAUTION = (
    "RESTRICT is what happens now; whether CASCADE or SET NULL is meant is for the owner to say"
)


def find(review: Review) -> Iterator[Notice]:
    """Each such key; one word for the schema where all of several are so.

    A key whose rows the ORM deletes is left to CASCADE_DISAGREES.
    """
    keys = [
        (table, key)
        for table in review.tables
        for key in table.foreign_keys
        if not any(each.deletes for _, each in followers(review, table, key))
    ]
    silent = [(table, key) for table, key in keys if not key.states_on_delete and key.resolved]
    if len(silent) == len(keys) > review.limits["each_up_to"]:
        yield of_the_schema(silent)
    else:
        yield from (of_a_key(*each) for each in silent)


def of_a_key(table: Table, key: Constraint) -> Notice:
    """One key that leaves it open."""
    return Notice(
        title=f"{name_of(table, key)} refers to {key.referred_table} without ON DELETE",
        table=table,
        column=table.sole_column(key.columns),
        constraint=key,
        fix=with_action(table, key, "RESTRICT", CAUTION),
    )


def of_the_schema(silent: list[tuple[Table, Constraint]]) -> Notice:
    """One word on models that leave it open throughout."""
    names = [name_of(table, key) for table, key in silent]
    table, key = silent[0]
    return Notice(
        title=f"None of {text.plural(len(silent), 'foreign key')} states ON DELETE: "
        f"{first_few(names)}",
        evidence={"foreign_keys": len(silent)},
        fix=Fix(model=model_line(table, key, "RESTRICT"), caution=CAUTION),
        place=key.place or table.column(key.columns[0]).place,
        parts=tuple(of_a_key(*each) for each in silent),
    )


def name_of(table: Table, key: Constraint) -> str:
    """The columns that refer, after their table."""
    return f"{table.name}.{', '.join(key.columns)}"


RULE = Rule(
    code="NO_ON_DELETE",
    severity=Severity.WARNING,
    meaning="Without a rule PostgreSQL refuses to delete a row that others refer to. Nobody can "
    "tell whether that is meant, until a deletion fails or a cascade is missed.",
    advice="State what a deletion means: CASCADE for parts of the row, SET NULL for a mere "
    "mention, RESTRICT for what must outlive it.",
    find=find,
    several="foreign keys do not state ON DELETE",
    claims=("C08",),
    notebook="14_constraints",
    limits={"each_up_to": 3},
    origins=ON_MODELS,
)
