"""INHERITED_KEYS: a parent's keys that do not hold for the tables that inherit from it.

Inheritance hands down columns, NOT NULL and CHECK, but no index, no unique key and no foreign key
(PostgreSQL documentation, "Inheritance: Caveats"); partitions are another matter. That a child has
no primary key is told by another rule.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from lab.conventions.reviewing import ON_DATABASES, Notice, Review, Rule
from lab.findings import Severity
from lab.schema import Constraint, ConstraintKind, Table
from lab.show.text import first_few

HELD_ALONE = (ConstraintKind.UNIQUE, ConstraintKind.FOREIGN_KEY)


def find(review: Review) -> Iterator[Notice]:
    """Parents with unique or foreign keys that a child lacks, or that foreign keys point to."""
    children = defaultdict(list)
    for table in review.tables:
        for inherited in table.inherits:
            children[inherited].append(table)
    referring = _referring(review)
    for name, heirs in children.items():
        parent = review.by_name.get(name)
        if parent is None:
            continue
        lacking = [each for each in heirs if any(True for _ in _lacks(each, parent))]
        if lacking:
            yield _of_lacking(parent, lacking)
        if referring[name]:
            yield _of_referred(parent, heirs, referring[name])


def _referring(review: Review) -> defaultdict[str, list[str]]:
    """The tables with a foreign key to each table, by its name."""
    referring = defaultdict(list)
    for table in review.tables:
        for key in table.foreign_keys:
            if review.referred(key) is not None:
                referring[str(key.referred_table)].append(table.name)
    return referring


def _lacks(child: Table, parent: Table) -> Iterator[Constraint]:
    """The parent's unique and foreign keys that the child has no like of."""
    known = {_rule_of(each) for each in child.constraints}
    for constraint in parent.constraints:
        if constraint.kind in HELD_ALONE and _rule_of(constraint) not in known:
            yield constraint


def _rule_of(constraint: Constraint) -> tuple[object, ...]:
    return (constraint.kind, constraint.columns, constraint.referred_table)


def _of_lacking(parent: Table, lacking: list[Table]) -> Notice:
    pairs = [(child, key) for child in lacking for key in _lacks(child, parent)]
    keys = sorted({key.name for _, key in pairs})
    return Notice(
        title=f"{first_few(keys)} of {parent.name} {'holds' if len(keys) == 1 else 'hold'} for "
        f"no row of {_heirs(lacking)}",
        evidence={"keys": len(keys), "children": len(lacking)},
        table=parent,
        parts=tuple(_of_one(parent, child, key) for child, key in pairs),
    )


def _of_one(parent: Table, child: Table, key: Constraint) -> Notice:
    return Notice(
        title=f"{key.name} of {parent.name} holds for no row of {_heirs([child])}",
        table=parent,
        constraint=key,
        about=child.name,
    )


def _of_referred(parent: Table, heirs: list[Table], referring: list[str]) -> Notice:
    names = sorted(set(referring))
    notice = Notice(
        title=f"{first_few(names)} can refer to rows of {parent.name} itself only, not to those "
        f"of {_heirs(heirs)}",
        evidence={"children": len(heirs)},
        table=parent,
    )
    if len(names) == len(heirs) == 1:
        return replace(notice, about=f"{names[0]} to {heirs[0].name}")
    parts = (_of_referred(parent, [heir], [name]) for name in names for heir in heirs)
    return replace(notice, parts=tuple(parts))


def _heirs(children: list[Table]) -> str:
    verb = "inherits" if len(children) == 1 else "inherit"
    return f"{first_few([child.name for child in children])}, which {verb} from it"


RULE = Rule(
    code="INHERITED_KEYS",
    severity=Severity.WARNING,
    meaning="A table that inherits gets the columns and checks of its parent, but neither its "
    "unique nor its foreign keys. Rows that the parent would refuse are read through it.",
    advice="Declare the keys on each child too, or partition the table instead, where keys hold.",
    find=find,
    claims=("C07",),
    origins=ON_DATABASES,
)
