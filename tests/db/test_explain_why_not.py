"""Why an index is not used, on a real PostgreSQL: each mistake, and the same mended."""

from dataclasses import dataclass, replace

import pytest
from sqlalchemy import URL, text

from lab.database import Database, open_database
from lab.errors import StatementError, UnknownNameError
from lab.plans.running import why_not
from lab.plans.running.cases import Why

TABLES = """
CREATE TABLE people (
    id bigint PRIMARY KEY, email text NOT NULL, born date, age int NOT NULL,
    created_at timestamptz NOT NULL, deleted_at timestamptz, tags text[] NOT NULL,
    details jsonb NOT NULL, code text COLLATE "en-x-icu"
);
INSERT INTO people
SELECT i, 'user' || i || '@example.org', DATE '1950-01-01' + i % 20000, i % 90,
    TIMESTAMPTZ '2025-01-01 00:00:00+00' + i * INTERVAL '1 minute',
    CASE WHEN i % 50 <> 0 THEN TIMESTAMPTZ '2025-06-01 00:00:00+00' END,
    ARRAY['tag' || i % 1000], jsonb_build_object('kind', i % 1000), 'code' || i
FROM generate_series(1, 20000) AS i;
CREATE TABLE visits (id bigint PRIMARY KEY, person_id bigint NOT NULL, page text NOT NULL);
INSERT INTO visits SELECT i, i % 20000 + 1, 'page' || i FROM generate_series(1, 40000) AS i;
"""


@pytest.fixture
def people(empty_database: Database) -> Database:
    collation = language_of(empty_database) or "C"
    run(empty_database, *TABLES.replace("en-x-icu", collation).split(";\n"))
    autocommit = empty_database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with autocommit.connect() as connection:
        connection.exec_driver_sql("VACUUM (ANALYZE)")
    return empty_database


def language_of(db: Database) -> str | None:
    """A collation of a language; the lab's own server has none."""
    named = text("SELECT collname::text FROM pg_collation WHERE collname ~ '^en[-_]' ORDER BY 1")
    with db.engine.connect() as connection:
        return connection.execute(named).scalars().first()


def run(db: Database, *statements: str) -> None:
    with db.engine.begin() as connection:
        for statement in filter(str.strip, statements):
            connection.exec_driver_sql(statement.replace("%", "%%"))


def create(db: Database, index: str) -> None:
    on, keys = index.split(" (", 1) if index.startswith("USING") else ("", index[1:])
    run(db, "DROP INDEX IF EXISTS ix", f"CREATE INDEX ix ON people {on} ({keys}", "ANALYZE people")


@dataclass(frozen=True, slots=True)
class Pair:
    """An index that a query does not use, why, and what mends it: another query or index."""

    index: str
    query: str
    why: Why
    says: str
    mended_query: str = ""
    mended_index: str = ""
    of_a_language: bool = False
    """Whether it is a mistake only where strings are in the order of a language."""


