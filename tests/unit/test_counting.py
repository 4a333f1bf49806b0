"""How a statement that was counted is told on one line."""

import pytest

from lab.experiments.counting import Counted, Statement


@pytest.mark.parametrize(
    ("sql", "shown"),
    [
        ("SELECT tasks.id \nFROM tasks", "SELECT tasks.id FROM tasks"),
        (
            "SELECT tasks.id, tasks.user_id, tasks.title, tasks.description \nFROM tasks",
            "SELECT … FROM tasks",
        ),
        (
            "SELECT count(a) AS n FROM t WHERE b = %(b_1)s::BIGINT",
            "SELECT count(a) AS n FROM t WHERE b = ?",
        ),
        (
            "SELECT a FROM t WHERE at >= %(at)s::TIMESTAMP WITH TIME ZONE AND s = %(s)s::status",
            "SELECT a FROM t WHERE at >= ? AND s = ?",
        ),
        (
            "SELECT a FROM t WHERE b IN (%(b_1)s, %(b_2)s, %(b_3)s)",
            "SELECT a FROM t WHERE b IN (?, …)",
        ),
    ],
    ids=["as it is", "columns", "an aggregate", "casts", "a list"],
)
def test_a_statement_is_shortened(sql: str, shown: str) -> None:
    assert Statement(sql).shortened == shown


def test_a_long_statement_is_cut() -> None:
    assert len(Statement(f"DELETE FROM t WHERE {'a = 1 OR ' * 40}b").shortened) == 100


def test_sums_are_of_all_statements_and_what_was_not_explained_has_no_blocks() -> None:
    counted = Counted(
        (Statement("SELECT 1", 2, 20, 30, 4.0), Statement("DELETE FROM t", 1, 5, None, 1.0)), 6.0
    )
    assert (counted.executions, counted.rows, counted.blocks) == (3, 25, 30)
    assert counted.render_text().splitlines()[-1].split() == ["1", "5", "-", "DELETE", "FROM", "t"]
    assert repr(counted) == "Counted(3 statements (2 different), 25 rows, 30 blocks)"
    assert repr(counted.timed()).endswith("30 blocks, 6.00 ms)")


def test_what_was_sent_is_data_in_html() -> None:
    counted = Counted((Statement("SELECT '<b>'", 1, 1, 0, 0.1),), 0.1)
    assert "<b>" not in counted.render_html()
    assert "&lt;b&gt;" in counted.render_html()
