"""What follows a foreign key in the ORM."""

from lab.conventions.reviewing import Review
from lab.schema import Constraint, Relationship, Table


def followers(review: Review, child: Table, key: Constraint) -> list[tuple[Table, Relationship]]:
    """The relationships of the ORM that lead from the referred rows to these, with their tables.

    One that only reads (viewonly) does nothing to them.
    """
    parent = review.referred(key)
    if parent is None or parent.model is None:
        return []
    return [
        (parent, each)
        for each in parent.model.relationships
        if (each.kind, each.key_table, each.key_columns) == ("one to many", child.name, key.columns)
        and not each.viewonly
    ]