PAIRS = {
    "function around the column": Pair(
        "(email)",
        "SELECT * FROM people WHERE lower(email) = 'user7@example.org'",
        Why.WRAPPED,
        "The query compares lower(email)",
        mended_index="(lower(email))",
    ),
    "cast to a date": Pair(
        "(created_at)",
        "SELECT * FROM people WHERE created_at::date = '2025-01-02'",
        Why.WRAPPED,
        "(created_at)::date",
        mended_query="SELECT * FROM people WHERE created_at >= '2025-01-02'"
        " AND created_at < '2025-01-02 03:00'",
    ),
    "number compared as text": Pair(
        "(id, age)",
        "SELECT * FROM people WHERE id::text = '7'",
        Why.WRAPPED,
        "compares (id)::text",
        mended_query="SELECT * FROM people WHERE id = '7'",
    ),
    "arithmetic": Pair(
        "(id, age)",
        "SELECT * FROM people WHERE id + 1 = 700",
        Why.WRAPPED,
        "compares id + 1",
        mended_query="SELECT * FROM people WHERE id = 700 - 1",
    ),
    "json key": Pair(
        "USING gin (details)",
        "SELECT * FROM people WHERE details ->> 'kind' = '7'",
        Why.WRAPPED,
        "details ->> 'kind'",
        mended_query="""SELECT * FROM people WHERE details @> '{"kind": 7}'""",
    ),
    "expression index asked for the bare column": Pair(
        "(lower(email))",
        "SELECT * FROM people WHERE email = 'user7@example.org'",
        Why.WRAPPED,
        "The index is on lower(email)",
        mended_query="SELECT * FROM people WHERE lower(email) = 'user7@example.org'",
    ),
    "number of another type": Pair(
        "(age, id)",
        "SELECT * FROM people WHERE age = 41.5",
        Why.TYPE,
        "age is integer, and is compared as numeric",
        mended_query="SELECT id FROM people WHERE age = 41",
    ),
    "predicate not in the query": Pair(
        "(age) WHERE deleted_at IS NULL",
        "SELECT * FROM people WHERE age = 41",
        Why.PREDICATE,
        "deleted_at IS NULL",
        mended_query="SELECT * FROM people WHERE age = 41 AND deleted_at IS NULL",
    ),
    "predicate of a smaller range": Pair(
        "(age) WHERE id > 5000",
        "SELECT * FROM people WHERE age = 41 AND id > 3000",
        Why.PREDICATE,
        "only rows with id > 5000",
        mended_query="SELECT * FROM people WHERE age = 41 AND id > 6000",
    ),
    "predicate that is not proved": Pair(
        "(age) WHERE email > 'user5'",
        "SELECT * FROM people WHERE age = 41 AND email > 'user3'",
        Why.PREDICATE,
        "cannot prove",
        mended_query="SELECT * FROM people WHERE age = 41 AND email > 'user6'",
    ),
    "not distinct": Pair(
        "(deleted_at, id)",
        "SELECT * FROM people WHERE deleted_at IS NOT DISTINCT FROM '2025-01-01 00:00:00+00'",
        Why.METHOD,
        "IS NOT DISTINCT FROM takes no index",
        mended_query="SELECT * FROM people WHERE deleted_at = '2025-01-01 00:00:00+00'",
    ),
    "only its second column in a condition": Pair(
        "(email, age)",
        "SELECT * FROM people WHERE age > 41",
        Why.NO_LEADING_COLUMN,
        "No condition is on email, the first column of the index; the query asks for age",
        mended_query="SELECT * FROM people WHERE age > 41 AND email = 'user77@example.org'",
    ),
    "none of its columns in a condition": Pair(
        "USING gist (daterange(born, born))",
        "SELECT * FROM people WHERE age = 41",
        Why.NO_LEADING_COLUMN,
        "daterange(born, born)",
        mended_query="SELECT * FROM people WHERE daterange(born, born) && "
        "daterange('1950-01-01', '1950-01-03')",
    ),
    "pattern that begins with anything": Pair(
        "(email text_pattern_ops)",
        "SELECT * FROM people WHERE email LIKE '%7@example.org'",
        Why.PATTERN,
        "may begin with anything",
        mended_query="SELECT * FROM people WHERE email LIKE 'user77%'",
    ),
    "pattern that ignores case": Pair(
        "(lower(email) text_pattern_ops)",
        "SELECT * FROM people WHERE lower(email) ILIKE 'user77%'",
        Why.PATTERN,
        "ignores case",
        mended_query="SELECT * FROM people WHERE lower(email) LIKE 'user77%'",
    ),
    "pattern in the order of a language": Pair(
        "(code)",
        "SELECT * FROM people WHERE code LIKE 'code77%'",
        Why.PATTERN,
        "order of the collation",
        of_a_language=True,
        mended_index="(code text_pattern_ops)",
    ),
    "order asked of a pattern index": Pair(
        "(code text_pattern_ops)",
        "SELECT * FROM people WHERE code < 'code100'",
        Why.METHOD,
        "text_pattern_ops serves = and LIKE",
        of_a_language=True,
        mended_index="(code)",
    ),
    "OR with another column": Pair(
        "(email)",
        "SELECT * FROM people WHERE email = 'user7@example.org' OR born = '1950-01-03'",
        Why.OR,
        "OR born =",
        mended_query="SELECT * FROM people WHERE email = 'user7@example.org'"
        " UNION SELECT * FROM people WHERE born = '1950-01-03'".replace("*", "id"),
    ),
    "not equal": Pair(
        "(deleted_at, id)",
        "SELECT * FROM people WHERE deleted_at <> '2025-06-01 00:00:00+00'",
        Why.NEGATION,
        "not their absence",
        mended_query="SELECT * FROM people WHERE deleted_at > '2025-06-01 00:00:00+00'",
    ),
    "not in a list": Pair(
        "(age, id)",
        "SELECT * FROM people WHERE age NOT IN (1, 2, 3)",
        Why.NEGATION,
        "not their absence",
        mended_query="SELECT * FROM people WHERE age IN (1)",
    ),
    "range asked of a hash index": Pair(
        "USING hash (email)",
        "SELECT * FROM people WHERE email > 'user9999'",
        Why.METHOD,
        "serves = only",
        mended_query="SELECT * FROM people WHERE email = 'user9999@example.org'",
    ),
    "member of an array": Pair(
        "USING gin (tags)",
        "SELECT * FROM people WHERE 'tag7' = ANY (tags)",
        Why.METHOD,
        "= ANY (tags) takes no index",
        mended_query="SELECT * FROM people WHERE tags @> ARRAY['tag7']",
    ),
    "array in a B-tree": Pair(
        "(tags)",
        "SELECT * FROM people WHERE tags @> ARRAY['tag7']",
        Why.METHOD,
        "does not know the operator @>",
        mended_index="USING gin (tags)",
    ),
    "value that changes": Pair(
        "(id, age)",
        "SELECT * FROM people WHERE id = (random() * 20000)::bigint",
        Why.CHANGING,
        "random() is another value for every row",
        mended_query="SELECT * FROM people WHERE id = (SELECT (random() * 20000)::bigint)",
    ),
    "columns of one row": Pair(
        "(id, email)",
        "SELECT * FROM people WHERE id = age",
        Why.CHANGING,
        "of the same row",
        mended_query="SELECT * FROM people WHERE id = 7",
    ),
    "neither the order nor its reverse": Pair(
        "(age)",
        "SELECT * FROM people ORDER BY age NULLS FIRST LIMIT 10",
        Why.ORDER,
        "neither the index's nor its reverse",
        mended_index="(age NULLS FIRST)",
    ),
    "most of the table": Pair(
        "(age)",
        "SELECT * FROM people WHERE age > 5",
        Why.COST,
        "The planner thinks that it costs",
        mended_query="SELECT * FROM people WHERE age = 5",
    ),
    "operator that the operator class leaves out": Pair(
        "USING gin (details jsonb_path_ops)",
        "SELECT * FROM people WHERE details ? 'kind'",
        Why.METHOD,
        "jsonb_path_ops serves @>",
        mended_query="""SELECT * FROM people WHERE details @> '{"kind": 7}'""",
    ),
    "order asked of a pattern index in any collation": Pair(
        "(email text_pattern_ops)",
        "SELECT * FROM people WHERE email < 'user100'",
        Why.METHOD,
        "text_pattern_ops serves = and LIKE",
        mended_index="(email)",
    ),
    "another collation than the column's": Pair(
        '(email COLLATE "POSIX")',
        "SELECT * FROM people WHERE email = 'user7@example.org'",
        Why.COLLATION,
        "and the index is in POSIX",
        mended_index="(email)",
    ),
    "another collation than the index's": Pair(
        "(email)",
        "SELECT * FROM people WHERE email COLLATE \"POSIX\" = 'user7@example.org'",
        Why.COLLATION,
        "The query compares in",
        mended_index='(email COLLATE "POSIX")',
    ),
    "not false": Pair(
        "((age > 88), id)",
        "SELECT * FROM people WHERE (age > 88) IS NOT FALSE",
        Why.METHOD,
        "No index serves IS NOT FALSE",
        mended_index="(id) WHERE (age > 88) IS NOT FALSE",
    ),
    "expression inside another": Pair(
        "((details ->> 'kind'))",
        "SELECT * FROM people WHERE (details ->> 'kind')::int = 7",
        Why.WRAPPED,
        "::integer",
        mended_query="SELECT * FROM people WHERE details ->> 'kind' = '7'",
    ),
    "sample": Pair(
        "(id, age)",
        "SELECT * FROM people TABLESAMPLE SYSTEM (1) WHERE id = 7",
        Why.METHOD,
        "TABLESAMPLE reads blocks",
        mended_query="SELECT * FROM people WHERE id = 7",
    ),
    "another table": Pair(
        "(born)",
        "SELECT * FROM visits WHERE id = 7",
        Why.ELSEWHERE,
        "which the plan does not read",
        mended_query="SELECT * FROM people WHERE born = '1950-01-03'",
    ),
}


