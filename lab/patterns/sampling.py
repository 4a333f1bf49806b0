"""Where a pattern's values come from: the head, the middle and the tail of a distribution.

Each function gives one select. Its column `label` says which part of the distribution a row stands
for, the others are parameters by name; the same data give the same values at every call.
"""

from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Double,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import array

MIDDLE = "middle"
"""The label of the values that stand for all where there is room for one set only."""


def by_frequency(
    value: Any, *conditions: ColumnElement[bool], **others: ColumnElement[Any]
) -> Select[Any]:
    """The most frequent value (head), that of the middle row, and one of the rarest (tail).

    The rows are thought of in the order of how frequent their value is, so that the middle one is
    busy but no outlier. Where few values are so frequent that two of the three are one, it comes
    once; the middle is always there.

    Args:
        value: a column, or an expression with a label; the parameter is called like it.
        conditions: which rows count.
        others: further parameters, the same for all.
    """
    counted = (
        select(value.label(value.key), func.count().label("rows"))
        .where(*conditions)
        .group_by(value.key)
        .subquery()
    )
    key, rows = counted.c[value.key], counted.c.rows
    ranked = select(
        key,
        rows,
        func.sum(rows).over(order_by=(rows.desc(), key)).label("up_to"),
        func.sum(rows).over().label("all_rows"),
    ).subquery()
    rows, up_to, all_rows = ranked.c.rows, ranked.c.up_to, ranked.c.all_rows
    label = case(
        (and_(2 * (up_to - rows) < all_rows, 2 * up_to >= all_rows), literal_column("'middle'")),
        (up_to == rows, literal_column("'head'")),
        (up_to == all_rows, literal_column("'tail'")),
    ).label("label")
    labelled = select(label, ranked.c[value.key], up_to).subquery()
    named = [other.label(name) for name, other in others.items()]
    return (
        select(labelled.c.label, labelled.c[value.key], *named)
        .where(labelled.c.label.is_not(None))
        .order_by(labelled.c.up_to)
    )


def by_share(value: Any, *conditions: ColumnElement[bool]) -> Select[Any]:
    """Lower bounds of a column that a hundredth (few), half (middle) and nine in ten reach (most).

    Args:
        value: a column, or an expression with a label; the parameter is called like it.
        conditions: which rows count.
    """
    shares = {"few": 0.99, MIDDLE: 0.5, "most": 0.1}
    bounds = (
        select(
            func.percentile_disc(cast(array([*shares.values()]), ARRAY(Double))).within_group(value)
        )
        .where(*conditions)
        .scalar_subquery()
    )
    labels = cast(array([*shares]), ARRAY(Text))
    found = (
        func.unnest(labels, bounds).table_valued("label", value.key, name="found").render_derived()
    )
    return select(found.c.label, found.c[value.key]).where(found.c[value.key].is_not(None))
