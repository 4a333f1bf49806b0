"""What of each part of a schema is compared, in words that can be shown side by side."""

from collections.abc import Mapping

from lab.schema.metadata.type_names import UNKNOWN
from lab.schema.parts import (
    Column,
    Constraint,
    ConstraintKind,
    EnumType,
    Function,
    Index,
    IndexKey,
    Trigger,
)

Facets = Mapping[str, str]
"""Words by the name of what they tell; empty words where there is nothing."""

EXPRESSIONS = ("default", "expression", "generated as", "predicate")
"""What can be compared only in the server's own words; without them, whether it is there."""
STATES = ("deferrable", "partitioned", "unique", "unlogged", "valid", "validated")
"""What is the case or not, and needs no word beside its own."""
COSMETIC = ("comment", "column order", "name", "kept by")
"""What changes nothing that the database does."""
CATCH_ALL = "definition"
"""What no other facet tells, such as INITIALLY DEFERRED or a fillfactor."""


def facets_of(part: object, *, printed: bool) -> Facets:
    """The facets of a part of any kind but a table, which is compared by what it holds."""
    if isinstance(part, Column):
        return column_facets(part)
    if isinstance(part, Constraint):
        return constraint_facets(part, printed=printed)
    if isinstance(part, Index):
        return index_facets(part, printed=printed)
    if isinstance(part, EnumType):
        return {"labels": ", ".join(map(repr, part.labels))}
    if isinstance(part, (Trigger, Function)):
        return {CATCH_ALL: part.definition}
    return {}


def column_facets(column: Column) -> Facets:
    """A column; the default of a generated one is its expression."""
    default = "a sequence of its own" if column.is_serial else column.default or ""
    return {
        "type": column.type,
        "NULL": "not allowed" if column.not_null else "allowed",
        "default": "" if column.generated else default,
        "identity": column.identity or "",
        "generated": column.generated or "",
        "generated as": column.default or "" if column.generated else "",
        "collation": column.collation or "",
        "comment": column.comment or "",
    }


def constraint_facets(constraint: Constraint, *, printed: bool) -> Facets:
    """A constraint; the order of the columns of a check means nothing."""
    is_check = constraint.kind is ConstraintKind.CHECK
    columns = sorted(constraint.columns) if is_check else constraint.columns
    target = ".".join(filter(None, (constraint.referred_schema, constraint.referred_table)))
    facets = {
        "kind": str(constraint.kind),
        "columns": "" if is_check and printed else ", ".join(columns),
        "target": f"{target} ({', '.join(constraint.referred_columns)})" if target else "",
        "on delete": constraint.on_delete or "",
        "on update": constraint.on_update or "",
        "expression": constraint.expression or "",
        "NULL": state(constraint.nulls_distinct, "distinct"),
        "deferrable": state(constraint.deferrable, "deferrable"),
        "validated": state(constraint.validated, "validated"),
    }
    return facets | ({CATCH_ALL: constraint.definition} if printed else {})


def index_facets(index: Index, *, printed: bool) -> Facets:
    """An index that somebody made by itself."""
    facets = {
        "columns": ", ".join(key_words(each, printed=printed) for each in index.keys),
        "method": index.method,
        "unique": state(index.unique, "unique"),
        "predicate": index.predicate or "",
        "included": ", ".join(index.included),
        "NULL": state(index.nulls_distinct, "distinct"),
        "valid": state(index.valid, "valid"),
    }
    tail = index.definition.partition(" USING ")[2]
    return facets | ({CATCH_ALL: tail} if printed else {})


def state(holds: bool, word: str) -> str:  # noqa: FBT001 - a fact and its word
    """The word, or that it is not so."""
    return word if holds else f"not {word}"


def key_words(key: IndexKey, *, printed: bool) -> str:
    """One key of an index with all that is said of it."""
    words = [key.text if printed or not key.expression else "an expression"]
    words += [f'COLLATE "{key.collation}"'] if key.collation else []
    words += [key.opclass] if key.opclass else []
    words += ["DESC"] if key.descending else []
    if key.nulls_first != key.descending:
        words.append(f"NULLS {'FIRST' if key.nulls_first else 'LAST'}")
    return " ".join(words)


def differing(expected: Facets, found: Facets, *, printed: bool) -> tuple[str, ...]:
    """The names of the facets that differ; the catch-all only where no other does."""
    names = [
        name
        for name in expected
        if name != CATCH_ALL and differ(name, expected[name], found[name], printed=printed)
    ]
    if not names and expected.get(CATCH_ALL) != found.get(CATCH_ALL):
        names = [CATCH_ALL]
    return tuple(names)


def differ(name: str, expected: str, found: str, *, printed: bool) -> bool:
    """Whether words differ, as far as they can be compared."""
    if printed:
        return expected != found
    if name in (*EXPRESSIONS, "generated"):
        return bool(expected) != bool(found)
    if name == "type":
        return expected != UNKNOWN and expected.casefold() != found.casefold()
    return expected != found


def words_for(part: object) -> str:
    """The whole part in a few words, for a finding that speaks of all of it."""
    if isinstance(part, Column):
        return f"{part.type}{' NOT NULL' if part.not_null else ''}"
    if isinstance(part, Constraint):
        return part.definition
    if isinstance(part, Index):
        unique = "unique " if part.unique else ""
        invalid = "" if part.valid else ", invalid"
        where = f" where {part.predicate}" if part.predicate else ""
        keys = ", ".join(key_words(each, printed=True) for each in part.keys)
        include = f" include ({', '.join(part.included)})" if part.included else ""
        return f"{unique}{part.method} ({keys}){include}{where}{invalid}"
    return facets_of(part, printed=True).get("labels", "")
