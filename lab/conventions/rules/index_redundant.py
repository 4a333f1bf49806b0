"""INDEX_REDUNDANT: a B-tree that is the beginning of another, or goes on behind a unique key."""

from collections.abc import Iterator, Mapping

from lab.conventions.knowing.index_cover import Spare, beyond_unique, needed_by, outdone
from lab.conventions.mending.index_operations import remove_index
from lab.conventions.mending.model_lines import without
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Confidence, Severity
from lab.schema import Index, Table


def find(review: Review) -> Iterator[Notice]:
    """Indexes whose work another index of the table does."""
    for table in review.tables:
        for spare in outdone(table):
            yield shorter(table, spare, review.limits)
        for spare in beyond_unique(table):
            if needed_by(table, spare.index) is None:
                yield longer(table, spare)


def shorter(table: Table, spare: Spare, limits: Mapping[str, float]) -> Notice:
    """An index that another begins with; beside a far larger one it may be worth its space."""
    index, kept = spare.index, spare.kept
    minor = spare.opposite or far_larger(kept, index, limits)
    return Notice(
        title=f"{listed(index)} of {table.name} is the beginning of {listed(kept)}"
        + (" read backwards" if spare.opposite else ""),
        evidence=evidence_of(spare),
        table=table,
        index=index,
        severity=Severity.INFO if minor else None,
        advice="The other is far larger: keep the small one if a busy query lives on it, else drop "
        "it."
        if minor and not spare.opposite
        else "",
        fix=remove_index(table, index, model=without(index)),
    )


def longer(table: Table, spare: Spare) -> Notice:
    """An index whose first columns name one row already."""
    unique = ", ".join(spare.kept.columns)
    return Notice(
        title=f"{listed(spare.index)} of {table.name} begins with {unique}, which is unique by "
        f"{spare.kept.called} already",
        evidence=evidence_of(spare),
        table=table,
        index=spare.index,
        confidence=Confidence.MEDIUM,
        advice="Drop it, unless a busy query is answered from this index alone.",
        fix=remove_index(
            table,
            spare.index,
            model=without(spare.index),
            caution="A query may read all that it needs from this index alone",
        ),
    )


def far_larger(kept: Index, index: Index, limits: Mapping[str, float]) -> bool:
    """By their sizes where they are known, else by how many columns they have."""
    if kept.activity is not None and index.activity is not None and index.activity.size:
        return kept.activity.size >= limits["times_larger"] * index.activity.size
    more = len(kept.keys) + len(kept.included) - len(index.keys) - len(index.included)
    return more >= limits["more_columns"]


def listed(index: Index) -> str:
    """The name and the columns."""
    return f"{index.called} ({', '.join(index.columns)})"


def evidence_of(spare: Spare) -> dict[str, object]:
    """Which index does the work, and the sizes where they are known."""
    told: dict[str, object] = {"kept": spare.kept.name}
    if spare.index.activity is not None and spare.kept.activity is not None:
        told["size_bytes"] = spare.index.activity.size
        told["kept_size_bytes"] = spare.kept.activity.size
    return told


RULE = Rule(
    code="INDEX_REDUNDANT",
    severity=Severity.WARNING,
    meaning="An index on (a, b) finds and sorts by a as one on (a) does, and behind a unique key "
    "there is one row left to tell apart. One too many takes space, and every insert writes it.",
    advice="Drop it; the other serves its queries.",
    find=find,
    several="indexes find nothing that others of their tables do not find",
    claims=("B11", "C16"),
    notebook="05_column_order",
    limits={"each_up_to": 5, "times_larger": 4, "more_columns": 4},
)
