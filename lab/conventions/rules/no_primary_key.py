"""NO_PRIMARY_KEY: a table that no constraint lets anybody name a row of."""

from collections.abc import Iterator

from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Fix, Severity


def find(review: Review) -> Iterator[Notice]:
    """Tables without a primary key."""
    for table in review.tables:
        if table.primary_key is None:
            yield Notice(
                title=f"{table.name} has no primary key",
                table=table,
                fix=Fix(
                    model="id: int | None = Field(default=None, primary_key=True, "
                    "sa_type=BigInteger, sa_column_args=(Identity(),))",
                    caution="Which columns name a row is for somebody who knows the data to say",
                ),
            )


RULE = Rule(
    code="NO_PRIMARY_KEY",
    severity=Severity.HIGH,
    meaning="Nothing tells two equal rows apart, so no other table can refer to one of them and an "
    "ORM cannot map them. Logical replication refuses to update or delete rows without a key.",
    advice="Declare the columns that name a row as the primary key, or add an identity column.",
    find=find,
    claims=("C01",),
)
