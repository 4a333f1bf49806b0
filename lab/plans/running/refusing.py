"""What cannot be explained, told before the server says no more than "syntax error".

Source: ExplainableStmt in src/backend/parser/gram.y.
"""

import re

from lab.errors import StatementError

COMMENTS = r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/)*"
BEGINS_WITH_EXPLAIN = re.compile(COMMENTS + r"EXPLAIN\b", re.IGNORECASE | re.DOTALL)
FIRST_WORDS = re.compile(COMMENTS + r"([A-Za-z]+)(?:\s+([A-Za-z]+))?", re.DOTALL)
CREATES_FROM_QUERY = re.compile(
    COMMENTS + r"CREATE\s+(?:(?:(?:GLOBAL|LOCAL)\s+)?(?:TEMP|TEMPORARY)\s+|UNLOGGED\s+)?"
    r"(?:TABLE\b.*\bAS\b|MATERIALIZED\s+VIEW\b)",
    re.IGNORECASE | re.DOTALL,
)
INTO = re.compile(r"\bINTO\b", re.IGNORECASE)
REFRESHED = re.compile(
    COMMENTS + r"REFRESH\s+MATERIALIZED\s+VIEW\s+(?:CONCURRENTLY\s+)?"
    r'((?:"(?:[^"]|"")+"|[^\s;".]+)(?:\.(?:"(?:[^"]|"")+"|[^\s;".]+))?)',
    re.IGNORECASE | re.DOTALL,
)
WITHOUT_A_PLAN = re.compile(
    "ALTER|ANALY[SZ]E|BEGIN|CALL|CHECKPOINT|CLOSE|CLUSTER|COMMENT|COMMIT|COPY|CREATE|DEALLOCATE"
    "|DISCARD|DO|DROP|END|FETCH|GRANT|IMPORT|LISTEN|LOAD|LOCK|MOVE|NOTIFY|PREPARE|REASSIGN"
    "|REINDEX|RELEASE|RESET|REVOKE|ROLLBACK|SAVEPOINT|SECURITY|SET|SHOW|START|TRUNCATE|UNLISTEN"
    "|VACUUM"
)
INSIDE = {
    "COPY": "Explain the query inside COPY (...)",
    "CALL": "Explain the statements that the procedure runs",
    "DO": "Explain the statements inside the block",
    "PREPARE": "Explain the statement itself; generic=True plans it as a prepared one",
}
CAN_BE = (
    "Explain a SELECT, VALUES, TABLE, INSERT, UPDATE, DELETE, MERGE, EXECUTE, DECLARE, "
    "CREATE TABLE AS, CREATE MATERIALIZED VIEW or REFRESH MATERIALIZED VIEW"
)


MOST_VALUES = 65_535
"""What the protocol can count (Bind, in its message formats)."""


VALUE = re.compile(r"(?<!:):(?=\w)")


def refuse_too_many_values(statement: str) -> None:
    """Refuse more values than can be sent; each is `:name` in the text, whose literals are out.

    Raises:
        StatementError: there are more.
    """
    count = len(VALUE.findall(statement))
    if count > MOST_VALUES:
        raise StatementError(
            f"The statement has {count:,} values, and PostgreSQL takes {MOST_VALUES:,} at most",
            hint="Give them as one array: = ANY(:values)",
        )


def refuse_unprepared(statement: str) -> None:
    """Refuse what PREPARE does not take; `statement` is without literals and comments.

    Raises:
        StatementError: it has no generic plan.
    """
    words = FIRST_WORDS.match(statement)
    if words is not None and (verb := words[1].upper()) in ("CREATE", "DECLARE", "EXECUTE"):
        raise StatementError(
            f"{verb} cannot be prepared, so it has no generic plan",
            hint="Explain the query inside it, or leave generic out",
        )


def require_one_plan(told: object) -> None:
    """Refuse what is not one plan, though EXPLAIN said it.

    Raises:
        StatementError: a rule made several statements of the one, or none, or it does nothing.
    """
    if not isinstance(told, list) or (len(told) == 1 and isinstance(told[0], dict)):
        return
    if len(told) == 1:
        raise StatementError(
            f"PostgreSQL tells no plan of it, only {told[0]}",
            hint="Is the table that it makes there already?",
        )
    raise StatementError(
        f"Rules make {len(told) or 'no'} statements of this one, so it has no plan of its own",
        hint="\\d of the table in psql shows its rules; explain what they do",
    )


def refuse_without_a_plan(statement: str) -> None:
    """Refuse what EXPLAIN cannot stand before.

    Raises:
        StatementError: the statement has no plan, or brings its own EXPLAIN.
    """
    if BEGINS_WITH_EXPLAIN.match(statement):
        raise StatementError(
            "The statement already begins with EXPLAIN", hint="Give the statement alone"
        )
    words = FIRST_WORDS.match(statement)
    if words is None or CREATES_FROM_QUERY.match(statement):
        return
    verb = words[1].upper()
    if WITHOUT_A_PLAN.fullmatch(verb):
        of_object = verb in ("CREATE", "ALTER", "DROP") and words[2]
        named = f"{verb} {words[2].upper()}" if of_object else verb
        raise StatementError(
            f"{named} has no plan, so it cannot be explained", hint=INSIDE.get(verb, CAN_BE)
        )


def makes_a_table(statement: str) -> bool:
    """Whether a table comes of it: EXPLAIN ANALYZE makes it even in a READ ONLY transaction.

    `statement` is without literals and comments. INTO is a reserved word: where there is one, it
    is SELECT INTO, or writes anyway.
    """
    return bool(CREATES_FROM_QUERY.match(statement) or INTO.search(statement))


def refreshed_view(statement: str) -> str | None:
    """The name of the materialized view that the statement refreshes, as it is written there."""
    found = REFRESHED.match(statement)
    return found[1] if found else None
