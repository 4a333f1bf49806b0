"""Names as PostgreSQL has them: how many bytes it keeps, and what it writes in quotes."""

import re
from collections.abc import Sequence

from sqlalchemy.dialects.postgresql.base import RESERVED_WORDS

LONGEST_NAME = 63
"""Bytes; PostgreSQL cuts the rest off (NAMEDATALEN - 1)."""

# Keywords that SQLAlchemy leaves bare as names, and PostgreSQL's quote_ident does not
# (src/include/parser/kwlist.h: those that are not UNRESERVED).
ALSO_QUOTED = re.compile(
    "between|bigint|bit|boolean|char|character|coalesce|collation|concurrently|current_schema|dec|"
    "decimal|exists|extract|float|greatest|grouping|inout|int|integer|interval|json|json_array|"
    "json_arrayagg|json_exists|json_object|json_objectagg|json_query|json_scalar|json_serialize|"
    "json_table|json_value|least|merge_action|national|nchar|none|normalize|nullif|numeric|out|"
    "overlay|position|precision|real|row|setof|smallint|substring|tablesample|time|timestamp|treat|"
    "trim|values|varchar|xml(attributes|concat|element|exists|forest|namespaces|parse|pi|root|"
    "serialize|table)"
)


def quoted(name: str) -> str:
    """The name as PostgreSQL's quote_ident writes it."""
    keyword = name in RESERVED_WORDS or ALSO_QUOTED.fullmatch(name)
    if re.fullmatch(r"[a-z_][a-z0-9_]*", name) and not keyword:
        return name
    return '"' + name.replace('"', '""') + '"'


def made_name(table: str, columns: Sequence[str], label: str) -> str:
    """The name that the server makes where none is given, such as `orders_user_id_fkey`.

    Source: makeObjectName, src/backend/commands/indexcmds.c. Where the name is taken the server
    adds a number, which is not known here.
    """
    parts = [table, "_".join(columns)] if columns else [table]
    sizes = [len(part.encode()) for part in parts]
    while sum(sizes) + len(parts) + len(label) > LONGEST_NAME:
        sizes[0 if sizes[0] > sizes[-1] else -1] -= 1
    return "_".join([*map(clipped, parts, sizes), label])


def clipped(name: str, length: int = LONGEST_NAME) -> str:
    """What fits into that many bytes, whole characters only (pg_mbcliplen)."""
    return name.encode()[:length].decode(errors="ignore")