@pytest.mark.parametrize("name", list(PAIRS))
def test_the_reason_is_told_and_gone_once_mended(people: Database, name: str) -> None:
    pair = PAIRS[name]
    create(people, pair.index)
    told = why_not(people, pair.query, "ix")
    if pair.of_a_language and language_of(people) is None:
        assert pair.mended_index == "(code)" or told.used
        return
    assert not told.used
    assert told.why is pair.why, told
    assert pair.says in told.reasons[0].sentence
    assert told.reasons[0].sentence in str(told)
    assert (told.forced is not None) is (Why.COST in [each.why for each in told.reasons])
    if pair.mended_index:
        create(people, pair.mended_index)
    mended = why_not(people, pair.mended_query or pair.query, "ix")
    assert mended.used, mended
    assert mended.plan.uses("ix")


def test_an_invalid_index_is_told_and_mended_by_building_it_again(people: Database) -> None:
    create(people, "(born)")
    query = "SELECT * FROM people WHERE born = '1950-01-03'"
    with people.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix'::regclass"
        )
    told = why_not(people, query, "ix")
    assert told.why is Why.INVALID
    assert "REINDEX" in told.reasons[0].advice
    with people.engine.begin() as connection:
        connection.exec_driver_sql("REINDEX INDEX ix")
    assert why_not(people, query, "ix").used


