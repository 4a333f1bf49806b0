"""What the catalog knows about the tables of a plan, read by one query however many they are.

Sources: pg_class, pg_index, pg_statistic_ext and the view pg_stats, which shows everybody the
statistics of the columns that they may read.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from lab.plans.facts import ColumnFacts, Facts, IndexFacts, RelationFacts
from lab.plans.trees import PlanTree

QUERY = (Path(__file__).parent / "catalog.sql").read_text(encoding="utf-8")


def read_facts(connection: Connection, tree: PlanTree) -> Facts:
    """What the catalog says of the tables that the plan names.

    A table whose schema the plan does not tell is looked up by the search_path.
    """
    return read_facts_of(connection, ((node.schema, node.relation) for node in tree.nodes))


def read_facts_of(connection: Connection, tables: Iterable[tuple[str | None, str | None]]) -> Facts:
    """The same of tables by schema and name; without a schema, the search_path finds it."""
    asked = list(dict.fromkeys((schema, name) for schema, name in tables if name))
    names = {"schemas": [schema for schema, _ in asked], "names": [name for _, name in asked]}
    rows = connection.execute(text(QUERY), names).mappings().all()
    relations = [_relation(row) for row in rows if row["name"] is not None]
    return Facts(
        relations={(each.schema, each.name): each for each in relations},
        work_mem_kb=rows[0]["work_mem_kb"],
    )


def _relation(row: Mapping[Any, Any]) -> RelationFacts:
    columns = {each["name"]: ColumnFacts(**each) for each in row["columns"]}
    return RelationFacts(
        schema=row["schema"],
        name=row["name"],
        rows=row["rows"],
        pages=row["pages"],
        all_visible_pages=row["all_visible_pages"],
        modified_rows=row["modified_rows"],
        analyzed=row["perhaps_analyzed"]
        or any(column.null_frac is not None for column in columns.values()),
        columns=columns,
        indexes=tuple(_index(each) for each in row["indexes"]),
        extended_statistics=tuple(frozenset(columns) for (columns,) in row["extended_statistics"]),
    )


def _index(told: Mapping[str, Any]) -> IndexFacts:
    lists = {name: tuple(told[name]) for name in ("keys", "included")}
    return IndexFacts(**{**told, **lists})
