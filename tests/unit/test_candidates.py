"""Candidate indexes: read as written, named the same every time, attached to no model."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sqlalchemy import Index, MetaData, Table, func
from sqlmodel import col

import lab
from lab.errors import LabError
from lab.experiments import create_sql, index
from lab.experiments.candidates import IDENTIFIER_BYTES
from lab.models import Order, User

LETTERS = string.ascii_lowercase + string.digits + "_"
plain_names = st.text(LETTERS, min_size=1, max_size=20).map(lambda name: f"c{name}")
quoted_names = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=20
)


def quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))


def columns_of(candidate: Index) -> list[str]:
    return [column.name for column in candidate.columns]


def table_of(candidate: Index) -> Table:
    assert isinstance(candidate.table, Table)
    return candidate.table


@pytest.mark.parametrize(
    ("definition", "sql"),
    [
        ("orders(user_id)", "ON orders (user_id)"),
        ("orders ( user_id , status ) ;", "ON orders (user_id, status)"),
        ("Orders(User_Id)", "ON orders (user_id)"),
        ('"Orders"("User_Id")', 'ON "Orders" ("User_Id")'),
        ("public.orders(user_id)", "ON public.orders (user_id)"),
        ("orders(created_at DESC)", "ON orders (created_at DESC)"),
        ("orders(created_at asc)", "ON orders (created_at)"),
        ("orders(created_at desc nulls last)", "ON orders (created_at desc nulls last)"),
        ("orders(user_id) include (status)", "ON orders (user_id) INCLUDE (status)"),
        ("orders(a) where b is null", "ON orders (a) WHERE b is null"),
        ("orders(a) where b = 'x:y' and c like '5%'", "WHERE b = 'x:y' and c like '5%'"),
        ("orders(a) where b > '2025-01-01'::date", "WHERE b > '2025-01-01'::date"),
        ("orders using hash (status)", "ON orders USING hash (status)"),
        ("orders(a) with (fillfactor = 70)", "ON orders (a) WITH (fillfactor = 70)"),
        ("o using brin (a) with (pages_per_range=9) where b", "WITH (pages_per_range = 9) WHERE b"),
        ("o(a) with (deduplicate_items = 'off')", "WITH (deduplicate_items = off)"),
        ("users(lower(email))", "ON users (lower(email))"),
        ("users(email text_pattern_ops)", "ON users (email text_pattern_ops)"),
        ('users(email collate "C" desc)', 'ON users (email collate "C" desc)'),
        ("orders(a + 1 desc)", "ON orders ((a + 1) desc)"),
        ("orders(a::date)", "ON orders ((a::date))"),
        ("orders((a + 1))", "ON orders ((a + 1))"),
        ("t(array[a, b], coalesce(a, b), c)", "ON t ((array[a, b]), coalesce(a, b), c)"),
        ("t(date_trunc('day', a))", "ON t (date_trunc('day', a))"),
        ("t(a, -- why\n b /* and */)", "ON t (a, b)"),
        ("create unique index on t(a)", "CREATE UNIQUE INDEX"),
        ("CREATE INDEX CONCURRENTLY IF NOT EXISTS x ON t(a)", "CREATE INDEX lab_t_a ON t (a)"),
    ],
)
def test_a_definition_is_built_as_it_was_written(definition: str, sql: str) -> None:
    assert sql in create_sql(index(definition))


@pytest.mark.parametrize(
    ("definition", "name"),
    [
        ("orders(user_id)", "lab_orders_user_id"),
        ("ORDERS(USER_ID)", "lab_orders_user_id"),
        ("orders(user_id, status)", "lab_orders_user_id_status"),
        ("orders(created_at desc)", "lab_orders_created_at_desc"),
    ],
)
def test_a_name_says_table_and_columns(definition: str, name: str) -> None:
    assert index(definition).name == name


def test_a_mark_in_the_name_tells_apart_what_columns_do_not() -> None:
    definitions = [
        "orders(user_id)",
        "orders(user_id) include (status)",
        "orders(user_id) where status = 'paid'",
        "orders(user_id) where status = 'PAID'",
        "orders using hash (user_id)",
        "create unique index on orders(user_id)",
        "orders(user_id) include (status, created_at)",
        'orders("user id")',
        "orders(lower(user_id))",
    ]
    names = {str(index(definition).name) for definition in definitions}
    assert len(names) == len(definitions)
    assert all(name.startswith("lab_orders_") for name in names)


def test_a_name_of_ones_own_is_kept() -> None:
    assert index("orders(user_id)", name='my "index"').name == 'my "index"'
    assert '"my ""index"""' in create_sql(index("orders(user_id)", name='my "index"'))


