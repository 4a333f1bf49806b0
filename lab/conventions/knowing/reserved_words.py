"""The key words that PostgreSQL keeps for itself: a name that is one has to be quoted everywhere.

PostgreSQL's documentation, appendix C, "SQL Key Words", the columns for PostgreSQL 18; a server
tells its own by `pg_get_keywords()`, and a test holds this list against it.
"""

RESERVED_WORDS = """
all analyse analyze and any array as asc asymmetric both case cast check collate column
constraint create current_catalog current_date current_role current_time current_timestamp
current_user default deferrable desc distinct do else end except false fetch for foreign from
grant group having in initially intersect into lateral leading limit localtime localtimestamp
not null offset on only or order placing primary references returning select session_user some
symmetric system_user table then to trailing true union unique user using variadic when where
window with
"""
RESERVED = frozenset(RESERVED_WORDS.split())
"""Neither a table nor a column nor a function may be called so; system_user since version 16."""

RESERVED_BUT_FOR_FUNCTIONS_WORDS = """
authorization binary collation concurrently cross current_schema freeze full ilike inner is
isnull join left like natural notnull outer overlaps right similar tablesample verbose
"""
RESERVED_BUT_FOR_FUNCTIONS = frozenset(RESERVED_BUT_FOR_FUNCTIONS_WORDS.split())
"""A function or a type may be called so, a table or a column may not."""

ANSWERING_WORDS = """
current_catalog current_date current_role current_time current_timestamp current_user localtime
localtimestamp session_user system_user user
"""
ANSWERING = frozenset(ANSWERING_WORDS.split())
"""Unquoted they are no error but a value, such as the name of the current role."""
