"""INDEX_DUPLICATE: an index that finds and forbids nothing that another one does not."""

from collections.abc import Iterator

from lab.conventions.knowing.index_cover import Spare, copies
from lab.conventions.mending.index_operations import remove_index
from lab.conventions.mending.model_lines import without
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import Index, Table
from lab.show import text


def find(review: Review) -> Iterator[Notice]:
    """Indexes of one table with the same keys, method, predicate and included columns."""
    for table in review.tables:
        for spare in copies(table):
            yield notice_of(table, spare, referred=review.is_target(table, spare.index.columns))


def notice_of(table: Table, spare: Spare, *, referred: bool) -> Notice:
    """What is spare, what is kept, and what may stand in the way."""
    if spare.index.name and spare.index.name == spare.kept.name:
        return declared_twice(table, spare.index)
    size = spare.index.activity.size if spare.index.activity else None
    order = " in the opposite order, which is read backwards just as well" if spare.opposite else ""
    told = f" ({text.size(size)})" if size is not None else ""
    kept = words_of(spare.kept)
    return Notice(
        title=f"{spare.index.called}{told} of {table.name} is {kept} once more{order}",
        evidence={"kept": spare.kept.name} | ({} if size is None else {"size_bytes": size}),
        table=table,
        index=spare.index,
        severity=Severity.INFO if spare.opposite else None,
        advice=f"Keep {spare.kept.called}, drop {spare.index.called}.",
        fix=remove_index(
            table,
            spare.index,
            model=without(spare.index),
            caution="A foreign key may lean on this very index: PostgreSQL then refuses to drop it"
            if referred and spare.index.unique
            else "",
        ),
    )


def declared_twice(table: Table, index: Index) -> Notice:
    """Two of one name, which only models can have: no database would take the second."""
    return Notice(
        title=f"{index.name} of {table.name} is declared twice: to create the table fails",
        table=table,
        index=index,
        advice="Declare it once: leave out index=True, or the Index.",
        fix=Fix(model=without(index)),
    )


def words_of(index: Index) -> str:
    """The index by its name, and what it belongs to."""
    if not index.name:
        return index.called
    if index.primary:
        return f"the primary key {index.name}"
    if index.constraint is not None:
        return f"the constraint {index.name}"
    return f"the unique index {index.name}" if index.unique else index.name


RULE = Rule(
    code="INDEX_DUPLICATE",
    severity=Severity.WARNING,
    meaning="Two indexes hold the same entries in the same order, and a query ever uses one of "
    "them. The other takes the same space again, and every insert writes it too.",
    advice="Drop one: a constraint's index is kept before any other, a unique one before a plain.",
    find=find,
    several="indexes are copies of others of their tables",
    limits={"each_up_to": 5},
    claims=("B10", "C16"),
    notebook="05_column_order",
)
