"""FK_TYPE_DIFFERS: a foreign key whose columns have another type than what they refer to."""

from collections.abc import Iterator

from lab.conventions.knowing.key_types import Difference, difference
from lab.conventions.mending.operations import Code
from lab.conventions.mending.retyping import INTEGER_SOURCES, As, retype
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import Column, Table

CONSEQUENCES = {
    Difference.NARROWER: (Severity.WARNING, "not every value of the target fits"),
    Difference.CONVERTED: (Severity.WARNING, "each comparison converts one, past its index"),
    Difference.IMPOSSIBLE: (Severity.HIGH, "PostgreSQL cannot compare them and refuses the key"),
    Difference.SHORTER: (Severity.INFO, "longer values of the target do not fit"),
    Difference.WIDER: (Severity.INFO, "it can hold values that the target cannot have"),
}


def find(review: Review) -> Iterator[Notice]:
    """Pairs of columns of different types."""
    for table in review.tables:
        told = set()
        for key in table.foreign_keys:
            target = review.referred(key)
            if target is None:
                continue
            for name, referred in zip(key.columns, key.referred_columns, strict=False):
                known = table.has_column(name) and target.has_column(referred)
                if known and (name, target.name, referred) not in told:
                    told.add((name, target.name, referred))
                    yield from compared(table, table.column(name), target, target.column(referred))


def compared(table: Table, column: Column, target: Table, referred: Column) -> Iterator[Notice]:
    """One pair, if there is something to say of it."""
    kind = difference(column.type, referred.type)
    if kind is Difference.NONE:
        return
    severity, consequence = CONSEQUENCES[kind]
    yield Notice(
        title=f"{table.name}.{column.name} is {column.type}, {target.name}.{referred.name} which "
        f"it refers to is {referred.type}: {consequence}",
        evidence={"type": column.type, "target_type": referred.type},
        table=table,
        column=column,
        about=f"{target.name}.{referred.name}",
        severity=severity,
        advice="Widen the target before its values run out; until then nothing is lost."
        if kind is Difference.WIDER
        else "",
        fix=fix_of(table, column, referred, kind),
    )


def fix_of(table: Table, column: Column, referred: Column, kind: Difference) -> Fix | None:
    """The target's type; a narrower one would lose values."""
    if kind is Difference.WIDER:
        return None
    to, back = INTEGER_SOURCES.get(referred.type), INTEGER_SOURCES.get(column.type)
    if to is None or back is None:
        return Fix(model=f"# {column.attribute!r}: of the type {referred.type!r}, as its target")
    line = {"annotation": "int", "sa_type": Code(to.removeprefix("sa.").removesuffix("()"))}
    return retype(table, column, As(to), As(back), model=line)


RULE = Rule(
    code="FK_TYPE_DIFFERS",
    severity=Severity.WARNING,
    meaning="A key of a smaller type than its target refuses rows on the day the target outgrows "
    "it. Types of different kinds are converted at each comparison, and an index may go unused.",
    advice="Give the column the type of what it refers to.",
    find=find,
    several="columns have other types than those they refer to",
    claims=("C10",),
    notebook="13_types",
    limits={"each_up_to": 5},
)
