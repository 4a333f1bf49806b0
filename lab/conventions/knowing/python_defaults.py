"""What a server could fill in where Python does: pure, from the text of a default."""

import ast
import re

from lab.conventions.knowing.column_words import family, is_created, is_moment, is_updated
from lab.schema import Column, ModelField

NAIVE = re.compile(r"\bdatetime\.(?:utcnow|utcfromtimestamp|now|today)\(\)")
"""Those of the standard library: a project's own `utcnow` may well say the zone."""
NOW = re.compile(r"\b(?:utc)?now\(|\btoday\(|\bcurrent_timestamp\b", re.IGNORECASE)
DECIMAL = re.compile(r"Decimal\('(-?[\d.]+)'\)")
EMPTY = {"dict()": "'{}'", "{}": "'{}'", "list()": "'[]'", "[]": "'[]'"}


def server_default_of(column: Column) -> str | None:
    """The source of a server default that does the same; None where only a program knows it."""
    field = column.field
    if field is None or field.default is None:
        return "sa.func.now()" if is_created(column) or is_updated(column) else None
    written = field.default
    if NOW.search(written):
        return "sa.func.now()" if is_moment(column) else "sa.func.current_date()"
    if "uuid4" in written and column.type == "uuid":
        return "sa.func.gen_random_uuid()"
    if written in EMPTY:
        return _empty(column, EMPTY[written])
    return _member(field, written) or _literal(written)


def is_naive_now(column: Column) -> bool:
    """Whether Python fills a moment with time zone in without saying the zone."""
    field = column.field
    if field is None or not is_moment(column) or "with time zone" not in column.type:
        return False
    return any(NAIVE.search(written or "") for written in (field.default, field.on_update))


def _empty(column: Column, document: str) -> str | None:
    if family(column.type) in ("json", "jsonb"):
        return f'sa.text("{document}")'
    return "sa.text(\"'{}'\")" if column.type.endswith("[]") else None


def _member(field: ModelField, written: str) -> str | None:
    for (name, _), stored in zip(field.members, field.stored, strict=False):
        if written.rpartition(".")[2] == name:
            return repr(stored)
    return None


def _literal(written: str) -> str | None:
    if number := DECIMAL.fullmatch(written):
        return f"sa.text({number[1]!r})"
    try:
        value = ast.literal_eval(written)
    except (ValueError, SyntaxError):
        return None
    if isinstance(value, bool):
        return "sa.true()" if value else "sa.false()"
    if isinstance(value, int | float):
        return f"sa.text({str(value)!r})"
    return repr(value) if isinstance(value, str) else None