@given(st.lists(plain_names, min_size=1, max_size=12, unique=True))
def test_columns_stay_in_their_order_and_the_name_fits(columns: list[str]) -> None:
    candidate = index(f"t({', '.join(columns)})")
    assert columns_of(candidate) == columns
    assert len(str(candidate.name).encode()) <= IDENTIFIER_BYTES
    assert index(f"t({','.join(columns)})").name == candidate.name


@given(quoted_names, st.lists(quoted_names, min_size=1, max_size=4, unique=True))
def test_quoted_names_are_taken_letter_by_letter(table: str, columns: list[str]) -> None:
    definition = f"{quoted(table)}({', '.join(map(quoted, columns))})"
    candidate = index(definition)
    assert table_of(candidate).name == table
    assert columns_of(candidate) == columns
    assert len(str(candidate.name).encode()) <= IDENTIFIER_BYTES
    assert create_sql(index(definition)) == create_sql(candidate)


@given(
    st.lists(
        st.tuples(plain_names, st.booleans()), min_size=1, max_size=5, unique_by=lambda k: k[0]
    ),
    st.lists(plain_names, max_size=3, unique=True),
    st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=20),
)
def test_directions_included_columns_and_predicates_survive(
    keys: list[tuple[str, bool]], included: list[str], value: str
) -> None:
    assume(not {name for name, _ in keys} & set(included))
    written = ", ".join(f"{name} desc" if down else name for name, down in keys)
    literal = "'{}'".format(value.replace("'", "''"))
    beside = f" include ({', '.join(included)})" if included else ""
    sql = create_sql(index(f"t({written}){beside} where kind = {literal}"))
    assert f"({written.replace(' desc', ' DESC')})" in sql
    assert f" WHERE kind = {literal}" in sql
    assert (" INCLUDE " in sql) == bool(included)


def test_columns_of_a_model_make_the_same_index_as_the_text() -> None:
    from_columns = index(Order.user_id, col(Order.created_at).desc())
    assert create_sql(from_columns) == create_sql(index("orders(user_id, created_at desc)"))
    assert create_sql(index(func.lower(User.email))).endswith("ON users (lower(email))")
    assert create_sql(index(col(Order.total_amount) * 2)).endswith("((total_amount * 2))")


def test_nothing_is_attached_to_a_model() -> None:
    table: Table = Order.__table__  # type: ignore[attr-defined]
    before, columns = set(table.indexes), set(table.columns)
    candidate = lab.index(Order.user_id, col(Order.status))
    assert set(table.indexes) == before
    assert set(table.columns) == columns
    assert table_of(candidate) is not table
    assert table_of(candidate).metadata is not table.metadata
    assert isinstance(table_of(candidate).metadata, MetaData)


@pytest.mark.parametrize(
    "definition",
    [
        "",
        " ",
        "orders",
        "orders()",
        "orders(user_id",
        "select 1",
        "create table t (a int)",
        "orders(user_id); drop table orders",
        "orders(user_id) nulls not distinct",
    ],
)
def test_what_is_no_index_is_told_with_an_example(
    definition: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(LabError, match="is not an index") as told:
        index(definition)
    assert told.value.hint.startswith("Write for example 'orders(")
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("tablespace fast", "compared in its table's place. Omit TABLESPACE"),
        ("with (fillfactor = '7) drop')", "is no storage parameter. Write WITH (fillfactor = 70)"),
    ],
)
def test_what_could_not_be_built_faithfully_is_refused(option: str, told: str) -> None:
    with pytest.raises(LabError) as refused:
        index(f"orders(user_id) {option}")
    assert told in str(refused.value)


def test_columns_of_two_tables_are_refused() -> None:
    with pytest.raises(LabError, match=r"one table, and these are of 2\. Write for example"):
        index(Order.user_id, User.id)


@pytest.mark.parametrize("wanted", [3, None, Order], ids=["number", "None", "model"])
def test_what_is_no_column_is_told(wanted: object) -> None:
    with pytest.raises(LabError, match=r"is not a column\. Write lab\.index"):
        index(wanted)


@pytest.mark.parametrize("name", ["", "x" * 64, "ü" * 32], ids=["empty", "64 letters", "64 bytes"])
def test_a_name_that_postgresql_would_cut_is_refused(name: str) -> None:
    with pytest.raises(LabError, match=r"1 to 63 bytes, .*\. Leave it out"):
        index("orders(user_id)", name=name)


def test_tables_of_one_name_in_two_schemas_have_indexes_of_two_names() -> None:
    names = {index(f"{schema}.orders(id)").name for schema in ("sales", "archive")}
    assert len(names) == 2