def test_a_better_index_beside_it_is_told_by_the_costs(people: Database) -> None:
    create(people, "(age)")
    with people.engine.begin() as connection:
        connection.exec_driver_sql("CREATE INDEX better ON people (age, born)")
    query = "SELECT * FROM people WHERE age = 5 AND born = '1950-01-06'"
    told = why_not(people, query, "ix")
    assert told.why is Why.COST
    assert told.plan.uses("better")
    assert told.forced is not None
    assert told.forced.uses("ix")
    assert float(str(told.evidence["cost_ratio"])) > 1
    with people.engine.connect() as connection:
        assert connection.execute(text("SELECT to_regclass('better')")).scalar() is not None


def test_where_the_lab_may_not_write_no_index_is_dropped(people: Database) -> None:
    create(people, "(age)")
    run(people, "CREATE INDEX better ON people (age, born)")
    engine = people.engine.execution_options(postgresql_readonly=True)
    foreign = replace(people, engine=engine, own_server=False, allow_writes=False)
    told = why_not(foreign, "SELECT * FROM people WHERE age = 5 AND born = '1950-01-06'", "ix")
    assert told.why is Why.COST
    assert told.evidence["other_index"] == "better"
    assert "allow_writes" in told.reasons[0].advice
    wrapped = why_not(foreign, "SELECT * FROM people WHERE age + 1 = :age", "ix", {"age": 7})
    assert wrapped.why is Why.WRAPPED


def test_it_is_asked_through_a_pooler(pooler_url: URL) -> None:
    through = open_database(pooler_url, own_server=False)
    try:
        name = "pg_catalog.pg_class_oid_index"
        for _ in range(3):
            by_key = why_not(through, "SELECT * FROM pg_class WHERE oid = :oid", name, {"oid": 1})
            assert by_key.used
            by_text = "SELECT * FROM pg_class WHERE oid::text = :oid"
            assert why_not(through, by_text, name, {"oid": "1"}).why is Why.WRAPPED
    finally:
        through.close()


def test_the_answer_shows_itself_in_one_line_in_text_and_in_html(people: Database) -> None:
    create(people, "(email)")
    told = why_not(people, "SELECT * FROM people WHERE lower(email) = '<b>'", "ix")
    assert repr(told) == "ix: The query compares lower(email), and the index holds email as it is"
    assert str(told).splitlines() == [
        "ix on people is not used",
        "  The query compares lower(email), and the index holds email as it is",
        "    try: An index on the expression serves it: (lower(email))",
        "  plan: Seq Scan on people",
    ]
    html = told.render_html()
    for line in str(told).splitlines():
        assert line.strip() in html
    assert "<b>" not in html


def test_a_join_reaches_an_index_by_its_condition(people: Database) -> None:
    query = "SELECT * FROM people p JOIN visits v ON v.person_id = p.id"
    with people.engine.begin() as connection:
        connection.exec_driver_sql("CREATE INDEX of_person ON visits (person_id)")
    told = why_not(people, query, "of_person")
    assert told.why is Why.COST
    assert why_not(people, query + " WHERE p.id = 7", "of_person").used


