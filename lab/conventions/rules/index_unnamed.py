"""INDEX_UNNAMED: an index of the models that gets no name, so that SQLAlchemy cannot make it.

A server always gives one, so only models show it.
"""

from collections.abc import Iterator

from lab.conventions.reviewing import ON_MODELS, Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import Index, Table
from lab.show.text import first_few

BY_CONVENTION = Fix(
    model='naming_convention = {**naming_convention, "ix": "ix_%(table_name)s_%(column_0_N_name)s"}'
)


def find(review: Review) -> Iterator[Notice]:
    """All of them at once, for one line gives all their names."""
    unnamed = [
        (table, index)
        for table in review.tables
        for index in table.indexes
        if not index.name and index.constraint is None
    ]
    parts = tuple(of_an_index(*each) for each in unnamed)
    if len(parts) == 1:
        yield parts[0]
    elif parts:
        listed = first_few([f"{table.name} ({keys_of(index)})" for table, index in unnamed])
        yield Notice(
            title=f"{len(parts):,} indexes have no name: {listed}",
            evidence={"indexes": len(parts)},
            place=unnamed[0][1].place or unnamed[0][0].place,
            fix=BY_CONVENTION,
            parts=parts,
        )


def of_an_index(table: Table, index: Index) -> Notice:
    """One index, known by its table and its keys."""
    return Notice(
        title=f"The index ({keys_of(index)}) of {table.name} has no name",
        evidence={"columns": list(index.columns)},
        table=table,
        column=table.sole_column(index.columns),
        index=index,
        fix=BY_CONVENTION,
        about=keys_of(index) if any(each.expression for each in index.keys) else "",
    )


def keys_of(index: Index) -> str:
    """What it is on."""
    return ", ".join(each.text for each in index.keys)


RULE = Rule(
    code="INDEX_UNNAMED",
    severity=Severity.HIGH,
    meaning="SQLAlchemy cannot make it without a name, so that create_all fails. A "
    "naming_convention of one's own takes the place of the built-in one, which had a name for it.",
    advice='Let the naming_convention name "ix" too, or give the index a name.',
    find=find,
    claims=("C12",),
    origins=ON_MODELS,
)
