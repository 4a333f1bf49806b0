"""Comparisons where nothing may be written: what needs no index is measured, the rest planned."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NoReturn, TypeAlias

import pytest
from sqlalchemy import text

from lab.database import Database, open_database
from lab.errors import WriteRefusedError
from lab.experiments import AS_IS, Variant, Wanted, compare
from lab.experiments.options import How
from lab.opening import Host
from tests.copies import throwaway

Variants: TypeAlias = dict[str, Variant | Sequence[Wanted]]
FEW: How = {"rounds": 3, "writes": False}
BY_USER = "SELECT * FROM orders WHERE user_id = :u"
USER = {"u": 3}


def ask(db: Database, statement: str) -> Any:
    with db.engine.connect() as connection:
        return connection.execute(text(statement)).scalar_one()


@pytest.fixture
def read_only(lab_database: Database) -> Iterator[Database]:
    foreign = open_database(lab_database.url, own_server=False)
    yield foreign
    foreign.close()


def test_where_nothing_may_be_written_what_needs_no_index_is_measured(read_only: Database) -> None:
    variants: Variants = {
        "as it is": [AS_IS],
        "no index": Variant(settings={"enable_indexscan": "off", "enable_bitmapscan": "off"}),
        "none": [],
        "new": [AS_IS, "orders(total_amount)"],
        "sorted": Variant(query=f"{BY_USER} ORDER BY id"),
    }
    result = compare(read_only, BY_USER, variants, params=USER, **FEW)
    assert result["no index"].ratio is not None
    assert result["none"].trouble == "not measured: indexes cannot be put aside without writing"
    assert result["new"].trouble == "not measured: indexes cannot be built without writing"
    assert any("may not write here" in note for note in result.notes)
    assert result["sorted"].ratio is not None
    backwards = compare(read_only, BY_USER, dict(reversed(variants.items())), params=USER, **FEW)
    assert backwards["as it is"].ratio is not None
    none_first = compare(
        read_only, BY_USER, {"none": [], "sorted": variants["sorted"]}, params=USER, **FEW
    )
    assert none_first["sorted"].trouble == ""
    assert none_first["sorted"].ratio is None
    assert len(none_first["sorted"].times_ms) == 3
    with pytest.raises(WriteRefusedError, match=r"Building indexes .* allow_writes=True"):
        compare(read_only, BY_USER, {"none": []}, params=USER)


@pytest.fixture
def with_hypopg(debian_host: Host, missing: Callable[[str], NoReturn]) -> Iterator[Database]:
    """A table of 5,000 rows where hypopg is installed, and nothing may be written."""
    with throwaway(debian_host) as database:
        with database.engine.begin() as made:
            available = "SELECT count(*) FROM pg_available_extensions WHERE name = 'hypopg'"
            if not made.exec_driver_sql(available).scalar_one():
                missing("Debian's postgresql-hypopg")
            made.exec_driver_sql("CREATE EXTENSION hypopg")
            made.exec_driver_sql("CREATE TABLE t AS SELECT g AS k FROM generate_series(1, 5000) g")
            made.exec_driver_sql("ANALYZE t")
        foreign = open_database(database.url, own_server=False)
        yield foreign
        foreign.close()


def test_hypopg_plans_with_an_index_that_may_not_be_built(with_hypopg: Database) -> None:
    query = "SELECT * FROM t WHERE k = 1"
    variants: Variants = {"none": [], "new": ["t(k)"], "wrong": ["t(nothing)"]}
    result = compare(with_hypopg, query, variants, **FEW)
    new = result["new"]
    assert new.plan is not None
    assert new.plan.uses("lab_t_k")
    assert new.trouble == "planned only: its indexes are hypothetical (hypopg)"
    assert new.blocks is None
    assert new.cost is not None
    assert result.baseline.cost is not None
    assert new.cost < result.baseline.cost
    assert result.baseline.blocks
    assert 'column "nothing" does not exist' in result["wrong"].trouble
    assert ask(with_hypopg, "SELECT count(*) FROM hypopg_list_indexes") == 0
