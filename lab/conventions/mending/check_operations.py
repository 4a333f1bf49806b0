"""Operations on checks: one more, which holds for new rows at once, then for those there are."""

from lab.conventions.mending.operations import (
    Code,
    call,
    drop_constraint,
    in_schema,
    proposed_name,
    validate,
)
from lab.conventions.reviewing import Review
from lab.findings import Fix
from lab.schema import Table


def checked(review: Review, table: Table, short: str, condition: str, *, caution: str) -> Fix:
    """A CHECK of a table.

    Args:
        review: its models may have a naming_convention that completes names.
        table: whose rows are checked.
        short: what is checked, for the name.
        condition: SQL.
        caution: what somebody has to look at first.
    """
    name = proposed_name("ck", table.name, [short])
    completed = "ck" in (review.picture.naming_convention or ())
    # op.f: the name is complete, and a convention of the target's MetaData adds nothing to it.
    full = Code(call("op.f", name))
    return Fix(
        model=call("CheckConstraint", condition, name=short if completed else name),
        upgrade=(
            call(
                "op.create_check_constraint",
                full,
                table.name,
                condition.replace(":", "\\:"),
                schema=in_schema(table),
                postgresql_not_valid=True,
            ),
            validate(table, name),
        ),
        downgrade=(drop_constraint(table, full, "check"),),
        caution=caution,
        # Else the lock of the first statement would stay while the second reads every row.
        outside_transaction=True,
    )
