"""INT_KEY_NEARLY_USED: a live sequence that has given out most of its numbers.

The end is that of the sequence or that of the column's type, whichever comes first.
"""

from collections.abc import Iterator
from dataclasses import replace

from lab.conventions.knowing.gathering import merged
from lab.conventions.mending.operations import Code, execute, sql_name
from lab.conventions.mending.retyping import INTEGER_SOURCES, As, retype
from lab.conventions.reviewing import ON_DATABASES, Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import LARGEST, Column, OwnedSequence, Table
from lab.show import text


def find(review: Review) -> Iterator[Notice]:
    """Columns whose sequence has used a large share of the numbers up."""
    for table in review.tables:
        for column in table.columns:
            sequence = column.sequence
            if sequence is None or sequence.last_value is None:
                continue
            end = min(sequence.maximum, LARGEST.get(column.type, sequence.maximum))
            used = sequence.last_value / end if end > 0 else 0.0
            if used >= review.limits["share"]:
                yield Notice(
                    title=f"{table.name}.{column.name} has used {text.share(used)} of its numbers: "
                    f"{sequence.last_value:,} of {end:,}",
                    evidence={"used": used, "last_value": sequence.last_value, "end": end},
                    table=table,
                    column=column,
                    severity=Severity.HIGH if used >= review.limits["grave"] else None,
                    fix=_wider(table, column, sequence),
                )


def _wider(table: Table, column: Column, sequence: OwnedSequence) -> Fix:
    """The column as bigint, where it is none yet, and the sequence without an end of its own."""
    name = sql_name(table, sequence.name)
    unlimited = Fix(
        upgrade=(execute(f"ALTER SEQUENCE {name} AS bigint NO MAXVALUE"),),
        downgrade=(execute(f"ALTER SEQUENCE {name} AS {column.type} MAXVALUE {sequence.maximum}"),),
        caution="Find out first whether the limit is meant",
    )
    if column.type not in ("smallint", "integer"):
        return unlimited
    wider = retype(
        table,
        column,
        As(INTEGER_SOURCES["bigint"]),
        As(INTEGER_SOURCES[column.type]),
        model={"sa_type": Code("BigInteger")},
        caution="Columns that refer to it have to grow first. For a large table, fill a second "
        "column in batches, keep it by a trigger, and swap the two",
    )
    return replace(merged([wider, unlimited]), caution=wider.caution)


RULE = Rule(
    code="INT_KEY_NEARLY_USED",
    severity=Severity.WARNING,
    meaning="When the numbers end every insert fails, at once and for good. A wider type then "
    "means to rewrite the table, and all that refer to it, while nobody can use it.",
    advice="Plan the change to bigint while there is time.",
    find=find,
    claims=("C10",),
    notebook="13_types",
    origins=ON_DATABASES,
    limits={"share": 0.5, "grave": 0.8},
)
