"""ROW_SECURITY_NO_POLICY: row-level security without a policy lets nobody see anything."""

from collections.abc import Iterator

from lab.conventions.mending.operations import execute, sql_name
from lab.conventions.reviewing import ON_DATABASES, Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import Table


def find(review: Review) -> Iterator[Notice]:
    """Tables on which it is enabled, and that have no policy."""
    for table in review.tables:
        security = table.row_security
        if security is not None and security.enabled and not security.policies:
            whom = "nobody" if security.forced else f"only the owner {security.owner}"
            yield Notice(
                title=f"{table.name} has row-level security and no policy: {whom} sees a row",
                evidence={"owner": security.owner, "forced": security.forced},
                table=table,
                fix=policy(table),
            )


def policy(table: Table) -> Fix:
    """What a policy looks like; whose rows they are has to be filled in."""
    name = sql_name(table)
    return Fix(
        upgrade=(
            execute(
                f"CREATE POLICY own_rows ON {name} "
                "USING (user_id = current_setting('app.user_id')::bigint)"
            ),
        ),
        downgrade=(execute(f"DROP POLICY own_rows ON {name}"),),
        caution="An example: which rows a role may see, and by which column, is for the owner to "
        "say",
    )


RULE = Rule(
    code="ROW_SECURITY_NO_POLICY",
    severity=Severity.WARNING,
    meaning="Where no policy allows a row, row-level security denies it: queries of other roles "
    "find an empty table, and no error says why. Superusers and roles with BYPASSRLS still see "
    "all of it.",
    advice="Write a policy, or disable row-level security; if the table is meant to be closed, "
    "REVOKE says so with an error.",
    find=find,
    several="tables have row-level security and no policy",
    origins=ON_DATABASES,
    limits={"each_up_to": 3},
)
