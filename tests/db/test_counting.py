"""Statements counted: as many as went to the server, with their rows and blocks, nothing left."""

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session, joinedload, selectinload

from lab.database import Database
from lab.errors import StatementError, WriteRefusedError
from lab.experiments.counting import Counted, count_statements
from lab.models import Order, Tag
from lab.opening import Host

TEN = select(Order).order_by(Order.id).limit(10)  # type: ignore[arg-type]


def lazily(session: Session) -> None:
    for order in session.scalars(TEN):
        assert order.items


def with_selectinload(session: Session) -> None:
    for order in session.scalars(TEN.options(selectinload(Order.items))):  # type: ignore[arg-type]
        assert order.items


def with_joinedload(session: Session) -> None:
    found = session.scalars(TEN.options(joinedload(Order.items)))  # type: ignore[arg-type]
    assert all(order.items for order in found.unique())


def test_lazy_loading_sends_a_statement_for_each_object(lab_database: Database) -> None:
    counted = count_statements(lab_database, lazily)
    assert counted.executions == 11
    assert [each.executions for each in counted.statements] == [1, 10]
    first, items = counted.statements
    assert (first.rows, first.shortened) == (
        10,
        "SELECT … FROM orders ORDER BY orders.id LIMIT ?",
    )
    assert items.shortened == "SELECT … FROM order_items WHERE ? = order_items.order_id"
    assert items.blocks is not None
    assert items.blocks >= 20


def test_selectinload_sends_two_statements_and_a_join_one(lab_database: Database) -> None:
    lazy, selected, joined = (
        count_statements(lab_database, work)
        for work in (lazily, with_selectinload, with_joinedload)
    )
    assert (selected.executions, joined.executions) == (2, 1)
    assert selected.rows == lazy.rows
    assert joined.rows == lazy.rows - 10
    assert selected.blocks < lazy.blocks


def test_the_figures_are_the_same_at_every_call(lab_database: Database) -> None:
    first, second = (count_statements(lab_database, lazily) for _ in range(2))
    assert first.render_text() == second.render_text()
    assert first.render_html() == second.render_html()


def test_what_is_written_and_committed_is_counted_and_rolled_back(lab_database: Database) -> None:
    def write(session: Session) -> None:
        session.add_all([Tag(user_id=1, name=f"one {at}") for at in range(5)])
        session.commit()
        session.execute(insert(Tag), [{"user_id": 1, "name": f"two {at}"} for at in range(3)])
        assert session.scalar(text("SELECT count(*) FROM tags WHERE name LIKE 'one %'")) == 5

    counted = count_statements(lab_database, write)
    added, inserted, asked = counted.statements
    assert (added.executions, added.rows, added.blocks) == (1, 5, None)
    assert (inserted.executions, inserted.rows, inserted.blocks) == (3, 3, None)
    assert asked.blocks
    with lab_database.rolled_back() as connection:
        left = text("SELECT count(*) FROM tags WHERE name LIKE 'one %' OR name LIKE 'two %'")
        assert connection.execute(left).scalar_one() == 0


def test_rows_that_come_in_parts_are_counted_too(lab_database: Database) -> None:
    def in_parts(session: Session) -> None:
        assert len(list(session.scalars(TEN.execution_options(yield_per=3)))) == 10

    counted = count_statements(lab_database, in_parts)
    assert (counted.executions, counted.rows) == (1, 10)


def test_work_that_sends_nothing_has_no_table(lab_database: Database) -> None:
    counted = count_statements(lab_database, lambda _: None)
    assert counted.render_text() == "0 statements, 0 rows, 0 blocks"
    assert counted.statements == ()


def test_a_statement_that_is_refused_is_told(lab_database: Database) -> None:
    with pytest.raises(StatementError, match='Relation "nothing" does not exist'):
        count_statements(lab_database, lambda session: session.execute(text("TABLE nothing")))


def test_where_nothing_may_be_written_reading_is_counted_and_writing_refused(
    lab_database: Database, host: Host
) -> None:
    db = Host(host.url, own_server=False, allow_writes=False).open(lab_database.name)
    try:
        assert count_statements(db, lazily).executions == 11
        with pytest.raises(WriteRefusedError, match="read-only"):
            count_statements(db, lambda session: session.execute(text("DELETE FROM task_tags")))
    finally:
        db.close()


def test_nothing_listens_on_a_connection_afterwards(lab_database: Database) -> None:
    counted = count_statements(lab_database, lazily)
    with lab_database.rolled_back() as connection:
        connection.execute(text("SELECT 1"))
    assert counted.executions == 11


def test_times_show_only_where_they_are_asked_for(lab_database: Database) -> None:
    counted: Counted = count_statements(lab_database, lazily)
    assert " ms" not in counted.render_text() + counted.render_html() + repr(counted)
    assert "time" in counted.timed().render_text()
    assert " ms" in counted.timed().render_html()
    frame = counted.to_frame()
    assert list(frame.columns) == ["sql", "executions", "rows", "blocks", "time_ms"]
    assert frame.executions.sum() == counted.to_json()["executions"]
    assert repr(counted.statements[0]).startswith("Statement(1 x SELECT … FROM orders")
