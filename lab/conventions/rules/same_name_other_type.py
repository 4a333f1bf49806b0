"""SAME_NAME_OTHER_TYPE: one column name, one type in nearly all tables, and another in a few.

Types are compared by kind: lengths, precision and the widths of whole numbers do not count. What
other rules tell of is left out: keys, foreign keys, floats of money, naive timestamps. So are names
that mean something else in every table.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace

from lab.conventions.knowing.column_words import designed_columns, family, words_of
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Confidence, Severity
from lab.schema import Column, Table
from lab.show.text import first_few

KINDS = {
    "character varying": "text",
    "character": "text",
    "citext": "text",
    "name": "text",
    "smallint": "whole number",
    "integer": "whole number",
    "bigint": "whole number",
    "real": "numeric",
    "double precision": "numeric",
    "money": "numeric",
    "json": "jsonb",
    "timestamp without time zone": "timestamp",
    "timestamp with time zone": "timestamp",
}
GENERIC = frozenset(
    words_of(
        "id uuid name value type status state data code key number kind content body text title "
        "position level size length version note notes comment comments result config settings "
        "metadata meta options params payload source target reference ref count total amount "
        "default min max label index order rank score extra info details properties attributes"
    )
)


def find(review: Review) -> Iterator[Notice]:
    """Columns that stand out by their type."""
    named: defaultdict[str, list[tuple[Table, Column]]] = defaultdict(list)
    for table in review.tables:
        for column in _comparable(review, table):
            named[column.name].append((table, column))
    for name, places in named.items():
        if len(places) >= review.limits["tables"]:
            yield from _standing_out(name, places, review.limits["share"])


def _comparable(review: Review, table: Table) -> Iterator[Column]:
    key = table.primary_key.columns if table.primary_key else ()
    skipped = {*key, *(column for each in table.foreign_keys for column in each.columns)}
    for column in designed_columns(review, table):
        if column.name in skipped or _is_of_any_kind(table, column):
            continue
        if not set(words_of(column.name)) <= GENERIC:
            yield column


def _is_of_any_kind(table: Table, column: Column) -> bool:
    """Whether another column says to which table it refers: object_id beside content_type_id."""
    stem = column.name.removesuffix("_id")
    kinds = (f"{stem}_type", f"{stem}_type_id", "content_type_id")
    return stem != column.name and any(map(table.has_column, kinds))


def _standing_out(name: str, places: list[tuple[Table, Column]], share: float) -> Iterator[Notice]:
    kinds = Counter(kind_of(column) for _, column in places)
    [(usual, count)] = kinds.most_common(1)
    if count < len(places) and count >= share * len(places):
        others = first_few([table.name for table, each in places if kind_of(each) == usual])
        evidence = {"usual": usual, "usual_in": count, "tables": len(places)}
        odd = [
            Notice(
                title=f"{table.name}.{name} is {column.type}, but {usual} in {others}",
                evidence=evidence,
                table=table,
                column=column,
                confidence=Confidence.LOW,
            )
            for table, column in places
            if kind_of(column) != usual
        ]
        yield odd[0] if len(odd) == 1 else _of_several(name, odd, f"{usual} as in {others}")


def _of_several(name: str, odd: list[Notice], usual: str) -> Notice:
    """One word on columns that stand out by the same name."""
    types = [each.column.type for each in odd if each.column]
    tables = [each.table.name for each in odd if each.table]
    told = " or ".join(dict.fromkeys(types))
    return replace(
        odd[0],
        title=f"{name} of {first_few(tables)} is {told}, not {usual}",
        evidence={**odd[0].evidence, "names": tables},
        table=None,
        column=None,
        place=odd[0].column.place if odd[0].column else None,
        parts=tuple(odd),
    )


def kind_of(column: Column) -> str:
    """The type as far as it matters when two columns are compared."""
    kind = family(column.type)
    return KINDS.get(kind, kind) + ("[]" if column.type.endswith("]") else "")


RULE = Rule(
    code="SAME_NAME_OTHER_TYPE",
    severity=Severity.INFO,
    meaning="Readers take columns of one name for the same thing. Where the types differ, joins "
    "and unions need a cast, or the name is used for two things.",
    advice="Use the type of the others, or another name.",
    find=find,
    claims=("C12",),
    limits={"share": 0.8, "tables": 5},
)
