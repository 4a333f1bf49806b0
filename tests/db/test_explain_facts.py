"""What the catalog adds to a plan on a real PostgreSQL: facts, and indexes passed over."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import event, text

from lab.database import Database
from lab.errors import LabError
from lab.findings import Severity
from lab.plans import explain
from lab.plans.facts import Facts, RelationFacts
from lab.plans.running.catalog import read_facts, read_facts_of
from lab.plans.running.options import How
from tests.counters import FLUSH

SETUP = (
    "CREATE SCHEMA apart",
    "CREATE TABLE wide (id int PRIMARY KEY, email text, age int, kind int, gone timestamptz)",
    "INSERT INTO wide SELECT i, 'user' || i, i % 90, CASE WHEN i % 500 <> 0 THEN 1 ELSE 2 END, "
    "CASE WHEN i % 10 = 0 THEN now() END FROM generate_series(1, 20000) AS i",
    "CREATE INDEX wide_email ON wide (email)",
    "CREATE INDEX wide_part ON wide (lower(email), age) INCLUDE (kind) WHERE gone IS NULL",
    "CREATE INDEX wide_age ON wide USING hash (age)",
    "CREATE STATISTICS wide_ext (ndistinct) ON age, kind FROM wide",
    "CREATE TABLE apart.wide (id int, hidden text)",
    "INSERT INTO apart.wide SELECT i, 'x' FROM generate_series(1, 30) AS i",
    "CREATE TABLE never (id int)",
    "INSERT INTO never SELECT generate_series(1, 100)",
    "CREATE TABLE parted (id int, at int) PARTITION BY RANGE (id)",
    "CREATE TABLE parted_one PARTITION OF parted FOR VALUES FROM (0) TO (5000)",
    "INSERT INTO parted SELECT i, i FROM generate_series(1, 1000) AS i",
    'CREATE TABLE "Odd ""name""" ("A b" int)',
)


@pytest.fixture
def wide(empty_database: Database) -> Database:
    run(empty_database, *SETUP)
    run(empty_database, "ANALYZE wide", "ANALYZE apart.wide", "ANALYZE parted")
    return empty_database


def run(db: Database, *statements: str) -> None:
    with db.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement.replace("%", "%%"))
        connection.exec_driver_sql(FLUSH)


def facts_of(db: Database, *tables: tuple[str | None, str]) -> Facts:
    with db.rolled_back() as connection:
        return read_facts_of(connection, tables)


def relation(db: Database, schema: str | None, name: str) -> RelationFacts:
    found = facts_of(db, (schema, name)).of(schema, name)
    assert found is not None
    return found


def test_facts_are_those_of_the_catalog(wide: Database) -> None:
    facts = relation(wide, "public", "wide")
    assert (facts.rows, facts.analyzed, facts.modified_rows) == (20000, True, 0)
    assert facts.pages > 100
    assert list(facts.columns) == ["id", "email", "age", "kind", "gone"]
    assert facts.columns["id"].n_distinct == -1
    assert facts.columns["id"].correlation == 1
    assert facts.columns["age"].n_distinct == 90
    assert facts.columns["gone"].type == "timestamp with time zone"
    assert facts.columns["gone"].null_frac == pytest.approx(0.9, abs=0.02)
    assert facts.extended_statistics == (frozenset({"age", "kind"}),)
    assert facts_of(wide, ("public", "wide")).work_mem_kb is not None


def test_indexes_are_told_with_keys_and_predicates(wide: Database) -> None:
    indexes = {index.name: index for index in relation(wide, None, "wide").indexes}
    assert list(indexes) == ["wide_age", "wide_email", "wide_part", "wide_pkey"]
    part = indexes["wide_part"]
    assert part.keys == ("lower(email)", "age")
    assert (part.included, part.predicate, part.unique) == (("kind",), "(gone IS NULL)", False)
    assert indexes["wide_pkey"].unique
    assert indexes["wide_age"].method == "hash"
    assert part.size_bytes > 0
    assert part.definition.startswith("CREATE INDEX wide_part ON public.wide")
    assert all(index.valid for index in indexes.values())


