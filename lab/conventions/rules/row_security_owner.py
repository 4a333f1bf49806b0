"""ROW_SECURITY_OWNER: policies that the connecting role is not held to, because it owns the table.

Told only where the role that looks is the owner: that of the application is not known otherwise.
"""

from collections.abc import Iterator
from dataclasses import replace

from lab.conventions.mending.operations import execute, sql_name
from lab.conventions.reviewing import ON_DATABASES, Notice, Review, Rule
from lab.findings import Confidence, Fix, Severity
from lab.schema import Table
from lab.show.text import first_few


def find(review: Review) -> Iterator[Notice]:
    """One notice for all such tables, for one role owns them."""
    user = review.picture.server.user if review.picture.server else ""
    tables = [each for each in review.tables if bypassed(each, user)]
    if tables:
        parts = tuple(of_tables([each], user) for each in tables)
        yield replace(of_tables(tables, user), parts=parts)


def of_tables(tables: list[Table], user: str) -> Notice:
    """Tables whose policies do not bind their owner."""
    names = [each.name for each in tables]
    verb, their = ("has", "its") if len(tables) == 1 else ("have", "their")
    return Notice(
        title=f"{first_few(names)} {verb} policies, and {user}, who is connected, passes them "
        f"by as {their} owner",
        evidence={"tables": len(names), "owner": user},
        table=tables[0] if len(tables) == 1 else None,
        confidence=Confidence.MEDIUM,
        fix=forced(tables),
    )


def bypassed(table: Table, user: str) -> bool:
    """Whether the policies do not bind this role."""
    security = table.row_security
    return (
        security is not None
        and security.enabled
        and not security.forced
        and bool(security.policies)
        and security.owner == user
    )


def forced(tables: list[Table]) -> Fix:
    """The policies made to hold for the owner too."""
    alter = [f"ALTER TABLE {sql_name(each)}" for each in tables]
    return Fix(
        upgrade=tuple(execute(f"{each} FORCE ROW LEVEL SECURITY") for each in alter),
        downgrade=tuple(execute(f"{each} NO FORCE ROW LEVEL SECURITY") for each in alter),
        caution="Migrations and reports that run as the owner then see only what the policies show",
    )


RULE = Rule(
    code="ROW_SECURITY_OWNER",
    severity=Severity.WARNING,
    meaning="Policies do not bind the owner of a table unless they are forced. An application "
    "that connects as the role that made the tables is not held to them, and nothing says so.",
    advice="Let the application connect as a role that owns nothing, or FORCE ROW LEVEL SECURITY.",
    find=find,
    origins=ON_DATABASES,
)
