"""ROW_SECURITY_OFF: policies that nobody is held to."""

from collections.abc import Iterator

from lab.conventions.mending.operations import execute, sql_name
from lab.conventions.reviewing import ON_DATABASES, Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import Table
from lab.show import text
from lab.show.text import first_few


def find(review: Review) -> Iterator[Notice]:
    """Tables with policies on which row-level security was never switched on."""
    for table in review.tables:
        security = table.row_security
        if security is not None and security.policies and not security.enabled:
            policies = [*security.policies]
            yield Notice(
                title=f"{table.name} has {text.plural(len(policies), 'policy', 'policies')}, but "
                f"row-level security is off: {first_few(policies)}",
                evidence={"policies": policies},
                table=table,
                fix=enabled(table),
            )


def enabled(table: Table) -> Fix:
    """Switched on."""
    alter = f"ALTER TABLE {sql_name(table)}"
    return Fix(
        upgrade=(execute(f"{alter} ENABLE ROW LEVEL SECURITY"),),
        downgrade=(execute(f"{alter} DISABLE ROW LEVEL SECURITY"),),
        caution="From then on each role but the owner sees only what the policies let it see",
    )


RULE = Rule(
    code="ROW_SECURITY_OFF",
    severity=Severity.HIGH,
    meaning="CREATE POLICY alone changes nothing: without ENABLE ROW LEVEL SECURITY on the table "
    "every role sees every row. Whoever reads the policies believes that the rows are kept apart.",
    advice="Enable row-level security on the table, or drop the policies.",
    find=find,
    origins=ON_DATABASES,
)