def test_a_table_without_a_schema_is_that_of_the_search_path(wide: Database) -> None:
    assert relation(wide, None, "wide").schema == "public"
    assert list(relation(wide, "apart", "wide").columns) == ["id", "hidden"]
    with wide.rolled_back() as connection:
        connection.execute(text("SET LOCAL search_path = apart, public"))
        found = read_facts_of(connection, [(None, "wide")]).of(None, "wide")
    assert found is not None
    assert found.schema == "apart"


def test_changes_since_the_last_analyze_are_counted(wide: Database) -> None:
    run(wide, "UPDATE wide SET kind = 3 WHERE id <= 700")
    assert relation(wide, "public", "wide").modified_rows == 700
    assert not relation(wide, "public", "never").analyzed
    run(wide, "ANALYZE never")
    assert relation(wide, "public", "never").analyzed


def test_odd_tables_have_facts_too(wide: Database) -> None:
    parted = relation(wide, "public", "parted")
    assert parted.modified_rows is None
    assert parted.columns["id"].n_distinct == -1
    assert list(relation(wide, None, 'Odd "name"').columns) == ["A b"]
    assert not facts_of(wide, ("public", "not there"), (None, "nor this")).relations
    assert not facts_of(wide).relations


def test_one_query_reads_them_however_many_tables_there_are(wide: Database) -> None:
    sent: list[str] = []
    plan = explain(
        wide, "SELECT * FROM wide JOIN apart.wide a USING (id) JOIN never USING (id), parted"
    )

    def note(*given: object) -> None:
        sent.append(str(given[2]))

    with wide.rolled_back() as connection:
        event.listen(wide.engine, "before_cursor_execute", note)
        facts = read_facts(connection, plan)
        event.remove(wide.engine, "before_cursor_execute", note)
    assert len(sent) == 1
    names = {name for _, name in facts.relations}
    assert names == {"wide", "never", "parted_one"}
    assert {schema for schema, name in facts.relations if name == "wide"} == {"public", "apart"}


@pytest.fixture
def stranger(wide: Database) -> Iterator[Database]:
    """The same, for somebody who may read the view of a table and nothing of the table itself."""
    run(
        wide,
        "DROP ROLE IF EXISTS stranger",
        "CREATE ROLE stranger",
        "CREATE VIEW seen AS SELECT * FROM wide",
        "GRANT SELECT ON seen TO stranger",
    )

    def become(connection: object, *_: object) -> None:
        connection.exec_driver_sql("SET LOCAL ROLE stranger")  # type: ignore[attr-defined]

    event.listen(wide.engine, "begin", become)
    yield replace(wide, own_server=False, allow_writes=False)
    event.remove(wide.engine, "begin", become)
    run(wide, "DROP OWNED BY stranger", "DROP ROLE stranger")


def test_who_may_not_read_a_table_gets_a_plan_and_what_the_catalog_tells_anybody(
    stranger: Database,
) -> None:
    plan = explain(stranger, "SELECT * FROM seen WHERE email || '' = 'user7'")
    assert plan.analyzed
    assert plan.total_rows == 1
    facts = relation(stranger, "public", "wide")
    assert facts.columns["email"].n_distinct is None
    assert facts.analyzed
    assert len(facts.indexes) == 4
    with pytest.raises(LabError, match="Permission denied"):
        explain(stranger, "SELECT * FROM wide")


def test_a_view_in_a_schema_that_may_not_be_used_breaks_nothing(stranger: Database) -> None:
    assert relation(stranger, "apart", "wide").rows == 30