def test_an_index_of_a_partitioned_table_goes_by_its_parts(empty_database: Database) -> None:
    with empty_database.engine.begin() as connection:
        for statement in (
            "CREATE TABLE parted (id int, at int) PARTITION BY RANGE (id)",
            "CREATE TABLE parted_low PARTITION OF parted FOR VALUES FROM (0) TO (5000)",
            "CREATE TABLE parted_high PARTITION OF parted FOR VALUES FROM (5000) TO (20000)",
            "CREATE INDEX of_all ON parted (at)",
            "INSERT INTO parted SELECT i, i FROM generate_series(1, 10000) AS i",
            "ANALYZE parted",
        ):
            connection.exec_driver_sql(statement)
    assert why_not(empty_database, "SELECT * FROM parted WHERE at = 7", "of_all").used
    told = why_not(empty_database, "SELECT * FROM parted WHERE at + 1 = 7", "of_all")
    assert told.why is Why.WRAPPED


def test_what_is_not_there_is_told_with_what_is(people: Database) -> None:
    create(people, "(age)")
    with pytest.raises(UnknownNameError, match="No index 'people_pkeyy'") as caught:
        why_not(people, "SELECT 1", "people_pkeyy")
    assert "people_pkey" in caught.value.hint
    with pytest.raises(StatementError, match="does not exist"):
        why_not(people, "SELECT * FROM nothing", "ix")
    assert why_not(people, "SELECT * FROM people WHERE age = 5", "public.ix").used


def test_a_table_read_twice_is_asked_where_its_column_is(people: Database) -> None:
    create(people, "(age, email)")
    query = "SELECT * FROM people a JOIN people b ON b.id = a.id WHERE a.age <> 5"
    told = why_not(people, query, "ix")
    assert [each.why for each in told.reasons if each.why is not Why.COST] == [Why.NEGATION]


@pytest.mark.parametrize("name", ["it's", 'a "b"', "100%", "(a AND b)", "ü:a"], ids=repr)
def test_columns_and_indexes_may_have_any_name(people: Database, name: str) -> None:
    column, index = ('"{}"'.format(each.replace('"', '""')) for each in (name, f"ix {name}"))
    run(people, f"ALTER TABLE people RENAME age TO {column}")
    run(people, f"CREATE INDEX {index} ON people ({column}, born)", "ANALYZE people")
    told = why_not(people, f"SELECT * FROM people WHERE {column} + 1 = 7", f"ix {name}")
    assert told.why is Why.WRAPPED
    mended = f"SELECT * FROM people WHERE {column} = 7 AND born = '1950-01-08'"
    assert why_not(people, mended, f"ix {name}").used


def test_an_index_of_a_part_is_compared_with_the_others_of_that_part(
    empty_database: Database,
) -> None:
    run(
        empty_database,
        "CREATE TABLE parted (id int, at int) PARTITION BY RANGE (id)",
        "CREATE TABLE parted_low PARTITION OF parted FOR VALUES FROM (0) TO (20000)",
        "INSERT INTO parted SELECT i, i % 100 FROM generate_series(1, 10000) AS i",
        "CREATE INDEX of_at ON parted (at)",
        "CREATE INDEX better ON parted (at, id)",
        "ANALYZE parted",
    )
    query = "SELECT * FROM parted WHERE at = 7 AND id = 107"
    told = why_not(empty_database, query, "parted_low_at_idx")
    assert told.why is Why.COST
    assert told.forced is not None
    assert told.forced.uses("parted_low_at_idx")
    assert why_not(empty_database, query, "better").used


def test_the_index_of_a_constraint_stays_and_that_is_told(people: Database) -> None:
    create(people, "USING hash (age)")
    told = why_not(people, "SELECT * FROM people WHERE id = 7 AND age = 7", "ix")
    assert told.why is Why.COST
    assert told.forced is None
    assert "people_pkey belongs to a constraint" in told.reasons[0].advice


def test_a_lock_that_is_not_had_is_told(people: Database) -> None:
    create(people, "(age)")
    run(people, "CREATE INDEX better ON people (age, born)")
    with people.engine.begin() as other:
        other.exec_driver_sql("LOCK TABLE people IN ROW EXCLUSIVE MODE")
        told = why_not(people, "SELECT * FROM people WHERE age = 5 AND born = '1950-01-06'", "ix")
    assert "lock" in told.reasons[0].advice


def test_an_index_that_is_yet_to_be_made_is_a_matter_of_comparing(lab_database: Database) -> None:
    with pytest.raises(UnknownNameError, match="There is no index") as caught:
        why_not(lab_database, "SELECT 1 FROM orders", "orders(user_id)")
    assert "lab.compare" in caught.value.hint
