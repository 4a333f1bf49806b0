"""What a query is ordered by, and when two of them return the same rows."""

import pytest

from lab.experiments.same_rows import Order, Rows, difference, order_of

COLUMNS = ("id", "total", "created_at")
SELECTED = "SELECT o.id, o.amount AS total, created_at FROM orders o"


@pytest.mark.parametrize(
    ("statement", "order"),
    [
        (SELECTED, Order()),
        (f"{SELECTED} ORDER BY id", Order((0,))),
        (f"{SELECTED} ORDER BY total DESC NULLS LAST, 1", Order((1, 0))),
        (f"{SELECTED} ORDER BY o.amount", Order((1,))),
        (f'{SELECTED} ORDER BY "created_at" LIMIT 5', Order((2,), cut=True)),
        (f"{SELECTED} ORDER BY CREATED_AT OFFSET :skipped", Order((2,), cut=True, skips=True)),
        (f"({SELECTED} ORDER BY id)", Order((0,))),
        (f"({SELECTED} ORDER BY id LIMIT 3) ORDER BY 2", Order((1,))),
        (f"{SELECTED} ORDER BY id FETCH FIRST 5 ROWS ONLY", Order((0,), cut=True)),
        (f"{SELECTED} ORDER BY id, lower(name)", Order((0,), whole=False)),
        (f"{SELECTED} ORDER BY status", Order(whole=False)),
        (f"SELECT * FROM ({SELECTED} ORDER BY id) AS below", Order()),
        ("SELECT * FROM orders ORDER BY orders.created_at", Order((2,))),
        (f"{SELECTED} UNION ALL {SELECTED} ORDER BY 2", Order((1,))),
        (f"WITH w AS ({SELECTED} ORDER BY 3) SELECT * FROM w ORDER BY total", Order((1,))),
        ("SELECT 1 AS id, rank() OVER (ORDER BY x) AS total, 2 AS created_at FROM t", Order()),
        ("this is ( no SQL", Order(whole=False)),
    ],
)
def test_the_order_that_a_statement_asks_for(statement: str, order: Order) -> None:
    assert order_of(statement, COLUMNS) == order


def test_a_name_of_two_columns_is_no_key() -> None:
    assert order_of("SELECT * FROM a, b ORDER BY id", ("id", "id")) == Order(whole=False)


SAME = Rows(3, content=10, sequence=20, within=5)
ORDERED, CUT = Order((0,)), Order((0,), cut=True)


@pytest.mark.parametrize(
    ("other", "order", "told"),
    [
        (SAME, ORDERED, ""),
        (Rows(3, 10, 21, 5), Order(), ""),
        (Rows(3, 11, 20, 5), CUT, ""),
        (Rows(1, 10, 20, 5), ORDERED, "returns 1 row, the baseline 3"),
        (Rows(3, 11, 20, 5), ORDERED, "returns other rows than the baseline (3 each)"),
        (Rows(3, 11, 20, 6), CUT, "returns other rows than the baseline (3 each)"),
        (Rows(3, 11, 21, 5), CUT, "returns other rows than the baseline (3 each)"),
        (Rows(3, 11, 20, 5), Order(cut=True), "returns other rows than the baseline (3 each)"),
        (
            Rows(3, 10, 21, 5),
            ORDERED,
            "returns the baseline's rows in another order than its ORDER BY asks for",
        ),
    ],
)
def test_how_rows_differ(other: Rows, order: Order, told: str) -> None:
    assert difference(SAME, other, order) == told