def test_an_index_that_is_passed_over_is_told_with_the_reason(wide: Database) -> None:
    plan = explain(wide, "SELECT * FROM wide WHERE upper(email) = 'USER7'")
    found = [each for each in plan.findings if each.code == "INDEX_NOT_USED"]
    assert [(each.index, each.severity) for each in found] == [("wide_email", Severity.WARNING)]
    assert "19,999 rows" in found[0].title
    assert "upper(email)" in found[0].title
    assert found[0].evidence["why"] == "wrapped column"
    assert plan.nodes[found[0].node or 0].node_type == "Seq Scan"
    run(wide, "CREATE INDEX wide_upper ON wide (upper(email))", "ANALYZE wide")
    mended = explain(wide, "SELECT * FROM wide WHERE upper(email) = 'USER7'")
    assert mended.uses("wide_upper")
    assert "INDEX_NOT_USED" not in {each.code for each in mended.findings}


def test_an_index_that_is_passed_over_for_its_cost_is_only_an_information(wide: Database) -> None:
    run(wide, "CREATE INDEX wide_kind ON wide (kind)")
    dear = {"random_page_cost": "1000"}
    plan = explain(wide, "SELECT * FROM wide WHERE kind = 2", settings=dear)
    found = [each for each in plan.findings if each.code == "INDEX_NOT_USED"]
    assert [(each.index, each.severity) for each in found] == [("wide_kind", Severity.INFO)]
    assert "the planner thinks that it costs" in found[0].title


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM wide WHERE gone IS NOT NULL AND kind + 0 = 2",
        "SELECT * FROM wide WHERE age + id > 3",
        "SELECT * FROM wide",
        "SELECT * FROM wide WHERE id = 7",
        "SELECT * FROM apart.wide WHERE hidden || 'y' = 'y'",
    ],
    ids=["no index on it", "most rows wanted", "no filter", "index used", "few rows"],
)
def test_where_no_index_could_serve_nothing_is_told(wide: Database, query: str) -> None:
    run(wide, "CREATE INDEX apart_hidden ON apart.wide (hidden)")
    assert "INDEX_NOT_USED" not in {each.code for each in explain(wide, query).findings}


def test_without_facts_the_catalog_is_not_asked(wide: Database) -> None:
    sent: list[str] = []

    def note(*given: object) -> None:
        sent.append(str(given[2]))

    def asked(query: str, **how: object) -> int:
        sent.clear()
        explain(wide, query, **how)  # type: ignore[arg-type]
        return sum("pg_statistic_ext" in each for each in sent)

    event.listen(wide.engine, "before_cursor_execute", note)
    try:
        assert asked("SELECT * FROM wide WHERE age + 0 = 7") == 1
        assert asked("SELECT * FROM wide WHERE age + 0 = 7", facts=False) == 0
        assert asked("SELECT * FROM wide WHERE id = 7") == 0
    finally:
        event.remove(wide.engine, "before_cursor_execute", note)


def test_options_come_with_the_servers_version(wide: Database) -> None:
    plan = explain(wide, "SELECT * FROM wide WHERE id < :most", {"most": 50})
    version = wide.capabilities.version_num
    assert plan.server_version_num == version
    assert plan.root.schema == "public"
    assert plan.root.output is not None
    assert plan.root.wal_records == 0
    assert bool(plan.serialization) is (version >= 170000)
    assert ("Memory Used" in plan.planning) is (version >= 170000)
    assert plan.extra["Query Text"] == "SELECT * FROM wide WHERE id < :most"
    plain: How = {"verbose": False, "serialize": False}
    bare = explain(wide, "SELECT * FROM wide WHERE id < 50", **plain)
    assert (bare.root.schema, bare.root.output, dict(bare.serialization)) == (None, None, {})


def test_what_a_version_cannot_do_is_told_if_it_was_asked_for(wide: Database) -> None:
    if wide.capabilities.version_num >= 170000:
        assert explain(wide, "SELECT 1", serialize=True).serialization
    else:
        with pytest.raises(LabError, match="SERIALIZE from PostgreSQL 17 on, and this is 1"):
            explain(wide, "SELECT 1", serialize=True)
        return
    with pytest.raises(LabError, match="only where the statement is run"):
        explain(wide, "SELECT 1", serialize=True, analyze=False)
