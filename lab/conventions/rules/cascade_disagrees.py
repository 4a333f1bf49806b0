"""CASCADE_DISAGREES: the ORM and the foreign key do different things when a parent is deleted.

What the ORM does: SQLAlchemy's documentation, "Cascades", delete, and "Using foreign key ON DELETE
cascade with ORM relationships".
"""

from collections.abc import Iterator
from dataclasses import replace

from lab.conventions.knowing.following import followers
from lab.conventions.mending.key_operations import with_action
from lab.conventions.mending.model_lines import relationship_line
from lab.conventions.reviewing import ON_MODELS, Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import Constraint, Relationship, Table

FOLLOWS_ORM = "From then on a deletion by SQL takes the rows along as the ORM's does"


def find(review: Review) -> Iterator[Notice]:
    """Relationships from a parent to its rows that disagree with the key that they follow."""
    for child in review.tables:
        told = set()
        for key in child.foreign_keys:
            for parent, relationship in followers(review, child, key):
                # A key that is declared twice, on the column and on the table, is one.
                case = (parent.name, relationship.name, key.columns, key.on_delete)
                if case not in told:
                    told.add(case)
                    yield from disagreement(parent, relationship, child, key)


def disagreement(
    parent: Table, relationship: Relationship, child: Table, key: Constraint
) -> Iterator[Notice]:
    """What the two do differently, if they do."""
    name = f"{parent.model.name if parent.model else parent.name}.{relationship.name}"
    column = f"{child.name}.{', '.join(key.columns)}"
    cascades, passive = key.on_delete == "CASCADE", relationship.passive_deletes
    passively = relationship_line(relationship, cascade=False)
    severity, fix = None, Fix(model=passively)
    if relationship.deletes and not cascades:
        title = f"{name} deletes {child.name}, but {column} says {said(key)}"
        fix = with_action(child, key, "CASCADE", FOLLOWS_ORM)
        if not passive:
            fix = replace(fix, model=f"{fix.model}\n{passively}")
    elif cascades and not relationship.deletes and not passive:
        title = f"{column} says ON DELETE CASCADE, but {name} {unlinks(child, key)} first"
        fix = Fix(model=relationship_line(relationship, cascade=True))
    elif cascades and not passive:
        title = f"{name} loads the rows of {child.name} to delete what {column} deletes by itself"
        severity = Severity.INFO
    else:
        return
    yield Notice(
        title=title,
        evidence={"on_delete": key.on_delete, "deletes": relationship.deletes},
        table=child,
        column=child.sole_column(key.columns),
        constraint=key,
        severity=severity,
        fix=fix,
        place=relationship.place,
        about=name,
    )


def said(key: Constraint) -> str:
    """What the key says of a deletion."""
    return f"ON DELETE {key.on_delete}" if key.states_on_delete else "nothing of ON DELETE"


def unlinks(child: Table, key: Constraint) -> str:
    """What the ORM does to rows that it was not told to delete."""
    if any(child.column(each).not_null for each in key.columns):
        return "sets it to null, which is refused,"
    return "sets it to null, so that the rows stay,"


RULE = Rule(
    code="CASCADE_DISAGREES",
    severity=Severity.WARNING,
    meaning="What a deletion does depends on who asks: the ORM follows its relationship, "
    "everybody else the foreign key. One of them deletes rows that the other keeps, or is "
    "refused.",
    advice="Say the same in both: ondelete='CASCADE' with cascade_delete=True and "
    "passive_deletes=True, or neither.",
    find=find,
    several="relationships delete otherwise than their foreign keys",
    claims=("B13", "C08"),
    notebook="14_constraints",
    origins=ON_MODELS,
    limits={"each_up_to": 5},
)
