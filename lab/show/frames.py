"""Results as data frames, for those who want to count and to plot themselves."""

from collections.abc import Mapping, Sequence
from typing import Any


def as_frame(rows: Sequence[Mapping[str, Any]], types: Mapping[str, Any] | None = None) -> Any:
    """A pandas.DataFrame of rows that have the same columns.

    Args:
        rows: values by column.
        types: the columns in their order, each with a type of pandas that knows NA for what is
            missing; without them pandas chooses.
    """
    import pandas as pd  # Here, for it is slow to import and seldom wanted.

    if types is None:
        return pd.DataFrame([*rows])
    return pd.DataFrame(
        {name: pd.array([row[name] for row in rows], dtype=kind) for name, kind in types.items()}
    )
